"""Plain answers, a key and a learner; marks with their reasons. No notebook, no file, no process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deskside.grading.answers import UnclearError
from deskside.grading.judges import Verdict
from deskside.grading.kept import Kept
from deskside.grading.key import Key
from deskside.grading.marks import Mark
from deskside.grading.sheet import Sheet
from deskside.grading.variants import plain_name

__all__ = ["evaluate", "mark_item"]

_LONGEST = 64  # letters of a name that are repeated


def evaluate(answers: Mapping[str, object], key: Key, learner: str, team: str = "") -> dict[str, Mark]:
    """Marks for every automatic part, by its name; a part without an answer gets none, with that reason.

    ``answers`` are values as the answers file has them: numbers, letters, lists of letters, settings.
    ``learner`` is who handed in, whose questions count. An answer of any other kind gets no points and a
    reason; it never raises. Raises `UnclearError` for a learner's name that is none.
    """
    own = key.paper.sheet(learner, team)
    sheet = replace(own, kept=Kept(key.paper.assignment, own.learner, own.team, answers))
    return {item: mark_item(key, sheet, item) for item in key.paper.ask}


def mark_item(key: Key, sheet: Sheet, item: str) -> Mark:
    """The mark for one part of what a sheet's learner kept.

    Answers kept under another name answer other questions: they get nothing, and the reason says so.
    """
    out_of, asked = float(key.paper.question(item).points), sheet.question_text(item)
    kept = sheet.kept
    if kept.problem:
        return Mark(0.0, out_of, kept.problem, asked=asked)
    if kept.learner and plain_name(kept.learner) != sheet.learner:
        whose = kept.learner[:_LONGEST]
        reason = f"These answers were given under the name {whose!r}, to that learner's questions."
        return Mark(0.0, out_of, reason, "If you mistyped your name, tell your instructor.", asked)
    if key.paper.by_team and not sheet.team and item in kept.answers:
        reason = "No team: neither your instructor's list nor these answers name one; the desk depends on it."
        if kept.team:
            named = f"These answers were given for the team {kept.team[:_LONGEST]!r}"
            reason = f"{named}; your instructor's list does not put you in it."
        hint = "Tell your instructor which team you are in; then your answers are marked as that team's."
        return Mark(0.0, out_of, reason, hint, asked)
    if key.paper.by_team and kept.team and plain_name(kept.team) != sheet.team:
        reason = f"These answers were given for the team {kept.team[:_LONGEST]!r}, to that team's questions."
        return Mark(0.0, out_of, reason, "If the team is wrong, tell your instructor.", asked)
    try:
        answer = sheet.read(item, kept.answers.get(item))
    except UnclearError as problem:
        return Mark(0.0, out_of, str(problem), asked=asked)
    found = _judged(key, sheet, item, answer)
    return Mark(round(out_of * found.share, 6), out_of, found.reason, found.hint, asked)


def _judged(key: Key, sheet: Sheet, item: str, answer: Any) -> Verdict:
    """What the judge says; nothing, with that reason, where its run of an answer breaks off."""
    options, judge = key.paper.question(item).options, key.judge(sheet, item)
    try:
        return judge.verdict(answer, lambda name: sheet.fill(options[name], item))
    except Exception as problem:  # whatever it is, the other parts keep their marks
        told = f"This could not be marked ({type(problem).__name__}: {str(problem)[:200]})."
        return Verdict(0.0, told, "Tell your instructor, who has to mark it by hand.")
