"""Every chart of the course once, on made-up numbers, as a page: ``python tools/chart_gallery.py``.

Writes docs/charts.md with a picture, a sentence and the columns of each chart. The tests draw the same
examples.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from deskside import charts
from deskside.charts import Figure
from deskside.theory import erlang_c

__all__ = ["EXAMPLES"]

ROOT = Path(__file__).resolve().parent.parent
NAN = float("nan")


def _noise(count: int, start: float = 0.7) -> np.ndarray:
    """Numbers from 0 to 1 that look random and are the same everywhere: multiples of the golden section."""
    return (start + 0.6180339887 * np.arange(count)) % 1.0


def load() -> Figure:
    loads = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.935, 0.95]
    means = np.array([erlang_c(10, load * 10 / 8, 8).mean_wait for load in loads])
    curve = pd.DataFrame({"load": loads, "mean": means, "low": 0.88 * means, "high": 1.12 * means})
    line = [load / 1000 for load in range(500, 961, 5)]
    theory = pd.DataFrame({"load": line, "mean": [erlang_c(10, load * 10 / 8, 8).mean_wait for load in line]})
    marks = curve.iloc[[5, 7]].assign(label=["today", "10 % more"])
    return charts.wait_against_load(curve, theory, marks, theory_name="Erlang's formula")


def queue() -> Figure:
    hours = np.arange(0.0, 5 * 1440.0, 60.0)
    wave = np.clip(np.sin(hours / 1440 * 2 * np.pi - 2) + 0.6, 0, None)
    desks = []
    for name, level in (("as it is", 6.0), ("with your settings", 13.0)):
        waiting = level * wave * (0.6 + 0.8 * _noise(len(hours)))
        desks.append(
            pd.DataFrame(
                {
                    "time": hours,
                    "desk": name,
                    "waiting": waiting,
                    "low": 0.6 * level * wave,
                    "high": 1.4 * level * wave,
                }
            )
        )
    return charts.queue_over_time(pd.concat(desks))


def answered() -> Figure:
    within = np.arange(0.0, 61.0)
    frames = []
    for name, pace in (("today", 8.0), ("10 % more requests", 25.0)):
        share = 1 - 0.5 * np.exp(-within / pace)
        frames.append(
            pd.DataFrame(
                {"within": within, "desk": name, "share": share, "low": share - 0.02, "high": share + 0.02}
            )
        )
    return charts.share_answered_within(pd.concat(frames), promise=30)


def waits() -> Figure:
    starts = [0, 5, 10, 15, 20, 30, 45, 60]
    ends = [*starts[1:], float("inf")]
    frames = []
    for name, pace in (("today", 9.0), ("10 % more requests", 26.0)):
        above = np.exp(-np.array([*starts, np.inf]) / pace)
        share = above[:-1] - above[1:]
        frames.append(
            pd.DataFrame(
                {
                    "start": starts,
                    "end": ends,
                    "desk": name,
                    "share": share,
                    "low": 0.85 * share,
                    "high": 1.15 * share,
                }
            )
        )
    return charts.wait_distribution(pd.concat(frames))


def change() -> Figure:
    row = {"measure": "Mean wait", "unit": "minutes", "before": 2.8, "before_low": 2.6, "before_high": 3.0}
    row |= {"now": 9.4, "now_low": 8.0, "now_high": 10.8}
    row |= {"difference": 6.6, "difference_low": 5.3, "difference_high": 7.9}
    busy = {
        "measure": "Agents busy",
        "unit": "share",
        "before": 0.85,
        "before_low": 0.84,
        "before_high": 0.86,
    }
    busy |= {"now": 0.935, "now_low": 0.92, "now_high": 0.95}
    busy |= {"difference": 0.085, "difference_low": 0.08, "difference_high": 0.09}
    return charts.before_after(pd.DataFrame([row, busy]))


def measures() -> Figure:
    rows = [("Mean wait", "minutes", 2.8, 2.6, 3.0), ("Agents busy", "share", 0.85, 0.84, 0.86)]
    return charts.measures_of_a_desk(pd.DataFrame(rows, columns=["measure", "unit", "value", "low", "high"]))


def paired() -> Figure:
    luck = 6 * _noise(20)
    frame = pd.DataFrame({"run": [str(n) for n in range(1, 21)], "before": 10 + luck})
    frame["now"] = frame["before"] - 2.5 + 1.6 * _noise(20, 0.2)
    return charts.paired_difference(frame, "Mean wait", "minutes", "first-come", "priority")


def heat() -> Figure:
    cells = [(day, hour) for day in range(5) for hour in range(7, 19)]
    shape = [
        12.0 + 30 * np.exp(-((hour - 9.5) ** 2) / 3) + 16 * np.exp(-((hour - 14) ** 2) / 5)
        for _, hour in cells
    ]
    value = np.array(shape) * np.array([1.6 if day == 0 else 1.0 - 0.06 * day for day, _ in cells])
    wide = 0.1 + 0.25 * _noise(len(cells))
    frame = pd.DataFrame(cells, columns=["day", "hour"])
    frame = frame.assign(value=value, low=value * (1 - wide), high=value * (1 + wide))
    return charts.hour_by_weekday(frame, "Requests", "an hour")


def one_ticket() -> Figure:
    monday, rows = 9 * 60 + 12.0, []
    for lane, kind, label, start, length in (
        ("Ana, Sales", "contact", "writes", 0, NAN),
        ("Ana, Sales", "receipt", "receipt", 3, NAN),
        ("Ana, Sales", "chase", "asks again", 150, NAN),
        ("Ana, Sales", "chase", "asks again", 330, NAN),
        ("Ana, Sales", "answer", "solved", 432, NAN),
        ("service desk", "wait", "", 0, 74),
        ("service desk", "work", "", 74, 12),
        ("second line", "wait", "waits", 86, 190),
        ("second line", "work", "", 276, 25),
        ("second line", "pending", "for a part", 301, 95),
        ("second line", "work", "", 396, 36),
    ):
        rows.append((lane, kind, label, monday + start, monday + start + length))
    frame = pd.DataFrame(rows, columns=["lane", "kind", "label", "start", "end"])
    return charts.journey(frame, typical=(60, 300), title="A laptop that does not start")


def departments() -> Figure:
    rows = [
        ("HR", "IT", "accounts, laptops", 5.2, 4.6, 5.8, False),
        ("IT", "HR", "who starts when", 9.5, 8.0, 11.1, True),
        ("IT", "Purchasing", "hardware orders", 7.0, 6.1, 7.9, False),
        ("Facilities", "IT", "door system", 2.2, 1.8, 2.6, False),
        ("IT", "Facilities", "desks, power", 3.1, 2.6, 3.6, False),
        ("HR", "Facilities", "a seat", 2.0, 1.5, 2.4, False),
        ("Sales", "IT", "sales system", 3.8, 3.5, 4.1, False),
        ("Sales", "HR", "hiring", 6.5, 5.4, 7.6, False),
        ("Purchasing", "Finance", "approval", 8.1, 6.9, 9.3, False),
        ("Finance", "Sales", "signed orders", 4.0, 3.1, 4.9, False),
        ("Security", "HR", "background check", 4.4, 3.9, 4.9, False),
        ("IT", "Security", "badges, rights", 3.3, 2.9, 3.7, False),
    ]
    names = ["who", "whom", "what", "value", "low", "high", "critical"]
    return charts.service_graph(pd.DataFrame(rows, columns=names), "Hours until it is there", "hours")


def roster() -> Figure:
    hours = np.arange(7, 19)
    work = 3 + 5.5 * np.exp(-((hours - 9.5) ** 2) / 4) + 3 * np.exp(-((hours - 14.0) ** 2) / 6)
    duty = [3, 4, 6, 7, 7, 7, 6, 6, 6, 5, 4, 3]
    frame = pd.DataFrame(
        {"hour": hours, "on_duty": duty, "work": work, "low": 0.8 * work, "high": 1.25 * work}
    )
    return charts.roster_against_demand(frame)


def roster_of_a_week() -> Figure:
    hours = np.arange(0, 120)
    of_day = hours % 24
    work = np.where((of_day >= 7) & (of_day < 19), 2 + 5 * np.exp(-((of_day - 10.0) ** 2) / 6), 0.2)
    work = work * np.where(hours < 24, 1.5, 1.0)
    duty = np.where((of_day >= 8) & (of_day < 18), 6, 0)
    frame = pd.DataFrame(
        {"hour": hours, "on_duty": duty, "work": work, "low": 0.8 * work, "high": 1.2 * work}
    )
    return charts.roster_against_demand(frame)


def forecast() -> Figure:
    rows = [
        ("What will a tenth more requests do to the mean wait?", "minutes", 3.3, 55, 0.25, 9.5, 8.1, 10.9),
        ("How many are answered within half an hour?", "share", 0.9, 80, 0.1, 0.93, 0.92, 0.94),
    ]
    names = ["question", "unit", "predicted", "sure", "near", "result", "low", "high"]
    return charts.forecast_against_result(pd.DataFrame(rows, columns=names))


def team() -> Figure:
    said = [2.9, 3, 3.1, 3.3, 3.3, 3.5, 4, 4.2, 4.5, 5, 5, 6, 7.5, 9, 10, 12, 20]
    frame = pd.DataFrame({"predicted": said, "sure": np.round(20 * _noise(17)) * 5})
    return charts.predictions_of_a_team(frame, "Mean wait", "minutes", (9.5, 8.1, 10.9))


def sureness() -> Figure:
    rows = [(0.24, 5, 12), (0.5, 6, 13), (0.71, 8, 15), (0.93, 12, 20)]
    frame = pd.DataFrame(rows, columns=["sure", "right", "many"])
    frame["share"] = frame["right"] / frame["many"]
    frame["low"], frame["high"] = (
        (frame["share"] - 0.22).clip(lower=0.0),
        (frame["share"] + 0.2).clip(upper=1.0),
    )
    said = "You are sure 65 % of the time and right 52 %: 31 of 60 predictions (range 39 to 64 %)."
    return charts.sure_against_right(frame, said)


def weeks() -> Figure:
    frames = []
    for name, pull in (("do nothing", 0.03), ("hire", -0.01), ("write articles", -0.035), ("both", -0.05)):
        week = np.arange(1, 53)
        value = 30 * np.exp(pull * week) * (0.97 + 0.06 * _noise(52)) + (6 if "art" in name else 0)
        frames.append(
            pd.DataFrame(
                {"week": week, "plan": name, "value": value, "low": 0.85 * value, "high": 1.15 * value}
            )
        )
    return charts.over_weeks(pd.concat(frames), "Mean wait", "minutes")


def teams() -> Figure:
    names = ["Access", "Laptops", "Network", "Printers", "Sales system", "Payroll", "Doors", "Phones"]
    middle = 10 + 8 * _noise(8)
    frame = pd.DataFrame(
        {"team": names, "p10": middle - 8, "p50": middle, "p90": middle + 30 * _noise(8, 0.4)}
    )
    return charts.spread_by_team(frame.assign(low=middle - 1.5, high=middle + 1.5), "Wait", "minutes")


def runs() -> Figure:
    frame = pd.DataFrame({"run": ["week one", "week two", "week three"], "value": [2.4, 3.9, 2.9]})
    return charts.runs_apart(frame, "Mean wait", "minutes", mean=(3.1, 1.2, 5.0))


#: The charts by the words that name them on the page.
EXAMPLES: dict[str, Callable[[], Figure]] = {
    "Wait against load": load,
    "Queue over time": queue,
    "Answered within": answered,
    "Distribution of waits": waits,
    "Measures of a desk": measures,
    "Before and after": change,
    "Paired difference": paired,
    "Hour by weekday": heat,
    "Journey of a ticket": one_ticket,
    "Service graph": departments,
    "Roster against demand, a day": roster,
    "Roster against demand, a week": roster_of_a_week,
    "Forecast against result": forecast,
    "Predictions of a team": team,
    "Calibration": sureness,
    "Over the weeks": weeks,
    "Team beside team": teams,
    "Runs apart": runs,
}

INTRODUCTION = """\
# Charts

