"""Choosing a skin: once, for all modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson.keeping import store
from deskside.lesson.skins import DEFAULT, skin, skins
from deskside.panels import Answers, Control, Part, Progress, Watch, nobody, quietly, watch

__all__ = ["ChooseSkin", "chosen_skin"]

_PART = "skin"


def chosen_skin() -> str:
    """The name of the skin the person has chosen, or the usual one."""
    made = [one for one in store().entries("") if (one.part, one.verb) == (_PART, "chose")]
    name = str(made[-1].data.get("value", "")) if made else ""
    return name if name in skins() else DEFAULT


class ChooseSkin(Part):
    """IT, HR or facilities: stories and names follow in every module, numbers do not change."""

    live = True

    def __init__(self) -> None:
        work = {name: skin(name).fill("{questions}, {long_jobs}") for name in skins()}
        options = tuple((name, f"{title}: {work[name]}") for name, title in skins().items())
        control = Control("skin", "choice", "My kind of desk", value=None, options=options)
        intro = "<p>Stories and names follow in every module. The numbers are the same for all.</p>"
        super().__init__("Whose desk is it?", (control,), (), intro)

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        """Remember a choice. Raises `DesksideError` for none."""
        name = values.get("skin")
        if name not in skins():
            raise DesksideError("Choose one of them.")
        if watch() is Watch.LIVE:
            store().add("", _PART, "chose", {"value": name})
        self._show(name)

    def answers(self, most: int, progress: Progress = quietly) -> Answers:
        """A page is written for one kind of desk."""
        return nobody("This page is written for one kind of desk. In JupyterLab you can choose yours.")

    def prepare(self) -> None:
        """Show what was chosen before."""
        if any((one.part, one.verb) == (_PART, "chose") for one in store().entries("")):
            self._show(chosen_skin())

    def rehearse(self) -> None:
        """Choose each."""
        for name in skins():
            self._show(name)
        self.form.values = {"skin": None}
        self.form.show("")

    def _show(self, name: str) -> None:
        self.form.values = {"skin": name}
        said = (
            f"{skins()[name]} it is. You can change it here at any time; a module takes it up when it starts."
        )
        self.form.show("", said=" ".join(filter(None, (said, store().notice))))
