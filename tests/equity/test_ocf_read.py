"""A package of Open Cap Format is read as a cap table."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

from dealwright.equity.captable import CapTable
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import read_ocf
from equity.ocf_package import (
    ACME,
    common,
    grant,
    issuance,
    needs_samples,
    preferred,
    stakeholder,
    transaction,
    write_package,
)


def read(folder: Path, *objects: dict[str, object]) -> CapTable:
    reading = read_ocf(write_package(folder, *objects))
    assert [str(p) for p in reading.problems if p.severity == "error"] == []
    assert reading.table is not None
    return reading.table


def held(table: CapTable, on: dt.date | None = None) -> dict[str, int]:
    return {lot.security: int(lot.shares) for lot in holdings_on(table, on).lots}


@needs_samples
def test_the_sample_of_ocf_tools_replays_to_what_a_hand_count_of_its_certificates_gives() -> None:
    # acme_holdings_limited of OCF-Tools, counted by hand. OA-1 is bought back in two parts, OA-2 is sold in part and
    # its rest cancelled, OA-3 is cut to 80,000, OA-10 retracted; P-01 gives 20,000 for 40,000; OB-1 is cut in two and
    # doubled by the split, and so are the 900 options exercised before it.
    reading = read_ocf(ACME)
    assert reading.sound
    assert reading.table is not None
    assert held(reading.table) == {
        "share_issuance_01": 1000,
        "share_issuance_02": 800,
        "share_issuance_03": 750,
        "share_issuance_04": 350,
        "stock_issuance_03": 80_000,
        "stock_issuance_05": 25_000,
        "stock_issuance_preferred_01": 15_000,
        "stock_issuance_b_02": 27_000,
        "stock_issuance_b_03": 23_000,
        "stock_issuance_11": 30_000,
        "stock_issuance_12": 10_000,
    }


def test_what_is_left_of_a_lot_keeps_its_name_its_day_and_its_price(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        stakeholder("ana"),
        stakeholder("ben"),
        common(),
        transaction(
            "STOCK_TRANSFER",
            "sale",
            "2021-06-01",
            security_id="cs-1",
            quantity="400",
            resulting_security_ids=["cs-2"],
            balance_security_id="cs-3",
        ),
        issuance("cs-1", "ana", "1000"),
        issuance("cs-2", "ben", "400", "2021-06-01"),
        issuance("cs-3", "ana", "600", "2021-06-01"),
    )
    assert held(table) == {"cs-1": 600, "cs-2": 400}
    rest = holdings_on(table).lots[0]
    assert (rest.on, rest.price) == (dt.date(2020, 1, 1), Fraction(1, 100))


def test_terms_of_a_preferred_class_are_read(tmp_path: Path) -> None:
    table = read(tmp_path, common(), preferred(participation_cap_multiple="3", seniority="2.5"))
    seed = table.classes["seed"]
    assert (seed.kind, seed.original_issue_price, seed.ratio) == ("preferred", 1, 1)
    assert (seed.seniority, seed.preference) == (Fraction(5, 2), 1)
    assert (seed.participation, seed.cap) == ("capped", 3)


def test_a_grant_is_a_right(tmp_path: Path) -> None:
    table = read(tmp_path, stakeholder("ana"), common(), grant("op-1", "ana", "4800"))
    right = table.rights["op-1"]
    assert (right.kind, right.holder, right.of, right.count, right.strike) == (
        "option",
        "ana",
        "common",
        4800,
        Fraction(1, 2),
    )


def test_what_version_one_wrote_otherwise_is_read(tmp_path: Path) -> None:
    # The shapes that 1.0.0-b1 packages have: values left out by name, current in place of initial numbers, a plan of
    # one class, a ratio without a price, one rate of interest in per cent, valuations without a class.
    omitted = {"omitted": True, "comment": "Data not available"}
    old = {key: value for key, value in common().items() if key != "initial_shares_authorized"}
    ratio = {"type": "RATIO_CONVERSION", "ratio": {"numerator": 10, "denominator": 5}}
    plan = {"object_type": "STOCK_PLAN", "id": "plan", "plan_name": "2015", "initial_shares_reserved": "2000"}
    note = {
        "type": "CONVERTIBLE_NOTE_CONVERSION",
        "interest_rate": "5.0000000000",
        "day_count_convention": "ACTUAL_365",
        "interest_payout": "DEFERRED",
        "interest_accrual_period": "ANNUAL",
        "compounding_type": "SIMPLE",
    }
    trigger = {"type": "UNSPECIFIED", "trigger_id": "t", "conversion_right": {"conversion_mechanism": note}}
    worth = {"object_type": "VALUATION", "id": "v", "effective_date": "2022-01-01", "valuation_type": "409A"}
    loan = transaction("CONVERTIBLE_ISSUANCE", "tx-n", "2021-03-01", security_id="n", custom_id="N-1", seniority=1)
    folder = write_package(
        tmp_path,
        stakeholder("ana", current_relationship="FOUNDER"),
        old | {"current_shares_authorized": "20000000", "votes_per_share": omitted},
        preferred(conversion_rights=[{"conversion_mechanism": ratio, "converts_to_stock_class_id": "common"}])
        | {"price_per_share": omitted},
        plan | {"stock_class_id": "common"},
        worth | {"price_per_share": {"amount": "3.15", "currency": "USD"}},
        issuance("cs", "ana", "100", cost_basis=omitted),
        grant("op", "ana", "10", stock_plan_id="plan") | {"object_type": "TX_PLAN_SECURITY_ISSUANCE"},
        loan
        | {"stakeholder_id": "ana", "security_law_exemptions": [], "convertible_type": "NOTE"}
        | {"investment_amount": {"amount": "10000", "currency": "USD"}, "conversion_triggers": [trigger]},
        manifest={"ocf_version": "1.0.0-b1"},
    )
    reading = read_ocf(folder)
    assert [str(p) for p in reading.problems if p.severity == "error"] == []
    table = reading.table
    assert table is not None
    assert (table.classes["common"].authorised, table.classes["common"].votes) == (20_000_000, 1)
    assert table.classes["seed"].ratio == 2
    assert table.stakeholders["ana"].relationship == "founder"
    assert (table.rights["op"].pool, table.valuations[0].of) == ("plan", "common")
    assert table.convertibles["n"].rate == Fraction(5, 100)
    assert held(table) == {"cs": 100}


def test_a_manifest_that_does_not_tell_its_day_is_of_the_last_on_which_something_happened(tmp_path: Path) -> None:
    for said in ({"as_of": "once"}, {"as_of": None}):
        folder = write_package(
            tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", "1", "2021-05-05"), manifest=said
        )
        reading = read_ocf(folder)
        assert [(p.code, p.severity) for p in reading.problems] == [("ocf-date", "warning")]
        assert reading.table is not None
        assert reading.table.as_of == dt.date(2021, 5, 5)
