"""Terms of Open Cap Format: vesting graphs, convertibles, warrants and classes, each in our own words."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dealwright.equity.capitalization import POST_MONEY, Capitalization
from dealwright.equity.captable import CapTable
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import OcfReading, read_ocf
from dealwright.equity.securities import Convertible, Right
from dealwright.equity.vested import vested
from dealwright.equity.vesting import NOTHING_YET, Condition, Instalment, Part, Progress, Vesting
from equity.ocf_package import (
    SHARED,
    Json,
    common,
    grant,
    needs_samples,
    preferred,
    stakeholder,
    transaction,
    usd,
    write_package,
)

D = dt.date
START = {"id": "start", "quantity": "0", "trigger": {"type": "VESTING_START_DATE"}, "next_condition_ids": ["more"]}


def condition(id_: str, portion: str, trigger: Json, *next_: str, remainder: bool = False) -> Json:
    above, below = portion.split("/")
    share = {"numerator": above, "denominator": below} | ({"remainder": True} if remainder else {})
    return {"id": id_, "portion": share, "trigger": trigger, "next_condition_ids": list(next_)}


def after(base: str, length: int, times: int, sort: str = "MONTHS", **more: object) -> Json:
    period: Json = {"length": length, "type": sort, "occurrences": times, **more}
    if sort == "MONTHS":
        period.setdefault("day_of_month", "VESTING_START_DAY_OR_LAST_DAY_OF_MONTH")
    return {"type": "VESTING_SCHEDULE_RELATIVE", "period": period, "relative_to_condition_id": base}


def terms(*conditions: Json, allocation: str = "FRACTIONAL") -> Json:
    return {
        "object_type": "VESTING_TERMS",
        "id": "terms",
        "name": "Terms",
        "description": "Terms",
        "allocation_type": allocation,
        "vesting_conditions": list(conditions),
    }


def read(folder: Path, *objects: Json) -> OcfReading:
    return read_ocf(write_package(folder, stakeholder("ana"), common(), *objects))


def right(folder: Path, vesting: Json, *events: Json, count: str = "4800", start: str | None = "2021-01-31") -> Right:
    """Return the only grant, vesting by some terms."""
    begins = (
        [transaction("VESTING_START", "vs", start, security_id="op", vesting_condition_id="start")] if start else []
    )
    reading = read(folder, vesting, grant("op", "ana", count, vesting_terms_id="terms"), *begins, *events)
    assert [str(p) for p in reading.problems if p.severity == "error"] == []
    assert reading.table is not None
    return reading.table.rights["op"]


# The schema's own example: "18 shares split across 4 tranches".
@pytest.mark.parametrize(
    ("allocation", "tranches"),
    [
        ("CUMULATIVE_ROUNDING", [5, 4, 5, 4]),
        ("CUMULATIVE_ROUND_DOWN", [4, 5, 4, 5]),
        ("FRONT_LOADED", [5, 5, 4, 4]),
        ("BACK_LOADED", [4, 4, 5, 5]),
        ("FRONT_LOADED_TO_SINGLE_TRANCHE", [6, 4, 4, 4]),
        ("BACK_LOADED_TO_SINGLE_TRANCHE", [4, 4, 4, 6]),
        ("FRACTIONAL", [4.5, 4.5, 4.5, 4.5]),
    ],
)
def test_eighteen_shares_in_four_go_as_the_allocation_type_says(
    allocation: str, tranches: list[float], tmp_path: Path
) -> None:
    made = right(
        tmp_path, terms(START, condition("more", "1/4", after("start", 1, 4)), allocation=allocation), count="18"
    )
    days = [D(2021, 2, 28), D(2021, 3, 31), D(2021, 4, 30), D(2021, 5, 31)]
    so_far = [0.0, *(float(vested(made.vesting, made.count, day)) for day in days)]
    assert [later - earlier for earlier, later in pairwise(so_far)] == tranches
    assert vested(made.vesting, made.count, D(2021, 2, 27)) == 0


def test_four_years_with_a_cliff_are_months(tmp_path: Path) -> None:
    cliff = condition("more", "12/48", after("start", 12, 1), "then")
    then = condition("then", "1/48", after("more", 1, 36))
    assert right(tmp_path, terms(START, cliff, then)).vesting == Vesting(D(2021, 1, 31), 48, 1, 12)


@pytest.mark.parametrize(
    "more",
    [
        condition("more", "1/48", after("start", 1, 48, cliff_installment=12)),
        condition("more", "1/48", after("start", 1, 48))
        | {"cliff_condition": {"period": {"type": "MONTHS", "length": 12}}},
    ],
    ids=["cliff_installment of 1.2.1", "cliff_condition of older exports"],
)
def test_a_cliff_within_a_period_is_read(more: Json, tmp_path: Path) -> None:
    assert right(tmp_path, terms(START, more)).vesting == Vesting(D(2021, 1, 31), 48, 1, 12)


def test_a_day_of_the_month_is_kept(tmp_path: Path) -> None:
    more = condition("more", "1/12", after("start", 1, 12, day_of_month="31_OR_LAST_DAY_OF_MONTH"))
    assert right(tmp_path, terms(START, more)).vesting == Vesting(D(2021, 1, 31), 12, day_of_month=31)


def test_periods_of_days_are_written_out(tmp_path: Path) -> None:
    made = right(tmp_path, terms(START, condition("more", "1/2", after("start", 365, 2, "DAYS")))).vesting
    assert made == Vesting(
        D(2021, 1, 31),
        instalments=(Instalment(D(2022, 1, 31), Fraction(1, 2)), Instalment(D(2023, 1, 31), Fraction(1, 2))),
    )


@needs_samples
def test_the_six_year_sample_vests_what_its_description_says(tmp_path: Path) -> None:
    # "10% on the 24th month; then 1.25% for 12 months; 1.67%; 2.08%; and 2.5%", of 4,800 shares.
    import json

    items = json.loads((SHARED / "samples" / "VestingTerms.ocf.json").read_text("utf-8"))["items"]
    sample = next(one for one in items if one["id"] == "6-yr-option-back-loaded") | {"id": "terms"}
    reading = read(
        tmp_path,
        sample,
        grant("op", "ana", "4800", vesting_terms_id="terms"),
        transaction("VESTING_START", "vs", "2020-01-01", security_id="op", vesting_condition_id="vesting-start"),
    )
    assert reading.table is not None
    made = reading.table.rights["op"]
    days = (D(2021, 12, 31), *(D(year, 1, 1) for year in (2022, 2023, 2024, 2025, 2026)))
    found = [int(vested(made.vesting, made.count, day)) for day in days]
    assert found == [0, 480, 480 + 720, 480 + 720 + 960, 480 + 720 + 960 + 1200, 4800]


def test_a_milestone_waits_for_its_event_and_not_beyond_its_deadline(tmp_path: Path) -> None:
    first = START | {"next_condition_ids": ["late", "sale", "gone"]}
    late = condition("late", "0/1", after("start", 36, 1))
    gone = condition("gone", "0/1", {"type": "VESTING_SCHEDULE_ABSOLUTE", "date": "2025-01-01"})
    sale = condition("sale", "1/1", {"type": "VESTING_EVENT"})
    graph = terms(first, late, gone, sale)
    made = right(tmp_path / "a", graph).vesting
    # What comes first in the list has the day to itself: the sale must come before 31 January 2024.
    assert made == Vesting(
        D(2021, 1, 31), parts=(Part(Fraction(1), Condition("milestone", "op: sale"), by=D(2024, 1, 30)),)
    )
    event = transaction("VESTING_EVENT", "ve", "2022-07-14", security_id="op", vesting_condition_id="sale")
    reading = read(tmp_path / "b", graph, grant("op", "ana", "100", vesting_terms_id="terms"), event)
    assert reading.table is not None
    held = [holdings_on(reading.table, day).rights["op"].vested for day in (D(2022, 7, 13), D(2022, 7, 14))]
    assert held == [0, 100]


def test_what_is_left_vests_by_an_event(tmp_path: Path) -> None:
    first = START | {"next_condition_ids": ["more", "double"]}
    more = condition("more", "1/4", after("start", 12, 4))
    double = condition("double", "1/1", {"type": "VESTING_EVENT"}, remainder=True)
    event = transaction("VESTING_EVENT", "ve", "2022-06-01", security_id="op", vesting_condition_id="double")
    graph = terms(first, more, double)
    start = transaction("VESTING_START", "vs", "2021-01-31", security_id="op", vesting_condition_id="start")
    reading = read(tmp_path, graph, grant("op", "ana", "100", vesting_terms_id="terms"), start, event)
    assert reading.table is not None
    days = (D(2022, 1, 30), D(2022, 1, 31), D(2022, 5, 31), D(2022, 6, 1))
    assert [holdings_on(reading.table, day).rights["op"].vested for day in days] == [0, 25, 25, 100]


def test_a_part_of_the_remainder_is_of_what_is_left_when_its_condition_begins(tmp_path: Path) -> None:
    # As exporters write four years with a cliff: 12/48 of all, then 36 times 1/36 of the remainder.
    cliff = condition("more", "12/48", after("start", 12, 1), "then", remainder=True)
    then = condition("then", "1/36", after("more", 1, 36), remainder=True)
    assert right(tmp_path, terms(START, cliff, then)).vesting == Vesting(D(2021, 1, 31), 48, 1, 12)


def test_vesting_that_has_not_begun_vests_nothing(tmp_path: Path) -> None:
    made = right(tmp_path, terms(START, condition("more", "1/4", after("start", 12, 4))), start=None)
    assert vested(made.vesting, made.count, D(2040, 1, 1)) == 0


def test_what_hangs_on_an_event_is_counted_from_it(tmp_path: Path) -> None:
    first = START | {"next_condition_ids": ["ipo"]}
    ipo = condition("ipo", "0/1", {"type": "VESTING_EVENT"}, "more")
    graph = terms(first, ipo, condition("more", "1/2", after("ipo", 12, 2)))
    before = right(tmp_path / "a", graph)
    assert vested(before.vesting, before.count, D(2040, 1, 1)) == 0
    event = transaction("VESTING_EVENT", "ve", "2023-05-05", security_id="op", vesting_condition_id="ipo")
    made = right(tmp_path / "b", graph, event)
    assert [vested(made.vesting, made.count, day) for day in (D(2024, 5, 30), D(2024, 5, 31), D(2025, 5, 31))] == [
        0,
        2400,
        4800,
    ]


def test_a_schedule_that_is_written_out_in_shares_is_one_here(tmp_path: Path) -> None:
    # Amounts of the official sample test-plan-security-issuance-minimal-with-vestings-array.
    written = [
        {"date": f"{year}-06-07", "amount": amount} for year, amount in ((2024, "3333"), (2025, "3334"), (2026, "3333"))
    ]
    table = read(tmp_path, grant("op", "ana", "10000", vestings=written)).table
    assert table is not None
    vesting = table.rights["op"].vesting
    progress = Progress({}, {}, {})
    found = [vested(vesting, Fraction(10_000), D(year, 6, 7), progress) for year in (2023, 2024, 2025, 2026)]
    assert found == [0, 3333, 6667, 10_000]
    assert progress == NOTHING_YET


# What converts.


def loan(mechanism: Json, kind: str = "SAFE", **fields: Any) -> Json:
    right_: Json = {"type": "CONVERTIBLE_CONVERSION_RIGHT", "conversion_mechanism": mechanism}
    right_["converts_to_future_round"] = True
    trigger = {
        "trigger_id": "t",
        "type": "AUTOMATIC_ON_CONDITION",
        "trigger_condition": "x",
        "conversion_right": right_,
    }
    return transaction(
        "CONVERTIBLE_ISSUANCE",
        "tx",
        "2021-01-01",
        **{
            "security_id": "safe",
            "custom_id": "S-1",
            "stakeholder_id": "ana",
            "security_law_exemptions": [],
            "investment_amount": usd("500000.00"),
            "convertible_type": kind,
            "conversion_triggers": [trigger],
            "seniority": 1,
            **fields,
        },
    )


def convertible(folder: Path, *objects: Json) -> tuple[Convertible, list[str]]:
    reading = read(folder, *objects)
    assert reading.table is not None
    return reading.table.convertibles["safe"], [p.code for p in reading.problems]


def test_a_safe_is_read_and_its_discount_is_what_is_taken_off(tmp_path: Path) -> None:
    mechanism = {
        "type": "SAFE_CONVERSION",
        "conversion_mfn": True,
        "conversion_discount": "0.2",
        "conversion_valuation_cap": usd("8000000"),
        "conversion_timing": "POST_MONEY",
        "exit_multiple": {"numerator": "2", "denominator": "1"},
    }
    made, problems = convertible(tmp_path, loan(mechanism, pro_rata="2500"))
    assert problems == ["mfn-of-nothing"]
    assert (made.kind, made.amount, made.cap, made.money, made.discount) == (
        "safe",
        500_000,
        8_000_000,
        "post",
        Fraction(1, 5),
    )
    assert (made.mfn, made.pro_rata, made.exit_multiple, made.counted) == (True, True, 2, POST_MONEY)


def test_a_note_is_read_with_its_interest_and_maturity(tmp_path: Path) -> None:
    mechanism = {
        "type": "CONVERTIBLE_NOTE_CONVERSION",
        "interest_rates": [{"rate": "0.06", "accrual_start_date": "2021-01-01"}],
        "day_count_convention": "30_360",
        "interest_payout": "CASH",
        "interest_accrual_period": "SEMI_ANNUAL",
        "compounding_type": "COMPOUNDING",
        "conversion_discount": "0.15",
    }
    note = loan(mechanism, "NOTE")
    first = note["conversion_triggers"][0]
    maturity = {key: first[key] for key in ("conversion_right",)}
    maturity |= {"trigger_id": "m", "type": "AUTOMATIC_ON_DATE", "trigger_date": "2023-01-01"}
    made, problems = convertible(tmp_path, note | {"conversion_triggers": [maturity, first]})
    assert problems == []
    assert (made.kind, made.rate, made.compounding, made.day_count) == (
        "note",
        Fraction(6, 100),
        "half_yearly",
        "30/360",
    )
    assert (made.interest_converts, made.maturity, made.discount, made.cap_money) == (
        False,
        D(2023, 1, 1),
        Fraction(15, 100),
        "pre",
    )


def test_the_eight_flags_say_what_counts(tmp_path: Path) -> None:
    flags = {
        "include_outstanding_shares": True,
        "include_outstanding_options": True,
        "include_outstanding_unissued_options": False,
        "include_this_security": True,
        "include_other_converting_securities": False,
        "include_option_pool_topup_for_promised_options": True,
        "include_additional_option_pool_topup": False,
        "include_new_money": True,
    }
    mechanism = {"type": "SAFE_CONVERSION", "conversion_mfn": False, "capitalization_definition_rules": flags}
    made, _ = convertible(tmp_path, loan(mechanism))
    assert made.capitalization == Capitalization(
        outstanding_shares=True,
        outstanding_options=True,
        unissued_options=False,
        this_security=True,
        other_converting=False,
        topup_for_promised=True,
        additional_topup=False,
        new_money=True,
    )


def test_a_fixed_share_is_read(tmp_path: Path) -> None:
    made, problems = convertible(
        tmp_path, loan({"type": "FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION", "converts_to_percent": "0.07"})
    )
    assert (made.fixed_share, problems) == (Fraction(7, 100), [])


@pytest.mark.parametrize(
    "mechanism",
    [
        {"type": "CUSTOM_CONVERSION", "custom_conversion_description": "by the moon"},
        {"type": "FIXED_AMOUNT_CONVERSION", "converts_to_quantity": "1000"},
    ],
)
def test_a_conversion_for_which_there_is_no_word_is_kept_and_told(mechanism: Json, tmp_path: Path) -> None:
    made, problems = convertible(tmp_path, loan(mechanism))
    assert (made.cap, made.discount, problems) == (None, 0, ["ocf-conversion"])


def test_triggers_that_differ_and_rates_that_change_are_told(tmp_path: Path) -> None:
    mechanism = {
        "type": "CONVERTIBLE_NOTE_CONVERSION",
        "interest_rates": [{"rate": r, "accrual_start_date": "2021-01-01"} for r in ("0.05", "0.06")],
        "day_count_convention": "ACTUAL_365",
        "interest_payout": "DEFERRED",
        "interest_accrual_period": "ANNUAL",
        "compounding_type": "SIMPLE",
        "conversion_valuation_cap": usd("5"),
    }
    note = loan(mechanism, "NOTE")
    first = note["conversion_triggers"][0]
    dear = {**mechanism, "conversion_valuation_cap": usd("9")}
    other = {**first, "trigger_id": "c", "conversion_right": {"conversion_mechanism": dear}}
    made, problems = convertible(tmp_path, note | {"conversion_triggers": [first, other]})
    assert (made.cap, made.rate, sorted(problems)) == (5, Fraction(5, 100), ["ocf-conversion", "ocf-interest"])


def test_convertibles_rank_from_one_down_beside_the_most_senior_preferred(tmp_path: Path) -> None:
    plain = {"type": "SAFE_CONVERSION", "conversion_mfn": False}
    loans = [loan(plain, seniority=rank) | {"id": f"tx{rank}", "security_id": f"s{rank}"} for rank in (2, 1, 3)]
    table = read(tmp_path, preferred("seed", seniority="4"), preferred("old", seniority="3"), *loans).table
    assert table is not None
    ranks = [table.convertibles[f"s{rank}"].seniority for rank in (1, 2, 3)]
    assert ranks == [None, Fraction(11, 3), Fraction(10, 3)]


def test_notes_are_debt_and_do_not_move_a_safe_below_preferred(tmp_path: Path) -> None:
    note = loan({"type": "CONVERTIBLE_NOTE_CONVERSION", "conversion_mfn": False}, kind="NOTE", seniority=1)
    safe = loan({"type": "SAFE_CONVERSION", "conversion_mfn": False}, seniority=2)
    loans = [note | {"id": "txn", "security_id": "n"}, safe | {"id": "txs", "security_id": "s"}]
    table = read(tmp_path, preferred("seed", seniority="4"), preferred("old", seniority="3"), *loans).table
    assert table is not None
    assert table.convertibles["s"].seniority is None


# Classes.


def seed(folder: Path, **fields: Any) -> tuple[CapTable, list[str]]:
    reading = read(folder, preferred("seed", **fields))
    assert reading.table is not None
    return reading.table, [p.code for p in reading.problems]


@pytest.mark.parametrize(
    ("multiple", "cap", "participation"),
    [("1", None, ("none", None)), ("1", "1", ("none", None)), ("2", "2", ("none", None)), ("1", "3", ("capped", 3))],
)
def test_a_cap_above_the_preference_means_capped_participation(
    multiple: str, cap: str | None, participation: tuple[str, int | None], tmp_path: Path
) -> None:
    fields = {"liquidation_preference_multiple": multiple} | (
        {} if cap is None else {"participation_cap_multiple": cap}
    )
    table, _ = seed(tmp_path, **fields)
    made = table.classes["seed"]
    assert (made.preference, (made.participation, made.cap)) == (int(multiple), participation)


def test_the_conversion_price_counts_unless_the_ratio_says_something_else(tmp_path: Path) -> None:
    rounded, problems = seed(tmp_path / "a", price="1.10", ratio="1.3333333333")
    right_ = preferred("seed")["conversion_rights"][0]
    cheaper = {
        **right_["conversion_mechanism"],
        "conversion_price": usd("0.825"),
        "ratio": {"numerator": "1.33333", "denominator": "1"},
    }
    table, none = seed(tmp_path / "b", price="1.10", conversion_rights=[{**right_, "conversion_mechanism": cheaper}])
    assert (table.classes["seed"].conversion_price, table.classes["seed"].ratio, none) == (
        Fraction("0.825"),
        Fraction(4, 3),
        [],
    )
    assert problems == ["ocf-conversion"]
    assert rounded.classes["seed"].ratio == Fraction("1.3333333333")


def test_a_common_class_that_says_a_preference_has_none(tmp_path: Path) -> None:
    reading = read(tmp_path, common("b", liquidation_preference_multiple="1", participation_cap_multiple="1"))
    assert [p.code for p in reading.problems] == ["ocf-preference"]
    assert reading.table is not None
    assert reading.table.classes["b"].preference == 0


def test_the_number_of_authorised_shares_may_have_no_limit(tmp_path: Path) -> None:
    reading = read(tmp_path, common("b", initial_shares_authorized="UNLIMITED"))
    assert reading.problems == ()
    assert reading.table is not None
    assert reading.table.classes["b"].authorised is None


# Warrants.


def warrant(mechanism: Json, into: str | None = "common", **fields: Any) -> Json:
    right_: Json = {"type": "WARRANT_CONVERSION_RIGHT", "conversion_mechanism": mechanism}
    right_ |= {"converts_to_future_round": True} if into is None else {"converts_to_stock_class_id": into}
    return transaction(
        "WARRANT_ISSUANCE",
        "tx-w",
        "2021-01-01",
        security_id="w",
        custom_id="W-1",
        stakeholder_id="ana",
        security_law_exemptions=[],
        purchase_price=usd("1"),
        exercise_price=usd("2.50"),
        exercise_triggers=[{"trigger_id": "t", "type": "ELECTIVE_AT_WILL", "conversion_right": right_}],
        warrant_expiration_date="2031-01-01",
        **fields,
    )


FIXED = {"type": "FIXED_AMOUNT_CONVERSION", "converts_to_quantity": "700"}
BY_VALUE = {"type": "VALUATION_BASED_CONVERSION", "valuation_type": "CAP", "valuation_amount": usd("9")}


@pytest.mark.parametrize(
    ("object_", "count", "problems"),
    [
        (warrant(FIXED), 700, []),
        (warrant(FIXED, quantity="700"), 700, []),
        (warrant(FIXED, quantity="500"), 500, ["ocf-warrant"]),
        (warrant(BY_VALUE, quantity="300"), 300, []),
        (warrant(BY_VALUE), None, ["ocf-warrant"]),
        (warrant(BY_VALUE, into=None, quantity="300"), None, ["ocf-warrant"]),
        (warrant(FIXED, into="none"), None, ["ocf-unknown-class"]),
        (warrant({}, quantity="300") | {"exercise_triggers": []}, 300, ["ocf-warrant"]),
    ],
)
def test_a_warrant_counts_where_its_class_and_number_are_known(
    object_: Json, count: int | None, problems: list[str], tmp_path: Path
) -> None:
    reading = read(tmp_path, object_)
    assert [p.code for p in reading.problems] == problems
    assert reading.table is not None
    made = reading.table.rights.get("w")
    if count is None:
        assert made is None
        assert [extra.content for extra in reading.table.extras if extra.of == "tx-w"] == [object_]
    else:
        assert made == Right(
            "w", "warrant", "ana", "common", Fraction(count), Fraction(5, 2), D(2021, 1, 1), expires=D(2031, 1, 1)
        )


@pytest.mark.parametrize(
    ("fields", "kind", "strike"),
    [
        ({"compensation_type": "OPTION_NSO"}, "option", Fraction(1, 2)),
        ({"compensation_type": "RSU"}, "rsu", 0),
        ({"compensation_type": "CSAR", "base_price": usd("3")}, "sar", 3),
        ({"compensation_type": "SSAR", "base_price": usd("3")}, "sar", 3),
        ({"object_type": "TX_PLAN_SECURITY_ISSUANCE", "option_grant_type": "ISO"}, "option", Fraction(1, 2)),
    ],
)
def test_each_kind_of_compensation_is_a_right(fields: Json, kind: str, strike: Fraction, tmp_path: Path) -> None:
    table = read(tmp_path, grant("op", "ana", "10", **fields)).table
    assert table is not None
    assert (table.rights["op"].kind, table.rights["op"].strike) == (kind, strike)


def test_interest_counts_from_its_own_first_day(tmp_path: Path) -> None:
    mechanism = {
        "type": "CONVERTIBLE_NOTE_CONVERSION",
        "interest_rates": [{"rate": "0.06", "accrual_start_date": "2021-03-01"}],
        "day_count_convention": "ACTUAL_365",
        "interest_payout": "DEFERRED",
        "interest_accrual_period": "ANNUAL",
        "compounding_type": "SIMPLE",
    }
    made, problems = convertible(tmp_path, loan(mechanism, "NOTE"))
    assert (made.on, made.interest_from, problems) == (D(2021, 1, 1), D(2021, 3, 1), [])
