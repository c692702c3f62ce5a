"""The same piece of a page in fewer letters: what a saved notebook keeps."""

from __future__ import annotations

import re

from deskside.charts.theme import INK, ROLES

__all__ = ["fewer_letters"]

_TAG = re.compile(
    r"<(?P<open>[a-zA-Z][^\s/>]*)(?P<inside>(?:\s+[\w:-]+(?:\s*=\s*\"[^\"]*\")?)*)\s*(?P<shut>/?)>"
)
_ATTRIBUTE = re.compile(r"\s+([\w:-]+)(?:\s*=\s*\"([^\"]*)\")?")
#: Ends that HTML lets one leave out: the next part or the end of what is around says it.
_ENDS = re.compile(r"</(?:td|th|tr|thead|tbody|li)>")
_KEPT = re.compile(r"(<(?:pre|style|textarea)\b.*?</(?:pre|style|textarea)>)", re.DOTALL)
#: A table's own indentation; between words it would be a space.
_BETWEEN = re.compile(r"(?<=>)\s*\n\s*(?=<)")
_BARE = re.compile(r"[^\s\"'=<>`]+")
#: Parts with nothing in them, and what the head of a table says of itself.
_EMPTY = re.compile(r"<div class=\"ds-(?:intro|result)\"></div>|(?<=<th) scope=\"col\"")
#: The ink of a drawing is that of the words around it.
_INK = f"var({ROLES[INK]}, {INK})"
#: What a drawing of its own needs and one inside a page has from the page.
_ALONE = re.compile(r"\s+xmlns=\"[^\"]*\"|(?<=\")\s+font-family=\"system-ui[^\"]*\"")


def fewer_letters(page: str) -> str:
    """HTML that a browser reads the same way: quotes and ends of rows where they are needed.

    It is for HTML made by the course and by pandas, where attributes stand in double quotes.

    >>> fewer_letters('<table class="a"><tr><td>1</td><td>2</td></tr></table>')
    '<table class=a><tr><td>1<td>2</table>'
    >>> fewer_letters('<path fill="var(--ds-ink, #222)" d="M0 0"/>')
    "<path fill=var(--ds-ink,#222) d='M0 0'/>"
    >>> fewer_letters('<p title="a b">it&#x27;s</p>')
    "<p title='a b'>it's</p>"
    """
    return "".join(piece if number % 2 else _short(piece) for number, piece in enumerate(_KEPT.split(page)))


def _short(piece: str) -> str:
    piece = _ENDS.sub("", _EMPTY.sub("", _BETWEEN.sub("", _ALONE.sub("", piece))))
    parts, end = [], 0
    for found in _TAG.finditer(piece):
        parts += [_words(piece[end : found.start()]), _tag(found)]
        end = found.end()
    return "".join([*parts, _words(piece[end:])])


def _words(text: str) -> str:
    return text.replace("&#x27;", "'").replace("&quot;", '"')


def _tag(found: re.Match[str]) -> str:
    attributes = [_attribute(name, value) for name, value in _ATTRIBUTE.findall(found["inside"])]
    text = " ".join([found["open"], *attributes])
    if found["shut"]:
        text += "/" if text[-1] in "'\"" else " /"
    return f"<{text}>"


def _attribute(name: str, value: str) -> str:
    if not value:
        return name
    value = "currentColor" if value == _INK else value.replace(", #", ",#")
    if _BARE.fullmatch(value):
        return f"{name}={value}"
    return f'{name}="{value}"' if "'" in value else f"{name}='{value}'"
