"""Write the finished agendas, docs/agenda-*.md, from the run sheets of the course.

python tools/make_agendas.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from deskside.lesson import read_paths
from deskside.workshop import PLANS, agenda_markdown, planned

ROOT = Path(__file__).parents[1]


def pages() -> dict[Path, str]:
    """The text of each agenda's page."""
    course = ROOT / "notebooks"
    paths = read_paths(course / "paths.toml")
    return {
        ROOT / "docs" / f"agenda-{name}.md": agenda_markdown(
            planned(name, course / "facilitator", paths),
            plan.about,
            f"deskside workshop agenda --plan {name}",
        )
        for name, plan in PLANS.items()
    }


def main() -> int:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.name}: {len(text.splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
