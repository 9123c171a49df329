"""Write what stands still: the issuer, stakeholders, classes, plans, valuations and financings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.equity.exact import WHOLE
from dealwright.equity.ocf.shapes import ENUMERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.exact import Exact
    from dealwright.equity.financing import Financing, Valuation
    from dealwright.equity.ocf.desk import Desk
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.securities import Pool, ShareClass, Stakeholder

NOWHERE_KNOWN = "ZZ"
"""The country of what says none: ISO 3166 leaves this code to its users, for what is unknown."""
_ROUNDED = {"up": "CEILING", "down": "FLOOR"}


def issuer(desk: Desk) -> Json:
    """Write the issuer; day and country of formation are not known here, and asked for by the format."""
    table = desk.table
    days = [event.on for event in table.events] + [table.as_of]
    made: Json = {
        "object_type": "ISSUER",
        "id": desk.id("issuer", table.company),
        "legal_name": table.company,
        "formation_date": desk.day(min(days)),
        "country_of_formation": NOWHERE_KNOWN,
    }
    owner = next((extra.of for extra in table.extras if extra.content.get("object_type") == "ISSUER"), table.company)
    desk.names.pop(made["id"], None)  # the company's name stands in the object itself
    return desk.merged(made, owner)


def stakeholder(desk: Desk, one: Stakeholder) -> Json:
    """Write a stakeholder."""
    made: Json = {
        "object_type": "STAKEHOLDER",
        "id": desk.id("stakeholder", one.id),
        "name": {"legal_name": one.name},
        "stakeholder_type": "INDIVIDUAL" if one.individual else "INSTITUTION",
    }
    if not desk.foreign:
        made["issuer_assigned_id"] = one.id
    if one.relationship != "other":
        word = one.relationship.upper().replace(" ", "_")
        made["current_relationships"] = [word if word in ENUMERATIONS["RELATIONSHIP"] else "OTHER"]
    return desk.merged(made, one.id)


def share_class(desk: Desk, one: ShareClass) -> Json:
    """Write a class of stock, with the terms for which the format has a word."""
    preferred = one.kind == "preferred" or (one.kind == "unit" and one.preference > 0)
    made: Json = {
        "object_type": "STOCK_CLASS",
        "id": desk.id("class", one.id),
        "name": one.name,
        "class_type": "PREFERRED" if preferred else "COMMON",
        "default_id_prefix": _prefix(one.name),
        "initial_shares_authorized": "UNLIMITED" if one.authorised is None else desk.number(one.authorised),
        "votes_per_share": desk.number(one.votes),
        "seniority": desk.number(one.seniority),
        "conversion_rights": list(_conversion_rights(desk, one)),
    }
    if one.par is not None:
        made["par_value"] = desk.money(one.par)
    if one.original_issue_price is not None:
        made["price_per_share"] = desk.money(one.original_issue_price)
    if preferred:
        made["liquidation_preference_multiple"] = desk.number(one.preference)
        if one.participation == "capped" and one.cap is not None:
            made["participation_cap_multiple"] = desk.number(one.cap)
    return desk.merged(made, one.id)


def _prefix(name: str) -> str:
    """Return a prefix of certificate numbers: the initials of a class.

    Example:
        >>> _prefix("Series A Preferred")
        'SAP-'
    """
    return "".join(re.findall(r"(?<![A-Za-z0-9])[A-Za-z0-9]", name)).upper()[:6] + "-"


def _conversion_rights(desk: Desk, one: ShareClass) -> Iterator[Json]:
    """Write into what a class converts."""
    if one.converts_into is None:
        return
    price = one.conversion_price or one.original_issue_price or WHOLE
    mechanism = ratio_mechanism(desk, price, one.ratio)
    yield {
        "type": "STOCK_CLASS_CONVERSION_RIGHT",
        "conversion_mechanism": mechanism,
        "converts_to_future_round": False,
        "converts_to_stock_class_id": desk.id("class", one.converts_into),
    }


def ratio_mechanism(desk: Desk, price: Exact, ratio: Exact) -> Json:
    """Write a conversion by a ratio."""
    return {
        "type": "RATIO_CONVERSION",
        "conversion_price": desk.money(price),
        "ratio": desk.ratio(ratio),
        "rounding_type": _ROUNDED.get(desk.table.rounding.shares, "NORMAL"),
    }


def plan(desk: Desk, one: Pool) -> Json:
    """Write a pool as a stock plan."""
    made: Json = {
        "object_type": "STOCK_PLAN",
        "id": desk.id("pool", one.id),
        "plan_name": one.name,
        "initial_shares_reserved": desk.number(one.reserved),
        "default_cancellation_behavior": "RETURN_TO_POOL",
        "stock_class_ids": [desk.id("class", one.of)],
    }
    if one.on is not None:
        made["board_approval_date"] = desk.day(one.on)
    found = desk.merged(made, one.id)
    if "stock_class_id" in found and "stock_class_ids" in found:
        del found["stock_class_ids" if one.id not in desk.anew else "stock_class_id"]
    return found


def valuation(desk: Desk, one: Valuation) -> Json:
    """Write an appraisal."""
    made: Json = {
        "object_type": "VALUATION",
        "id": desk.id("valuation", one.id),
        "price_per_share": desk.money(one.price),
        "effective_date": desk.day(one.on),
        "stock_class_id": desk.id("class", one.of),
        "valuation_type": "409A",
    }
    if one.provider:
        made["provider"] = one.provider
    return desk.merged(made, one.id)


def financing(desk: Desk, one: Financing, issuances: Mapping[str, Sequence[str]]) -> Json | None:
    """Write a financing; one to which no issuance belongs has no place in the format.

    Args:
        desk: What writing needs.
        one: The financing.
        issuances: Identifiers of the issuances that each event, right and convertible is.
    """
    ids = [id_ for name in one.issues for id_ in issuances.get(name, ())]
    if not ids:
        return None
    made: Json = {
        "object_type": "FINANCING",
        "id": desk.id("financing", one.id),
        "name": one.name or one.id,
        "issuance_ids": ids,
        "date": desk.day(one.on),
    }
    return desk.merged(made, one.id)
