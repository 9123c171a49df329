"""Find something to type where a value is in another currency than its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Binary, Call, Quantity, Schedule, Uncertain, show
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.fisher import MOVED
from dealwright.lang.pratt import brief
from dealwright.lang.unit_mends import carrying, exchanged, is_exchange_rate

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.ground.unit import Unit
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.reader import Value


def mend_currency(draft: Draft, entry: Entry, value: Value, found: Unit, wanted: Unit) -> str:
    """Return how to bring a value into the currency of its key.

    Args:
        draft: The deal.
        entry: What the value belongs to.
        value: The value.
        found: Its unit.
        wanted: The unit that it should have.

    Returns:
        What to write; empty where the units differ in more than the currency.
    """
    rate = wanted / found
    codes = {power: base for base, power in rate.powers}
    if value.measure.unit == "exchange_rate":
        return f"write `{_turned(value.expression)}`" if found == wanted**-1 else ""
    if is_exchange_rate(rate) and carrying(rate):
        return _in_prices(draft, value, rate, wanted)
    if not is_exchange_rate(rate) or not {codes[1], codes[-1]} <= CURRENCIES:
        return ""
    ways = [_at_rate(draft, value, rate, in_term=entry.path[:1] == ("terms",)), _in_term(draft, entry, codes[-1])]
    return ", or ".join(way for way in ways if way) or f"write an amount in {codes[1]}"


def _in_prices(draft: Draft, value: Value, rate: Unit, wanted: Unit) -> str:
    """Return how to carry a value to the prices of its term."""
    said = value.said
    if isinstance(said, Schedule | Uncertain) or not value.measure.varies:
        kind = "real" if carrying(rate) == "deflated" else "nominal"
        return f"write the amount in {kind} prices"
    if isinstance(said, Call) and said.function in MOVED:
        said = said.arguments[0]
        if draft.units.of(said) == wanted:
            return f"write `{brief(said)}`"
    return f"write `{carrying(rate)}({brief(said)})`"


def _at_rate(draft: Draft, value: Value, rate: Unit, *, in_term: bool) -> str:
    """Return how to exchange a value: at a rate that moves where the key's value may, else at one that is certain."""
    whole = _whole(value)
    if isinstance(value.expression, Schedule | Uncertain):
        return ""
    if not value.measure.varies:
        return "" if in_term else f"multiply `{whole}` by a certain exchange rate in {rate}"
    return exchanged(whole, rate, draft.units) or f"multiply `{whole}` by an exchange rate in {rate}"


def _in_term(draft: Draft, entry: Entry, code: str) -> str:
    """Return how to let a whole term be in a currency."""
    own, terms = entry.currency == draft.currency, entry.path[:1] == ("terms",)
    if not terms or code == entry.currency:
        return ""
    if own:
        return f"add `currency: {code}` to the term"
    return f"remove `currency: {entry.currency}`" if code == draft.currency else f"write `currency: {code}`"


def _turned(rate: Expression) -> str:
    """Return one over a rate, as it would be written."""
    if isinstance(rate, Binary) and rate.op == "/" and getattr(rate.left, "value", None) == 1:
        return brief(rate.right)
    return show(Binary("/", Quantity(1.0, written="1"), rate))


def _whole(value: Value) -> str:
    """Return a value as it is written, in parentheses where an operator may follow."""
    text = brief(value.expression)
    return f"({text})" if isinstance(value.expression, Binary) else text
