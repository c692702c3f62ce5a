"""How fast Deskside is, beside others and by itself: what `deskside bench` measures."""

from deskside.bench.contender import Contender, Race, Sample, race
from deskside.bench.report import Report, bench

__all__ = ["Contender", "Race", "Report", "Sample", "bench", "race"]
