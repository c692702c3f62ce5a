"""Derive the scenario `it-service-desk` from the ServiceNow incident log.

The log: Amaral, Fantinato & Peres (2018), "Incident management process enriched event log",
UCI Machine Learning Repository no. 498, DOI 10.24432/C57S4H, CC BY 4.0. It is not part of this project.
Set DESKSIDE_SERVICENOW to `incident_event_log*.csv` (plain or gzip) or to a folder that holds it, then

    python tools/fit_servicenow.py            print the figures and the fitted part of the TOML
    python tools/fit_servicenow.py --write    put that part into the scenario file

docs/validation-it-service-desk.md explains each step. Standard library, NumPy and pandas only.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

SCENARIO = Path(__file__).resolve().parents[1] / "simulations/deskside/scenarios/it-service-desk.toml"
BEGIN = "# --- fitted by tools/fit_servicenow.py: begin ---"
END = "# --- fitted by tools/fit_servicenow.py: end ---"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The clean window: whole days only, after the ragged first week of the log and before its last, cut day.
FIRST_DAY, LAST_DAY = pd.Timestamp("2016-03-07"), pd.Timestamp("2016-05-12")
# Good Friday, Tiradentes Day (21 April) and the Friday after it: a seventh to a quarter of a normal day.
HOLIDAYS = pd.DatetimeIndex(["2016-03-25", "2016-04-21", "2016-04-22"])

# assumption: the size of the desk. 4,604 callers in the window x 0.31 = about 1,430; with those who never
# called, 1,500.
SCALE = 0.31
# assumption: what the needs are about; the log's 45 categories have no names. (service, group): share
MIX: dict[tuple[str, str], float] = {
    ("access", "office"): 0.18,
    ("access", "outlets"): 0.08,
    ("requests", "office"): 0.14,
    ("requests", "outlets"): 0.04,
    ("software", "office"): 0.19,
    ("software", "outlets"): 0.05,
    ("hardware", "office"): 0.09,
    ("hardware", "outlets"): 0.05,
    ("network", "office"): 0.06,
    ("network", "outlets"): 0.04,
    ("till", "outlets"): 0.08,
}


@dataclass(frozen=True)
class Fit:
    """What the log says. Counts are recorded incidents; shares are of those opened in the clean window."""

    incidents: int
    callers: int
    days: int
    day_means: Floats  # (7,) incidents on a clean Monday ... Sunday
    recorded: tuple[float, float]  # lowest and highest share of the number range on record, by whole week
    overall_ratio: float  # variance / mean of the counts of Monday to Friday, all days together
    ratio: float  # the same within weekday
    cv: float  # of the factor of a day, all sources together
    categories_part: float  # sum of the categories' extra variance / extra variance of the total
    shrinkage: Floats  # (7,) incidents of the average day mixed into each weekday's shape
    profile: Floats  # (168,) shares of the week, sum 1
    business_hours: float  # share opened Monday to Friday 08-18
    reopened: float
    reopened_after: float  # mean minutes from resolved to reopened
    reassigned: float
    handed_on: float  # of incidents that begin in the largest group, the share that ends in another
    met_target: float
    phone: float
    moderate: float

    @property
    def per_week(self) -> float:
        """Recorded incidents in a week without holidays."""
        return float(self.day_means.sum())


def find_log(path: Path) -> Path:
    """The event log at `path`, or below it if it is a folder."""
    if path.is_file():
        return path
    for pattern in ("incident_event_log*.csv", "incident_event_log*.csv.gz"):
        for found in sorted(path.rglob(pattern)):
            return found
    raise FileNotFoundError(f"no incident_event_log*.csv or .csv.gz at {path}; get it from UCI, no. 498")


def read_log(path: Path) -> pd.DataFrame:
    """Read the event log: one row an event, with `opened`, `updated` as times and `day`."""
    events = pd.read_csv(find_log(path), dtype=str)
    for name, column in (("opened", "opened_at"), ("updated", "sys_updated_at")):
        events[name] = pd.to_datetime(events[column], format="%d/%m/%Y %H:%M")
    events["day"] = events["opened"].dt.floor("D")
    for column in ("reassignment_count", "reopen_count"):
        events[column] = events[column].astype(int)
    events["met"] = events["made_sla"].str.lower() == "true"
    return events


def clean(events: pd.DataFrame) -> pd.DataFrame:
    """Events of the incidents opened on a clean day."""
    return events[events["day"].between(FIRST_DAY, LAST_DAY) & ~events["day"].isin(HOLIDAYS)]


def clean_days() -> pd.DatetimeIndex:
    """The days of the clean window."""
    return pd.date_range(FIRST_DAY, LAST_DAY).difference(HOLIDAYS)


def daily(incidents: pd.DataFrame, days: pd.DatetimeIndex) -> pd.Series[int]:
    """Incidents opened on each of `days`, zeros included."""
    return incidents["day"].value_counts().reindex(days, fill_value=0).sort_index()


def within_weekday(counts: pd.Series[int]) -> tuple[float, float, float]:
    """Pooled variance / mean within weekday, cv of the factor of a day, and the variance beyond Poisson.

    A day's count is Poisson with mean m x factor, the factor having mean 1 and coefficient of variation cv:
    variance = m + (m cv)^2. Pooled over weekdays with d days each, weights d - 1:
    ratio = 1 + cv^2 x sum((d - 1) m^2) / sum((d - 1) m). Solved for cv with the weekday means m.
    """
    groups = counts.groupby(pd.DatetimeIndex(counts.index).day_of_week)
    mean, variance, weight = groups.mean(), groups.var(), groups.size() - 1
    extra = float(((variance - mean) * weight).sum())
    ratio = float((variance * weight).sum() / (mean * weight).sum())
    return ratio, float(np.sqrt(max(extra, 0.0) / float((mean**2 * weight).sum()))), extra


def cells(incidents: pd.DataFrame) -> Floats:
    """Incidents by weekday and hour, shape (7, 24)."""
    hour = incidents["opened"].dt.day_of_week * 24 + incidents["opened"].dt.hour
    counts: Floats = np.bincount(hour, minlength=168).reshape(7, 24).astype(float)
    return counts


def day_shapes(counts: Floats, shrinkage: Floats) -> Floats:
    """Share of each hour in its day, shape (7, 24), drawn towards the average working or weekend day.

    shrinkage: shape (7,), how many incidents with the average day's shape are added to those of the weekday.
    """
    kind = np.array([0, 0, 0, 0, 0, 1, 1])
    average = np.stack([counts[kind == k].sum(axis=0) / counts[kind == k].sum() for k in (0, 1)])[kind]
    mixed: Floats = counts + shrinkage[:, None] * average
    shapes: Floats = mixed / mixed.sum(axis=1, keepdims=True)
    return shapes


def choose_shrinkage(incidents: pd.DataFrame) -> Floats:
    """The shrinkage of each weekday, shape (7,): a week is likeliest, given the others (leave one week out).

    The grid ends at 100,000, where a weekday has the average shape and none of its own.
    """
    week = (incidents["day"] - FIRST_DAY).dt.days // 7
    by_week = [cells(incidents[week == w]) for w in sorted(week.unique())]
    total = np.sum(by_week, axis=0)
    grid = np.array([100, 200, 500, 1000, 2000, 5000, 10_000, 100_000], dtype=float)
    likelihood = [
        sum((left * np.log(day_shapes(total - left, np.full(7, value)))).sum(axis=1) for left in by_week)
        for value in grid
    ]
    best: Floats = grid[np.argmax(likelihood, axis=0)]
    return best


def profile_of(incidents: pd.DataFrame, day_means: Floats, shrinkage: Floats) -> Floats:
    """The hour-of-week profile, shape (168,): weekday means as seen, shapes of the day shrunk."""
    shapes = day_shapes(cells(incidents), shrinkage)
    profile: Floats = (shapes * (day_means / day_means.sum())[:, None]).ravel()
    return profile


def recorded_share(incidents: pd.DataFrame) -> tuple[float, float]:
    """Lowest and highest share of a week's range of incident numbers that is on record."""
    number = incidents["number"].str[3:].astype(int)
    week = incidents["day"] - pd.to_timedelta(incidents["day"].dt.day_of_week, unit="D")
    table = number.groupby(week).agg(["min", "max", "count"])
    share = table["count"] / (table["max"] - table["min"] + 1)
    return float(share.min()), float(share.max())


