"""The notebooks: texts, sources, and a run from top to bottom. Their style is in test_check_notebooks.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from deskside.lesson import read_texts
from deskside.panels import UNATTENDED

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9][0-9]-*.ipynb"))
MODULES = [path for path in NOTEBOOKS if not path.name.startswith("00-")]
LEDGER = ROOT / "docs" / "sources.md"
WAIT = "mean_first_response"

MOST_WORDS = 1800
MOST_LINES = 16
MARK = re.compile(r"\[(S\d|[A-Z][^\]\[]*? \d{4})\]")
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)

Cells = list[dict[str, Any]]


def cells_of(path: Path) -> Cells:
    cells: Cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


def code(cells: Cells) -> Iterator[dict[str, Any]]:
    return (cell for cell in cells if cell["cell_type"] == "code")


def text_of(cells: Cells) -> str:
    """What is read on the page, without what is folded away."""
    return "\n".join(FOLDED.sub("", cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def marks_in(text: str) -> set[str]:
    return set(MARK.findall(text))


# --- texts and sources ---


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_its_questions_and_uses_them_all(path: Path) -> None:
    texts = read_texts(FOLDER / "questions" / f"{path.name[:2]}.toml")
    source = "\n".join(cell["source"] for cell in code(cells_of(path)))
    assert f'lesson.start("{texts.lesson}")' in source
    for name in texts.predictions:
        assert f'lab.predict("{name}")' in source
        assert f'lab.reveal("{name}"' in source


def ledger_rows() -> dict[str, str]:
    """Mark -> the notebooks of its claims."""
    claims = LEDGER.read_text(encoding="utf-8").split("## Claims")[1].split("## Our own results")[0]
    rows = [line.split("|")[1:4] for line in claims.splitlines() if re.match(r"\| \d\d ", line)]
    found: dict[str, str] = {}
    for notebook, _, mark in rows:
        found[mark.strip().strip("[]")] = notebook.strip()
    return found


def test_every_mark_in_a_notebook_is_in_the_ledger_and_back() -> None:
    listed = marks_in(LEDGER.read_text(encoding="utf-8").split("## Claims")[0].split("## Sources")[1])
    claimed = ledger_rows()
    used = {mark for path in NOTEBOOKS for cell in cells_of(path) for mark in marks_in(cell["source"])}
    assert used == listed == set(claimed)


# --- the run ---


def run(notebook: Any, monkeypatch: pytest.MonkeyPatch, timeout: int = 300) -> Any:
    """Run it in a fresh kernel as nobody attends; interactive parts try themselves out."""
    monkeypatch.setenv(UNATTENDED, "1")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    there = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=timeout, record_timing=False, resources=there).execute()
    return notebook


#: Bytes of an executed notebook; 11 has more text, code and charts than others. As JupyterLab saves it, it
#: has a little more (tests/test_walk_browser.py).
MOST_BYTES, MORE_BYTES = 49_500, {"11": 51_500}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(nbformat.read(path, as_version=4), monkeypatch)
    outputs = [output for cell in code(done.cells) for output in cell.outputs]
    written = [output.text for output in outputs if output.output_type == "stream"]
    assert written == []  # no warning reaches a learner
    assert len(nbformat.writes(done).encode()) <= MORE_BYTES.get(path.name[:2], MOST_BYTES)
    pages = "".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert "No prediction was made." in pages
    # saved outputs do without ends of cells, quotes around one word, and words that stand beside
    assert "<td>no prediction" in pages
    assert re.search(r'role="?img"? aria-label(ledby)?=', pages)
    assert not re.search(r"(src|href)\s*=\s*[\"']?https?:", pages)


def test_a_panel_whose_callback_fails_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "import deskside as ds\n"
                "from deskside import panels\n"
                'desk = ds.load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})\n'
                'lever = panels.Lever("services.help.effort.desk.mean", "Effort", 0, 9, 0.5)\n'
                'panels.Panel(desk, [lever], {"mean_first_response": "Wait"}, replications=2)'
            )
        ]
    )
    with pytest.raises(CellExecutionError, match=r"must be 0\.05"):
        run(broken, monkeypatch)
