"""When needs arise (lever 1): dated peaks, other time zones, the burst of a major incident.

Statistical tests state their false-alarm rate; the seeds are fixed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from deskside.calendar import DAY, DAYS, HOUR, WEEK
from deskside.demand import Demand, sample
from deskside.scenario import Scenario

#: All needs of a week arise on Monday from 9 to 10, by the clock of those who have them.
MONDAY_AT_NINE = [0.0] * 9 + [1.0] + [0.0] * 158

DESK = Scenario.parse(
    {
        "name": "arrivals",
        "horizon": {"days": 28},
        "profiles": {"flat": [1.0] * 24, "nine": MONDAY_AT_NINE},
        "needs": [
            {"service": "help", "group": "office", "per_week": 3000.0, "profile": "flat"},
            {"service": "help", "group": "abroad", "per_week": 1000.0, "profile": "nine"},
            {"service": "access", "group": "office", "per_week": 2000.0, "profile": "flat"},
        ],
        "groups": {name: {"channels": {"mail": 1.0}} for name in ("office", "abroad")},
        "channels": {"mail": {"live": False}},
        "services": {
            name: {"team": "desk", "effort": {"desk": {"mean": 5.0}}} for name in ("help", "access")
        },
        "teams": {"desk": {"agents": 50}},
    }
)


def times(demand: Demand, source: int) -> Any:
    return demand.arrived[demand.source == source]


@pytest.mark.parametrize(
    ("ahead", "day", "hour"),
    [(0.0, "Mon", 9), (2.0, "Mon", 7), (-3.0, "Mon", 12), (12.0, "Sun", 21), (-14.0, "Mon", 23)],
)
def test_a_clock_that_is_ahead_brings_needs_earlier(ahead: float, day: str, hour: int) -> None:
    """By as many hours, over Sunday midnight too; and nobody else's needs move."""
    demand = sample(DESK.with_({"groups.abroad.utc_offset": ahead}), 1)
    begins = DAYS.index(day) * DAY + hour * HOUR
    found = times(demand, 1) % WEEK
    assert len(found) > 3000
    assert found.min() >= begins
    assert found.max() < begins + HOUR
    for source in (0, 2):
        assert np.array_equal(times(demand, source), times(sample(DESK, 1), source))


def test_half_an_hour_ahead() -> None:
    """Half of them in each of two hours; 1 in 1,000."""
    found = times(sample(DESK.with_({"groups.abroad.utc_offset": 5.5}), 1), 1) % DAY // HOUR
    assert set(found.tolist()) == {3.0, 4.0}
    assert stats.binomtest(int((found == 3.0).sum()), len(found), 0.5).pvalue > 0.001


