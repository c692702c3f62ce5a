"""Panels: levers on a desk, and what they do to it. Nothing here knows a particular lesson."""

from deskside.panels.exported import PART, Answers, Progress, after, nobody, quietly, replies
from deskside.panels.floor import Floor, Wording, ticket_story
from deskside.panels.form import LOOK, Button, Control, Form, Part
from deskside.panels.lever import Lever
from deskside.panels.live import UNATTENDED, Watch, watch
from deskside.panels.measure import Measured, measure
from deskside.panels.panel import Panel

__all__ = [
    "LOOK",
    "PART",
    "UNATTENDED",
    "Answers",
    "Button",
    "Control",
    "Floor",
    "Form",
    "Lever",
    "Measured",
    "Panel",
    "Part",
    "Progress",
    "Watch",
    "Wording",
    "after",
    "measure",
    "nobody",
    "quietly",
    "replies",
    "ticket_story",
    "watch",
]
