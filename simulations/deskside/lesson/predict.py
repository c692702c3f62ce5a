"""Predict before you see: say it, say how sure, and only then compare."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deskside.charts.words import amount, plain, ranged
from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.lesson.judge import near
from deskside.lesson.keeping import Keeping
from deskside.lesson.page import note, paragraphs, verdict
from deskside.lesson.texts import Prediction
from deskside.panels import Answers, Button, Control, Part, Progress, Watch, quietly, watch

__all__ = ["Made", "Predict", "Reveal", "made_before", "words_of"]


_KEPT = "Kept: {yours}. Read on to find out."


@dataclass(frozen=True)
class Made:
    """A prediction as it was made: a number or the key of an option, and how sure, in per cent."""

    value: float | str
    sure: int


def made_before(keeping: Keeping, prediction: Prediction) -> Made | None:
    """The first prediction since the lesson was last taken afresh, if it still fits the question."""
    entry = keeping.first(f"predict:{prediction.id}", "predicted")
    if entry is None:
        return None
    value, sure = entry.data.get("value"), entry.data.get("sure")
    fits = (
        isinstance(value, int | float)
        if prediction.kind == "number"
        else value in [option.key for option in prediction.options]
    )
    return Made(value, int(sure)) if fits and value is not None and isinstance(sure, int | float) else None


class Predict(Part):
    """A question and two inputs: the prediction and how sure one is. Once kept it cannot be changed.

    ``place`` follows the title, as in " (1 of 2)".
    """

    kind = "predict"
    twin_settings = False

    def __init__(self, keeping: Keeping, prediction: Prediction, place: str = "") -> None:
        self.keeping, self.prediction = keeping, prediction
        self.part = f"predict:{prediction.id}"
        super().__init__(
            f"Predict{place}",
            (_value_control(prediction), _sure_control(prediction)),
            (Button("keep", "Keep my prediction", True),),
            paragraphs(prediction.ask),
        )

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep the prediction. Raises `DesksideError` when it is none."""
        value = values.get("value")
        if self.prediction.kind == "number":
            number = math.nan if value in (None, "") else float(value)
            if not self.prediction.low <= number <= self.prediction.high:
                raise DesksideError(self._missing())
            value = number
        elif value not in [option.key for option in self.prediction.options]:
            raise DesksideError(self._missing())
        made = made_before(self.keeping, self.prediction)
        if made is None:  # nobody predicts after the reveal
            made = Made(value, int(values.get("sure", 50)))
            kept = {"value": value, "sure": made.sure, "text": words_of(self.prediction, made)}
            self.keeping.add(self.part, "predicted", kept)
        self._show(made)

    def _missing(self) -> str:
        """What to do where there is no prediction yet."""
        if self.prediction.kind == "choice":
            return "Choose one of the answers first."
        low, high = plain(self.prediction.low), amount(self.prediction.high, self.prediction.unit)
        return f"Type a number from {low} to {high} first."

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """What the page needs to keep a prediction by itself; ``{yours}`` stands for it."""
        return {
            "by": "predict",
            "unit": self.prediction.unit,
            "low": self.prediction.low,
            "high": self.prediction.high,
            "missing": self._missing(),
            "said": _KEPT.format(yours="{yours}"),
        }

    def prepare(self) -> None:
        """Show a prediction that was kept before."""
        made = made_before(self.keeping, self.prediction)
        if made is not None:
            self._show(made)

    def _show(self, made: Made) -> None:
        self.form.locked = True
        self.form.values = {"value": made.value, "sure": made.sure}
        said = _KEPT.format(yours=words_of(self.prediction, made))
        self.form.show("", said=" ".join(filter(None, (said, self.keeping.notice))))

    def rehearse(self) -> None:
        """Nothing is kept in a run nobody attends; only the form is looked over.

        Raises `DesksideError` for an input without a label.
        """
        for control in self.controls.values():
            if not control.label:
                raise DesksideError(f"{self.prediction.id}: an input has no label")

    def twin_note(self) -> str:
        """That there is no prediction; not on a live page, where somebody may still make one."""
        silent = watch() is Watch.LIVE or made_before(self.keeping, self.prediction)
        return "" if silent else note("No prediction was made.")


def _value_control(prediction: Prediction) -> Control:
    if prediction.kind == "number":
        return Control(
            "value", "number", "My prediction", low=prediction.low, high=prediction.high, unit=prediction.unit
        )
    options = tuple((option.key, option.text) for option in prediction.options)
    return Control("value", "choice", "My prediction", options=options)


def _sure_control(prediction: Prediction) -> Control:
    near = (
        f" that the result is within {plain(100 * prediction.within)} % of my number"
        if prediction.kind == "number"
        else ""
    )
    return Control(
        "sure",
        "range",
        f"How sure I am{near}",
        value=50,
        low=0,
        high=100,
        step=5,
        unit="%",
        help="100 %: certain. 50 %: as likely wrong as right.",
    )


