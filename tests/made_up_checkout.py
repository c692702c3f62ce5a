"""A made-up checkout with the real set-up tool, whose install needs nothing from outside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import installation

__all__ = ["ROOT", "Checkout", "make_checkout"]

ROOT = Path(__file__).resolve().parent.parent

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "deskside"
version = "0.1.0"

[project.optional-dependencies]
test = []
bench = []
"""

#: Builds the made-up project: one module whose program tells how it was called.
BACKEND = '''
import pathlib, zipfile

TELLS = """
import os, sys, time

def main():
    print("deskside", *sys.argv[1:], flush=True)
    if "--where" in sys.argv:
        print(os.environ["PATH"].split(os.pathsep)[0], os.environ.get("PYTHONPATH"), flush=True)
    if "--wait" in sys.argv:
        time.sleep(60)
    return 7 if sys.argv[1] == "lab" else 0
"""

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "deskside-0.1.0-py3-none-any.whl"
    info = "deskside-0.1.0.dist-info"
    needs = pathlib.Path("needs.txt")
    lines = ["Metadata-Version: 2.1", "Name: deskside", "Version: 0.1.0"]
    lines += ["Provides-Extra: test", "Provides-Extra: bench"]
    lines += [f"Requires-Dist: {line}" for line in needs.read_text().split()] if needs.exists() else []
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("deskside.py", TELLS)
        wheel.writestr(f"{info}/METADATA", "\\n".join(lines) + "\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ndeskside = deskside:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
'''


@dataclass(frozen=True)
class Checkout:
    """A made-up checkout with the real tools."""

    root: Path

    @property
    def home(self) -> Path:
        return self.root / ".venv"

    def environ(self, **settings: str) -> dict[str, str]:
        """No index, no configuration of this computer, no coloured or translated messages."""
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "DESKSIDE_", "MAKE"))
        }
        return {**ours, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, **settings}

    def setup(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(self.root / "tools" / "setup.py"), *words]
        environ = self.environ(**settings)
        return subprocess.run(
            command, capture_output=True, text=True, env=environ, cwd=self.root, check=False
        )

    def plan(self, *extras: str) -> installation.Plan:
        return installation.make_plan(self.root, self.home, extras)

    def change_stamp(self, **fields: object) -> None:
        stamp = self.home / installation.STAMP
        stamp.write_text(json.dumps({**json.loads(stamp.read_text()), **fields}))


def make_checkout(root: Path) -> Checkout:
    (root / "tools").mkdir(parents=True)
    for tool in ("setup", "targets", "installation", "piplog", "static_checks"):
        shutil.copy(ROOT / "tools" / f"{tool}.py", root / "tools")
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "constraints.txt").write_text("")
    return Checkout(root)
