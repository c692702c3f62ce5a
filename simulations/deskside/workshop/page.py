"""A module as one self-contained HTML page: it opens from disk in any browser, without network or Python."""

from __future__ import annotations

import base64
import html
import json
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.panels.front import FRONT, LOOK
from deskside.workshop.module import Cell, Module
from deskside.workshop.run import Shown, run

__all__ = [
    "MOST_BYTES",
    "SETTINGS",
    "Page",
    "default_place",
    "live_part",
    "page_script",
    "with_pictures",
    "write_page",
]

#: A page above this size (bytes) is told: it no longer travels well by mail.
MOST_BYTES = 2_000_000
#: How many settings of a panel are computed beforehand: enough for all that the course tells people to set.
SETTINGS = 240

Told = Callable[[int, int, str], None]

#: What may be wider than the page scrolls in its own frame, by keyboard too.
_WIDE = '<div class="page-wide" tabindex="0" role="group" aria-label="What the cell shows">'
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """The page's text, and what a trainer should know of it."""

    text: str
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.text.encode())


def write_page(module: Module, told: Told, settings: int = SETTINGS) -> Page:
    """A module as a page.

    Its cells are run here; every part hands over its state and its answers, a panel the results at up to
    ``settings`` settings. ``told`` hears how far it is: done, of how many, and with what. Raises
    `DesksideError` where a cell fails.
    """
    writer = _Writer(module, settings, told)
    sections = {cell.id: writer.code(cell, shown) for cell, shown in run(module, told)}
    body = "\n".join(sections.get(cell.id) or writer.words(cell) for cell in module.cells)
    page = Page(_whole(module, body), tuple(writer.notes))
    if page.size > MOST_BYTES:
        much = f"The page has {page.size / 1e6:.1f} MB; fewer settings a panel make it smaller."
        return Page(page.text, (*page.notes, much))
    return page


class _Writer:
    """Writes section by section and remembers what could not be brought over."""

    def __init__(self, module: Module, settings: int, told: Told) -> None:
        self.module, self.settings, self.told = module, settings, told
        self.notes: list[str] = []
        self.parts = 0

    def words(self, cell: Cell) -> str:
        """A cell of text."""
        return f"<section>{self._markdown(cell.source)}</section>" if cell.kind == "markdown" else ""

    def code(self, cell: Cell, shown: list[Shown]) -> str:
        """What a code cell showed, its code folded below."""
        outputs = "".join(self._shown(cell, one) for one in shown)
        code = (
            f'<details class="page-code"><summary>Code: {html.escape(cell.title)}</summary>'
            f'<pre tabindex="0"><code>{html.escape(cell.source)}</code></pre></details>'
        )
        return f'<section id="{html.escape(cell.id, quote=True)}">{outputs}{code}</section>'

    def _shown(self, cell: Cell, one: Shown) -> str:
        if one.part is not None:
            return self._part(cell, one.part)
        texts = one.texts or {}
        if "text/html" in texts:
            return f"{_WIDE}{_STYLE.sub('', texts['text/html']).replace('<th></th>', '<td></td>')}</div>"
        if "text/markdown" in texts:
            return self._markdown(texts["text/markdown"])
        if "image/svg+xml" in texts:
            return f"{_WIDE}{texts['image/svg+xml']}</div>"
        if "application/vnd.jupyter.widget-view+json" in texts:
            self.notes.append(f"cell {cell.id!r}: a widget that only JupyterLab can show")
            return '<p class="page-note">Here JupyterLab shows something to play with; a page cannot.</p>'
        text = texts.get("text/plain", "")
        return f'<pre tabindex="0">{html.escape(text)}</pre>' if text.strip() else ""

    def _part(self, cell: Cell, part: Any) -> str:
        """A part: its static twin, and beside it what the page's script makes it live with."""
        self.parts += 1
        text, note = live_part(self.module, cell, part, f"part-{self.parts}", self.told, self.settings)
        if note is not None:
            self.notes.append(f"cell {cell.id!r}: a picture only. {note}".strip())
        return text

    def _markdown(self, source: str) -> str:
        from nbconvert.filters.markdown_mistune import markdown2html_mistune

        text: str = markdown2html_mistune(source)
        text = re.sub(r'<a class="anchor-link".*?</a>', "", text)
        text = with_pictures(text, self.module)
        return re.sub(
            r'<a href="(?!https?:|mailto:|#)[^"]*">(.*?)</a>', r"\1", text
        )  # other files stay behind


