"""`dealwright captable waterfall`: who gets what of an exit, at one value or many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable.amounts import amount
from dealwright.cli.captable.holdings import add_after_rounds, holdings, say_left_out
from dealwright.cli.captable.opened import add_table, opened
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse

    from dealwright.equity.captable import CapTable

DEFAULT_STEPS, MOST_STEPS = 10, 10_000


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(parts, "waterfall", run, "show who gets what of an exit, and where that changes")
    add_table(parser)
    parser.add_argument(
        "--exit", metavar="AMOUNT,...", dest="exits", action="append", default=[],
        help="exit values, as in 50m,100m (default: some around the breakpoints)",
    )  # fmt: skip
    parser.add_argument("--from", metavar="AMOUNT", dest="first", help="the lowest of evenly spaced exit values")
    parser.add_argument("--to", metavar="AMOUNT", dest="last", help="the highest of them")
    parser.add_argument("--steps", metavar="N", type=int, help="how many steps from one to the other (default: 10)")
    add_after_rounds(parser)
    parser.add_argument(
        "--must-convert", action="store_true", help="as at a qualified IPO: every class that can converts"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show an exit.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    found = opened(options)
    held = holdings(options, found)
    values = exit_values(options, found.table)
    from dealwright.show.captable.paid_out import PaidOut

    paid = PaidOut.of(found.table, held, values, forced=options.must_convert)
    if options.json:
        print_json(paid.data())
        return 0
    say_left_out(options, found)
    from dealwright.show.captable.terminal_exit import print_exit

    print_exit(paid, console())
    return 0


def exit_values(options: argparse.Namespace, table: CapTable) -> list[float]:
    """Return the exit values that were asked for; none where they are to be chosen.

    Args:
        options: The parsed options.
        table: The company.

    Raises:
        WrongUsage: They cannot be meant.
    """
    typed = [words for each in options.exits for words in each.split(",") if words.strip()]
    values = [float(amount(words, table.currency, "--exit")) for words in typed]
    if options.exits and not values:
        message = "--exit says no exit value, such as 50m,100m"
        raise WrongUsage(message)
    if options.first is None and options.last is None:
        if options.steps is not None:
            message = "--steps says how many from --from to --to: say those as well"
            raise WrongUsage(message)
        return values
    if options.last is None:
        message = "say --to with the highest exit value"
        raise WrongUsage(message)
    first = float(amount(options.first or "0", table.currency, "--from"))
    last = float(amount(options.last, table.currency, "--to"))
    if last < first:
        message = f"--from {options.first} lies above --to {options.last}"
        raise WrongUsage(message)
    steps = DEFAULT_STEPS if options.steps is None else options.steps
    if not 1 <= steps <= MOST_STEPS:
        message = f"--steps must be from 1 to {MOST_STEPS}"
        raise WrongUsage(message)
    return values + [first + (last - first) * step / steps for step in range(steps + 1)]
