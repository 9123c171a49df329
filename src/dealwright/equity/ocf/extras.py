"""Keep what the format says and a cap table has no word for: whole objects, and single fields of the others."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dealwright.equity.ocf.history import READS
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import text_at
from dealwright.equity.securities import Extra

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.ocf.chapter import Chapter
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.ocf.package import Entry, Package

_NAMES = frozenset({"id", "object_type"})
_EVERY = frozenset({"date", "security_id", "stakeholder_id", "quantity", "reason_text"})
_SAID: Mapping[str, frozenset[str]] = {
    "ISSUER": frozenset({"legal_name"}),
    "STAKEHOLDER": frozenset({"stakeholder_type", "current_relationship"}),
    "STOCK_CLASS": frozenset(
        {
            "name", "class_type", "initial_shares_authorized", "votes_per_share", "par_value", "price_per_share",
            "seniority", "liquidation_preference_multiple", "participation_cap_multiple",
        }
    ),
    "STOCK_PLAN": frozenset({"plan_name", "board_approval_date", "initial_shares_reserved"}),
    "VALUATION": frozenset({"provider", "price_per_share", "effective_date", "stock_class_id"}),
    "FINANCING": frozenset({"name", "date", "issuance_ids"}),
    "TX_STOCK_ISSUANCE": frozenset({"stock_class_id", "stock_plan_id", "share_price"}),
    "TX_EQUITY_COMPENSATION_ISSUANCE": frozenset({"stock_plan_id", "stock_class_id", "expiration_date"}),
    "TX_WARRANT_ISSUANCE": frozenset({"exercise_price", "warrant_expiration_date"}),
    "TX_CONVERTIBLE_ISSUANCE": frozenset({"investment_amount"}),
}  # fmt: skip
"""Fields that the table says in full, beside those that say the same in every transaction."""


def extras_of(package: Package, chapter: Chapter, told: Mapping[str, str]) -> tuple[Extra, ...]:
    """Return what a table keeps of a package beside its own words.

    Args:
        package: The objects, those that could not be read among them.
        chapter: What was read of them.
        told: Our name of the event, valuation or financing that came of an object, by the object's identifier.

    Returns:
        In the order of the files: an object of which the table says nothing as a whole; of another its id, its type
        and the fields that the table does not say.
    """
    good = {entry.order for entries in chapter.book.entries.values() for entry in entries}
    result = []
    for entry in package.entries:
        owner = _owner(entry, chapter, told) if entry.order in good else None
        content = entry.content if owner is None else _rest(entry)
        if content:
            result.append(Extra(chapter.book.name(entry.id) if owner is None else owner, content))
    return tuple(result)


def _owner(entry: Entry, chapter: Chapter, told: Mapping[str, str]) -> str | None:
    """Return our name of what the table says of an object; None where it says nothing."""
    kind, name = current(entry.kind), chapter.book.name(entry.id)
    holders = {"STAKEHOLDER": chapter.stakeholders, "STOCK_CLASS": chapter.classes, "STOCK_PLAN": chapter.pools}
    if kind == "ISSUER":
        return name
    if kind in holders:
        return name if name in holders[kind] else None
    if kind.endswith("_ISSUANCE") and kind != "TX_STOCK_ISSUANCE":
        security = chapter.book.name(text_at(entry.content, "security_id"))
        return security if security in chapter.rights or security in chapter.convertibles else None
    return told.get(entry.id) if kind in READS or kind in ("VALUATION", "FINANCING") else None


def _rest(entry: Entry) -> Json | None:
    """Return what the table does not say of an object that it counts; None where that is nothing."""
    kind = current(entry.kind)
    dropped = _dropped(kind)
    rest = {key: value for key, value in entry.content.items() if key not in dropped and (value or value == 0)}
    own = sum(name in rest for name in _NAMES)
    return rest if len(rest) > own or kind == "ISSUER" else None


@cache
def _dropped(kind: str) -> frozenset[str]:
    """Return the fields of a type that the table says in full."""
    return _SAID.get(kind, frozenset()) | _EVERY