def reopenings(events: pd.DataFrame) -> float:
    """Mean minutes from an incident being resolved to its being reopened."""
    before = events.groupby("number")[["incident_state", "updated", "reopen_count"]].shift()
    reopened = (events["reopen_count"] > before["reopen_count"]) & (before["incident_state"] == "Resolved")
    return float((events["updated"] - before["updated"])[reopened].dt.total_seconds().mean() / 60)


def fit(path: Path) -> Fit:
    """Derive every figure from the event log at `path`."""
    log = read_log(path)
    events = clean(log)
    last = events.drop_duplicates("number", keep="last")
    days = clean_days()
    counts = daily(last, days)
    day_means = counts.groupby(days.day_of_week).mean().to_numpy(float)
    working = days[days.day_of_week < 5]
    ratio, cv, extra = within_weekday(counts[working])
    parts = [within_weekday(daily(some, working))[2] for _, some in last.groupby("category")]
    shrinkage = choose_shrinkage(last)
    hour, weekday = last["opened"].dt.hour, last["opened"].dt.day_of_week
    groups = (
        events[events["assignment_group"] != "?"].groupby("number")["assignment_group"].agg(["first", "last"])
    )
    front = groups[groups["first"] == groups["first"].mode()[0]]
    return Fit(
        incidents=len(last),
        callers=last["caller_id"].nunique(),
        days=len(days),
        day_means=day_means,
        recorded=recorded_share(log.drop_duplicates("number")),
        overall_ratio=float(counts[working].var() / counts[working].mean()),
        ratio=ratio,
        cv=cv,
        categories_part=float(sum(parts)) / extra,
        shrinkage=shrinkage,
        profile=profile_of(last, day_means, shrinkage),
        business_hours=float(((weekday < 5) & hour.between(8, 17)).mean()),
        reopened=float((last["reopen_count"] > 0).mean()),
        reopened_after=reopenings(events),
        reassigned=float((last["reassignment_count"] > 0).mean()),
        handed_on=float((front["first"] != front["last"]).mean()),
        met_target=float(last["met"].mean()),
        phone=float((last["contact_type"] == "Phone").mean()),
        moderate=float(last["priority"].str.startswith("3").mean()),
    )


