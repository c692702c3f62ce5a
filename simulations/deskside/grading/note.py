"""A few words on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from deskside.lesson.page import paragraphs

__all__ = ["Note", "page"]


def page(text: str) -> str:
    """Paragraphs as HTML; stars mean what they mean in Markdown.

    >>> page("**a)** less & *more*; 2 * 3")
    '<p><b>a)</b> less &amp; <em>more</em>; 2 * 3</p>'
    """
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", paragraphs(text))
    return re.sub(r"\*(?!\s)([^*]+?)(?<!\s)\*", r"<em>\1</em>", bold)


@dataclass(frozen=True, repr=False)
class Note:
    """Markdown that a notebook shows.

    >>> Note("Hello.")
    Hello.
    """

    markdown: str

    def __repr__(self) -> str:
        return self.markdown

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.markdown, "text/markdown": self.markdown}
