"""What module 08 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

from deskside.experiment import replicate, threads
from deskside.scenario import Scenario, load

WAIT, SOLVED = "mean_first_response", "mean_resolution"
EVENLY = {"services.*.unclear": 0.3, "teams.*.look_effort": 7.0}
LINE = "services.*.escalate.first-line."
SWARM: dict[str, Any] = {LINE + "how": "swarm"}


def means(desk: Scenario, seed: int, kpis: tuple[str, ...] = (SOLVED,), replications: int = 5) -> list[float]:
    with threads(2) as pool:
        found = replicate(desk, replications, seed=seed, executor=pool).kpis
    return [found[kpi].mean for kpi in kpis]


def clear_roles_save_far_more_than_the_looks(seed: int) -> None:
    """Five runs of five weeks a seed. The looks are three minutes a request; what they cost is over fifty."""
    unclear = load("clear-roles").with_(EVENLY)
    (before,) = means(unclear, seed)
    (after,) = means(unclear.with_({"services.*.unclear": 0.0}), seed)
    (quick,) = means(unclear.with_({"teams.*.look_effort": 1.0}), seed)
    assert 50 < before - after < 150
    assert 0.35 < (quick - after) / (before - after) < 0.75  # what a one-minute look leaves of the loss


def pooling_unlike_jobs_makes_the_mean_wait_longer(seed: int) -> None:
    """Ten runs of a week a seed. By the formulas 4.5 and about 6.1 minutes."""
    split, pool = (means(load(name), seed, (WAIT,), 10)[0] for name in ("split-services", "pooled-services"))
    assert 1.15 < pool / split < 1.6
    alike = {"needs.colleagues/pay-run.per_week": 8064.0}
    ones = [("split-services", "long-desk"), ("pooled-services", "centre")]
    split, pool = (
        means(load(name).with_(alike | {f"services.pay-run.effort.{team}.mean": 1.0}), seed, (WAIT,), 10)[0]
        for name, team in ones
    )
    assert 0.4 < pool / split < 0.55


def swarming_saves_hand_offs_and_no_time(seed: int) -> None:
    """Five runs of four weeks a seed; at its best it is about as quick as handing on."""
    desk, best = load("it-service-desk"), {LINE + "hold": 1.0, LINE + "help_effort": 0.3}
    figures = (SOLVED, "transfers_per_ticket", "abandoned_share")
    on, swarm, kind = (means(desk.with_(change), seed, figures) for change in ({}, SWARM, SWARM | best))
    assert swarm[1] < 0.4 * on[1]
    assert swarm[0] > 1.1 * on[0]
    assert swarm[2] > 1.5 * on[2]
    assert 0.9 < kind[0] / on[0] < 1.1


SURPRISES = [
    clear_roles_save_far_more_than_the_looks,
    pooling_unlike_jobs_makes_the_mean_wait_longer,
    swarming_saves_hand_offs_and_no_time,
]
