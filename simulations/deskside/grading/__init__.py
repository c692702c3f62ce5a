"""Graded work: one paper for all, every learner's own numbers in it, and marks with a reason.

A paper (``questions.toml`` beside an assignment's notebook) holds what everybody may read: the questions, the
options, the variants, the rubric. What is right stands in the key, a file of the course root that is never
handed out. Answers are plain values that the notebook keeps beside itself.
"""

from deskside.grading.answers import UnclearError
from deskside.grading.decided import Decided
from deskside.grading.dial import Dial, Planned
from deskside.grading.evaluate import evaluate
from deskside.grading.judges import (
    Choice,
    Edges,
    Ends,
    Interval,
    Judge,
    Miss,
    Number,
    Order,
    Several,
    Verdict,
)
from deskside.grading.kept import Kept
from deskside.grading.key import Key, find_key, open_key
from deskside.grading.marks import Mark, total
from deskside.grading.paper import Paper, open_paper
from deskside.grading.replay import Aim, Replay
from deskside.grading.sheet import Sheet
from deskside.grading.variants import learner_id, order_of, place_of, seed_of
from deskside.grading.year_replay import YearReplay

__all__ = [
    "Aim",
    "Choice",
    "Decided",
    "Dial",
    "Edges",
    "Ends",
    "Interval",
    "Judge",
    "Kept",
    "Key",
    "Mark",
    "Miss",
    "Number",
    "Order",
    "Paper",
    "Planned",
    "Replay",
    "Several",
    "Sheet",
    "UnclearError",
    "Verdict",
    "YearReplay",
    "evaluate",
    "find_key",
    "learner_id",
    "open_key",
    "open_paper",
    "order_of",
    "place_of",
    "seed_of",
    "total",
]
