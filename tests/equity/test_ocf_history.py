"""Transactions of Open Cap Format become events that replay to what their certificates say."""

import datetime as dt
import json
import random
from fractions import Fraction
from pathlib import Path

import pytest

from dealwright.equity.captable import CapTable
from dealwright.equity.events import AnyEvent, Cancel, Convert, Exercise, PoolAdjustment, Transfer
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import read_ocf
from equity.ocf_package import (
    ACME,
    SHARED,
    Json,
    common,
    grant,
    issuance,
    needs_samples,
    preferred,
    stakeholder,
    transaction,
    usd,
    write_package,
)

D = dt.date
WIDE = {"initial_shares_authorized": "UNLIMITED"}
PLAN: Json = {
    "object_type": "STOCK_PLAN",
    "id": "plan",
    "plan_name": "2020 plan",
    "initial_shares_reserved": "1000",
    "stock_class_ids": ["common"],
}


def read(folder: Path, *objects: Json) -> CapTable:
    people = (stakeholder("ana"), stakeholder("ben"))
    reading = read_ocf(write_package(folder, *people, common(**WIDE), *objects))
    assert [str(p) for p in reading.problems if p.severity == "error"] == []
    assert reading.table is not None
    return reading.table


def held(table: CapTable, on: dt.date | None = None) -> Holdings:
    return holdings_on(table, on)


def lots(table: CapTable, on: dt.date | None = None) -> dict[str, tuple[str, str, Fraction]]:
    return {lot.security: (lot.holder, lot.of, lot.shares) for lot in held(table, on).lots}


def act(kind: str, security: str, on: str = "2021-06-01", **fields: object) -> Json:
    return transaction(kind, f"{kind.lower()} {security}", on, security_id=security, **fields)


def of_kind(table: CapTable, kind: type) -> list[AnyEvent]:
    return [event for event in table.events if isinstance(event, kind)]


def test_a_price_other_than_that_of_issue_is_what_a_buyer_paid_the_seller(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        issuance("cs-1", "ana", "100"),
        issuance("cs-2", "ben", "40", "2021-06-01", share_price=usd("7")),
        issuance("cs-3", "ana", "60", "2021-06-01"),
        act("STOCK_TRANSFER", "cs-1", quantity="40", resulting_security_ids=["cs-2"], balance_security_id="cs-3"),
    )
    assert [event.price for event in of_kind(table, Transfer)] == [7]  # type: ignore[union-attr]
    assert {flow.kind for flow in held(table).flows} == {"paid_in", "secondary"}
    assert sum(flow.amount for flow in held(table).flows if flow.kind == "secondary") == 0


def test_a_transfer_to_several_holders_is_an_event_for_each(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        issuance("cs-1", "ana", "100"),
        issuance("a", "ben", "30", "2021-06-01"),
        issuance("b", "ben", "70", "2021-06-01"),
        act("STOCK_TRANSFER", "cs-1", quantity="100", resulting_security_ids=["a", "b"]),
    )
    assert [event.id for event in of_kind(table, Transfer)] == ["stock_transfer cs-1", "stock_transfer cs-1#2"]
    assert lots(table) == {"a": ("ben", "common", 30), "b": ("ben", "common", 70)}


def test_a_conversion_gives_what_its_certificates_say(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        preferred(**WIDE),
        issuance("ps", "ana", "100", stock_class_id="seed"),
        issuance("cs", "ana", "150", "2021-06-01"),
        issuance("rest", "ana", "25", "2021-06-01", stock_class_id="seed"),
        act(
            "STOCK_CONVERSION", "ps", quantity_converted="75", resulting_security_ids=["cs"], balance_security_id="rest"
        ),
    )
    assert [(e.shares, e.gets, e.into) for e in of_kind(table, Convert)] == [(75, 150, "common")]  # type: ignore[union-attr]
    assert lots(table) == {"ps": ("ana", "seed", 25), "cs": ("ana", "common", 150)}


def test_a_safe_becomes_shares(tmp_path: Path) -> None:
    mechanism = {"conversion_mechanism": {"type": "SAFE_CONVERSION", "conversion_mfn": False}}
    safe = transaction(
        "CONVERTIBLE_ISSUANCE",
        "tx",
        "2021-01-01",
        security_id="safe",
        custom_id="S-1",
        stakeholder_id="ana",
        security_law_exemptions=[],
        investment_amount=usd("100"),
        convertible_type="SAFE",
        seniority=1,
        conversion_triggers=[{"trigger_id": "t", "type": "ELECTIVE_AT_WILL", "conversion_right": mechanism}],
    )
    table = read(
        tmp_path,
        preferred(**WIDE),
        safe,
        issuance("ps", "ana", "125", "2021-06-01", stock_class_id="seed", share_price=usd("0.80")),
        act("CONVERTIBLE_CONVERSION", "safe", resulting_security_ids=["ps"], reason_text="x", trigger_id="t"),
    )
    assert list(held(table, D(2021, 5, 31)).convertibles) == ["safe"]
    assert held(table).convertibles == {}
    assert lots(table) == {"ps": ("ana", "seed", 125)}
    assert held(table).lots[0].preference_price == Fraction(8, 10)


