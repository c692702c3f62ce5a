"""The shipped desks: every figure says where it comes from, and a run is a believable working life."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

import make_scenarios
from deskside.downstream import Consequences
from deskside.errors import DesksideError
from deskside.log import Outcome, TicketLog
from deskside.metrics import KPIS, kpis
from deskside.metrics.window import window_of
from deskside.scenario import load, policies, shipped
from scenario_figures import figures, run

#: Desks of the textbooks: every value is chosen, as their heads say, and there is nothing to decide.
TEXTBOOK = ("one-queue", "team-of-eight", "twenty-agents", "two-agents", "uneven-days", "yardstick")
DESKS = [name for name in shipped() if name not in TEXTBOOK]
#: A desk with a year before it, decided by the plans beside it: tests/test_lesson_decide.py.
PLANNED = ("year-ahead",)
DECIDED = [name for name in DESKS if name not in PLANNED]
FOLDER = files("deskside") / "scenarios"

#: Figures that say what a value is, not how large: nobody asks for their source.
NO_SOURCE = {
    "agents",
    "shift",
    "skills",
    "team",
    "to",
    "name",
    "service",
    "group",
    "profile",
    "at",
    "day",
    "hours",
}
#: One priority, or the only ones there are: no figure at all.
TRIVIAL = {"1.0", "0.0, 1.0", "1.0, 0.0"}
ASSIGNED = re.compile(r"^(?P<key>[\w-]+) = (?P<value>.*?)\s*(?:#\s*(?P<comment>.*))?$")


#: The other half of a pair: the same needs, met in another way.
PAIRED = {"split-services": "pooled-services"}
#: Desks where many get no answer, because that is the point: nobody is there at their hours, or some needs
#: are such that nobody asks.
UNANSWERED = {"remote-workforce": 0.3, "chat-desk": 0.2}


@cache
def one_run(name: str) -> TicketLog:
    return run(load(name), 1)


def without_source(text: str) -> list[str]:
    """Lines of a scenario that set a figure and do not say where it comes from.

    It is said beside the figure, or in the comment before it, which holds until the next one.
    """
    found, block, new = [], "", True
    for line in re.sub(r'""".*?"""', '""', text, flags=re.DOTALL).splitlines():
        if line.startswith("#"):
            block, new = ("" if new else block) + line, False
            continue
        new = True
        match = ASSIGNED.match(line)
        if match is None or match["key"] in NO_SOURCE or match["comment"]:
            continue
        figure = re.sub(r'"[^"]*"', "", match["value"]).strip("[] ")
        if (
            re.search(r"\d", figure)
            and figure not in TRIVIAL
            and not re.search("assumption|from the log", block)
        ):
            found.append(line)
    return found


@pytest.mark.parametrize("name", DESKS)
def test_every_figure_says_where_it_comes_from(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert without_source(text) == []
    assert "assumption" in text


def test_a_figure_without_a_source_is_found() -> None:
    text = (FOLDER / "hr-benefits.toml").read_text(encoding="utf-8")
    bare = text.replace("patience = 10.0        # assumption", "patience = 10.0  ##")
    assert without_source(re.sub(r"##.*", "", bare)) == ["patience = 10.0  "]


@pytest.mark.parametrize("name", DESKS)
def test_words_for_people(name: str) -> None:
    desk = load(name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert desk.title[0].isupper()
    assert not desk.title.endswith(".")
    assert desk.about.endswith(".")
    for names in (desk.services, desk.teams, desk.groups, desk.channels):
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in names)
    if "from the log" in (FOLDER / f"{name}.toml").read_text(encoding="utf-8"):
        assert "CC BY 4.0" in desk.about


@pytest.mark.parametrize("name", DECIDED)
def test_a_run_is_a_working_life(name: str) -> None:
    """Enough tickets, few enough for a panel, all of them done in the end; people busy, not overrun."""
    log = one_run(name)
    window = window_of(log)
    assert window.last - window.first >= 300
    assert len(log.ticket_table) <= 10_000
    assert not np.count_nonzero(log.ticket_table.outcome == Outcome.OPEN)
    assert log.until < log.scenario.end + 28 * 1440
    found = kpis(log)
    assert 0.5 <= found["utilisation"] <= 0.95
    assert found["abandoned_share"] <= UNANSWERED.get(name, 0.15)


@pytest.mark.parametrize("name", DECIDED)
def test_policies_fit_their_desk(name: str) -> None:
    desk, found = load(name), policies(name)
    if name in PAIRED:
        assert load(PAIRED[name]).demand_digest == desk.demand_digest
    known = set(figures(one_run(name)))
    assert {policy.kind for policy in found.values()} == {"helps", "backfires"}
    for policy in found.values():
        assert policy.on(desk).digest != desk.digest
        assert policy.on(desk).demand_digest == desk.demand_digest
        assert policy.aim in policy.moves
        assert set(policy.moves) <= known
        better = (
            KPIS[policy.aim].better if policy.aim in KPIS else "more" if policy.aim == "ready" else "less"
        )
        towards = "up" if better == "more" else "down"
        assert (policy.moves[policy.aim] == towards) == (policy.kind == "helps")


def test_policies_of_no_desk() -> None:
    with pytest.raises(DesksideError, match="did you mean 'hr-benefits'"):
        policies("hr-benefit")
    assert policies("yardstick") == {}


def test_no_file_beside_a_desk_is_left_over() -> None:
    for folder in ("policies", "consequences", "plans"):
        names = {entry.name.removesuffix(".toml") for entry in (FOLDER / folder).iterdir()}
        assert names <= set(shipped())


@pytest.mark.parametrize("entry", sorted(entry.name for entry in (FOLDER / "consequences").iterdir()))
def test_consequences_fit_their_desk(entry: str) -> None:
    name = entry.removesuffix(".toml")
    assert "assumption" in (FOLDER / "consequences" / entry).read_text(encoding="utf-8")
    assert Consequences.of(name).figures(one_run(name))["downstream_cost"] > 0.0


def test_the_page_is_current() -> None:
    """Its words; its figures are written by whoever runs the tool."""
    written = make_scenarios.PAGE.read_text(encoding="utf-8")
    assert _words(written) == _words(make_scenarios.page(make_scenarios.nothing)), (
        "run tools/make_scenarios.py"
    )


def _words(page: str) -> str:
    return re.sub(r"[-+−]?\d[\d.,]*", "0", page)


def test_the_page_says_what_every_desk_is_for() -> None:
    assert set(make_scenarios.USES) == set(shipped())