def with_pictures(text: str, module: Module) -> str:
    """HTML with the notebook's pictures written into it. Raises `DesksideError` if one is missing."""

    def written(found: re.Match[str]) -> str:
        path = module.path.parent / found.group(2)
        if not path.is_file():
            raise DesksideError(f"{module.path.name}: no picture {found.group(2)}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        data = base64.b64encode(path.read_bytes()).decode()
        return f'<img {found.group(1)}src="data:{kind};base64,{data}"'

    return re.sub(r'<img ([^>]*?)src="(?!data:|https?:)([^"]+)"', written, text)


def live_part(
    module: Module, cell: Cell, part: Any, name: str, told: Told, settings: int
) -> tuple[str, str | None]:
    """A part as HTML, and what to tell where it stays a picture. ``name`` is its own on the page.

    Its answers are worked out here, a panel's at up to ``settings`` settings. Raises `DesksideError`.
    """
    try:
        data = part.to_page(settings, lambda done, total: told(done, total, f"results for {cell.title}"))
    except DesksideError as problem:
        raise DesksideError(
            f"{module.path.name}, cell {cell.id!r} ({cell.title}) fails: {problem}"
        ) from problem
    twin = _STYLE.sub("", str(data.pop("twin")))
    note = data["answers"].get("note", "")
    said = f'<p class="ds-note">{html.escape(note)}</p>' if note else ""
    text = (
        f'<div class="page-part"><div class="page-twin deskside">{_inner(twin)}{said}</div>'
        f'<script type="text/plain" id="{name}">{_covered(data, name)}</script></div>'
    )
    return text, note if data["answers"]["by"] == "nobody" else None


def _inner(twin: str) -> str:
    """A twin without the root it needs in a notebook."""
    found = re.fullmatch(r'\s*<div class="deskside"[^>]*>(.*)</div>\s*', twin, re.DOTALL)
    inside = found.group(1) if found else twin
    return inside if "ds-form" in inside else f'<section class="ds-form">{inside}</section>'


def _covered(data: dict[str, Any], name: str) -> str:
    """Data that nobody reads in passing: no answer stands in clear text in the page."""
    key = name.encode()
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    mixed = bytes(byte ^ key[place % len(key)] for place, byte in enumerate(plain))
    return base64.b64encode(mixed).decode("ascii")


def _text(name: str) -> str:
    return (files("deskside.workshop") / name).read_text(encoding="utf-8")


def page_script() -> str:
    """What makes parts live on a page: the front end of panels and the answers, for a module script."""
    front = re.sub(r"export \{[^}]*\};\s*$", "", FRONT.text)
    script = re.sub(r"^ *// .*\n", "", _text("page.js"), flags=re.MULTILINE)
    return f"{front}\n{{\n{script}\n}}"


def _whole(module: Module, body: str) -> str:
    title = html.escape(re.sub(r"[*_`]", "", module.title))
    rules = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' blob:; img-src data:"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{rules}">
<title>{title} · Deskside</title>
<style>{LOOK}{_text("page.css")}</style>
</head>
<body data-lesson="{html.escape(module.number)}" data-jp-theme-light="true">
<a class="page-skip" href="#page-main">To the module</a>
<header class="page-head"><p>Deskside, module {html.escape(module.number)}.
<span id="page-kept">What you answer stays in this browser; nothing is sent.</span>
Where the text asks you to run a cell, just read on: it has been run.</p>
<button type="button" class="page-button" id="page-theme">Dark page</button></header>
<noscript><p class="page-head">Scripts are switched off here: you can read everything, but nothing moves.</p>
</noscript>
<main id="page-main">
{body}
</main>
<footer class="page-foot">
<p><button type="button" class="page-button" id="page-forget">Forget my answers</button></p>
<p>The simulations behind this page were run beforehand. In JupyterLab, <code>deskside lab</code>, you can try
every setting.</p></footer>
<script type="module">
{page_script()}
</script>
</body>
</html>
"""


def default_place(module: Module) -> Path:
    """Where the page goes unless it is said: the current folder, under the notebook's name."""
    return Path(f"{module.path.stem}.html")
