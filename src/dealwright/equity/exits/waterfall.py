"""Pay the proceeds of an exit: debt, fees, carve-outs and tiers, then the preferences, then all shares at one price.

What all claims take together only rises with the price of an as-converted common share. So the one price at which they
take what there is settles every conversion and every exercise at once, each holder choosing what is best for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dealwright.equity.exits.ahead import ahead_of_claims
from dealwright.equity.exits.preferences import share_preferences
from dealwright.equity.exits.price_vesting import vested_at_price, waits_for
from dealwright.equity.exits.rising import reach, total
from dealwright.equity.exits.takes import force, nothing, rising_of, take

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.ahead import Ahead
    from dealwright.equity.exits.claims import Claim, Number, Stack
    from dealwright.equity.exits.rising import Rising
    from dealwright.equity.exits.takes import Flag

    Forced: TypeAlias = "Flag | Mapping[str, Flag]"

_ROUNDING = 1e-14
_BLOCK = 16_384
"""Exit values that are worked on at once where there are very many: so many fit into a processor's cache."""


@dataclass(frozen=True, slots=True)
class Payouts:
    """What an exit pays. Figures are single numbers for one exit value, else arrays over paths.

    Attributes:
        stack: What was paid by, forced conversions made.
        claims: Its claims, as far as what waits for a price of the exit has vested.
        proceeds: Money that came in.
        ahead: What was paid ahead of the claims.
        price: Money per as-converted common share.
        taken: What each claim takes, with what an heir then gets of it above a return cap.
        left: Money that nobody has a claim to.
        scalar: Whether all is for one exit value.
    """

    stack: Stack
    claims: tuple[Claim, ...]
    proceeds: Float[ndarray, " path"]
    ahead: Ahead
    price: Number
    taken: Float[ndarray, "claim path"]
    left: Number
    scalar: bool

    @property
    def by_claim(self) -> dict[str, Number]:
        """Return what each claim keeps, by its name."""
        return {claim.name: self._plain(self._kept(row)) for row, claim in enumerate(self.claims)}

    @property
    def by_security(self) -> dict[str, Number]:
        """Return what each class, right and convertible keeps."""
        found: dict[str, Number] = {}
        for row, claim in enumerate(self.claims):
            name = claim.security or claim.name
            found[name] = found.get(name, 0.0) + self._plain(self._kept(row))
        return found

    @property
    def by_holder(self) -> dict[str, Number]:
        """Return what each stakeholder gets in all: on claims, from tiers and carve-outs, and above others' caps."""
        found: dict[str, Number] = {}
        for source in (self.ahead.carve_outs, self.ahead.steps):
            for holder, money in source.items():
                found[holder] = found.get(holder, 0.0) + self._plain(money)
        for row, claim in enumerate(self.claims):
            money = self._plain(self._kept(row))
            for holder, part in claim.holders.items():
                found[holder] = found.get(holder, 0.0) + part * money
            if claim.rest_to is not None and claim.return_cap is not None:
                rest = self._plain(self.taken[row]) - money
                found[claim.rest_to] = found.get(claim.rest_to, 0.0) + rest
        return found

    @property
    def unpaid(self) -> dict[str, Number]:
        """Return what stays unpaid of each claim's preference."""
        return {
            claim.name: self._plain(
                np.where(np.greater(self.price, 0.0), 0.0, np.maximum(0.0, self._owed(claim) - self.taken[row]))
            )
            for row, claim in enumerate(self.claims)
            if not nothing(claim.preference)
        }

    @property
    def debt(self) -> Number:
        """Return what lenders get."""
        return self._plain(self.ahead.debt)

    @property
    def unpaid_debt(self) -> Number:
        """Return what lenders do not get."""
        return self._plain(self.stack.debt - self.ahead.debt)

    @property
    def fees(self) -> Number:
        """Return what is paid in fees."""
        return self._plain(self.ahead.fees)

    @property
    def common_price(self) -> Number:
        """Return the money per as-converted common share."""
        return self._plain(self.price)

    def to(self, holder: str) -> Number:
        """Return what one stakeholder gets in all, without working out the others.

        Args:
            holder: Its id.

        Returns:
            Money; zero for one who has no claim.
        """
        found: Number = np.zeros(np.shape(self.proceeds))
        for source in (self.ahead.carve_outs, self.ahead.steps):
            if holder in source:
                found = found + source[holder]
        for row, claim in enumerate(self.claims):
            part = claim.holders.get(holder, 0.0)
            if not nothing(part):
                found = found + part * self._kept(row)
            if claim.rest_to == holder and claim.return_cap is not None:
                found = found + (self.taken[row] - self._kept(row))
        return self._plain(found)

    def _kept(self, row: int) -> Number:
        most = self.claims[row].return_cap
        taken: Number = self.taken[row]
        return taken if most is None else np.minimum(taken, most)

    def _owed(self, claim: Claim) -> Number:
        owed = np.maximum(0.0, claim.preference - claim.exercise)
        return owed if claim.return_cap is None or claim.rest_to is not None else np.minimum(owed, claim.return_cap)

    def _plain(self, number: Number) -> Number:
        """Return an array over paths, or the one number where there is one exit value."""
        if not self.scalar:
            return np.broadcast_to(number, self.proceeds.shape)
        return float(np.ravel(number)[0])