def source_cv(cv: float) -> float:
    """The coefficient of variation each source needs so that all together have `cv`.

    Sources draw their factors apart, which evens out: cv of the sum = source cv x sqrt(sum of shares squared)
    """
    return float(cv / np.sqrt(sum(share**2 for share in MIX.values())))


def expected_ratio(day_means: Floats, cv: float) -> float:
    """Variance / mean within weekday, Monday to Friday, where days have these means and this cv."""
    working = day_means[:5]
    return float(1 + cv**2 * (working**2).sum() / working.sum())


def millionths(profile: Floats) -> npt.NDArray[np.int64]:
    """The profile in whole millionths that sum to one million (largest remainders rounded up)."""
    scaled = profile / profile.sum() * 1e6
    whole: npt.NDArray[np.int64] = np.floor(scaled).astype(np.int64)
    missing = 1_000_000 - int(whole.sum())
    whole[np.argsort(whole - scaled, kind="stable")[:missing]] += 1
    return whole


def profile_toml(result: Fit) -> list[str]:
    """The profile as TOML lines, a day in three lines of eight hours."""
    low, high = result.recorded
    lines = [
        f"# from the log: {result.incidents:,} incidents opened on {result.days} clean days, 7 "
        "March to 12 May 2016.",
        "# Weights are shares of the week and sum to 1. Each weekday has its mean as seen. Its "
        "shape is its own incidents",
        "# mixed with `shrinkage` incidents of the average working (or weekend) day, chosen leaving "
        "one week out.",
        f"# The log holds {low:.0%} to {high:.0%} of a week's range of incident numbers: too few, "
        "but taken as fair in shape.",
        "[profiles]",
        "log = [",
    ]
    days = millionths(result.profile).reshape(7, 3, 8)
    for weekday, mean, shrinkage, day in zip(WEEKDAYS, result.day_means, result.shrinkage, days, strict=True):
        lines.append(f"  # {weekday}: {mean:.1f} incidents, shrinkage {shrinkage:,.0f}")
        lines.extend("  " + ", ".join(f"{cell / 1e6:.6f}" for cell in third) + "," for third in day)
    return [*lines, "]"]


