"""Graded work: one paper for all, every learner's own numbers in it, and marks with a reason.

A paper (``questions.toml`` beside an assignment's notebook) holds what everybody may read: the questions, the
options, the variants. What is right stands in the hidden tests of the instructor's notebook and nowhere here.
"""

from deskside.grading.answers import UnclearError, read_letter, read_number
from deskside.grading.marks import Mark, mark_choice, mark_number
from deskside.grading.paper import Paper, open_paper
from deskside.grading.sheet import Sheet
from deskside.grading.variants import learner_id, order_of, place_of, seed_of

__all__ = [
    "Mark",
    "Paper",
    "Sheet",
    "UnclearError",
    "learner_id",
    "mark_choice",
    "mark_number",
    "open_paper",
    "order_of",
    "place_of",
    "read_letter",
    "read_number",
    "seed_of",
]
