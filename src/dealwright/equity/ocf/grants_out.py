"""Write how stock, options, units, warrants, SAFEs and notes are issued, and how they vest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.ocf.convertibles import DAYS, FLAGS, PERIODS
from dealwright.equity.ocf.names import identifier
from dealwright.equity.ocf.vesting_dates import START_DAY
from dealwright.equity.vesting import ALL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from dealwright.equity.holdings import Lot
    from dealwright.equity.ocf.desk import Desk
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.securities import Convertible, Right
    from dealwright.equity.vesting import Vesting

_COMPENSATION = {"option": "OPTION", "rsu": "RSU", "sar": "SSAR"}
_DAY_FORMS = {29: "29_OR_LAST_DAY_OF_MONTH", 30: "30_OR_LAST_DAY_OF_MONTH", 31: "31_OR_LAST_DAY_OF_MONTH"}
START = "vesting-start"


@dataclass(slots=True)
class Terms:
    """Vesting terms that were written, each once.

    Attributes:
        desk: What writing needs.
        objects: The terms by identifier.
    """

    desk: Desk
    objects: dict[str, Json] = field(default_factory=dict)

    def of(self, vesting: Vesting | None, security: str, count: Exact) -> tuple[Json, list[Json]]:
        """Write how a security vests.

        Args:
            vesting: How it does; None: at once.
            security: Its identifier.
            count: How many shares it has.

        Returns:
            The fields of its issuance, and the transaction that starts its vesting.
        """
        if vesting is None:
            return {}, []
        if vesting.instalments and not vesting.parts and vesting.start is None:
            written = [
                {"date": self.desk.day(one.on), "amount": self.desk.number(one.share * count)}
                for one in vesting.instalments
            ]
            return {"vestings": written}, []
        conditions = list(_conditions(self.desk, vesting))
        key = identifier("terms", json.dumps([conditions, vesting.rounding]))
        self.objects[key] = {
            "object_type": "VESTING_TERMS",
            "id": key,
            "name": f"Vesting {len(self.objects) + 1}" if key not in self.objects else self.objects[key]["name"],
            "description": _in_words(vesting),
            "allocation_type": "CUMULATIVE_ROUND_DOWN" if vesting.rounding == "down" else "FRACTIONAL",
            "vesting_conditions": conditions,
        }
        begins = [] if vesting.start is None else [self._start(security, vesting.start)]
        return {"vesting_terms_id": key}, begins

    def _start(self, security: str, on: dt.date) -> Json:
        """Write the start of a vesting."""
        return {
            "object_type": "TX_VESTING_START",
            "id": identifier("event", f"{security} {START}"),
            "date": self.desk.day(on),
            "security_id": security,
            "vesting_condition_id": START,
        }


def _in_words(vesting: Vesting) -> str:
    """Say a vesting in a few words."""
    said = []
    if vesting.months:
        cliff = f", none before month {vesting.cliff}" if vesting.cliff else ""
        said.append(f"over {vesting.months} months, every {vesting.every}{cliff}")
    if vesting.instalments:
        said.append("by a schedule")
    said += [f"on {part.when.name or part.when.kind}" for part in vesting.parts]
    return "; ".join(said) or "as a whole at its start"


def condition_id(desk: Desk, milestone: str) -> str:
    """Return the identifier of a milestone that all securities share."""
    made = identifier("terms", milestone)
    desk.names[made] = milestone
    return made


def _conditions(desk: Desk, vesting: Vesting) -> Iterator[Json]:
    """Write the conditions of a vesting."""
    timed = WHOLE - sum((part.share for part in vesting.parts), NOTHING)
    events = [condition_id(desk, part.when.name or part.when.kind) for part in vesting.parts]
    fixed = [f"on-{one.on.isoformat()}" for one in vesting.instalments]
    if vesting.start is not None:
        at_once = timed if not vesting.months and not vesting.instalments else NOTHING
        first = ["vesting"] if vesting.months and not vesting.instalments else []
        yield {
            "id": START,
            "portion": desk.ratio(at_once),
            "trigger": {"type": "VESTING_START_DATE"},
            "next_condition_ids": [*first, *fixed, *events],
        }
        if first:
            yield from _by_months(vesting, timed, desk)
    for one, id_ in zip(vesting.instalments, fixed, strict=True):
        trigger = {"type": "VESTING_SCHEDULE_ABSOLUTE", "date": desk.day(one.on)}
        yield {"id": id_, "portion": desk.ratio(one.share), "trigger": trigger, "next_condition_ids": []}
    for part, id_ in zip(vesting.parts, events, strict=True):
        yield {
            "id": id_,
            "description": part.when.name or part.when.kind,
            "portion": desk.ratio(part.share),
            "trigger": {"type": "VESTING_EVENT"},
            "next_condition_ids": [],
        }


def _by_months(vesting: Vesting, timed: Exact, desk: Desk) -> Iterator[Json]:
    """Write the conditions of a vesting by months: what waits for the cliff, and what comes after."""
    times, waits = vesting.months // vesting.every, max(vesting.cliff // vesting.every, 1)
    day = vesting.day_of_month
    form = START_DAY if day == "start" else _DAY_FORMS.get(31 if day == "last" else int(day), f"{day:0>2}")
    after = times - waits

    def condition(id_: str, share: Exact, period: tuple[int, int], follows: str, next_: list[str]) -> Json:
        span = {"length": period[0], "type": "MONTHS", "occurrences": period[1], "day_of_month": form}
        trigger = {"type": "VESTING_SCHEDULE_RELATIVE", "period": span, "relative_to_condition_id": follows}
        return {"id": id_, "portion": desk.ratio(share), "trigger": trigger, "next_condition_ids": next_}

    each = timed * ALL / times if times else timed
    if waits == 1:
        yield condition("vesting", each, (vesting.every, times), START, [])
        return
    more = ["after-cliff"] if after > 0 else []
    yield condition("vesting", each * waits, (vesting.every * waits, 1), START, more)
    if more:
        yield condition("after-cliff", each, (vesting.every, after), "vesting", [])


def _issued(desk: Desk, kind: str, security: str, tx: str, on: dt.date) -> Json:
    """Write what every issuance has."""
    return {
        "object_type": f"TX_{kind}_ISSUANCE",
        "id": tx,
        "date": desk.day(on),
        "security_id": security,
        "custom_id": desk.names.get(security) or security,
        "security_law_exemptions": [],
    }


def stock(desk: Desk, terms: Terms, lot: Lot, told: tuple[str, str, dt.date], owner: str) -> list[Json]:
    """Write an issuance of stock.

    Args:
        desk: What writing needs.
        terms: Vesting terms.
        lot: The lot.
        told: Its identifier, that of the transaction, and the day.
        owner: Our name of the event that it belongs to.
    """
    security, tx, on = told
    fields, begins = terms.of(lot.vesting, security, lot.shares)
    made = _issued(desk, "STOCK", security, tx, on) | {
        "stakeholder_id": desk.id("stakeholder", lot.holder),
        "stock_class_id": desk.id("class", lot.of),
        "share_price": desk.money(lot.price),
        "quantity": desk.number(lot.shares),
        "stock_legend_ids": [],
        **fields,
    }
    if lot.pool is not None:
        made["stock_plan_id"] = desk.id("pool", lot.pool)
    return [desk.merged(made, owner), *begins]


def grant(desk: Desk, terms: Terms, one: Right, told: tuple[str, str, dt.date], owner: str) -> list[Json]:
    """Write an issuance of an option, a unit, an appreciation right or a warrant."""
    security, tx, on = told
    fields, begins = terms.of(one.vesting, security, one.count)
    if one.kind == "warrant":
        made = _issued(desk, "WARRANT", security, tx, on) | _warrant(desk, one)
    else:
        made = _issued(desk, "EQUITY_COMPENSATION", security, tx, on) | {
            "stock_class_id": desk.id("class", one.of),
            "compensation_type": _COMPENSATION[one.kind],
            "quantity": desk.number(one.count),
            "expiration_date": None if one.expires is None else desk.day(one.expires),
            "termination_exercise_windows": [],
        }
        if one.kind != "rsu":
            made["base_price" if one.kind == "sar" else "exercise_price"] = desk.money(one.strike)
        if one.pool is not None:
            made["stock_plan_id"] = desk.id("pool", one.pool)
    made |= {"stakeholder_id": desk.id("stakeholder", one.holder), **fields}
    merged = desk.merged(made, owner)
    return [merged, *([] if merged.get("vesting_terms_id") != fields.get("vesting_terms_id") else begins)]


def _warrant(desk: Desk, one: Right) -> Json:
    """Write the terms of a warrant."""
    right = {
        "type": "WARRANT_CONVERSION_RIGHT",
        "conversion_mechanism": {"type": "FIXED_AMOUNT_CONVERSION", "converts_to_quantity": desk.number(one.count)},
        "converts_to_future_round": False,
        "converts_to_stock_class_id": desk.id("class", one.of),
    }
    made: Json = {
        "quantity": desk.number(one.count),
        "quantity_source": "INSTRUMENT_FIXED",
        "exercise_price": desk.money(one.strike),
        "purchase_price": desk.money(NOTHING),
        "exercise_triggers": [{"trigger_id": "exercise", "type": "ELECTIVE_AT_WILL", "conversion_right": right}],
    }
    if one.expires is not None:
        made["warrant_expiration_date"] = desk.day(one.expires)
    return made


def loan(desk: Desk, one: Convertible, told: tuple[str, str, dt.date], rank: int, owner: str) -> list[Json]:
    """Write an issuance of a SAFE or a note.

    Args:
        desk: What writing needs.
        one: The convertible.
        told: Its identifier, that of the transaction, and the day.
        rank: Its place among the convertibles, 1 for the most senior.
        owner: Our name of what it belongs to.
    """
    security, tx, on = told
    right: Json = {"type": "CONVERTIBLE_CONVERSION_RIGHT", "conversion_mechanism": _mechanism(desk, one)}
    if one.converts_into is None:
        right["converts_to_future_round"] = True
    else:
        right["converts_to_stock_class_id"] = desk.id("class", one.converts_into)
    triggers: list[Json] = [
        {
            "trigger_id": "next-financing",
            "nickname": "Next financing",
            "type": "AUTOMATIC_ON_CONDITION",
            "trigger_condition": "The company sells shares in a priced round.",
            "conversion_right": right,
        }
    ]
    if one.maturity is not None:
        maturity = {"type": "AUTOMATIC_ON_DATE", "trigger_date": desk.day(one.maturity), "conversion_right": right}
        triggers.append({"trigger_id": "maturity", "nickname": "Maturity", **maturity})
    made = _issued(desk, "CONVERTIBLE", security, tx, on) | {
        "stakeholder_id": desk.id("stakeholder", one.holder),
        "investment_amount": desk.money(one.amount),
        "convertible_type": "NOTE" if one.kind == "note" else "SAFE",
        "conversion_triggers": triggers,
        "seniority": rank,
    }
    if one.pro_rata:
        made["pro_rata"] = "1"
    return [desk.merged(made, owner)]


def _mechanism(desk: Desk, one: Convertible) -> Json:
    """Write how a convertible converts."""
    made: Json = {}
    if one.capitalization is not None:
        flags = {theirs: getattr(one.capitalization, ours) for ours, theirs in FLAGS.items()}
        made["capitalization_definition_rules"] = flags
    if one.fixed_share is not None and one.cap is None and not one.discount:
        share = desk.fraction(one.fixed_share)
        return {"type": "FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION", "converts_to_percent": share, **made}
    if one.cap is not None:
        made["conversion_valuation_cap"] = desk.money(one.cap)
    if one.discount:
        made["conversion_discount"] = desk.fraction(one.discount)
    if one.exit_multiple != 1 and one.exit_multiple > 0:
        made["exit_multiple"] = desk.ratio(one.exit_multiple)
    made["conversion_mfn"] = one.mfn
    if one.kind == "safe":
        timing = {} if one.money is None else {"conversion_timing": f"{one.money.upper()}_MONEY"}
        return {"type": "SAFE_CONVERSION", **timing, **made}
    return {"type": "CONVERTIBLE_NOTE_CONVERSION", **_interest(desk, one), **made}


def _interest(desk: Desk, one: Convertible) -> Json:
    """Write the interest of a note."""
    periods = {ours: theirs for theirs, ours in PERIODS.items()}
    days = {ours: theirs for theirs, ours in DAYS.items()}
    rates = (
        [{"rate": desk.fraction(one.rate), "accrual_start_date": desk.day(one.interest_from or one.on)}]
        if one.rate
        else []
    )
    return {
        "interest_rates": rates,
        "day_count_convention": days.get(one.day_count, "ACTUAL_365"),
        "interest_payout": "DEFERRED" if one.interest_converts else "CASH",
        "interest_accrual_period": periods.get(one.compounding, "ANNUAL"),
        "compounding_type": "SIMPLE" if one.compounding == "simple" else "COMPOUNDING",
    }
