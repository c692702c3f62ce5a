"""What a lesson is made of: stories, predictions, questions, reflections. Nothing here knows a lesson."""

from deskside.lesson.before_after import BeforeAfter
from deskside.lesson.calibration import Calibration
from deskside.lesson.certificate import Certificate
from deskside.lesson.check import CheckIt
from deskside.lesson.choose import ChooseSkin, chosen_skin
from deskside.lesson.follow_up import FollowUp
from deskside.lesson.format import TextsError, parse_texts, read_texts
from deskside.lesson.lesson import KeyPoints, Lesson, Quiz, start
from deskside.lesson.paths import Paths, read_paths
from deskside.lesson.predict import Predict, Reveal
from deskside.lesson.quiz import Ask
from deskside.lesson.reflect import Reflect, TickOff
from deskside.lesson.skins import Skin, skin, skins
from deskside.lesson.timer import Timer

__all__ = [
    "Ask",
    "BeforeAfter",
    "Calibration",
    "Certificate",
    "CheckIt",
    "ChooseSkin",
    "FollowUp",
    "KeyPoints",
    "Lesson",
    "Paths",
    "Predict",
    "Quiz",
    "Reflect",
    "Reveal",
    "Skin",
    "TextsError",
    "TickOff",
    "Timer",
    "chosen_skin",
    "parse_texts",
    "read_paths",
    "read_texts",
    "skin",
    "skins",
    "start",
]
