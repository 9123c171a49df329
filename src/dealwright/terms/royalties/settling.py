"""What is due of a royalty: what recoups is withheld, and at least the minimum is paid, period by period."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.royalties.minimum import NOTHING, added, year_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.outcome import Number
    from dealwright.terms.royalties.minimum import Minimum, Seen
    from dealwright.terms.royalties.recoupment import Begun, Paid
    from dealwright.terms.royalties.shortfalls import Shortfalls

    Money = Float[ndarray, "path period"]
    Row = Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What recoupment and the minimum make of a share.

    Args:
        due: What is due after both.
        recouped: What is withheld of advances.
        minimum_recouped: What is withheld of what minima added before.
        topped_up: What the minimum of each period adds.
        trued_up: What settling the years adds; negative where it takes back.
        lapsed: What minima added and nobody may recoup any more.
        balance: What is left of advances after each period.
        short: What is left of what minima added.
        seen: What the year of a minimum had asked, earned and paid by the end of each period; empty where none counts.
        lots: What is left of what minima added, by age, where it may be recouped.
        begun: What the contract period that was under way had brought and had withheld.
        offered: What falls due before anything is withheld of advances.
    """

    due: Money
    recouped: Money | None = None
    minimum_recouped: Money | None = None
    topped_up: Money | None = None
    trued_up: Money | None = None
    lapsed: Money | None = None
    balance: Money | None = None
    short: Money | None = None
    seen: tuple[Money, ...] = ()
    lots: Shortfalls | None = None
    begun: Begun | None = None
    offered: Money | None = None


@dataclass(slots=True)
class _Running:
    """What stands open between one period and the next."""

    left: Row
    seen: Seen = (NOTHING, NOTHING, NOTHING)
    rows: list[tuple[Row, ...]] = field(default_factory=list)
    years: list[Seen] = field(default_factory=list)


def settled(
    share: Money,
    ahead: Paid,
    minimum: Minimum | None,
    part: Number,
    lots: Shortfalls | None,
    begun: Begun,
    *,
    before: bool,
) -> Settled:
    """Withhold what recoups and pay at least the minimum, period by period.

    Args:
        share: What falls due in each period.
        ahead: What is paid ahead.
        minimum: What is paid at least.
        part: Which part of what falls due may be withheld of advances.
        lots: What minima added and later royalties recoup; none where they recoup nothing of it.
        begun: What the contract period that was under way had brought and had withheld.
        before: Whether the minimum is set before advances are recouped, so that it is withheld too; otherwise after.
    """
    run, asked = _Running(np.ravel(ahead.balance)), None if minimum is None else year_asked(minimum)
    for period in range(share.shape[1]):
        run.left = run.left + (ahead.amounts[:, period] if period < ahead.amounts.shape[1] else 0.0)
        due, taken = share[:, period], NOTHING
        if not before:
            taken = begun.withhold(part, due, run.left, period)
            due = due - taken
        short = NOTHING if lots is None or minimum is None else _from_surplus(lots, minimum, asked, period, due, run)
        due, lapsed = due - short, NOTHING if lots is None else lots.lapse(period)
        top_up, settling, run.seen = added(minimum, period, due, run.seen)
        due = due + top_up + settling
        if lots is not None and minimum is not None:
            lots.add(top_up + settling, period, _closing(minimum, period))
        if before:
            taken = begun.withhold(part, due, run.left, period)
            due = due - taken
        run.left = run.left - taken
        still = NOTHING if lots is None else lots.left
        run.rows.append((due, taken, short, top_up, settling, lapsed, run.left, still))
        run.years += [] if minimum is None or minimum.clock is None else [run.seen]
    columns = (_columns(each) for each in zip(*run.rows, strict=True))
    due, taken, short, topped_up, trued_up, lapsed, left, still = columns
    counted = tuple(_columns(each) for each in zip(*run.years, strict=True))
    offered = due + taken if before else share
    return Settled(due, taken, short, topped_up, trued_up, lapsed, left, still, counted, lots, begun, offered)


def _from_surplus(lots: Shortfalls, minimum: Minimum, asked: Money | None, period: int, due: Row, run: _Running) -> Row:
    """Recoup from what the year's royalty so far is over its minimum."""
    opens = minimum.opens is None or bool(minimum.opens[period])
    _, earned, _ = minimum.before(period) if opens else run.seen
    whole = NOTHING if asked is None else asked[:, period]
    return lots.recoup(earned + lots.taken + due - whole, due, period)


def _closing(minimum: Minimum, period: int) -> Bool[ndarray, " path"]:
    return np.ones(1, dtype=bool) if minimum.closing is None else minimum.closing[:, period]


def _columns(rows: Iterable[Row]) -> Money:
    return np.stack(np.broadcast_arrays(*rows)).T
