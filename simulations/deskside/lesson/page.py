"""Plain text as the small pieces of HTML the parts of a lesson are made of."""

from __future__ import annotations

import html

__all__ = ["bullets", "paragraphs", "verdict"]


def paragraphs(text: str) -> str:
    """Paragraphs, divided by empty lines; everything escaped.

    >>> paragraphs("a < b")
    '<p>a &lt; b</p>'
    """
    return "".join(
        f"<p>{html.escape(' '.join(part.split()))}</p>" for part in text.split("\n\n") if part.strip()
    )


def bullets(texts: list[str] | tuple[str, ...]) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in texts)}</ul>"


def verdict(right: bool, word: str) -> str:
    """A word in the colour of right or wrong; the word itself says which."""
    return f'<span class="ds-{"right" if right else "wrong"}">{html.escape(word)}</span>'
