"""A chart as a small SVG text: drawn without a browser and without a network, then stripped to what is seen.

A drawing by Vega repeats its font at every word, writes sixteen digits where a tenth of a pixel is enough,
and carries names for its own scripts. Without all that it is a third of the size: saved notebooks stay small.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt

from deskside.charts.theme import FONT, SIZE, themed

__all__ = ["drawn"]

SVG = "http://www.w3.org/2000/svg"

_GROUP, _PATH = f"{{{SVG}}}g", f"{{{SVG}}}path"
_MOVED = re.compile(r"translate\((-?[\d.e-]+),(-?[\d.e-]+)\)")
#: Attributes that children take over from their group.
_PASSED_DOWN = ("fill", "stroke", "stroke-width", "text-anchor", "font-weight", "stroke-dasharray")

#: What a picture inside an element with a role and a name of its own has no use for.
_UNSEEN = ("class", "role", "pointer-events", "aria-hidden", "aria-label", "aria-roledescription", "version")
#: Attributes that say what holds anyhow.
_USUAL = {
    ("opacity", "1"),
    ("stroke-width", "1"),
    ("text-anchor", "start"),
    ("font-size", f"{SIZE}px"),
    ("font-family", FONT),
    ("font-weight", "normal"),
    ("stroke-miterlimit", "10"),
    ("stroke-dashoffset", "0"),
    ("transform", "translate(0,0)"),
}
#: Pixels that nobody sees, and points from which on a line is a scribble that needs no tenths.
HAIR, MANY = 0.25, 120
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+(?:e-?\d+)?")
_STEP = re.compile(r"([A-Za-df-z])([^A-Za-df-z]*)")  # e belongs to numbers


def drawn(spec: dict[str, Any]) -> str:
    """The picture of a Vega-Lite specification, with colours that follow the page and ids of its own."""
    import vl_convert  # loads a JavaScript engine: only when a picture is wanted

    return themed(_own_names(_tidy(vl_convert.vegalite_to_svg(spec, vl_version=_vegalite()))))


def _vegalite() -> str:
    """The Vega-Lite version Altair writes, as vl-convert names it: ``6.1``."""
    major, minor, *_ = alt.SCHEMA_VERSION.lstrip("v").split(".")
    return f"{major}.{minor}"


def _tidy(svg: str) -> str:
    """The same picture with less text."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)
    for node in root.iter():
        _as_path(node)
        _strip(node)
    while _prune(root):
        pass
    _gather(root)
    while _unwrap(root):
        pass
    _join(root)
    root.set("font-family", FONT)
    root.set("font-size", str(SIZE))
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _strip(node: ET.Element) -> None:
    """Drop attributes that change nothing and digits nobody sees."""
    for name in list(node.attrib):
        value = node.attrib[name]
        if name in _UNSEEN or (name, value) in _USUAL:
            del node.attrib[name]
        elif name == "d":
            node.set(name, _short_path(value))
        elif name != "id" and not value.startswith("#"):
            node.set(name, _rounded(value))


def _as_path(node: ET.Element) -> None:
    """A line as a path, and a word by its place: both need fewer letters."""
    moved = _MOVED.fullmatch(node.get("transform", ""))
    if node.tag == f"{{{SVG}}}line" and moved:
        x, y = (float(one) for one in moved.groups())
        x2, y2 = (float(node.attrib.pop(name, "0")) for name in ("x2", "y2"))
        node.tag = _PATH
        node.set("d", f"M{x},{y}L{x + x2},{y + y2}")
        del node.attrib["transform"]
    elif node.tag == f"{{{SVG}}}text" and moved:
        node.set("x", moved.group(1))
        node.set("y", moved.group(2))
        del node.attrib["transform"]


def _join(root: ET.Element) -> None:
    """Make one path of neighbours that differ by their course alone; they must not cross, so no opacity."""
    for parent in root.iter():
        children: list[ET.Element] = []
        for child in parent:
            last = children[-1] if children else None
            if last is not None and _alike(last, child):
                last.set("d", last.get("d", "") + child.get("d", ""))
            else:
                children.append(child)
        parent[:] = children


