"""Check that what goes on for ever has a finite worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Call
from dealwright.ground.problem import Problem, error
from dealwright.terms.profit_participation import ProfitParticipation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.expression import Expression
    from dealwright.lang.draft import Draft
    from dealwright.terms.base import Term


def check_endless(draft: Draft) -> list[Problem]:
    """Find perpetuities that grow as fast as they are discounted, or faster: they have no finite worth."""
    found = []
    for name, term in draft.sound("terms").items():
        growth = _growth(draft, name, term.beyond.arguments[0]) if _is_endless(term) else None
        rates = [] if growth is None or draft.constants.is_no(term.active) else list(_rates(draft, term))
        rate, whose = min(rates, default=(float("inf"), ""))
        if growth is not None and growth >= rate:
            least = f"{100 * rate:.4g}%"
            what = f"`{name}` grows by {100 * growth:.4g}% a year for ever, and {whose} is {least}: no finite worth"
            expected = f"a growth below {least}, or an `until`"
            place = draft.place("terms", name, "beyond")
            found.append(error(place, "endless-growth", what, expected, "lower the growth, or add `until`"))
    return found


def _growth(draft: Draft, name: str, growth: Expression) -> float | None:
    """Return the growth of what a term pays for ever, in the prices that the file counts in, if it is certain."""
    known, money, entry = draft.constants, draft.money, draft.entry(("terms", name))
    rate, inflation = known.number(growth), known.number(money.inflation)
    if rate is None or entry is None or entry.money.amounts == money.prices or inflation is None:
        return rate
    above = 1.0 + inflation
    return (1.0 + rate) * (above if money.prices == "nominal" else 1.0 / above) - 1.0


def _is_endless(term: Term) -> bool:
    """Say whether a term goes on for ever and nothing limits what it pays in all."""
    if not (isinstance(term.beyond, Call) and term.beyond.function == "perpetuity" and term.beyond.arguments):
        return False
    ends = term.tiers[-1:] if isinstance(term, ProfitParticipation) and term.residual is None else []
    limited = any(tier.ends for tier in ends)
    return term.until is None and getattr(term, "cap", None) is None and not limited


def _rates(draft: Draft, term: Term) -> Iterator[tuple[float, str]]:
    """Yield the rates at which a term is discounted, as far as they are certain, and what they are."""
    known, parties, companies = draft.constants, draft.sound("parties"), draft.sound("companies")
    free = draft.said("risk_free")
    declared = [("`risk_free`", free)] if free is not None else []
    declared += [("its `discount`", term.discount)] if term.discount is not None else []
    for side in term.sides:
        if side in parties and term.discount is None:
            declared.append((f"the `discount` of `{side}`", parties[side].discount))
        if side in companies:
            declared.append((f"the `cost_of_capital` of `{side}`", companies[side].cost_of_capital))
    for whose, expression in declared:
        rate = known.number(expression)
        if rate is not None:
            yield rate, whose
