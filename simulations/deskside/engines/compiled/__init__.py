"""The quick engine: the rules of `deskside.engines.simpy_desk`, compiled by Numba into one loop.

Read `loop` first, then `lives` (what follows from an event) and `service` (a visit to a team).
"""

from deskside.engines.compiled.kernel import cache_folder, is_warm, warm
from deskside.engines.compiled.run import CompiledRun

__all__ = ["CompiledRun", "cache_folder", "is_warm", "warm"]
