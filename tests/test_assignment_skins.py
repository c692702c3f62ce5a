"""Every assignment in the words of each skin: it runs through, and no other trade's words are in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbclient import NotebookClient

from deskside.grading import Kept, open_paper
from nbgrader_course import ASSIGNMENTS
from test_assignment import NAMES, released

#: Words of one trade alone. Assignments may name other departments, so these are of its own daily work.
ONLY = {
    "it": r"\bpasswords?\b|\blaptops?\b|IT help desk|\bnetwork link\b",
    "hr": r"\bpay[- ]slips?\b|\bparental\b|HR service desk|\bpay run\b",
    "facilities": r"\baccess[- ]cards?\b|facilities desk|\bmeeting rooms?\b",
}
#: A map of departments and a firm's whole year name all trades, whatever the skin.
OF_ALL_TRADES = ("01-map", "13-year")
SKINS = pytest.mark.parametrize("skin", ONLY)
everywhere = pytest.mark.parametrize("name", NAMES)


def strangers(text: str, skin: str) -> list[str]:
    """Words of another trade in a text."""
    return [word for other, words in ONLY.items() if other != skin for word in re.findall(words, text)]


@SKINS
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_ALL_TRADES])
def test_no_question_speaks_of_another_trade(name: str, skin: str) -> None:
    sheet = open_paper(ASSIGNMENTS / "source" / name / "questions.toml", skin).sheet("ada", "one")
    paper = sheet.paper
    texts = [repr(sheet.about()), *(repr(sheet.tell(one)) for one in paper.tell)]
    texts += [sheet.question_text(item) for item in paper.ask]
    assert strangers("\n".join(texts), skin) == []


def test_a_word_of_another_trade_is_found() -> None:
    assert strangers("Ana's pay slip is wrong, and her laptop is old.", "it") == ["pay slip"]


@pytest.mark.ci
@SKINS
@everywhere
def test_it_runs_from_top_to_bottom(
    name: str, skin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As learners get it, by somebody who has given a name and answered nothing."""
    folder = tmp_path / name
    folder.mkdir()
    paper = (ASSIGNMENTS / "source" / name / "questions.toml").read_text(encoding="utf-8")
    (folder / "questions.toml").write_text(paper, encoding="utf-8")
    monkeypatch.chdir(folder)
    Kept(name, "ada", "one", {}).write()
    monkeypatch.setenv("DESKSIDE_SKIN", skin)
    monkeypatch.setenv("DESKSIDE_UNATTENDED", "1")
    book = released(name)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(book, timeout=300, record_timing=False, resources=resources).execute()
    outputs = [out for cell in book.cells if cell.cell_type == "code" for out in cell.outputs]
    assert not [out for out in outputs if out.output_type in ("error", "stream")]
