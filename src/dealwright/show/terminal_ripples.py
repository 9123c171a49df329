"""Print what packages do to those who are not at the table, beside what they bring those who are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.names import Names
from dealwright.show.number import scale_of
from dealwright.show.ripples_words import extreme_words, rows_of, summary, unmoved
from dealwright.show.tables import say, show, side_by_side, table_of, with_errors
from dealwright.show.words import measure_words

if TYPE_CHECKING:
    from rich.console import Console

    from dealwright.bargain.ripples.ripples_result import Ripples

_FIGURE = 12
"""Cells for a figure with its error."""
TOGETHER = "together"


def print_found(found: Ripples, console: Console) -> None:
    """Print what packages do to those not at the table, by the names that the result knows itself.

    Args:
        found: the results.
        console: where to print.
    """
    print_ripples(found, Names(found.names), console, found.currency)


def print_ripples(found: Ripples, names: Names, console: Console, currency: str) -> None:
    """Print today's contract and each solution's package, then the best and worst of the frontier for each outsider.

    Args:
        found: the results.
        names: what the parties are called.
        console: where to print; its width decides how many parties stand side by side.
        currency: the deal's currency.
    """
    rows = rows_of(found)
    amounts = [each.bill.value for _, each in rows] + [each.surplus.value for _, each in rows]
    scale = scale_of(amounts)
    unit = f"{scale.suffix} {currency}".strip()
    heads = {**{party: names.short(party) for party in found.outsiders}, TOGETHER: TOGETHER, "table": "at the table"}
    room = max(len(label) for label, _ in rows) + 4
    for group in side_by_side({key: max(_FIGURE, len(head)) for key, head in heads.items()}, console.width - room):
        table = table_of(["", *(heads[key] for key in group)])
        columns = [
            with_errors(
                [{"table": each.surplus, TOGETHER: each.bill}.get(key) or each.outsiders[key] for _, each in rows],
                scale,
                change=True,
            )
            for key in group
        ]
        for (label, _), *cells in zip(rows, *columns, strict=True):
            table.add_row(label, *cells)
        title = f"What a deal does to those not at the table, in {unit}: {measure_words(found.measure)}"
        show(console, title, table, "gain over no deal, at central beliefs, on the same futures; ± standard error")
    say(console, summary(found, names))
    say(console, _looked_at(len(found.frontier), found.on_frontier))
    for party in found.outsiders:
        if party not in unmoved(found):
            say(console, Text(extreme_words(found, names, party)))


def _looked_at(valued: int, on_frontier: int) -> str:
    """Say how much of the frontier was looked at; packages of all but equal worth count as their last digits fall."""
    if valued == on_frontier:
        return f"The frontier has {number.count(on_frontier)} packages; all were looked at."
    many = round(on_frontier, 2 - len(str(on_frontier)))
    about = number.count(on_frontier) if many == on_frontier else f"about {number.count(many)}"
    return f"The frontier has {about} packages; {number.count(valued)} of them, spread evenly, were looked at."
