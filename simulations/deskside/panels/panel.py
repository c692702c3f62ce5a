"""A panel: up to four levers on a desk, the desk as it is beside the desk with your settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from deskside.charts import Figure, table_html
from deskside.charts.words import within_a_sentence
from deskside.downstream import Consequences
from deskside.errors import DesksideError
from deskside.metrics import KPIS
from deskside.panels import beforehand, sentences
from deskside.panels.coarser import panel_answers
from deskside.panels.exported import Answers, Progress, quietly
from deskside.panels.form import Button, Part
from deskside.panels.frames import known
from deskside.panels.lever import Lever
from deskside.panels.live import Watch, watch
from deskside.panels.measure import Watcher
from deskside.panels.pictures import PICTURES, Scene, figures
from deskside.panels.policy import code_for, save_policy
from deskside.panels.results import Results
from deskside.panels.units import known_names, parts_among
from deskside.panels.worker import Stopped
from deskside.scenario import Scenario
from deskside.scenario.check import suggestion
from deskside.scenario.describe import side_of

__all__ = ["MOST_LEVERS", "Panel"]

#: More than this many levers and people stop to see which one did it.
MOST_LEVERS = 4
#: Seconds a cell waits for a panel's first result; after that it comes when it is there.
PATIENCE = 1.5

BUTTONS = (
    Button("reset", "Back to how it is"),
    Button("new", "New demand"),
    Button("first", "Same demand"),
    Button("code", "Copy as code"),
    Button("save", "Save policy"),
)


class Panel(Part):
    """Levers on one desk, or on the second of two.

    ``scenario`` is a desk, or two of them: then the first stays as it is and the levers move the second;
    a lever on the demand side moves both, so that both meet the same needs. ``kpis`` maps KPI names to names
    for people; the first one is what the summary speaks of. ``pictures`` are names from `PICTURES`: queue,
    answered, load, change, bars, difference. Labels, units, ranges and defaults of levers come from the
    scenario and its schema. The desk as it is stays in view; both are run ``replications`` times with the
    same seeds, so a change of policy meets the same needs. ``promise`` (minutes) is a line in ``answered``,
    ``names`` are words for the desk before and the desk now. With ``consequences``, the places that depend on
    the desk, ``kpis`` may name figures of `deskside.downstream.FIGURES` too.
    With ``grid`` every setting is run beforehand and sent once, so that the page answers by itself.

    ``set`` drives it from Python and raises what goes wrong; ``figures``, ``summary`` and ``table`` hold what
    is shown. A KPI may be that of a part, such as ``mean_resolution[service=starter]``: see
    `deskside.metrics.part_of`. Raises `DesksideError` for more than four levers, an unknown path, KPI or
    picture.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> kpis = {"mean_first_response": "Mean wait"}
    >>> panel = Panel(desk, [Lever("teams.desk.agents")], kpis, replications=2)
    >>> panel.set("Agents", 12).summary.split(":")[0]
    'Agents 12'
    """

    kind = "panel"
    live = True
    buttons: tuple[Button, ...] = BUTTONS

    def __init__(  # noqa: PLR0913  # a panel is described once, by name, in one cell
        self,
        scenario: Scenario | Sequence[Scenario],
        levers: Sequence[Lever],
        kpis: Mapping[str, str],
        pictures: Sequence[str] = ("queue",),
        title: str = "",
        *,
        replications: int = 10,
        seed: int = 1,
        promise: float | None = None,
        names: tuple[str, str] | None = None,
        grid: bool = False,
        consequences: Consequences | None = None,
    ) -> None:
        desks = (scenario,) if isinstance(scenario, Scenario) else tuple(scenario)
        _check(desks, levers, pictures)
        parts = parts_among(kpis, desks)
        _check_names(kpis, [*known_names(consequences is not None), *parts])
        self.scenario, self.second = desks[0], desks[1] if len(desks) > 1 else None
        self.levers = {lever.path: lever.fitted(desks[-1]) for lever in levers}
        self.kpis, self.pictures = dict(kpis), tuple(pictures)
        self.promise, self.grid, self.names = promise, grid, names or _names(desks)
        wanted = [*(name for name in kpis if name in KPIS), *(["utilisation"] if self._wants_curve else [])]
        self.results, self.first_seed = Results(replications, seed, consequences, parts, wanted), seed
        self.settings = self.at_first_settings
        self._scene: Scene | None = None
        self._grid: dict[str, Any] | None = None
        buttons = tuple(one for one in self.buttons if not (grid and one.id in ("new", "first")))
        controls = tuple(lever.control(desks[-1]) for lever in self.levers.values())
        super().__init__(title or " / ".join(desk.title or desk.name for desk in desks), controls, buttons)
        self.form.work_apart()

    # --- what a person does -------------------------------------------------------------------------------

    def set(self, lever: str, value: Any) -> Panel:
        """Move a lever, by its path or label, and show the result. Raises `DesksideError` where it cannot."""
        path = next((p for p, one in self.levers.items() if lever in (p, one.label)), None)
        if path is None:
            labels = ", ".join(one.label for one in self.levers.values())
            raise DesksideError(f"no lever {lever!r} here; there are {labels}")
        return self._move({**self.settings, path: value})

    def reset(self) -> Panel:
        """Put every lever back to where the scenario has it."""
        return self._move(self.at_first_settings)

    def new_demand(self) -> Panel:
        """Let both desks meet other needs: the same desk, other weeks."""
        return self._with_seed(self.results.seed + 1)

    def same_demand(self) -> Panel:
        """Back to the needs of the beginning."""
        return self._with_seed(self.first_seed)

    @property
    def code(self) -> str:
        """Python that gives this comparison."""
        changes, first, results = self._changes(), self.scenario, self.results
        against = first.with_(self._demand_side(changes)) if self.second else None
        return code_for(self.second or first, changes, results, against)

    def save(self, folder: str | Path = ".", name: str = "") -> Path:
        """Write the desk with the settings as TOML into a folder, and give back where that is."""
        return save_policy(self.desk, folder, name)

    def act(self, action: str, values: Mapping[str, Any], watcher: Watcher | None = None) -> None:
        """What the page asks for: the id of a button, or ``set``. Raises what goes wrong."""
        settings = {path: values.get(path, value) for path, value in self.settings.items()}
        self.form.note = {}
        if action == "reset":
            self._move(self.at_first_settings, watcher)
        elif action in ("new", "first"):
            seed = self.first_seed if action == "first" else self.results.seed + 1
            self._with_seed(seed, watcher)
        else:
            self._move(settings, watcher)
        if action == "code":
            self.form.note = {"words": "Python that gives this result.", "code": self.code}
        elif action == "save":
            path = self.save()
            self.form.note = {
                "words": f"Saved as {path.name} in {path.parent}. ds.load({path.name!r}) reads it."
            }

    # --- what is seen -------------------------------------------------------------------------------------

    @property
    def desk(self) -> Scenario:
        """The desk with the settings."""
        return (self.second or self.scenario).with_(self._changes())

    @property
    def scene(self) -> Scene:
        """Both desks, measured. Runs them if they were not run yet."""
        if self._scene is None:
            self.reset()
        assert self._scene is not None  # reset has just made it
        return self._scene

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The pictures as charts that stand still."""
        return figures(self.pictures, self.scene)

    @property
    def summary(self) -> str:
        """What the first KPI does, in a sentence."""
        return sentences.summary(self.scene, self._setting_words())

    @property
    def table(self) -> pd.DataFrame:
        """Every KPI at both desks and the change with its range."""
        return sentences.table(self.scene)

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The results at up to ``most`` settings, for a page without Python."""
        return panel_answers(self, most, progress)

    def page(
        self, controls: Sequence[Mapping[str, Any]], axes: Mapping[str, Sequence[Any]], watcher: Watcher
    ) -> dict[str, Any]:
        """The panel with its results at the settings of ``axes``, for ``fromGrid`` in ``front/grid.js``."""
        reset = [{"id": one.id, "label": one.label, "main": one.main} for one in BUTTONS if one.id == "reset"]
        spec = {**self.form.spec, "controls": list(controls), "buttons": reset}
        return {
            "spec": {**spec, "pictures": self._specs(beforehand.POINTS)},
            "values": self.at_first_settings,
            "base": self._still(beforehand.POINTS),
            "grid": beforehand.compute(self, None, watcher, axes),
        }

    def prepare(self, watcher: Watcher | None = None) -> None:
        """Run the desk as it is, before the panel is shown; and every setting, where a grid is wanted."""
        if self._scene is None:
            self._move(self.settings, watcher)
        if self.grid and self._grid is None and watch() is Watch.LIVE:
            self._grid = beforehand.compute(self, beforehand.MOST_BYTES, watcher)
            spec = {**self.form.spec, "pictures": self._specs(beforehand.POINTS)}
            with self.form.hold_sync():
                self.form.spec, self.form.grid = spec, self._grid
                self.form.base = self._still(beforehand.POINTS)

    def rehearse(self) -> None:
        """Move each lever to both ends, press each button, go back. Raises `DesksideError` if that fails."""
        for path, lever in self.levers.items():
            settings = lever.settings() if lever.kind != "number" else (lever.low, lever.high)
            for value in settings:
                self.set(path, value)
            self.reset()
        self.new_demand().same_demand()
        if self.grid:
            beforehand.compute(self)
        if not self.code:
            raise DesksideError("there is no code for this panel")

    def twin_result(self) -> str:
        """Table, small print and pictures, as they stand; nothing is said twice."""
        shown = [(PICTURES[name], one) for name, one in zip(self.pictures, self.figures, strict=True)]
        table = next((one.table for picture, one in shown if picture.title_below_table), None)
        if table is None:
            table = sentences.table_of_one(self.scene) if self.scene.alone else self.table
        whole = "Each measure with its range" if self.scene.alone else ""
        pages = (
            one.below_its_table(whole or picture.title_below_table)
            if picture.title_below_table
            else one.to_html(style=False)
            for picture, one in shown
        )
        return f"{table_html(table)}{self._small_print()}{''.join(pages)}"

    # --- inside -------------------------------------------------------------------------------------------

    def _moved(self, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The settings that differ from the scenario's own."""
        at_first = self.at_first_settings
        settings = self.settings if settings is None else settings
        return {path: value for path, value in settings.items() if value != at_first[path]}

    def _changes(self, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the settings that differ from the scenario's own change there, by path."""
        moved = self._moved(settings).items()
        return {path: value for name, at in moved for path, value in self.levers[name].applied(at).items()}

    def _demand_side(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Of the changes those that both of two desks share: what happens to a desk, whatever its policy."""
        return {path: value for path, value in changes.items() if side_of(path) == "demand"}

    def _with_seed(self, seed: int, watcher: Watcher | None = None) -> Panel:
        before, self.results.seed = self.results.seed, seed
        try:
            return self._move(self.settings, watcher)
        except BaseException:
            self.results.seed = before
            raise

    def _move(self, settings: Mapping[str, Any], watcher: Watcher | None = None) -> Panel:
        """Show the result of settings; where it fails the last result stays."""
        wanted = {path: self.levers[path].snapped(value) for path, value in settings.items()}
        self.form.values = dict(wanted)
        try:
            scene = self.scene_at(wanted, watcher)
        except Stopped:
            self.form.values = dict(self.settings)  # levers back to what is shown
            raise
        self.settings, self._scene = wanted, scene
        if self._grid:  # the page has it already
            return self
        with self.form.hold_sync():
            self.form.base = self._still()
            if "pictures" not in self.form.spec:
                self.form.spec = {**self.form.spec, "pictures": self._specs()}
            self.form.show(
                self._small_print(),
                said=self.summary,
                table=sentences.cells(self.table),
                frames={name: PICTURES[name].moving(scene) for name in self.pictures},
            )
        return self

    def scene_at(self, settings: Mapping[str, Any], watcher: Watcher | None = None) -> Scene:
        """What is to be seen at these settings; nothing is shown."""
        changes = self._changes(settings)
        first = self.scenario.with_(self._demand_side(changes)) if self.second else self.scenario
        desk = (self.second or self.scenario).with_(changes)
        results = self.results
        before, now = (results.of(one, watcher, keep=self.scenario.digest) for one in (first, desk))
        known(self.kpis, before)
        curve = results.curve(first, next(iter(self.kpis)), watcher) if self._wants_curve else None
        return Scene(before, now, self.kpis, self.names, self.promise, curve, self.second is not None)

    @property
    def _wants_curve(self) -> bool:
        return any(PICTURES[name].wants_curve for name in self.pictures)

    @property
    def at_first_settings(self) -> dict[str, Any]:
        """Where the levers stand before anything is moved."""
        desk = self.second or self.scenario
        return {path: lever.start(desk) for path, lever in self.levers.items()}

    @property
    def at_first(self) -> Scene:
        """What is to be seen before anything is moved."""
        return self.scene_at(self.at_first_settings)

    def words_for(self, settings: Mapping[str, Any]) -> str:
        """The settings that differ from the scenario's own, in words: "Agents 12 people"."""
        moved = []
        for path, value in self._moved(settings).items():
            control = self.controls[path]
            shown = control.shown(value)
            shown = shown if control.kind == "range" else within_a_sentence(shown)
            moved.append(f"{within_a_sentence(control.label)} {shown}")
        words = " and ".join(filter(None, (", ".join(moved[:-1]), *moved[-1:])))
        return words[:1].upper() + words[1:]

    def _setting_words(self) -> str:
        return self.words_for(self.settings)

    def small_print_of(self, scene: Scene) -> str:
        """What its numbers rest on, as HTML."""
        number = self.results.seed - self.first_seed + 1
        return sentences.small_print(scene, self.results.replications, number)

    def _small_print(self) -> str:
        return self.small_print_of(self.scene)

    def _still(self, points: int | None = None) -> dict[str, Any]:
        scene = self.scene
        return {name: PICTURES[name].still(scene, points) for name in self.pictures}

    def _specs(self, points: int | None = None) -> list[dict[str, Any]]:
        scene = self.at_first
        return [{"name": name, **PICTURES[name].spec(scene, points)} for name in self.pictures]

    def _ipython_display_(self) -> None:
        if watch() is not Watch.LIVE:
            super()._ipython_display_()
            return
        from IPython import display as page  # IPython is loaded in a notebook, nowhere else

        waiting = f"<p>{self.form.spec['title']}: the first runs are under way.</p>"
        place = page.display(page.HTML(waiting), display_id=True)
        page.display(self.form)

        def twin() -> None:
            place.update(page.HTML(self.twin_html()))

        self.form.begin(self.prepare, twin, PATIENCE)


def _names(desks: tuple[Scenario, ...]) -> tuple[str, str]:
    if len(desks) == 1:
        return "as it is", "with your settings"
    first, second = (desk.title or desk.name for desk in desks)
    return (first, second) if first != second else ("first", "second")


def _check(desks: tuple[Scenario, ...], levers: Sequence[Lever], pictures: Sequence[str]) -> None:
    """Raises `DesksideError` for what can be seen to be wrong before anything is run."""
    if not 1 <= len(desks) <= 2 or not all(isinstance(desk, Scenario) for desk in desks):
        raise DesksideError("a panel shows one scenario or two; deskside.load(name or path) gives one")
    if not 1 <= len(levers) <= MOST_LEVERS:
        raise DesksideError(f"a panel has 1 to {MOST_LEVERS} levers, not {len(levers)}: leave some out")
    unknown = [name for name in pictures if name not in PICTURES]
    if unknown:
        raise DesksideError(f"no picture {unknown[0]!r}; there are {', '.join(PICTURES)}")


def _check_names(kpis: Mapping[str, str], names: Sequence[str]) -> None:
    if not kpis:
        raise DesksideError("a panel needs at least one KPI")
    for name in kpis:
        if name not in names:
            raise DesksideError(f"no KPI {name!r}{suggestion(name, list(names))}")
