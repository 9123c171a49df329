"""Run the command line with `python -m dealwright`."""

import sys

from dealwright.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