@pytest.mark.parametrize("named", ["EQUITY_COMPENSATION", "PLAN_SECURITY"])
def test_options_are_granted_exercised_and_forfeited_out_of_their_plan(named: str, tmp_path: Path) -> None:
    first = grant("op", "ana", "300", stock_plan_id="plan")
    table = read(
        tmp_path,
        PLAN,
        first | {"object_type": f"TX_{named}_ISSUANCE"},
        issuance("cs", "ana", "100", "2021-06-01"),
        act(f"{named}_EXERCISE", "op", quantity="100", resulting_security_ids=["cs"]),
        act(
            f"{named}_CANCELLATION", "op", "2021-07-01", quantity="150", reason_text="left", balance_security_id="op-2"
        ),
        grant("op-2", "ana", "50", "2021-07-01", stock_plan_id="plan"),
    )
    pool = held(table).pools["plan"]
    assert (held(table).rights["op"].right.count, pool.granted, pool.used, pool.available) == (50, 50, 100, 850)
    assert lots(table) == {"cs": ("ana", "common", 100)}


@pytest.mark.parametrize(
    ("behaviour", "returns", "available"),
    [("RETURN_TO_POOL", 0, 1000), ("RETIRE", 0, 900), ("RETIRE", 1, 1000), (None, 0, 1000)],
)
def test_cancelled_shares_go_back_as_the_plan_or_a_transaction_says(
    behaviour: str | None,
    returns: int,
    available: int,
    tmp_path: Path,
) -> None:
    plan = PLAN | ({} if behaviour is None else {"default_cancellation_behavior": behaviour})
    back = act("STOCK_PLAN_RETURN_TO_POOL", "op", quantity="100", stock_plan_id="plan", reason_text="x")
    table = read(
        tmp_path,
        plan,
        grant("op", "ana", "100", stock_plan_id="plan"),
        act("EQUITY_COMPENSATION_CANCELLATION", "op", quantity="100", reason_text="left"),
        *[back] * returns,
    )
    assert held(table).pools["plan"].available == available


def test_cancelled_shares_may_go_to_another_plan(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        PLAN,
        PLAN | {"id": "new", "plan_name": "2021 plan"},
        grant("op", "ana", "100", stock_plan_id="plan"),
        act("EQUITY_COMPENSATION_CANCELLATION", "op", quantity="100", reason_text="left"),
        act("STOCK_PLAN_RETURN_TO_POOL", "op", quantity="100", stock_plan_id="new", reason_text="rolled over"),
    )
    assert [(p.pool, p.reserved) for p in of_kind(table, PoolAdjustment)] == [("new", 1100)]  # type: ignore[union-attr]
    assert {name: pool.available for name, pool in held(table).pools.items()} == {"plan": 900, "new": 1100}


def test_fewer_shares_than_were_exercised_are_a_net_exercise(tmp_path: Path) -> None:
    # 100 options at 0.50 give 75 shares: 25 of them are worth the strike of 50, so a share is worth 2.
    table = read(
        tmp_path,
        grant("op", "ana", "100"),
        issuance("cs", "ana", "75", "2021-06-01"),
        act("EQUITY_COMPENSATION_EXERCISE", "op", quantity="100", resulting_security_ids=["cs"]),
    )
    exercise = of_kind(table, Exercise)[0]
    assert isinstance(exercise, Exercise)
    assert (exercise.shares, exercise.net, exercise.price) == (100, True, 2)
    assert lots(table) == {"cs": ("ana", "common", 75)}
    assert held(table).rights == {}


def test_units_are_released_and_what_is_withheld_ends(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        grant("rsu", "ana", "100", compensation_type="RSU"),
        issuance("cs", "ana", "60", "2021-06-01"),
        act(
            "EQUITY_COMPENSATION_RELEASE", "rsu", quantity="100", resulting_security_ids=["cs"],
            settlement_date="2021-06-02", release_price=usd("3"),
        ),
    )  # fmt: skip
    assert lots(table) == {"cs": ("ana", "common", 60)}
    assert held(table).rights == {}
    assert [(c.shares, c.to_pool) for c in of_kind(table, Cancel)] == [(40, False)]  # type: ignore[union-attr]


