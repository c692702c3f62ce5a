"""JupyterLab with a notebook of panels, for tests in a browser and for those who measure."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat

from jupyter_lab import lab_on

__all__ = ["BOOK", "CELLS", "book_of", "lab_of"]

BOOK = "panels.ipynb"

#: The panels by title: a live one with 200 points, one with every picture, two desks, a grid, one whose lever
#: fails at one end, and one whose runs take a minute and a half from 13 agents on.
CELLS = {
    "start": """import sys, time
import deskside as ds
from deskside import panels
from deskside.panels import Lever, Panel, results
sys.modules["deskside.panels.measure"].POINTS = 200
it = ds.load("it-service-desk")
one = ds.load("one-queue").with_({"horizon.days": 5, "horizon.warm_up_days": 1})
wait = {"mean_first_response": "Mean wait", "utilisation": "Agents busy"}
agents = Lever("teams.desk.agents", "Agents", 9, 14)
first_line = Lever("teams.first-line.agents", "Agents", 4, 16, unit="people")""",
    "Live": """patience = Lever("channels.phone.patience", "Patience on the phone")
Panel(it, [first_line, patience], wait, title="Live")""",
    "Pictures": """first_come = {"first-come": "First come", "last-come": "Last come", "random": "Anybody"}
order = Lever("teams.desk.discipline", "Who is next", names=first_come)
captive = Lever("groups.colleagues.captive", "They must come to us")
pictures = ("queue", "answered", "load", "change", "bars", "difference")
Panel(one, [agents, order, captive, Lever("needs_factor", "Requests")], wait, pictures, "Pictures",
      replications=5, promise=10)""",
    "Two desks": """more = it.with_({"teams.first-line.agents": 8})
requests = Lever("needs_factor", "Requests", 0.8, 1.2, 0.05)
Panel([it, more], [requests, first_line], wait, title="Two desks",
      names=("seven agents", "eight agents"), replications=5)""",
    "Grid": """few = Lever("needs_factor", "Requests", 0.9, 1.1, 0.05)
Panel(one, [agents, few], wait, title="Grid", replications=5, grid=True)""",
    "Failing": """job = Lever("services.help.effort.desk.mean", "A job takes", 0, 9, 0.5, "minutes", digits=1)
Panel(one, [job], wait, title="Failing", replications=3)""",
    "Long": """quick = results.measure
def slow(desk, replications, seed, watcher=None, *more):
    for piece in range(900 if desk.name == "long" and desk.teams["desk"].agents > 12 else 0):
        time.sleep(0.1)
        watcher and watcher(piece, 900)
    return quick(desk, replications, seed, watcher, *more)
results.measure = slow
Panel(one.with_({"name": "long"}), [agents], wait, title="Long", replications=3)""",
}


def book_of(path: Path, titles: Sequence[str] = tuple(CELLS)) -> None:
    """Write the notebook."""
    cells = [nbformat.v4.new_code_cell(CELLS[title]) for title in titles]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


@contextlib.contextmanager
def lab_of(folder: Path, titles: Sequence[str] = tuple(CELLS)) -> Iterator[str]:
    """The address of a JupyterLab with the notebook."""
    (folder / "course").mkdir()
    book_of(folder / "course" / BOOK, titles)
    with lab_on(folder, folder / "course") as address:
        yield address
