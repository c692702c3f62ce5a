"""How quick panels are in the browser: python -m benchmarks.panel_speed, from the root of the project.

Opens JupyterLab with the panels of tests/panel_lab.py in Chromium, presses keys, drags, and prints medians:
from the key to changed pixels with the shares of compute, message and drawing; bytes a change; bytes to open
a panel; how long after the end of a drag the last value is there.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from in_browser import OPEN, RUN_ALL, browsing
from panel_lab import BOOK, lab_of

TIMES = 24

#: Notes when messages arrive and when pictures change.
WATCH = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def press(page: Any, key: str) -> dict[str, float]:
    """Press a key and wait until the picture has changed and all is quiet."""
    page.evaluate("() => { window.changed = undefined; }")
    page.keyboard.press(key)
    page.wait_for_function("() => window.changed !== undefined", timeout=60_000)
    page.wait_for_timeout(250)
    found: dict[str, float] = page.evaluate("() => ({ ...window.changed, bytes: window.bytes })")
    return found


def keys(page: Any, title: str, slider: str) -> list[dict[str, float]]:
    """A lever moved there and back again, `TIMES` times and a few more to warm up."""
    region = page.get_by_role("region", name=title, exact=True)
    region.scroll_into_view_if_needed()
    region.evaluate("(root) => window.watchPanel(root)")
    region.get_by_role("slider", name=slider).focus()
    walk = [*["ArrowRight"] * 4, *["ArrowLeft"] * 4] * (TIMES // 8 + 1)
    return [press(page, key) for key in walk][-TIMES:]


def drags(page: Any, title: str, slider: str) -> list[float]:
    """From letting go of a dragged lever to the picture of its last value."""
    region = page.get_by_role("region", name=title, exact=True)
    lever = region.get_by_role("slider", name=slider)
    lever.scroll_into_view_if_needed()
    region.evaluate("(root) => window.watchPanel(root)")
    box = lever.bounding_box()
    middle = box["y"] + box["height"] / 2
    found = []
    for number in range(TIMES):
        ends = (0.15, 0.85) if number % 2 else (0.8, 0.2)
        page.mouse.move(box["x"] + ends[0] * box["width"], middle)
        page.mouse.down()
        for step in range(1, 21):
            page.mouse.move(box["x"] + (ends[0] + (ends[1] - ends[0]) * step / 20) * box["width"], middle)
            page.wait_for_timeout(8)
        page.mouse.up()
        page.wait_for_timeout(700)
        wanted = lever.get_attribute("aria-valuetext")
        said, late = page.evaluate("() => [window.changed.said, window.changed.at - window.up]")
        if wanted.split()[0] not in said and "as it is" not in said:
            raise SystemExit(f"the panel says {said!r}, the lever stands at {wanted}")
        found.append(max(0.0, late))
    return found


def told(name: str, found: list[dict[str, float]]) -> None:
    """One line: medians of the whole and of its shares."""
    parts = ("painted", "mutated", "heard", "took", "bytes")
    middle = {part: statistics.median(one[part] for one in found) for part in parts}
    message = statistics.median(max(0.0, one["heard"] - one["took"]) for one in found)
    drawing = statistics.median(one["mutated"] - one["heard"] for one in found)
    frame = statistics.median(one["painted"] - one["mutated"] for one in found)
    beyond = statistics.median(one["painted"] - one["took"] for one in found)
    columns = [middle["painted"], middle["mutated"], middle["took"], message, drawing, frame, beyond]
    print(f"| {name} | {' | '.join(f'{one:.1f}' for one in columns)} | {middle['bytes']:,.0f} |", flush=True)


def opened(page: Any) -> None:
    """Bytes that come to the page with each panel."""
    page.evaluate("() => window.openEach()")


def main() -> None:
    """Measure and print a table."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        lab_of(Path(folder), ("start", "Live", "Pictures", "Grid")) as address,
        browsing() as browser,
    ):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WATCH)
        page.goto(f"{address}/lab")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=120_000)
        page.evaluate(OPEN, BOOK)
        page.evaluate(RUN_ALL)
        page.get_by_role("region", name="Grid").locator("svg").first.wait_for()
        time.sleep(3)
        opened(page)
        where = f"{platform.machine()}, {platform.system()}, Chromium {browser.version}"
        print(f"{time.strftime('%Y-%m-%d')}, {where}, Python {platform.python_version()}")
        print(f"Medians of {TIMES}, milliseconds.\n")
        print(
            "| panel | key to pixels | key to picture | compute | message | drawing | next frame | beyond "
            "compute | bytes |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
        )
        told("live, 200 points, first visit and back", keys(page, "Live", "Agents"))
        told("grid", keys(page, "Grid", "Agents"))
        found = drags(page, "Live", "Agents")
        print(f"\nsettled after a drag: median {statistics.median(found):.0f}, most {max(found):.0f} ms")
        empty = statistics.median(page.evaluate("(times) => window.emptyRounds(times)", TIMES))
        print(f"an empty question to the kernel and its answer, for comparison: {empty:.1f} ms")
        print(f"bytes to open a panel, by cell: {page.evaluate('() => window.opening')}")


if __name__ == "__main__":
    main()
