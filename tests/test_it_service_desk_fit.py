"""The scenario `it-service-desk` says what the log says, and its teams are as loaded as its page claims."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from conftest import require

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "simulations/deskside/scenarios/it-service-desk.toml"
PAGE = ROOT / "docs/validation-it-service-desk.md"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fitting = tool("fit_servicenow")
loading = tool("offered_load")


def simulated_ratio(day_means: np.ndarray, cv_of_source: float, *, weeks: int, seed: int = 1) -> float:
    """Variance / mean within weekday of simulated days, Monday to Friday, with the sources of `fitting.MIX`.

    day_means: expected needs on each weekday, shape (7,).
    """
    generator = np.random.default_rng(seed)
    shape = cv_of_source**-2
    share = np.array(list(fitting.MIX.values()))
    factors = generator.gamma(shape, 1 / shape, (weeks, 5, len(share)))
    counts = generator.poisson((factors * share).sum(axis=2) * day_means[:5])
    return float(counts.var(axis=0, ddof=1).sum() / counts.mean(axis=0).sum())


@pytest.fixture(scope="module")
def desk() -> dict[str, Any]:
    return tomllib.loads(SCENARIO.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def fit() -> Any:
    place = os.environ.get("DESKSIDE_SERVICENOW", "")
    require(place, "DESKSIDE_SERVICENOW is not set: the derivation from the real log is not checked")
    return fitting.fit(Path(place))


# --- against the log -------------------------------------------------------------------------------


def test_running_the_derivation_again_gives_the_shipped_part(fit: Any) -> None:
    assert fitting.fitted_part(SCENARIO.read_text(encoding="utf-8")) == fitting.fragment(fit)


def test_the_page_shows_the_figures_of_the_derivation(fit: Any) -> None:
    assert fitting.figures(fit) in PAGE.read_text(encoding="utf-8")


def test_the_figures_are_those_known_of_the_log(fit: Any) -> None:
    assert fit.ratio == pytest.approx(5.2, abs=0.05)
    assert fit.overall_ratio == pytest.approx(8.2, abs=0.05)
    assert fit.business_hours == pytest.approx(0.83, abs=0.005)
    assert fit.recorded == pytest.approx((0.62, 0.79), abs=0.005)
    assert fit.phone == pytest.approx(0.998, abs=0.0005)


def test_reopening_follows_the_log(fit: Any, desk: dict[str, Any]) -> None:
    for service in desk["services"].values():
        assert service["reopen"]["share"] == round(fit.reopened, 3)
        assert service["reopen"]["after"] == round(fit.reopened_after)


def test_hand_offs_average_what_the_largest_group_hands_on(fit: Any, desk: dict[str, Any]) -> None:
    flows = {need["service"]: 0.0 for need in desk["needs"]}
    for need in desk["needs"]:
        flows[need["service"]] += need["per_week"]
    handed = sum(
        flow * desk["services"][name]["escalate"]["first-line"]["share"] for name, flow in flows.items()
    )
    assert handed / sum(flows.values()) == pytest.approx(fit.handed_on, abs=0.01)


def test_simulated_days_are_as_uneven_as_the_log(fit: Any) -> None:
    # 4,000 weeks of 5 days: standard error about 1.2 % of the ratio; 5 % is four of them (false alarm < 1e-4)
    cv = fitting.source_cv(fit.cv)
    assert simulated_ratio(fit.day_means, cv, weeks=4000) == pytest.approx(fit.ratio, rel=0.05)


# --- the shipped file by itself --------------------------------------------------------------------


def test_the_profile_is_a_week_that_sums_to_one(desk: dict[str, Any]) -> None:
    weights = desk["profiles"]["log"]
    assert len(weights) == 168
    assert sum(round(weight * 1e6) for weight in weights) == 1_000_000


def test_working_days_peak_at_nine_and_fourteen_with_a_lunch_dip(desk: dict[str, Any]) -> None:
    for day in np.reshape(desk["profiles"]["log"], (7, 24))[:5]:
        assert day.argmax() == 9
        assert day[12] < day[11]
        assert day[12] < day[13]
        assert 13 + day[13:].argmax() == 14


def test_monday_is_the_busiest_day(desk: dict[str, Any]) -> None:
    assert np.reshape(desk["profiles"]["log"], (7, 24)).sum(axis=1).argmax() == 0


def test_every_team_is_loaded_enough_for_queues_and_not_overloaded(desk: dict[str, Any]) -> None:
    loads = loading.offered_load(desk)
    assert 0.80 <= loads["first-line"].share <= 0.88
    assert all(0.75 <= load.share <= 0.88 for load in loads.values())


def test_the_page_shows_the_load_table(desk: dict[str, Any]) -> None:
    assert loading.load_table(desk) in PAGE.read_text(encoding="utf-8")


def test_every_chosen_value_says_where_it_comes_from() -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    hand_written = text.replace(fitting.fitted_part(text), "")
    keys = (
        "people|channels|retry_share|retry_after|work_around|patience|unstaffed|priorities|reopen|mean|cv"
        "|by_channel|share|wrap_up|hourly_cost|response|resolution|open|days|warm_up_days"
    )
    lines = re.findall(rf"^(?:{keys}) = .*$", hand_written, flags=re.MULTILINE)
    assert len(lines) > 60
    assert [line for line in lines if "# assumption" not in line and "# from the log" not in line] == []


def test_the_log_is_attributed() -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    assert all(part in text for part in ("Amaral, Fantinato & Peres (2018)", "10.24432/C57S4H", "CC BY 4.0"))


# --- the steps of the derivation -------------------------------------------------------------------


def test_unevenness_by_hand() -> None:
    # Mondays 8 and 12 (mean 10, variance 8), Tuesdays 10 and 30 (mean 20, variance 200)
    days = pd.to_datetime(["2016-03-07", "2016-03-14", "2016-03-08", "2016-03-15"])
    ratio, cv, extra = fitting.within_weekday(pd.Series([8, 12, 10, 30], index=days))
    assert ratio == pytest.approx(208 / 30)
    assert extra == pytest.approx(178)
    assert cv == pytest.approx((178 / 500) ** 0.5)
    assert ratio == pytest.approx(1 + cv**2 * 500 / 30)


def test_days_more_even_than_chance_have_no_day_factor() -> None:
    days = pd.date_range("2016-03-07", periods=14)
    assert fitting.within_weekday(pd.Series([50] * 14, index=days))[1] == 0.0


def test_sources_together_have_the_cv_asked_for() -> None:
    # Poisson noise is nothing at a million needs a day, so variance / mean is mean x cv^2
    means = np.full(7, 1e6)
    ratio = simulated_ratio(means, fitting.source_cv(0.1), weeks=4000)
    assert ratio == pytest.approx(1e6 * 0.01, rel=0.05)
    assert fitting.expected_ratio(means, 0.1) == pytest.approx(10_001)


def test_the_mix_of_needs_is_whole() -> None:
    assert sum(fitting.MIX.values()) == pytest.approx(1.0)


def test_shrinkage_goes_from_the_day_itself_to_the_average_day() -> None:
    counts = np.random.default_rng(1).integers(1, 50, (7, 24)).astype(float)
    own = counts / counts.sum(axis=1, keepdims=True)
    working, weekend = (part.sum(axis=0) / part.sum() for part in (counts[:5], counts[5:]))
    assert fitting.day_shapes(counts, np.zeros(7)) == pytest.approx(own)
    assert fitting.day_shapes(counts, np.full(7, 1e12)) == pytest.approx(
        np.array([working] * 5 + [weekend] * 2)
    )
    half = counts[2].sum()
    assert fitting.day_shapes(counts, np.full(7, half))[2] == pytest.approx((own[2] + working) / 2)


def test_rounding_keeps_the_sum() -> None:
    assert fitting.millionths(np.full(168, 1 / 168)).sum() == 1_000_000


def test_load_by_hand() -> None:
    desk = {
        "needs": [{"service": "help", "group": "all", "per_week": 100.0}],
        "groups": {"all": {"channels": {"phone": 0.5, "email": 0.5}}},
        "services": {
            "help": {
                "team": "first",
                "effort": {"first": {"mean": 10.0, "by_channel": {"email": 14.0}}, "second": {"mean": 30.0}},
                "escalate": {"first": {"to": "second", "share": 0.2}},
                "reopen": {"share": 0.1, "at_most": 1},
            }
        },
        "teams": {
            "first": {"wrap_up": 1.0, "roster": [{"agents": 2, "shift": ["Mon-Fri 08:00-12:00"]}]},
            "second": {
                "roster": [{"agents": 1, "shift": ["Sat 09:00-13:00", "Mon-Tue 08:00-11:30"], "speed": 2.0}]
            },
        },
    }
    loads = loading.offered_load(desk)
    assert loads["first"].visits == pytest.approx(110)
    assert loads["first"].minutes == pytest.approx(110 * 13)
    assert loads["first"].rostered_hours == pytest.approx(40)
    assert loads["second"].minutes == pytest.approx(22 * 30)
    assert loads["second"].rostered_hours == pytest.approx(22)
    assert loads["second"].share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "team", "share"), [("one-queue", "desk", 0.85), ("yardstick", "service-desk", 0.833)]
)
def test_load_of_the_other_shipped_desks(name: str, team: str, share: float) -> None:
    text = (SCENARIO.parent / f"{name}.toml").read_text(encoding="utf-8")
    assert loading.offered_load(tomllib.loads(text))[team].share == pytest.approx(share, abs=0.0005)


def test_a_missing_log_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fit_servicenow.py"])
    monkeypatch.delenv("DESKSIDE_SERVICENOW", raising=False)
    assert fitting.main() == 2
    assert "DESKSIDE_SERVICENOW" in capsys.readouterr().err
    monkeypatch.setenv("DESKSIDE_SERVICENOW", str(tmp_path))
    assert fitting.main() == 2
    assert "no incident_event_log" in capsys.readouterr().err


def test_module_08_shows_the_logs_hours_by_hand_offs(fit: Any) -> None:
    """All incidents with a time of solution, not only those of the clean window."""
    events = fitting.read_log(Path(os.environ["DESKSIDE_SERVICENOW"]))
    last = events.drop_duplicates("number", keep="last")
    solved = pd.to_datetime(last["resolved_at"], format="%d/%m/%Y %H:%M", errors="coerce")
    hours = ((solved - last["opened"]).dt.total_seconds() / 3600).dropna()
    times = last["reassignment_count"].reindex(hours.index).clip(upper=4)
    page = next((ROOT / "notebooks").glob("08-*.ipynb")).read_text(encoding="utf-8")
    tables = re.findall(r"\| median hours \|(.*?)\|\\n", page)
    shown = [[float(cell) for cell in row.split("|")] for row in tables]
    for kept, row in zip((hours, hours[hours > 1]), shown, strict=True):
        medians = kept.groupby(times).median()
        assert [round(value, 1 if value < 1 else 0) for value in medians] == row
    assert len(hours) > 19_000
    assert round((hours[times == 0] <= 1).mean(), 2) == 0.53
