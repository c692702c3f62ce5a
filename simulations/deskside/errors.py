"""What goes wrong in a way the person at the keyboard can mend."""

__all__ = ["DesksideError"]


class DesksideError(Exception):
    """A problem told in one clear line: what was wrong, where, and what to do.

    The command line prints the message and leaves with code 2; a panel shows it in place of the chart; a cell
    of a notebook shows it in place of a traceback.

    >>> str(DesksideError("scenario 'x': no such file"))
    "scenario 'x': no such file"
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]
