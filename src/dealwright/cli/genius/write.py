"""`dealwright genius write`: a deal becomes a scenario that agents can play."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts,
        "write",
        run,
        "write a deal as a scenario that agents can play",
        "Its negotiable paths become issues, and each party's worth of a package its utility.",
    )
    add_deal(parser)
    parser.add_argument("--out", metavar="FOLDER", default="scenario", help="the folder to write (default: scenario)")
    parser.add_argument("--force", action="store_true", help="write over files that are there")
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write a deal as a scenario.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The deal negotiates nothing, or the folder cannot be written.
    """
    study, deal = open_study(options)
    folder = Path(options.out)
    if deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so there is nothing to play"
        raise WrongUsage(message)
    if not options.force and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is there already, and stays as it is; say --force, or another --out"
        raise WrongUsage(message)
    from dealwright.study.genius import write_files

    with explained(options, study):
        made = study.agents_scenario(folder.resolve().name)
    try:
        files = write_files(made, folder)
    except OSError as refusal:
        message = f"cannot write {folder}: {refusal.strerror}"
        raise WrongUsage(message) from refusal
    if options.json:
        print_json({**made.to_json(), "folder": str(folder), "files": list(files)})
        return 0
    from dealwright.show.genius.terminal_made import print_made

    print_made(made, str(folder), files, console())
    return 0
