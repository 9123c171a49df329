"""Print what the terms of a deal trade for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, side_by_side, table_of, warn, with_errors
from dealwright.show.trade_words import (
    called,
    held_words,
    how_traded,
    inputs_words,
    names_of_trade,
    one_unit,
    rate_words,
    shown_terms,
    step_words,
    swap_words,
    units,
    values_words,
)
from dealwright.show.words import capital, measure_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dealwright.bargain.trade.result import Bar, ExchangeRates, Swaps, TermUnit, Tornado, Trade
    from dealwright.engine.result import Estimate
    from dealwright.show.names import Names
    from dealwright.show.number import Scale

_LABEL = 44
_RATE = 17
_HELD = 22
_NAME = 35
_FIGURE = 11
_DAY = 16
_FAR = 2_000
_ALL, _FEWER = 4, 3
_NARROW = 100
_ROUNDING = 1e-6
MOST = 12
"""So many inputs are printed, the most telling first."""
PAIR = 2


def print_trade(found: Trade, console: Console) -> None:
    """Print exchange rates.

    Args:
        found: the results.
        console: where to print; its width decides how many terms stand side by side.
    """
    names = names_of_trade(found)
    say_title(console, found.title, how_traded(found))
    if found.rates is not None and found.rates.terms:
        _print_units(found, found.rates, names, console)
        if len({term.path for term in found.rates.terms}) > 1:
            _print_rates(found, found.rates, names, console)
        else:
            say(console, Text("One term is all that there is to trade, so it has no rate in another.", style="dim"))
    if found.swaps is not None:
        _print_swaps(found, found.swaps, names, console)
    if found.tornado is not None and found.tornado.bars:
        print_tornado(found, found.tornado, names, console)
    left_out = () if found.rates is None else found.rates.left_out
    warn(console, (f"not traded: {names.path(each.path)}: {each.why}" for each in left_out))


def _styled(found: Trade, names: Names, party: str) -> Text:
    return Text(names.short(party), style=PARTY_STYLES[list(found.parties).index(party) % len(PARTY_STYLES)])


def _print_units(found: Trade, rates: ExchangeRates, names: Names, console: Console) -> None:
    parties = list(found.worth)
    scale = _scale([max(abs(each.value) for each in term.worth.values()) for term in rates.terms])
    columns = [with_errors([t.worth[party] for t in rates.terms], scale, change=True) for party in parties]
    heads, wide = _heads(found, names, columns, console.width)
    words = [(called(names, t), held_words(names, t), one_unit(t), step_words(t)) for t in rates.terms]
    needed = sum(max(map(len, column)) for column in zip(*words, strict=True)) + sum(wide) + 2 * (len(wide) + 3)
    kept = _ALL if needed <= console.width else _FEWER  # how far it was moved gives way first, then the words
    label, held = _rooms(console.width - sum(wide) - max(len(each[2]) for each in words) - 2 * (len(wide) + 2))
    table = table_of([*["", "is", "one more", "moved by"][:kept], *heads])
    for term, *cells in zip(rates.terms, *columns, strict=True):
        mark = " ^" if term.shape else ""
        name, now = called(names, term), held_words(names, term)
        if kept == _FEWER:
            name, now = _shortened(name, label), _shortened(now, held)
        table.add_row(*(f"{name}{mark}", now, one_unit(term), step_words(term))[:kept], *cells)
    bends = "; ^ worth bends or leaps just there" if any(term.shape for term in rates.terms) else ""
    title = f"What one unit of each term is worth, in {scale.title(found.currency)}: {measure_words(found.worth_by)}"
    show(console, title, table, f"± standard error{bends}")


def _scale(most: Sequence[float]) -> Scale:
    """Choose the scale in which the least of several rows still has its digits, unless others are far too large."""
    told = [each for each in most if each] or [0.0]
    return number.scale_of([min(told) if max(told) < _FAR * min(told) else max(told)])


def _print_rates(found: Trade, rates: ExchangeRates, names: Names, console: Console) -> None:
    columns = [term for term in shown_terms(rates) if not term.to]
    wide = {str(place): max(_RATE, len(called(names, term)) + 1) for place, term in enumerate(columns)}
    for party in found.worth:
        for group in side_by_side(wide, console.width - _LABEL):
            _table(rates, names, party, [columns[int(place)] for place in group], console)


def _table(rates: ExchangeRates, names: Names, party: str, columns: Sequence[TermUnit], console: Console) -> None:
    heads = [f"{called(names, term)},\n{units(term)}" for term in columns]
    table = table_of(["", "one more", *heads])
    for term in shown_terms(rates):
        others = [each for each in columns if each.path != term.path]
        if others:
            cells = [_cell(rates, term, each, party) for each in columns]
            table.add_row(called(names, term), one_unit(term), *cells)
    remark = "what makes good for one more is as much less; none: worth may not move with that term; ± standard error"
    show(console, f"What that is worth to {names.said(party)} in units of another term", table, remark)


def _cell(rates: ExchangeRates, term: TermUnit, within: TermUnit, party: str) -> Text:
    if term.path == within.path:
        return Text("")
    text, error = rate_words(rates.between(term, within, party))
    return Text(text) + Text(f" {error}".rstrip(), style="dim")


def _print_swaps(found: Trade, swaps: Swaps, names: Names, console: Console) -> None:
    """Say each swap in words, with the values it sets."""
    order = [found.side, *(p for p in found.worth if p != found.side)] if found.side else list(found.worth)
    who = "both sides" if len(found.worth) == PAIR else "those at the table"
    if not swaps.found:
        say(console, Text(f"No swap of up to three terms was found by which {who} gain", style="bold"))
    else:
        say(console, Text(f"Swaps by which {who} gain", style="bold"))
    for place, swap in enumerate(swaps.found, start=1):
        console.print(Text(f"{place}. {capital(swap_words(swap, names, order))}"))
        console.print(Text(f"   ({values_words(swap, names)})", style="dim"))
    if not swaps.proved:
        console.print(Text(f"within {found.bounds}", style="dim"))
        return
    proof = (
        f"each on {number.count(swaps.paths)} fresh futures, seed {swaps.seed}, over all beliefs, and shown where it "
    )
    proof += f"holds by more than two standard errors: {len(swaps.found)} of {swaps.proved}; within {found.bounds}"
    console.print(Text(proof, style="dim"))


def print_tornado(found: Trade, told: Tornado, names: Names, console: Console) -> None:
    """Print what the most telling inputs do at each of their ends: to worth, and to the gain over no deal."""
    bars, measure = told.bars[:MOST], measure_words(found.worth_by)
    scale = number.scale_of(each.value for bar in bars for end in bar.ends for each in end.worth.values())
    few = sorted({bar.futures for bar in bars if bar.futures < found.paths})
    fewer = f"; * on {' or '.join(map(number.count, few))} futures" if few else ""
    rest = len(told.bars) - len(bars)
    more = f"; {rest} more with less effect: --json" if rest > 0 else ""
    ends = "ends: the range stated, 5 % and 95 % of what is uncertain, else 10 % either way"
    title = f"What every input does at its ends, in {scale.title(found.currency)}: change of the {measure}"
    remark = f"ordered by the most that it moves anyone; {ends}; ± standard error{fewer}{more}"
    show(
        console,
        title,
        _bars(found, bars, names, [end.worth for bar in bars for end in bar.ends], scale, console.width),
        remark,
    )
    if found.bargains:
        _print_gains(found, bars, names, scale, console)


def _print_gains(found: Trade, bars: Sequence[Bar], names: Names, scale: Scale, console: Console) -> None:
    """Print what inputs do to the gain over no deal, where that is not what they do to worth."""
    other = [bar for bar in bars if not all(_alike(end.gain, end.worth) for end in bar.ends)]
    if not other:
        say(console, Text("Each changes the gain over no deal as much: no deal stays what it is.", style="dim"))
        return
    title = f"The same, change of the gain over no deal, in {scale.title(found.currency)}"
    rest = (
        "" if len(other) == len(bars) else "the others change the gain as they change worth: no deal stays what it is"
    )
    show(
        console,
        title,
        _bars(found, other, names, [end.gain for bar in other for end in bar.ends], scale, console.width),
        rest,
    )


def _alike(one: Mapping[str, Estimate], other: Mapping[str, Estimate]) -> bool:
    """Tell whether two changes are the same to everybody but for rounding."""
    each = (abs(one[party].value - other[party].value) for party in one)
    return all(gap <= max(_ROUNDING * abs(other[party].value), 1e-6) for gap, party in zip(each, one, strict=True))


def _bars(
    found: Trade,
    bars: Sequence[Bar],
    names: Names,
    changes: Sequence[Mapping[str, Estimate]],
    scale: Scale,
    width: int,
) -> Table:
    """Lay out the ends of inputs, one below the other; words give way where there is little room, figures do not."""
    parties = list(found.worth)
    columns = [with_errors([each[party] for each in changes], scale, change=True) for party in parties]
    heads, wide = _heads(found, names, columns, width)
    table = table_of(["", "is", "at", *heads])
    label, held = _rooms(width - sum(wide) - 2 * (len(parties) + 2))
    called_so = inputs_words(bars, names)
    rows = [(b, name, place, end) for b, name in zip(bars, called_so, strict=True) for place, end in enumerate(b.ends)]
    for (bar, name, place, end), *cells in zip(rows, *columns, strict=True):
        mark = "*" if bar.futures < found.paths else ""
        first = (f"{_shortened(name, label - 1)}{mark}", _shortened(names.cell(bar.path, bar.held), held))
        table.add_row(*(first if place == 0 else ("", "")), _shortened(names.cell(bar.path, end.label), held), *cells)
    return table


def _heads(found: Trade, names: Names, columns: Sequence[Sequence[Text]], width: int) -> tuple[list[Text], list[int]]:
    """Name the parties over their figures, shortly where there is little room, and say how wide each column is."""
    heads = [_styled(found, names, party) for party in found.worth]
    for head, column in zip(heads, columns, strict=True):
        head.truncate(max(_FIGURE if width < _NARROW else _HELD, *(c.cell_len for c in column)), overflow="ellipsis")
    pairs = zip(heads, columns, strict=True)
    return heads, [max(head.cell_len, *(cell.cell_len for cell in column)) for head, column in pairs]


def _rooms(left: int) -> tuple[int, int]:
    """Share what figures leave between the name of an input and its values."""
    held = max(_DAY, min(_HELD, round(0.28 * left)))
    return max(_FIGURE, min(_NAME, left - 2 * held)), held


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
