"""Who holds what of a company after each of its later rounds: the same on every path, or counted by path."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.equity.exact import Exact
    from dealwright.equity.exits.claims import Number
    from dealwright.equity.holdings import Holdings, Lot


@dataclass(frozen=True, slots=True)
class Lone:
    """A lot that is counted by path.

    Args:
        lot: Whose it is, of which class, from which day; what it counts per share is per unit of `price`.
        shares: How many; one number or one per path.
        price: Money per share that its preference counts.
        ratio: Common shares that one converts into.
    """

    lot: Lot
    shares: Number
    price: Number
    ratio: Number = 1.0

    @property
    def as_converted(self) -> Number:
        """Return how many common shares it converts into."""
        return self.shares * self.ratio


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds what.

    Args:
        exact: What is the same on every path.
        lone: Lots that are counted by path.
        added: Shares added by path to pools, as converted, by pool.
    """

    exact: Holdings
    lone: tuple[Lone, ...] = ()
    added: Mapping[str, Number] = field(default_factory=dict)

    @property
    def by_path(self) -> bool:
        """Tell whether anything is counted by path."""
        return bool(self.lone or self.added)

    @property
    def counted(self) -> tuple[Lone, ...]:
        """Return the lots counted by path whose shares count as converted."""
        return tuple(each for each in self.lone if self.exact.counts(each.lot.of))

    @property
    def fully_diluted(self) -> Number:
        """Return all shares as converted, with rights and pools."""
        lone = sum((each.as_converted for each in self.counted), start=0.0)
        return float(self.exact.fully_diluted) + sum(self.added.values(), start=0.0) + lone

    def apart(self, lots: Collection[Lot], factor: Number = 1.0) -> Held:
        """Return the same holdings with some lots counted by path.

        Args:
            lots: Lots of `exact`.
            factor: How many times as many common shares each then converts into.
        """
        if not lots:
            return self
        names = {lot.security for lot in lots}
        kept = tuple(lot for lot in self.exact.lots if lot.security not in names)
        lone = tuple(_lone(self.exact, lot, factor) for lot in lots)
        return replace(self, exact=replace(self.exact, lots=kept), lone=(*self.lone, *lone))

    def of(self, classes: Collection[str]) -> list[Lot]:
        """Return the lots of some classes that are the same on every path."""
        return [lot for lot in self.exact.lots if lot.of in classes]


def price_counted(held: Holdings, lot: Lot) -> Exact | None:
    """Return the money per share that a lot's preference counts."""
    return lot.preference_price or held.classes[lot.of].original_issue_price or lot.price


def _lone(held: Holdings, lot: Lot, factor: Number) -> Lone:
    price, ratio = price_counted(held, lot), float(held.ratio_of(lot)) * factor
    if not price or not lot.shares:
        return Lone(lot, float(lot.shares), 0.0, ratio)
    unit = replace(lot, preference_paid=lot.preference_paid / price, received=lot.received / (lot.shares * price))
    return Lone(unit, float(lot.shares), float(price), ratio)
