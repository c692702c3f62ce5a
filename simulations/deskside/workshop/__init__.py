"""For the trainer: a module as one page that opens anywhere."""

from deskside.workshop.module import Module, module, modules
from deskside.workshop.page import SETTINGS, Page, default_place, write_page

__all__ = ["SETTINGS", "Module", "Page", "default_place", "module", "modules", "write_page"]
