"""What a cell says that was run before the cell above it: one line, and the cells to run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from deskside.lesson.out_of_turn import tell_out_of_turn


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """A shell that tells it."""
    found = InteractiveShell.instance()
    tell_out_of_turn(found)
    yield found
    found.set_custom_exc((), None)


def test_a_name_that_a_cell_above_makes_is_asked_for_in_one_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell("# The ticket table\nsheet_of_nobody.log")
    said = capsys.readouterr().out
    assert isinstance(result.error_in_exec, NameError)  # whoever runs all cells stops here
    assert said.strip().startswith("sheet_of_nobody is not there yet. Run the cells above this one, from the")
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_a_function_of_a_cell_says_it_in_one_line_too(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("def rows():\n    return waits_of_nobody\n\nrows()")
    assert capsys.readouterr().out.startswith("waits_of_nobody is not there yet.")


def test_a_mistake_in_a_library_keeps_its_traceback(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell(
        "exec(compile('def f():\\n    return nowhere', 'lib.py', 'exec'), space := {})\nspace['f']()"
    )
    assert "Traceback" in capsys.readouterr().out
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_a_problem_of_ours_is_one_line_in_a_notebook(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("import deskside\ndeskside.load('no-such-desk')")
    said = capsys.readouterr().out
    assert "no-such-desk" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "first",
    [
        "from deskside.grading import open_paper\nopen_paper('{}')",
        "from deskside.lesson import start\nstart('{}')",
    ],
)
def test_a_first_cell_that_failed_has_told_the_cells_below_how_to_say_so(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    shell.set_custom_exc((), None)
    monkeypatch.setattr(shell, "kernel", object(), raising=False)
    shell.run_cell(first.format("no-such-file.toml"))
    assert "no-such-file.toml" in capsys.readouterr().out
    shell.run_cell("sheet_of_nobody.log")
    assert capsys.readouterr().out.startswith("sheet_of_nobody is not there yet.")
