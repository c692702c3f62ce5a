"""What pip says, made short: progress while it works, one line when it fails."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

__all__ = ["DISK_FULL", "explain", "follow"]

EVERY = 40  # packages between two progress lines where the output is no terminal

DISK_FULL = "the disk is full; Deskside needs about 2 GB (DESKSIDE_VENV can name a folder on another disk)"

# The first cause whose words appear explains the failure. The order matters: a full disk or a blocked network
# also leaves "No matching distribution" behind.
CAUSES = (
    (
        r"No space left on device|Errno 28|not enough space on the disk|Disk quota exceeded",
        DISK_FULL,
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|SSL: ",
        "this network's certificate is not trusted; ask your IT desk for the file, "
        "then: pip config set global.cert FILE",
    ),
    (
        r"407 Proxy Authentication|ProxyError",
        "the proxy refuses pip; ask your IT desk for its address, then set HTTPS_PROXY",
    ),
    (
        r"NewConnectionError|Failed to establish a new connection|NameResolutionError|getaddrinfo failed"
        r"|ConnectTimeout|ReadTimeout|Max retries exceeded|Network is unreachable|Connection refused"
        r"|Connection reset|RemoteDisconnected",
        "the package index cannot be reached; connect to the network and try again "
        "(only the first set-up needs it)",
    ),
    (
        r"Windows Long Path|path too long",
        "the path is too long for Windows; move the checkout to a short folder such as C:\\deskside",
    ),
    (
        r"Permission denied|Access is denied|WinError 5|WinError 32|Read-only file system",
        "a file cannot be written; close the programs that use the environment, "
        "or name a folder of yours in DESKSIDE_VENV",
    ),
)
PACKAGE = re.compile(
    r"(?:Collecting |Requirement already satisfied: |Processing (?:.*[\\/])?)([A-Za-z0-9_.]+)"
)
NO_WHEEL = re.compile(r"No matching distribution found for ([A-Za-z0-9_.\[\]-]+)")


def explain(lines: list[str], log: Path) -> str:
    """One line on why pip failed, from what it printed; ``log`` is where all of it is kept.

    >>> explain(["OSError: [Errno 28] No space left on device"], Path("setup.log")).split(";")[0]
    'the disk is full'
    """
    text = "\n".join(lines)
    for words, meaning in CAUSES:
        if re.search(words, text):
            return meaning
    missing = NO_WHEEL.search(text)
    if missing:
        system = f"Python {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"
        return f"there is no ready-made package of {missing[1]} for {system}; details in {log}"
    errors = [line.strip() for line in lines if line.lower().startswith("error")]
    return f"pip failed: {errors[-1] if errors else 'no reason given'}; details in {log}"


def follow(command: list[str], log: Path, environ: dict[str, str]) -> tuple[list[str], int]:
    """Run pip, keep all it prints in ``log``, show how far it is; return its lines and its exit code."""
    lines: list[str] = []
    progress = _Progress()
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environ,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            kept.write(line)
            lines.append(line.rstrip())
            progress.see(line.strip())
    progress.end()
    return lines, pip.returncode


class _Progress:
    """Counts the packages pip has found; rewrites one line on a terminal, else prints one now and then."""

    def __init__(self) -> None:
        self.found = 0
        self.live = sys.stdout.isatty()
        self.warned = False

    def see(self, line: str) -> None:
        package = PACKAGE.match(line)
        if package:
            self.found += 1
            if self.live:
                print(f"\r      {self.found} packages found: {package[1][:30]:<30}", end="", flush=True)
            elif self.found % EVERY == 0:
                print(f"      {self.found} packages found", flush=True)
        elif line.startswith("Installing collected packages"):
            self.end()
            print(f"      unpacking {line.count(',') + 1} packages", flush=True)
        elif "Retrying" in line and not self.warned:
            self.warned = True
            self.end()
            print("      the package index does not answer; trying again", flush=True)

    def end(self) -> None:
        if self.live and self.found:
            print(flush=True)