def pay(stack: Stack, proceeds: Number, *, forced: Forced = False) -> Payouts:
    """Pay the proceeds of an exit.

    Args:
        stack: What is paid in which order, in numbers or in arrays over paths.
        proceeds: Money that comes in, one amount or one by path; what is negative counts as nothing.
        forced: Whether holders must convert (a qualified IPO): one answer or one by path, for all claims or by the name
            of a class or convertible.

    Returns:
        What everybody gets; everything that is paid, with what nobody has a claim to, sums to the proceeds.

    Source:
        The price as the one unknown: docs/equity.md, "What an exit pays".
    """
    claims = tuple(force(claim, _forced(claim, forced)) for claim in stack.claims)
    stack = replace(stack, claims=claims)
    paths = np.broadcast_shapes(np.shape(proceeds), *_shapes(stack))
    coming = np.maximum(0.0, np.broadcast_to(np.asarray(proceeds, dtype=float), paths or (1,)))
    ahead = ahead_of_claims(stack, coming)
    if waits_for(claims):
        claims = vested_at_price(claims, ahead.rest)
    every = total(rising_of(claim) for claim in claims)
    taken = np.empty((len(claims), coming.size))
    price, left = np.empty((2, coming.size))
    alike = all(shape == () for shape in _shapes(replace(stack, claims=claims)))
    block = _BLOCK if alike else max(1, coming.size)
    for start in range(0, coming.size, block):
        part = slice(start, start + block)
        price[part], left[part] = _share(claims, every, ahead.rest[part], taken[:, part])
    return Payouts(stack, claims, coming, ahead, price, taken, left, paths == ())


def _share(
    claims: tuple[Claim, ...], every: Rising, equity: Float[ndarray, " path"], taken: Float[ndarray, "claim path"]
) -> tuple[Number, Number]:
    """Fill in what each claim takes of the equity; return the price and what is left."""
    price, left = reach(every, equity)
    for row, claim in enumerate(claims):
        taken[row] = take(claim, price)
    short = np.flatnonzero(equity < every.start)
    if short.size:
        for row, money in enumerate(share_preferences(claims, equity, short)):
            taken[row, short] = money
    _settle(equity - left, taken)
    return price, left


def _settle(equity: Float[ndarray, " path"], taken: Float[ndarray, "claim path"]) -> None:
    """Give what rounding has left over, or paid too much, to who takes most: all money is paid.

    It is more than the last digits only where an exercise price is far above all that there is to pay.
    """
    over = equity - taken.sum(axis=0)
    paths = np.flatnonzero(np.abs(over) > _ROUNDING * equity)
    if paths.size and len(taken):
        taken[taken[:, paths].argmax(axis=0), paths] += over[paths]


def _forced(claim: Claim, forced: Forced) -> Flag:
    if isinstance(forced, (bool, np.bool_, np.ndarray)):
        return forced
    return forced.get(claim.name, forced.get(claim.security, False))


def _shapes(stack: Stack) -> list[tuple[int, ...]]:
    """Return the shapes of all numbers of a stack."""
    numbers: list[Number | None] = [stack.debt, stack.fees, stack.fee_share, *(step.size for step in stack.steps)]
    for claim in stack.claims:
        numbers += [claim.shares, claim.preference, claim.cap, claim.strike, claim.on_conversion, claim.return_cap]
        numbers += [claim.further_shares, claim.last_preference, claim.exercise]
    return [np.shape(number) for number in numbers if number is not None]
