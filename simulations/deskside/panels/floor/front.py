"""The player's front end: it exports ``mount(element, spec, logs)``, and its parts for tests."""

from __future__ import annotations

from importlib.resources import files

from deskside.panels.bundle import Bundle
from deskside.panels.front import LOOK

__all__ = ["PLAYER"]

PLAYER = Bundle(
    "deskside.panels.floor",
    modules=(
        "log.js",
        "story.js",
        "replay.js",
        "tokens.js",
        "layout.js",
        "scene.js",
        "strip.js",
        "page.js",
        "player.js",
    ),
    exports=("Replay", "indexed", "mount", "story", "unpack"),
    style=LOOK + (files("deskside.panels.floor") / "floor.css").read_text(encoding="utf-8"),
)
