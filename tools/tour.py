"""Write what the program answers into docs/tour.md, whose steps are taken one after another from an empty folder.

`make docs` renews it; a test compares. A block of the page is a step:

- `text` that begins with `$ dealwright ...` is typed; what is printed follows. If it ends in `...`, so many lines are
  kept. The folder's name and sizes of files, which differ from one machine to another, are left out.
- `diff` is done to the file last written: each line with `-` becomes the line with `+` below it.
"""

import re
import tempfile
from pathlib import Path

import answers

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tour.md"
FILE = "mine.yaml"
_STEP = re.compile(
    r"```text\n\$ dealwright (?P<typed>[^\n]+)\n(?P<printed>.*?)```\n|```diff\n(?P<edit>.*?)```\n", re.DOTALL
)
_MORE = "...\n"
_SIZE = re.compile(r"\(\d+\.\d MB")


def taken(text: str, folder: Path) -> str:
    """Take every step of the tour.

    Args:
        text: The page.
        folder: An empty folder.

    Returns:
        The page, what was printed renewed.

    Raises:
        ValueError: If what a step changes in the file is not there, or is there more than once.
    """
    return _STEP.sub(lambda step: _step(step, folder), text)


def _step(step: re.Match[str], folder: Path) -> str:
    if step["edit"] is not None:
        edited(folder / FILE, step["edit"])
        return step[0]
    printed = answers.answer(step["typed"], folder, errors=True).replace(
        folder.resolve().as_uri(), "file:///your/folder"
    )
    printed = _SIZE.sub("(... MB", printed)
    kept = step["printed"]
    if kept.endswith(_MORE):
        printed = "".join(printed.splitlines(keepends=True)[: kept.count("\n") - 1]) + _MORE
    return f"```text\n$ dealwright {step['typed']}\n{printed}```\n"


def edited(file: Path, edit: str) -> None:
    """Do to a file what a step says.

    Args:
        file: The file.
        edit: Lines with `-` and the lines with `+` that take their place.

    Raises:
        ValueError: If a line is not there, or more than once.
    """
    text = file.read_text(encoding="utf-8")
    for old, new in re.findall(r"(?m)^-(.*\n)\+(.*\n)", edit):
        if text.count(old) != 1:
            message = f"{file.name} has {text.count(old)} lines as this one, not one: {old}"
            raise ValueError(message)
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Renew the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(taken(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
