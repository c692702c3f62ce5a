"""What the check of the evening before found, as a page: green or red, in words too."""

from __future__ import annotations

import html
from collections.abc import Sequence

from deskside.workshop.paper import paper
from deskside.workshop.readiness import SCREEN, Finding

__all__ = ["readiness_html", "readiness_line"]

#: What the page does with the screen it is opened on.
_LOOK = """
const row = document.getElementById("screen");
const enough = screen.width >= WIDTH && screen.height >= HEIGHT;
row.className = enough ? "ok" : "red";
row.querySelector("b").textContent = enough ? "ok" : "RED";
row.querySelector(".said").textContent = `This page is on a screen of ${screen.width} x ${screen.height}. `
  + (enough ? "That is enough." : "That is small: set a higher resolution, or zoom out (Ctrl and -).");
"""


def readiness_line(finding: Finding) -> str:
    """A finding for the terminal: one line, and where it is red the way out below it."""
    mark = "ok " if finding.ok else "RED"
    line = f"{mark}  {finding.name:<21} {finding.said}"
    return line if finding.ok else f"{line}\n     {'way out':>21} {finding.way_out}"


def readiness_html(findings: Sequence[Finding]) -> str:
    """A page that also looks at the screen it is opened on."""
    red = sum(not one.ok for one in findings)
    head = "Everything is ready" if not red else f"{red} of {len(findings)} checks are red"
    rows = "".join(map(_row, findings))
    script = f"<script>{_LOOK.replace('WIDTH', str(SCREEN[0])).replace('HEIGHT', str(SCREEN[1]))}</script>"
    own = (
        '<tr id="screen" class="ok"><td><b>?</b></td><th scope="row">This screen</th>'
        '<td class="said">Scripts are off here: look yourself whether all can be read.</td></tr>'
    )
    body = (
        f'<h1>Deskside: the evening before</h1><p class="{"red" if red else "ok"} verdict">{head}.</p>'
        f'<table class="checks"><tbody>{rows}{own}</tbody></table>{script}'
    )
    return paper("The evening before", body, "check", scripts=True)


def _row(finding: Finding) -> str:
    kind, word = ("ok", "ok") if finding.ok else ("red", "RED")
    way = "" if finding.ok else f'<p class="way">Way out: {html.escape(finding.way_out)}</p>'
    return (
        f'<tr class="{kind}"><td><b>{word}</b></td><th scope="row">{html.escape(finding.name)}</th>'
        f"<td>{html.escape(finding.said)}{way}</td></tr>"
    )
