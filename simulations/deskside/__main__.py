"""``python -m deskside`` is the command ``deskside``."""

import sys

from deskside.cli import main

if __name__ == "__main__":
    sys.exit(main())
