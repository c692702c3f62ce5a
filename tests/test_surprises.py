"""The surprise of every module is real: it holds on ten seeds, in direction and rough size.

Each module has a file `surprises_NN.py` beside this one. Its `SURPRISES` are functions of a seed that assert
what the notebook lets people see, with the runs and the needs the notebook takes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import require
from deskside.experiment import replicate
from deskside.scenario import load

HERE = Path(__file__).resolve().parent
MODULES = sorted(path.name[:2] for path in (HERE.parent / "notebooks").glob("[01][0-9]-*.ipynb"))[1:]
FILES = sorted(path.stem for path in HERE.glob("surprises_*.py"))

Surprise = Callable[[int], None]
SURPRISES: list[tuple[str, Surprise]] = [
    (name[-2:], surprise) for name in FILES for surprise in import_module(name).SURPRISES
]
EACH = [pytest.param(surprise, id=f"{module}-{surprise.__name__}") for module, surprise in SURPRISES]


def test_every_module_has_its_surprise() -> None:
    assert [name[-2:] for name in FILES] == MODULES
    assert {module for module, _ in SURPRISES} == set(MODULES)


@pytest.mark.parametrize("surprise", EACH)
def test_a_surprise_holds_on_the_seed_of_the_notebook(surprise: Surprise) -> None:
    require(find_spec("numba"), "a million tickets: only the compiled engine does them in seconds")
    surprise(1)


@pytest.mark.ci
@pytest.mark.parametrize("seed", range(2, 11))
@pytest.mark.parametrize("surprise", EACH)
def test_a_surprise_holds_on_nine_more_seeds(surprise: Surprise, seed: int) -> None:
    surprise(seed)


def test_three_weeks_of_the_welcome_page_differ_as_it_says() -> None:
    desk = load("one-queue").with_({"horizon.days": 14})
    weeks = [replicate(desk, 1, seed=seed).kpis["mean_first_response"].mean for seed in (1, 2, 3)]
    assert max(weeks) >= 1.1 * min(weeks)
