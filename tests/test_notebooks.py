"""The notebooks: their shape by rules, their run from top to bottom, and the surprises they promise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
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


# --- the shape, rule by rule: each rule yields what is wrong ---


def stored_output(cells: Cells) -> Iterator[str]:
    for cell in code(cells):
        if cell["outputs"] or cell["execution_count"] is not None:
            yield f"{cell['id']}: has a stored output or count"


def long_code(cells: Cells) -> Iterator[str]:
    for cell in code(cells):
        if cell["source"].count("\n") + 1 > MOST_LINES:
            yield f"{cell['id']}: more than {MOST_LINES} lines of code"


def open_code(cells: Cells) -> Iterator[str]:
    """Code is folded, and the line that stays in view says what it does."""
    for cell in code(cells):
        if not cell["metadata"].get("jupyter", {}).get("source_hidden"):
            yield f"{cell['id']}: not folded"
        if not cell["source"].startswith("# "):
            yield f"{cell['id']}: its first line does not say what it does"


def cell_count(cells: Cells) -> Iterator[str]:
    if not 20 <= len(cells) <= 36:
        yield f"{len(cells)} cells, not 20 to 36"


def prediction_first(cells: Cells) -> Iterator[str]:
    """Each panel comes after a prediction of its own, each reveal after its prediction."""
    predicted: list[str] = []
    panels = 0
    for cell in code(cells):
        predicted += re.findall(r'lab\.predict\("(\w+)"\)', cell["source"])
        panels += cell["source"].count("panels.Panel(")
        if panels > len(predicted):
            yield f"{cell['id']}: a panel with no prediction before it"
        for name in re.findall(r'lab\.reveal\("(\w+)"', cell["source"]):
            if name not in predicted:
                yield f"{cell['id']}: reveals {name!r} before it is predicted"
    if len(predicted) < 2:
        yield f"{len(predicted)} predictions, not two or more"


def parts_in_order(cells: Cells) -> Iterator[str]:
    """The parts every module has, in their order."""
    page = "\n".join(cell["source"] for cell in cells)
    place = 0
    for part in (
        r"\*\*\d+ minutes · for ",
        r"\*\*Questions\*\*",
        r"\*\*After this module you can\*\*",
        r"lab\.predict\(",
        r"panels\.Panel\(",
        r"lab\.reveal\(",
        r"## Explain",
        r"[Ss]econd round",
        r"lab\.quiz\(\)",
        r"Also in the articles",
        r"Change the model",
        r"lab\.own_desk\(\)",
        r"lab\.key_points\(\)",
        r"## Sources",
    ):
        found = re.search(part, page[place:])
        if not found:
            yield f"{part}: missing, or not in its place"
        else:
            place += found.start()


def many_words(cells: Cells) -> Iterator[str]:
    words = len(re.findall(r"[A-Za-z0-9][\w'.%-]*", text_of(cells)))
    if words > MOST_WORDS:
        yield f"{words} words outside folded parts, more than {MOST_WORDS}"


def answers_in_sight(cells: Cells) -> Iterator[str]:
    """No code states a right answer; the texts of the quiz are in the questions file."""
    for cell in code(cells):
        if re.search(r"right\s*=|answer\s*=\s*[\"']", cell["source"]):
            yield f"{cell['id']}: an answer can be read in the notebook"


EVERYWHERE = (stored_output, long_code, answers_in_sight, many_words)
IN_MODULES = (open_code, cell_count, prediction_first, parts_in_order)
Rule = Callable[[Cells], Iterator[str]]


def plain(source: str, kind: str = "code", **changes: Any) -> dict[str, Any]:
    cell = {"id": "x", "cell_type": kind, "source": source, "metadata": {"jupyter": {"source_hidden": True}}}
    return cell | {"outputs": [], "execution_count": None} | changes


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_keeps_the_rules(path: Path, rule: Rule) -> None:
    assert list(rule(cells_of(path))) == []


@pytest.mark.parametrize("rule", IN_MODULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_has_the_shape(path: Path, rule: Rule) -> None:
    assert list(rule(cells_of(path))) == []


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        (stored_output, [plain("1", outputs=["1"])]),
        (stored_output, [plain("1", execution_count=1)]),
        (long_code, [plain("a\n" * MOST_LINES)]),
        (open_code, [plain("# it\n1", metadata={})]),
        (open_code, [plain("1")]),
        (cell_count, [plain("1")] * 19),
        (cell_count, [plain("1")] * 37),
        (prediction_first, [plain("panels.Panel("), *[plain('lab.predict("a")')] * 2]),
        (prediction_first, [plain('lab.reveal("a", x)'), *[plain('lab.predict("a")')] * 2]),
        (prediction_first, [plain('lab.predict("a")')]),
        (parts_in_order, [plain("lab.quiz()")]),
        (many_words, [plain("word " * (MOST_WORDS + 1), "markdown")]),
        (answers_in_sight, [plain("Question(right=True)")]),
    ],
)
def test_each_rule_can_fail(rule: Rule, cells: Cells) -> None:
    assert list(rule(cells))


def test_folded_text_is_not_counted() -> None:
    folded = plain("<details>" + "word " * MOST_WORDS + "</details> one", "markdown")
    assert list(many_words([folded])) == []


# --- texts and sources ---


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_its_questions_and_uses_them_all(path: Path) -> None:
    texts = read_texts(FOLDER / "questions" / f"{path.name[:2]}.toml")
    source = "\n".join(cell["source"] for cell in code(cells_of(path)))
    assert f'lesson.start("{texts.lesson}")' in source
    for name in texts.predictions:
        assert f'lab.predict("{name}")' in source
        assert f'lab.reveal("{name}"' in source


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_asks_four_or_five_questions_and_has_a_run_sheet(path: Path) -> None:
    texts = read_texts(FOLDER / "questions" / f"{path.name[:2]}.toml")
    assert 4 <= len(texts.quiz) <= 5
    assert 3 <= len(texts.key_points) <= 5
    sheet = (FOLDER / "facilitator" / f"{path.stem}.md").read_text(encoding="utf-8")
    for part in (
        "## Minute by minute",
        "## Wrong predictions",
        "## Debrief",
        "Cut in this order",
        "projector and paper",
    ):
        assert part in sheet


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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_mark_in_the_text_is_in_the_modules_own_sources(path: Path) -> None:
    cells = cells_of(path)
    sources = next(cell["source"] for cell in cells if cell["source"].startswith("## Sources"))
    others = [cell["source"] for cell in cells if cell["source"] != sources]
    assert set().union(*map(marks_in, others)) == marks_in(sources)


# --- the run ---


def run(notebook: Any, monkeypatch: pytest.MonkeyPatch, timeout: int = 300) -> Any:
    """Run it in a fresh kernel as nobody attends; interactive parts try themselves out."""
    monkeypatch.setenv(UNATTENDED, "1")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    NotebookClient(notebook, timeout=timeout, resources={"metadata": {"path": str(FOLDER)}}).execute()
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(nbformat.read(path, as_version=4), monkeypatch)
    outputs = [output for cell in code(done.cells) for output in cell.outputs]
    written = [output.text for output in outputs if output.output_type == "stream"]
    assert written == []  # no warning reaches a learner
    assert sum(len(json.dumps(output)) for output in outputs) < 60_000
    pages = "".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert "No prediction was made." in pages
    assert "<td>no prediction</td>" in pages
    assert 'role="img" aria-label="Chart.' in pages
    assert not re.search(r"(src|href)\s*=\s*[\"']https?:", pages)


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
