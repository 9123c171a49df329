"""What a company's securities pay at its exit on every path, by its cap table, its rounds to come and the waterfall."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.issuer import issuer_of
from dealwright.engine.issuers.offering import Offering, offer_price, pay_offering
from dealwright.engine.issuers.owners import OUTSIDE
from dealwright.engine.issuers.stages import stage_stacks
from dealwright.equity.exits.waterfall import pay

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.engine.issuers.stages import StageStack
    from dealwright.engine.view import FuturesView
    from dealwright.equity.exits.claims import Number, Stack
    from dealwright.equity.exits.waterfall import Payouts

    Column = Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Paid:
    """What an exit pays to whom; all (path,) money at the exit.

    Args:
        holders: By party or company; stakeholders outside the deal together under `OUTSIDE`.
        shares: Share of all shares as converted by the same, 0 to 1; they sum to 1.
        debt: What lenders get.
        fees: What bankers and lawyers get.
    """

    holders: dict[str, Column]
    shares: dict[str, Column]
    debt: Column
    fees: Column

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.debt.nbytes * (2 + len(self.holders) + len(self.shares))


def paid_at_exit(deal: Deal, name: str, exit_: ExitTime, equity: Column, view: FuturesView) -> Paid:
    """Pay the equity of a company to the holders of its securities.

    Args:
        deal: The deal.
        name: The company, which has securities.
        exit_: When its exit comes, and by what.
        equity: What there is for all of them and for what stands before them; (path,) money at the exit.
        view: The futures.

    Returns:
        What everybody gets; with debt and fees it sums to the equity.
    """
    issuer = issuer_of(deal, name, view)

    def compute() -> Paid:
        found = _Found.of(view.paths)
        for stage, payouts in payments(issuer, exit_, equity):
            _note(payouts, stage, found)
        return found.paid()

    return issuer.kept(("paid", _digest(equity), issuer.terms), compute, exit_.sign, issuer.earned)


def _digest(equity: Column) -> bytes:
    """Return what stands for an array of amounts."""
    return hashlib.blake2b(np.ascontiguousarray(equity).tobytes(), digest_size=16).digest()


def payments(
    issuer: Issuer, exit_: ExitTime, equity: Column, alone: Collection[str] = ()
) -> Iterator[tuple[StageStack, Payouts]]:
    """Pay the equity of a company, set of paths by set of paths.

    Args:
        issuer: The company.
        exit_: When its exit comes, and by what.
        equity: What there is; (path,) money at the exit.
        alone: Lots whose claims are to stand alone.

    Yields:
        By what some paths are paid, and what everybody gets there.
    """
    offered, primary = offered_on(issuer, exit_), primary_of(issuer)
    what = _digest(equity), issuer.exit.ipo, issuer.terms[1], tuple(alone)
    for number, stage in enumerate(stage_stacks(issuer, exit_, alone)):
        here = Offering(equity[stage.places], offered[stage.places], primary)
        if not here.offered.any():
            yield stage, pay(stage.stack, here.equity)
            continue
        key = "offer price", number, *what, issuer.terms if stage.promised else None
        price = issuer.kept(key, partial(offer_price, stage, here), exit_.sign, issuer.earned)
        yield stage, pay_offering(stage, here, price)


def primary_of(issuer: Issuer) -> float | None:
    """Return how many new shares a company sells in a public offering, where that is said."""
    return None if issuer.table.ipo is None else float(issuer.table.ipo.primary)


def offered_on(issuer: Issuer, exit_: ExitTime) -> Bool[ndarray, " path"]:
    """Tell on which paths the exit is a public offering."""
    events = [event for event in issuer.deal.companies[issuer.name].exits if event != "horizon"]
    public = [place for place, event in enumerate(events) if event in issuer.exit.ipo]
    return np.isin(exit_.cause, public)


def _note(payouts: Payouts, stage: StageStack, found: _Found) -> None:
    """Note what some paths pay."""
    places = stage.places
    for holder, money in payouts.by_holder.items():
        found.add(found.holders, holder, money, places)
    found.debt[places], found.fees[places] = payouts.debt, payouts.fees
    found.left[places] = payouts.left
    shares = _as_converted(stage.stack)
    total: Number = sum(shares.values(), start=0.0)
    some = np.greater(total, 0.0)
    for holder, count in shares.items():
        found.add(found.shares, holder, np.where(some, count / np.where(some, total, 1.0), 0.0), places)
    if not np.all(some):
        found.add(found.shares, OUTSIDE, np.where(some, 0.0, 1.0), places)


def _as_converted(stack: Stack) -> dict[str, Number]:
    """Count the shares of each party and company as converted."""
    found: dict[str, Number] = {}
    for claim in stack.claims:
        for holder, part in claim.holders.items():
            counts = claim.shares if claim.vests_at is None and claim.counted else 0.0
            found[holder] = found.get(holder, 0.0) + part * counts
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """What is paid to whom, while it is being filled in."""

    debt: Column
    fees: Column
    left: Column
    holders: dict[str, Column] = field(default_factory=dict)
    shares: dict[str, Column] = field(default_factory=dict)

    @staticmethod
    def of(paths: int) -> _Found:
        debt, fees, left = np.zeros((3, paths))
        return _Found(debt, fees, left)

    def add(self, where: dict[str, Column], holder: str, amount: Number, places: ndarray) -> None:
        where.setdefault(holder, np.zeros(len(self.debt)))[places] += amount

    def paid(self) -> Paid:
        """Return what was found; what nobody may claim is outside."""
        if self.left.any():
            self.add(self.holders, OUTSIDE, self.left, np.arange(len(self.left)))
        return Paid(self.holders, self.shares, self.debt, self.fees)