def _alike(one: ET.Element, other: ET.Element) -> bool:
    if one.tag != _PATH or other.tag != _PATH or "opacity" in one.attrib or "Z" in other.get("d", "Z"):
        return False
    rest = [{name: value for name, value in node.attrib.items() if name != "d"} for node in (one, other)]
    return rest[0] == rest[1] and "fill" not in rest[0]


def _prune(root: ET.Element) -> bool:
    """Take out elements that draw nothing; whether there were any."""
    found = False
    for parent in root.iter():
        for child in list(parent):
            if _draws_nothing(child):
                parent.remove(child)
                found = True
    return found


def _unwrap(root: ET.Element) -> bool:
    """Put what is in groups without attributes in their place; whether there were any."""
    found = False
    for parent in root.iter():
        children: list[ET.Element] = []
        for child in parent:
            bare = child.tag == _GROUP and not child.attrib
            children += list(child) if bare else [child]
            found = found or bare
        parent[:] = children
    return found


def _gather(node: ET.Element) -> None:
    """Say once, on the group, what holds for all that is in it."""
    for child in node:
        _gather(child)
    if node.tag != _GROUP or len(node) < 2:
        return
    for name in _PASSED_DOWN:
        values = {child.get(name) for child in node}
        if None not in values and len(values) == 1:
            node.set(name, values.pop() or "")
            for child in node:
                del child.attrib[name]


def _draws_nothing(node: ET.Element) -> bool:
    if node.get("display") == "none":
        return True
    kind = node.tag.removeprefix(f"{{{SVG}}}")
    if kind == "path":
        seen = node.get("fill", "none") != "none" or node.get("stroke", "none") != "none"
        return not seen or not node.get("d")
    return kind in {"g", "defs", "text"} and len(node) == 0 and not (node.text or "").strip()


def _rounded(text: str) -> str:
    """Numbers to a tenth.

    >>> _rounded("translate(93.33333,17)"), _rounded("0.28"), _rounded("var(--ds-ink, #22272e)")
    ('translate(93.3,17)', '0.28', 'var(--ds-ink, #22272e)')
    """
    return text if "#" in text else _NUMBER.sub(lambda found: _short(found.group()), text)


def _short(number: str) -> str:
    value = float(number)
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.1f}".removesuffix(".0")


def _short_path(path: str) -> str:
    """A path in steps of a tenth of a pixel, each from where the last one ended.

    >>> _short_path("M0,10.04L3.3333333,12L6.66666667,11.5Z"), _short_path("M0,0h10v5.5555h-10Z")
    ('M0 10l3.3 2 3.4-.5Z', 'M0 0h10v5.6h-10Z')
    """
    return "".join(_steps(path))


def _thinned(steps: list[tuple[str, list[float]]]) -> list[tuple[str, list[float]]]:
    """Without the points of long lines that lie within a hair of the line between those around them."""
    kept: list[tuple[str, list[float]]] = []
    place = 0
    while place < len(steps):
        end = place
        while end < len(steps) and steps[end][0] == ("L" if end > place else "M"):
            end += 1
        if end - place > 3:
            points = [(numbers[0], numbers[1]) for _, numbers in steps[place:end]]
            kept += [steps[place + number] for number in _corners(points)]
            place = end
        else:
            kept.append(steps[place])
            place += 1
    return kept


def _corners(points: list[tuple[float, float]]) -> list[int]:
    """The numbers of the points that matter (Ramer 1972, Douglas and Peucker 1973)."""
    keep, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = math.hypot(x1 - x0, y1 - y0)
        far, at = HAIR, 0
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


def _steps(path: str) -> Iterator[str]:
    pen: tuple[float, float] | None = None  # as written, so that rounding errors do not add up
    before = ""
    read = [(kind, [float(one) for one in _NUMBER.findall(text)]) for kind, text in _STEP.findall(path)]
    digits = 1 if len(read) < MANY else 0
    for kind, exact in _thinned(read):
        numbers = [round(number, digits) for number in exact]
        if kind == "L" and pen is not None:
            step = _joined([numbers[0] - pen[0], numbers[1] - pen[1]])
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


def _own_names(svg: str) -> str:
    """Ids that no other picture on the page has: each drawing counts its clip paths from 0."""
    mine = blake2b(svg.encode(), digest_size=5).hexdigest()
    svg = re.sub(r'\bid="([^"]+)"', rf'id="d{mine}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#d{mine}-\1)", svg)
