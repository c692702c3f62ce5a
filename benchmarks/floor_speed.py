"""How fluid the desk floor is in the browser: python -m benchmarks.floor_speed, from the root of the project.

Opens JupyterLab with the floors of tests/floor_lab.py (one of more than 2,000 tickets, and two side by side)
in Chromium, plays each at three speeds from its busiest moment, and prints frames a second, how long the
slowest frames take, messages between page and kernel meanwhile, and what a log takes in bytes.
"""

from __future__ import annotations

import itertools
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from deskside.experiment import simulate
from deskside.panels import Floor
from deskside.scenario import load
from floor_lab import BOOK, DAYS, FRAMES, lab_of
from in_browser import OPEN, RUN_ALL, Visit, browsing, visit_lab

SPEEDS = (5, 30, 240)
#: Milliseconds of film at each speed: some 240 frames.
LENGTH = 4000


def played(visit: Visit, floor: Any, speed: int) -> list[float]:
    """Milliseconds of each frame while a floor plays from its busiest moment."""
    floor.locator("select").select_option(str(speed))
    floor.get_by_role("button", name="Busiest moment").press("Enter")
    visit.page.wait_for_timeout(1500)  # what the kernel still had to say
    floor.get_by_role("button", name="Play").press("Enter")
    times = visit.page.evaluate(FRAMES, LENGTH)
    floor.get_by_role("button", name="Pause").press("Enter")
    return [after - before for before, after in itertools.pairwise(times)]


def told(visit: Visit, title: str) -> None:
    """One line a speed."""
    floor = visit.page.get_by_role("region", name=title)
    floor.evaluate("(node) => node.scrollIntoView({block: 'start'})")
    for speed in SPEEDS:
        before = len(visit.messages)
        steps = sorted(played(visit, floor, speed))
        sent = sum('"comm_' in text for text in visit.messages[before:])
        rate, slow = 1000 * len(steps) / sum(steps), steps[int(0.99 * len(steps))]
        middle = steps[len(steps) // 2]
        print(f"| {title} | {speed} | {rate:.1f} | {middle:.1f} | {slow:.1f} | {sent} |", flush=True)


def size() -> str:
    """What the log of the first floor takes on its way to the page."""
    log = simulate(load("it-service-desk").with_({"horizon.days": DAYS}), seed=1)
    [rows] = Floor(log).widget.logs
    visits = len(log.visit_table)
    return (
        f"{len(log.ticket_table):,} tickets, {visits:,} visits: {len(rows):,} bytes, "
        f"{len(rows) / visits:.1f} a visit"
    )


def main() -> None:
    """Measure and print a table."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        lab_of(Path(folder)) as address,
        browsing() as browser,
    ):
        visit = visit_lab(browser, address, 1366, 900)
        visit.page.evaluate(OPEN, BOOK)
        visit.page.evaluate(RUN_ALL)
        visit.page.get_by_role("region", name="Two floors").locator("canvas").first.wait_for(timeout=120_000)
        where = f"{platform.machine()}, {platform.system()}, Chromium {browser.version}"
        print(f"{time.strftime('%Y-%m-%d')}, {where}, Python {platform.python_version()}")
        print(size(), end="\n\n")
        print(
            "| floor | minutes a second | frames a second | median frame, ms | 99 in 100 within, ms | "
            "messages |\n|---|---:|---:|---:|---:|---:|"
        )
        for title in ("One floor", "Two floors"):
            told(visit, title)


if __name__ == "__main__":
    main()
