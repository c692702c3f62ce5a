"""The people of a workshop: how many pairs and teams they make, and how many of each thing to print."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deskside.errors import DesksideError

__all__ = ["MOST", "TEAM", "Group"]

#: People in a workshop, and people in a team where there is one projector and paper.
MOST, TEAM = 60, 4

_EACH = re.compile(r"\bfor each (person|pair|team)\b")


@dataclass(frozen=True)
class Group:
    """A group of so many people.

    Raises `DesksideError` outside 2 to 60.
    """

    people: int

    def __post_init__(self) -> None:
        if not 2 <= self.people <= MOST:
            raise DesksideError(f"--group {self.people}: a workshop is for 2 to {MOST} people")

    def split(self, size: int) -> tuple[int, ...]:
        """How many sit together, largest first; nobody sits alone.

        >>> Group(11).split(2), Group(14).split(4)
        ((3, 2, 2, 2, 2), (4, 4, 3, 3))
        """
        many = self.people // 2 if size == 2 else int(self.people / size + 0.5)
        many = max(1, many)
        base, rest = divmod(self.people, many)
        return tuple([base + 1] * rest + [base] * (many - rest))

    def words(self, size: int) -> str:
        """The split in words.

        >>> Group(24).words(2), Group(11).words(2), Group(13).words(4)
        ('12 pairs', '5 pairs, one of them of three', '3 teams of 4 or 5')
        """
        parts = self.split(size)
        name = "pair" if size == 2 else "team"
        many = f"{len(parts)} {name}{'s' if len(parts) > 1 else ''}"
        if size == 2:
            return f"{many}, one of them of three" if parts[0] == 3 and len(parts) > 1 else many
        return f"{many} of {' or '.join(str(part) for part in sorted(set(parts)))}"

    def counted(self, text: str, size: int) -> str:
        """A text of a run sheet with the number beside each ``for each person``, ``pair`` or ``team``.

        >>> Group(24).counted("Print one slip for each person and a die for each team.", 2)
        'Print one slip for each person (24) and a die for each team (6).'
        """
        teams = size if size > 2 else TEAM
        numbers = {"person": self.people, "pair": len(self.split(2)), "team": len(self.split(teams))}
        return _EACH.sub(lambda found: f"{found[0]} ({numbers[found[1]]})", text)
