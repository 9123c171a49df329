"""Print from whom each side's value comes, and how concentrated that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.dependence_words import counterparty, index_words, names_of_sides, sentence, share_words
from dealwright.show.number import scale_of
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, side_by_side, table_of
from dealwright.show.terminal_losses import print_losses
from dealwright.show.terminal_ripples import print_ripples
from dealwright.show.words import IN_FORCE, capital, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from dealwright.bargain.ripples.dependence_result import Dependence, Tie
    from dealwright.engine.result import Estimate
    from dealwright.show.names import Names

_FIGURE = 12
"""Cells for a figure with its error."""


def print_dependence(found: Dependence, console: Console) -> None:
    """Print shares of value by counterparty.

    Args:
        found: the results.
        console: where to print; its width decides how many counterparties stand side by side.
    """
    names = names_of_sides(found)
    say_title(console, found.title, _how(found))
    _shares(found, names, console, "Share of what each side receives", lambda tie: tie.share, "herfindahl")
    _shares(found, names, console, "Share of what each side gives", lambda tie: tie.share_given, "herfindahl_given")
    _values(found, names, console)
    for side in found.sides:
        say(console, sentence(found, side, names))
    print_losses(found, names, console)
    if found.ripples is not None:
        print_ripples(found.ripples, names, console, found.currency)
    console.print()


def _how(found: Dependence) -> str:
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    scenario = "contract in force" if found.scenario == IN_FORCE else spoken(found.scenario)
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    return f"{scenario}; as of {number.day(found.as_of)}, {money}, {tax}; {futures}"


def _shares(
    found: Dependence,
    names: Names,
    console: Console,
    title: str,
    of: Callable[[Tie], Estimate | None],
    index: str,
) -> None:
    """Print a matrix of shares, a row for each side that has any, with their index in the last column."""
    rows = [side for side, each in found.sides.items() if getattr(each, index) is not None]
    columns = _counterparties(found, rows, of)
    for group in _groups(names, columns, console.width, found) if rows else ():
        table = table_of(["", *(_head(found, names, who) for who in group), "Herfindahl"])
        for side in rows:
            cells = [_cell(*share_words(of(tie))) if tie else Text("") for tie in _ties(found, side, group)]
            table.add_row(_side(found, names, side), *cells, _cell(*index_words(getattr(found.sides[side], index))))
        show(console, title, table, "a party's at its own rate, a company's at its cost of capital; ± standard error")


def _values(found: Dependence, names: Names, console: Console) -> None:
    """Print a matrix of net values, whose rows sum to what the side is worth."""
    scale = scale_of([each.worth.value for each in found.sides.values()])
    columns = _counterparties(found, list(found.sides), lambda tie: tie.value)
    for group in _groups(names, columns, console.width, found):
        table = table_of(["", *(_head(found, names, who) for who in group), "worth"])
        for side, each in found.sides.items():
            cells = [_money(tie.value, scale) if tie else Text("") for tie in _ties(found, side, group)]
            table.add_row(_side(found, names, side), *cells, _money(each.worth, scale))
        title = f"Value by counterparty, in {scale.suffix}{' ' if scale.suffix else ''}{found.currency}"
        show(console, title, table, "what comes from each less what goes to it; a row sums to the side's worth")


def _money(each: Estimate, scale: number.Scale) -> Text:
    return _cell(*number.uncertain_money(each.value, each.standard_error, scale))


def _ties(found: Dependence, side: str, group: Sequence[str]) -> list[Tie | None]:
    return [found.sides[side].ties.get(who) for who in group]


def _counterparties(found: Dependence, rows: Sequence[str], of: Callable[[Tie], Estimate | None]) -> list[str]:
    """List counterparties of some sides, in the order of the file, what is no side of it last."""
    seen = {who for side in rows for who, tie in found.sides[side].ties.items() if of(tie) is not None}
    known = [who for who in found.sides if who in seen]
    return [*known, *sorted(seen - set(known), reverse=True)]


def _groups(names: Names, columns: Sequence[str], width: int, found: Dependence) -> list[list[str]]:
    room = max(len(counterparty(names, side)) for side in found.sides) + _FIGURE + 4
    return side_by_side({who: max(_FIGURE, len(counterparty(names, who))) for who in columns}, width - room)


def _side(found: Dependence, names: Names, side: str) -> Text:
    return Text(counterparty(names, side), style=_style(found, side))


def _head(found: Dependence, names: Names, who: str) -> Text:
    return Text(capital(counterparty(names, who)) if not who else counterparty(names, who), style=_style(found, who))


def _style(found: Dependence, who: str) -> str:
    order = list(found.parties)
    return PARTY_STYLES[order.index(who) % len(PARTY_STYLES)] if who in order else ""


def _cell(text: str, error: str) -> Text:
    return Text(text) + Text(f" {error}" if error else "", style="dim")
