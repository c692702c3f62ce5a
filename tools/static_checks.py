"""What the tree may hold, beyond what linters see. A check is a function from files to complaints."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["CHECKS", "files_of", "main"]

Check = Callable[[Path, list[str]], list[str]]

LARGEST = 1_000_000  # bytes; the drawing library that panels need offline is just below
NOT_OURS = {".git", ".venv", "lab", "build", "dist", ".work", "node_modules"}  # where there is no git to ask

MACHINE_PATHS = re.compile(
    r"(?<![\w./~$}-])(?:/(?:home|Users)/\w|/(?:root|work)/|[A-Z]:\\{1,2}Users\\{1,2}\w)"
)
REGISTRIES = re.compile(
    r"https?://[^\s\"']*/(?:simple|packages)(?:/|\b)"  # a package index, or a file it serves
    r"|\"resolved\":\s*\"https?:|--(?:extra-)?index-url"  # what lock files and installers write down
)
CONSTRAINT = re.compile(r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+(?: ; [a-z_(]+ (?:[<>=!]=?|in) '[^/]*)?")
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


def files_of(root: Path) -> list[str]:
    """Every file that git tracks or would track, as paths below ``root``; without git, every file."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = (
            subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
        )
        return sorted(name for name in set(listed) if name and (root / name).is_file())
    except (OSError, subprocess.CalledProcessError):
        found: list[str] = []
        for folder, below, names in os.walk(root):
            below[:] = [name for name in below if name not in NOT_OURS and not name.startswith("__")]
            found += [(Path(folder) / name).relative_to(root).as_posix() for name in names]
        return sorted(found)


def _lines(root: Path, names: Iterable[str]) -> Iterable[tuple[str, int, str]]:
    """All lines of the files that are text."""
    for name in names:
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield name, number, line


def no_machine_paths(root: Path, names: list[str]) -> list[str]:
    """No path that exists on one person's computer only."""
    return [
        f"{name}:{number}: path of one machine: {found[0]}"
        for name, number, line in _lines(root, names)
        if (found := MACHINE_PATHS.search(line))
    ]


def no_registry_addresses(root: Path, names: list[str]) -> list[str]:
    """No address of a package registry: whoever installs decides where packages come from."""
    return [
        f"{name}:{number}: address of a package registry: {found[0]}"
        for name, number, line in _lines(root, names)
        if (found := REGISTRIES.search(line))
    ]


def notebooks_hold_no_results(root: Path, names: list[str]) -> list[str]:
    """A stored notebook has no outputs, no run counts and no widget state."""
    problems = []
    for name in names:
        if not name.endswith(".ipynb"):
            continue
        try:
            book = json.loads((root / name).read_text(encoding="utf-8"))
        except ValueError:
            problems.append(f"{name}: is no notebook that can be read")
            continue
        for number, cell in enumerate(book.get("cells", []), 1):
            if cell.get("outputs") or cell.get("execution_count") is not None:
                problems.append(f"{name}: cell {number} holds results; clear all outputs and save")
        if "widgets" in book.get("metadata", {}):
            problems.append(f"{name}: holds widget state; clear all outputs and save")
    return problems


def constraints_are_plain(root: Path, names: list[str]) -> list[str]:
    """constraints.txt holds ``name==version``, perhaps with a marker, sorted, and nothing else."""
    if "constraints.txt" not in names:
        return []
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    problems = [
        f"constraints.txt:{number}: not `name==version ; marker`: {line}"
        for number, line in enumerate(lines, 1)
        if not CONSTRAINT.fullmatch(line)
    ]
    packages = [line.split("==")[0] for line in lines]
    if packages != sorted(packages):
        problems.append("constraints.txt: lines are not sorted by name")
    return problems


def no_large_files(root: Path, names: list[str]) -> list[str]:
    """No file above a megabyte."""
    sizes = {name: (root / name).stat().st_size for name in names}
    return [
        f"{name}: {size:,} bytes, more than {LARGEST:,}" for name, size in sizes.items() if size > LARGEST
    ]


def links_lead_somewhere(root: Path, names: list[str]) -> list[str]:
    """Every link of a Markdown file to another file of the tree finds it."""
    problems = []
    for name, number, line in _lines(root, [name for name in names if name.endswith(".md")]):
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:|#", target):
                continue
            if not ((root / name).parent / target.split("#")[0]).exists():
                problems.append(f"{name}:{number}: link leads nowhere: {target}")
    return problems


CHECKS: tuple[Check, ...] = (
    no_machine_paths,
    no_registry_addresses,
    notebooks_hold_no_results,
    constraints_are_plain,
    no_large_files,
    links_lead_somewhere,
)


def main(root: Path) -> int:
    """Run every check over the tree, print what they find, and return 1 if they found anything."""
    names = files_of(root)
    problems = [problem for check in CHECKS for problem in check(root, names)]
    for problem in problems:
        print(problem)
    print(f"{len(names)} files, {len(CHECKS)} checks, {len(problems)} problems.", flush=True)
    return 1 if problems else 0
