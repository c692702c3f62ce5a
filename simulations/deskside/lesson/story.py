"""A story in the words of a skin, shown as the text of the page around it is."""

from __future__ import annotations

import re
from typing import Any

from deskside.lesson.texts import Story

__all__ = ["Told"]


class Told:
    """A story as Markdown: JupyterLab, Voila and exports show it like a text cell."""

    def __init__(self, story: Story) -> None:
        self.markdown = story.text.strip()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": re.sub(r"[*_`#]", "", self.markdown)}
