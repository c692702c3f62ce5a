"""Pages for paper: one self-contained HTML file that prints on A4, and Markdown on it."""

from __future__ import annotations

import html
import re
from importlib.resources import files

__all__ = ["inline", "markdown", "paper"]

_RULES = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SCRIPTS = "; script-src 'unsafe-inline'"


def paper(title: str, body: str, kind: str = "", scripts: bool = False) -> str:
    """A whole page. ``kind`` is the body's class. Nothing is fetched; scripts run only with ``scripts``."""
    look = (files("deskside.workshop") / "paper.css").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_RULES}{_SCRIPTS if scripts else ""}">
<title>{html.escape(title)} · Deskside</title>
<style>{look}</style>
</head>
<body class="{kind}">
{body}
</body>
</html>
"""


def markdown(text: str) -> str:
    """Markdown as HTML; links to other files become plain words, for there is nothing to follow on paper."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    made: str = markdown2html_mistune(text)
    made = re.sub(r'<a class="anchor-link".*?</a>', "", made)
    return re.sub(r'<a href="(?!https?:|mailto:)[^"]*">(.*?)</a>', r"\1", made)


def inline(text: str) -> str:
    """A line of Markdown without a paragraph around it."""
    made = markdown(text).strip()
    found = re.fullmatch(r"<p>(.*)</p>", made, re.DOTALL)
    return found.group(1) if found else made
