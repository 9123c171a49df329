"""Write the pages of the manual that follow from the code: commands, kinds of term and of driver, words.

`make docs` writes them; a test compares, so that a page cannot fall behind.
"""

import argparse
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import api
import term_pages
from pydantic import BaseModel

from dealwright.cli.glossary import WORDS
from dealwright.cli.main import parser
from dealwright.deal.driver import DRIVER_KINDS

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Made by `make docs` from the code; change it there. -->\n"


def pages() -> dict[str, str]:
    """Make every page.

    Returns:
        The texts by file name.
    """
    return {
        "api.md": api.page(),
        "cli.md": commands(),
        "drivers.md": drivers(),
        "words.md": words(),
        **term_pages.pages(),
    }


def commands() -> str:
    """Make the page of the command line.

    Returns:
        Markdown.
    """
    top = parser()
    verbs = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001 - argparse shows them no other way
    parts = [
        NOTE,
        "# Commands\n",
        f"{top.description}\n",
        f"{top.epilog} Results go to stdout, problems to stderr; with `--json` both are JSON.\n",
    ]
    parts.append("Before the verb: `--version` prints the version, `--debug` shows where in the code an error arose.\n")
    for name, verb in verbs.choices.items():
        parts += described(name, verb)
    return "\n".join(parts)


def described(name: str, verb: argparse.ArgumentParser) -> Iterator[str]:
    """Describe a verb, and each of its parts after it.

    Args:
        name: What is typed.
        verb: Its parser.

    Yields:
        Pieces of Markdown.
    """
    more = (verb.description or "").split("\n", 1)
    yield from (f"## dealwright {name}\n", f"{more[0].strip()}\n")
    yield from [f"```\n{more[1].strip()}\n```\n"] if len(more) > 1 else []
    parts = next((action for action in verb._actions if isinstance(action, argparse._SubParsersAction)), None)  # noqa: SLF001 - argparse shows them no other way
    if parts is not None:
        for part, parser_ in parts.choices.items():
            yield from described(f"{name} {part}", parser_)
    elif list(rows(verb)):
        yield from ("| | |", "|---|---|", *rows(verb), "")


def rows(verb: argparse.ArgumentParser) -> Iterator[str]:
    """List what can be said to one verb.

    Args:
        verb: The verb's parser.

    Yields:
        Rows of a table, one for each argument that is shown in the help.
    """
    for action in verb._actions:  # noqa: SLF001 - argparse shows them no other way
        if action.help == argparse.SUPPRESS or action.dest == "help":
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        value = f" {metavar}" if action.nargs != 0 and metavar else ""
        shown = [f"{each}{value}" for each in action.option_strings] or [metavar]
        yield f"| {', '.join(f'`{each}`' for each in shown)} | {(action.help or '').replace('%%', '%')} |"


def drivers() -> str:
    """Make the page of the kinds of driver.

    Returns:
        Markdown.
    """
    parts = [NOTE, "# Kinds of driver\n", "What moves in a deal and nobody decides.\n"]
    for driver in DRIVER_KINDS:
        shown = (key for key in keys(driver) if key not in {"kind", "points"})
        own = ", ".join([*(f"`{key}`" for key in shown), *(["years and dates"] if "points" in keys(driver) else [])])
        parts += [f"## {driver.model_fields['kind'].default}\n", f"{inspect.getdoc(driver)}\n", f"Keys: {own}.\n"]
    return "\n".join(parts)


def keys(shape: type[BaseModel]) -> list[str]:
    """List a shape's keys as a deal file spells them.

    Args:
        shape: A declared shape.

    Returns:
        The keys, in the order of the declaration.
    """
    return [field.alias or name for name, field in shape.model_fields.items()]


def words() -> str:
    """Make the page of words.

    Returns:
        Markdown.
    """
    rows = [f"**{word}** {meaning}\n" for word, meaning in WORDS.items()]
    return "\n".join([NOTE, "# Words\n", "What `dealwright explain WORD` answers.\n", *rows])


def main() -> int:
    """Write the pages.

    Returns:
        0.
    """
    for name, text in pages().items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
