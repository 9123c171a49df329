"""How much money a company raised, what came in apart from what did not, and headline totals reconciled with it.

A headline total adds up what was announced. It counts what sellers got in secondary sales and what is still to come,
and leaves out what nobody announced. `reconcile` walks from the headline to the money that came in, step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.equity.financing import Financing, Headline


@dataclass(frozen=True, slots=True)
class Raised:
    """What one financing brought, in money.

    Attributes:
        financing: Which.
        announced: Headline amount; None: not disclosed.
        cash: What came into the company as money; None: not disclosed.
        in_kind: What came in things.
        secondary: What went to selling holders.
        to_come: What is still to be paid.
        never: What was announced and will not come, such as a pledge that was not kept.
    """

    financing: Financing
    announced: Exact | None
    cash: Exact | None
    in_kind: Exact
    secondary: Exact
    to_come: Exact
    never: Exact


def raised(financing: Financing) -> Raised:
    """Split what a financing announced into what came in, went to sellers, is to come, or never comes.

    Args:
        financing: A round as the record tells it.

    Returns:
        Its parts; they sum to what was announced where that is known.
    """
    in_kind = sum(financing.in_kind.values(), NOTHING)
    to_come = sum((stage.amount for stage in financing.stages if not stage.paid), NOTHING)
    elsewhere = in_kind + financing.secondary + to_come
    cash = financing.received
    if cash is None and financing.announced is not None:
        cash = financing.announced - elsewhere
    never = NOTHING
    if financing.announced is not None and cash is not None:
        never = financing.announced - cash - elsewhere
    return Raised(financing, financing.announced, cash, in_kind, financing.secondary, to_come, never)


def history(table: CapTable) -> tuple[Raised, ...]:
    """List what each financing of a table brought, oldest first."""
    return tuple(raised(each) for each in sorted(table.financings, key=lambda f: f.on))


@dataclass(frozen=True, slots=True)
class Bridge:
    """The way from a headline total to the money that came in; every step has its sign.

    Attributes:
        headline: The published total.
        counted: Sum of what the financings it counts announced.
        unexplained: What the total has more than that; nothing where the record explains it all.
        secondary: Less what went to selling holders.
        to_come: Less what is still to be paid.
        never: Less what was announced and never comes.
        in_kind: Less what came in things.
        left_out: Plus the money of financings that it does not count.
        cash: What came in as money, by the record.
        undisclosed: Names of the financings whose amount nobody told: no figure here holds them.
    """

    headline: Headline
    counted: Exact
    unexplained: Exact
    secondary: Exact
    to_come: Exact
    never: Exact
    in_kind: Exact
    left_out: Exact
    cash: Exact
    undisclosed: tuple[str, ...]


def reconcile(table: CapTable, headline: Headline) -> Bridge:
    """Walk from a published total to the money that came into the company.

    Args:
        table: The table with its financings.
        headline: The total, with the financings that it counts.

    Returns:
        The steps: total - unexplained + secondary + to_come + never + in_kind + left_out = cash.
    """
    parts = {each.financing.id: each for each in history(table) if each.financing.on <= headline.on}
    counted = [each for name, each in parts.items() if name in headline.counts]
    others = [each for name, each in parts.items() if name not in headline.counts]
    announced = _sum(each.announced for each in counted)
    return Bridge(
        headline,
        counted=announced,
        unexplained=headline.total - announced,
        secondary=-_sum(each.secondary for each in counted),
        to_come=-_sum(each.to_come for each in counted),
        never=-_sum(each.never for each in counted),
        in_kind=-_sum(each.in_kind for each in counted),
        left_out=_sum(each.cash for each in others),
        cash=_sum(each.cash for each in parts.values()),
        undisclosed=tuple(name for name, each in parts.items() if each.announced is None and not each.cash),
    )


def _sum(amounts: Iterable[Exact | None]) -> Exact:
    return sum((amount for amount in amounts if amount is not None), NOTHING)
