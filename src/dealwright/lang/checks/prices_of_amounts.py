"""Check that amounts of the day and amounts of `as_of` are told apart wherever both may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, Quantity, show, walk
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Unit
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.fisher import marked
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_IN_NOMINAL = "write the file in nominal prices: `prices: nominal`"


def check_amounts(draft: Draft, entry: Entry) -> list[Problem]:
    """Find amounts of which nobody can tell whether inflation counts in them, and prices that nothing brings over."""
    if isinstance(entry.shape, Term):
        return _of_term(draft, entry)
    if draft.money.prices != "real":
        return []
    if entry.path[:1] == ("companies",) and getattr(entry.shape, "securities", None) is not None:
        what = f"the securities of `{entry.name}` count in money of the day, and the file in money of `as_of`"
        place = draft.key(*entry.path, "securities")
        return [error(place, "fixed-amount", what, "a file of nominal prices", _IN_NOMINAL)]
    return _of_driver(draft, entry)


def _of_driver(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a driver in another currency: there is one inflation, that of the deal's own."""
    unit = draft.units.get(entry.name) if entry.path[:1] == ("drivers",) else None
    bases = [base for base, _ in unit.powers] if isinstance(unit, Unit) else []
    abroad = [base for base in bases if base in CURRENCIES and base != draft.currency]
    return [_abroad(draft, entry, abroad[0])] if abroad else []


def _of_term(draft: Draft, entry: Entry) -> list[Problem]:
    """Find what a term does not say of its prices, or says for nothing."""
    term, money = entry.shape, draft.money
    differs = term.prices is not None and term.prices != money.prices
    abroad = term.currency not in {None, draft.currency}
    if abroad and (differs or money.prices == "real"):
        return [_abroad(draft, entry, term.currency)]
    rates = [rate for value in entry.values if value.measure.prices != "file" for rate in marked(value.said)]
    if abroad and rates:
        what = f"`{rates[0].written}` is a rate of `{term.currency}`, and inflation is that of `{draft.currency}`"
        mend = f"write the nominal rate of {term.currency}"
        return [error(rates[0].place, "prices-abroad", what, "a rate that says nothing", mend)]
    if differs and money.inflation is None:
        what = f"`{entry.name}` is in {term.prices} prices, and the file names no inflation"
        expected, mend = "`inflation` in the head of the file", "add `inflation: 2%`"
        return [error(draft.place(*entry.path, "prices"), "no-inflation", what, expected, mend)]
    fixed = _fixed(draft, entry) if money.prices == "real" and term.prices is None else None
    if fixed is None:
        return []
    what = f"`{fixed.written}` may be money of the day or of `as_of`, and the file counts in real prices"
    expected = "`prices: nominal` or `prices: real` in the term"
    mend = "add `prices: nominal` if the contract says the amount itself, or `prices: real` if it rises with inflation"
    return [error(fixed.place, "fixed-amount", what, expected, mend)]


def _fixed(draft: Draft, entry: Entry) -> Quantity | None:
    """Return an amount of money that stands in a term, or that a fact named there is."""
    for value in entry.values:
        for part in walk(value.said):
            named = draft.units.get(part.name) if isinstance(part, Name) and part.name in draft.names("facts") else None
            unit = part.unit if isinstance(part, Quantity) and part.value else named
            if isinstance(unit, Unit) and dict(unit.powers).get(draft.currency, 0):
                return part if isinstance(part, Quantity) else Quantity(None, written=show(part), place=part.place)
    return None


def _abroad(draft: Draft, entry: Entry, code: str) -> Problem:
    what = f"`{entry.name}` is in `{code}`, and inflation is that of `{draft.currency}`"
    place = draft.key(*entry.path, "currency")
    return error(place, "prices-abroad", what, f"nominal prices, or money in {draft.currency}", _IN_NOMINAL)
