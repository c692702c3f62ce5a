"""Set up and run Deskside with nothing but Python: ``python tools/setup.py lab``.

The targets are in targets.py. This file alone must be readable by every Python there is, so that an old one
can say that it is too old instead of stopping at a syntax error.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python does run this line
    sys.stderr.write(
        "setup: Deskside needs Python 3.11 or newer; this is Python %d.%d. "  # noqa: UP031  Python 2 has no f-string
        "Install one, then name it: make lab PYTHON=python3.12 "
        "(Windows: py -3.12 tools\\setup.py lab)\n" % sys.version_info[:2]
    )
    sys.exit(2)

import targets

if __name__ == "__main__":
    sys.exit(targets.main(sys.argv[1:]))