def test_an_option_may_be_repriced_and_given_to_a_trust(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        grant("op", "ana", "100"),
        act("EQUITY_COMPENSATION_REPRICING", "op", "2021-02-01", new_exercise_price=usd("0.10")),
        grant("trust", "ben", "40", "2021-06-01"),
        grant("rest", "ana", "60", "2021-06-01"),
        act(
            "EQUITY_COMPENSATION_TRANSFER", "op", quantity="40", resulting_security_ids=["trust"],
            balance_security_id="rest",
        ),
        act("EQUITY_COMPENSATION_EXERCISE", "trust", "2021-07-01", quantity="10", resulting_security_ids=["cs"]),
        issuance("cs", "ben", "10", "2021-07-01"),
    )  # fmt: skip
    rights = {name: (r.right.holder, r.right.count, r.right.strike) for name, r in held(table).rights.items()}
    assert rights == {"op": ("ana", 60, Fraction(1, 10)), "trust": ("ben", 30, Fraction(1, 10))}
    assert lots(table) == {"cs": ("ben", "common", 10)}


def test_a_retraction_undoes_an_issue_and_a_repurchase_pays_for_shares(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        issuance("wrong", "ana", "5"),
        act("STOCK_RETRACTION", "wrong", "2020-02-01", reason_text="oops"),
        issuance("cs", "ana", "100"),
        issuance("rest", "ana", "70", "2021-06-01"),
        act("STOCK_REPURCHASE", "cs", quantity="30", price=usd("2"), balance_security_id="rest"),
        act("STOCK_CANCELLATION", "rest", "2021-07-01", quantity="70", reason_text="over"),
    )
    assert lots(table, D(2021, 6, 1)) == {"cs": ("ana", "common", 70)}
    assert lots(table) == {}
    assert [flow.amount for flow in held(table).flows if flow.kind == "repurchase"] == [60]


def test_a_split_multiplies_what_is_reissued_for_it_and_what_is_not(tmp_path: Path) -> None:
    halves = {"numerator": "2", "denominator": "1"}
    table = read(
        tmp_path,
        issuance("cs-1", "ana", "100"),
        issuance("cs-2", "ben", "50"),
        grant("op", "ben", "10"),
        act("STOCK_REISSUANCE", "cs-1", resulting_security_ids=["cs-3"], split_transaction_id="split"),
        issuance("cs-3", "ana", "200", "2021-06-01"),
        transaction("STOCK_CLASS_SPLIT", "split", "2021-06-01", stock_class_id="common", split_ratio=halves),
        act("STOCK_CANCELLATION", "cs-3", "2021-07-01", quantity="200", reason_text="over"),
    )
    assert lots(table, D(2021, 6, 1)) == {"cs-1": ("ana", "common", 200), "cs-2": ("ben", "common", 100)}
    assert lots(table) == {"cs-2": ("ben", "common", 100)}
    right = held(table).rights["op"].right
    assert (right.count, right.strike) == (20, Fraction(1, 4))


def test_a_consolidation_brings_no_money(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        issuance("cs-1", "ana", "100"),
        issuance("cs-2", "ana", "50"),
        transaction(
            "STOCK_CONSOLIDATION", "c", "2021-06-01", security_ids=["cs-1", "cs-2"], resulting_security_id="cs-3"
        ),
        issuance("cs-3", "ana", "150", "2021-06-01"),
    )
    assert lots(table) == {"cs-3": ("ana", "common", 150)}
    assert sum(flow.amount for flow in held(table).flows) == -Fraction(150, 100)


def test_conversion_prices_pools_and_authorised_shares_are_adjusted(tmp_path: Path) -> None:
    mechanism = preferred()["conversion_rights"][0]["conversion_mechanism"] | {"conversion_price": usd("0.80")}
    table = read(
        tmp_path,
        preferred(**WIDE),
        PLAN,
        transaction(
            "STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT", "a", "2021-06-01", stock_class_id="seed",
            new_ratio_conversion_mechanism=mechanism,
        ),
        transaction("STOCK_PLAN_POOL_ADJUSTMENT", "b", "2021-06-01", stock_plan_id="plan", shares_reserved="5000"),
        transaction(
            "STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT", "c", "2021-06-01", stock_class_id="seed",
            new_shares_authorized="77",
        ),
    )  # fmt: skip
    after = held(table)
    assert (after.classes["seed"].ratio, after.classes["seed"].authorised) == (Fraction(5, 4), 77)
    assert after.pools["plan"].pool.reserved == 5000


