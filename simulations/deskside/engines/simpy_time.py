"""Time as the scenario tells it: whole minutes or not, and business hours."""

from __future__ import annotations

from collections.abc import Callable

from deskside.calendar import WEEK
from deskside.prepare import Tables

__all__ = ["Time"]


class Time:
    """Amounts and times under the policy in force."""

    def look_up(self, tables: Tables) -> None:
        """The policy's tables as plain Python values."""
        #: An amount of time as the scenario's clock tells it.
        self.minutes: Callable[[float], float] = self.whole if tables.whole_minutes else float
        self.next_open = tables.next_open.tolist()
        self.worked, self.open_minutes = tables.worked.tolist(), tables.open_minutes.tolist()

    @staticmethod
    def whole(amount: float) -> float:
        """An amount of time on a clock without seconds."""
        return float(int(amount + 0.5))

    def opening(self, time: float) -> float:
        """When the desk is next open: at this time, or later."""
        minute = int(time)
        week = minute // WEEK
        opens = self.next_open[minute - week * WEEK]
        return time if opens == minute - week * WEEK else float(week * WEEK + opens)

    def business(self, time: float, minutes: float) -> float:
        """When so many business minutes will have passed."""
        minute = int(time)
        week = minute // WEEK
        of_week = minute - week * WEEK
        passed, total = self.worked[of_week] + minutes, self.worked[WEEK]
        if self.worked[of_week + 1] > self.worked[of_week]:
            passed = passed + (time - minute)
        weeks = int(passed / total)
        rest = passed - weeks * total
        if rest < 0.0:  # the division may be off by a little
            weeks, rest = weeks - 1, rest + total
        if rest >= total:
            weeks, rest = weeks + 1, rest - total
        whole = int(rest)
        return float(float((week + weeks) * WEEK + self.open_minutes[whole]) + (rest - whole))
