"""An agenda for people: as lines for the terminal, as Markdown, and as one printable HTML page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from deskside.workshop.agenda import SITTING, Agenda, Block, Late, Wanted, clock, duration
from deskside.workshop.group import TEAM
from deskside.workshop.paper import inline, markdown, paper
from deskside.workshop.sheet import HEADINGS, RunSheet, Step

__all__ = ["agenda_html", "agenda_lines", "agenda_markdown"]

#: To a module during which people would sit too long.
_LONG = f"Longer than {SITTING} minutes: give ten minutes' break in the middle, from the spare time."
_NO_SHEET = "This module has no run sheet yet: its time is kept free."


def agenda_lines(agenda: Agenda) -> list[str]:
    """The agenda as plain text, a line an activity."""
    lines = [f"{agenda.title}, {clock(agenda.start)} to {clock(agenda.end)}", *_about(agenda), ""]
    for block in agenda.blocks:
        lines.append(f"{clock(block.start):>5}  {block.title} ({block.minutes} min)")
        lines += [
            f"       {clock(block.start + step.start):>5}  {_plain(step.title)} ({step.end - step.start})"
            for step in block.steps
        ]
        lines += [f"       {_LONG}"] if block.kind == "module" and block.minutes > SITTING else []
        lines += [f"       late by {late.minutes}: {_plain(_late_words(late))}" for late in block.late]
        if block.wanted and not block.wanted.sheet:
            lines.append(f"       {_NO_SHEET}")
    return [*lines, f"{clock(agenda.blocks[-1].end):>5}  End{_spare(agenda)}"]


def agenda_markdown(agenda: Agenda, about: str, command: str) -> str:
    """The agenda as a Markdown page. ``command`` makes it as a printable page."""
    parts = [
        f"# {agenda.title}",
        f"{about} Made by `{command}` from the [run sheets](../notebooks/facilitator); the same command with "
        "`-o` writes the page to print, with all there is to say, and `--group 24` counts what to bring.",
        _table(("time", "minutes", "what"), (_overview_row(block) for block in agenda.blocks)),
        f"End: {clock(agenda.blocks[-1].end)}{_spare(agenda)}.",
    ]
    for block in agenda.blocks:
        if block.kind in ("break", "lunch"):
            continue
        parts.append(f"## {clock(block.start)} {block.title}")
        if block.wanted and not block.wanted.sheet:
            parts.append(f"{_NO_SHEET} It will appear here as soon as there is one.")
            continue
        if block.kind == "module" and block.minutes > SITTING:
            parts.append(_LONG)
        rows = ((clock(block.start + one.start), str(one.end - one.start), one.what) for one in block.steps)
        parts.append(_table(("time", "minutes", "what"), rows))
        if block.late:
            parts.append(
                _table(("late by", "then"), ((str(one.minutes), _late_words(one)) for one in block.late))
            )
    return "\n\n".join(parts) + "\n"


def agenda_html(agenda: Agenda) -> str:
    """The agenda as one HTML page for A4 paper, each module with all its run sheet says."""
    overview = _html_table(
        ("time", "min", "what"), (_overview_row(block) for block in agenda.blocks), "clock"
    )
    about = "".join(f"<p>{html.escape(line)}</p>" for line in _about(agenda))
    notes = '<p class="fill"><span>Date</span><span>Room</span><span>In front</span></p>'
    first = (
        f"<section><h1>{html.escape(agenda.title)}</h1>{about}{notes}{overview}"
        f"<p>End: {clock(agenda.blocks[-1].end)}{html.escape(_spare(agenda))}.</p></section>"
        '<section class="evening"><h2>The evening before</h2><p>Run <code>deskside workshop check</code>. '
        "Slips and cards to print: <code>deskside workshop cards 03</code>, and so on.</p>"
        f"{''.join(_evening(agenda, wanted) for wanted in agenda.modules)}</section>"
    )
    blocks = "".join(_block(agenda, block) for block in agenda.blocks if block.kind not in ("break", "lunch"))
    return paper(f"{agenda.title}: agenda", first + blocks)


def _about(agenda: Agenda) -> Iterator[str]:
    if agenda.group is None:
        return
    sizes = {wanted.sheet.size for wanted in agenda.modules if wanted.sheet}
    seats = "; ".join(agenda.group.words(size) for size in sorted(sizes | {TEAM}))
    yield f"{agenda.group.people} people: {seats}."
    over = [one for one in agenda.modules if one.sheet and one.sheet.most < agenda.group.people]
    if over:
        numbers = ", ".join(one.number for one in over)
        most = min(one.sheet.most for one in over if one.sheet)
        yield (
            f"Module {numbers}: made for up to {most} people. With more, run it with one projector and "
            "paper, in teams of four, or bring a second person who walks the room."
        )


def _spare(agenda: Agenda) -> str:
    return f"; {duration(agenda.spare)} to spare, planned for nothing" if agenda.spare else ""


def _overview_row(block: Block) -> tuple[str, str, str]:
    without = block.wanted is not None and block.wanted.sheet is None
    return clock(block.start), str(block.minutes), f"{block.title}{' (no run sheet yet)' if without else ''}"


def _late_words(late: Late) -> str:
    """What to do about being late, in Markdown."""
    cuts = " Then ".join(late.cuts or late.instead)
    if not late.cuts:
        return f"Shorter breaks and spare time give them back. To keep both, {cuts}"
    if late.won:
        return f"Shorter breaks and spare time give back {late.won}. For the rest, {cuts}"
    return cuts[0].upper() + cuts[1:]


def _evening(agenda: Agenda, wanted: Wanted) -> str:
    if wanted.sheet is None:
        return f"<h3>{html.escape(f'{wanted.number} {wanted.title}')}</h3><p>{_NO_SHEET}</p>"
    sheet, group = wanted.sheet, agenda.group
    points = [group.counted(point, sheet.size) if group else point for point in sheet.evening]
    items = "".join(f"<li>{inline(point)}</li>" for point in points)
    return f'<h3>{html.escape(f"{wanted.number} {wanted.title}")}</h3><ul class="ticks">{items}</ul>'


def _block(agenda: Agenda, block: Block) -> str:
    head = f"<h2>{clock(block.start)} {html.escape(block.title)}</h2>"
    if block.wanted and not block.wanted.sheet:
        return f"<section>{head}<p>{_NO_SHEET}</p></section>"
    rows = (_step_row(block, step) for step in block.steps)
    table = _html_table(("time", "min", "what", "say, in one breath"), rows, "clock")
    if block.wanted is None or block.wanted.sheet is None:
        return f"<section>{head}{table}</section>"
    sheet = block.wanted.sheet
    late = _html_table(
        ("late by", "then"), ((f"{one.minutes} min", _late_words(one)) for one in block.late), "late"
    )
    aim = f"<p>You want them to leave with {inline(sheet.aim)}</p>"
    late = f"<h3>Late when it begins?</h3>{late}"
    aim += f"<p>{_LONG}</p>" if block.minutes > SITTING else ""
    return f'<section class="module">{head}{aim}{table}{late}{_rest(sheet)}</section>'


def _rest(sheet: RunSheet) -> str:
    """What else the run sheet says, for the moment when it is needed."""
    wrong = ((one.prediction, one.behind, one.ask) for one in sheet.wrong)
    parts = [
        f"<h3>{HEADINGS[2]}</h3>{_html_table(('prediction', 'what is behind it', 'what to ask'), wrong)}"
    ]
    for heading, body in sheet.sections.items():
        if heading not in (HEADINGS[0], HEADINGS[1], HEADINGS[2], HEADINGS[4], HEADINGS[7]):
            parts.append(f"<h3>{html.escape(heading)}</h3>{markdown(body)}")
    return "".join(parts)


def _step_row(block: Block, step: Step) -> tuple[str, str, str, str]:
    return clock(block.start + step.start), str(step.end - step.start), step.what, step.say


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (head, tuple("---" for _ in head), *rows)]
    return "\n".join(lines)


def _html_table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]], kind: str = "") -> str:
    heads = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in head)
    body = "".join(f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{kind}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _plain(text: str) -> str:
    """Markdown without its marks, for the terminal."""
    return re.sub(r"[*`]", "", text)
