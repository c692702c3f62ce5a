"""The benchmark end to end with the KPIs that the reference works out: the same work on both sides."""

from __future__ import annotations

import numpy as np
import pytest

from deskside.bench import Contender, Sample, ours, peers, race, report
from deskside.experiment import simulate
from deskside.log import Outcome
from deskside.metrics import kpis
from deskside.scenario import load


def test_the_same_kpis_have_a_ratio_of_their_own():
    reference = Contender("reference", lambda _: Sample(100, 1.0, 3.0, same_kpis=3.0))
    quick = Contender("quick", lambda _: Sample(200, 0.5, 2.0, same_kpis=1.5))
    entry = race("toy", [reference, quick], reference="reference")
    assert (entry.result("quick").whole_ratio, entry.result("quick").same_kpis_ratio) == (3.0, 4.0)
    table = report.race_table(entry)
    assert table.columns[3:5] == ("end to end", "end to end, the reference's KPIs")
    assert [row[3:5] for row in table.rows] == [(3.0, 4.0), (1.0, 1.0)]


def test_the_same_kpis_are_those_the_reference_works_out():
    desk = load("yardstick").with_({"horizon.days": 3})
    log = simulate(desk, seed=5)
    table = log.ticket_table
    gone = table.outcome == Outcome.GAVE_UP
    started, resolved = (np.where(gone, np.nan, each) for each in (table.first_response, table.ended))
    theirs = peers.peer("yardstick").measure(table.arrived, table.priority - 1, started, resolved)
    theirs["sla_met_share"] = 1.0 - theirs.pop("late_share")
    assert kpis(log, names=ours.REFERENCE_KPIS) == pytest.approx(theirs, rel=1e-12)
    (sample,) = (one.run(0) for one in ours.engine_contenders(lambda: desk, engines=("simpy",)))
    assert sample.same_kpis is not None
