"""Write what a round did that was made: its class, what converted, what was issued, what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.ocf import entities_out
from dealwright.equity.ocf.grants_out import stock

if TYPE_CHECKING:
    from dealwright.equity.holdings import Lot
    from dealwright.equity.ocf.desk import Desk
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.ocf.moves_out import Moves
    from dealwright.equity.ocf.watch import Closed
    from dealwright.equity.rounds.priced import Conversion


def closed(desk: Desk, moves: Moves, step: Closed) -> list[Json]:
    """Write a round as its transactions, and its class where the table has it in the round alone.

    Args:
        desk: What writing needs.
        moves: What writes securities.
        step: The round, and what it did.
    """
    round_ = step.priced.round
    new = step.book.classes[round_.new_class.id]
    result = [] if new.id in desk.table.classes else [entities_out.share_class(desk, new)]
    lots = list(step.lots)
    for one in step.priced.conversions:
        lot = _lot_of(one, lots)
        if lot is not None:
            result += _conversion(desk, moves, step, one, lot)
    for lot in lots:
        told = (desk.moved(lot.security), desk.other(f"round {round_.id} {lot.security}"), round_.on)
        result += stock(desk, moves.terms, lot, told, "")
    return [*result, *_changes(desk, step)]


def _lot_of(one: Conversion, lots: list[Lot]) -> Lot | None:
    """Return, and take off the list, the lot that a convertible became."""
    for place, lot in enumerate(lots):
        if (lot.holder, lot.of, lot.shares) == (one.holder, one.into, one.shares):
            return lots.pop(place)
    return None


def _conversion(desk: Desk, moves: Moves, step: Closed, one: Conversion, lot: Lot) -> list[Json]:
    """Write the conversion of a convertible."""
    round_ = step.priced.round
    seed, before = f"round {round_.id} {one.convertible}", desk.security(one.convertible)
    security = desk.moved(lot.security)
    transaction: Json = {
        "object_type": "TX_CONVERTIBLE_CONVERSION",
        "id": desk.other(seed),
        "date": desk.day(round_.on),
        "security_id": before,
        "reason_text": f"converted in the round {round_.id} by its {one.chosen.reason.replace('_', ' ')}",
        "trigger_id": "next-financing",
        "resulting_security_ids": [security],
    }
    told = (security, desk.other(f"{seed} stock"), round_.on)
    return [transaction, *stock(desk, moves.terms, lot, told, "")]


def _changes(desk: Desk, step: Closed) -> list[Json]:
    """Write what a round changed: pools that were topped up, and conversion prices."""
    round_ = step.priced.round
    result: list[Json] = [
        {
            "object_type": "TX_STOCK_PLAN_POOL_ADJUSTMENT",
            "id": desk.other(f"round {round_.id} pool {pool}"),
            "date": desk.day(round_.on),
            "stock_plan_id": desk.id("pool", pool),
            "shares_reserved": desk.number(step.book.pools[pool].pool.reserved),
        }
        for pool in step.priced.pool_increases
    ]
    for name, before in step.priced.before.classes.items():
        after = step.book.classes[name]
        if name in desk.table.classes and after.ratio != before.ratio and after.conversion_price is not None:
            adjustment: Json = {
                "object_type": "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT",
                "id": desk.other(f"round {round_.id} class {name}"),
                "date": desk.day(round_.on),
                "stock_class_id": desk.id("class", name),
                "new_ratio_conversion_mechanism": entities_out.ratio_mechanism(
                    desk, after.conversion_price, after.ratio
                ),
            }
            result.append(adjustment)
    return result
