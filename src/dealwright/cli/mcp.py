"""`dealwright mcp`: check, value, bargain and explain as tools for assistants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.options import Verbs, WrongUsage, add_verb

if TYPE_CHECKING:
    import argparse

TOOLS = ("check", "value", "bargain", "explain")
"""What assistants may ask."""
INSTALL = "pip install 'dealwright[mcp]'"


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "mcp",
        run,
        f"let assistants ask: {', '.join(TOOLS[:-1])} and {TOOLS[-1]} as tools",
        "It speaks the Model Context Protocol on standard input and output, and ends when its input does. Nothing is "
        f"written, and nothing outside the folder is read. Needs {INSTALL}",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="", help="the deal that is meant where none is named"
    )
    parser.add_argument(
        "--folder",
        metavar="DIR",
        default=".",
        help="only files in this folder, or below it, are read (default: this one)",
    )


def run(options: argparse.Namespace) -> int:
    """Answer an assistant until it has gone.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The extra is not installed, there is no such folder, or the file lies outside it.
    """
    folder = Path(options.folder)
    if not folder.is_dir():
        message = f"there is no folder {folder}"
        raise WrongUsage(message)
    file = _within(folder, options.file)
    try:
        import mcp  # noqa: F401 - only whether it is there
    except ImportError as missing:
        message = f"the door for assistants is not installed; type {INSTALL}"
        raise WrongUsage(message) from missing
    import asyncio

    from dealwright.cli.answering import answer, questions
    from dealwright.web.api.questions import Door
    from dealwright.web.assistants.server import assist

    asked = tuple(each for each in questions({}) if each.name in TOOLS)
    asyncio.run(assist(Door(asked, answer, str(folder / file)), folder, file))
    return 0


def _within(folder: Path, file: str) -> str:
    """Return a file as it is called from the folder.

    Raises:
        WrongUsage: It is not there, or lies outside.
    """
    if not file:
        return ""
    if not Path(file).is_file():
        message = f"there is no file {file}"
        raise WrongUsage(message)
    if not Path(file).resolve().is_relative_to(folder.resolve()):
        message = f"{file} lies outside {folder}; say its folder with --folder"
        raise WrongUsage(message)
    return str(Path(file).resolve().relative_to(folder.resolve()))
