"""What a person did in the course: kept for them alone, in a file of their own, whatever the kernel does."""

from deskside.progress.entry import Entry, Verb
from deskside.progress.place import VARIABLE, Place, person, place
from deskside.progress.standing import Predicted, Standing, predictions, standings
from deskside.progress.store import Store, delete, here

__all__ = [
    "VARIABLE",
    "Entry",
    "Place",
    "Predicted",
    "Standing",
    "Store",
    "Verb",
    "delete",
    "here",
    "person",
    "place",
    "predictions",
    "standings",
]
