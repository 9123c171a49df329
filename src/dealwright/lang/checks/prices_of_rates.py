"""Check that nominal and real rates are told apart wherever both may be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Uncertain, names
from dealwright.deal.source import Fact
from dealwright.ground.problem import Problem, error, warning
from dealwright.ground.unit import Unit
from dealwright.lang.fisher import bare, marked
from dealwright.lang.tree import scalars

_OVERLAYING = ("scenarios", "negotiate", "facts", "talks")
"""Sections that may lay a rate over the deal."""
_SAID = re.compile(r"\b(real|nominal|inflated|deflated)\b")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.expression import Quantity
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.reader import Value


def check_rates(draft: Draft, entry: Entry) -> list[Problem]:
    """Find rates that do not say what they are where they must, and rates that say it of what is no money."""
    found = _uncertain_facts(draft, entry)
    moneyless = entry.path[:1] == ("drivers",) and not _counts_money(draft, entry.name)
    for value in entry.values:
        if not (value.measure.prices or value.measure.unit == "beyond"):
            continue
        if moneyless:
            found += [_of_no_money(rate, entry) for rate in marked(value.said)]
        elif (draft.money.prices if value.measure.prices == "file" else entry.money.amounts) == "real":
            found += [_ambiguous(rate) for rate in _bare(draft, value)]
    return found


def _counts_money(draft: Draft, driver: str) -> bool:
    """Say whether a driver is in money, or in money by something."""
    unit = draft.units.get(driver)
    return isinstance(unit, Unit) and dict(unit.powers).get(draft.currency, 0) != 0


def _bare(draft: Draft, value: Value) -> Iterator[Quantity]:
    """Yield the rates, in a value or in the facts that it names, that do not say whether they are nominal or real."""
    said = value.said.arguments[0] if isinstance(value.said, Call) and value.said.arguments else value.said
    yield from bare(said)
    seen: set[str] = set()
    waiting = sorted(names(said))
    while waiting:
        name = waiting.pop()
        fact = draft.entry(("facts", name))
        if fact is None or name in seen:
            continue
        seen.add(name)
        for each in fact.values:
            if each.measure.unit == "any":
                yield from bare(each.said)
                waiting += names(each.said)


def _uncertain_facts(draft: Draft, entry: Entry) -> list[Problem]:
    """Find uncertain facts whose rate is of the other kind than the file's: what is drawn must be what counts."""
    if not isinstance(entry.shape, Fact):
        return []
    found = []
    for value in entry.values:
        if isinstance(value.said, Uncertain) and value.said != value.expression:
            kind = draft.money.prices
            what = f"this uncertain fact is not in {kind} prices, as the file is"
            mend = f"write it in {kind} prices, or where it is used"
            found.append(error(value.place, "mixed-prices", what, f"a {kind} rate", mend))
    return found


def _ambiguous(rate: Quantity) -> Problem:
    what = f"`{rate.written}` may be nominal or real, where amounts are in real prices"
    ways = [f"`{rate.written} {kind}`" for kind in ("real", "nominal")]
    return error(rate.place, "ambiguous-rate", what, " or ".join(ways), f"write {', or '.join(ways)}")


def _of_no_money(rate: Quantity, entry: Entry) -> Problem:
    what = f"`{entry.name}` is no money, so that nothing tells a {rate.prices} growth of it from another"
    plain = rate.written.rpartition(" ")[0]
    return error(rate.place, "misplaced-prices", what, "a plain rate", f"write `{plain}`")


def check_inflation(draft: Draft) -> list[Problem]:
    """Find an inflation that is uncertain by itself, and warn of one by which nothing is restated."""
    inflation = draft.said("inflation")
    if inflation is None:
        return []
    if isinstance(inflation, Uncertain):
        what = "`inflation` is uncertain, and all rates that it restates must see the same one"
        mend = "make it a fact, and write its name here"
        return [error(draft.place("inflation"), "uncertain-inside", what, "a number, or the name of a fact", mend)]
    return []


def check_unused_inflation(draft: Draft) -> list[Problem]:
    """Warn of an inflation by which nothing is restated."""
    if draft.said("inflation") is None or any(entry.shape is None or entry.problems for entry in draft.every()):
        return []
    used = any(getattr(entry.shape, "prices", None) not in {None, draft.money.prices} for entry in draft.of("terms"))
    used |= any(value.said is not value.expression for entry in draft.every() for value in entry.values)
    laid = (draft.root.entries[section] for section in _OVERLAYING if section in draft.root.entries)
    if used or any(_SAID.search(scalar.text) for node in laid for scalar in scalars(node)):
        return []
    what = f"everything is in {draft.money.prices} prices, so `inflation` changes nothing"
    expected = "a rate or a term of the other kind, such as `3% real`"
    return [warning(draft.key("inflation"), "unused-inflation", what, expected, "remove `inflation`")]
