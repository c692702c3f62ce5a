"""A module as slides: one HTML file with reveal.js inside, offline, with speaker notes from the run sheet."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from importlib.resources import files

from deskside.panels import Panel
from deskside.panels.front import LOOK
from deskside.workshop.deck import Slide, joined, noted, of_part, of_picture, of_text
from deskside.workshop.module import Cell, Module
from deskside.workshop.page import SETTINGS, live_part, page_script, with_pictures
from deskside.workshop.paper import inline, markdown
from deskside.workshop.reveal import LICENCE, reveal
from deskside.workshop.run import Shown, run
from deskside.workshop.sheet import RunSheet

__all__ = ["slides_of", "write_slides"]

Told = Callable[[int, int, str], None]

#: First words of a text cell that folds away what is for those who code; its cell of code goes with it.
_FOLDED = "Change the model"


def write_slides(module: Module, sheet: RunSheet | None, told: Told, settings: int = SETTINGS) -> str:
    """The deck of a module as one HTML file; nothing in it is fetched.

    Its cells are run here. ``told`` hears how far it is. Raises `DesksideError` where a cell fails or where
    reveal.js is missing.
    """
    texts = reveal()  # before minutes of work
    found = slides_of(module, sheet, told, settings)
    sections = with_pictures("\n".join(map(_section, found)), module)
    title = html.escape(re.sub(r"[*_`]", "", module.title))
    look = f"{texts['look']}{LOOK}{_text('slides.css')}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · slides · Deskside</title>
<style>{look}</style>
</head>
<body data-lesson="{html.escape(module.number)}-slides" data-jp-theme-light="true">
<!-- {LICENCE} -->
<p hidden><span id="page-kept"></span><button id="page-theme"></button><button id="page-forget"></button></p>
<div class="reveal"><div class="slides">
{sections}
</div></div>
<script>{texts["program"]}</script>
<script>{texts["notes"]}</script>
<script type="module">
{page_script()}
document.body.dataset.jpThemeLight = "true";
{_text("slides.js")}
</script>
</body>
</html>
"""


def slides_of(module: Module, sheet: RunSheet | None, told: Told, settings: int = SETTINGS) -> list[Slide]:
    """The slides of a module, in order, with what the run sheet says to each."""
    shown = {cell.id: list(_cell(module, cell, what, told, settings)) for cell, what in run(module, told)}
    found: list[Slide] = []
    skipping = False
    for cell in module.cells:
        if cell.kind == "markdown":
            skipping = _FOLDED in cell.source
            found += of_text(cell.source)
        else:
            found += [] if skipping else shown.get(cell.id, [])
            skipping = False  # one cell of code goes with it
    return noted(joined(found), sheet)


def _cell(module: Module, cell: Cell, what: list[Shown], told: Told, settings: int) -> Iterator[Slide]:
    """The slides of what one cell of code shows."""
    for number, one in enumerate(what):
        if one.part is not None:
            yield from of_part(one.part, _live(module, cell, number, one.part, told, settings))
            continue
        texts = one.texts or {}
        if "text/markdown" in texts:
            yield from of_text(texts["text/markdown"], story=True)
        elif "text/html" in texts and ("<svg" in texts["text/html"] or "<table" in texts["text/html"]):
            yield of_picture(cell, texts["text/html"])


def _live(module: Module, cell: Cell, number: int, part: object, told: Told, settings: int) -> str:
    if not isinstance(part, Panel):
        return ""
    return live_part(module, cell, part, f"part-{cell.id}-{number}", told, settings)[0]


def _text(name: str) -> str:
    return (files("deskside.workshop") / name).read_text(encoding="utf-8")


def _section(slide: Slide) -> str:
    head = f"<h2>{inline(slide.title)}</h2>" if slide.title else ""
    if slide.about.startswith(slide.title) and re.match(r"\d\d · ", slide.title):
        head = f"<h1>{inline(slide.title)}</h1>"
    body = re.sub(r"<(/?)section\b", r"<\1div", slide.body)  # to reveal.js a section is a slide
    notes = f'<aside class="notes">{markdown(slide.say)}</aside>' if slide.say else ""
    return f'<section class="{slide.kind}">{head}<div class="fit">{body}</div>{notes}</section>'
