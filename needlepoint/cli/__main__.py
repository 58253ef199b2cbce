"""`python -m needlepoint.cli` is the same program."""

import sys

from needlepoint.cli import main

if __name__ == "__main__":
    sys.exit(main())
