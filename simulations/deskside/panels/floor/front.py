"""The player: plain JavaScript modules, bundled here into one, and how it gets to a page.

The module travels once from each kernel, in a model of its own, and is loaded once a page; every floor
carries only a short shell. An exported page uses the same module: ``mount(element, spec, logs)``.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import blake2b
from importlib.resources import files

import ipywidgets
import traitlets

from deskside.panels.form import LOOK

__all__ = ["bundle", "module_id", "shell", "version"]

_MODULES = ("log", "story", "replay", "tokens", "layout", "scene", "strip", "page", "player")
_EXPORTS = ("Replay", "VERSION", "indexed", "mount", "story", "unpack")


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


@cache
def _joined() -> str:
    """The modules one after the other: they share a scope, so each name is used once in all of them."""
    texts = [re.sub(r"^import .*\n", "", _text(f"{name}.js"), flags=re.MULTILINE) for name in _MODULES]
    texts = [re.sub(r"^export (?=function|const|class)", "", text, flags=re.MULTILINE) for text in texts]
    texts = [re.sub(r"^ *//.*\n", "", text, flags=re.MULTILINE) for text in texts]
    style = json.dumps(LOOK + _text("floor.css"))
    return f"const STYLE = {style};\n{''.join(texts)}export {{ {', '.join(_EXPORTS)} }};\n"


@cache
def version() -> str:
    """The version of the player: a digest of everything in it."""
    return blake2b(_joined().encode(), digest_size=5).hexdigest()


@cache
def bundle() -> str:
    r"""The player as one ES module that imports nothing.

    It exports ``mount(element, spec, logs)``, and its parts for tests.

    >>> bundle().count("\nimport "), "mount" in bundle()
    (0, True)
    """
    return f"const VERSION = {json.dumps(version())};\n{_joined()}"


@cache
def shell() -> str:
    """What each widget carries."""
    return _text("shell.js").replace("{version}", version())


class _Module(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """The text of the module, on its way to the page: a model without a view."""

    text = traitlets.Unicode().tag(sync=True)


_SENT: list[_Module] = []


def module_id() -> str:
    """The id of the model that brings the module to the page, one a kernel."""
    if not _SENT or _SENT[-1].comm is None:  # closed, as when somebody closes all widgets
        _SENT.append(_Module(text=bundle()))
    name: str = _SENT[-1].model_id
    return name
