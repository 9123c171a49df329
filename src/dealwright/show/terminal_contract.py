"""Print the kinds of term, and the terms of a deal, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dealwright.show import number
from dealwright.show.tables import say_title
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from dealwright.deal.deal import Deal
    from dealwright.lang.term_keys import KeyWords
    from dealwright.show.contract import TermInWords


def print_kinds(kinds: Mapping[str, tuple[str, Sequence[KeyWords]]], console: Console) -> None:
    """Print what each kind of term is, with its keys where they are given.

    Args:
        kinds: the meaning and the keys of each.
        console: where to print.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for name, (meaning, keys) in kinds.items():
        table.add_row(Text(name, style="bold"), Text(meaning))
        own = [f"{each.key}*" if each.must else each.key for each in keys if each.own]
        if own:
            table.add_row("", Text(", ".join(own), style="dim"))
    console.print(table)
    known = "Keys with a star must be there. " if any(keys for _, keys in kinds.values()) else ""
    console.print()
    console.print(Text(f"{known}`dealwright explain KIND` says what a kind is for, with each key and an example."))


def print_contract(deal: Deal, terms: Sequence[TermInWords], console: Console) -> None:
    """Print the terms of a deal.

    Args:
        deal: the deal.
        terms: its terms in words.
        console: where to print.
    """
    say_title(
        console,
        deal.title,
        f"as of {number.day(deal.dates[0])}, {number.in_money(deal.currency, deal.prices, deal.dates[0])}",
    )
    for term in terms:
        state = "" if term.active else ", not in force"
        console.print()
        console.print(Text(term.term, style="bold") + Text(f"  {term.kind}{state}", style="dim"))
        titled = f"{term.title}: " if term.title.lower() != term.term.replace("_", " ") else ""
        lines = [f"{titled}{capital(term.says)}", capital(term.runs), capital(term.dealings)]
        for line in filter(None, lines):
            console.print(Padding(Text(line), (0, 0, 0, 2)))
    if not terms:
        console.print("It has no terms.")
