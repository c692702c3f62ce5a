"""What module 05 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

from deskside.experiment import replicate, threads
from deskside.scenario import load

WAIT = "mean_first_response"


def asked_again(changes: dict[str, Any], seed: int) -> tuple[float, float]:
    """Chasers a ticket, and the mean wait, of the desk that people write to."""
    desk = load("it-service-desk-mail").with_({"policy.acknowledge": "none"} | changes)
    with threads(2) as pool:
        kpis = replicate(desk, 5, seed=seed, executor=pool).kpis
    return kpis["chasers_per_ticket"].mean, kpis[WAIT].mean


def a_receipt_stops_about_half(seed: int) -> None:
    """Five runs of four weeks a seed; it stops one of the two questions."""
    silent, receipt = asked_again({}, seed), asked_again({"policy.acknowledge": "auto"}, seed)
    assert 0.35 < 1 - receipt[0] / silent[0] < 0.65


def a_longer_honest_time_beats_a_shorter_one(seed: int) -> None:
    """Five runs of four weeks a seed; the waits differ by less than a fifth, the chasing by far more."""
    told = {"policy.acknowledge": "auto"}
    honest = asked_again(told | {"policy.promise": "honest"}, seed)
    rosy = asked_again(told | {"policy.promise": "rosy"}, seed)
    assert 3 * honest[0] < rosy[0]
    assert abs(rosy[1] / honest[1] - 1) < 0.2


SURPRISES = [a_receipt_stops_about_half, a_longer_honest_time_beats_a_shorter_one]
