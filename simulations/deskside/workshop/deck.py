"""The slides of a module, from its notebook, its texts and its run sheet.

A slide shows what is short: headings, lists, tables, quotes, charts, questions. What the notebook says in
paragraphs goes into the speaker notes, apart from the first sentence of a section; stories are shown whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deskside.charts.words import amount, ranged
from deskside.experiment import Estimate
from deskside.lesson.check import CheckIt
from deskside.lesson.decide import Decide
from deskside.lesson.desk import OwnDesk
from deskside.lesson.lesson import KeyPoints
from deskside.lesson.predict import Predict, Reveal
from deskside.lesson.quiz import Ask
from deskside.lesson.reflect import Reflect, TickOff
from deskside.lesson.texts import Option, Question
from deskside.panels import Floor, Panel
from deskside.workshop.blocks import Block, blocks, essence, opening, packed
from deskside.workshop.module import Cell
from deskside.workshop.paper import inline, markdown
from deskside.workshop.sheet import RunSheet, Step

__all__ = ["Slide", "joined", "noted", "of_part", "of_picture", "of_text"]

#: Headings of a notebook that are not for the room.
_NOT_SHOWN = ("quiz", "predict", "run", "sources")


@dataclass(frozen=True)
class Slide:
    """A slide: heading, content as HTML, what to say (Markdown), and what it is about for the run sheet."""

    title: str
    body: str
    say: str = ""
    about: str = ""
    kind: str = ""


def of_text(source: str, story: bool = False) -> Iterator[Slide]:
    """The slides of a text cell or a story, by heading; one without a body has only something to say."""
    title, section = "", list[Block]()
    for block in [*blocks(source), Block("heading", "")]:
        if block.kind != "heading":
            section.append(block)
            continue
        if section:
            yield from _section(title, section, story)
        title, section = block.text.strip("#* "), []


def _section(title: str, found: Sequence[Block], story: bool) -> Iterator[Slide]:
    """A section: its lists, tables and quotes, led by its first sentence; a story whole."""
    quiet = title.lower().startswith(_NOT_SHOWN) and not story
    shown = (
        list(found)
        if story
        else [_short(block, place == 0 and bool(title)) for place, block in enumerate(found)]
    )
    if title and [block.kind for block in shown if block.text] == ["text"] and not story:
        shown = [Block("text", opening(found[0].text))]  # nothing else to look at
    if quiet:
        shown = [block for block in found if block.kind == "list" and not title.lower().startswith("sources")]
    said = "\n\n".join(block.text for block in found if block.kind == "text" and not story)
    about = "story" if story else title
    portions = list(packed([block for block in shown if block.text])) or [[]]
    for number, portion in enumerate(portions):
        body = "".join(markdown(block.text) for block in portion)
        yield Slide(title, body, said if number == 0 else "", about if number == 0 else "", "story" * story)


def _short(block: Block, leads: bool) -> Block:
    """A block as a slide shows it: of a paragraph what is essential."""
    if block.kind != "text":
        return block
    kept = essence(block.text, leads)
    return Block("text", "" if kept.startswith("Run one cell") else kept)


def of_picture(cell: Cell, page: str) -> Slide:
    """A chart or a table that a cell shows, under the cell's first line; a chart's sentence is to be said."""
    page = re.sub(r"<style.*?</style>|<details.*?</details>", "", page, flags=re.DOTALL)
    page = page.replace("<th></th>", "<td></td>")
    if "<svg" not in page and not re.search(r"<td>[^<]", page):
        return Slide("", "")  # a table that waits for what somebody does in the lab
    said = "\n\n".join(html.unescape(one) for one in re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", page))
    return Slide(cell.title, f'<div class="shown">{page}</div>', said, cell.title, "picture")


def of_part(part: object, live: str) -> Iterator[Slide]:
    """The slides of a part of the lesson. ``live`` is the HTML of a panel that answers by itself."""
    if isinstance(part, Panel | Floor):
        yield _moving(part, live)
    elif isinstance(part, Ask):
        yield from _question(part)
    else:
        yield from (slide(part) for kind, slide in _SLIDES.items() if isinstance(part, kind))


def _prediction(part: Predict) -> Slide:
    one = part.prediction
    kind = "Write down a number" + (f" ({one.unit})" if one.unit else "")
    written = f'<p class="act">{html.escape(kind)}, and how sure you are.</p>'
    answer = _options(one.options) if one.options else written
    return Slide(
        "Predict",
        f"{_asked(one.ask)}{answer}",
        "No comment on any answer before the reveal.",
        "predict",
        "ask",
    )


def _moving(part: Panel | Floor, live: str) -> Slide:
    """A panel answers on the slide; a floor is larger than one and leaves its picture there."""
    if isinstance(part, Panel):
        say = "Move one lever at a time. Before each move the room says what will happen."
        return Slide("", live, say, "run, panel", "panel")
    page = re.sub(r"<details.*?</details>", "", part.figure.to_html(style=False), flags=re.DOTALL)
    say = "This is a picture of a film. Play it in the notebook, or on the module's page."
    return Slide(part.title, f'<div class="shown">{page}</div>', say, "floor", "picture")


def _decision(part: Decide) -> Slide:
    """What is asked of a quarter; the first one with all that can be bought."""
    value = part.controls["value"]
    options = "".join(f"<li>{html.escape(words)}</li>" for _, words in value.options)
    listed = f'<ul class="offers">{options}</ul>' if part.quarter == 0 else ""
    body = f'{_asked(part.texts.ask)}{listed}<p class="act">{html.escape(value.help)}</p>'
    title = str(part.form.spec["title"])
    return Slide(title, body, "One number for the team, written down before it is run.", title, "ask")


def _check(part: CheckIt) -> Slide:
    told = part.check.explain.replace("{answer}", amount(part.answer, part.check.unit))
    hints = "\n".join(f"- {hint}" for hint in part.check.hints)
    body = f'{_asked(part.check.ask)}<p class="fragment answer">{html.escape(told)}</p>'
    return Slide("Work it out", body, f"Hints, one at a time:\n\n{hints}", "work out", "ask")


def _reflection(part: Reflect) -> Slide:
    hint = f'<p class="act">{html.escape(part.reflection.hint)}</p>' if part.reflection.hint else ""
    return Slide("In your own words", f"{_asked(part.reflection.ask)}{hint}", "", "words", "ask")


def _ticks(part: TickOff) -> Slide:
    return Slide(part.checklist.ask, _list(part.checklist.items), "", "checklist")


def _points(part: KeyPoints) -> Slide:
    return Slide("Key points", _list(part.texts.key_points), "", "key points")


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>"


def _card(part: OwnDesk) -> Slide:
    rows = "".join(
        f"<tr><th>{html.escape(control.label)}</th><td>{html.escape(control.hint)}</td></tr>"
        for control in part.controls.values()
    )
    body = f"{part.form.spec.get('intro', '')}<table>{rows}</table>"
    return Slide("On your own desk", body, "", "own desk", "ask")


def _reveal(part: Reveal) -> Slide:
    one, found = part.prediction, part.result()
    if isinstance(found, Estimate):
        came = ranged(found.mean, found.low, found.high, one.unit)
        detail = ""
    else:
        came = next(option.text for option in one.options if option.key == found[0])
        detail = f"<p>{html.escape(found[1])}</p>"
    answer = f'<p class="answer">It came to: <b>{html.escape(came)}</b></p>{detail}'
    body = f'{_asked(one.ask)}<div class="fragment">{answer}</div>'
    return Slide("Prediction and result", body, one.why, "reveal", "ask")


#: What makes the one slide of each kind of part.
_SLIDES: Mapping[type, Callable[[Any], Slide]] = {
    Predict: _prediction,
    Reveal: _reveal,
    Decide: _decision,
    CheckIt: _check,
    Reflect: _reflection,
    TickOff: _ticks,
    OwnDesk: _card,
    KeyPoints: _points,
}


def _question(part: Ask) -> Iterator[Slide]:
    question = part.question
    title = str(part.form.spec["title"])
    hint = {"multiple": "More than one may be right.", "order": "Put them in order."}.get(question.kind, "")
    answer = _options(question.options) if question.options else '<p class="act">Write down a number.</p>'
    if question.kind == "order":
        answer = _options(tuple(sorted(question.options, key=lambda option: option.text)))
    note = f'<p class="act">{hint}</p>' if hint else ""
    yield Slide(title, f"{_asked(question.ask)}{answer}{note}", "In pairs, aloud.", "quiz", "ask")
    yield Slide(f"{title}: the reasons", _reasons(question), "", "", "reasons")


def _reasons(question: Question) -> str:
    if question.kind == "number":
        misses = "".join(
            f"<li class='wrong'>{_marked(f'{miss.value:g}', miss.why)}</li>" for miss in question.misses
        )
        right = f"{question.answer:g} {question.unit}".strip()
        return f'<ul class="reasons"><li class="right">{_marked(right, question.why)}</li>{misses}</ul>'
    kinds = ["right" if one.right or question.kind == "order" else "wrong" for one in question.options]
    items = "".join(
        f'<li class="{kind}">{_marked(option.text, option.why)}</li>'
        for option, kind in zip(question.options, kinds, strict=True)
    )
    return f'<ul class="reasons">{items}</ul>'


def _marked(answer: str, why: str) -> str:
    return f"<b>{html.escape(answer)}</b> {html.escape(why)}"


def _options(options: Sequence[Option]) -> str:
    return f'<ol class="options">{"".join(f"<li>{html.escape(option.text)}</li>" for option in options)}</ol>'


def _asked(text: str) -> str:
    return f'<p class="asked">{inline(" ".join(text.split()))}</p>'


def joined(slides: Sequence[Slide]) -> list[Slide]:
    """The slides that show something: what is only said goes to the slide before, headings go on."""
    found: list[Slide] = []
    title = ""
    for slide in slides:
        if slide.kind in ("", "story"):
            title = slide.title or title
        if slide.body:
            found.append(replace(slide, title=slide.title or ("" if slide.kind == "panel" else title)))
        elif found and slide.say:
            found[-1] = replace(found[-1], say="\n\n".join(filter(None, (found[-1].say, slide.say))))
    return found


# --- what the run sheet says to each slide ------------------------------------------------------------------

_WORDS = re.compile(r"\b(?:run|own)\b|[a-z]{4,}")
#: Words that many activities share, and how many activities a slide may leap over.
_COMMON = frozenset(
    [
        "aloud",
        "comes",
        "desk",
        "does",
        "each",
        "eight",
        "first",
        "five",
        "four",
        "from",
        "means",
        "more",
        "pairs",
        "paper",
        "people",
        "runs",
        "seven",
        "table",
        "that",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "three",
        "what",
        "which",
        "with",
        "ways",
        "words",
        "work",
        "year",
        "your",
    ]  # a list of words reads as one
)
_LEAP = 4


def noted(slides: Sequence[Slide], sheet: RunSheet | None) -> list[Slide]:
    """The slides with notes from the run sheet: the activity each belongs to, and wrong predictions."""
    if sheet is None:
        return list(slides)
    done: list[Slide] = []
    place = -1
    for slide in slides:
        found = _step(slide, sheet.steps, place)
        notes = []
        if found is not None:
            place = found
        if place < 0:
            notes.append(f"**Before it begins.** You want them to leave with {sheet.aim}")
        else:
            step = sheet.steps[place]
            fresh = found is not None
            say = f'Say: "{step.say}"' if fresh else ""
            notes.append(f"**Minute {step.start} to {step.end}.** {step.what if fresh else ''} {say}".strip())
        if slide.about == "predict":
            wrong = "\n".join(f"- {one.prediction}: {one.behind}. Ask: {one.ask}" for one in sheet.wrong)
            notes.append(f"Wrong predictions:\n\n{wrong}")
        done.append(replace(slide, say="\n\n".join([*notes, *([slide.say] if slide.say else [])])))
    return done


def _step(slide: Slide, steps: Sequence[Step], place: int) -> int | None:
    """The activity a slide begins; none where it belongs to the one that is under way.

    That is the next whose title shares a word with it, unless it lies far ahead, or the very next one that
    speaks of it at all.
    """
    words = _telling(slide.about)
    if place >= 0 and words & _telling(steps[place].title):
        return None
    leap = (
        _LEAP if place >= 0 or slide.kind in ("ask", "panel") else 1
    )  # nothing of the title begins anything
    ahead = range(place + 1, min(place + 1 + leap, len(steps)))
    for number in ahead:
        if words & _telling(steps[number].title):
            return number
    return next((number for number in ahead[:1] if words & _telling(steps[number].what)), None)


def _telling(text: str) -> set[str]:
    words = re.sub(r"\bwork(?: it)? out\b", "workedout", text.lower()).replace("predictions", "predict")
    return set(_WORDS.findall(words)) - _COMMON
