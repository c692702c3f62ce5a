"""What learners wrote, as the pages of nbgrader show it: nothing in it runs, and nothing is fetched for it.

The formgrader runs with an instructor's rights. A script in a written answer could give its learner any mark.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import bleach
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["harmless", "markdown_page"]

_LONGEST = 50_000  # signs; reading a text for formulas takes time by the square of its length
# What Markdown is made into, and raw HTML that only formats.
_TAGS = bleach.ALLOWED_TAGS | {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "pre", "img"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "dl", "dt", "dd"),
    *("details", "summary", "del", "s", "u", "sub", "sup"),
}
_ATTRIBUTES = {"alt", "title", "align", "colspan", "rowspan", "start", "open"}
# Those of highlighted code: a class of the page itself could lay a text over its fields.
_CLASS = re.compile(r"highlight|language-[\w-]+|[a-z][a-z0-9]{0,2}")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_BESIDE = re.compile(r"[\w-][\w.%-]*(/[\w-][\w.%-]*)*")  # a file beside the notebook
_LINK = re.compile(r"(https?://|mailto:)[^\s]*", re.IGNORECASE)
_PROTOCOLS = {"data", "http", "https", "mailto"}
_HIDDEN = re.compile(r"<(?=[!?])")  # a comment that does not end would swallow the rest of a text
_NOTE = "<p><em>A text of {length:,} signs, shown as it is:</em></p>"


def harmless(text: str, attachments: dict[str, Any] | None = None) -> str:
    r"""A learner's Markdown as HTML that neither runs nor fetches anything; it never raises.

    Raw HTML stays where it only formats; everything else of it is shown as text. Pictures are those in the
    notebook and beside it. ``attachments`` are the cell's, by name.

    >>> harmless("**late** <script>alert(1)</script>")
    '<p><strong>late</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n'
    >>> harmless("[marks](javascript:alert(1))")
    '<p><a>marks</a></p>\n'
    """
    if len(text) > _LONGEST:
        return _NOTE.format(length=len(text)) + _as_it_is(text)
    try:
        renderer = IPythonRenderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
        page = _HIDDEN.sub("&lt;", MarkdownWithMath(renderer=renderer).render(text))
        return str(bleach.clean(page, tags=_TAGS, attributes=_allowed, protocols=_PROTOCOLS))
    except Exception:  # a picture that is not there, say: nbconvert stops at it, and with it a whole class
        return _as_it_is(text)


@pass_context
def markdown_page(context: Mapping[str, Any], text: str) -> str:
    """`harmless` as the filter ``markdown2html`` of nbconvert's templates; `nbgrader_config.py` names it."""
    cell = context.get("cell") or {}
    return harmless(text, cell.get("attachments"))


def _as_it_is(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>\n"


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute stays."""
    if name == "class":
        return all(_CLASS.fullmatch(each) for each in value.split())
    if tag == "img" and name == "src":
        return bool(_PICTURE.fullmatch(value) or _BESIDE.fullmatch(value))
    if tag == "a" and name == "href":
        return bool(_LINK.fullmatch(value))
    return name in _ATTRIBUTES
