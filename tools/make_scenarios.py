"""Write docs/scenarios.md: every shipped desk, its named policies, and what they did in ten pairs of runs.

python tools/make_scenarios.py    runs all of them; about a minute once the compiled engine is warm
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from deskside.experiment import Difference, Estimate, offered_load
from deskside.experiment.tables import number
from deskside.scenario import NamedPolicy, Scenario, load, policies, shipped
from scenario_figures import changes

PAGE = Path(__file__).parents[1] / "docs" / "scenarios.md"
PAIRS = 10

#: What each desk is for. Modules are lessons of the course.
USES = {
    "branch-team": "11: rankings of equal teams, closed loop",
    "chat-desk": "09: several chats at once, an easy channel",
    "clear-roles": "08: unclear roles, owners",
    "crew-and-cockpit": "01: internal customers both ways",
    "desk-a": "06: which of four desks plays with its numbers",
    "desk-b": "06: which of four desks plays with its numbers",
    "desk-c": "06: which of four desks plays with its numbers",
    "desk-d": "06: which of four desks plays with its numbers",
    "facilities": "08, 12: roles, work in progress, suppliers",
    "first-line-and-specialists": "08: tiers, one queue or two, owners (graded work)",
    "hr-benefits": "05, 11: what a call leaves open, closed loop",
    "it-service-desk": "all: the desk fitted to a real log",
    "it-service-desk-mail": "05: acknowledge, promise, respond, a major incident",
    "onboarding-day": "01: four departments, one first day",
    "one-queue": "03: the desk of the textbooks",
    "outlet-network": "02: from desk to till",
    "phone-desk": "04: a roster by the formula, in real weeks",
    "pooled-services": "08: one queue for short and long jobs",
    "remote-workforce": "09: who reaches the desk, and when",
    "report-at-four": "07: expectations, and who works on",
    "self-service-desk": "10: articles, and what is left for the desk",
    "split-services": "08: a queue for each kind of job",
    "team-of-eight": "12: one of eight leaves",
    "twenty-agents": "04: large and small teams",
    "two-agents": "04: large and small teams",
    "two-person-firm": "08: roles in the smallest firm",
    "uneven-days": "03: days and jobs that differ",
    "urgent-requests": "07: priorities, inflation, what is due first",
    "yardstick": "benchmarks",
    "year-ahead": "13: four quarters, a budget, a major incident; its plans are in `scenarios/plans`",
}

INTRODUCTION = f"""\
# The desks that come with Deskside

`deskside scenarios` lists them; a desk is a TOML file in `simulations/deskside/scenarios`, and each figure
in it has its source or the word *assumption* beside it. What is not an assumption comes from one real log
(see [the validation](validation-it-service-desk.md)); nobody has measured how a whole desk of this kind
works.

Doing nothing is the desk as it is. Beside it are *named policies* (`scenarios/policies`, in Python
`deskside.scenario.policies(name)`): at least one that clearly helps, and a popular one that backfires. Each
says which figures it moves. The tables show {PAIRS} pairs of runs on the same needs: the mean before and
after, and the 95 % range of the difference. `tests/test_scenarios_policies.py` holds every one of these
ranges to the side of zero it claims. This page is written by `tools/make_scenarios.py`.
"""

REFUTED = """\
## What the desks do not bear out

- **"Inflated priorities hurt everybody."** They do not: the average wait stays what it was, so whoever
  passes for more urgent gains what the truly urgent and the honest lose. The lesson says so. What holds is
  that the promises kept become fewer, and that nobody gains once everybody does it.
- **"A rosy promise brings more chasing than saying nothing."** At `it-service-desk-mail` it brings less
  than silence, because many things are done before the rosy time is over. It is far behind an honest one,
  which is the claim of lesson 05.
- **"Less handling time and twice the repeats: everybody waits longer."** Total work goes up by a few per
  cent, as the arithmetic says. Where a desk has slack the *first* answer still comes sooner; the waits of a
  ticket together are longer. `desk-c`, which has little slack, shows it.
- **"A limit on work in progress speeds things up."** At `facilities` it slows them down, because what is
  open there waits for suppliers.
- **"Swarming saves hand-offs and time."** At `it-service-desk` it saves hand-offs and costs time: the team
  that has to hold the line is the one that is short of people.
- **"Mend the longest outages first."** At `outlet-network` the longest by the clock run through nights and
  Sundays, and cutting them saves little. The half that meets fewest customers has a third of the minutes and
  about a tenth of the loss; the costliest tenth has four tenths of it.
- **"The worst three of twelve always improve."** It is luck, so not always: in nine of ten leagues of
  `branch-team`.
"""


class Measure(Protocol):
    """What a policy of a desk changes."""

    def __call__(self, name: str, policy: str, replications: int) -> Mapping[str, Difference]: ...


def page(measure: Measure = changes) -> str:
    """The whole page."""
    desks = [load(name) for name in shipped()]
    parts = [INTRODUCTION, _overview(desks), REFUTED]
    parts += [_section(desk, measure) for desk in desks if policies(desk.name)]
    return "\n".join(parts)


def _overview(desks: list[Scenario]) -> str:
    rows = ["| desk | lesson and use | needs a week | teams: agents, load |", "|---|---|--:|---|"]
    for desk in desks:
        needs = desk.needs_factor * sum(each.per_week for each in desk.needs)
        loads = offered_load(desk)
        teams = "; ".join(
            f"{name}: {team.agents}, {loads[name].share:.0%}" for name, team in desk.teams.items()
        )
        link = f"[`{desk.name}`](#{desk.name})" if policies(desk.name) else f"`{desk.name}`"
        rows.append(f"| {link} | {USES[desk.name]} | {needs:,.0f} | {teams} |")
    note = "\nThe load is by arithmetic, for an average week in which nobody gives up or chases.\n"
    return "\n".join(rows) + "\n" + note


def _section(desk: Scenario, measure: Measure) -> str:
    lines = [f'<a id="{desk.name}"></a>\n## {desk.title} (`{desk.name}`)\n', f"{desk.about}\n"]
    for policy in policies(desk.name).values():
        lines += [f"**{policy.title}** (`{policy.name}`) *{policy.kind}*. {policy.reason}\n"]
        lines += _table(desk.name, policy, measure)
    return "\n".join(lines)


def _table(name: str, policy: NamedPolicy, measure: Measure) -> list[str]:
    found = measure(name, policy.name, PAIRS)
    rows = ["| figure | as it is | under the policy | difference |", "|---|--:|--:|--:|"]
    for figure in policy.moves:
        mark = " (its aim)" if figure == policy.aim else ""
        rows.append(f"| `{figure}`{mark} | {_cells(found[figure])} |")
    return [*rows, ""]


def _cells(found: Difference) -> str:
    difference = f"{number(found.change.low)} to {number(found.change.high)}"
    return f"{number(found.a.mean)} | {number(found.b.mean)} | {difference}"


def nothing(name: str, policy: str, replications: int) -> Mapping[str, Difference]:
    """No runs: zeros in every place, for those who only compare words."""
    zero = Difference(*[Estimate(0.0, 0.0, 0.0, 0.0, replications)] * 3)
    return dict.fromkeys(policies(name)[policy].moves, zero)


def main() -> int:
    """Write the page; returns the exit code."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
