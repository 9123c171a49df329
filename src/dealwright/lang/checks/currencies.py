"""Check the currencies of terms against the exchange rates that the head of the file declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error, warning
from dealwright.ground.unit import Kind, Unit
from dealwright.lang.currencies import CURRENCIES, meant_currency
from dealwright.lang.tree import MappingNode, ScalarNode, SequenceNode
from dealwright.terms.base import Term
from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.tree import Node

_OVERLAYING = ("scenarios", "negotiate", "facts", "talks")
"""Sections that may lay a currency over a term."""


def check_exchange_rates(draft: Draft) -> list[Problem]:
    """Find exchange rates of no currency or of the deal's own, and terms in a currency without one."""
    found = []
    for entry in draft.of("exchange_rates"):
        if entry.name not in CURRENCIES:
            found.append(_unknown(draft, entry, entry.name))
        elif entry.name == draft.currency:
            what = f"`{entry.name}` is the deal's own currency, of which one is always one"
            expected = "other currencies only"
            found.append(error(entry.key, "own-exchange-rate", what, expected, f"remove `{entry.name}`"))
    return found + [problem for entry in draft.of("terms") for problem in _of_term(draft, entry)]


def _of_term(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a term whose currency there is none of, or has no exchange rate."""
    code = getattr(entry.shape, "currency", None)
    if code is None:
        return []
    if code not in CURRENCIES:
        return [_unknown(draft, entry, code, "currency")]
    if code == draft.currency or code in draft.names("exchange_rates"):
        return []
    what = f"`{entry.name}` is in `{code}`, and the deal in `{draft.currency}`, with no exchange rate between them"
    place = draft.place(*entry.path, "currency")
    expected = f"`{code}` among `exchange_rates`"
    rate = f"{code}: {_rate(draft, code)}"
    mend = f"add `{rate}` to `exchange_rates`" if draft.names("exchange_rates") else f"add `exchange_rates: {{{rate}}}`"
    return [error(place, "no-exchange-rate", what, expected, mend)]


def _rate(draft: Draft, code: str) -> str:
    """Return what an exchange rate could be: a driver or fact of that unit, or an example."""
    unit = Unit.of(draft.currency) / Unit.of(code)
    names: dict[Unit | Kind, str] = {}
    for name, sort in draft.units.items():
        names.setdefault(sort, name)
    upside_down = names.get(unit**-1)
    return names.get(unit) or (f"1 / {upside_down}" if upside_down else f"1.1 {unit}")


def _unknown(draft: Draft, entry: Entry, code: str, *steps: str) -> Problem:
    what, expected = f"there is no currency `{code}`", "a code such as `USD`"
    place = draft.place(*entry.path, *steps) if steps else entry.key
    return error(place, "unknown-currency", what, expected, f"write `{meant_currency(code) or draft.currency}`")


def check_money_between_terms(draft: Draft) -> list[Problem]:
    """Find terms that go on with what another has paid, or read it, in another money than their own."""
    found = []
    for entry in draft.of("terms"):
        term = entry.shape
        if not isinstance(term, Term):
            continue
        takes = term.takes_over is not None and not draft.constants.is_no(term.takes_over)
        taken = (term.replaces,) if takes and term.replaces is not None else ()
        rates = term.favoured if isinstance(term, Royalty) else ()  # a rate is of no currency
        for name in dict.fromkeys((*taken, *(each for each in term.reads if each not in rates))):
            other = draft.entry(("terms", name))
            if other is not None and other.currency != entry.currency:
                what = f"`{entry.name}` counts in {entry.currency} and goes on with what `{name}` did, which counts in"
                found.append(_other_money(draft.key(*entry.path), f"{what} {other.currency}", other.currency))
        found += [_switched(key) for key in _switched_money(draft, entry)]
    return found


def _switched_money(draft: Draft, entry: Entry) -> list[Place]:
    """Return where an option would switch the money in which a term counts."""
    node = draft.node(*entry.path, "switches") if getattr(entry.shape, "switches", None) else None
    paths = node.keys if isinstance(node, MappingNode) else {}
    return [place for path, place in paths.items() if path.rpartition(".")[2] in {"currency", "prices"}]


def _switched(place: Place) -> Problem:
    what = "an option cannot switch the money in which a term counts: what was paid until then is in the other"
    return error(place, "other-money", what, "a term of its own", "write a second term that `starts_on` the option")


def _other_money(place: Place, what: str, currency: str) -> Problem:
    code, _, prices = currency.partition(" ")
    mend = f"write `currency: {code}`" + (f" and `prices: {prices}`" if prices else "")
    return error(place, "other-money", what, "both in one currency and in the same prices", f"{mend} in both")


def check_unused_exchange_rates(draft: Draft) -> list[Problem]:
    """Warn of exchange rates that no term is converted at, whatever is laid over the deal."""
    if any(entry.shape is None or entry.problems for entry in draft.every()):
        return []
    used = {entry.currency for entry in draft.of("terms")}
    laid = [node for section in _OVERLAYING if (node := draft.root.entries.get(section)) is not None]
    used |= {word for node in laid for word in _words(node)}
    found = []
    for entry in draft.of("exchange_rates"):
        if entry.name not in used | {draft.currency}:
            what = f"no term is in `{entry.name}`, so this exchange rate changes nothing"
            expected = f"a term with `currency: {entry.name}`"
            mend = f"add `currency: {entry.name}` to a term, or remove the rate"
            found.append(warning(entry.key, "unused-exchange-rate", what, expected, mend))
    return found


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, ScalarNode):
        yield from re.findall(r"\b[A-Z]{3}\b", node.text)
    elif isinstance(node, MappingNode | SequenceNode):
        for value in node.entries.values() if isinstance(node, MappingNode) else node.items:
            yield from _words(value)
