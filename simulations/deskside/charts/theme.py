"""One look for every chart: colours, sizes and the Vega-Lite configuration.

The colours are from Okabe and Ito's set, which stays apart in the common kinds of colour blindness; no chart
tells anything by colour alone. Each colour has a role, and the role is what a page restyles: in a picture
inside a page it becomes a CSS variable, so that one drawing suits a light and a dark page.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "BEFORE",
    "CONFIG",
    "FAINT",
    "FONT",
    "GRID",
    "INK",
    "MARK",
    "NOW",
    "ROLES",
    "SIZE",
    "WIDTH",
    "themed",
]

#: Text and axes; the desk as it was; the desk with the change; theory and markers; quiet text; grid lines.
INK, BEFORE, NOW, MARK, FAINT, GRID = "#22272e", "#65707b", "#0072b2", "#b54a08", "#59616b", "#dde1e6"

#: The CSS variable of each colour. A page that sets none gets the colour itself.
ROLES = {
    INK: "--ds-ink",
    BEFORE: "--ds-before",
    NOW: "--ds-now",
    MARK: "--ds-mark",
    FAINT: "--ds-faint",
    GRID: "--ds-grid",
}

#: Width of a chart's plotting area in pixels: with its axis it fits a 1024-pixel screen beside the file list.
WIDTH = 560

#: Size of text in pixels, and its font: what a person has, so that nothing is fetched.
SIZE = 13
FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "gridColor": GRID,
        "domainColor": FAINT,
        "tickColor": FAINT,
        "tickCount": 6,
    },
    "axisX": {"grid": False},
    "title": {"color": INK, "fontSize": 14, "anchor": "start", "fontWeight": 600, "offset": 8},
    "text": {"color": INK, "fontSize": SIZE},
    "line": {"strokeWidth": 2.5},
    "legend": {"disable": True},
}


def themed(svg: str) -> str:
    """The SVG with each colour of a role replaced by its CSS variable, the colour itself as fall-back."""
    for colour, variable in ROLES.items():
        svg = svg.replace(f'"{colour}"', f'"var({variable}, {colour})"')
    return svg
