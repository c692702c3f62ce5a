"""What a lesson's notebook keeps of what it showed: each thing once, in few letters.

JupyterLab saves every output in every form it was sent in. For a page that is text beside HTML that says the
same, a description of a widget beside the widget, and one style sheet an output. In a lesson's kernel an
output goes out in one form, and the sheet of all parts with the first of them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from IPython.core.formatters import DisplayFormatter

from deskside.charts.letters import fewer_letters
from deskside.charts.look import needed
from deskside.charts.theme import FONT, ROLES
from deskside.lesson.where import OPENS
from deskside.panels import LOOK, LOST, NOT_LIVE

__all__ = ["SmallOutputs", "keep_small"]

_STYLE = re.compile(r"<style>(?:(?!</style>).)*</style>(?=<div class=\"deskside\")", re.DOTALL)
#: What pandas says of the look of a table, as JupyterLab does of all; kinds of parts that look like others.
_SAID_ANYHOW = re.compile(
    r"<style scoped>.*?</style>| border=\"1\"(?= class=\"dataframe\")|(?<=<tr) style=\"text-align: right;\""
    r"|(?<=<section class=\"ds-form) ds-(?:quiz|predict|reveal|card|check)(?=\")",
    re.DOTALL,
)
WIDGET = "application/vnd.jupyter.widget-view+json"
#: Forms that say all there is to say.
_WHOLE = ("text/html", "text/markdown", WIDGET)
#: Rules for motion and print.
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
#: Rules for what only a live part does.
_LIVE = re.compile(r"^[^{}\n]*(?:\[aria-busy|\[hidden\]|:focus-visible)[^{}]*\{[^}]*\}", re.MULTILINE)
#: All that a part has where nothing is live.
_STANDING = (
    '<div class="deskside ds-form ds-title ds-intro ds-result ds-said ds-problem ds-note ds-right ds-wrong '
    'ds-numbers ds-scroll ds-where">'
    "<p><a><figure><svg><figcaption><details><summary><table><thead><tbody><tr><th><td>"
) + "".join(f"var({variable})" for variable in ROLES.values())
#: A line that each twin has, said once for all of them.
_NOTE = f'<p class="ds-note">{NOT_LIVE}</p>'
#: Rules for who comes back and for trouble: if not on a page's first card, hardly anywhere.
_SELDOM = re.compile(r"(?<=[{}])\.(ds-where|ds-problem)\b[^{}]*\{[^}]*\}")
_TABLE = "table.ds-numbers"
#: Names of colours: two letters of each tell them apart.
_COLOUR = re.compile(r"--ds-(\w\w)\w*")
_NOTED = f"[data-ds-twin]>section::after{{content:'{NOT_LIVE}';color:var(--ds-faint);font-size:14px}}"


class SmallOutputs(DisplayFormatter):
    """Puts things on the page as IPython does, in one form and in few letters."""

    sheet_is_there = False

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], Any]:
        """The forms of an object, by their MIME type, and what goes with them."""
        said: Any = super()  # IPython has no types here
        data, metadata = said.format(obj, include=include, exclude=exclude)
        return self._small(data), metadata

    def _small(self, data: dict[str, Any]) -> dict[str, Any]:
        if any(form in data for form in _WHOLE):
            data = {form: text for form, text in data.items() if form != "text/plain"}
        if WIDGET in data:  # its name is all that a page needs to find it
            data = data | {WIDGET: {"model_id": data[WIDGET]["model_id"]}}
        page = data.get("text/html")
        if not isinstance(page, str) or not ('class="deskside"' in page or 'class="dataframe"' in page):
            return data  # what somebody else made stays as it is
        page = fewer_letters(self._dressed(_SAID_ANYHOW.sub("", page)))
        return data | {"text/html": _COLOUR.sub(r"--\1", page)}

    def _dressed(self, page: str) -> str:
        if OPENS in page:
            self.sheet_is_there = True
            sheet = _SELDOM.sub(lambda rule: rule.group() if rule.group(1) in page else "", _sheet())
            return f"<style>{sheet}</style>{_STYLE.sub('', page)}"
        return _STYLE.sub("", page).replace(_NOTE, "") if self.sheet_is_there else page


@cache
def _sheet() -> str:
    """The rules of everything that can stand on a lesson's page, nested in what all of them begin with."""
    rules = needed(_LIVE.sub("", _MEDIA.sub("", LOOK)), _STANDING).replace("\n", "")
    parts = re.findall(r"[^{}]+\{[^}]*\}", rules)
    inside = "".join(rule.replace(".deskside ", "") for rule in parts if rule.startswith(".deskside "))
    around = "".join(rule for rule in parts if not rule.startswith(".deskside "))
    around = around.replace(FONT.replace(", ", ","), "system-ui,sans-serif")
    return f"{around}.deskside{{{_gathered(inside)}}}{LOST}{_NOTED}"


def _gathered(rules: str) -> str:
    """Rules for parts of a table within the rule of the table: its name stands once."""
    parts = re.findall(r"[^{}]+\{[^}]*\}", rules)
    of_tables = [part for part in parts if part.startswith(_TABLE)]
    others = "".join(part for part in parts if part not in of_tables)
    inner = "".join(
        part.replace(f"{_TABLE} ", "") for part in of_tables if not part.startswith(f"{_TABLE}{{")
    )
    own = "".join(part[len(_TABLE) + 1 : -1] for part in of_tables if part.startswith(f"{_TABLE}{{"))
    return f"{others}{_TABLE}{{{own};{inner}}}"


def keep_small(shell: Any) -> None:
    """From now on what this shell shows is small. Asked again, the sheet goes out again."""
    before = shell.display_formatter
    shell.display_formatter = SmallOutputs(
        parent=shell,
        formatters=before.formatters,
        mimebundle_formatter=before.mimebundle_formatter,
        ipython_display_formatter=before.ipython_display_formatter,
        active_types=before.active_types,
    )
