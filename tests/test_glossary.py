"""The glossary: complete, current, and quick to find things in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import make_glossary
from deskside.errors import DesksideError
from deskside.glossary import entries, explain, field
from deskside.metrics import KPIS
from deskside.scenario.model import ScenarioData

PROMISED = (
    "tickets contacts resolved abandoned_share self_served_share forgotten_share mean_acknowledgement "
    "mean_first_response p50_first_response p90_first_response mean_resolution p90_resolution sla_met_share "
    "utilisation chasers_per_ticket transfers_per_ticket contact_effort silence first_contact_resolution "
    "reopened_share backlog_end true_satisfaction survey_satisfaction requester_time_lost cost"
)
FIXED_WORDS = (
    "need contact ticket visit outcome scenario demand policy plan lever target shrinkage occupancy backlog "
    "sla"
)
NAMES_FOR_PEOPLE = {"name", "title", "about"}


def test_the_page_is_current():
    assert make_glossary.PAGE.read_text(encoding="utf-8") == make_glossary.page(), (
        "run tools/make_glossary.py"
    )


def test_the_tool_checks_without_writing(tmp_path, monkeypatch, capsys):
    page = tmp_path / "glossary.md"
    monkeypatch.setattr(make_glossary, "PAGE", page)
    assert make_glossary.main(["--check"]) == 1
    assert not page.exists()
    assert make_glossary.main([]) == 0
    assert make_glossary.main(["--check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "docs/glossary.md is stale: run tools/make_glossary.py",
        "docs/glossary.md is current",
    ]


def test_every_kpi_is_defined_in_the_promised_order():
    assert list(KPIS) == PROMISED.split()


@pytest.mark.parametrize("name", PROMISED.split())
def test_a_kpi_has_formula_and_limits(name: str):
    entry = entries()["kpi", name]
    assert entry.unit in {"minutes", "share", "count", "per ticket", "currency", "points"}
    assert entry.better in {"less", "more", "neither"}
    assert set(entry.parts) == {"Unit", "Formula", "What counts", "What it hides"}
    if entry.unit in {"share", "per ticket"}:
        assert " / " in entry.parts["Formula"]


@pytest.mark.parametrize("word", FIXED_WORDS.split())
def test_fixed_words_are_there(word: str):
    assert explain(word).name == word


def test_every_field_of_a_scenario_belongs_to_one_lever():
    claimed = [each.path for entry in entries().values() for each in entry.fields]
    assert sorted(claimed) == sorted(set(fields_of(ScenarioData)) - NAMES_FOR_PEOPLE)


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Paths of all fields, ``*`` for any name or row."""
    for name, info in model.model_fields.items():
        inner = list(models_in(info.annotation))
        if not inner:
            yield prefix + name
        else:
            star = "" if info.annotation is inner[0] else "*."
            yield from fields_of(inner[0], f"{prefix}{name}.{star}")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def test_names_are_unique_over_all_kinds():
    names = [name for _, name in entries()]
    assert len(names) == len(set(names))


def test_names_in_code_marks_exist():
    """A KPI or an underscored name that a text mentions is one that can be explained."""
    texts = [text for entry in entries().values() for text in (entry.about, *entry.parts.values())]
    mentioned = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", " ".join(texts)))
    assert mentioned
    for name in mentioned:
        explain(name)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("utilisation", "utilisation"),
        ("Utilization", "utilisation"),
        ("FCR", "first_contact_resolution"),
        ("first-contact resolution", "first_contact_resolution"),
        ("MTTR", "mean_resolution"),
        ("wrap-up", "wrap_up"),
        ("retry_after", "captive"),
        ("channels.phone.patience", "patience"),
        ("needs.staff/password.per_week", "demand_level"),
        ("teams.service-desk.agents", "agents"),
        ("teams.service-desk.roster.0.agents", "agents"),
        (" Little's law ", "littles_law"),
    ],
)
def test_things_are_found_by_name_title_other_name_and_field(asked: str, found: str):
    assert explain(asked).name == found


def test_an_unknown_name_gets_the_nearest_one():
    with pytest.raises(DesksideError, match=r"no 'utilsation' \(did you mean 'utilisation'\?\)"):
        explain("utilsation")


def test_a_name_like_nothing_gets_the_kpis():
    with pytest.raises(DesksideError, match="KPIs are tickets, contacts"):
        explain("qqqq")


def test_a_name_that_stands_for_several_fields_asks_back():
    with pytest.raises(DesksideError, match=r"escalate\.\*\.share, .*services\.\*\.reopen\.share"):
        explain("share")


def test_ranges_and_defaults_come_from_the_scenario():
    patience = field("channels.*.patience")
    assert (patience.unit, patience.allowed) == ("minutes", "0.05 to 14,400 minutes")
    assert (patience.default, patience.side) == ("none", "policy")
    assert field("horizon.days").side == "demand"
    assert field("groups.*.captive").allowed == "true or false"
    assert field("horizon.at_end").allowed == "'drain' or 'stop'"
    assert field("targets.resolution").allowed == "1 to 525,600"
    with pytest.raises(KeyError):
        field("channels.*.patients")


def test_an_entry_reads_well_in_a_terminal():
    text = str(explain("patience"))
    assert text.startswith("Patience (lever: patience)\n\nHow long people wait on a live channel")
    assert "  channels.*.patience: Mean time one waits" in text
