from __future__ import annotations

import doctest
import importlib
import pkgutil
from dataclasses import replace
from datetime import date

import pytest
from show_samples import party_worth

import dealwright.show
from dealwright.engine.trail import Trail
from dealwright.show.cards import band_words
from dealwright.show.clauses import clauses
from dealwright.show.names import Names
from dealwright.show.number import scale_of

MODULES = [module.name for module in pkgutil.walk_packages(dealwright.show.__path__, "dealwright.show.")]
NAMES = Names(
    parties={"northwind": "Northwind", "borealis": "Borealis", "mgx": "MGX"},
    titles={"terms.access": "Access to models", "drivers.revenue": "Northwind's revenue"},
    literals={"plan": "10%", "long_run": "5% to 7%"},
)


@pytest.mark.parametrize(
    ("band", "words"),
    [((240e6, 310e6), "240–310"), ((-1e9, -524e6), "−1,000 to −524"), ((-30e6, 5e7), "−30.0 to 50.0")],
)
def test_a_range_with_a_minus_has_no_dash_that_reads_as_another(band: tuple[float, float], words: str) -> None:
    assert band_words(replace(party_worth(1, 50e9, 0.4), belief_band=band), scale_of([100e6])) == words


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_manual_of_the_room_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("terms.revenue_share.rate", "12%", "revenue share rate 12%"),
        ("terms.access.until", "2034-12-31", "access until 31 December 2034"),
        ("terms.compute.take_or_pay", "no", "no compute take or pay"),
        ("terms.compute.take_or_pay", "yes", "compute take or pay"),
        ("terms.first_refusal.active", "no", "no first refusal"),
        ("terms.access.ends_on", "none", "access ends on no event"),
        ("terms.access.ends_on", "agi", "access ends on AGI"),
        ("terms.revenue_share.rate", "plan", "revenue share rate 10%"),
        ("terms.share_mgx.stake", "5%", "share MGX stake 5%"),
    ],
)
def test_a_change_reads_as_words_of_the_deal(path: str, value: str, said: str) -> None:
    assert NAMES.change(path, value) == said


def test_a_title_of_the_file_is_said_instead_of_a_key() -> None:
    assert NAMES.line("access") == "Access to models"
    assert NAMES.driver("revenue") == "Northwind's revenue"
    assert NAMES.line("stake_mgx") == "stake MGX"


def test_facts_stand_in_an_expression_by_their_values_but_never_a_range() -> None:
    assert NAMES.resolved("plan") == "10%"
    assert NAMES.resolved("long_run") == "5% to 7%"
    assert NAMES.resolved("2 * plan - long_run") == "2 × 10% − long run"


def term(**keys: str) -> list[Trail]:
    return [Trail(f"terms.t.{key.rstrip('_')}", "term", text) for key, text in keys.items()]


@pytest.mark.parametrize(
    ("keys", "says", "runs"),
    [
        (
            {"kind": "royalty", "payer": "northwind", "payee": "borealis", "on": "revenue", "rate": "20%"}
            | {"period": "quarter", "until": "2030-12-31", "ends_on": "agi"},
            "Northwind shall pay Borealis 20% of revenue, every quarter",
            "14 May 2025 to 31 December 2030; ends on AGI",
        ),
        (
            {"kind": "equity", "company": "northwind", "holder": "borealis", "stake": "33%"},
            "33% of Northwind belongs to Borealis",
            "with no end of its own",
        ),
        (
            {"kind": "payment", "payer": "northwind", "payee": "borealis", "amount": "2bn", "on": "2026-01-31"},
            "Northwind shall pay Borealis 2bn on 31 January 2026",
            "once",
        ),
        (
            {
                "kind": "payment",
                "payer": "northwind",
                "payee": "borealis",
                "amount": "{2026-01-31: 2bn, 2027-01-31: 3bn}",
            },
            "Northwind shall pay Borealis 2bn on 31 January 2026, 3bn on 31 January 2027",
            "on each date",
        ),
        (
            {"kind": "flow", "payee": "borealis", "amount": "15% * sales"},
            "Borealis shall receive, from outside the deal, 15% × sales a year",
            "with no end of its own",
        ),
        (
            {"kind": "commitment", "buyer": "northwind", "seller": "borealis", "minimum": "8bn", "take_or_pay": "yes"}
            | {"from": "2026-01-01"},
            "Northwind shall buy from Borealis: at least 8bn a year, take or pay",
            "from 1 January 2026",
        ),
        (
            {"kind": "royalty", "payer": "northwind", "payee": "borealis", "on": "sales", "rate": "6%"}
            | {"minimum": "{2026: 200k, 2028: 400k}"},
            (
                "Northwind shall pay Borealis 6% of sales, every quarter; at least 200k a year from 2026 and 400k a"
                " year from 2028"
            ),
            "with no end of its own",
        ),
        (
            {"kind": "profit_participation", "payer": "northwind", "payee": "borealis", "on": "profit"}
            | {"tiers": "[{share: 75%, until_paid: 13bn}]", "residual": "mgx", "residual_share": "49%"},
            "Northwind shall pay Borealis out of profit: 75% until 13bn was paid, after that 49% to MGX",
            "with no end of its own",
        ),
        (
            {"kind": "profit_participation", "payer": "northwind", "payee": "borealis", "on": "profit"}
            | {"tiers": "[{share: 75%, until_paid: 13bn}]", "residual": "mgx"},
            "Northwind shall pay Borealis out of profit: 75% until 13bn was paid, after that all of it to MGX",
            "with no end of its own",
        ),
        (
            {"kind": "payment", "payer": "northwind", "payee": "borealis", "on": "2026-10-02"}
            | {"amount": f"max({' + '.join(['some_fact'] * 30)}, 0)"},
            "Northwind shall pay Borealis an amount as in the file on 2 October 2026",
            "once",
        ),
    ],
)
def test_a_term_reads_as_a_sentence_made_from_its_keys(keys: dict[str, str], says: str, runs: str) -> None:
    (clause,) = clauses(term(**keys), NAMES, date(2025, 5, 14))
    assert (clause.says, clause.runs) == (says, runs)


def test_a_kind_that_nobody_thought_of_still_reads() -> None:
    (clause,) = clauses(term(kind="moonshot", lander="borealis", crew="3"), NAMES, date(2025, 5, 14))
    assert clause.says == "lander borealis, crew 3"
    assert clause.kind == "moonshot"


def test_a_term_that_waits_for_a_package_is_marked() -> None:
    keys = term(kind="equity", company="northwind", holder="borealis", stake="33%", active="no")
    (clause,) = clauses(keys, NAMES, date(2025, 5, 14))
    assert not clause.active
