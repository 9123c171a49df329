"""Print a public offering on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.captable.figures import per_share, shares
from dealwright.show.captable.names import names_of_table
from dealwright.show.captable.printed import print_tables
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.tables import say_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.equity.ipo import HeldIpo
    from dealwright.show.captable.names import TableNames

_MOST_ROWS = 30


def print_ipo(table: CapTable, held: HeldIpo, console: Console) -> None:
    """Print an offering.

    Args:
        table: The company.
        held: The offering worked out.
        console: Where to print.
    """
    names = names_of_table(table)
    say_title(console, f"{table.company}: a public offering on {number.day(held.ipo.on)}", f"{table.currency}, exact")
    print_tables((_offer(held), _classes(held, names), _holders(held, names)), console)


def _offer(held: HeldIpo) -> TableFigure:
    """Return what is sold, and what the company keeps of it."""
    rows = [
        ("Offer price", per_share(held.price), ""),
        ("Worth of all shares before", _money(held.pre_money), ""),
        ("Gross to the company", _money(held.gross), f"{shares(held.primary)} new shares"),
        *([("", "", f"{shares(held.greenshoe)} of them the greenshoe")] if held.greenshoe else []),
        ("Underwriters", _money(held.underwriting), ""),
        ("Net to the company", _money(held.net), ""),
        ("Market value", _money(held.market_value), "all shares outstanding"),
        ("Fully diluted", _money(held.fully_diluted_value), "with rights and pools"),
    ]
    return _table("The offering", "", ("", "amount", ""), rows)


def _classes(held: HeldIpo, names: TableNames) -> TableFigure | None:
    """Return what each class became, or why it stays."""
    rows = [(names.security(each.of), shares(each.shares), shares(each.common)) for each in held.classes]
    rows += [(names.security(of), "stays", why) for of, why in held.stays.items()]
    return _table("What converts", "", ("Class", "shares", "common"), rows) if rows else None


def _holders(held: HeldIpo, names: TableNames) -> TableFigure:
    """Return what each holder has after it."""
    ordered = sorted(held.shares, key=lambda holder: -held.shares[holder])
    rows = [
        (
            names.holder(holder),
            shares(held.shares[holder]),
            _money(held.value[holder]),
            _money(held.sellers[holder]) if holder in held.sellers else number.NOTHING,
            number.day(held.may_sell[holder]) if holder in held.may_sell else "",
        )
        for holder in ordered[:_MOST_ROWS]
    ]
    heads = ("Holder", "shares", "worth", "sold for", "may sell from")
    return _table("Who has what after it", "Shares as converted; worth at the offer price.", heads, rows)


def _table(finding: str, subtitle: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> TableFigure:
    numbers = {1, 2, 3} if len(heads) > 3 else {1}  # noqa: PLR2004 - names first, words last
    return TableFigure(
        name="ipo",
        finding=finding,
        subtitle=subtitle,
        head=tuple(Head(text, number=place in numbers) for place, text in enumerate(heads)),
        rows=tuple(Row(tuple(Cell(text) for text in row)) for row in rows),
        source="",
        sample="",
    )


def _money(amount: Exact) -> str:
    return number.money(float(amount))
