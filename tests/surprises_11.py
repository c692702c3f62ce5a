"""What module 11 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np

from deskside.experiment import replicate, seeds_from, simulate, threads
from deskside.log import TicketLog
from deskside.scenario import load

SCORE, THINK, WAIT, SOLVED = (
    "survey_satisfaction",
    "true_satisfaction",
    "mean_first_response",
    "mean_resolution",
)
LEAGUES, TEAMS = 10, 12


def figures(changes: dict[str, Any], seed: int, runs: int = 5) -> dict[str, float]:
    """Means of five weeks each at the desk that surveys half of those whose ticket is closed."""
    desk = load("hr-benefits").with_({"survey.asked": 0.5} | changes)
    with threads(2) as pool:
        kpis = replicate(desk, runs, seed=seed, executor=pool).kpis
    return {name: kpis[name].mean for name in (SCORE, THINK, WAIT, SOLVED)}


def without_names_the_score_falls_and_nothing_got_worse(seed: int) -> None:
    """Five runs of five weeks a seed, some 2,000 answers; the service is the same to the last minute."""
    named, anonymous = figures({}, seed), figures({"survey.candour": "anonymous"}, seed)
    outside = figures({"survey.candour": "third-party"}, seed)
    assert 3.0 < named[SCORE] - anonymous[SCORE] < 9.0
    assert anonymous[SCORE] > outside[SCORE] > named[THINK]
    assert named[THINK] == anonymous[THINK] == outside[THINK]
    assert named[WAIT] == anonymous[WAIT]


def twice_as_many_answers_mend_nothing(seed: int) -> None:
    """The same; the score moves by less than a fifth of what it is off."""
    few, many = figures({}, seed), figures({"survey.answers": 0.6}, seed)
    off = few[SCORE] - few[THINK]
    assert off > 8.0
    assert abs(many[SCORE] - few[SCORE]) < 0.2 * off


def equal_teams_change_places(seed: int) -> None:
    """Ten leagues of twelve equal teams, two quarters, a seed. Nothing is done.

    Of what the worst three lag behind at least six tenths are gone, and of what the best three lead by.
    """
    quarters = np.array([_quarters(_league_run(each)) for each in seeds_from(seed, LEAGUES * TEAMS)])
    leagues = quarters.reshape(LEAGUES, TEAMS, 2)
    ranks = leagues[:, :, 0].argsort(axis=1)
    middle = leagues.mean(axis=(0, 1))
    for three in (ranks[:, -3:], ranks[:, :3]):
        first, second = (
            np.take_along_axis(leagues[:, :, quarter], three, axis=1).mean() - middle[quarter]
            for quarter in (0, 1)
        )
        assert abs(first) > 12.0
        assert 0.6 < 1.0 - second / first < 1.5


def _league_run(seed: int) -> TicketLog:
    return simulate(load("branch-team"), seed=seed)


def _quarters(log: TicketLog) -> tuple[float, float]:
    table = log.ticket_table
    wait, second = table.first_response - table.arrived, table.arrived >= log.scenario.end / 2
    return float(np.nanmean(wait[~second])), float(np.nanmean(wait[second]))


def a_call_after_every_ticket_costs_more_than_it_gives(seed: int) -> None:
    """Five runs of five weeks a seed, at a busy desk. The model gives no points for courtesy.

    To write down what a call leaves open costs nothing there and helps.
    """
    plain, called = figures({}, seed), figures({"teams.hr-desk.check_back": 1.0}, seed)
    written = figures({"channels.phone.recorded": 1.0}, seed)
    assert called[SOLVED] < 0.9 * plain[SOLVED]
    assert called[WAIT] > 1.2 * plain[WAIT]
    assert called[THINK] < plain[THINK] - 1.0
    assert written[SOLVED] < 0.96 * plain[SOLVED]
    assert written[THINK] > plain[THINK]


SURPRISES = [
    without_names_the_score_falls_and_nothing_got_worse,
    twice_as_many_answers_mend_nothing,
    equal_teams_change_places,
    a_call_after_every_ticket_costs_more_than_it_gives,
]
