"""A panel's result in words and in a small table."""

from __future__ import annotations

import html
import math
from typing import Any

import pandas as pd

from deskside.charts.words import NO_VALUE, SHARES, change, plain, ranged, shown_as, within_a_sentence
from deskside.experiment import Estimate
from deskside.panels.pictures import Scene
from deskside.panels.units import unit_of

__all__ = ["cells", "moved", "small_print", "summary", "table", "table_of_one"]


def summary(scene: Scene, setting: str) -> str:
    """One sentence on the first KPI, with how sure it is; ``setting`` says what was set, if anything."""
    name, label = next(iter(scene.kpis.items()))
    unit, at_first = unit_of(name), scene.before.kpi(name)
    if scene.alone:
        found = ranged(at_first.mean, at_first.low, at_first.high, unit)
        return f"The desk {_as_it_is(scene)}: {within_a_sentence(label)} {found}."
    difference, after = scene.now.change(name, scene.before), scene.now.kpi(name)
    sentence = f"{within_a_sentence(label)} {moved(at_first, after, difference, unit)}."
    about = setting or scene.names[1]
    return " ".join([f"{about[:1].upper()}{about[1:]}: {sentence}", *scene.now.notes])


def _as_it_is(scene: Scene) -> str:
    return scene.names[0] if scene.names[0] == "as it is" else f"“{scene.names[0]}”"


def moved(before: Estimate, after: Estimate, difference: Estimate, unit: str) -> str:
    """How a KPI moved, in words that say how sure that is."""
    first, last = (plain(shown_as(value, unit)[0]) for value in (before.mean, after.mean))
    unit_words = shown_as(0.0, unit)[1]
    spread = change(difference.mean, difference.low, difference.high, unit)
    if math.isnan(after.mean) or math.isnan(before.mean):
        was, now = (one if one == NO_VALUE else f"{one} {unit_words}".rstrip() for one in (first, last))
        return f"went from {was} to {now}: where there is none, no ticket got so far that it could be counted"
    if difference.mean == 0.0 == difference.high - difference.low:
        return f"did not change, {last} {unit_words}".rstrip()
    if first == last and difference.low * difference.high > 0.0:
        return f"hardly changed, {last} {unit_words}".rstrip() + ": by less than is shown here"
    if difference.low <= 0.0 <= difference.high:
        return f"hardly changed, {first} to {f'{last} {unit_words}'.rstrip()}: {spread} may be luck"
    verb = "rose" if difference.mean > 0 else "fell"
    times = ""
    if before.mean > 0 and after.mean > 1.5 * before.mean:
        times = f", {plain(after.mean / before.mean)} times as much"
    reached = f"{last} {unit_words}".rstrip()
    return f"{verb} from {first} to {reached}{times}; change {spread}"


def table(scene: Scene) -> pd.DataFrame:
    """One row a KPI: both desks and the paired difference with its range."""
    first, second = (name[:1].upper() + name[1:] for name in scene.names)
    rows = []
    for name, label in scene.kpis.items():
        unit, difference = unit_of(name), scene.now.change(name, scene.before)
        row = {"Measure": f"{label}, {shown_as(0.0, unit)[1]}".rstrip(", ")}
        for heading, found in ((first, scene.before), (second, scene.now)):
            row[heading] = plain(shown_as(found.kpi(name).mean, unit)[0])
        spread = change(difference.mean, difference.low, difference.high, unit if unit in SHARES else "")
        rows.append({**row, "Change, with its range": spread})
    return pd.DataFrame(rows)


def table_of_one(scene: Scene) -> pd.DataFrame:
    """One row a KPI of the desk as it is, each with its range."""
    first = scene.names[0][:1].upper() + scene.names[0][1:]
    rows = []
    for name, label in scene.kpis.items():
        found = scene.before.kpi(name)
        rows.append({"Measure": label, first: ranged(found.mean, found.low, found.high, unit_of(name))})
    return pd.DataFrame(rows)


def cells(frame: pd.DataFrame) -> dict[str, Any]:
    """A table of texts as a page takes it."""
    return {"head": list(frame.columns), "rows": frame.to_numpy().tolist()}


def small_print(scene: Scene, replications: int, demand_number: int) -> str:
    """What the numbers rest on, as HTML."""
    same = scene.now.scenario.demand_digest == scene.before.scenario.demand_digest
    needs = (
        "both desks met the same needs"
        if same
        else "your settings change which needs arise, the luck is the same"
    )
    horizon = scene.before.scenario.horizon
    luck = f" Demand no. {demand_number}: the same desk, other weeks." if demand_number > 1 else ""
    needs = "" if scene.alone else f"; {needs}"
    text = f"{replications} runs of {horizon.days - horizon.warm_up_days} days{needs}. Ranges: 95 %.{luck}"
    return f'<p class="ds-note">{html.escape(text)}</p>'
