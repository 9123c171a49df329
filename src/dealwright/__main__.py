"""Run the command line with `python -m dealwright`."""

from dealwright.cli.main import leave

if __name__ == "__main__":
    leave()
