"""Reads the cap table that a part of `captable` works on: of a file, of a deal, or of the Open Cap Format."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Stop, WrongUsage, override
from dealwright.cli.reading import as_json, counted, kind_of_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.ocf import OcfReading
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem
    from dealwright.lang.tree import Node

DEFAULT_TABLE = "captable.yaml"
_MOST_WARNINGS = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A cap table without errors.

    Args:
        table: The table, as of the day that was asked for.
        line: Gives the text of the line on which a place begins.
        above: What `--set` writes before a path of the table; empty where the table is a file of its own.
        reading: The package of the Open Cap Format that it is, where nothing was laid over that.
        root: What the table was read from; None for a package, and for a long table that was read line by line.
    """

    table: CapTable
    line: Callable[[Place], str]
    above: str = ""
    reading: OcfReading | None = None
    root: Node | None = None


def add_table(parser: argparse.ArgumentParser, *, on: bool = True) -> None:
    """Add what every part needs that reads a cap table.

    Args:
        parser: The part's parser.
        on: Whether it looks at a day that may be chosen.
    """
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=DEFAULT_TABLE, help="the cap table (default: captable.yaml)"
    )
    parser.add_argument("--company", metavar="NAME", help="which company, where a deal has several with securities")
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        dest="overrides",
        action="append",
        default=[],
        type=override,
        help="lay a value over it, as in classes.series_a.preference=2x; may be repeated",
    )
    if on:
        parser.add_argument("--on", metavar="DATE", type=day, help="the day to look at (default: the table's `as_of`)")


def day(words: str) -> dt.date:
    """Read a day.

    Args:
        words: What was typed.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    try:
        return dt.date.fromisoformat(words)
    except ValueError as none:
        message = f"'{words}' is no date such as 2025-06-30"
        raise argparse.ArgumentTypeError(message) from none


def opened(options: argparse.Namespace) -> Opened:
    """Read the cap table: print its problems, and stop where one is an error.

    Args:
        options: The parsed options of a part that has `add_table`.

    Raises:
        Stop: There are errors, which were printed.
        WrongUsage: A deal has no company with securities, or several, and none was named.
    """
    readers = {"package": _of_file, "table": _of_file, "deal": _of_deal}
    gc.disable()  # all that is read stays, so looking for garbage in it is in vain, and takes its time
    try:
        kind = kind_of_file(options.file) if Path(options.file).exists() else "table"
        found = readers[kind](options)
    finally:
        gc.enable()
    on = getattr(options, "on", None)
    return found if on is None else replace(found, table=replace(found.table, as_of=on))


def stop(options: argparse.Namespace, problems: Sequence[Problem], line: Callable[[Place], str]) -> Stop:
    """Tell problems for which nothing is computed; return what ends the verb.

    Args:
        options: The parsed options.
        problems: The problems.
        line: Gives the text of a line.
    """
    _tell(options, problems, line)
    errors = sum(problem.severity == "error" for problem in problems)
    if not as_json(options):
        say(f"{options.file}: {counted(errors, 'error')}; nothing was computed")
    return Stop(1)


def impossible(options: argparse.Namespace, found: Opened, problem: Problem) -> Stop:
    """Tell why a round or an offering has no answer; return what ends the verb.

    Args:
        options: The parsed options.
        found: The table.
        problem: Why.
    """
    if problem.code == "round-without-price" and found.above:
        unpriced = next(each for each in found.table.rounds if each.place == problem.place)
        path = f"{found.above}rounds.{unpriced.id}.pre_money"
        what = f"the price of round `{unpriced.id}` moves with the deal's drivers: it is another on every path"
        problem = replace(problem, what=what, expected="one price", mend=f"say `--set {path}=20m`")
    from dealwright.lang.narrow import narrowed

    return stop(options, [problem] if found.root is None else narrowed([problem], found.root), found.line)


def _of_file(options: argparse.Namespace) -> Opened:
    from dealwright.lang.captable import load_table

    loaded = load_table(options.file).with_overrides(dict(options.overrides))
    if loaded.table is None:
        raise stop(options, loaded.problems, loaded.line)
    if options.company not in {None, loaded.table.company}:
        message = f"{options.file} is the cap table of {loaded.table.company} alone: leave --company out"
        raise WrongUsage(message)
    _warn(options, loaded.problems, loaded.line)
    root = None if loaded.tree is None else loaded.tree.root
    return Opened(loaded.table, loaded.line, reading=loaded.reading, root=root)


def _of_deal(options: argparse.Namespace) -> Opened:
    from dealwright.equity.declared import no_place
    from dealwright.lang.cap_tables import cap_table
    from dealwright.lang.checks.issued import place_in
    from dealwright.lang.load import load

    loaded = load(options.file)
    loaded = loaded.with_overrides(dict(options.overrides)) if options.overrides else loaded
    if loaded.deal is None:
        raise stop(options, loaded.problems, loaded.line)
    _warn(options, loaded.problems, loaded.line)
    names = [name for name, company in loaded.deal.companies.items() if company.securities is not None]
    chosen = options.company or (names[0] if len(names) == 1 else None)
    if chosen not in names:
        known = ", ".join(names)
        message = f"say --company with one of {known}" if names else f"no company of {options.file} has `securities`"
        raise WrongUsage(message)
    node = loaded.node_at(f"companies.{chosen}.securities")
    place_of = no_place if node is None else partial(place_in, node)
    return Opened(cap_table(loaded.deal, chosen, place_of), loaded.line, f"companies.{chosen}.securities.", root=node)


def _warn(options: argparse.Namespace, problems: Sequence[Problem], line: Callable[[Place], str]) -> None:
    """Tell warnings in one line each: `check` shows them in full."""
    if as_json(options) and problems:
        _tell(options, problems, line)
    elif not as_json(options):
        for warning in problems[:_MOST_WARNINGS]:
            say(str(warning))
        more = len(problems) - _MOST_WARNINGS
        if more > 0:
            say(f"{options.file}: {counted(more, 'more warning')}; `dealwright check` tells them all")


def _tell(options: argparse.Namespace, problems: Sequence[Problem], line: Callable[[Place], str]) -> None:
    """Print problems on stderr, as JSON where JSON was asked for."""
    if as_json(options):
        print_json([problem.to_json() for problem in problems], sys.stderr)
    else:
        print_problems(problems, line)
