"""`dealwright captable ipo`: what a public offering converts, sells and leaves to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.cli.captable.amounts import amount, part
from dealwright.cli.captable.holdings import add_after_rounds, holdings, say_left_out
from dealwright.cli.captable.opened import add_table, opened, stop
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse
    from fractions import Fraction

    from dealwright.cli.captable.opened import Opened
    from dealwright.equity.financing import Ipo


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts, "ipo", run, "work out a public offering",
        "It is that of `ipo:` in the file; what is said here goes before it.",
    )  # fmt: skip
    add_table(parser)
    parser.add_argument("--price", metavar="AMOUNT", help="offer price per share")
    parser.add_argument("--pre-money", metavar="AMOUNT", help="worth of all shares before it, in place of the price")
    parser.add_argument("--primary", metavar="SHARES", help="new shares that the company sells")
    parser.add_argument("--exercised", metavar="SHARE", help="part of the greenshoe that is exercised, such as 100%%")
    add_after_rounds(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Work out the offering.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        Stop: It has no answer.
        WrongUsage: There is none.
    """
    found = opened(options)
    ipo = _offering(options, found)
    from dealwright.equity.offerings.ipo import hold_ipo
    from dealwright.equity.rounds.impossible import ImpossibleError

    table = replace(found.table, as_of=ipo.on)
    try:
        result = hold_ipo(holdings(options, replace(found, table=table)), ipo, table.rounding)
    except ImpossibleError as impossible:
        raise stop(options, [impossible.problem], found.line) from impossible
    if options.json:
        from dealwright.show.captable.as_data import ipo_data

        print_json(ipo_data(result))
        return 0
    say_left_out(options, replace(found, table=table))
    from dealwright.show.captable.terminal import print_ipo

    print_ipo(table, result, console())
    return 0


def _offering(options: argparse.Namespace, found: Opened) -> Ipo:
    """Return the offering: the file's, with what was said on the command line."""
    from dealwright.equity.exact import exact
    from dealwright.equity.financing import Ipo

    table = found.table
    if table.ipo is None and options.price is None and options.pre_money is None:
        message = f"{options.file} has no `ipo:`; say --price or --pre-money, and --primary"
        raise WrongUsage(message)
    ipo = table.ipo or Ipo(on=table.as_of)
    if options.on is not None:
        ipo = replace(ipo, on=options.on)
    if options.price is not None:
        ipo = replace(ipo, price=amount(options.price, table.currency, "--price"), pre_money=None)
    if options.pre_money is not None:
        ipo = replace(ipo, pre_money=amount(options.pre_money, table.currency, "--pre-money"), price=None)
    if options.primary is not None:
        ipo = replace(ipo, primary=_shares(options.primary))
    if options.exercised is not None:
        ipo = replace(ipo, exercised=exact(part(options.exercised, "--exercised")))
    return ipo


def _shares(words: str) -> Fraction:
    """Read a number of shares."""
    from dealwright.lang.literal import exact_of, read_literal

    literal = read_literal(words.replace(",", "_"), "USD")
    value = None if literal is None or literal.unit.powers else exact_of(literal)
    if value is None or value < 0:
        message = f"'{words}' is no number of shares, such as 5_000_000"
        raise WrongUsage(message)
    return value
