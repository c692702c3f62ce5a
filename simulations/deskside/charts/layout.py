"""Where the boxes, lines and words of a graph go, so that no word lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Box", "Edge", "Layout", "Point", "arrow", "hidden", "lay_out", "place_labels"]

Point = tuple[float, float]
Edge = tuple[str, str]
Size = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and its size, in pixels; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two come nearer than ``gap``."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    def holds(self, point: Point, gap: float = 0.0) -> bool:
        """Whether a point lies in it or nearer than ``gap``."""
        return (
            abs(point[0] - self.x) < self.width / 2 + gap and abs(point[1] - self.y) < self.height / 2 + gap
        )


def ring(names: Sequence[str], edges: Mapping[Edge, float]) -> list[str]:
    """The names in an order around a ring that keeps who depends on whom close together.

    Neighbours are swapped for as long as that shortens the weighted way between partners.

    >>> ring(["a", "b", "c", "d"], {("a", "c"): 1.0})
    ['b', 'a', 'c', 'd']
    """
    order = list(names)

    def length(these: list[str]) -> float:
        at = {name: number for number, name in enumerate(these)}
        apart = {edge: abs(at[edge[0]] - at[edge[1]]) for edge in edges}
        return sum(weight * min(apart[e], len(these) - apart[e]) ** 2 for e, weight in edges.items())

    best, improved = length(order), True
    while improved:
        improved = False
        for i in range(len(order) - 1):
            for j in range(i + 1, len(order)):
                tried = order.copy()
                tried[i], tried[j] = tried[j], tried[i]
                if (now := length(tried)) < best - 1e-9:
                    order, best, improved = tried, now, True
    return order


def curve(start: Box, end: Box, bend: float) -> list[Point]:
    """Points of a bow from box to box, one every few pixels; the way back bends to the other side."""
    dx, dy = end.x - start.x, end.y - start.y
    middle = ((start.x + end.x) / 2 - bend * dy, (start.y + end.y) / 2 + bend * dx)
    steps = max(12, int(math.hypot(dx, dy) / 6))
    points = []
    for number in range(steps + 1):
        t = number / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        point = (a * start.x + b * middle[0] + c * end.x, a * start.y + b * middle[1] + c * end.y)
        if not start.holds(point, 2) and not end.holds(point, 9):
            points.append(point)
    return points


def arrow(points: Sequence[Point]) -> float:
    """The direction a line ends in: degrees clockwise from up."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    return math.degrees(math.atan2(x1 - x0, y0 - y1))


def hidden(points: Sequence[Point], boxes: Iterable[Box]) -> list[list[Point]]:
    """The parts of a line that lie behind none of the boxes."""
    walls = list(boxes)
    parts: list[list[Point]] = [[]]
    for point in points:
        if any(box.holds(point, 1) for box in walls):
            parts.append([])
        else:
            parts[-1].append(point)
    return [part for part in parts if len(part) > 1]


@dataclass(frozen=True)
class Layout:
    """Where everything goes: boxes by name, and for each edge its line and the place of its label, if any."""

    boxes: dict[str, Box]
    lines: list[list[Point]]
    places: list[Box | None]
    crossings: int  # points of lines that lie behind another line's label or behind a box

    @property
    def faults(self) -> tuple[int, int]:
        """What makes it a worse picture than another: labels without a place, then crossings."""
        return self.places.count(None), self.crossings


#: Orders around the ring that are tried; the best picture wins.
_ORDERS = 10


def lay_out(
    edges: Mapping[Edge, float],
    sizes: Mapping[str, Size],
    labels: Sequence[Size],
    width: float,
    height: float,
) -> Layout:
    """A graph on an ellipse, its labels on its lines.

    ``edges`` are (from, to) with a weight, ``sizes`` the boxes' widths and heights, ``labels`` those of the
    labels, one an edge. Several orders around the ellipse are tried, always the same ones.
    """
    first = ring(list(sizes), edges)
    count = len(first)
    orders = [first] + [
        [first[(step * place) % count] for place in range(count)]
        for step in range(2, count - 1)
        if math.gcd(step, count) == 1
    ]
    orders += [
        [*first[:turn], first[turn + 1], first[turn], *first[turn + 2 :]] for turn in range(1, count - 1)
    ]
    drawn = (
        _drawn(order, edges, sizes, labels, Box(width / 2, height / 2, width, height))
        for order in orders[:_ORDERS]
    )
    return min(drawn, key=lambda one: one.faults)


def _drawn(
    order: Sequence[str],
    edges: Mapping[Edge, float],
    sizes: Mapping[str, Size],
    labels: Sequence[Size],
    frame: Box,
) -> Layout:
    boxes = _on_ellipse(order, sizes, frame)
    lines = []
    for start, end in edges:
        bend = 0.24 if (end, start) in edges else 0.09
        lines.append(curve(boxes[start], boxes[end], bend))
    walls = list(boxes.values())
    heads = [Box(*line[-1], 14, 14) for line in lines]
    places = place_labels(lines, labels, [*walls, *heads], frame)
    shields = [*walls, *(place for place in places if place)]
    own = sum(len(line) for line in lines)
    seen = sum(len(part) for line in lines for part in hidden(line, shields))
    return Layout(boxes, lines, places, own - seen)


def _on_ellipse(order: Sequence[str], sizes: Mapping[str, Size], frame: Box) -> dict[str, Box]:
    wide, tall = (max(size[side] for size in sizes.values()) for side in (0, 1))
    start = math.pi if len(order) == 2 else -math.pi / 2
    boxes = {}
    for number, name in enumerate(order):
        turn = start + 2 * math.pi * number / len(order)
        x = frame.x + (frame.width - wide - 4) / 2 * math.cos(turn)
        y = frame.y + (frame.height - tall - 4) / 2 * math.sin(turn)
        boxes[name] = Box(x, y, *sizes[name])
    return boxes


#: Where on its line a label is tried, as a share of the way.
_TRIES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)


def place_labels(
    lines: Sequence[Sequence[Point]], sizes: Sequence[Size], walls: Sequence[Box], frame: Box
) -> list[Box | None]:
    """A place on each line for its label, in the order given; None where there is none.

    A place will do if it lies in ``frame`` and on no box; of those the one with the fewest points of other
    lines behind it.
    """
    placed: list[Box | None] = []
    taken = list(walls)
    for number, (line, (width, height)) in enumerate(zip(lines, sizes, strict=True)):
        others = [point for other, points in enumerate(lines) if other != number for point in points]
        best: tuple[int, Box] | None = None
        for share in _TRIES:
            x, y = line[int(share * (len(line) - 1))]
            box = Box(x, y, width, height)
            inside = (
                abs(x - frame.x) + width / 2 <= frame.width / 2
                and abs(y - frame.y) + height / 2 <= frame.height / 2
            )
            if not inside or any(box.overlaps(wall, 2) for wall in taken):
                continue
            crossed = sum(box.holds(point) for point in others)
            if best is None or crossed < best[0]:
                best = (crossed, box)
        placed.append(best[1] if best else None)
        if best:
            taken.append(best[1])
    return placed
