"""JupyterLab on a folder, with no settings but ours: what every test in a browser begins with."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

__all__ = ["lab_on"]


@contextlib.contextmanager
def lab_on(folder: Path, course: Path, **environment: str) -> Iterator[str]:
    """The address of a JupyterLab that shows ``course`` and keeps its own things in ``folder``."""
    port, log = free_port(), folder / "lab.log"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.token=", "--ServerApp.password=", "--ServerApp.port_retries=0"]
    command += ["--expose-app-in-browser"]
    env = lab_environment(folder) | environment
    with log.open("wb") as written:
        server = subprocess.Popen(command, cwd=course, env=env, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def lab_environment(folder: Path) -> dict[str, str]:
    """An environment in which JupyterLab has no settings but ours and leaves nothing behind."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    places = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    places |= {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DESKSIDE_UNATTENDED", "NBGRADER_EXECUTION")
    }
    return env | {name: str(folder / place) for name, place in places.items()}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"JupyterLab ended early:\n{log.read_text()[-2000:]}", pytrace=False)
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/api", timeout=5):
            return
        time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}", pytrace=False)
