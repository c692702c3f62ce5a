"""The assignment 07-priorities: which order fits is told apart by how much room it leaves."""

from __future__ import annotations

import numpy as np
import pytest

from deskside.experiment import seeds_from, simulate
from deskside.grading import Sheet, open_key
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "07-priorities"
KEY = open_key(NAME, ASSIGNMENTS, "it")


def desk_of(kind: str) -> Sheet:
    """The sheet of somebody whose limits ask for an order of this kind."""
    sheets = (KEY.paper.sheet(f"reader-{number}") for number in range(100))
    return next(sheet for sheet in sheets if key_module(NAME).kind_of(sheet) == kind)


def room(sheet: Sheet, *head_starts: int) -> float:
    """The least room under a limit, as a share of it, on the runs of the page's own table."""
    desk = sheet.desk.with_(key_module(NAME).ageing(*head_starts))
    logs = [simulate(desk, seed) for seed in seeds_from(1, 30)]
    limits = [sheet.variant("desk")[f"limit{rank}"] for rank in (1, 2, 3, 4)]
    waits = [np.mean([key_module(NAME).wait_of(rank)(log) for log in logs]) for rank in (1, 2, 3, 4)]
    return float(min(1 - wait / limit for wait, limit in zip(waits, limits, strict=True)))


def test_the_question_is_which_order_leaves_most_room_as_another_may_do_narrowly() -> None:
    assert "leaves **the most room** under them?" in KEY.paper.question("what_order").text


@pytest.mark.ci
@pytest.mark.parametrize(
    ("kind", "narrow"), [("pair", (1440, 240, 180)), ("one", (1440, 60, 0)), ("two", (1440, 960, 60))]
)
def test_the_right_order_leaves_far_more_room_than_the_nearest_other(
    kind: str, narrow: tuple[int, int, int]
) -> None:
    sheet = desk_of(kind)
    good = key_module(NAME).GOOD[kind][0]
    best = [good.get(f"{key_module(NAME).HEAD_START}.{place}", (120, 60, 0)[place]) for place in range(3)]
    assert room(sheet, *best) > room(sheet, *narrow) + 0.05
