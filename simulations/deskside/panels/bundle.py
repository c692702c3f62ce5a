"""A front end: plain JavaScript modules, bundled into one, and how it gets to a page.

The text travels once from each kernel, in a model of its own, and is loaded once a page; every widget carries
only a short shell. An exported page uses the same text. Its version is the digest of it, so kernels with
different versions can share a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from importlib.resources import files
from uuid import uuid4

import ipywidgets
import traitlets

from deskside.panels.live import Watch, watch

__all__ = ["KEYS", "Bundle", "short_id"]

#: What keys do in a part: JavaScript that every front end has.
KEYS = (files("deskside.panels") / "keys.js").read_text(encoding="utf-8")


class Bundle:
    """The JavaScript of a package as one ES module that imports nothing.

    ``package`` holds the files: ``modules``, in an order in which each uses only those before it and
    ``keys.js``, which all share, and ``shell.js``, which goes on where the shared ``shelf.js`` ends.
    ``exports`` are the names a page may use, beside ``VERSION``; ``style`` is what modules know as ``STYLE``.
    """

    def __init__(self, package: str, modules: Sequence[str], exports: Sequence[str], style: str) -> None:
        self.package, self.modules, self.exports, self.style = package, modules, exports, style
        self._sent: _Text | None = None

    @cached_property
    def joined(self) -> str:
        """The modules one after the other: they share a scope, so each name is used once in all of them."""
        sources = [KEYS, *map(self._file, self.modules)]
        texts = [re.sub(r"^import .*\n", "", text, flags=re.MULTILINE) for text in sources]
        texts = [re.sub(r"^export (?=function|const|class)", "", text, flags=re.MULTILINE) for text in texts]
        texts = [
            re.sub(r"^ *//.*\n", "", text, flags=re.MULTILINE) for text in texts
        ]  # half of it is not code
        names = ", ".join(("VERSION", *self.exports))
        return f"const STYLE = {json.dumps(self.style)};\n{''.join(texts)}\nexport {{ {names} }};\n"

    @cached_property
    def version(self) -> str:
        """A digest of everything in it."""
        return blake2b(self.joined.encode(), digest_size=5).hexdigest()

    @cached_property
    def text(self) -> str:
        """The whole module."""
        return f"const VERSION = {json.dumps(self.version)};\n{self.joined}"

    @cached_property
    def shell(self) -> str:
        """What each widget carries."""
        shelf = (files("deskside.panels") / "shelf.js").read_text(encoding="utf-8")
        return shelf.replace("{version}", self.version) + self._file("shell.js")

    def model_id(self) -> str:
        """The id of the model that brings the text to the page, one a kernel; empty where no page is live."""
        if self._sent is None or self._sent.comm is None:  # closed, as when somebody closes all widgets
            self._sent = _Text(text=self.text)
        return "" if self._sent.comm is None else str(self._sent.model_id)

    def _file(self, name: str) -> str:
        return (files(self.package) / name).read_text(encoding="utf-8")


class _Text(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """The text of a bundle on its way to the page: a model without a view."""

    text = traitlets.Unicode().tag(sync=True)

    def open(self) -> None:
        """Only a live page has use for it; an executed file would keep it."""
        if watch() is Watch.LIVE:
            super().open()


def short_id() -> str:
    """A name for a widget's model, of the letters that tell it from others: a saved notebook has it."""
    return uuid4().hex[:8]
