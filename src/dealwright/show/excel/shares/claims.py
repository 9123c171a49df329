"""Claims on an exit as formulas: what each takes of the preferences, and at each price of a common share.

The algebra is that of `dealwright.equity.exits.claims`, with a cell for every number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import both, choose, either, greatest, least, node, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.show.excel.cells import Node

NO_LIMIT = 1e300
"""Stands for no limit."""
FIRST, LAST = 1e9, -1e9
"""Ranks of debts, which are paid before every preference, and of what is paid after all of them."""


def nought() -> Node:
    """Return nothing."""
    return node(0.0)


@dataclass(frozen=True, slots=True)
class LiveClaim:
    """What holders of like terms hold together, as formulas; see `dealwright.equity.exits.claims.Claim`.

    Args:
        name: Its name.
        called: Its name for a reader.
        holders: What part of it each holder has.
        shares: As-converted common shares.
        preference: Money that is paid before the claims below.
        rank: Higher is paid first.
        participation: `none`, `full` or `capped`.
        cap: Most money that a capped claim keeps without converting; none where no cap is said.
        converts: Whether its holder may take its shares instead.
        strike: Money per as-converted share over which its shares take part.
        on_conversion: Money that it keeps when it converts.
        further: Shares that it gets besides when it converts.
        last: Money that is paid after every preference, unless it converts.
        exercise: Money that must be paid to have the claim at all.
        limit: Most money that it may take in all; none: no limit.
        heir: Who gets what is above the limit; none: all others.
        vests_at: Price of a common share at which it vests; none: it has vested.
        of: The class whose shares it holds; empty for rights and convertibles.
    """

    name: str
    called: str
    holders: Mapping[str, Node]
    shares: Node = field(default_factory=nought)
    preference: Node = field(default_factory=nought)
    rank: Node = field(default_factory=nought)
    participation: Node = field(default_factory=lambda: node("none"))
    cap: Node | None = None
    converts: Node = field(default_factory=lambda: node(True))  # noqa: FBT003 - what a cell holds
    strike: Node = field(default_factory=nought)
    on_conversion: Node = field(default_factory=nought)
    further: Node = field(default_factory=nought)
    last: Node = field(default_factory=nought)
    exercise: Node = field(default_factory=nought)
    limit: Node | None = None
    heir: str | None = None
    vests_at: Node | None = None
    of: str = ""

    @property
    def prefers(self) -> bool:
        """Say whether it may be paid before shares are."""
        return not (is_nought(self.preference) and is_nought(self.last))

    @property
    def due(self) -> Node:
        """Return what it is owed before shares are paid."""
        return self.preference + self.last

    @property
    def may_convert(self) -> bool:
        """Say whether it ever may take its shares instead."""
        return not (self.converts.constant and not self.converts.value)

    @property
    def may_share(self) -> bool:
        """Say whether it may take part while it keeps its preference."""
        return not (self.participation.constant and self.participation.value == "none")


@dataclass(frozen=True, slots=True)
class Taker:
    """A claim with what its terms come to: what is kept, and what converting brings.

    Args:
        claim: The claim.
        kept_shares: Shares that take part while it keeps its preference.
        ceiling: The most that it takes without converting; none where there is no such limit.
        all_shares: Shares that it has by converting.
        paid: Money that it has by converting.
    """

    claim: LiveClaim
    kept_shares: Node
    ceiling: Node | None
    all_shares: Node
    paid: Node

    @classmethod
    def of(cls, claim: LiveClaim) -> Taker:
        """Work the terms of a claim out."""
        capped, ceiling = claim.participation.equals("capped"), None
        if claim.cap is not None and not (capped.constant and not capped.value):
            ceiling = choose(capped, greatest(claim.cap, claim.due), NO_LIMIT)
        return cls(
            claim,
            choose(claim.participation.equals("none"), 0.0, claim.shares),
            ceiling,
            choose(claim.converts, claim.shares + claim.further, 0.0),
            choose(claim.converts, claim.on_conversion, 0.0),
        )

    def takes(self, price: Node) -> Node:
        """Return what it takes at a price of a common share, before any limit, once all preferences are paid."""
        claim = self.claim
        over = price if is_nought(claim.strike) else greatest(0.0, price - claim.strike)
        converted = self.all_shares * over + self.paid
        if claim.prefers or not is_nought(claim.on_conversion) or not claim.may_convert:
            kept = claim.due + self.kept_shares * over
            kept = kept if self.ceiling is None else least(kept, self.ceiling)
            found = greatest(kept, converted) if claim.may_convert else kept
        else:
            found = converted
        return found if is_nought(claim.exercise) else greatest(0.0, found - claim.exercise)

    def within(self, money: Node) -> Node:
        """Return what it keeps of money under its limit."""
        return money if self.claim.limit is None else least(money, self.claim.limit)

    def above(self, money: Node) -> Node:
        """Return what its heir gets of money above its limit."""
        limit = self.claim.limit
        return nought() if limit is None or self.claim.heir is None else greatest(0.0, money - limit)

    def bends(self) -> Iterator[tuple[str, Node]]:
        """Yield the prices of a common share at which what it takes may bend, each with why, in words.

        There may be more of them than bends: a breakpoint at which nothing changes does no harm.
        """
        claim = self.claim
        if not is_nought(claim.strike):
            yield "takes part from", claim.strike
        if self.ceiling is not None:
            stop = self._reaches(self.ceiling - claim.due, claim.shares)
            yield "at its cap from", choose(self.ceiling.equals(NO_LIMIT), 0.0, stop)
        if claim.prefers and claim.may_convert:
            level = claim.due
            if self.ceiling is not None:
                level = choose(self.ceiling.equals(NO_LIMIT), level, self.ceiling)
            yield "converts from", self._reaches(level - self.paid, self.all_shares)
            if not is_nought(claim.further) and claim.may_share:
                yield "converts from, before its cap", self._reaches(claim.due - self.paid, claim.further)
        levels = [] if is_nought(claim.exercise) else [("worth its exercise price from", claim.exercise)]
        if claim.limit is not None:
            levels.append(("at its limit from", claim.limit + claim.exercise))
        for why, level in levels:
            yield why, self._reaches(level - self.paid, self.all_shares)
            if claim.may_share:
                yield f"{why}, unconverted", self._reaches(level - claim.due, self.kept_shares)
        if claim.vests_at is not None:
            yield "vests at", claim.vests_at

    def _reaches(self, money: Node, shares: Node) -> Node:
        """Return the price at which shares above the strike are worth money; nothing where they never are."""
        above = ratio(money, shares)
        return self.claim.strike + (above if above.constant else greatest(0.0, above))


def is_nought(number: Node) -> bool:
    """Say whether a number is nothing, whatever anybody types."""
    return number.constant and number.value == 0.0


def vested(claim: LiveClaim, price: Node, second: Node) -> Node:
    """Say whether a claim that waits for a price has vested: above it, and at it in the second of its two columns.

    Args:
        claim: The claim; one that waits for none has vested.
        price: Price of a common share.
        second: Whether this is the second column of that price.
    """
    if claim.vests_at is None:
        return node(True)  # noqa: FBT003 - what a cell holds
    here = both(price.equals(claim.vests_at), second)
    return either(price > claim.vests_at, here)
