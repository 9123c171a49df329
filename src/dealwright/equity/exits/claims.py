"""Claims on what an exit brings: what each kind of security takes at a price of an as-converted common share.

With s as-converted shares, f further ones that come only by converting, preference L, exercise price k, money d that is
kept in converting, a claim takes at the price p, once every preference is paid,

    converted = (s + f) max(0, p - k) + d
    kept      = L (participation none), L + s max(0, p - k) (full), min(that, cap) but at least L (capped)
    takes     = max(kept, converted) if it may convert, else kept; less what must be paid to exercise it, but not under
                zero; under a return cap at most that, the rest to another.

Before, while the price is zero, the preferences are paid by seniority, those of equal seniority pari passu.
Numbers are floats or arrays over paths, so that a round may be priced by the path.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jaxtyping import Float
    from numpy import ndarray

Number: TypeAlias = "float | Float[ndarray, ' path']"
"""One number for all exits, or one per exit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What holders of like terms hold together.

    Attributes:
        name: Its name, such as the class.
        holders: What part of it each stakeholder has; the parts sum to 1, but where there is nothing of it on a path.
        shares: As-converted common shares.
        preference: Money that is paid before the claims below, accrued dividends included.
        seniority: Rank of the preference: higher is paid first, equal is pari passu.
        participation: Whether it shares with common after its preference.
        cap: Most money that a capped claim keeps without converting, the preference included.
        converts: Whether its holder may take its shares in place of all that.
        strike: Money per as-converted share over which its shares take part: exercise price of an option, threshold
            of a profits interest.
        on_conversion: Money that it keeps when it converts (accrued dividends that are then paid); at most the
            preference.
        further_shares: As-converted shares that it gets besides when it converts (accrued dividends that convert).
        last_preference: Money that is paid besides the preference, after every other preference and before any share
            takes part, unless it converts (what a discount alone is worth at an exit).
        exercise: Money that must be paid to have the claim at all (a right on shares that carry a preference).
        return_cap: Most money that it may take in all; None: no limit.
        rest_to: Stakeholder who gets what is above the return cap; None: it is shared by all others.
        security: Name of the class, right or convertible that it comes from.
        count: How many shares or rights it is; None: as many as its as-converted shares.
        parts: What part of it each right is, by the right's name, where it is several of like terms.
        vests_at: Price of an as-converted common share at which it vests, all of it or nothing; None: it has vested.
        counted: Whether its shares count where shares are counted as converted: preferred that never convert do not.
    """

    name: str
    holders: Mapping[str, Number]
    shares: Number = 0.0
    preference: Number = 0.0
    seniority: float = 0.0
    participation: Literal["none", "full", "capped"] = "none"
    cap: Number | None = None
    converts: bool = True
    strike: Number = 0.0
    on_conversion: Number = 0.0
    further_shares: Number = 0.0
    last_preference: Number = 0.0
    exercise: Number = 0.0
    return_cap: Number | None = None
    rest_to: str | None = None
    security: str = ""
    count: Number | None = None
    parts: Mapping[str, Number] = field(default_factory=dict)
    vests_at: float | None = None
    counted: bool = True


def times(claim: Claim, shares: Number, money: Number) -> Claim:
    """Return a claim of so many times its shares and so many times its money."""
    return replace(
        claim,
        shares=claim.shares * shares,
        further_shares=claim.further_shares * shares,
        preference=claim.preference * money,
        last_preference=claim.last_preference * money,
        on_conversion=claim.on_conversion * money,
        exercise=claim.exercise * money,
        cap=None if claim.cap is None else claim.cap * money,
        return_cap=None if claim.return_cap is None else claim.return_cap * money,
        count=None if claim.count is None else claim.count * shares,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a distribution by cumulative amounts: each holder's part of it, and how much is distributed in it.

    Attributes:
        shares: Part of each unit by stakeholder; what is left of one goes on to the stack.
        size: Money distributed in this step; infinite for the last.
    """

    shares: Mapping[str, float]
    size: Number


@dataclass(frozen=True, slots=True)
class Stack:
    """Everything that an exit pays, in its order.

    Attributes:
        claims: The claims of the holders, any order.
        debt: Money paid first.
        fees: Money paid next.
        fee_share: Part of the proceeds paid as fees.
        carve_outs: Stakeholder, part of what is left, and most money of each (infinite: no limit), in their order.
        steps: Distribution by cumulative amounts before the claims.
    """

    claims: tuple[Claim, ...]
    debt: Number = 0.0
    fees: Number = 0.0
    fee_share: float = 0.0
    carve_outs: tuple[tuple[str, float, float], ...] = ()
    steps: tuple[Step, ...] = field(default_factory=tuple)


def named(claims: Iterable[Claim], amounts: Mapping[str, Number]) -> dict[str, Number]:
    """Divide amounts of claims among the securities as they are declared, and keep those of others, such as heirs.

    Args:
        claims: The claims.
        amounts: Amounts by the name of a claim or of another.
    """
    known = tuple(claims)
    names = {claim.name for claim in known}
    return {**by_declared(known, amounts), **{name: each for name, each in amounts.items() if name not in names}}


def by_declared(claims: Iterable[Claim], amounts: Mapping[str, Number]) -> dict[str, Number]:
    """Divide amounts of claims among the securities as they are declared: classes, convertibles, each right by itself.

    Args:
        claims: The claims.
        amounts: An amount of money by the claim's name; claims that are not in it are left out.

    Returns:
        Money by the name of the security; the sums are equal.
    """
    found: dict[str, Number] = {}
    for claim in claims:
        if claim.name in amounts:
            for name, part in (claim.parts or {claim.security or claim.name: 1.0}).items():
                found[name] = found.get(name, 0.0) + part * amounts[claim.name]
    return found
