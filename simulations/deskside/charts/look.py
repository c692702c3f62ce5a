"""A style sheet cut down to what a piece of a page uses, so that a saved notebook stays small.

Every output of a notebook must bring its own look: it is shown without the others, and without a kernel. The
whole sheet in each would be most of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["needed", "styled"]

_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
#: Rules for motion and print.
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_CLASS, _TAG = re.compile(r"\.([\w-]+)"), re.compile(r"(?:^|[\s>+~,])([a-z][a-z0-9]*)")
_VARIABLE, _USED = re.compile(r"--[\w-]+"), re.compile(r"var\((--[\w-]+)")


#: For words alone: colours that suit a light and a dark page need no rule for either.
_WORDS = (
    ".deskside{max-width:46rem}"
    ".deskside .ds-form{border:1px solid #8888;border-radius:8px;padding:.4rem 1.1rem}"
    ".deskside .ds-title,.deskside .ds-said{font-weight:600}.deskside .ds-note{font-size:14px}"
)


def styled(css: str, page: str, also: str = "") -> str:
    """A piece of a page that stands still, with the rules of a style sheet that it uses in front of it.

    A piece of words alone gets a few rules of its own, which are a tenth of those: most outputs are words.
    ``also`` are rules that it brings whatever is in it.
    """
    plain = "<svg" not in page and "<table" not in page
    return f"<style>{needed(_WORDS if plain else _MEDIA.sub('', css), page)}{also}</style>{page}"


def needed(css: str, page: str) -> str:
    """The rules of a style sheet that speak of classes and elements in a piece of a page.

    >>> needed(".a{color:red}.b p{margin:0}.a p{padding:0}", '<p class="a x">text</p>')
    '.a{color:red}.a p{padding:0}'
    >>> needed(":root{--ink:#000;--no:#fff}.a{color:var(--ink)}", '<p class="a"></p>')
    ':root{--ink:#000}.a{color:var(--ink)}'
    """
    classes = frozenset(name for found in re.findall(r'class="([^"]*)"', page) for name in found.split())
    tags = frozenset(re.findall(r"<([a-z][a-z0-9]*)", page))
    kept = list(_kept(css, classes, tags))
    used = set(_USED.findall(page)) | {name for _, body in kept for name in _USED.findall(body)}
    rules = ((selector, _with_variables(body, used)) for selector, body in kept)
    return "".join(f"{selector}{{{body}}}" for selector, body in rules if body)


def _kept(css: str, classes: frozenset[str], tags: frozenset[str]) -> Iterator[tuple[str, str]]:
    for selector, body in _rules(css):
        if selector.startswith("@"):
            inner = "".join(f"{one}{{{text}}}" for one, text in _kept(body, classes, tags))
            if inner:
                yield selector, inner
            continue
        fitting = [one for one in selector.split(",") if _fits(one, classes, tags)]
        if fitting:
            yield ",".join(fitting), body


@lru_cache(maxsize=64)
def _rules(css: str) -> tuple[tuple[str, str], ...]:
    return tuple((selector.strip(), body) for selector, body in _RULE.findall(css))


def _fits(selector: str, classes: frozenset[str], tags: frozenset[str]) -> bool:
    """Whether all that a selector names is there; states and attributes are taken to come about."""
    plain = re.sub(r"\[[^\]]*\]|::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?", "", selector)
    named = _TAG.findall(re.sub(r"\.[\w-]+", "", plain))
    return set(_CLASS.findall(plain)) <= classes and set(named) <= tags


def _with_variables(body: str, used: set[str]) -> str:
    """A rule's body without the variables that nothing uses."""
    parts = [part for part in body.split(";") if part.strip()]
    return ";".join(
        part for part in parts if not (found := _VARIABLE.match(part.strip())) or found.group() in used
    )
