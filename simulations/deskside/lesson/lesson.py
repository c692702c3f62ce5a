"""One lesson: its parts by name, each shown by one short line of code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from deskside.charts.look import styled
from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.lesson.calibration import FEWEST, Calibration
from deskside.lesson.check import TYPED, CheckIt
from deskside.lesson.choose import chosen_skin
from deskside.lesson.decide import TheYear
from deskside.lesson.desk import OwnDesk
from deskside.lesson.format import read_texts
from deskside.lesson.keeping import Keeping
from deskside.lesson.out_of_turn import tell_in_kernel
from deskside.lesson.page import bullets, paragraphs
from deskside.lesson.predict import Predict, Reveal, made_before, words_of
from deskside.lesson.quiz import Ask
from deskside.lesson.reflect import Reflect, TickOff
from deskside.lesson.skins import Skin, skin
from deskside.lesson.story import Told
from deskside.lesson.texts import OwnDesk as OwnDeskTexts
from deskside.lesson.texts import Texts, shortened
from deskside.lesson.timer import Timer
from deskside.lesson.where import Where, opened
from deskside.log import TicketLog
from deskside.organisation import Quarters
from deskside.panels import LOOK, PART, Floor, Progress, Watch, Wording, quietly, show_together, watch
from deskside.scenario import Scenario
from deskside.scenario.check import suggestion

__all__ = ["SKIN", "KeyPoints", "Lesson", "Quiz", "start"]

#: Names a skin for everybody in a room, whatever each of them has chosen.
SKIN = "DESKSIDE_SKIN"

_Found = TypeVar("_Found")


def start(number: str, folder: str | Path = "questions", skin_name: str = "") -> Lesson:
    """The lesson whose texts are in ``questions/NUMBER.toml``, seen from where the notebook is.

    It speaks in the skin the learner has chosen, unless ``skin_name`` or the environment variable
    DESKSIDE_SKIN names another. Raises `DesksideError` when the file is missing or wrong.
    """
    tell_in_kernel()  # before anything can go wrong: then the cells below say so in a line, too
    name = skin_name or os.environ.get(SKIN, "").strip() or chosen_skin()
    dress = skin(name)
    lesson = Lesson(read_texts(Path(folder) / f"{number}.toml", name), dress)
    opened(lesson.keeping, lesson.texts)
    _keep_small()
    return lesson


def _keep_small() -> None:
    """In a notebook's kernel: let what is shown from now on take little room in the file."""
    interactive = sys.modules.get("IPython")  # in a notebook it is loaded
    shell = interactive.get_ipython() if interactive else None
    if getattr(shell, "kernel", None) is not None and watch() is not Watch.EXPORT:
        from deskside.lesson.small import keep_small  # needs IPython, which a script may not want

        keep_small(shell)


