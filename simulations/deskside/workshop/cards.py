"""What a trainer prints and cuts: slips for predictions, role cards, exercise sheets."""

from __future__ import annotations

import html
import re

from deskside.errors import DesksideError
from deskside.lesson.texts import Card, Texts
from deskside.workshop.group import Group
from deskside.workshop.paper import inline, markdown, paper
from deskside.workshop.sheet import RunSheet

__all__ = ["cards_html"]

#: Slips for a group whose size is not known: one sheet of paper.
_SOME = 8
#: A line to write on, where a slip says "...".
_GAP = '<span class="gap"></span>'


def cards_html(texts: Texts, sheet: RunSheet | None, group: Group | None = None) -> str:
    """The slips of a module, one for each person, and its cards, a set of them after the other, on A4.

    Raises `DesksideError` where the module has neither.
    """
    if sheet is None and not texts.cards:
        raise DesksideError(f"module {texts.lesson} has nothing to print: neither a run sheet nor cards")
    many = group.people if group else _SOME
    slips = _slips(texts, sheet, many) if sheet else ""
    sets = {card.set: [one for one in texts.cards if one.set == card.set] for card in texts.cards}
    return paper(
        f"{texts.lesson} {texts.title}: to print", slips + "".join(map(_set, sets, sets.values())), "cards"
    )


def _slips(texts: Texts, sheet: RunSheet, many: int) -> str:
    lines = "".join(f"<p>{_with_gaps(line)}</p>" for line in sheet.slip)
    name = f'<p class="from">Module {html.escape(texts.lesson)} · name or sign: {_GAP}</p>'
    slip = f'<div class="slip">{name}{lines}</div>'
    head = f"<h1>{html.escape(f'{texts.lesson} {texts.title}')}</h1>"
    how = f'<p class="how">{many} prediction slips, one for each person. Cut along the lines.</p>'
    return f'<section class="sheet">{head}{how}<div class="slips">{slip * many}</div></section>'


def _with_gaps(line: str) -> str:
    """A line of a slip with room to write."""
    made = inline(line.replace("[ ] ", "☐\N{NO-BREAK SPACE}"))  # a box and its first word on one line
    return re.sub(r"\.\.\.|…", _GAP, made)


def _set(name: str, cards: list[Card]) -> str:
    made = "".join(
        f'<article class="card"><h3>{html.escape(card.title)}</h3>{markdown(card.text)}</article>'
        for card in cards
    )
    return f'<section class="sheet"><h2>{html.escape(name)}</h2><div class="deck">{made}</div></section>'
