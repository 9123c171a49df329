"""Say what terms trade for in words: their names, the units they are counted in, rates with their errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import Names, isolated
from dealwright.show.words import SOLUTIONS, capital, inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.trade.result import Bar, Change, ExchangeRates, Rate, Swap, TermUnit, Trade
    from dealwright.bargain.trade.sought import Quest
    from dealwright.engine.result import Estimate

_SIGNIFICANT = 3
MOST_TERMS = 10
"""So many terms stand in a table of exchange rates."""
_MOST_DIGITS = 4
_ONE = {"percentage point": "1 point", "year": "1 year", "month": "1 month", "day": "1 day"}
_MANY = {"percentage point": "points", "year": "years", "month": "months", "day": "days", "1x": "x"}
_DIRECTIONS = {"central": "±", "upwards": "+", "downwards": number.MINUS}
_YEAR = 365


def names_of_trade(found: Trade | Quest) -> Names:
    """Collect what the keys of the deal are called."""
    return Names(
        parties={key: isolated(card.name) for key, card in found.parties.items()},
        shorts={key: isolated(card.short) for key, card in found.parties.items() if card.short},
        titles={path: isolated(title) for path, title in found.titles.items()},
        literals=found.literals,
    )


def how_traded(found: Trade | Quest) -> str:
    """Say from which terms, as of when, in which money and on how many futures."""
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    return f"{start_words(found)}; as of {number.day(found.as_of)}, {money}, {tax}; {futures}"


def start_words(found: Trade | Quest) -> str:
    """Say from which package terms are moved."""
    if found.named:
        return f"from the {SOLUTIONS.get(found.named, found.named)} package"
    if found.at:
        return f"from {names_of_trade(found).package(found.at)}"
    return "from today's terms"


def shown_terms(rates: ExchangeRates) -> tuple[TermUnit, ...]:
    """Return the terms that a table shows: of many, those of which a tenth moves somebody most."""
    most = sorted(
        rates.terms, key=lambda term: -max(abs(e.value) * term.step / term.unit_size for e in term.worth.values())
    )
    return tuple(term for term in rates.terms if term in most[:MOST_TERMS])


def called(names: Names, term: TermUnit) -> str:
    """Call a term as its row does: by its name, and by what it is switched to."""
    name = names.path(term.path)
    return capital(f"{name} {names.cell(term.path, term.to)}" if term.to not in {"", "yes", "no"} else name)


def held_words(names: Names, term: TermUnit) -> str:
    """Say what the deal now says of a term."""
    return names.cell(term.path, term.held)


def one_unit(term: TermUnit) -> str:
    """Say what one unit of a term is: `1 point`, `1 year`, `1bn USD`, or that it is switched."""
    if not term.unit:
        return f"to {term.to}" if term.to in {"yes", "no"} else "the other"
    return _ONE.get(term.unit, term.unit)


def units(term: TermUnit) -> str:
    """Say in what a term is counted: `points`, `years`, `bn USD`."""
    return _MANY.get(term.unit, term.unit.removeprefix("1"))


def step_words(term: TermUnit) -> str:
    """Say how far a term was moved and to which sides: `±0.5 points`, `+30 days`."""
    if not term.unit:
        return "switched"
    size, counted = term.step / term.unit_size, units(term)
    if counted == "years" and size < 1.0:
        size, counted = float(round(size * _YEAR)), "days"
    plain = number.plain(size, digits(size))
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    text = f"{plain}{'' if term.unit.startswith('1') else ' '}{counted}"
    return f"{_DIRECTIONS.get(term.difference, '')}{text}{' by weights' if term.difference == 'weights' else ''}"


def rate_words(rate: Rate) -> tuple[str, str]:
    """Write a rate and its error; that there is none where worth may not move with the other term."""
    if rate.rate is None:
        return "none", ""
    value, error = rate.rate.value, rate.rate.standard_error
    decimals = digits(value, error)
    return number.plain(value, decimals, change=True), number.error_text(error, decimals)


def digits(value: float, error: float = 0.0) -> int:
    """Return with how many decimals a pure number has three significant digits, of which its error supports all.

    Example:
        >>> digits(0.0106), digits(9.59, 0.02), digits(122.0, 1.2)
        (4, 2, 0)
    """
    shown = abs(float(f"{value:.{_SIGNIFICANT}g}"))
    three = _SIGNIFICANT - 1 - math.floor(math.log10(shown)) if shown else _SIGNIFICANT - 1
    known = -math.floor(math.log10(error)) if error > 0.0 else three
    return max(0, min(three, known, _MOST_DIGITS))


def change_words(change: Change, names: Names) -> str:
    """Say what a swap does to one term: `3 more years of access`, `3 points less stake`, `no first refusal`.

    Example:
        >>> from dealwright.bargain.trade.result import Change
        >>> change_words(Change("terms.access.until", "2030-12-31", "2032-12-31", 2.0, "year"), Names({}))
        '2 more years of access'
        >>> change_words(Change("terms.stake.stake", "49%", "45.9%", -3.1, "percentage point"), Names({}))
        '3.1 points less stake'
    """
    if change.by is None:
        return names.change(change.path, change.to)
    name, size = names.path(change.path), abs(change.by)
    count = f"{round(size, max(2, digits(size))):g}"
    if change.unit in {"year", "month", "day"}:
        more = "more" if change.by > 0 else "fewer"
        return f"{count} {more} {change.unit}{'' if count == '1' else 's'} of {name.removesuffix(' until')}"
    more = "more" if change.by > 0 else "less"
    if change.unit == "percentage point":
        return f"{count} point{'' if count == '1' else 's'} {more} {name}"
    return f"{count}{change.unit.removeprefix('1')} {more} {name}"


def swap_words(swap: Swap, names: Names, order: Sequence[str] = ()) -> str:
    """Say a swap and what it brings, as in `2 more years of access for 3.1 points less stake: +1.2bn to Ada, ...`."""
    return f"{swap_terms(swap, names)}: {gain_words(swap, names, order)}"


def swap_terms(swap: Swap, names: Names) -> str:
    """Say what a swap does: `2 more years of access for 3.1 points less stake`."""
    said = [change_words(each, names) for each in swap.changes]
    return f"{said[0]} for {joined(said[1:])}" if len(said) > 1 else said[0]


def gain_words(swap: Swap, names: Names, order: Sequence[str] = ()) -> str:
    """Say what a swap brings each party, with the errors."""
    parties = order or list(swap.gains)
    gains = {party: swap.gains[party] for party in parties}
    return ", ".join(f"{_signed(each)} to {names.said(party)}" for party, each in gains.items())


def _signed(gain: Estimate) -> str:
    return " ".join(e for e in number.uncertain_money(gain.value, gain.standard_error, change=True) if e)


def values_words(swap: Swap, names: Names) -> str:
    """Say which values a swap sets."""
    return names.package(swap.package)


RULES = {
    "range": "the range stated",
    "percentiles": "its 5 % and 95 %",
    "part": "10 % either way",
    "readings": "each reading",
    "the other": "the other",
}
"""How the ends of an input were chosen, in words."""


def inputs_words(bars: Sequence[Bar], names: Names) -> list[str]:
    """Call inputs by their names, those of the same name by what stands there, and then by number."""
    plain = [input_words(bar, names) for bar in bars]
    held = [
        f"{name} {names.cell(bar.path, bar.held)}" if plain.count(name) > 1 and bar.held else name
        for name, bar in zip(plain, bars, strict=True)
    ]
    return [
        f"{name} #{held[:place].count(name) + 1}" if held.count(name) > 1 else name for place, name in enumerate(held)
    ]


def input_words(bar: Bar, names: Names) -> str:
    """Call an input by its name."""
    name = names.path(bar.path)
    if bar.path.endswith(".active"):
        return f"In force: {name if name in names.titles.values() else inside(name)}"
    return capital(name)
