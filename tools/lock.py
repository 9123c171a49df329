"""Write requirements.lock: one pinned version of everything that the program and its checks need.

Run it with the oldest Python that the project supports (`make lock`): what installs there installs on the newer ones.
The file names packages and versions only, so it works with whatever package index the machine is set up for.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Everything that the program and its checks need, one version each, for Python 3.11 to 3.13.
# Made by `make lock` from pyproject.toml; `make setup` installs it.
"""


def wanted(pyproject: Path) -> list[str]:
    """List the requirements of the program and of its checks.

    Args:
        pyproject: The project's declaration.

    Returns:
        Requirement strings, as declared.
    """
    declared = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    return [*declared["project"]["dependencies"], *declared["dependency-groups"]["check"]]


def resolve(requirements: list[str]) -> dict[str, str]:
    """Ask pip which versions it would install together into an empty environment.

    Args:
        requirements: Requirement strings.

    Returns:
        Versions by normalised package name.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ask = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report"]
        subprocess.run([*ask, str(report), *requirements], check=True)
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {normalised(item["metadata"]["name"]): item["metadata"]["version"] for item in found}


def normalised(name: str) -> str:
    """Return a package's name in the one spelling that indexes compare.

    Args:
        name: The name as its author writes it.

    Returns:
        Lower case, with one hyphen for each run of `-`, `_` and `.`.
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Renew the lock, or with `--check` prove that the lock holds for this Python.

    Returns:
        0, or 1 where `--check` finds that pip would install anything else.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="prove that the lock is complete for this Python")
    lock = ROOT / "requirements.lock"
    if parser.parse_args().check:
        pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        found = resolve([*wanted(ROOT / "pyproject.toml"), *pins])
        extra = sorted(f"{name}=={version}" for name, version in found.items() if f"{name}=={version}" not in pins)
        print("\n".join(["the lock lacks:", *extra]) if extra else "the lock is complete")
        return 1 if extra else 0
    found = resolve(wanted(ROOT / "pyproject.toml"))
    lines = [f"{name}=={version}\n" for name, version in sorted(found.items())]
    lock.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"requirements.lock: {len(lines)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