class Reveal(Part):
    """The prediction beside the result. ``result`` is called when it is wanted.

    It returns an `Estimate` for a number, and for a choice the key of the option that came true with a
    sentence that says why: ``("b", "...")``. What it raises is shown here, and raised in a run nobody
    attends.
    """

    kind = "reveal"

    def __init__(
        self,
        keeping: Keeping,
        prediction: Prediction,
        result: Callable[[], Estimate | tuple[str, str]],
        place: str = "",
    ) -> None:
        self.keeping, self.prediction, self.result = keeping, prediction, result
        self.part = f"reveal:{prediction.id}"
        buttons = (
            Button("compare", "Compare with my prediction", True),
            Button("anyway", "Show it without a prediction"),
        )
        super().__init__(f"Prediction and result{place}", (), buttons, paragraphs(prediction.ask))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Compare, if there is a prediction or nobody wants to make one."""
        made = made_before(self.keeping, self.prediction)
        if made is None and action != "anyway":
            self.form.show("", said=_NONE_YET)
            return
        self.compare()

    def compare(self) -> None:
        """Show the result beside what was predicted. Raises what ``result`` raises."""
        made, found = made_before(self.keeping, self.prediction), self.result()
        yours = words_of(self.prediction, made) if made else "no prediction"
        if isinstance(found, Estimate):
            came, comment = self._number(made, found)
        else:
            came, comment = self._choice(made, found)
        shown = self._beside(yours, came, comment)
        self.form.show(shown["html"], said=shown["said"])
        self.form.locked = made is not None
        self._keep(made, found, came)

    def twin_intro(self) -> str:
        """No question: it stands above, where it is predicted."""
        return ""

    def twin_said(self) -> str:
        """Nothing that the result says as well."""
        return "" if self.form.html else self.form.said

    def _beside(self, yours: str, came: str, comment: str) -> dict[str, str]:
        """Prediction and result beside each other, as HTML and as a sentence."""
        pairs = (("You predicted", yours), ("It came to", came))
        rows = "".join(f"<tr><td>{name}</td><td>{html.escape(text)}</td></tr>" for name, text in pairs)
        table = f'<table class="ds-numbers"><tbody>{rows}</tbody></table>'
        return {
            "html": f"{table}{comment}{paragraphs(self.prediction.why)}",
            "said": f"You predicted: {yours}. It came to: {came}.",
        }

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """What the page needs to compare by itself; ``{yours}`` and ``{times}`` stand for what was said."""
        found = self.result()
        if isinstance(found, Estimate):
            came = ranged(found.mean, found.low, found.high, self.prediction.unit)
            comments = {
                "near": _CLOSE,
                "low": _off("too low", "{times}"),
                "high": _off("too high", "{times}"),
            }
        else:
            keys = [option.key for option in self.prediction.options]
            comments = {key: self._choice(Made(key, 0), found)[1] for key in keys}
            came, comments["none"] = self._choice(None, found)
        shown = {
            name: self._beside("{yours}", came, text) for name, text in comments.items() if name != "none"
        }
        shown["none"] = self._beside("no prediction", came, comments.get("none", ""))
        return {
            "by": "reveal",
            "of": f"predict:{self.prediction.id}",
            "unit": self.prediction.unit,
            "within": self.prediction.within,
            "mean": found.mean if isinstance(found, Estimate) else None,
            "options": {option.key: option.text for option in self.prediction.options},
            "shown": shown,
            "missing": _NONE_YET,
        }

    def _keep(self, made: Made | None, found: Estimate | tuple[str, str], came: str) -> None:
        """Keep what came true, the first time it is seen with this prediction, or without one."""
        before = self.keeping.last(self.part, "compared")
        if before is not None and (made is None or before.data.get("right") is not None):
            return
        value: Any = found.mean if isinstance(found, Estimate) else found[0]
        spread = {"low": found.low, "high": found.high} if isinstance(found, Estimate) else {}
        right = None if made is None else self._hit(made, found)
        self.keeping.add(self.part, "compared", {"value": value, "text": came, "right": right, **spread})

    def _hit(self, made: Made, found: Estimate | tuple[str, str]) -> bool:
        if isinstance(found, Estimate):
            return not isinstance(made.value, str) and near(made.value, found.mean, self.prediction.within)
        return made.value == found[0]

    def _number(self, made: Made | None, found: Estimate) -> tuple[str, str]:
        came = ranged(found.mean, found.low, found.high, self.prediction.unit)
        if made is None or isinstance(made.value, str):
            return came, ""
        if self._hit(made, found):
            return came, _CLOSE
        side = "too low" if made.value < found.mean else "too high"
        share = made.value / found.mean if found.mean else math.inf
        times = f"{plain(share)} times" if share >= 1 else f"{plain(100 * share)} % of"
        return came, _off(side, times)

    def _choice(self, made: Made | None, found: tuple[str, str]) -> tuple[str, str]:
        key, sentence = found
        texts = {option.key: option.text for option in self.prediction.options}
        if key not in texts:
            raise DesksideError(
                f"{self.prediction.id}: the result {key!r} is none of its options {', '.join(texts)}"
            )
        word = (
            ""
            if made is None
            else verdict(made.value == key, "As you said." if made.value == key else "Not as you said.")
        )
        return texts[key], f"<p>{word} {html.escape(sentence)}</p>"

    def prepare(self) -> None:
        """Compare at once where the prediction is there already."""
        if made_before(self.keeping, self.prediction) is not None and watch() is not Watch.INERT:
            self.compare()

    def rehearse(self) -> None:
        """Compare, with no prediction."""
        self.compare()

    def twin_note(self) -> str:
        """Whether it was compared."""
        return "" if self.form.html else note("Not compared yet.")


_NONE_YET = "There is no prediction yet: make yours above first. It is worth it."
_CLOSE = f"<p>{verdict(True, 'Close.')}</p>"


def _off(side: str, times: str) -> str:
    return f"<p>{verdict(False, side.capitalize())}: {html.escape(times)} the result.</p>"


def words_of(prediction: Prediction, made: Made) -> str:
    """A prediction in words."""
    if isinstance(made.value, str):
        text = next(option.text for option in prediction.options if option.key == made.value)
    else:
        text = amount(made.value, prediction.unit)
    return f"{text} ({made.sure} % sure)"
