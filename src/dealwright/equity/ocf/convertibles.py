"""Read SAFEs and notes: of an instrument's triggers, the one of the next financing says how it converts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dealwright.equity.capitalization import Capitalization
from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.ocf.values import date_at, money_at, number_at, object_at, objects_at, ratio_at, text_at
from dealwright.equity.securities import Compounding, Convertible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dealwright.equity.ocf.book import Book
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.ocf.lineage import Issuance
    from dealwright.equity.securities import ShareClass
    from dealwright.ground.day_count import DayCount

FLAGS = {
    "outstanding_shares": "include_outstanding_shares",
    "outstanding_options": "include_outstanding_options",
    "unissued_options": "include_outstanding_unissued_options",
    "this_security": "include_this_security",
    "other_converting": "include_other_converting_securities",
    "topup_for_promised": "include_option_pool_topup_for_promised_options",
    "additional_topup": "include_additional_option_pool_topup",
    "new_money": "include_new_money",
}
"""Our flag of what counts in a capitalization, and the format's."""
PERIODS: dict[str, Compounding] = {
    "DAILY": "daily",
    "MONTHLY": "monthly",
    "QUARTERLY": "quarterly",
    "SEMI_ANNUAL": "half_yearly",
    "ANNUAL": "yearly",
}
DAYS: dict[str, DayCount] = {"ACTUAL_365": "actual/365", "30_360": "30/360"}
_PRICED = ("SAFE_CONVERSION", "CONVERTIBLE_NOTE_CONVERSION")
_NEXT_ROUND = "AUTOMATIC_ON_CONDITION"


def mechanism_of(trigger: Json) -> Json:
    """Return how a trigger converts."""
    return object_at(object_at(trigger, "conversion_right"), "conversion_mechanism")


def sort_of(trigger: Json) -> str:
    """Return what sort of trigger it is; older packages call that `trigger_type`."""
    return text_at(trigger, "type") or text_at(trigger, "trigger_type")


def main_trigger(triggers: Sequence[Json]) -> Json:
    """Return the trigger whose terms count: priced before others, the next financing before dates and elections."""

    def rank(trigger: Json) -> tuple[bool, bool, bool]:
        mechanism = mechanism_of(trigger)
        terms = mechanism.keys() & {"conversion_valuation_cap", "conversion_discount", "converts_to_percent"}
        priced = text_at(mechanism, "type") in _PRICED
        return not priced, not terms, sort_of(trigger) != _NEXT_ROUND

    return min(triggers, key=rank, default={})


def convertible(
    book: Book, issuance: Issuance, name: str, seniority: Exact | None, known: Mapping[str, ShareClass]
) -> Convertible:
    """Read one SAFE or note.

    Args:
        book: The objects.
        issuance: How it was issued.
        name: Our name of it.
        seniority: Its rank among the preferences; None: that of the most senior preferred shares.
        known: The classes.
    """
    content = issuance.entry.content
    triggers = objects_at(content, "conversion_triggers")
    main = main_trigger(triggers)
    mechanism, right = mechanism_of(main), object_at(main, "conversion_right")
    sort, into = text_at(mechanism, "type"), book.name(text_at(right, "converts_to_stock_class_id"))
    _warn_of_others(book, issuance, triggers, mechanism)
    _warn_of_rates(book, issuance, mechanism)
    rates = objects_at(mechanism, "interest_rates")
    note = content.get("convertible_type") == "NOTE"
    simple = mechanism.get("compounding_type") != "COMPOUNDING"
    return (
        Convertible(
            id=name,
            kind="note" if note else "safe",
            holder=book.name(issuance.holder),
            amount=issuance.count,
            on=_day(content),
            cap=money_at(mechanism, "conversion_valuation_cap"),
            money=_money(mechanism),
            discount=number_at(mechanism, "conversion_discount") or NOTHING,
            mfn=mechanism.get("conversion_mfn") is True,
            fixed_share=number_at(mechanism, "converts_to_percent"),
            pro_rata=(number_at(content, "pro_rata") or NOTHING) > 0,
            capitalization=_capitalization(mechanism),
            rate=_rate(book, issuance, mechanism, rates),
            interest_from=_from(content, rates),
            compounding="simple" if simple else PERIODS.get(text_at(mechanism, "interest_accrual_period"), "yearly"),
            day_count=DAYS.get(text_at(mechanism, "day_count_convention"), "actual/365"),
            maturity=_maturity(triggers) if note else None,
            interest_converts=mechanism.get("interest_payout") != "CASH",
            exit_multiple=next((m for t in triggers if (m := ratio_at(mechanism_of(t), "exit_multiple"))), WHOLE),
            seniority=seniority,
            converts_into=into if into in known else None,
            place=issuance.entry.place,
        )
        if sort
        else _plain(book, issuance, name, seniority)
    )


