"""Lay out the liquidation preferences: what each class is owed before common, by seniority."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from dealwright.equity.accrual import accrued
from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from dealwright.equity.holdings import Holdings, Lot


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """The preference of one class.

    Attributes:
        of: Class.
        seniority: Higher is paid first; rows of one rank are pari passu.
        shares: Shares outstanding.
        preference: Multiple times price of all shares, in money.
        paid_off: Part of that which returns of capital have paid.
        dividends: Cumulative dividends accrued and not yet paid, in money.
        outstanding: What is owed before common: preference, less what was paid off, and dividends.
        ahead: What the ranks above are owed.
    """

    of: str
    seniority: Exact
    shares: Exact
    preference: Exact
    paid_off: Exact
    dividends: Exact
    outstanding: Exact
    ahead: Exact


def liquidation_preferences(held: Holdings) -> tuple[PreferenceRow, ...]:
    """Lay out what each class is owed before common.

    Args:
        held: What is outstanding; dividends are accrued to its day.

    Returns:
        A row for each class that has a preference and shares, the most senior first.
    """
    lots: dict[str, list[Lot]] = {}
    for lot in held.lots:
        if held.classes[lot.of].preference:
            lots.setdefault(lot.of, []).append(lot)
    ranked = sorted(lots, key=lambda of: -held.classes[of].seniority)
    rows: list[PreferenceRow] = []
    ahead = NOTHING
    for _, rank in groupby(ranked, key=lambda of: held.classes[of].seniority):
        equal = [_row(held, of, lots[of], ahead) for of in rank]
        rows += equal
        ahead += sum((row.outstanding for row in equal), NOTHING)
    return tuple(rows)


def _row(held: Holdings, of: str, lots: list[Lot], ahead: Exact) -> PreferenceRow:
    cls = held.classes[of]
    price = cls.original_issue_price or NOTHING
    shares = preference = paid_off = dividends = NOTHING
    for lot in lots:
        counts = price if lot.preference_price is None else lot.preference_price
        shares += lot.shares
        preference += cls.preference * counts * lot.shares
        paid_off += lot.preference_paid * lot.shares
        dividends += accrued(cls.dividend, counts, lot.accrues_from, held.on, lot.dividend_paid) * lot.shares
    return PreferenceRow(
        of=of,
        seniority=cls.seniority,
        shares=shares,
        preference=preference,
        paid_off=paid_off,
        dividends=dividends,
        outstanding=preference - paid_off + dividends,
        ahead=ahead,
    )
