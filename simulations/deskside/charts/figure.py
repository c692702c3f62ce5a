"""A chart with what must go with it: words for those who do not see it, and the numbers behind it."""

from __future__ import annotations

import html
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.look import styled
from deskside.charts.picture import drawn
from deskside.charts.theme import CONFIG
from deskside.charts.words import plain

__all__ = ["STYLE", "Figure", "quick_altair", "table_html"]

#: The look of a chart, its summary and its table on a page, light or dark.
STYLE = (files("deskside.charts") / "figure.css").read_text(encoding="utf-8")


#: A table with no more than these fits a page as it is.
MOST_ROWS, MOST_COLUMNS = 7, 4


@dataclass(frozen=True)
class Figure:
    """A chart, a sentence that says what it shows, and its table twin.

    Shown in a notebook it is a picture drawn here, without any network: it looks the same while it is live,
    in an executed file and in an export. ``chart`` is the Altair chart itself, for those who want to go on
    with it.
    """

    chart: Any
    summary: str
    table: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification with the theme and the summary as its description."""
        with quick_altair():
            spec: dict[str, Any] = self.chart.to_dict()
        return spec | {"config": CONFIG, "description": self.summary}

    @cached_property
    def svg(self) -> str:
        """The picture, drawn without a browser and without a network."""
        return drawn(self.to_dict())

    @property
    def alt_text(self) -> str:
        """What to tell someone who does not see the picture."""
        return f"Chart. {self.summary}"

    def to_html(self, style: bool = True, caption: bool = True) -> str:
        """The figure for a page: picture with alternative text, summary, and the table folded behind it."""
        told = f"c{blake2b((self.svg + self.summary).encode(), digest_size=4).hexdigest()}"
        words = f'<figcaption id="{told}">{html.escape(self.summary)}</figcaption>' if caption else ""
        name = (  # said once: the caption is the picture's name as well
            f'aria-labelledby="{told}"'
            if caption
            else f'aria-label="{html.escape(self.alt_text, quote=True)}"'
        )
        page = (
            f'<div class="deskside"><figure><div role="img" {name}>{self.svg}</div>{words}'
            f"<details><summary>The numbers behind this chart</summary>{self._table()}</details>"
            "</figure></div>"
        )
        return styled(STYLE, page) if style else page

    def _table(self) -> str:
        """The table, a large one in a frame in which it scrolls, by keyboard too."""
        table, (rows, columns) = table_html(self.table), self.table.shape
        if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
            return table
        return f'<div class="ds-scroll" tabindex="0" role="group" aria-label="Table">{table}</div>'

    def below_its_table(self, title: str) -> str:
        """The picture alone, for a page where its table and a sentence stand right above it."""
        told = f"Chart: {title}. The table above has its numbers."
        return (
            f'<div class="deskside"><figure><div role="img" aria-label="{html.escape(told, quote=True)}">'
            f"{self.svg}</div></figure></div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.alt_text}


def quick_altair() -> AbstractContextManager[None]:
    """Within it Altair does not hold every part against its schema, which takes most of a chart's time.

    The tests hold every kind of chart against the schema.
    """
    return alt.utils.schemapi.debug_mode(False)


def table_html(table: pd.DataFrame) -> str:
    """A small table: a head, right-aligned numbers, everything escaped."""
    head = "".join(_head(str(name)) for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row) + "</tr>"
        for row in table.itertuples(index=False)
    )
    return f'<table class="ds-numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _head(name: str) -> str:
    """The head of a column; an empty corner is no head."""
    return f'<th scope="col">{html.escape(name)}</th>' if name else "<td></td>"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else plain(value)
    return str(value)
