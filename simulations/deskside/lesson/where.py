"""Where a person is in a lesson: welcome, welcome back, and starting afresh."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from deskside.charts.look import styled
from deskside.glossary import explain
from deskside.lesson.keeping import Keeping, store
from deskside.lesson.page import folded
from deskside.lesson.texts import Texts
from deskside.panels import LOOK, Button, Part, Watch, watch
from deskside.progress import Standing, standings

__all__ = ["OPENS", "Where", "opened", "standing"]

#: Marks the first piece of a lesson's page, which may bring the look of all others.
OPENS = "data-ds-opens"


def opened(keeping: Keeping, texts: Texts) -> None:
    """Keep that the lesson was opened, and which parts it has."""
    before = keeping.last("", "started", "resumed", "restarted")
    keeping.add("", "resumed" if before else "started", _outline(texts))


def _outline(texts: Texts) -> dict[str, Any]:
    """What the progress of a lesson is measured against."""
    return {"title": texts.title, "parts": [list(part) for part in texts.parts()]}


def standing(lesson: str) -> Standing | None:
    """How far the person is in a lesson; None where nothing was done yet."""
    found = standings(store().entries(lesson)).get(lesson)
    return found if found is not None and found.done else None


class Where(Part):
    """Welcome back: what is done, what comes next, and a way to take the lesson afresh."""

    kind = "where"

    def __init__(self, keeping: Keeping, texts: Texts) -> None:
        self.keeping, self.texts = keeping, texts
        self.sure = False
        super().__init__(f"{texts.lesson} · {texts.title}", (), (Button("afresh", "Take it afresh"),))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Ask once, then take the lesson afresh."""
        if not self.sure:
            self.sure = True
            sure = "Sure? Press again, and this module begins at nothing. What you did stays in your export."
            self.form.show(self.form.html, said=sure)
            return
        self.keeping.add("", "restarted", _outline(self.texts))
        self.form.locked = True
        self.form.show("", said="Begun afresh. Run the cells below again, from the top.")

    def prepare(self) -> None:
        """Show how far one is."""
        found = standing(self.keeping.lesson)
        if found is not None:
            said = " ".join(filter(None, (_said(found), self.keeping.notice)))
            self.form.show(_done(found) + _words(self.texts), said=said)

    def _ipython_display_(self) -> None:
        """With a button only for those who have done something here already."""
        if watch() is Watch.LIVE and standing(self.keeping.lesson) is not None:
            super()._ipython_display_()
            return
        from IPython import display as page  # IPython is loaded in a notebook, nowhere else

        page.display(page.HTML(self._first()))

    def twin_html(self) -> str:
        """The twin, marked as the first piece of the page."""
        return super().twin_html().replace('class="deskside" ', f'class="deskside" {OPENS} ', 1)

    def _first(self) -> str:
        many = len(self.texts.parts())
        said = (
            f"Ready. {'One thing' if many == 1 else f'{many} things'} to do in this module; "
            "what you answer is kept for you alone."
            if many
            else "Ready."
        )
        words = " ".join(filter(None, (said, self.keeping.notice)))
        title = html.escape(f"{self.texts.lesson} · {self.texts.title}")
        intro = f'<div class="ds-intro"><p>{html.escape(words)}</p></div>'
        card = f'<div class="ds-title">{title}</div>{intro}{_words(self.texts)}'
        return styled(LOOK, f'<div class="deskside" {OPENS}><section class="ds-form">{card}</section></div>')


def _words(texts: Texts) -> str:
    """What the glossary says of the words of the module, folded away."""
    found = sorted((explain(word) for word in texts.words), key=lambda entry: entry.title.lower())
    return folded("Words of this module, from the glossary", [(one.title, one.about) for one in found])


def _done(found: Standing) -> str:
    lines = "".join(
        f"<li>{'<b>done</b>' if part in found.done else 'to do'} · {html.escape(title)}</li>"
        for part, title in found.parts
    )
    return f"<details><summary>What is done, and what is not</summary><ul>{lines}</ul></details>"


def _said(found: Standing) -> str:
    if found.finished:
        return "Welcome back. You have done all of this module."
    return (
        f'Welcome back. {len(found.done)} of {len(found.parts)} done. Go on with "{found.next}" '
        "Run the cells down to there: your answers are where you left them."
    )
