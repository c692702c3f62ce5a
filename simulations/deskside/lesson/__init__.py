"""What a lesson is made of: predict, reveal, quiz, key points. Nothing here knows a particular lesson."""

from deskside.lesson.lesson import KeyPoints, Lesson, Quiz, start
from deskside.lesson.memory import forget
from deskside.lesson.predict import Predict, Reveal
from deskside.lesson.quiz import Ask

__all__ = ["Ask", "KeyPoints", "Lesson", "Predict", "Quiz", "Reveal", "forget", "start"]
