"""All commands, in the order ``deskside --help`` lists them."""

from deskside.cli import lab  # isort: skip  # the order of these lines is the order of the help
from deskside.cli import desk  # isort: skip
from deskside.cli import progress  # isort: skip
from deskside.cli import reference  # isort: skip
from deskside.cli import agenda  # isort: skip  # makes `workshop`; its commands come in this order
from deskside.cli import readiness  # isort: skip
from deskside.cli import print_outs  # isort: skip
from deskside.cli import workshop  # isort: skip
from deskside.cli import course  # isort: skip
from deskside.cli.app import app

__all__ = [
    "agenda",
    "app",
    "course",
    "desk",
    "lab",
    "print_outs",
    "progress",
    "readiness",
    "reference",
    "workshop",
]
