"""The written part: what is asked, the rubric by levels, and worked answers for a desk that nobody has."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, PositiveInt, model_validator

__all__ = ["Criterion", "Exemplar", "Written"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Criterion(_Part):
    """One row of a rubric: what earns no point, one point, two points and so on."""

    name: str
    levels: tuple[str, ...]


class Exemplar(_Part):
    """A worked answer: its text, the level it reaches in each row, and why."""

    text: str
    levels: tuple[int, ...]
    why: str


class Written(_Part):
    """A part that a person marks: its points are the highest levels together.

    The exemplars are public: they answer for a desk that no learner has, and figures must be one's own.
    """

    points: PositiveInt
    text: str
    criteria: tuple[Criterion, ...]
    exemplars: tuple[Exemplar, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        best = [len(row.levels) - 1 for row in self.criteria]
        if sum(best) != self.points:
            raise ValueError(f"the highest levels sum to {sum(best)}, not to the {self.points} points")
        if len(self.exemplars) != 3:
            raise ValueError("three exemplars are needed: a good one, a middling one, a weak one")
        for one in self.exemplars:
            if len(one.levels) != len(best) or any(
                not 0 <= n <= b for n, b in zip(one.levels, best, strict=True)
            ):
                raise ValueError("an exemplar needs one level for each criterion")
        return self

    def rubric(self) -> str:
        """The rubric as a Markdown table, the highest level first."""
        deepest = max(len(row.levels) for row in self.criteria)
        heads = [_points(level) for level in reversed(range(deepest))]
        lines = [f"| | {' | '.join(heads)} |", "|---" * (deepest + 1) + "|"]
        for row in self.criteria:
            cells = [row.levels[n] if n < len(row.levels) else "" for n in reversed(range(deepest))]
            lines.append(f"| **{row.name}** | {' | '.join(cells)} |")
        return "\n".join(lines)


def _points(count: int) -> str:
    return f"{count} point" if count == 1 else f"{count} points"
