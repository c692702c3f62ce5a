"""What an experience is made of: the weights of waiting, effort, doubt and outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["WEIGHTS", "Weights"]


@dataclass(frozen=True)
class Weights:
    """Points of a scale from 0 (dreadful) to 100 (could not be better).

    No number here was measured at a desk: each is an assumption, with a range to try. What is *evidence* is
    the direction or the shape, where the last column says so.

    =============== ======== ========= ====================================================================
    weight          default  try       what is known
    =============== ======== ========= ====================================================================
    base            85       70 to 95  assumption: as expected, no effort, nothing went wrong
    quicker         10       0 to 20   evidence that it is smaller than `slower`: bad performance weighs
                                       more than good (Mittal, Ross & Baldasare 1998)
    slower          30       10 to 50  evidence for diminishing effect (same study)
    effort          25       10 to 40  evidence from call centres, by their own data, that effort counts
                                       more than delight (Dixon, Freeman & Toman 2010); disputed
    doubt           20       0 to 40   opinion, widely shared: uncertain waits feel longer (Maister 1985)
    gave_up         40       20 to 60  assumption
    forgotten       50       20 to 70  assumption
    still_open      25       0 to 50   assumption
    came_back       12       0 to 30   assumption, for each return, at most two count
    on_the_line     15       2 to 60   minutes one expects a live contact to take (assumption)
    by_message      480      60 to     business minutes one expects a message to take where nobody names a
                             2,400     time: a day of eight hours (assumption)
    half_doubt      480      60 to     business minutes in doubt that cost half of `doubt` (assumption)
                             2,400
    half_effort     2        0.5 to 5  units of effort that cost half of `effort` (assumption)
    taste           10       0 to 20   standard deviation between people (assumption)
    =============== ======== ========= ====================================================================
    """

    base: float = 85.0
    quicker: float = 10.0
    slower: float = 30.0
    effort: float = 25.0
    doubt: float = 20.0
    gave_up: float = 40.0
    forgotten: float = 50.0
    still_open: float = 25.0
    came_back: float = 12.0
    on_the_line: float = 15.0
    by_message: float = 480.0
    half_doubt: float = 480.0
    half_effort: float = 2.0
    taste: float = 10.0


#: The weights that the KPI true_satisfaction uses.
WEIGHTS: Final = Weights()
