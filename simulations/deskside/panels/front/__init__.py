"""The front end of panels and lesson parts."""

from __future__ import annotations

from importlib.resources import files

from deskside.charts import STYLE
from deskside.panels.bundle import Bundle

__all__ = ["FRONT", "LOOK"]

#: The look of all parts, light and dark; the class ``deskside`` is its root.
LOOK = STYLE + (files("deskside.panels.front") / "form.css").read_text(encoding="utf-8")

#: The heads of ``pictures.js``, ``form.js`` and ``grid.js`` say what the names are for.
FRONT = Bundle(
    "deskside.panels.front",
    modules=("words.js", "pictures.js", "controls.js", "grid.js", "form.js"),
    exports=("dress", "draw", "fromGrid", "mount", "numbers", "plain"),
    style=LOOK,
)