class Lesson:
    """The parts of one lesson; show each as a cell's last line."""

    def __init__(self, texts: Texts, dress: Skin) -> None:
        self.texts, self.skin = texts, dress
        self.keeping = Keeping(texts.lesson)

    def story(self, name: str) -> Told:
        """A story, in the words of the skin."""
        return Told(_named(name, self.texts.stories, "story"))

    def predict(self, name: str) -> Predict:
        """The form for a prediction."""
        found = _named(name, self.texts.predictions, "prediction")
        return Predict(self.keeping, found, _place(name, self.texts.predictions))

    def reveal(self, name: str, result: Callable[[], Estimate | tuple[str, str]]) -> Reveal:
        """The prediction beside the result; ``result`` is called when it is wanted."""
        found = _named(name, self.texts.predictions, "prediction")
        return Reveal(self.keeping, found, result, _place(name, self.texts.predictions))

    def quiz(self, *ids: str) -> Quiz:
        """The questions of the quiz: all, or those named."""
        by_id = {question.id: question for question in self.texts.quiz}
        asked = [_named(name, by_id, "question") for name in ids] if ids else list(self.texts.quiz)
        return Quiz([Ask(self.keeping, one, n, len(asked)) for n, one in enumerate(asked, start=1)])

    def check(
        self, name: str, value: Any = TYPED, answer: float | Callable[[], float] | None = None
    ) -> CheckIt:
        """A value held against the answer: ``value`` from the notebook, otherwise one the learner types."""
        found = _named(name, self.texts.checks, "check")
        return CheckIt(self.keeping, found, value, answer, _place(name, self.texts.checks))

    def reflect(self, name: str) -> Reflect:
        """A question to answer in one's own words."""
        found = _named(name, self.texts.reflections, "reflection")
        return Reflect(self.keeping, found, _place(name, self.texts.reflections))

    def checklist(self, name: str) -> TickOff:
        """A list to tick off."""
        found = _named(name, self.texts.checklists, "checklist")
        return TickOff(self.keeping, found, _place(name, self.texts.checklists))

    def year(self, name: str, seed: int = 1) -> TheYear:
        """A year to decide about quarter by quarter, with the plans that come with a desk."""
        return TheYear(self.keeping, self.texts.decisions, Quarters.of(name), seed)

    def timer(self, name: str) -> Timer:
        """So many minutes for what a group does."""
        found = _named(name, self.texts.timers, "timer")
        return Timer(found.minutes, found.text)

    def own_desk(self) -> OwnDesk:
        """The card for one action, one measure and one date."""
        return OwnDesk(self.keeping, self.texts.own_desk or OwnDeskTexts())

    def calibration(self) -> Calibration:
        """How sure the learner was in all modules so far, against how often right."""
        return Calibration()

    def key_points(self) -> KeyPoints:
        """What to take away, and what was predicted."""
        return KeyPoints(self.keeping, self.texts)

    def fill(self, text: str) -> str:
        """A text with its placeholders in the words of the skin, for titles and labels in the notebook."""
        return self.skin.fill(text)

    def dress(self, desk: Scenario) -> Scenario:
        """A scenario with its title in the words of the skin; its numbers stay."""
        return self.skin.dressed(desk)

    def floor(self, log: TicketLog, other: TicketLog | None = None, **options: Any) -> Floor:
        """A run, or two of the same needs, as a film in the words of the skin; ``options`` as for `Floor`."""
        wording = Wording(self.skin.names(log.scenario), self.skin.tickets)
        return Floor(log, other, wording=wording, **options)

    def _ipython_display_(self) -> None:
        Where(self.keeping, self.texts)._ipython_display_()

    def __repr__(self) -> str:
        return f"Ready: {self.texts.lesson}, {self.texts.title}"


def _named(name: str, among: Mapping[str, _Found], what: str) -> _Found:
    found = among.get(name)
    if found is None:
        raise DesksideError(f"no {what} {name!r}{suggestion(name, among)}")
    return found


def _place(name: str, among: Mapping[str, object]) -> str:
    """Which of several parts of a kind it is: no two parts of a page have the same name."""
    return f" ({list(among).index(name) + 1} of {len(among)})" if len(among) > 1 else ""


class Quiz:
    """Several questions, one below the other."""

    def __init__(self, questions: list[Ask]) -> None:
        self.questions = questions

    def _ipython_display_(self) -> None:
        show_together(self.questions)


class KeyPoints:
    """A card with the key points and with what was predicted."""

    def __init__(self, keeping: Keeping, texts: Texts) -> None:
        self.keeping, self.texts = keeping, texts

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        made = {one.ask: (one, made_before(self.keeping, one)) for one in self.texts.predictions.values()}
        yours = [f"{shortened(ask)} {words_of(one, mine)}" for ask, (one, mine) in made.items() if mine]
        mine = f"<p><b>What you predicted</b></p>{bullets(yours)}" if yours else ""
        so_far = Calibration()
        mine += paragraphs(so_far.sentence) if len(so_far.compared) >= FEWEST else ""
        points = f'<div class="ds-title">Key points</div>{bullets(self.texts.key_points)}'
        card = f'<section class="ds-form">{points}{mine}</section>'
        plain = "\n".join(["Key points", *(f"- {point}" for point in self.texts.key_points)])
        if watch() is Watch.EXPORT:
            return {PART: self}  # type: ignore[dict-item]  # goes to the page that is written, not to a file
        return {"text/html": styled(LOOK, f'<div class="deskside">{card}</div>'), "text/plain": plain}

    def to_page(self, most: int, progress: Progress = quietly) -> dict[str, Any]:
        """The card, to which the page adds what was predicted on it."""
        made = self.texts.predictions.values()
        asked = [
            {
                "of": f"predict:{one.id}",
                "ask": shortened(one.ask),
                "unit": one.unit,
                "options": {option.key: option.text for option in one.options},
            }
            for one in made
        ]
        points = f'<div class="ds-title">Key points</div>{bullets(self.texts.key_points)}'
        answers = {"by": "key points", "title": "What you predicted", "asked": asked}
        return {"part": "key-points", "state": {}, "answers": answers, "twin": points}
