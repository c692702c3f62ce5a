"""reveal.js, the slides' own program (MIT licence), from the package that brings it: sphinx-revealjs.

Only its files are read; Sphinx is not loaded. docs/decisions/0007-slides.md says why this package.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from deskside.errors import DesksideError

__all__ = ["LICENCE", "reveal"]

#: What whoever gets a deck gets told.
LICENCE = "The slides run on reveal.js, copyright Hakim El Hattab, MIT licence."

_FILES = {"look": "dist/reveal.css", "program": "dist/reveal.js", "notes": "plugin/notes/notes.js"}


def reveal(package: str = "sphinx_revealjs") -> dict[str, str]:
    """reveal.js: its ``look``, its ``program``, and ``notes``, its speaker view. Raises `DesksideError`."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or []) if spec else []
    folder = Path(places[0]) / "_static" / "revealjs" if places else Path()
    try:
        return {name: (folder / file).read_text(encoding="utf-8") for name, file in _FILES.items()}
    except OSError as problem:
        raise DesksideError(
            "reveal.js is missing here; run: python -m pip install 'sphinx-revealjs>=3.2,<4'"
        ) from problem