def needs_toml(result: Fit) -> list[str]:
    """The sources of needs as TOML lines."""
    cv = source_cv(result.cv)
    lines = [
        "",
        f"# from the log: {result.per_week:.1f} recorded incidents in a week without holidays.",
        f"# assumption: this desk is {SCALE:g} of that size, {SCALE * result.per_week:.1f} needs a week;"
        " the mix of services and groups is ours.",
        f"# from the log: variance / mean of daily counts within weekday {result.ratio:.2f} (Monday "
        "to Friday), so the",
        f"# factor of a day has cv {result.cv:.4f} over all sources; each of {len(MIX)} sources "
        f"draws its own: {cv:.3f}.",
    ]
    for (service, group), share in MIX.items():
        lines += [
            "",
            "[[needs]]",
            f'service = "{service}"',
            f'group = "{group}"',
            f"per_week = {share * SCALE * result.per_week:.1f}  # assumption: {share:.0%} of needs",
            'profile = "log"',
            f"busy_day_cv = {cv:.3f}",
        ]
    return lines


def fragment(result: Fit) -> str:
    """The fitted part of the scenario file, between its two marks."""
    return "\n".join([BEGIN, *profile_toml(result), *needs_toml(result), END])


def fitted_part(text: str) -> str:
    """The part of a scenario file between the two marks, marks included."""
    start, end = text.index(BEGIN), text.index(END) + len(END)
    return text[start:end]


def figures(result: Fit) -> str:
    """The figures for people to read."""
    cv, scaled = source_cv(result.cv), SCALE * result.day_means
    at_log, at_desk = expected_ratio(result.day_means, result.cv), expected_ratio(scaled, result.cv)
    rows = [
        ("incidents, clean days, callers", f"{result.incidents:,}, {result.days}, {result.callers:,}"),
        ("mean of Monday ... Sunday", " ".join(f"{mean:.1f}" for mean in result.day_means)),
        ("recorded incidents a week", f"{result.per_week:.1f}"),
        ("on record, of the number range, by week", f"{result.recorded[0]:.3f} to {result.recorded[1]:.3f}"),
        ("variance/mean Mon-Fri, overall and within", f"{result.overall_ratio:.2f}, {result.ratio:.2f}"),
        ("cv of the day, and of each source's day", f"{result.cv:.4f}, {cv:.4f}"),
        ("variance/mean of the model, log and desk", f"{at_log:.2f}, {at_desk:.2f}"),
        ("categories' extra variance / total's", f"{result.categories_part:.2f}"),
        ("shrinkage of Monday ... Sunday", " ".join(f"{value:,.0f}" for value in result.shrinkage)),
        ("opened Mon-Fri 08-18", f"{result.business_hours:.4f}"),
        ("reopened at least once; mean minutes after", f"{result.reopened:.4f}; {result.reopened_after:.0f}"),
        ("reassigned; handed on by the largest group", f"{result.reassigned:.4f}; {result.handed_on:.4f}"),
        (
            "target met; phone; moderate",
            f"{result.met_target:.4f}; {result.phone:.4f}; {result.moderate:.4f}",
        ),
    ]
    return "\n".join(f"{name:44}{value}" for name, value in rows)


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        description="Derive the scenario it-service-desk from the ServiceNow log."
    )
    parser.add_argument("--write", action="store_true", help="put the fitted part into the scenario file")
    options = parser.parse_args()
    if not os.environ.get("DESKSIDE_SERVICENOW"):
        print("Set DESKSIDE_SERVICENOW to the event log, or to the folder that holds it.", file=sys.stderr)
        return 2
    try:
        result = fit(Path(os.environ["DESKSIDE_SERVICENOW"]))
    except FileNotFoundError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(figures(result))
    if options.write:
        text = SCENARIO.read_text(encoding="utf-8")
        SCENARIO.write_text(text.replace(fitted_part(text), fragment(result)), encoding="utf-8")
    else:
        print(fragment(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
