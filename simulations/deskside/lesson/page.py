"""Plain text as the small pieces of HTML the parts of a lesson are made of."""

from __future__ import annotations

import html
from collections.abc import Iterable

__all__ = ["bullets", "folded", "note", "paragraphs", "reasons", "verdict"]


def paragraphs(text: str, first: str = "") -> str:
    """Paragraphs, divided by empty lines; everything escaped but ``first``, HTML that goes before it.

    >>> paragraphs("a < b")
    '<p>a &lt; b</p>'
    """
    parts = [html.escape(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]
    if first:
        parts = [f"{first} {parts[0]}" if parts else first, *parts[1:]]
    return "".join(f"<p>{part}</p>" for part in parts)


def bullets(texts: Iterable[str]) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in texts)}</ul>"


def reasons(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of texts with their reasons; nothing where there is none."""
    found = [f"{text}: {why}" if why else text for text, why in pairs]
    return bullets(found) if found else ""


def folded(title: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A list of texts with their reasons, folded away; nothing where there is none."""
    listed = reasons(pairs)
    return f"<details><summary>{html.escape(title)}</summary>{listed}</details>" if listed else ""


def note(text: str) -> str:
    """A quiet line."""
    return f'<p class="ds-note">{html.escape(text)}</p>'


def verdict(right: bool, word: str) -> str:
    """A word in the colour of right or wrong; the word itself says which."""
    return f'<span class="ds-{"right" if right else "wrong"}">{html.escape(word)}</span>'