def counts(demand: Demand, source: int) -> Any:
    """Needs by hour of the horizon."""
    return np.bincount((times(demand, source) // HOUR).astype(int), minlength=28 * 24)


PEAK = {"day": 8, "hours": [9, 12]}
WITHIN = slice(8 * 24 + 9, 8 * 24 + 12)


def test_a_peak() -> None:
    """Five times as many in these three hours (1 in 1,000 for each source), and everywhere else as usual."""
    demand = sample(DESK.with_({"peaks": [PEAK | {"factor": 5.0}]}), 1)
    for source, rate in ((0, 3000.0), (2, 2000.0)):
        found = counts(demand, source)
        expected = 5.0 * 3 * rate / 168
        low, high = stats.poisson(expected).interval(0.999)
        assert low <= found[WITHIN].sum() <= high
        rest = np.delete(found, range(WITHIN.start, WITHIN.stop))
        spread = rest.var() / rest.mean() * (len(rest) - 1)
        assert stats.chi2(len(rest) - 1).sf(spread) > 0.001


def test_a_peak_of_some_services_and_none_at_all() -> None:
    """Only "access" rises; the others' needs stay where they were. A factor of 0 is a day off."""
    demand = sample(DESK.with_({"peaks": [PEAK | {"factor": 5.0, "needs": ["access"]}]}), 1)
    plain = sample(DESK, 1)
    for source in (0, 1):
        assert np.array_equal(times(demand, source), times(plain, source))
    assert counts(demand, 2)[WITHIN].sum() > 3 * counts(plain, 2)[WITHIN].sum()
    off = sample(DESK.with_({"peaks": [PEAK | {"factor": 0.0}]}), 1)
    assert counts(off, 0)[WITHIN].sum() + counts(off, 2)[WITHIN].sum() == 0


def test_two_peaks_in_the_same_hour_multiply() -> None:
    twice = sample(DESK.with_({"peaks": [PEAK | {"factor": 2.0}, PEAK | {"factor": 3.0}]}), 1)
    assert np.array_equal(twice.arrived, sample(DESK.with_({"peaks": [PEAK | {"factor": 6.0}]}), 1).arrived)


def test_a_peak_goes_by_the_desks_clock_and_moves_no_other_week() -> None:
    """Those abroad are two hours ahead: their needs come from 7 to 8, so a peak from 9 to 12 misses them.

    One from 7 to 8 on the second Monday multiplies them by five (1 in 1,000) and leaves the first week alone.
    """
    abroad = DESK.with_({"groups.abroad.utc_offset": 2.0})
    missed = sample(abroad.with_({"peaks": [PEAK | {"day": 7, "factor": 5.0}]}), 1)
    assert np.array_equal(times(missed, 1), times(sample(abroad, 1), 1))
    met = times(sample(abroad.with_({"peaks": [{"day": 7, "hours": [7, 8], "factor": 5.0}]}), 1), 1)
    weeks = np.bincount((met // WEEK).astype(int))
    low, high = stats.poisson(5000.0).interval(0.999)
    assert low <= weeks[1] <= high
    assert np.array_equal(met[met < WEEK], [time for time in times(sample(abroad, 1), 1) if time < WEEK])


@pytest.mark.parametrize("ahead", [2.0, -14.0])
def test_an_incident_goes_by_the_desks_clock_too(ahead: float) -> None:
    """It happens on Wednesday at 02:00:30 here; another hour abroad moves none of their calls.

    Their everyday needs move: from 9 to 10 o'clock there, 7 to 8 or 23 to 24 here.
    """
    hit = DESK.with_({"incidents": [OUTAGE | {"group": "abroad"}], "horizon.days": 4})
    here, there = sample(hit, 1), sample(hit.with_({"groups.abroad.utc_offset": ahead}), 1)
    assert len(times(here, 3)) > 100
    assert np.array_equal(times(there, 3), times(here, 3))
    assert set((times(there, 1) % DAY // HOUR).tolist()) == {(9.0 - ahead) % 24}


OUTAGE = {
    "name": "link",
    "service": "access",
    "group": "office",
    "at": 3000.5,
    "contacts": 200.0,
    "spread": 45.0,
    "mended_after": 90.0,
}


def test_the_burst_of_an_incident() -> None:
    """Contacts x (1 - exp(-mended / spread)) calls on average, their delays exponential up to the mending.

    50 seeds; together 1 in 500. The needs of everyday life are the same with it and without.
    """
    desk = DESK.with_({"incidents": [OUTAGE], "horizon.days": 4})
    plain, delays = sample(DESK.with_({"horizon.days": 4}), 0), []
    share = 1.0 - np.exp(-90.0 / 45.0)
    for seed in range(50):
        demand = sample(desk, seed)
        calls = times(demand, 3)
        assert (np.diff(calls) >= 0).all()
        assert calls.min() >= 3000.5
        assert calls.max() < 3090.5
        delays.append(calls - 3000.5)
    assert np.array_equal(times(sample(desk, 0), 0), times(plain, 0))
    total = sum(len(each) for each in delays)
    low, high = stats.poisson(50 * 200.0 * share).interval(0.999)
    assert low <= total <= high
    cut = stats.truncexpon(b=2.0, scale=45.0)
    assert stats.kstest(np.concatenate(delays), cut.cdf).pvalue > 0.001


def test_nobody_calls_about_an_incident_after_the_last_day() -> None:
    desk = DESK.with_({"incidents": [OUTAGE | {"at": 5 * DAY - 10.0}], "horizon.days": 5})
    calls = times(sample(desk, 1), 3)
    assert 0 < len(calls) < 100
    assert calls.max() < 5 * DAY
