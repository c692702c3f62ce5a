"""Experience: what requesters think, what they hear, what time they lose, and what a survey makes of it.

Pure functions of a log and of draws at the needs' own addresses. The engines know nothing of it.
"""

from deskside.experience.heard import Heard, heard
from deskside.experience.lost_time import minutes_lost
from deskside.experience.score import Stage, experience, numbers
from deskside.experience.survey import Answers, Bias, answer_share, bias, expected_score, said, survey
from deskside.experience.weights import WEIGHTS, Weights

__all__ = [
    "WEIGHTS",
    "Answers",
    "Bias",
    "Heard",
    "Stage",
    "Weights",
    "answer_share",
    "bias",
    "expected_score",
    "experience",
    "heard",
    "minutes_lost",
    "numbers",
    "said",
    "survey",
]
