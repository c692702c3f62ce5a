"""Panels: levers on a desk, and what they do to it. Nothing here knows a particular lesson."""

from deskside.panels.exported import PART, Answers, Progress, after, nobody, quietly, replies
from deskside.panels.floor import Floor, Wording, ticket_story
from deskside.panels.form import LOST, NOT_LIVE, Button, Control, Form, Part, show_together
from deskside.panels.front import LOOK
from deskside.panels.lever import Lever
from deskside.panels.live import UNATTENDED, Watch, watch
from deskside.panels.measure import Measured, measure
from deskside.panels.panel import Panel

__all__ = [
    "LOOK",
    "LOST",
    "NOT_LIVE",
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
    "show_together",
    "ticket_story",
    "watch",
]
