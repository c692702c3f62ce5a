"""Calibration: over all predictions of a person, how sure they were against how often they were right."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from deskside.charts.calibration import sure_against_right
from deskside.charts.look import styled
from deskside.lesson.keeping import store
from deskside.panels import LOOK
from deskside.progress import Predicted, predictions

__all__ = ["FEWEST", "Calibration", "calibration_frame", "in_words"]

#: With fewer predictions than this the range says nothing.
FEWEST = 4
#: Borders between groups of predictions, in per cent sure: a guess, rather, quite, very sure.
_BORDERS = (0, 40, 60, 80, 101)


class Calibration:
    """A small chart, its sentence and its table, of all predictions that were compared so far."""

    def __init__(self, made: Iterable[Predicted] | None = None) -> None:
        found = predictions(store().entries()) if made is None else made
        self.compared = [one for one in found if one.right is not None]

    @property
    def sentence(self) -> str:
        """What it comes to, in words."""
        return in_words(self.compared)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        title = "How sure, and how often right"
        shown = f'<div class="ds-intro"><p>{self.sentence}</p></div>'
        if len(self.compared) >= FEWEST:
            shown = sure_against_right(calibration_frame(self.compared), self.sentence).to_html(style=False)
        card = f'<section class="ds-form ds-card"><div class="ds-title">{title}</div>{shown}</section>'
        page = styled(LOOK, f'<div class="deskside">{card}</div>')
        return {"text/html": page, "text/plain": self.sentence}


def in_words(compared: list[Predicted]) -> str:
    """One sentence: how sure on average, how often right, and whether that fits."""
    many = len(compared)
    if many < FEWEST:
        verb = "is" if many < 2 else "are"
        so_far = f"So far {many or 'none'} of your predictions {verb} compared with a result"
        return (
            f"{so_far}. After {FEWEST} of them you see here whether you are as often right as you are sure."
        )
    right = sum(bool(one.right) for one in compared)
    sure = sum(one.sure for one in compared) / many
    low, high = _range(right, many)
    fact = (
        f"You are sure {sure:.0f} % of the time and right {100 * right / many:.0f} %: "
        f"{right} of {many} predictions (range {100 * low:.0f} to {100 * high:.0f} %)."
    )
    if 100 * low <= sure <= 100 * high:
        return f"{fact} The two fit, as far as so few can tell."
    off = "surer than you are right" if sure > 100 * high else "right more often than you think"
    return f"{fact} You are {off}."


def calibration_frame(compared: list[Predicted]) -> pd.DataFrame:
    """One row a group of about equally sure predictions, for `deskside.charts.calibration`."""
    rows = []
    for low, high in pairwise(_BORDERS):
        group = [one for one in compared if low <= one.sure < high]
        if group:
            right = sum(bool(one.right) for one in group)
            bottom, top = _range(right, len(group))
            rows.append(
                {
                    "sure": sum(one.sure for one in group) / len(group) / 100,
                    "share": right / len(group),
                    "low": bottom,
                    "high": top,
                    "right": right,
                    "many": len(group),
                }
            )
    return pd.DataFrame(rows)


def _range(right: int, many: int) -> tuple[float, float]:
    """Wilson's 95 % range of a share: it also holds for few, and for none or all."""
    from scipy.stats import binomtest  # a third of a second to import

    found = binomtest(right, many).proportion_ci(method="wilson")
    return float(found.low), float(found.high)
