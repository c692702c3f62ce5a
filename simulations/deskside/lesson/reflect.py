"""In one's own words, and things to tick off: kept as they are written, never lost."""

from __future__ import annotations

import html
import uuid
from collections.abc import Mapping
from typing import Any

from deskside.lesson.keeping import Keeping
from deskside.lesson.page import bullets, paragraphs
from deskside.lesson.texts import Checklist, Reflection
from deskside.panels import Answers, Control, Part, Progress, quietly

__all__ = ["Reflect", "TickOff"]

#: What this kernel writes; another kernel's text never takes its place.
_KERNEL = uuid.uuid4()


class Reflect(Part):
    """A question and room for an answer, which is kept while it is written."""

    live = True

    def __init__(self, keeping: Keeping, reflection: Reflection, place: str = "") -> None:
        self.keeping, self.reflection = keeping, reflection
        self.part = f"reflect:{reflection.id}"
        help_ = "Kept as you write, for you alone."
        draft = f"{keeping.person}/{keeping.lesson}/{self.part}" if keeping.person else ""
        control = Control("text", "memo", "My words", value="", hint=reflection.hint, help=help_, draft=draft)
        super().__init__(f"In your own words{place}", (control,), (), paragraphs(reflection.ask))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep the text as it is now."""
        text = str(values.get("text") or "")
        self.form.values = {"text": text}
        before = self.keeping.last(self.part, "wrote")
        if text != (before.data.get("text", "") if before else ""):
            self.keeping.add(self.part, "wrote", {"text": text, "done": bool(text.strip())}, self._id())
        self._say(text)

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The page keeps the text by itself."""
        return {"by": "words", "control": "text", "said": "Kept."}

    def prepare(self) -> None:
        """Show what was written last."""
        before = self.keeping.last(self.part, "wrote")
        if before is not None:
            text = str(before.data.get("text", ""))
            self.form.values = {"text": text}
            self._say(text)

    def rehearse(self) -> None:
        """Write something and take it back."""
        self._say("try <this>")
        self.form.values = {"text": ""}
        self.form.show("")

    def _say(self, text: str) -> None:
        self.form.show("", said=(self.keeping.notice or "Kept.") if text.strip() else "")

    def _id(self) -> str:
        """One entry for what this kernel writes here, until the module is taken afresh."""
        afresh = self.keeping.last("", "restarted")
        name = f"{self.keeping.lesson}/{self.part}/{afresh.id if afresh else ''}"
        return str(uuid.uuid5(_KERNEL, name))

    def twin_note(self) -> str:
        """What was written."""
        text = str(self.form.values.get("text", ""))
        return f"<blockquote>{html.escape(text)}</blockquote>" if text else super().twin_note()


class TickOff(Part):
    """A list to tick off; it is done when all is ticked."""

    live = True

    def __init__(self, keeping: Keeping, checklist: Checklist, place: str = "") -> None:
        self.keeping, self.checklist = keeping, checklist
        self.part = f"checklist:{checklist.id}"
        options = tuple((f"item{place}", text) for place, text in enumerate(checklist.items, start=1))
        control = Control("ticked", "many", "Done", value=[], options=options)
        super().__init__(f"Checklist{place}", (control,), (), paragraphs(checklist.ask))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Keep what is ticked."""
        ticked = [key for key, _ in self.controls["ticked"].options if key in (values.get("ticked") or ())]
        self._show(ticked)
        done = len(ticked) == len(self.checklist.items)
        self.keeping.add(self.part, "ticked", {"value": ticked, "done": done})

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """The page counts by itself: what it says for each number of ticks."""
        count = len(self.checklist.items)
        return {
            "by": "ticks",
            "control": "ticked",
            "said": [self._counted(done) for done in range(count + 1)],
        }

    def prepare(self) -> None:
        """Show what was ticked last."""
        before = self.keeping.last(self.part, "ticked")
        known = {key for key, _ in self.controls["ticked"].options}
        self._show([key for key in (before.data.get("value") or () if before else ()) if key in known])

    def rehearse(self) -> None:
        """Tick everything and nothing."""
        self._show([key for key, _ in self.controls["ticked"].options])
        self._show([])

    def _show(self, ticked: list[str]) -> None:
        self.form.values = {"ticked": ticked}
        self.form.show("", said=self._counted(len(ticked)))

    def _counted(self, done: int) -> str:
        count = len(self.checklist.items)
        return "All done." if done == count else f"{done} of {count} done."

    def twin_note(self) -> str:
        """The list, with what was ticked."""
        done = set(self.form.values.get("ticked", ()))
        lines = [f"[{'x' if key in done else ' '}] {text}" for key, text in self.controls["ticked"].options]
        return bullets(lines)
