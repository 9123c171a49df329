"""Say who owns what once a round has closed: its new shares, what converted, the pool, the conversion prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.holdings import Flow, HeldPool, Lot
from dealwright.equity.rounds.anti_dilution import Adjustment, adjusted
from dealwright.equity.rounds.conversion import class_of
from dealwright.equity.securities import Pool, Stakeholder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.priced import Conversion, Investment
    from dealwright.equity.securities import ShareClass

    Results: TypeAlias = tuple[Sequence[Investment], Sequence[Conversion], Mapping[str, Exact], Sequence[Adjustment]]


def holdings_after(held: Holdings, round_: Round, price: Exact, results: Results) -> Holdings:
    """Return the holdings after a round.

    Args:
        held: Holdings before.
        round_: The round.
        price: Money per new share.
        results: Investments, conversions, pool increases and adjusted conversion prices.

    Returns:
        The holdings on the day of the round.
    """
    investments, conversions, increases, adjustments = results
    changes = {(change.of, change.before): change.after for change in adjustments}
    after = adjusted(held, changes)
    classes = dict(after.classes)
    if not any(lot.of == round_.new_class.id for lot in held.lots):  # else a second closing, on terms that stand
        classes[round_.new_class.id] = _new_class(round_, price)
    converted = {conversion.convertible for conversion in conversions}
    holders = dict(after.stakeholders)
    for investment in investments:
        holders.setdefault(investment.holder, Stakeholder(investment.holder, investment.holder, "investor"))
    bought = [
        Lot(f"{round_.id}:{i.holder}", round_.new_class.id, i.holder, i.shares, price, round_.on)
        for i in investments
        if i.shares > 0
    ]
    became = [_lot(held, round_, price, conversion) for conversion in conversions]
    return replace(
        after,
        on=round_.on,
        stakeholders=holders,
        classes=classes,
        lots=(*after.lots, *became, *bought),
        convertibles={name: c for name, c in held.convertibles.items() if name not in converted},
        pools=_pools(held, increases, classes),
        flows=(
            *held.flows,
            *(_paid(round_, investment) for investment in investments),
            *(_interest(held, round_, conversion) for conversion in conversions if conversion.interest_paid),
        ),
    )


def _paid(round_: Round, investment: Investment) -> Flow:
    """Return an investor's money as a flow."""
    name = f"{round_.id}:{investment.holder}"
    return Flow(round_.on, investment.holder, -investment.money, "paid_in", name, round_.new_class.id)


def _interest(held: Holdings, round_: Round, conversion: Conversion) -> Flow:
    """Return interest that is paid as a flow."""
    kind = held.convertibles[conversion.convertible].kind
    return Flow(round_.on, conversion.holder, conversion.interest_paid, "interest", conversion.convertible, kind)


def _new_class(round_: Round, price: Exact) -> ShareClass:
    """Return the round's class at the price found."""
    cls = round_.new_class
    return replace(cls, original_issue_price=price, conversion_price=price if cls.converts_into else None)


def _lot(held: Holdings, round_: Round, price: Exact, conversion: Conversion) -> Lot:
    """Return the shares that a convertible became."""
    terms = held.convertibles[conversion.convertible]
    paid = conversion.amount / conversion.shares if conversion.shares else conversion.price
    _, is_new = class_of(terms, round_.new_class.id)
    own = conversion.price if is_new else paid
    full = terms.preference == "round_price" or own == price
    preferred = is_new or held.classes[conversion.into].kind == "preferred"
    return Lot(
        security=conversion.convertible,
        of=conversion.into,
        holder=conversion.holder,
        shares=conversion.shares,
        price=own,
        on=round_.on,
        preference_price=None if full or not preferred else own,
    )


def _pools(held: Holdings, increases: Mapping[str, Exact], classes: Mapping[str, ShareClass]) -> Mapping[str, HeldPool]:
    """Return the pools, topped up; a pool that there was none of is of the first common class."""
    pools = dict(held.pools)
    for name, more in increases.items():
        if name not in pools:
            common = next((cls.id for cls in classes.values() if cls.kind == "common"), next(iter(classes)))
            pools[name] = HeldPool(Pool(name, name, common, NOTHING))
        pool = pools[name].pool
        pools[name] = replace(pools[name], pool=replace(pool, reserved=pool.reserved + more))
    return pools