def _plain(book: Book, issuance: Issuance, name: str, seniority: Exact | None) -> Convertible:
    """Return a convertible of which nothing is known but its amount."""
    content = issuance.entry.content
    note = content.get("convertible_type") == "NOTE"
    holder, on = book.name(issuance.holder), _day(content)
    return Convertible(
        name, "note" if note else "safe", holder, issuance.count, on, seniority=seniority, place=issuance.entry.place
    )


def _day(content: Json) -> dt.date:
    """Return the day of issue, which the check has seen."""
    on = date_at(content, "date")
    assert on is not None, "an issuance without a day was not let in"  # noqa: S101
    return on


def _money(mechanism: Json) -> Literal["post", "pre"] | None:
    """Return whether a cap counts what converts: as the timing says, else as the flags do; None where neither does."""
    timing = text_at(mechanism, "conversion_timing")
    if timing:
        return "pre" if timing == "PRE_MONEY" else "post"
    rules = object_at(mechanism, "capitalization_definition_rules")
    if rules:
        return "post" if rules.get(FLAGS["other_converting"]) is True else "pre"
    return None


def _capitalization(mechanism: Json) -> Capitalization | None:
    """Return what counts in the capitalization; None where it is not said by flags."""
    rules = object_at(mechanism, "capitalization_definition_rules")
    return Capitalization(**{ours: rules.get(theirs) is True for ours, theirs in FLAGS.items()}) if rules else None


def _rate(book: Book, issuance: Issuance, mechanism: Json, rates: Sequence[Json]) -> Exact:
    """Return the yearly rate of interest; older packages have one alone, and some in per cent."""
    said = number_at(rates[0], "rate") if rates else number_at(mechanism, "interest_rate")
    if said is None or said <= 1:
        return said or NOTHING
    spot = issuance.entry.spot.at("conversion_triggers")
    book.findings.warn(spot, "ocf-interest", f"an interest of {float(said):g} is read as per cent", "such as `0.05`")
    return said / 100


def _maturity(triggers: Sequence[Json]) -> dt.date | None:
    """Return the day on which a note falls due: of an automatic trigger, else the end of a range."""
    automatic = [on for t in triggers if sort_of(t) == "AUTOMATIC_ON_DATE" and (on := date_at(t, "trigger_date"))]
    ranges = [on for t in triggers if sort_of(t) == "ELECTIVE_IN_RANGE" and (on := date_at(t, "end_date"))]
    return max(automatic or ranges, default=None)


def _warn_of_others(book: Book, issuance: Issuance, triggers: Sequence[Json], main: Json) -> None:
    """Warn of terms that have no word here, or that another trigger says otherwise."""
    keys = ("conversion_valuation_cap", "conversion_discount", "converts_to_percent", "conversion_timing")
    spot = issuance.entry.spot.at("conversion_triggers")
    sort = text_at(main, "type")
    if sort in ("CUSTOM_CONVERSION", "FIXED_AMOUNT_CONVERSION"):
        said = "a custom conversion" if sort.startswith("CUSTOM") else "a conversion into a fixed number of shares"
        book.findings.warn(
            spot,
            "ocf-conversion",
            f"{said} has no word here: it is kept, and counts as its amount",
            "a cap or a discount",
        )
    for place, trigger in enumerate(triggers):
        other = mechanism_of(trigger)
        if any(key in other and other[key] != main.get(key) for key in keys):
            book.findings.warn(
                spot.at(place), "ocf-conversion", "this trigger has other terms: those of the next financing count"
            )


def _warn_of_rates(book: Book, issuance: Issuance, mechanism: Json) -> None:
    """Warn where interest is not one rate for good."""
    rates = objects_at(mechanism, "interest_rates")
    spot = issuance.entry.spot.at("conversion_triggers")
    if len(rates) > 1:
        book.findings.warn(spot, "ocf-interest", f"there are {len(rates)} rates of interest: the first counts")
    elif rates and rates[0].get("accrual_end_date"):
        said = text_at(rates[0], "accrual_end_date")
        book.findings.warn(spot, "ocf-interest", f"interest that ends on `{said}` is counted beyond")


def _from(content: Json, rates: Sequence[Json]) -> dt.date | None:
    """Return the day from which interest counts; None where it is that of issue."""
    start = date_at(rates[0], "accrual_start_date") if rates else None
    return None if start == date_at(content, "date") else start
