"""The front end of panels and lesson parts: plain JavaScript modules, bundled here into one.

`bundle` is the module's text; it needs a page and nothing else, so an exported page uses the same one. In a
notebook every widget carries only a short shell; the module travels once from each kernel and is loaded once
a page. Its version is the digest of its text: kernels with different versions can share a page.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from uuid import uuid4

import ipywidgets
import traitlets

from deskside.charts import STYLE
from deskside.panels.live import Watch, watch

__all__ = ["LOOK", "bundle", "module_id", "shell", "short_id", "version"]

#: The look of all parts, light and dark; the class ``deskside`` is its root.
LOOK = STYLE + (files("deskside.panels.front") / "form.css").read_text(encoding="utf-8")

_MODULES = ("words.js", "pictures.js", "controls.js", "grid.js", "form.js")
_EXPORTS = ("VERSION", "dress", "draw", "fromGrid", "mount", "numbers", "plain")


def _text(name: str) -> str:
    return (files("deskside.panels.front") / name).read_text(encoding="utf-8")


@cache
def version() -> str:
    """The version of the front end: a digest of everything in it."""
    return blake2b(_joined().encode(), digest_size=5).hexdigest()


@cache
def bundle() -> str:
    """The whole front end as one ES module that imports nothing.

    It exports ``draw``, ``mount``, ``fromGrid``, ``dress`` (see the heads of ``pictures.js``, ``form.js`` and
    ``grid.js``), ``numbers``, ``plain`` and ``VERSION``.

    >>> "import " in bundle().replace("import(", ""), "export { VERSION, dress" in bundle()
    (False, True)
    """
    return f"const VERSION = {json.dumps(version())};\n{_joined()}"


def _joined() -> str:
    """The modules one after the other: they share a scope, so each name is used once in all of them."""
    texts = [re.sub(r"^import .*\n", "", _text(name), flags=re.MULTILINE) for name in _MODULES]
    texts = [re.sub(r"^export (?=function|const)", "", text, flags=re.MULTILINE) for text in texts]
    texts = [re.sub(r"^ *//.*\n", "", text, flags=re.MULTILINE) for text in texts]  # half of it is not code
    head = f"const STYLE = {json.dumps(LOOK)};\n"
    return f"{head}{''.join(texts)}\nexport {{ {', '.join(_EXPORTS)} }};\n"


@cache
def shell() -> str:
    """What each widget carries."""
    return _text("shell.js").replace("{version}", version())


class _Module(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """The text of the module, on its way to the page: a model without a view."""

    text = traitlets.Unicode().tag(sync=True)

    def open(self) -> None:
        """Only a live page has use for it; an executed file would keep it."""
        if watch() is Watch.LIVE:
            super().open()


def short_id() -> str:
    """A name for a widget's model, of the letters that tell it from others: a saved notebook has it."""
    return uuid4().hex[:8]


_SENT: list[_Module] = []


def module_id() -> str:
    """The id of the model that brings the module to the page, one a kernel."""
    if not _SENT or _SENT[-1].comm is None:  # closed, as when somebody closes all widgets
        _SENT.append(_Module(text=bundle()))
    return "" if _SENT[-1].comm is None else str(_SENT[-1].model_id)
