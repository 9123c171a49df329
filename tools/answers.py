"""Write what the program answers into the pages of examples, below the commands that ask it.

`python tools/answers.py` renews each block that begins with `$ dealwright ...`; a test compares.
"""

import contextlib
import io
import os
import re
import shlex
from pathlib import Path

from dealwright.cli.main import main as run

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "bargaining.md",
    "film-recoupment.md",
    "cloud-commitment.md",
    "three-at-the-table.md",
    "plan.md",
    "dependence.md",
    "trade.md",
    "offers.md",
    "genius.md",
    "facts.md",
    "talks.md",
    "advice.md",
)
BLOCK = re.compile(r"```text\n\$ dealwright ([^\n]+)\n.*?```\n", re.DOTALL)
WIDE = 120


def renewed(text: str) -> str:
    """Answer every command of a page anew.

    Args:
        text: The page.

    Returns:
        The page, its blocks renewed.
    """
    return BLOCK.sub(lambda block: f"```text\n$ dealwright {block[1]}\n{answer(block[1])}```\n", text)


def answer(command: str, folder: Path = ROOT, *, errors: bool = False) -> str:
    """Return what the program prints for a command, without spaces at the ends of lines.

    Args:
        command: What is typed after its name.
        folder: Where it is typed.
        errors: Whether problems are wanted as well, which are printed beside the answer.
    """
    out, here = io.StringIO(), Path.cwd()
    beside = out if errors else io.StringIO()
    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ.update(COLUMNS=str(WIDE), NO_COLOR="1")
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(beside):
            run(shlex.split(command))
    finally:
        os.chdir(here)
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines()) + "\n"


def main() -> None:
    """Renew the pages."""
    for page in PAGES:
        path = ROOT / "docs" / page
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
