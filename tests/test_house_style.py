"""House style that linters do not know: sizes, silence in the model, randomness with an address."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from test_layers import FLOOR_OF

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "simulations" / "deskside"
MODEL = tuple(module for module, floor in FLOOR_OF.items() if floor <= FLOOR_OF["match"])
EXCEPTION = re.compile(r"# (?:type: ignore(?:\[[\w,-]+\])?|noqa(?:: [A-Z0-9, ]+\b)?)")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50  # lines without the docstring

#: What may be longer, and why. An entry that is no longer needed fails.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "benchmarks/heapq_bound.py: _simulate": "a bound on plain Python: one loop, no calls",
}


def python_files() -> list[Path]:
    folders = ("simulations", "tools", "tests", "benchmarks")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def model_files() -> list[Path]:
    return [
        path
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0].removesuffix(".py") in MODEL
    ]


def long_functions(source: str, most: int = LONGEST_FUNCTION) -> Iterator[str]:
    """Names of functions with more than ``most`` lines of body."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(node) is not None
            body = node.body[1:] if told else node.body
            if body and (body[-1].end_lineno or 0) - body[0].lineno + 1 > most:
                yield node.name


def star_imports(source: str) -> Iterator[str]:
    """Imports of everything a module has."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield f"line {node.lineno}: from {node.module} import *"


def dotted(node: ast.expr) -> str:
    """``np.random.default_rng`` as text; empty for anything that is no plain dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def prints(source: str) -> Iterator[str]:
    """Calls that write to the terminal."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and dotted(node.func) in {
            "print",
            "sys.stdout.write",
            "sys.stderr.write",
        }:
            yield f"line {node.lineno}: {dotted(node.func)}"


def loose_randomness(source: str) -> Iterator[str]:
    """Random numbers without an address: Python's module, NumPy's generators other than a keyed Philox."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [
                alias.name for alias in node.names if alias.name in {"random", "secrets", "numpy.random"}
            ]
        elif isinstance(node, ast.ImportFrom) and node.module in {"random", "secrets", "numpy.random"}:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute) and dotted(node).startswith(("np.random.", "numpy.random.")):
            names = ["numpy.random." + dotted(node).split("random.", 1)[1]]
        else:
            continue
        addressed = {"numpy.random.Philox", "numpy.random.Generator"}
        yield from (f"line {node.lineno}: {name}" for name in names if name not in addressed)


def public_functions(source: str) -> Iterator[ast.FunctionDef]:
    """Functions, and methods of classes, that a module offers: by ``__all__`` where it has one."""
    tree = ast.parse(source)
    offered: set[str] | None = None
    for node in tree.body:
        if isinstance(node, ast.Assign) and [dotted(target) for target in node.targets] == ["__all__"]:
            offered = set(ast.literal_eval(node.value))
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_") if offered is None else node.name not in offered:
            continue
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (one for one in members if isinstance(one, ast.FunctionDef) and one.name[0] != "_")


def raised(function: ast.AST) -> Iterator[str]:
    """Names of the errors that a function's own lines raise; not those of functions inside it."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc).rpartition(".")[2]
        yield from raised(node)


def untold_errors(source: str) -> Iterator[str]:
    """Errors that a public function raises and its docstring does not name."""
    for function in public_functions(source):
        told = ast.get_docstring(function) or ""
        named = {name for name in raised(function) if name.endswith("Error")} - {"NotImplementedError"}
        yield from (f"{function.name}: {name}" for name in sorted(named) if name not in told)


def unexplained_exceptions(source: str) -> Iterator[str]:
    """What switches a rule off, without a word why on its line or in a comment on the line above."""
    lines = ["", *source.splitlines()]
    for number, line in enumerate(lines):
        switched_off = EXCEPTION.search(line)
        why = EXCEPTION.sub("", line[switched_off.start() :]) if switched_off else "none needed"
        if not why.strip(" #") and not lines[number - 1].lstrip().startswith("#"):
            yield f"line {number}: {line.strip()}"


def silent_skips(source: str) -> Iterator[str]:
    """What leaves a test out without asking whether it may be: `conftest.require` fails under CI."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and dotted(node.func) == "pytest.importorskip":
            yield f"line {node.lineno}: pytest.importorskip"


