"""The floor's script without a page: it reads the rows, tells the stories, knows the floor as Python does.

Playwright brings a Node to run it with.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import require
from deskside.experiment import simulate
from deskside.log import TicketLog
from deskside.panels.floor.columns import NEVER, columns
from deskside.panels.floor.front import PLAYER
from deskside.panels.floor.head import head_and_rows
from deskside.panels.floor.phrases import Wording, phrases
from deskside.panels.floor.story import ticket_story
from deskside.scenario import load
from generated import desks

SCRIPT = Path(__file__).parent / "floor_stories.mjs"
#: Words for some names, and what some tickets say.
WORDING = Wording(
    {"teams": {"first-line": "The help line"}, "channels": {"email": "E-mail"}},
    {"software": ("Excel crashes", "Cannot print"), "help": ("It is broken",)},
)
#: Generated desks beside the shipped ones.
MADE_UP = 40


def node() -> str:
    """The path of a Node: Playwright's own, or the machine's."""
    found = importlib.util.find_spec("playwright")
    driver = Path(found.origin).parent / "driver" if found and found.origin else Path()
    own = next((driver / name for name in ("node", "node.exe") if (driver / name).exists()), None)
    path = str(own) if own else shutil.which("node")
    require(path, "no Node here: install playwright")
    assert path is not None
    return path


def made_up() -> list[TicketLog]:
    """Logs of generated desks, with every lever in combination; always the same."""
    found: list[TicketLog] = []

    @settings(
        max_examples=MADE_UP,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(desks(rare=True), st.integers(0, 3))
    def draw(scenario: Any, seed: int) -> None:
        found.append(simulate(scenario, seed=seed))

    draw()
    return [log for log in found if len(log.ticket_table)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[TicketLog, dict[str, Any], list[int]]]:
    """Logs with what the script makes of them, and the times at which it looked, forwards and back."""
    short = {"horizon.days": 5, "horizon.warm_up_days": 0}
    shipped = [simulate(load(name).with_(short), seed=3) for name in ("it-service-desk", "yardstick")]
    logs = shipped + made_up()
    floors, looks = [], []
    for log in logs:
        head, rows = head_and_rows(log, WORDING)
        moments = columns(log).visit_queued
        end = head["until"]
        times = [
            0,
            end // 3,
            int(moments[len(moments) // 2]) if len(moments) else 0,
            end,
            end // 4,
            -1,
            end // 2,
        ]
        looks.append(times)
        data = base64.b64encode(rows).decode()
        floors.append({"head": head, "phrases": phrases().texts, "rows": data, "times": times})
    module = tmp_path_factory.mktemp("floor") / "floor.mjs"
    module.write_text(PLAYER.text, encoding="utf-8")
    done = subprocess.run(
        [node(), str(SCRIPT), str(module)],
        input=json.dumps(floors),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(zip(logs, json.loads(done.stdout), looks, strict=True))


def test_the_script_reads_every_row(told: Any) -> None:
    names = {
        "visitChannel": "visit_channel",
        "visitAgent": "visit_agent",
        "queued": "visit_queued",
        "started": "visit_started",
        "visitEnded": "visit_ended",
        "contactTime": "contact_time",
        "arrived": "arrived",
        "ended": "ended",
    }
    for log, answer, _ in told:
        kept = columns(log)
        assert answer["spare"] == 0
        for theirs, ours in names.items():
            assert answer["columns"][theirs] == getattr(kept, ours).tolist(), theirs


def test_both_tell_the_same_stories(told: Any) -> None:
    number = 0
    for log, answer, _ in told:
        for ticket, story in enumerate(answer["stories"]):
            assert story == ticket_story(log, ticket, WORDING)
            number += 1
    assert number > 1000


def test_the_floor_is_the_logs_at_any_time_however_it_got_there(told: Any) -> None:
    for log, answer, times in told:
        kept = columns(log)
        left = np.where(kept.visit_started != NEVER, kept.visit_started, kept.visit_ended)
        for seen, time in zip(answer["seen"], times, strict=True):
            waits = (kept.visit_queued <= time) & ((left > time) | (left == NEVER))
            served = (kept.visit_started <= time) & (kept.visit_started != NEVER)
            served &= (kept.visit_ended > time) | (kept.visit_ended == NEVER)
            for team in range(len(log.scenario.teams)):
                expected = np.flatnonzero(waits & (kept.visit_team == team)).tolist()
                assert seen["queues"][team] == expected
            for agent in range(len(log.people)):
                expected = np.flatnonzero(served & (kept.visit_agent == agent)).tolist()
                assert seen["hands"][agent] == expected


def test_the_summary_says_how_many_wait(told: Any) -> None:
    [(log, answer, _), *_] = told
    for seen in answer["seen"]:
        parts = seen["summary"].split(". ")
        for queue, part in zip(seen["queues"], parts, strict=False):
            words = "nobody waits" if not queue else f"{len(queue)} wait"
            assert words in part
    assert len(log.scenario.teams) == 3


def test_steps_go_through_every_moment_and_back(told: Any) -> None:
    for log, answer, _ in told:
        kept = columns(log)
        every = [kept.visit_queued, kept.visit_started, kept.visit_ended, kept.contact_time, kept.ended]
        moments = np.unique(np.concatenate([column[column != NEVER] for column in every])).tolist()
        forwards = moments[:40]
        walk = answer["walk"]
        assert walk[: len(forwards)] == forwards
        if len(moments) >= 40:
            assert walk[40:] == forwards[:39][::-1]
