"""Write docs/lever-pairs.md: which levers, and pairs of levers, the made-up desks of the tests draw together.

The desks are those on which `tests/test_engines_equal.py` holds the two engines to each other.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import test_engines_equal as equal
from generated_cover import levers, pairs

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "lever-pairs.md"

INTRODUCTION = """\
# Pairs of levers that the engines were held to

Both engines must give the same log, bit for bit, on made-up desks that draw their levers in combination
(`tests/test_engines_equal.py`). This page counts them: {desks} different desks of the common round, and
{further} further ones, looked for because they hold a pair that the first ones left out. {levers} levers and
settings are told apart; they make {pairs:,} pairs that can go together. Pairs that come up in no desk:
**{missing}**. The page is written by `tests/report_lever_pairs.py`; a test of every long run asserts that no
pair is missing.

The scarcest partner is the lever that a row's lever met least often.

| lever or setting | desks | scarcest partner | desks together |
|---|--:|---|--:|
"""


def page() -> str:
    """The page's text. Takes some seconds: it draws all the desks anew."""
    desks: dict[str, frozenset[str]] = {}
    for part in range(equal.PARTS):
        equal.for_each_story(
            part, equal.EACH, lambda story: desks.update({story.desk.digest: levers(story.desk)}), rare=True
        )
    first = len(desks)
    names = frozenset().union(*desks.values())
    missing = pairs(names) - {pair for used in desks.values() for pair in pairs(used)}
    further = {story.desk.digest: levers(story.desk) for story in equal.stories_for(missing)}
    desks |= further
    alone = Counter(name for used in desks.values() for name in used)
    together = Counter(frozenset(pair) for used in desks.values() for pair in combinations(sorted(used), 2))
    possible = pairs(names)
    text = INTRODUCTION.format(
        desks=first,
        further=len(desks) - first,
        levers=len(names),
        pairs=len(possible),
        missing=len(missing),
    )
    for name in sorted(names):
        count, partner = min(
            (together[pair], other) for pair in possible if name in pair for other in pair - {name}
        )
        text += f"| {name} | {alone[name]} | {partner} | {count} |\n"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