def findings(files: list[Path], look: Callable[[str], Iterator[str]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}: {found}"
        for path in files
        for found in look(path.read_text(encoding="utf-8"))
    ]


def test_files_are_short() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    long = {path.relative_to(ROOT).as_posix() for path, size in sizes.items() if size > LONGEST_FILE}
    assert long == set(LONG_FILES)


def test_functions_are_short() -> None:
    assert set(findings(python_files(), long_functions)) == set(LONG_FUNCTIONS)


def test_nothing_imports_everything() -> None:
    assert findings(python_files(), star_imports) == []


def test_no_notebook_imports_everything() -> None:
    books = [
        path for folder in ("notebooks", "assignments/source") for path in (ROOT / folder).rglob("*.ipynb")
    ]
    for book in books:
        for cell in json.loads(book.read_text(encoding="utf-8"))["cells"]:
            lines = "".join(cell["source"]).splitlines() if cell["cell_type"] == "code" else []
            assert not [line for line in lines if line.startswith("from ") and line.endswith("import *")], (
                book.name
            )


def test_the_model_does_not_print() -> None:
    assert findings(model_files(), prints) == []


def test_the_model_draws_by_address_only() -> None:
    assert findings(model_files(), loose_randomness) == []


def test_docstrings_tell_what_is_raised() -> None:
    # docstrings of commands are their `--help`, and what a command raises is told as one line
    files = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "cli" not in path.parents]
    assert findings(sorted(files), untold_errors) == []


def test_exceptions_to_rules_say_why() -> None:
    # pyproject.toml says why the compiled engine has so many
    files = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "compiled"]
    files += [path for folder in ("tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    assert findings(sorted(files), unexplained_exceptions) == []


def test_nothing_is_left_out_in_silence() -> None:
    assert findings([path for path in python_files() if "tests" in path.parts], silent_skips) == []


@pytest.mark.parametrize(
    ("look", "source"),
    [
        (long_functions, "def f():\n" + "    x = 1\n" * 51),
        (silent_skips, "import pytest\npytest.importorskip('numba')"),
        (untold_errors, "def f():\n    '''Fails.'''\n    raise ValueError('x')"),
        (
            untold_errors,
            "class A:\n    def f(self):\n        if self:\n            raise errors.DesksideError",
        ),
        (unexplained_exceptions, "import a  # type: ignore[import-untyped]"),
        (unexplained_exceptions, "x = 1\nx = f()  # noqa: SLF001, E731"),
        (star_imports, "from math import *"),
        (prints, "def f():\n    print(1)"),
        (prints, "import sys\nsys.stdout.write('x')"),
        (loose_randomness, "import random"),
        (loose_randomness, "from random import gauss"),
        (loose_randomness, "import numpy as np\nrng = np.random.default_rng(1)"),
        (loose_randomness, "import numpy as np\nnp.random.seed(1)"),
        (loose_randomness, "import numpy\nnumpy.random.rand()"),
        (loose_randomness, "from numpy.random import default_rng"),
    ],
)
def test_each_rule_can_fail(look: Callable[[str], Iterator[str]], source: str) -> None:
    assert len(list(look(source))) == 1


@pytest.mark.parametrize(
    ("look", "source"),
    [
        (long_functions, "def f():\n    '''Long.\n" + "\n" * 60 + "    '''\n" + "    x = 1\n" * 50),
        (loose_randomness, "import numpy as np\nbits = np.random.Philox(key=1)"),
        (untold_errors, "def f():\n    '''Raises `ValueError`.'''\n    raise ValueError('x')"),
        (untold_errors, "def _f():\n    raise ValueError"),
        (untold_errors, "__all__ = ['g']\ndef f():\n    raise ValueError"),
        (untold_errors, "def f():\n    def g():\n        raise ValueError\n    return g"),
        (untold_errors, "def f():\n    raise NotImplementedError"),
        (unexplained_exceptions, "import a  # type: ignore  # it has no types"),
        (unexplained_exceptions, "# it has no types\nimport a  # type: ignore[import-untyped]"),
        (prints, "def f(fingerprint):\n    return fingerprint('print')"),
    ],
)
def test_no_rule_overshoots(look: Callable[[str], Iterator[str]], source: str) -> None:
    assert list(look(source)) == []
