"""Write the manual's page of problems from the codes and the gallery that provokes each of them.

`python tools/errors.py` renews the expected texts of the gallery and the page; a test compares both.
"""

import os
import sys
from contextlib import chdir
from pathlib import Path

from dealwright.ground.problem import render
from dealwright.lang.captable import LoadedTable, load_table
from dealwright.lang.codes import TABLE, Code
from dealwright.lang.load import Loaded, load
from dealwright.lang.reading import is_captable

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "tests" / "gallery"
PAGE = ROOT / "docs" / "errors.md"
NOTE = "<!-- Made by `make docs` from the codes and the gallery in tests/gallery; change it there. -->\n"
HEAD = """# Problems

Everything that can be wrong with a deal file, by its code. `dealwright explain CODE` prints the same. An error stops
every valuation, a warning stops nothing; all are shown at once, in the order of the file.
"""


def opened(name: str) -> Loaded | LoadedTable:
    """Load a file of the gallery, in its folder: a deal, or a cap table.

    Args:
        name: The file.
    """
    text = Path(name).read_bytes().decode(errors="replace")
    return load_table(name) if is_captable(text) else load(name)


def rendered(loaded: Loaded | LoadedTable) -> str:
    """Write every problem of a deal or cap table the way the command line does.

    Args:
        loaded: What was loaded.

    Returns:
        The problems with a blank line between them.
    """
    return "\n\n".join(render(problem, loaded.line(problem.place)) for problem in loaded.problems) + "\n"


def expected_texts() -> dict[str, str]:
    """Render every file of the gallery.

    Returns:
        The texts by code.
    """
    with chdir(GALLERY):
        return {path.stem: rendered(opened(path.name)) for path in sorted(GALLERY.glob("*.yaml"))}


def page() -> str:
    """Make the page.

    Returns:
        Markdown.
    """
    parts, group = [NOTE, HEAD], ""
    for code in TABLE:
        if code.group != group:
            group = code.group
            parts.append(f"## {group}\n")
        parts.append(section(code))
    return "\n".join(parts)


def section(code: Code) -> str:
    """Write what the page says about one code.

    Args:
        code: The code.

    Returns:
        Markdown.
    """
    example = (GALLERY / f"{code.name}.txt").read_text(encoding="utf-8")
    kind = " (warning)" if code.warning else ""
    words = f"{code.meaning} Expected: {_lowered(code.expected)} {code.mend}"
    return f"### {code.name}{kind}\n\n{words}\n\n```\n{example}```\n"


def _lowered(words: str) -> str:
    """Begin a sentence small, unless its first word is a code or a name."""
    return words if words[1:2].isupper() or not words[:1].isalpha() else words[0].lower() + words[1:]


def main() -> int:
    """Renew the texts and the page.

    Returns:
        0.
    """
    for code, text in expected_texts().items():
        (GALLERY / f"{code}.txt").write_text(text, encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main())
