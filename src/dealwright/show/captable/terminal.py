"""Print who owns what of a company, and what a round makes of it, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.tables.history import reconcile
from dealwright.show import number
from dealwright.show.captable.ipo import ipo_figures, ipo_finding
from dealwright.show.captable.owned import (
    MOST_HOLDERS,
    classes_table,
    convertibles_table,
    holders_table,
    owners_finding,
)
from dealwright.show.captable.paid_in import paid_table
from dealwright.show.captable.preferences import preferences_table
from dealwright.show.captable.printed import print_tables
from dealwright.show.captable.raised import bridge_table, financings_table
from dealwright.show.captable.rounds import round_figures, round_finding
from dealwright.show.captable.story import TableStory
from dealwright.show.tables import say, say_title
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.equity.captable import CapTable
    from dealwright.equity.offerings.ipo import HeldIpo
    from dealwright.equity.rounds.priced import PricedRound


def print_owners(table: CapTable, console: Console, *, every: bool = False) -> None:
    """Print who holds what on the table's day.

    Args:
        table: The company, without problems.
        console: Where to print.
        every: Whether every holder has a row, however many there are.
    """
    story = TableStory(table)
    most = len(table.stakeholders) + 1 if every else MOST_HOLDERS
    kinds = {key: spoken(each.relationship) for key, each in table.stakeholders.items() if each.relationship != "other"}
    anything = story.owned.holders or story.owned.pools
    _title(table, console)
    say(console, owners_finding(story.owned, story.names))
    print_tables(
        (
            holders_table(story.owned, story.names, {}, "table", kinds, most=most) if anything else None,
            classes_table(story.held, story.owned, story.names, "table") if anything else None,
            convertibles_table(story.owned, story.names, "table"),
            preferences_table(story.held, story.names),
            paid_table(story.held, story.names, most),
            financings_table(table, story.names) if table.financings else None,
            *(bridge_table(table, reconcile(table, each)) for each in table.headlines if table.financings),
        ),
        console,
    )


def print_rounds(table: CapTable, rounds: Sequence[PricedRound], console: Console) -> None:
    """Print rounds worked out.

    Args:
        table: The company.
        rounds: The rounds.
        console: Where to print.
    """
    say_title(console, table.company, table.currency)
    story = TableStory(table)
    for priced in rounds:
        say(console, round_finding(priced, story.names))
        print_tables(round_figures(priced, story.names, "table"), console)


def print_ipo(table: CapTable, held: HeldIpo, console: Console) -> None:
    """Print an offering worked out.

    Args:
        table: The company.
        held: The offering.
        console: Where to print.
    """
    _title(table, console)
    say(console, ipo_finding(held))
    print_tables(ipo_figures(held, TableStory(table).names, "table"), console)


def _title(table: CapTable, console: Console) -> None:
    say_title(console, table.company, f"as of {number.day(table.as_of)}, {table.currency}")
