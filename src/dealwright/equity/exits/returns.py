"""Say what each holder's money came back as: proceeds, multiple, and internal rate of return."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dealwright.equity.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Return:
    """What a holder's money came back as.

    Attributes:
        holder: Stakeholder.
        paid: Money, and worth of things, that it gave, until the exit.
        received: Money that it got before the exit.
        proceeds: Money that the exit pays it.
        moic: All that it got as a multiple of what it gave; None where it gave nothing.
        irr: Internal rate of return, a year, effective; None where there is none.
    """

    holder: str
    paid: float
    received: float
    proceeds: float
    moic: float | None
    irr: float | None


def returns(
    held: Holdings, proceeds: Mapping[str, float], when: dt.date, of: Collection[str] | None = None
) -> tuple[Return, ...]:
    """Return what each holder's money came back as, if an exit pays so much.

    Args:
        held: What is outstanding, with the flows of money that made it.
        proceeds: Money that the exit pays each stakeholder, such as `Payouts.by_holder`.
        when: Day of the exit.
        of: Holders that are asked for; None: all.

    Returns:
        One for everybody who paid or gets something, in the order of the flows and then of the proceeds. Things given
        count at what they were worth; shares bought from and sold to other holders count as well.
    """
    flows: dict[str, list[tuple[dt.date, float]]] = {}
    for flow in held.flows:
        if flow.on <= when:
            flows.setdefault(flow.holder, []).append((flow.on, float(flow.amount)))
    for holder in proceeds:
        flows.setdefault(holder, [])
    return tuple(
        _return(holder, own, proceeds.get(holder, 0.0), when)
        for holder, own in flows.items()
        if of is None or holder in of
    )


def _return(holder: str, flows: Sequence[tuple[dt.date, float]], proceeds: float, when: dt.date) -> Return:
    paid = -sum(amount for _, amount in flows if amount < 0)
    received = sum(amount for _, amount in flows if amount > 0)
    moic = (received + proceeds) / paid if paid > 0 else None
    return Return(holder, paid, received, proceeds, moic, irr([*flows, (when, proceeds)]))


def irr(flows: Iterable[tuple[dt.date, float]]) -> float | None:
    """Return the yearly rate at which flows of money on days are worth nothing together.

    Args:
        flows: Days and money; what is received counts above zero.

    Returns:
        The effective rate a year of 365 days; None where there is none: without money both ways (all was lost, or
        nothing paid), with all on one day, or too large for a number. If several rates answer, it is one of them.

    Source:
        The definition of XIRR in spreadsheets: sum of amount / (1 + rate)^(days / 365) = 0.
    """
    from pyxirr import xirr

    on_days: dict[dt.date, float] = {}
    for day, amount in flows:
        on_days[day] = on_days.get(day, 0.0) + amount
    amounts = list(on_days.values())
    if not min(amounts, default=0.0) < 0.0 < max(amounts, default=0.0):
        return None
    found = xirr(list(on_days), amounts)
    return found if found is not None and isfinite(found) else None
