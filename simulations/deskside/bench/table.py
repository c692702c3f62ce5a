"""A plain table of measurements: what a section of the report is made of."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cell", "Table", "text"]

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """A title, column names with their units, rows of cells, and what one has to know to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def plain(self) -> dict[str, object]:
        """The table as plain data: one object a row."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "note": self.note, "rows": rows}

    def markdown(self) -> str:
        """The table under a heading, numbers to three digits.

        >>> print(Table("Speed", ("engine", "micros"), (("one", 1.23456),)).markdown())
        ## Speed
        <BLANKLINE>
        | engine | micros |
        |---|---:|
        | one | 1.23 |
        """
        right = [all(not isinstance(row[i], str) for row in self.rows) for i in range(len(self.columns))]
        lines = [
            _line(self.columns),
            "|" + "|".join("---:" if number else "---" for number in right) + "|",
            *(_line([text(cell) for cell in row]) for row in self.rows),
        ]
        return "\n".join([f"## {self.title}", "", *([self.note, ""] if self.note else []), *lines])


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def text(cell: Cell) -> str:
    """A cell in words: three significant digits, whole numbers whole, a dash for what was not measured.

    >>> [text(cell) for cell in (0.012345, 93.4, 1234.5, 12, None)]
    ['0.0123', '93.4', '1,234', '12', '-']
    """
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 1000:
        return f"{cell:,.0f}"
    return f"{cell:.3g}"
