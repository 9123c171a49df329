"""`dealwright serve`: the deal live in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_verb
from dealwright.cli.reading import kind_of_file

if TYPE_CHECKING:
    import argparse

PREVIEW = 2_048
"""Futures of a preview."""
MOST_PORT = 65_535
DEFAULT_PORT = 8_337


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "serve",
        run,
        "the deal live in the browser: sliders, pictures, trails",
        "The page works offline, and only on this machine: the address that is printed lets in whoever has it. The "
        "file stays the truth: save it, and the page follows; the page writes it only after a click on a shown "
        "difference.",
    )
    add_deal(parser)
    add_futures(parser)
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"where to listen (default {DEFAULT_PORT}; 0: any)"
    )
    parser.add_argument("--no-open", action="store_true", help="print the address, and open no browser")


def run(options: argparse.Namespace) -> int:
    """Serve a deal until it is interrupted.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: There is no such file, or nothing can listen there.
    """
    file = Path(options.file)
    if not file.exists():
        message = f"there is no file {file}; `dealwright new {file}` writes one to begin with"
        raise WrongUsage(message)
    if kind_of_file(options.file) != "deal":
        message = f"{file} is a cap table: `dealwright report {file}` makes its page; a deal is what is served"
        raise WrongUsage(message)
    from dealwright.web.pool import load_ahead

    load_ahead()
    from dealwright.cli.answering import answer, questions
    from dealwright.web.api.questions import Door
    from dealwright.web.serve import LOOPBACK, bound, serve
    from dealwright.web.settings import Settings

    try:
        listening = bound(LOOPBACK, options.port)
    except OSError as refusal:
        message = f"port {options.port} is taken ({refusal.strerror}); say another, as in --port 0 for any that is free"
        raise WrongUsage(message) from refusal
    few = min(PREVIEW, options.paths)
    settings = Settings(options.file, options.seed, options.paths, few, options.sources or "", options.draws)
    said = {name: getattr(options, name) for name in ("seed", "paths", "draws", "sources")}
    door = Door(questions({name: value for name, value in said.items() if value is not None}), answer, options.file)
    serve(settings, door, listening, lambda address: _told(options, address))
    return 0


def _told(options: argparse.Namespace, address: str) -> None:
    print(f"{options.file} is served at\n  {address}\nCtrl-C ends it.", flush=True)
    if not options.no_open:
        import webbrowser

        webbrowser.open(address)


def _port(text: str) -> int:
    import argparse

    if not text.isdigit() or int(text) > MOST_PORT:
        message = f"'{text}' is no port: give a whole number from 0 to {MOST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
