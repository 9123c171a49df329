"""Finds what is outstanding: on the day asked for, or after the rounds that the table names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable.opened import Opened, impossible
from dealwright.cli.console import say
from dealwright.cli.options import WrongUsage
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    import argparse

    from dealwright.equity.holdings import Holdings


def add_after_rounds(parser: argparse.ArgumentParser) -> None:
    """Add the choice of looking at what holds after the rounds to come."""
    parser.add_argument("--after-rounds", action="store_true", help="after the table's `rounds`, made or planned")


def say_left_out(options: argparse.Namespace, found: Opened) -> None:
    """Say which planned rounds are not counted, where --after-rounds would count them.

    Args:
        options: The parsed options of a part that has `add_after_rounds`.
        found: The table.
    """
    planned = [round_.id for round_ in found.table.rounds if round_.pro_forma or round_.on > found.table.as_of]
    if planned and not options.after_rounds:
        say(
            f"without {joined(planned)}, {'which is' if len(planned) == 1 else 'which are'} planned: say --after-rounds"
        )


def holdings(options: argparse.Namespace, found: Opened) -> Holdings:
    """Return what is outstanding.

    Args:
        options: The parsed options of a part that has `add_after_rounds`.
        found: The table.

    Raises:
        Stop: A round has no answer; its problem was printed.
        WrongUsage: There are no rounds.
    """
    from dealwright.equity.ledger import holdings_on

    if not options.after_rounds:
        return holdings_on(found.table, audited=True)
    if not found.table.rounds:
        message = f"{options.file} has no `rounds`: leave --after-rounds out"
        raise WrongUsage(message)
    from dealwright.equity.rounds.planned import planned

    plan = planned(found.table)
    if plan.problem is not None:
        raise impossible(options, found, plan.problem)
    return plan.after
