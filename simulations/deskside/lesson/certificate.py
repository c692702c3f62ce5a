"""A certificate of completion: which modules somebody has done, and what that does not say."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson.keeping import store
from deskside.lesson.page import paragraphs
from deskside.lesson.paths import FILE, LearningPath, PathsData, read_paths
from deskside.panels import Answers, Button, Control, Part, Progress, Watch, nobody, quietly, watch
from deskside.progress import Standing, standings

__all__ = ["Certificate", "certificate"]

_PART = "certificate"
HONEST = (
    "It says that these modules were done: predictions made, questions answered, a card written. Nobody "
    "watched and nothing was marked, so it does not say how well."
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Certificate of completion</title>
<style>
@page {{ size: A4 landscape; margin: 18mm }}
body {{ font-family: "DejaVu Sans", Verdana, sans-serif; color: #22272e; max-width: 240mm; margin: 0 auto }}
main {{ border: 2px solid #22272e; padding: 8mm 16mm }}
h1 {{ font-size: 26pt; margin: 0 }}
.name {{ font-size: 22pt; border-bottom: 1px solid #59616b; padding: 4mm 0 2mm; margin: 4mm 0 }}
table {{ border-collapse: collapse; margin: 5mm 0; width: 100% }}
th, td {{ text-align: left; padding: 1.2mm 3mm 1.2mm 0 }}
th {{ border-bottom: 1px solid #59616b }}
td:last-child, th:last-child {{ text-align: right }}
small {{ color: #59616b }}
</style></head><body><main>
<p>Deskside: learning to run internal customer service</p><h1>Certificate of completion</h1>
<p class="name">{name}</p><p>has completed the path <b>{path}</b>, on {day}.</p>
<table><thead><tr><th scope="col">Module</th><th scope="col">Minutes, as planned</th></tr></thead>
<tbody>{rows}</tbody></table>
<p><small>{honest}</small></p></main></body></html>
"""


def certificate(name: str, data: PathsData, path: LearningPath, found: Mapping[str, Standing]) -> str:
    """The page: one sheet of A4, nothing fetched, all escaped. Every module of the path must be done."""
    day = max(datetime.fromisoformat(found[number].last) for number in path.modules).astimezone()
    rows = "".join(
        f"<tr><td>{number} {html.escape(data.modules[number].title)}"
        f"{' (short form)' if number in path.short else ''}</td><td>{data.minutes(path, number)}</td></tr>"
        for number in path.modules
    )
    return _PAGE.format(
        name=html.escape(name), path=html.escape(path.title), day=f"{day:%d %B %Y}", rows=rows, honest=HONEST
    )


class Certificate(Part):
    """For whoever has done all modules of the first path: type a name, save a page to print.

    ``folder`` holds ``paths.toml``. Raises `DesksideError` where that file is wrong.
    """

    live = True

    def __init__(self, folder: str | Path = ".") -> None:
        self.data = read_paths(Path(folder) / FILE)
        self.path = next(iter(self.data.paths.values()))
        self.found = standings(store().entries())
        missing = [
            number
            for number in self.path.modules
            if not self.data.is_done(self.path, number, self.found.get(number))
        ]
        title = "Certificate of completion"
        if missing:
            intro = f"It opens when the path {self.path.title} is done. Still to do: {', '.join(missing)}."
            super().__init__(title, (), (), paragraphs(intro))
        else:
            name = Control("name", "text", "My name, as it should stand there", value="")
            super().__init__(title, (name,), (Button("make", "Make it", True),), paragraphs(HONEST))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Make it for a name. Raises `DesksideError` without one."""
        name = " ".join(str(values.get("name") or "").split())
        if not name:
            raise DesksideError("Type your name first.")
        if watch() is Watch.LIVE:
            store().add("", _PART, "wrote", {"text": name})
        self._show(name)

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page does not know what was done elsewhere."""
        return nobody("This page does not know which modules you have done. The lab does.")

    def prepare(self) -> None:
        """Show the one that was made."""
        made = [one for one in store().entries("") if (one.part, one.verb) == (_PART, "wrote")]
        if made and self.controls:
            self._show(str(made[-1].data.get("text", "")))

    def _show(self, name: str) -> None:
        self.form.values = {"name": name}
        page = b64encode(certificate(name, self.data, self.path, self.found).encode()).decode()
        link = (
            '<p><a download="deskside-certificate.html" '
            f'href="data:text/html;charset=utf-8;base64,{page}">Save it as a page to print</a></p>'
        )
        self.form.show(link, said=f"Made for {name}: one sheet of A4.")
