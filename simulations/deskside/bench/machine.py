"""The machine and the versions a benchmark ran on: without them no figure means anything."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path

__all__ = ["Machine", "machine", "peak_memory"]

PACKAGES = ("deskside", "numpy", "numba", "simpy", "ciw", "salabim", "cimba")

Machine = dict[str, str]


def machine() -> Machine:
    """Processor, cores, system, Python and the versions of what takes part, as text by name."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count() or "unknown"),
        "system": f"{platform.system()} {platform.release()}".strip(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: version for name in PACKAGES if (version := _version(name))},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine() or "unknown"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def peak_memory() -> float | None:
    """The most memory this process has held, in MB; None where the system does not say.

    Not `getrusage`: after `exec` Linux still reports the parent's peak there.
    """
    if sys.platform == "linux":
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return None
