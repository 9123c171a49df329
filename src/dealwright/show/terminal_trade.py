"""Print what the terms of a deal trade for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.tables import PARTY_STYLES, say_title, show, side_by_side, table_of, warn, with_errors
from dealwright.show.trade_words import (
    called,
    held_words,
    how_traded,
    names_of_trade,
    one_unit,
    rate_words,
    step_words,
    units,
)
from dealwright.show.words import measure_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.bargain.trade.result import TermUnit, Trade
    from dealwright.show.names import Names

_LABEL = 44
_RATE = 17


def print_trade(found: Trade, console: Console) -> None:
    """Print exchange rates.

    Args:
        found: the results.
        console: where to print; its width decides how many terms stand side by side.
    """
    names = names_of_trade(found)
    say_title(console, found.title, how_traded(found))
    if found.rates.terms:
        _print_units(found, names, console)
        _print_rates(found, names, console)
    warn(console, (f"not traded: {names.path(each.path)}: {each.why}" for each in found.rates.left_out))


def _styled(found: Trade, names: Names, party: str) -> Text:
    return Text(names.short(party), style=PARTY_STYLES[list(found.parties).index(party) % len(PARTY_STYLES)])


def _print_units(found: Trade, names: Names, console: Console) -> None:
    parties = list(found.worth)
    scale = number.scale_of(each.value for term in found.rates.terms for each in term.worth.values())
    table = table_of(["", "is", "one more", "moved by", *(_styled(found, names, party) for party in parties)])
    columns = [with_errors([t.worth[party] for t in found.rates.terms], scale, change=True) for party in parties]
    for term, *cells in zip(found.rates.terms, *columns, strict=True):
        mark = " ^" if term.shape else ""
        table.add_row(f"{called(names, term)}{mark}", held_words(names, term), one_unit(term), step_words(term), *cells)
    bends = "; ^ worth bends or leaps just there" if any(term.shape for term in found.rates.terms) else ""
    title = f"What one unit of each term is worth, in {scale.title(found.currency)}: {measure_words(found.worth_by)}"
    show(console, title, table, f"± standard error{bends}")


def _print_rates(found: Trade, names: Names, console: Console) -> None:
    columns = [term for term in found.rates.terms if not term.to]
    wide = {str(place): max(_RATE, len(called(names, term)) + 1) for place, term in enumerate(columns)}
    for party in found.worth:
        for group in side_by_side(wide, console.width - _LABEL):
            _table(found, names, party, [columns[int(place)] for place in group], console)


def _table(found: Trade, names: Names, party: str, columns: Sequence[TermUnit], console: Console) -> None:
    heads = [f"{called(names, term)},\n{units(term)}" for term in columns]
    table = table_of(["", "one more", *heads])
    for term in found.rates.terms:
        others = [each for each in columns if each.path != term.path]
        if others:
            cells = [_cell(found, term, each, party) for each in columns]
            table.add_row(called(names, term), one_unit(term), *cells)
    remark = "what makes good for one more is as much less; none: worth may not move with that term; ± standard error"
    show(console, f"What that is worth to {names.said(party)} in units of another term", table, remark)


def _cell(found: Trade, term: TermUnit, within: TermUnit, party: str) -> Text:
    if term.path == within.path:
        return Text("")
    text, error = rate_words(found.rates.at(term.path, within.path, party, term.to))
    return Text(text) + Text(f" {error}".rstrip(), style="dim")