Every chart of `deskside.charts`, drawn from made-up numbers. Each is a function from a frame to a
`Figure`: the Altair chart, a sentence that says what it shows, and the table behind it. One look for all: the
colours stay apart in the common kinds of colour blindness and never tell anything alone, names stand beside
what they name, axes have units, and what is uncertain has its range. In a notebook a figure is a picture with
alternative text that follows the page's light or dark theme and needs no network.

This page is written by `tools/chart_gallery.py`.
"""
PAGE, PICTURES = ROOT / "docs" / "charts.md", ROOT / "docs" / "images" / "charts"


def main() -> None:
    """Write the page and its pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, make in EXAMPLES.items():
        (PICTURES / f"{_file(name)}.svg").write_text(_on_white(make().svg) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(_section(name, make()) for name, make in EXAMPLES.items())])


def _section(name: str, figure: Figure) -> str:
    function = _function(name)
    columns = " ".join((function.__doc__ or "").split("\n\n", 1)[-1].split()).replace("``", "`")
    return (
        f"## {name}\n\n`charts.{function.__name__}`. {columns}\n\n"
        f"![{figure.alt_text}](images/charts/{_file(name)}.svg)\n\n{figure.summary}\n"
    )


def _function(name: str) -> Callable[..., Figure]:
    """The chart's function: the one name of `deskside.charts` that its example uses."""
    used = [one for one in EXAMPLES[name].__code__.co_names if one in charts.__all__ and one.islower()]
    found: Callable[..., Figure] = getattr(charts, used[0])
    return found


def _file(name: str) -> str:
    return name.lower().replace(",", "").replace(" ", "-")


def _on_white(svg: str) -> str:
    """A picture for a page that sets no colours, be it light or dark."""
    head, rest = svg.split(">", 1)
    left, top, *_ = head.split('viewBox="')[1].split('"')[0].split()
    return f'{head}><rect x="{left}" y="{top}" width="100%" height="100%" fill="#fff"/>{rest}'


if __name__ == "__main__":
    main()
