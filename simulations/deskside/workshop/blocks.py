"""A text cell as blocks: what is short enough for a slide, and what is better said than shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Block", "blocks", "essence", "opening", "packed", "sentences_of"]

#: Characters in a line of a slide, and lines below its heading.
WIDE, HIGH = 64, 11.5
_OF_A_CELL = re.compile(r"\b(?:next cell|cell below)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list, table or quote, as Markdown."""

    kind: str
    text: str

    @property
    def lines(self) -> float:
        """About how many lines of a slide it takes."""
        parts = self.text.splitlines() if self.kind in ("list", "table") else [" ".join(self.text.split())]
        parts = [part for part in parts if not re.fullmatch(r"[|\s:-]+", part)]
        wide = WIDE - 4 if self.kind in ("list", "quote") else WIDE
        extra = {"table": 0.45, "list": 0.25}.get(self.kind, 0.0)
        return sum(_rows(part, wide, self.kind) + extra for part in parts) + 0.5


def _rows(part: str, wide: int, kind: str) -> int:
    if kind != "table":
        return -(-len(part) // wide)
    cells = part.strip("|").split("|")
    share = wide / len(cells) * 1.15  # cells are set smaller
    return max(-(-len(cell.strip()) // int(share)) or 1 for cell in cells)


def blocks(source: str) -> list[Block]:
    r"""The blocks of a Markdown text, in order; what is folded away is left out.

    >>> [one.kind for one in blocks("## A\n\nText.\n\n- a\n- b\n\n> q")]
    ['heading', 'text', 'list', 'quote']
    """
    shown = re.sub(r"<details>.*?</details>", "", source, flags=re.DOTALL)
    return [Block(_kind(part), part) for part in map(str.strip, re.split(r"\n\s*\n", shown)) if part]


def _kind(part: str) -> str:
    if re.fullmatch(r"\*\*[^*·◆○△]{1,40}\*\*", part):
        return "heading"
    for kind, mark in (("heading", r"#+ "), ("list", r"(?:-|\d+\.) "), ("quote", "> "), ("table", r"\|")):
        if re.match(mark, part):
            return kind
    return "text"


def essence(text: str, first: bool = True) -> str:
    """What a slide shows of a paragraph: its first sentence, if wanted, and those with **bold** words.

    A mark such as **◆ Evidence** is no such word. What speaks of a notebook's cells is nothing for a slide.

    >>> essence("One law holds. It needs nothing. But **room** counts.")
    'One law holds. But **room** counts.'
    """
    sentences = [one for one in sentences_of(text) if not _OF_A_CELL.search(one)]
    kept = [
        sentence
        for place, sentence in enumerate(sentences)
        if (first and place == 0) or "**" in re.sub(r"\*\*[◆○△].*?\*\*", "", sentence)
    ]
    return " ".join(kept)


def opening(text: str, most: int = 260) -> str:
    """The first sentences of a paragraph, as many as ``most`` characters hold, but one at least.

    >>> opening("One law holds. It needs nothing.", 20)
    'One law holds.'
    """
    every = sentences_of(text)
    first, *rest = [one for one in every if not _OF_A_CELL.search(one)] or every
    for sentence in rest:
        if len(first) + len(sentence) >= most:
            break
        first = f"{first} {sentence}"
    return first


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z*\"])", " ".join(text.split()))


def packed(found: Sequence[Block], high: float = HIGH) -> Iterator[list[Block]]:
    """Blocks in portions that each fit a slide; what is long is cut between its points or sentences."""
    portion: list[Block] = []
    room = high
    for block in found:
        for piece in _pieces(block, high):
            if portion and piece.lines > room:
                leads = portion.pop() if portion[-1].text.endswith(":") else None  # to what comes below it
                if portion:
                    yield portion
                portion, room = ([leads], high - leads.lines) if leads else ([], high)
            portion.append(piece)
            room -= piece.lines
    if portion:
        yield portion


def _pieces(block: Block, high: float) -> Iterator[Block]:
    """A block, or parts of it that are each no higher than a slide."""
    if block.lines <= high or block.kind == "table":
        yield block
        return
    if block.kind == "list":
        parts = re.split(r"\n(?=(?:-|\d+\.) )", block.text)
    else:
        parts = re.split(r"(?<=[.!?])\s+", " ".join(block.text.split()))
    joiner, piece = ("\n", "") if block.kind == "list" else (" ", "")
    for part in parts:
        longer = f"{piece}{joiner}{part}" if piece else part
        if piece and Block(block.kind, longer).lines > high:
            yield Block(block.kind, piece)
            piece = part
        else:
            piece = longer
    yield Block(block.kind, piece)
