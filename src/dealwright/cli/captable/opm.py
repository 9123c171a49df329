"""`dealwright captable opm`: what each class is worth by the option pricing method, and the equity behind a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable.amounts import amount, part, years
from dealwright.cli.captable.holdings import add_after_rounds, holdings, say_left_out
from dealwright.cli.captable.opened import add_table, opened
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse
    from fractions import Fraction

    from dealwright.cli.captable.opened import Opened
    from dealwright.equity.exits.option_pricing import Market
    from dealwright.equity.securities import ShareClass
    from dealwright.show.captable.option_worth import OptionWorth


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts,
        "opm",
        run,
        "value each class by the option pricing method",
        "Say the worth of all equity, or a class whose price it is to be solved for.",
    )
    add_table(parser)
    parser.add_argument("--equity", metavar="AMOUNT", help="worth of all equity")
    parser.add_argument(
        "--backsolve", metavar="CLASS", help="solve for the equity at which this class is worth its price"
    )
    parser.add_argument("--price", metavar="AMOUNT", help="that price per share (default: its original issue price)")
    parser.add_argument("--volatility", metavar="RATE", default="60%", help="of the equity, a year (default: 60%%)")
    parser.add_argument(
        "--years", metavar="YEARS", default="5", help="until the exit, such as 5 or '18 months' (default: 5)"
    )
    parser.add_argument("--rate", metavar="RATE", default="4%", help="risk-free, continuous, a year (default: 4%%)")
    add_after_rounds(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Value the classes.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    if (options.equity is None) == (options.backsolve is None):
        message = "say either --equity or --backsolve"
        raise WrongUsage(message)
    found = opened(options)
    worth = _worth(options, found)
    if options.json:
        print_json(worth.data())
        return 0
    say_left_out(options, found)
    from dealwright.show.captable.option_worth import print_worth

    print_worth(worth, console())
    return 0


def _worth(options: argparse.Namespace, found: Opened) -> OptionWorth:
    """Work out what each class is worth.

    Raises:
        WrongUsage: There is no such class, it has no price, or no equity makes it worth as much.
    """
    from dealwright.show.captable.option_worth import OptionWorth

    held, market = holdings(options, found), _market(options)
    if options.equity is not None:
        return OptionWorth.of(
            found.table, held, market, float(amount(options.equity, found.table.currency, "--equity"))
        )
    cls = held.classes.get(options.backsolve)
    if cls is None:
        message = f"there is no class '{options.backsolve}' in {options.file}; there are {', '.join(held.classes)}"
        raise WrongUsage(message)
    price = _price(options, cls, found.table.currency)
    worth = OptionWorth.backsolved(found.table, held, market, (cls.id, float(price)))
    if worth is None:
        message = (
            f"no worth of the equity makes a share of '{cls.id}' worth {float(price):g} {found.table.currency}"
            if any(lot.of == cls.id for lot in held.lots)
            else f"no shares of '{cls.id}' are outstanding; --after-rounds counts those of the rounds"
        )
        raise WrongUsage(message)
    return worth


def _price(options: argparse.Namespace, cls: ShareClass, currency: str) -> Fraction:
    """Return the price per share that a class is to be worth."""
    price = cls.original_issue_price if options.price is None else amount(options.price, currency, "--price")
    if price is None:
        message = f"the class '{cls.id}' has no original issue price; say --price"
        raise WrongUsage(message)
    if price <= 0:
        message = (
            "--price must be above zero"
            if options.price
            else f"the class '{cls.id}' was issued for nothing; say --price"
        )
        raise WrongUsage(message)
    return price


def _market(options: argparse.Namespace) -> Market:
    """Read what moves the equity until the exit."""
    from dealwright.equity.exits.option_pricing import Market

    volatility, rate = part(options.volatility, "--volatility"), part(options.rate, "--rate")
    until = years(options.years, "--years")
    if volatility <= 0 or until <= 0:
        message = "--volatility and --years must be above zero"
        raise WrongUsage(message)
    return Market(volatility, until, rate)
