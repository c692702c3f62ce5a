"""A real browser: Chromium started, a page of JupyterLab in it, and how to wait and to look there."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import pytest

from conftest import find_chromium, require

__all__ = [
    "BEGIN",
    "CELLS",
    "CLOSE",
    "CODE",
    "COMMANDS",
    "OPEN",
    "RUN_ALL",
    "SAVE",
    "Visit",
    "browsing",
    "change_theme",
    "cut_off",
    "need_browser",
    "said",
    "settled",
    "violations",
    "visit_lab",
]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN = """async (path) => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  await panel.revealed;
  await panel.context.sessionContext.ready;
  await panel.context.sessionContext.session.kernel.info;
  window.lesson = panel;
}"""
#: Starts a kernel; it is there once it has said who it is.
BEGIN = """async () => {
  const context = window.lesson.sessionContext;
  await context.changeKernel({name: context.specsManager.specs.default});  // whatever it would do by itself
  await context.ready;
  await context.session.kernel.info;
}"""
RUN_ALL = "async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
SAVE = "async () => { await window.lesson.context.save(); }"
CLOSE = """async () => {
  await window.lesson.context.sessionContext.shutdown();
  window.lesson.dispose();
}"""
CELLS = """() => window.lesson.content.model.sharedModel.cells.map((cell) => {
  const {id, cell_type, source} = cell.toJSON();
  return [id, cell_type, source];
})"""
#: JupyterLab would cut a cell, delete it, make it text, undo, run it.
COMMANDS = ("x", "d", "d", "a", "b", "m", "y", "z", "c", "v", "Shift+M", "Shift+Enter", "Control+Enter")
CODE = """() => window.lesson.content.widgets.filter((cell) => cell.model.type === 'code').map((cell) => ({
  id: cell.model.id,
  count: cell.model.executionCount,
  failed: cell.model.outputs.toJSON().some((output) => output.output_type === 'error'),
}))"""


@dataclass
class Visit:
    """A page, and what the browser had to say and to send."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note everything that the page asks for, complains of and tells its kernel."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("websocket", self._socket)

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def _socket(self, socket: Any) -> None:
        for way in ("framesent", "framereceived"):
            socket.on(way, lambda payload: self.messages.append(_text(payload)))


def _text(payload: Any) -> str:
    return payload if isinstance(payload, str) else payload.decode("utf-8", "replace")


def need_browser() -> None:
    """Go on where there is a browser and what drives it; skip elsewhere, or fail under CI."""
    require(
        find_chromium(),
        "no Chromium here: install it (Debian: apt install chromium) or name it in DESKSIDE_CHROMIUM",
    )
    require(find_spec("playwright"), "playwright is not installed")


@contextlib.contextmanager
def browsing() -> Iterator[Any]:
    """Chromium, started."""
    need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


def visit_lab(browser: Any, address: str, width: int = 1024, height: int = 768) -> Visit:
    """A new page of JupyterLab that is up, listened to from its first request."""
    here = Visit(browser.new_page(viewport={"width": width, "height": height}))
    here.listen()
    here.page.goto(f"{address}/lab")
    here.page.wait_for_function("window.jupyterapp !== undefined", timeout=120_000)
    return here


def change_theme(page: Any, theme: str) -> None:
    """Give JupyterLab another theme, such as "JupyterLab Dark"."""
    page.evaluate("(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    light = str("Light" in theme).lower()
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
    # Its splash goes 200 ms later: asked again before that, JupyterLab removes it twice, and complains.
    page.wait_for_function("() => !document.getElementById('jupyterlab-splash')")


def settled(page: Any, reached: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something has come about; the page goes on meanwhile."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            shown = page.locator(".ds-form:visible").all_inner_texts()[:3]
            active = page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
            rest = shown or page.locator("body").inner_text()[-2000:]
            pytest.fail(f"it did not come about; focus is on {active}; the page says {rest}")
        page.wait_for_timeout(30)


def said(panel: Any) -> str:
    """The sentence of a panel that is in view."""
    text: str = panel.locator(".ds-said").inner_text()
    return text


def cut_off(page: Any, selector: str) -> int:
    """How many of the elements hold more than their width shows."""
    found: int = page.locator(selector).evaluate_all(
        "(nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).length"
    )
    return found


def violations(page: Any, *where: str) -> list[str]:
    """What axe-core finds in the parts of a page that the selectors name, or in all of it."""
    require(find_spec("axe_playwright_python"), "axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    context = {"include": [[one] for one in where]} if where else None
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response
    assert found["passes"], f"axe looked at nothing of {where}"
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]
