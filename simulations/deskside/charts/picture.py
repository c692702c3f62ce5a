"""A chart as a small SVG text: drawn without a browser and without a network, then stripped to what is seen.

A drawing by Vega repeats its font at every word, writes sixteen digits where a tenth of a pixel is enough,
moves groups within groups, and carries names for its own scripts. Without all that it is a fifth of the size:
saved notebooks stay small.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from hashlib import blake2b
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt

from deskside.charts.path import NUMBER, rounded_box, shifted, turned, written
from deskside.charts.theme import FONT, SIZE, themed

__all__ = ["drawn"]

SVG = "http://www.w3.org/2000/svg"

_GROUP, _PATH, _TEXT, _CIRCLE = (f"{{{SVG}}}{tag}" for tag in ("g", "path", "text", "circle"))
_ASIDE = {f"{{{SVG}}}{tag}" for tag in ("defs", "clipPath", "linearGradient", "style", "title")}
_MOVED = re.compile(r"\s*translate\((-?[\d.e-]+)[ ,]+(-?[\d.e-]+)\)\s*(.*)")
#: Vega turns a word and then lifts it, which is to the left on the page.
_TURNED = re.compile(r"rotate\(-90\) translate\(0,(-?[\d.]+)\)")
_ANGLE = re.compile(r"rotate\((-?[\d.]+)\)")
#: How Vega draws a circle around where it is.
_ROUND = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
#: Attributes that children take over from their group.
_PASSED_DOWN = (
    "fill",
    "stroke",
    "stroke-width",
    "text-anchor",
    "font-weight",
    "font-size",
    "stroke-dasharray",
)

#: How Vega names each of several plots.
_PLOT = re.compile(r"\bconcat_\d+_group\b")
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
    ("stroke-linecap", "butt"),
    ("stroke-dashoffset", "0"),
    ("transform", "translate(0,0)"),
}


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
    _frame(root)
    plots = _plots(root)
    for node in root.iter():
        _strip(node)
        if node.get("stroke", "none") == "none":
            node.attrib.pop("stroke-width", None)
    for parent, alike in plots:
        _line_up(parent, alike)
    while _prune(root):
        pass
    _share_clips(root)
    _dot(root)
    _gather(root)
    for _ in range(2):  # what was many lines in a group is one line now, and needs no group
        while _unwrap(root):
            pass
        _join(root)
    root.set("font-family", FONT)
    root.set("font-size", str(SIZE))
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


# --- where things are -----------------------------------------------------------------------------------


def _as_path(node: ET.Element) -> None:
    """A line as a path and a circle as a circle: both need fewer letters."""
    x, y, rest = _moved(node)
    if node.tag == f"{{{SVG}}}line" and not rest:
        ends = (float(node.attrib.pop(name, "0")) for name in ("x1", "y1", "x2", "y2"))
        x1, y1, x2, y2 = ends
        node.tag = _PATH
        node.set("d", f"M{x1},{y1}L{x2},{y2}")
    elif node.tag == _PATH and (found := _ROUND.fullmatch(node.get("d", ""))) and not rest:
        node.tag = _CIRCLE
        node.attrib.pop("transform", None)
        del node.attrib["d"]
        node.attrib |= {"cx": str(x), "cy": str(y), "r": found.group(1)}
    elif node.tag == _PATH and (angle := _ANGLE.fullmatch(rest)):
        points = turned(node.get("d", ""), float(angle.group(1)))
        if points:
            node.set("d", points)
            node.set("transform", f"translate({x},{y})")


def _moved(node: ET.Element) -> tuple[float, float, str]:
    """By how much a node is moved, and what else its transform does."""
    text = node.get("transform", "")
    found = _MOVED.fullmatch(text)
    if not found:
        return 0.0, 0.0, text
    x, y, rest = float(found.group(1)), float(found.group(2)), found.group(3)
    turned = _TURNED.fullmatch(rest)
    return (x + float(turned.group(1)), y, "rotate(-90)") if turned else (x, y, rest)


def _frame(root: ET.Element) -> None:
    """Count from the corner of the plotting area, at the middle of a pixel, where axes and grid lines lie."""
    first = next((child for child in root if child.tag == _GROUP), None)
    wide, high = (root.get("viewBox") or "0 0 0 0").split()[2:]
    x, y, rest = _moved(first) if first is not None else (0.0, 0.0, "")
    if rest:
        return
    _settle(root, -x - 0.5, -y - 0.5)
    root.set("viewBox", f"{-x - 0.5} {-y - 0.5} {wide} {high}")


def _settle(node: ET.Element, x: float, y: float) -> None:
    """Let each thing say itself where it is, so that groups that only move what is in them can go."""
    for child in node:
        if child.tag in _ASIDE:
            continue
        dx, dy, rest = _moved(child)
        at_x, at_y = x + dx, y + dy
        whole = bool(rest) or child.get("clip-path") is not None or (child.tag == _TEXT and len(child) > 0)
        if whole or child.tag not in (_GROUP, _PATH, _TEXT, _CIRCLE):
            child.set("transform", f"translate({at_x},{at_y})" + (f" {rest}" if rest else ""))
            _settle(child, 0, 0)
            continue
        child.attrib.pop("transform", None)
        if child.tag == _GROUP:
            _settle(child, at_x, at_y)
        elif child.tag == _PATH:
            child.set("d", shifted(child.get("d", ""), at_x, at_y))
        else:
            names = ("x", "y") if child.tag == _TEXT else ("cx", "cy")
            for name, by in zip(names, (at_x, at_y), strict=True):
                child.set(name, str(float(child.get(name, "0")) + by))


# --- what is seen ---------------------------------------------------------------------------------------


def _strip(node: ET.Element) -> None:
    """Drop attributes that change nothing and digits nobody sees."""
    box = rounded_box(node.get("d", "")) if node.tag == _PATH else None
    if box is not None:
        node.tag = f"{{{SVG}}}rect"
        del node.attrib["d"]
        left, top, wide, high, radius = box
        size = {"width": str(round(wide)), "height": str(round(high)), "rx": str(radius)}
        node.attrib |= {"x": str(left), "y": str(top), **size}
    for name in list(node.attrib):
        value = node.attrib[name]
        if name in _UNSEEN or (name, value) in _USUAL:
            del node.attrib[name]
        elif name == "d":
            node.set(name, written(value))
        elif name in ("x", "y") and node.tag == _TEXT:
            node.set(name, str(round(float(value))))
        elif name != "id" and not value.startswith("#"):
            node.set(name, _rounded(value).removesuffix("px"))


def _prune(root: ET.Element) -> bool:
    """Take out elements that draw nothing; whether there were any."""
    found = False
    for parent in root.iter():
        for child in list(parent):
            if _draws_nothing(child):
                parent.remove(child)
                found = True
    return found


def _draws_nothing(node: ET.Element) -> bool:
    if node.get("display") == "none" or node.get("opacity") == "0":
        return True
    kind = node.tag.removeprefix(f"{{{SVG}}}")
    if kind == "path":
        seen = node.get("fill", "none") != "none" or node.get("stroke", "none") != "none"
        return not seen or not node.get("d")
    return kind in {"g", "defs", "text"} and len(node) == 0 and not (node.text or "").strip()


# --- what is said once ----------------------------------------------------------------------------------


def _plots(root: ET.Element) -> list[tuple[ET.Element, list[ET.Element]]]:
    """Plots that stand one below or beside the other, with what they stand in."""
    found = []
    for parent in root.iter():
        plots = [child for child in parent if _PLOT.search(child.get("class", ""))]
        if len(plots) > 1:
            found.append((parent, plots))
    return found


def _line_up(parent: ET.Element, plots: list[ET.Element]) -> None:
    """Draw the axes of all plots, then their bars, and so on: what is alike then says once how it looks.

    Plots do not overlap, so their order does not matter.
    """
    place = list(parent).index(plots[0])
    for plot in plots:
        parent.remove(plot)
    for number, node in enumerate(_in_step(plots)):
        parent.insert(place + number, node)


def _in_step(nodes: list[ET.Element]) -> list[ET.Element]:
    """Groups that are built alike as one, part by part; anything else as it is, one after the other."""
    first = nodes[0]
    if any(node.tag != _GROUP or node.attrib != first.attrib for node in nodes):
        return nodes
    parts = [list(node) for node in nodes]
    if all(child.tag == _TEXT for part in parts for child in part):
        first[:] = itertools.chain(*parts)
    elif len({len(part) for part in parts}) == 1:
        first[:] = itertools.chain(*(_in_step(list(row)) for row in zip(*parts, strict=True)))
    else:
        return nodes
    return [first]


def _share_clips(root: ET.Element) -> None:
    """One clip for all with the same rectangle, and one group for neighbours that it cuts."""
    clips: dict[bytes, str] = {}
    other: dict[str, str] = {}
    for defs in root.iter(f"{{{SVG}}}defs"):
        for clip in list(defs.findall(f"{{{SVG}}}clipPath")):
            name = clip.attrib["id"]
            key = b"".join(ET.tostring(part) for part in clip)
            other[f"url(#{name})"] = f"url(#{clips.setdefault(key, name)})"
            if clips[key] != name:
                defs.remove(clip)
    for node in root.iter():
        if node.get("clip-path") in other:
            node.set("clip-path", other[node.attrib["clip-path"]])
    _merge(root, _cut_alike, lambda one, two: one.extend(list(two)))


def _cut_alike(one: ET.Element, other: ET.Element) -> bool:
    places = {"clip-path", "transform"}
    bare = all(node.tag == _GROUP and set(node.attrib) <= places for node in (one, other))
    return bare and "clip-path" in one.attrib and one.attrib == other.attrib


def _dot(root: ET.Element) -> None:
    """Equal filled circles as the round ends of lines without length: a tenth of the text."""
    for node in root.iter(_CIRCLE):
        if set(node.attrib) - {"cx", "cy", "r", "fill", "stroke-width"} or node.get("fill", "none") == "none":
            continue
        place = f"M{node.attrib['cx']} {node.attrib['cy']}h0"
        attrib = {"stroke": node.attrib["fill"], "stroke-width": _short(str(2 * float(node.attrib["r"])))}
        node.attrib.clear()
        node.tag = _PATH
        node.attrib |= {"d": place, **attrib, "stroke-linecap": "round"}


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
    if all(child.tag == _TEXT for child in node) and "text-anchor" not in node.attrib:
        _anchor(node)


def _anchor(node: ET.Element) -> None:
    """Words that stand alike but for one or two: those say it themselves."""
    anchors = Counter(child.get("text-anchor", "start") for child in node)
    (most, count), *_ = anchors.most_common()
    if most == "start" or count < 3 or len(node) - count >= count:
        return
    node.set("text-anchor", most)
    for child in node:
        if child.attrib.setdefault("text-anchor", "start") == most:
            del child.attrib["text-anchor"]


def _unwrap(root: ET.Element) -> bool:
    """Put what is in groups without attributes in their place; whether there were any."""
    found = False
    for parent in root.iter():
        children: list[ET.Element] = []
        for child in parent:
            _hand_down(child)
            bare = child.tag == _GROUP and not child.attrib
            children += list(child) if bare else [child]
            found = found or bare
        parent[:] = children
    return found


def _hand_down(group: ET.Element) -> None:
    """What a group of one says for it."""
    if group.tag == _GROUP and len(group) == 1 and set(group.attrib) <= set(_PASSED_DOWN):
        for name, value in group.attrib.items():
            group[0].attrib.setdefault(name, value)
        group.attrib.clear()


def _join(root: ET.Element) -> None:
    """Make one path of neighbours that differ by their course alone."""
    _merge(root, _alike, lambda one, two: one.set("d", one.get("d", "") + two.get("d", "")))


def _merge(root: ET.Element, alike: Any, into: Any) -> None:
    """Put neighbours into one; words may stand between them, as nothing is drawn over words."""
    for parent in root.iter():
        children: list[ET.Element] = []
        for child in parent:
            before = next((one for one in reversed(children) if not _is_words(one)), None)
            if before is not None and alike(before, child):
                into(before, child)
            else:
                children.append(child)
        parent[:] = children


def _is_words(node: ET.Element) -> bool:
    return node.tag == _TEXT or (node.tag == _GROUP and len(node) > 0 and all(map(_is_words, node)))


def _alike(one: ET.Element, other: ET.Element) -> bool:
    """Lines, and filled shapes one cannot see through: those would be darker where they cross."""
    if one.tag != _PATH or other.tag != _PATH or not one.get("d", "").startswith("M"):
        return False
    rest = [{name: value for name, value in node.attrib.items() if name != "d"} for node in (one, other)]
    return rest[0] == rest[1] and not ("fill" in rest[0] and {"opacity", "fill-opacity"} & set(rest[0]))


def _rounded(text: str) -> str:
    """Numbers to a tenth.

    >>> _rounded("translate(93.33333,17)"), _rounded("0.28"), _rounded("var(--ds-ink, #22272e)")
    ('translate(93.3,17)', '.28', 'var(--ds-ink, #22272e)')
    """
    return text if "#" in text else NUMBER.sub(lambda found: _short(found.group()), text)


def _short(number: str) -> str:
    value = float(number)
    if abs(value) >= 1:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("0.", ".", 1)


def _own_names(svg: str) -> str:
    """Ids that no other picture on the page has: each drawing counts its clip paths from 0."""
    mine = blake2b(svg.encode(), digest_size=4).hexdigest()
    names = {name: f"d{mine}{place}" for place, name in enumerate(re.findall(r'\bid="([^"]+)"', svg))}
    svg = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{names[found.group(1)]}"', svg)
    return re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{names[found.group(1)]})", svg)
