"""A hand-out: a module on one page of A4, to take away."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from itertools import pairwise

from deskside.errors import DesksideError
from deskside.lesson import read_texts
from deskside.lesson.lesson import SKIN
from deskside.lesson.predict import Reveal
from deskside.lesson.skins import DEFAULT
from deskside.lesson.texts import Texts
from deskside.workshop.blocks import Block, blocks
from deskside.workshop.module import Module
from deskside.workshop.paper import inline, markdown, paper
from deskside.workshop.run import run
from deskside.workshop.slides import Told

__all__ = ["TAG", "texts_of", "write_handout"]

#: The tag of the cell whose chart or table goes on the hand-out.
TAG = "handout"
_OBJECTIVES = "After this module you can"


def write_handout(module: Module, told: Told) -> str:
    """A module on one page: what one can do after it, its chart, key points, a card to fill in, sources.

    The chart is that of the cell with the tag `TAG`, otherwise the first chart or table that is shown after a
    prediction was compared; cells are run as far as that. Raises `DesksideError` where a cell fails.
    """
    texts = texts_of(module)
    points = "".join(f"<li>{html.escape(one)}</li>" for one in texts.key_points)
    two = (
        f"<section><h2>{_OBJECTIVES}</h2>{markdown(_objectives(module))}</section>"
        f"<section><h2>Key points</h2><ul>{points}</ul></section>"
    )
    head = f"<header><h1>{inline(module.title)}</h1></header>"
    body = f'{head}<div class="two">{two}</div>{_chart(module, told)}{_card(texts)}{_sources(module)}'
    return paper(re.sub(r"[*_`]", "", module.title), body, "handout")


def texts_of(module: Module) -> Texts:
    """The texts of a module in the skin that is set. Raises `DesksideError`."""
    file = module.path.parent / "questions" / f"{module.number}.toml"
    return read_texts(file, os.environ.get(SKIN) or DEFAULT)


def _objectives(module: Module) -> str:
    found = [block for cell in module.cells[:2] if cell.kind == "markdown" for block in blocks(cell.source)]
    for block, after in pairwise(found):
        if block.text.strip("*") == _OBJECTIVES and after.kind == "list":
            return after.text
    raise DesksideError(f"{module.path.name}: its first cell has no list below **{_OBJECTIVES}**")


def _chart(module: Module, told: Told) -> str:
    """The chart that is wanted, or the first chart or table after a reveal; nothing where there is none."""
    chosen = any(TAG in cell.tags for cell in module.cells)
    revealed = False
    for cell, shown in run(module, told):
        for one in shown:
            page = (one.texts or {}).get("text/html", "")
            if (TAG in cell.tags if chosen else revealed) and ("<svg" in page or "<table" in page):
                kept = re.sub(r"<style.*?</style>|<details.*?</details>", "", page, flags=re.DOTALL)
                kept = kept.replace("<th></th>", "<td></td>")
                return f'<section class="chart"><h2>{html.escape(cell.title)}</h2>{kept}</section>'
            revealed = revealed or isinstance(one.part, Reveal)
    return ""


def _card(texts: Texts) -> str:
    card = texts.own_desk
    lines = (
        ("One thing I will do", card.action if card else ""),
        ("The number I will look at", card.measure if card else ""),
    )
    rows = "".join(
        f"<tr><th>{name}</th><td><small>{html.escape(hint)}</small></td></tr>" for name, hint in lines
    )
    day = "<tr><th>The day I will look</th><td></td></tr>"
    return f'<section class="own"><h2>On my own desk</h2><table>{rows}{day}</table></section>'


def _sources(module: Module) -> str:
    found = list(_source_blocks(module))
    text = " ".join(re.sub(r"^- ", "", line) for block in found for line in block.text.splitlines())
    return f"<footer><b>Sources.</b> {inline(' '.join(text.split()))}</footer>" if text else ""


def _source_blocks(module: Module) -> Iterator[Block]:
    for cell in module.cells:
        if cell.kind == "markdown" and cell.source.startswith("## Sources"):
            yield from (block for block in blocks(cell.source) if block.kind == "list")
