"""A plain exact waterfall as an oracle: every combination of decisions is paid out, until nobody wants another.

It shares nothing with the product: no price is solved for. Each claim decides (take the preference, convert, exercise,
or let go); for each combination money is poured, exactly, level by level; an equilibrium is a combination in which no
claim gains by deciding otherwise alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.exits.claims import Claim

NOTHING = Fraction(0)


@dataclass
class Vessel:
    """What is filled as a level rises: by `width` per level from `start` on, until it holds `most`."""

    width: Fraction
    start: Fraction = NOTHING
    most: Fraction | None = None
    holds: Fraction = NOTHING

    def flows(self, level: Fraction) -> bool:
        """Say whether it takes more at this level."""
        return self.width > 0 and self.start <= level and (self.most is None or self.holds < self.most)


def pour(money: Fraction, vessels: Sequence[Vessel]) -> Fraction:
    """Fill vessels with money at one common level; return what is left over."""
    level = NOTHING
    while money > 0:
        flowing = [v for v in vessels if v.flows(level)]
        ends = [level + (v.most - v.holds) / v.width for v in flowing if v.most is not None]
        ends += [v.start for v in vessels if v.width > 0 and v.start > level and (v.most is None or v.most > 0)]
        width = sum((v.width for v in flowing), NOTHING)
        if not ends and not flowing:
            break
        rise = min(ends) - level if ends else money / width
        if width:
            rise = min(rise, money / width)
        for vessel in flowing:
            vessel.holds += vessel.width * rise
        money -= width * rise
        level += rise
    return money


def decisions(claim: Claim) -> list[str]:
    """Return what a claim may decide."""
    free = ["let go"] if claim.exercise or claim.strike else []
    return free + ["keep"] * bool(claim.preference or not claim.strike) + ["convert"] * claim.converts


def paid_by_decisions(claims: Sequence[Claim], equity: Fraction, decided: Sequence[str]) -> list[Fraction]:
    """Return what each claim gets in all, exercise money taken off, when all have decided."""
    cash = [
        NOTHING if d == "let go" else c.exercise or c.shares * c.strike * (not c.preference)
        for c, d in zip(claims, decided, strict=True)
    ]
    money = equity + sum(cash, NOTHING)
    got = [NOTHING for _ in claims]
    last = min((c.seniority for c in claims), default=0) - 1
    for level in [*sorted({c.seniority for c in claims}, reverse=True), last]:
        vessels = {}
        for row, (claim, decision) in enumerate(zip(claims, decided, strict=True)):
            due = {
                "keep": claim.preference if level == claim.seniority else claim.last_preference * (level == last),
                "convert": claim.on_conversion * (level == claim.seniority),
                "let go": NOTHING,
            }[decision]
            room = due if stop(claim) is None else min(due, stop(claim) + cash[row] - got[row])
            vessels[row] = Vessel(Fraction(due), most=room)
        money = pour(money, list(vessels.values()))
        for row, vessel in vessels.items():
            got[row] += vessel.holds
    vessels = {
        row: shares_of(c, d, got[row], cash[row]) for row, (c, d) in enumerate(zip(claims, decided, strict=True))
    }
    pour(money, list(vessels.values()))
    return [had + vessels[row].holds - cash[row] for row, had in enumerate(got)]


def stop(claim: Claim) -> Any:
    return claim.return_cap if claim.rest_to is None else None


def shares_of(claim: Claim, decision: str, got: Fraction, cash: Fraction) -> Vessel:
    """Return how a claim shares in what the preferences leave."""
    stops = [] if stop(claim) is None else [stop(claim) + cash - got]
    pays_strike = not claim.preference and not claim.exercise  # who has paid it shares from nothing on
    start = NOTHING if pays_strike else Fraction(claim.strike)
    if decision == "let go" or (decision == "keep" and claim.participation == "none"):
        return Vessel(NOTHING)
    if decision == "convert":
        return Vessel(Fraction(claim.shares + claim.further_shares), start, min(stops, default=None))
    if claim.participation == "capped" and claim.cap is not None:
        due = claim.preference + claim.last_preference
        stops.append(max(claim.cap, due) - got)
    return Vessel(Fraction(claim.shares), start, max(NOTHING, min(stops)) if stops else None)


def plain_payouts(claims: Sequence[Claim], equity: Fraction) -> list[Fraction]:
    """Return what each claim gets where nobody gains by deciding otherwise alone; heirs of caps not yet served."""
    claims = [in_fractions(claim) for claim in claims]
    choices = [decisions(claim) for claim in claims]
    paid = {decided: paid_by_decisions(claims, equity, decided) for decided in product(*choices)}
    for decided, got in paid.items():
        others = (
            paid[*decided[:row], choice, *decided[row + 1 :]][row] <= got[row]
            for row, own in enumerate(choices)
            for choice in own
        )
        if all(others):
            return got
    raise AssertionError("no equilibrium")


def in_floats(claim: Claim) -> Claim:
    """Return a claim with floats in place of exact numbers."""
    numbers = {f.name: getattr(claim, f.name) for f in fields(claim)}
    return replace(claim, **{name: float(n) for name, n in numbers.items() if isinstance(n, Fraction)})


def in_fractions(claim: Claim) -> Claim:
    """Return a claim with exact numbers in place of floats."""
    numbers = {f.name: getattr(claim, f.name) for f in fields(claim)}
    return replace(claim, **{name: Fraction(n) for name, n in numbers.items() if isinstance(n, float)})
