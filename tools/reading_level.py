"""How hard a text is to read: the grade of Flesch and Kincaid.

Grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59, made for English prose (J. P. Kincaid,
R. P. Fishburne, R. L. Rogers and B. S. Chissom, 1975, Derivation of new readability formulas for Navy
enlisted personnel). Grade 6 is what a twelve-year-old reads. Syllables are counted by groups of vowels, which
is right to about a tenth; what counts here is that all texts are counted alike.
"""

from __future__ import annotations

import re

__all__ = ["grade", "prose", "syllables", "words_in"]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def words_in(text: str) -> int:
    """How many words a text has, numbers included."""
    return len(re.findall(r"[A-Za-z0-9][\w'.%-]*", text))


def prose(text: str) -> str:
    r"""Markdown as sentences: no headings, tables, code, links and marks; a point of a list ends a sentence.

    >>> prose("## A\n\n- **One** thing [S0]\n- two")
    'One thing . two .'
    """
    kept = []
    for line in re.sub(r"`[^`]*`|\[[^\]]*\]|<[^>]*>|\*+|[◆○△]", "", text).splitlines():
        stripped = line.strip()
        if not stripped.startswith(("#", "|", ">")):
            kept.append(re.sub(r"^(?:-|\d+\.) +", ". ", stripped) or ".")
    joined = " ".join(kept) + " ."
    return re.sub(r"^[ .]+", "", re.sub(r"(?:[.] *){2,}", ". ", joined)).strip()


def syllables(word: str) -> int:
    """About how many syllables a word has.

    >>> [syllables(word) for word in ("desk", "ticket", "queue", "promise", "department", "table")]
    [1, 2, 1, 2, 3, 2]
    """
    plain = re.sub(r"[^a-z]", "", word.lower())
    silent = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeiouylts])es$|(?<=[^aeiouytd])ed$", "", plain)
    return max(1, len(re.findall(r"[aeiouy]+", silent)))


def grade(text: str) -> float:
    """The grade of a Markdown text; 0 where there is no sentence."""
    sentences = [
        words for part in re.split(r"[.!?:;]+(?:\s|$)", prose(text)) if (words := _WORD.findall(part))
    ]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