def test_restricted_stock_comes_out_of_its_plan_and_vests(tmp_path: Path) -> None:
    written = [{"date": "2022-01-01", "amount": "50"}, {"date": "2023-01-01", "amount": "50"}]
    stock = issuance("rsa", "ana", "100", stock_plan_id="plan", issuance_type="RSA", vestings=written)
    table = read(tmp_path, PLAN, stock, act("VESTING_ACCELERATION", "rsa", quantity="20", reason_text="x"))
    day = D(2021, 12, 31)
    assert (held(table, day).lots[0].unvested, held(table, day).pools["plan"].available) == (80, 900)


def test_causes_come_before_what_they_cause_on_one_day_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    day = "2021-06-01"
    objects = [
        act("STOCK_CANCELLATION", "cs-3", day, quantity="40", reason_text="over"),
        issuance("cs-3", "ben", "40", day),
        act("STOCK_TRANSFER", "cs-2", day, quantity="40", resulting_security_ids=["cs-3"], balance_security_id="cs-4"),
        issuance("cs-4", "ana", "20", day),
        act("STOCK_REPURCHASE", "cs-1", day, quantity="40", price=usd("1"), balance_security_id="cs-2"),
        issuance("cs-2", "ana", "60", day),
        issuance("cs-1", "ana", "100", day),
    ]
    assert lots(read(tmp_path / "a", *objects)) == {"cs-1": ("ana", "common", 20)}
    assert lots(read(tmp_path / "b", *reversed(objects))) == {"cs-1": ("ana", "common", 20)}


def test_a_financing_names_its_events(tmp_path: Path) -> None:
    financing = {"object_type": "FINANCING", "id": "f", "name": "Seed", "date": "2020-01-01"}
    table = read(
        tmp_path,
        issuance("cs", "ana", "1"),
        grant("op", "ana", "5"),
        issuance("cs-2", "ana", "5", "2021-06-01"),
        act("EQUITY_COMPENSATION_EXERCISE", "op", quantity="5", resulting_security_ids=["cs-2"]),
        financing | {"issuance_ids": ["tx-cs", "tx-op", "cs-2"]},
    )
    assert [(f.name, f.issues) for f in table.financings] == [
        ("Seed", ("tx-cs", "op", "equity_compensation_exercise op"))
    ]


@needs_samples
@pytest.mark.parametrize(
    "folder", [ACME, SHARED / "samples", SHARED / "v1.2.0" / "samples"], ids=["acme", "main", "v1.2.0"]
)
def test_every_sample_replays_or_says_why_not(folder: Path) -> None:
    reading = read_ocf(folder)
    assert reading.table is not None
    if reading.sound:
        assert sum(1 for _ in held(reading.table).lots) > 0
    else:
        assert len([p for p in reading.problems if p.severity == "error" and p.place.line > 1]) > 50


def test_a_price_of_a_class_that_all_its_issues_paid_is_its_original_price(tmp_path: Path) -> None:
    class_ = {
        key: value for key, value in preferred(**WIDE).items() if key not in ("price_per_share", "conversion_rights")
    }
    stock = [issuance(f"ps{n}", "ana", "10", stock_class_id="seed", share_price=usd("3")) for n in (1, 2)]
    assert read(tmp_path, class_, *stock).classes["seed"].original_issue_price == 3


def test_an_option_that_was_exercised_early_counts_as_vested(tmp_path: Path) -> None:
    written = [{"date": "2023-01-01", "amount": "100"}]
    objects = [
        stakeholder("ana"),
        common(**WIDE),
        issuance("cs", "ana", "30", "2021-06-01"),
        act("EQUITY_COMPENSATION_EXERCISE", "op", quantity="30", resulting_security_ids=["cs"]),
    ]
    early = read_ocf(
        write_package(tmp_path / "a", *objects, grant("op", "ana", "100", vestings=written, early_exercisable=True))
    )
    assert [p.code for p in early.problems] == ["ocf-vesting"]
    assert early.table is not None
    assert held(early.table, D(2021, 6, 1)).rights["op"].vested == 70
    late = read_ocf(write_package(tmp_path / "b", *objects, grant("op", "ana", "100", vestings=written)))
    assert [p.code for p in late.problems] == ["not-vested"]


@needs_samples
def test_the_order_of_the_objects_in_the_files_does_not_matter(tmp_path: Path) -> None:
    first = read_ocf(ACME).table
    assert first is not None
    for seed in range(5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        for path in ACME.glob("*.json"):
            content = json.loads(path.read_text("utf-8"))
            random.Random(seed).shuffle(content.get("items", []))  # noqa: S311 - no secret
            (folder / path.name).write_text(json.dumps(content), "utf-8")
        table = read_ocf(folder).table
        assert table is not None
        assert lots(table) == lots(first)
        assert {n: r.vested for n, r in held(table).rights.items()} == {
            n: r.vested for n, r in held(first).rights.items()
        }
