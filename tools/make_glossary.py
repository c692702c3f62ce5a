"""Write docs/glossary.md from the package's definitions; with --check only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from deskside.glossary import Entry, Field, entries

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"

INTRODUCTION = """\
# Glossary

Every KPI by formula and denominator, every lever by the fields of a scenario it sets, every word with the one
meaning it has here. `deskside explain NAME` shows the same texts: this page is written from
`simulations/deskside/glossary.toml` by `tools/make_glossary.py`.

Three things hold for all KPIs:

- Times are minutes. Shares run from 0 to 1. A KPI whose denominator is empty is NaN (null in JSON, a dash in
  tables).
- *Counted needs* are those that arise in the window, from the end of the warm-up to the end of the horizon,
  apart from what never came about: removed causes, and latent needs that no channel drew out. What becomes of
  them counts until the log ends. Agents' time counts as far as it lies in the window.
- Results hold only what the log defines: `sla_met_share` needs targets, `silence` needs words,
  `survey_satisfaction` needs somebody who is asked.

A panel also shows a KPI of a part: `sla_met_share[priority=1]`, `mean_resolution[service=starter]`,
`utilisation[team=first-line]`. It counts as that of the whole does, over the tickets of one service, group,
channel or priority (the one a ticket has, deserved or not), or over the agents of one team. Of tickets there
are all KPIs but `utilisation`, `contact_effort`, `backlog_end`, `survey_satisfaction`, `requester_time_lost`
and `cost`; of a team there are `utilisation` and `cost`.
"""

LEVERS = """\
## Levers

`*` in a path stands for any name, such as `teams.service-desk.wrap_up`. The demand side is what happens to
the desk; a change on the policy side meets the same needs.
"""

HEADS = {"kpi": "## KPIs\n", "lever": LEVERS, "word": "## Words\n"}


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, _overview()]
    for kind, head in HEADS.items():
        parts.append(head)
        parts += [_section(entry) for (its_kind, _), entry in entries().items() if its_kind == kind]
    return "\n".join(parts)


def _overview() -> str:
    rows = ["| KPI | unit | better | meaning |", "|---|---|---|---|"]
    for (kind, name), entry in entries().items():
        if kind == "kpi":
            rows.append(f"| [`{name}`](#{name}) | {entry.unit} | {entry.better} | {entry.about} |")
    return "\n".join(rows) + "\n"


def _section(entry: Entry) -> str:
    name = "" if entry.kind == "word" else f" (`{entry.name}`)"
    lines = [f'<a id="{entry.name}"></a>\n### {entry.title}{name}\n', f"{entry.about}\n"]
    lines += [f"- **{heading}:** {text}" for heading, text in entry.parts.items()]
    if entry.also:
        lines.append(f"- **Also called:** {', '.join(entry.also)}")
    if entry.fields:
        lines += ["", "| field | range | default | side | meaning |", "|---|---|---|---|---|"]
        lines += [_row(each) for each in entry.fields]
    return "\n".join(lines).rstrip() + "\n"


def _row(field: Field) -> str:
    return f"| `{field.path}` | {field.allowed} | {field.default} | {field.side} | {field.about} |"


def main(arguments: list[str]) -> int:
    current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    if "--check" in arguments:
        print(
            "docs/glossary.md is current"
            if current
            else "docs/glossary.md is stale: run tools/make_glossary.py"
        )
        return 0 if current else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
