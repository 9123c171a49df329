"""Give what is worked out of a cap table as plain data, for `--json`: numbers, texts, lists and mappings."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from dealwright.equity.rounds.staying import staying
from dealwright.equity.tables.history import history, reconcile
from dealwright.equity.tables.liquidation import liquidation_preferences
from dealwright.equity.tables.ownership import ownership
from dealwright.equity.tables.paid_in import money_of

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.offerings.ipo import HeldIpo
    from dealwright.equity.rounds.priced import PricedRound
    from dealwright.equity.tables.ownership import Ownership

_APART = frozenset({"place", "before", "after"})


def plain(value: object) -> Any:  # noqa: ANN401 - any plain data
    """Return a value as plain data: an exact number as the nearest that JSON has, a day as text.

    Args:
        value: A number, text, day, truth, array, mapping, tuple, or dataclass of the model.
    """
    match value:
        case None | bool() | int() | float() | str():
            found: Any = value
        case Fraction():
            found = value.numerator if value.denominator == 1 else float(value)
        case dt.date():
            found = value.isoformat()
        case dict() | Mapping():  # the plain one is found faster, and there are many
            found = {str(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            found = [plain(each) for each in value]
        case _ if dataclasses.is_dataclass(value):
            found = {name: plain(getattr(value, name)) for name in _keys(type(value))}  # type: ignore[arg-type]  # a class is hashable
        case _:  # an array of NumPy, or a number of it
            found = value.tolist()  # type: ignore[attr-defined]
    return found


@cache
def _keys(kind: Hashable) -> tuple[str, ...]:
    """Return the keys of a dataclass that stand in its data."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in _APART)  # type: ignore[arg-type]  # a dataclass


def ownership_data(table: CapTable, held: Holdings, owned: Ownership) -> dict[str, Any]:
    """Return who owns what on a day.

    Args:
        table: The company.
        held: What is outstanding.
        owned: The tables of it.

    Keys:
        name: The holder in words.
        preferences: What each class with a preference gets before others.
        paid_in: The money that moved up to the day.
        financings: What each financing brought.
        headlines: The way from each published total to the money that came in.
        pool: Name of the pool.
        of: Class of its shares.
        interest: Interest earned up to the day, in money.
    """
    return {
        "company": table.company,
        "currency": table.currency,
        **_owners(held, owned),
        "classes": [plain(row) for row in owned.classes],
        "preferences": [plain(row) for row in liquidation_preferences(held)],
        "pools": [
            {
                "pool": row.pool.pool.id,
                "of": row.pool.pool.of,
                "reserved": plain(row.pool.pool.reserved),
                "granted": plain(row.pool.granted),
                "used": plain(row.pool.used),
                "available": plain(row.pool.available),
                "as_converted": plain(row.as_converted),
                "share_fully_diluted": plain(row.share_fully_diluted),
            }
            for row in owned.pools
        ],
        "convertibles": [{**plain(row.held), "interest": plain(row.interest)} for row in owned.convertibles],
        "paid_in": plain(money_of(held)),
        "financings": [plain(each) for each in history(table)],
        "headlines": [plain(reconcile(table, each)) for each in table.headlines],
    }


def _owners(held: Holdings, owned: Ownership) -> dict[str, Any]:
    """Return the holders of a day with the totals."""
    names = {key: holder.name for key, holder in held.stakeholders.items()}
    return {
        "on": plain(owned.on),
        "outstanding": plain(owned.outstanding),
        "fully_diluted": plain(owned.fully_diluted),
        "votes": plain(owned.votes),
        "holders": [{**plain(row), "name": names.get(row.holder, row.holder)} for row in owned.holders],
    }


def round_data(priced: PricedRound) -> dict[str, Any]:
    """Return a round worked out.

    Args:
        priced: The round.
    """
    found = {
        "id": priced.round.id,
        "on": plain(priced.round.on),
        "class": priced.round.new_class.id,
        "new_money": plain(priced.round.new_money),
    }
    keys = (
        "price", "pre_money", "pre_money_shares", "effective_pre_money", "post_money", "fully_diluted",
        "investments", "conversions", "pool_increases", "adjustments",
    )  # fmt: skip
    found |= {key: plain(getattr(priced, key)) for key in keys}
    found["staying"] = [{**plain(each), "owed": plain(each.owed)} for each in staying(priced)]
    found["before"] = _owners(priced.before, ownership(priced.before))
    found["after"] = _owners(priced.after, ownership(priced.after))
    return found


def ipo_data(held: HeldIpo) -> dict[str, Any]:
    """Return an offering worked out.

    Args:
        held: The offering.
    """
    return {
        **plain(held),
        "before": _owners(held.before, ownership(held.before)),
        "after": _owners(held.after, ownership(held.after)),
    }
