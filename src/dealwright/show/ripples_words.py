"""Say what packages do to those who are not at the table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.words import SOLUTIONS, capital, measure_words

if TYPE_CHECKING:
    from dealwright.bargain.ripples.ripples_result import Ripple, Ripples
    from dealwright.engine.result import Estimate
    from dealwright.show.names import Names

ERRORS = 2.0
"""So many standard errors make a difference."""


def rows_of(found: Ripples) -> list[tuple[str, Ripple]]:
    """List today's contract and the packages that solutions name, each once, with what they are called."""
    rows: list[tuple[str, Ripple]] = [] if found.today is None else [("Contract in force", found.today)]
    named: dict[int, list[str]] = {}
    for name, each in found.solutions.items():
        named.setdefault(id(each), []).append(SOLUTIONS.get(name, capital(name)))
    ripples = {id(each): each for each in found.solutions.values()}
    return [*rows, *((", ".join(names), ripples[key]) for key, names in named.items())]


def unmoved(found: Ripples) -> tuple[str, ...]:
    """Name outsiders to whom it makes no difference which package of the frontier is signed."""
    return tuple(party for party in found.outsiders if party not in found.best or _alike(found, party))


def _alike(found: Ripples, party: str) -> bool:
    best, worst = found.best[party].fresh, found.worst[party].fresh
    return best.value - worst.value <= ERRORS * math.hypot(best.standard_error, worst.standard_error) + 1e-9 * abs(
        found.no_deal[party].value
    )


def summary(found: Ripples, names: Names) -> str:
    """Say in a sentence who outside gains and loses by the Nash package, or by the contract in force without one."""
    label, each = next(((name, r) for name, r in found.solutions.items()), ("", found.today))
    if each is None:
        return "No package suits everyone, so none is signed."
    what = f"the {SOLUTIONS.get(label, label)} package" if label else "the contract in force"
    bill, surplus = _money(each.bill), _money(each.surplus)
    verb = "gain" if each.bill.value >= 0 else "lose"
    others = f"those who are not {verb} {bill.lstrip(number.MINUS)}"
    said = f"By {what} those at the table gain {surplus} over no deal, and {others}"
    still = unmoved(found)
    indifferent = (
        f"; which package is signed is all the same to {joined([names.said(p) for p in still])}" if still else ""
    )
    return f"{said} in {measure_words(found.measure)}{indifferent}."


def extreme_words(found: Ripples, names: Names, party: str) -> str:
    """Say which package of the frontier is best and which is worst for somebody who is not at the table."""
    best, worst = found.best[party], found.worst[party]
    return (
        f"{names.party(party)}: best is {names.package(best.package)}, {_change(best.fresh)} over no deal on fresh "
        f"futures; worst is {names.package(worst.package)}, {_change(worst.fresh)}."
    )


def _money(each: Estimate) -> str:
    text, error = number.uncertain_money(each.value, each.standard_error)
    return f"{text} {error}".strip()


def _change(each: Estimate) -> str:
    text, error = number.uncertain_money(each.value, each.standard_error, change=True)
    return f"{text} {error}".strip()
