"""The course of an SVG path in few letters: steps of a tenth of a pixel, without points that nobody sees."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

__all__ = ["NUMBER", "Steps", "read", "rounded_box", "shifted", "turned", "written"]

#: A path, read: each command with its numbers.
Steps = list[tuple[str, list[float]]]

NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+(?:e-?\d+)?")
_STEP = re.compile(r"([A-Za-df-z])([^A-Za-df-z]*)")  # e belongs to numbers

#: From so many points on a line is a scribble that needs no tenths.
MANY = 120
#: Pixels that nobody sees: of a drawn curve, of a scribble, and of the pale border of an area that is one.
HAIR, SCRIBBLE, BAND = 0.4, 0.7, 2.5


def read(path: str) -> Steps:
    """The commands of a path.

    >>> read("M0,10.5L3,-2Z")
    [('M', [0.0, 10.5]), ('L', [3.0, -2.0]), ('Z', [])]
    """
    return [(kind, [float(one) for one in NUMBER.findall(text)]) for kind, text in _STEP.findall(path)]


def shifted(path: str, x: float, y: float) -> str:
    """The same path somewhere else.

    >>> shifted("M0,10h4V2A3,3,0,1,1,5,6Z", 1, 2)
    'M1,12h4V4A3,3,0,1,1,6,8Z'
    """
    parts: list[str] = []
    for kind, numbers in read(path):
        moved = list(numbers)
        if kind == "H":
            moved = [one + x for one in numbers]
        elif kind == "V":
            moved = [one + y for one in numbers]
        elif kind == "A":  # its last two numbers are a place
            moved[-2:] = [numbers[-2] + x, numbers[-1] + y]
        elif kind.isupper() or not parts:  # a path begins where it says, whatever the letter
            moved = [one + (y if place % 2 else x) for place, one in enumerate(numbers)]
        parts.append(kind + ",".join(f"{one:.6f}".rstrip("0").rstrip(".") for one in moved))
    return "".join(parts)


def turned(path: str, degrees: float) -> str:
    """The same path turned clockwise around the origin; empty for one with curves.

    >>> written(turned("M0,-2l-2,4h4Z", 90)), turned("M0,0C1,1,2,2,3,3", 90)
    ('M2 0l-4-2v4Z', '')
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    parts: list[str] = []
    x, y = 0.0, 0.0
    for kind, numbers in read(path):
        if kind.upper() not in "MLHVZ" or len(numbers) > 2:
            return ""
        if kind.upper() == "Z":
            parts.append("Z")
            continue
        across = 0.0 if kind == "v" else x if kind == "V" else numbers[0]
        down = 0.0 if kind == "h" else y if kind == "H" else numbers[-1]
        x, y = (x + across, y + down) if kind.islower() and parts else (across, down)
        letter = "M" if kind.upper() == "M" else "L"
        parts.append(f"{letter}{x * cos - y * sin:.6f},{x * sin + y * cos:.6f}")
    return "".join(parts)


def rounded_box(path: str) -> tuple[float, float, float, float, float] | None:
    """Left, top, width, height and radius of a path that is a box with round corners.

    >>> rounded_box("M6,0L86,0C89,0,92,3,92,6L92,22C92,25,89,28,86,28L6,28C3,28,0,25,0,22L0,6C0,3,3,0,6,0Z")
    (0.0, 0.0, 92.0, 28.0, 6.0)
    """
    steps = read(path)
    if "".join(kind for kind, _ in steps) != "MLCLCLCLCZ":
        return None
    (_, start), (_, across), (_, corner), (_, down), *_ = steps
    radius = corner[-1] - start[1]
    left, right, bottom = start[0] - radius, across[0] + radius, down[1] + radius
    return left, start[1], right - left, bottom - start[1], radius


def written(path: str) -> str:
    """A path in steps of a tenth of a pixel, each from where the last one ended.

    >>> written("M0,10.04L3.3333333,12L6.66666667,11.5Z"), written("M0,0h10v5.5555h-10Z")
    ('M0 10l3.3 2 3.4-.5Z', 'M0 0h10v5.6h-10Z')
    >>> written("M0,5L560,5M7,0L7,20")
    'M0 5h560M7 0v20'
    """
    return "".join(_steps(read(path)))


def _steps(steps: Steps) -> Iterator[str]:
    pen: tuple[float, float] | None = None  # as written, so that rounding errors do not add up
    before = ""
    digits, hair = 1, HAIR
    if len(steps) >= MANY:
        digits, hair = 0, BAND if steps[-1][0] == "Z" else SCRIBBLE
    for kind, exact in _thinned(steps, hair):
        numbers = [round(number, digits) for number in exact]
        if kind == "L" and pen is not None:
            across, down = (round(numbers[place] - pen[place], 1) for place in (0, 1))
            if across == down == 0:
                continue
            if not across or not down:
                before = "h" if across else "v"
                yield before + _joined([across or down])
            else:
                step = _joined([across, down])
                goes_on = before == "l"
                yield f"{'' if goes_on and step[0] == '-' else ' ' if goes_on else 'l'}{step}"
                before = "l"
        else:
            yield kind + _joined(numbers)
            before = kind
        pen = (numbers[-2], numbers[-1]) if kind in "MLACQT" else None


def _joined(numbers: list[float]) -> str:
    """Numbers one after the other; a minus parts them as well as a space does."""
    texts = (f"{round(number, 1) + 0.0:.1f}".removesuffix(".0") for number in numbers)
    short = (text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text for text in texts)
    return " ".join(short).replace(" -", "-")


def _thinned(steps: Steps, hair: float) -> Steps:
    """Without the points of long lines that lie within a hair of the line between those around them."""
    kept: Steps = []
    place = 0
    while place < len(steps):
        end = place
        while end < len(steps) and steps[end][0] == ("L" if end > place else "M"):
            end += 1
        if end - place > 3:
            points = [(numbers[0], numbers[1]) for _, numbers in steps[place:end]]
            kept += [steps[place + number] for number in _corners(points, hair)]
            place = end
        else:
            kept.append(steps[place])
            place += 1
    return kept


def _corners(points: list[tuple[float, float]], hair: float) -> list[int]:
    """The numbers of the points that matter (Ramer 1972, Douglas and Peucker 1973)."""
    keep, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = math.hypot(x1 - x0, y1 - y0)
        far, at = hair, 0
        for number in range(first + 1, last):
            x, y = points[number]
            area = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0))
            off = area / length if length else math.hypot(x - x0, y - y0)
            if off > far:
                far, at = off, number
        if at:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return sorted(keep)
