"""The desk floor: what happened at a desk, as a film, and each ticket's story in plain words."""

from deskside.panels.floor.phrases import Wording
from deskside.panels.floor.player import Floor
from deskside.panels.floor.story import ticket_story

__all__ = ["Floor", "Wording", "ticket_story"]
