"""Make claims of rights: options, warrants, restricted stock units and stock appreciation rights."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from dealwright.equity.exact import NOTHING, Exact, decimal_text
from dealwright.equity.exits.moment import parts_of, plus, product
from dealwright.equity.exits.share_terms import claim_on_shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.exits.claims import Claim, Number
    from dealwright.equity.exits.moment import Amount, Moment
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import Right


class Grants(NamedTuple):
    """Rights of one kind on one class at one strike: they are exercised at one price, and are one claim.

    Attributes:
        name: Name of the claim.
        security: Name of the right, or of all of them together.
        of: Class.
        strike: Money per share.
        members: The rights, each with the shares that it gives.
        vests_at: Price of an as-converted common share at which they vest; None: they have vested.
    """

    name: str
    security: str
    of: str
    strike: Exact
    members: list[tuple[Right, Amount]]
    vests_at: float | None


def grants(moment: Moment) -> Iterator[Grants]:
    """Gather the rights that have vested by the exit, or may vest with it, and have not expired.

    What vests only at a price that the exit may reach stands apart.

    Args:
        moment: The holdings and the day of the exit.
    """
    groups: dict[tuple[str, str, Exact, float | None], list[tuple[Right, Amount]]] = {}
    for held in moment.held.rights.values():
        right = held.right
        for reached, shares in moment.in_parts(right.vesting, partial(moment.shares_by, held)):
            if not (isinstance(shares, Exact) and shares <= 0):
                key = (right.kind, right.of, right.strike, moment.price_of(reached))
                groups.setdefault(key, []).append((right, shares))
    for (kind, of, strike, vests_at), members in groups.items():
        at = f" at {decimal_text(strike)}" if strike else ""
        name = members[0][0].id if len(members) == 1 else f"{kind}s of {of}{at}"
        apart = "" if vests_at is None else f" from {vests_at:.10g}"
        yield Grants(f"{name}{apart}", name, of, strike, members, vests_at)


def right_claims(moment: Moment) -> Iterator[Claim]:
    """Return the claims of all rights that have vested by the exit, or may vest with it, and have not expired.

    Args:
        moment: The holdings and the day of the exit.

    Returns:
        Claims. The exercise price is netted; a unit has none, and an appreciation right takes what an option does.
    """
    for each in grants(moment):
        claim = _claim(moment.held, each.security, each.members)
        yield replace(claim, name=each.name, vests_at=each.vests_at)


def _claim(held: Holdings, name: str, members: list[tuple[Right, Amount]]) -> Claim:
    cls, strike = held.classes[members[0][0].of], members[0][0].strike
    ratio, price = held.ratio_of_class(cls.id), cls.original_issue_price or NOTHING
    shares = plus(*(count for _, count in members))
    claim = replace(claim_on_shares(cls, shares, ratio, price), name=name, security=name, holders=_parts(members))
    if len(members) > 1:
        claim = replace(claim, parts=_parts(members, by="id"))
    if cls.preference and price:
        return replace(claim, exercise=product(shares, strike))
    return replace(claim, strike=float(strike / ratio) + claim.strike)


def _parts(members: list[tuple[Right, Amount]], by: Literal["holder", "id"] = "holder") -> dict[str, Number]:
    counts: dict[str, Amount] = {}
    for right, count in members:
        name = getattr(right, by)
        counts[name] = plus(counts.get(name, NOTHING), count)
    return parts_of(counts)
