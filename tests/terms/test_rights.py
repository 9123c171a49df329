"""Licences with fields, exclusivity and minimum fees; exclusivities with a right of first refusal."""

from collections.abc import Callable
from datetime import date
from math import erf, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]

DRIVERS = """drivers:
  sales: {kind: constant, is: 1000 USD/year}
  launch: {kind: event, when: year >= 2026}
  rival: {kind: event, when: year >= 2025, not_before: 2025-07-02}
  never: {kind: event, when: year >= 2030}
"""
HEAD = """dealwright: 1
title: Two years by hand
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}"""


def worth(value: Value, said: str, party: str = "bob", kind: str = "licence", **replaced: str) -> float:
    """Value a right that Ada grants Bob, without discount unless said."""
    text = f"{DRIVERS}terms:\n  it: {{kind: {kind}, grantor: ada, holder: bob, {said}}}"
    return value(text, party, rate=0.0, **replaced)["it"]


@pytest.mark.parametrize(
    ("life", "days"),
    [
        ("until: 2026-06-30, ends_on: rival", 182),  # the earlier of a date and an event
        ("until: 2025-03-31, ends_on: rival", 90),
        ("ends_on: rival, ends_not_before: 2025-12-31", 365),  # the later of a date and an event
        ("ends_on: launch, ends_not_before: 2025-06-30", 365),
        ("ends_on: [launch, rival]", 182),  # the earlier of two events
        ("ends_on_all: [launch, rival]", 365),  # the later of two events
        ("ends_on: never", 730),
        ("from: 2025-07-02, ends_on: rival", 0),
    ],
)
@pytest.mark.parametrize("where", ["it", "part"])
def test_a_licence_or_a_part_of_it_ends_at_the_earlier_or_the_later(
    value: Value, life: str, days: int, where: str
) -> None:
    whole = f"worth: 365 USD/year, {life}"
    found = worth(value, whole if where == "it" else f"parts: {{oncology: {{{whole}}}}}")
    assert found == pytest.approx(days)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("exclusive: yes", 2 * 730),
        ("exclusive: no", 730),
        ("exclusive: yes, exclusive_until: 2025-12-31", 2 * 365 + 365),
        ("exclusive: yes, exclusive_until: rival", 2 * 182 + 548),
        ("exclusive: yes, exclusive_until: [rival, 2025-03-31]", 2 * 90 + 640),
        ("exclusive: yes, exclusive_until: never", 2 * 730),
        ("exclusive: yes, exclusive_until: 2025-12-31, until: 2025-06-30", 2 * 181),
        ("exclusive: yes, exclusive_until: 2025-03-31, from: 2025-07-01", 549),
    ],
)
def test_a_licence_is_worth_more_while_it_is_exclusive(value: Value, said: str, expected: float) -> None:
    assert worth(value, f"worth: 365 USD/year, exclusive_worth: 730 USD/year, {said}") == pytest.approx(expected)
    costs = worth(value, f"costs: 365 USD/year, exclusive_costs: 730 USD/year, {said}", "ada")
    assert costs == pytest.approx(-expected)


def test_an_event_at_the_close_of_a_year_leaves_no_period_of_a_moment(keep: Keep) -> None:
    said = "kind: licence, grantor: ada, holder: bob, exclusive: yes, exclusive_until: launch"
    text = f"{DRIVERS}terms:\n  it: {{{said}, worth: 365 USD/year, exclusive_worth: 730 USD/year}}"
    account = keep(text).view.outcome("it").account()
    days = account.closes - account.opens
    assert np.all((days == 0.0) | (days > 1.0))


def test_a_right_that_is_exclusive_says_only_what_differs(value: Value) -> None:
    assert worth(value, "exclusive: yes, worth: 365 USD/year") == pytest.approx(730.0)


def test_a_part_has_the_life_of_the_whole_where_it_says_nothing(value: Value) -> None:
    said = (
        "until: 2025-12-31, ends_on: never, worth: 365 USD/year, "
        "parts: {short: {until: 2025-03-31, worth: 365 USD/year}, "
        "long: {until: 2026-12-31, worth: 365 USD/year}, same: {worth: 365 USD/year}, "
        "other: {ends_on: rival, worth: 365 USD/year}}"
    )
    assert worth(value, said) == pytest.approx(365 + 90 + 730 + 365 + 182)


def test_a_part_is_reached_by_its_name() -> None:
    part = "parts: {oncology: {until: 2025-12-31, worth: sales}}"
    over = "over: {terms.it.parts.oncology.until: 2025-12-31 .. 2026-12-31 by 1 year}"
    loaded = loads(
        f"{HEAD}\n{DRIVERS}terms:\n  it: {{kind: licence, grantor: ada, holder: bob, {part}}}\n"
        f"negotiate: {{between: [ada, bob], {over}}}\n"
    )
    assert loaded.errors == ()
    changed = loaded.with_overrides({"terms.it.parts.oncology.until": "2026-06-30"})
    assert changed.deal is not None
    assert str(changed.deal.terms["it"].parts["oncology"].until.value) == "2026-06-30"


def test_a_minimum_fee_is_made_up_at_the_close_of_each_year(value: Value) -> None:
    """5% of 1,000 a year is 50; never under 80, so 30 more a year; half of that in half a year."""
    fee = "fee: 5% * sales, minimum_fee: 80 USD"
    assert worth(value, fee, "ada") == pytest.approx(160.0)
    assert worth(value, f"{fee}, until: 2025-07-02", "ada") == pytest.approx(80 * 183 / 365)
    assert worth(value, "fee: 9% * sales, minimum_fee: 80 USD", "ada") == pytest.approx(180.0)
    text = (
        f"{DRIVERS}terms:\n  it: {{kind: licence, grantor: ada, holder: bob, minimum_fee: 80 USD, until: 2025-12-31}}"
    )
    assert value(text, "ada", rate=0.10)["it"] == pytest.approx(80 / 1.1)


@pytest.mark.parametrize(
    ("life", "paid"),
    [
        ("", 7.0),
        ("from: 2025-03-01", 7.0),
        ("from: 2024-03-01", 0.0),
        ("starts_on: launch", 7.0),
        ("starts_on: never", 0.0),
    ],
)
def test_what_is_paid_upfront_is_paid_when_the_right_begins(value: Value, life: str, paid: float) -> None:
    assert worth(value, f"upfront: 7 USD{', ' if life else ''}{life}", "ada") == paid


def test_a_termination_ends_the_parts_too(value: Value) -> None:
    text = f"""{DRIVERS}terms:
  it: {{kind: licence, grantor: ada, holder: bob, parts: {{a: {{worth: 365 USD/year}}, b: {{worth: 365 USD/year}}}}}}
  end: {{kind: termination, ends: it, on: rival}}
"""
    assert value(text, "bob", rate=0.0)["it"] == pytest.approx(2 * 182)


@given(until=st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_a_part_by_itself_is_the_licence(value: Value, until: date) -> None:
    """Parts add up: a right cut into fields of equal lives is worth, costs and pays what the whole does."""
    keys = f"until: {until}, worth: 300 USD/year, costs: 40 USD/year, fee: 7% * sales"
    one = "until: {0}, worth: 100 USD/year, costs: 10 USD/year, fee: 2% * sales"
    two = "until: {0}, worth: 200 USD/year, costs: 30 USD/year, fee: 5% * sales"
    parts = f"parts: {{a: {{{one.format(until)}}}, b: {{{two.format(until)}}}}}"
    for party in ("ada", "bob"):
        assert worth(value, parts, party) == pytest.approx(worth(value, keys, party))


REFUSAL = "first_refusal: {{on: {}, price: 100 USD, worth: {} USD, deters: 5%{}}}"


@pytest.mark.parametrize(
    ("on", "asset", "more", "holder", "grantor"),
    [
        ("rival", 120, "", 25.0, -5.0),  # matched at 95
        ("rival", 95, "", 0.0, -5.0),  # worth no more than the price: left to the third party
        ("rival", 90, "", 0.0, -5.0),
        ("rival", 90, ", takes: always", -5.0, -5.0),
        ("rival", 120, ", takes: never", 0.0, -5.0),
        ("rival", 120, ", fee: 10 USD", 15.0, 5.0),
        ("rival", 104, ", fee: 10 USD", 0.0, -5.0),
        ("rival", 120, ", if: year >= 2026", 0.0, 0.0),
        ("never", 120, "", 0.0, 0.0),
        ("[rival, launch]", 120, "", 50.0, -10.0),
    ],
)
def test_an_offer_is_matched_where_that_is_better_for_the_holder(
    value: Value, on: str, asset: int, more: str, holder: float, grantor: float
) -> None:
    said = REFUSAL.format(on, asset, more)
    assert worth(value, said, kind="exclusivity") == pytest.approx(holder)
    assert worth(value, said, "ada", kind="exclusivity") == pytest.approx(grantor)


def test_an_offer_counts_only_inside_the_life(value: Value) -> None:
    said = REFUSAL.format("rival", 120, "")
    assert worth(value, f"{said}, until: 2025-07-02", kind="exclusivity") == pytest.approx(25.0)
    assert worth(value, f"{said}, until: 2025-07-01", kind="exclusivity") == 0.0
    assert worth(value, f"{said}, from: 2025-07-03", kind="exclusivity") == 0.0
    late = REFUSAL.format("rival", 120, ", after: 6 months")
    text = f"{DRIVERS}terms:\n  it: {{kind: exclusivity, grantor: ada, holder: bob, {late}}}"
    assert value(text, "bob", rate=0.10)["it"] == pytest.approx(120 / 1.1 ** (182 / 365) - 95 / 1.1 ** (366 / 365))


def test_an_exclusivity_is_worth_costs_and_pays(value: Value) -> None:
    said = "field: search, worth: 60 USD/year, costs: 20 USD/year, fee: 10 USD/year, upfront: 5 USD, until: 2025-12-31"
    assert worth(value, said, kind="exclusivity") == pytest.approx(60 - 10 - 5)
    assert worth(value, said, "ada", kind="exclusivity") == pytest.approx(-20 + 10 + 5)


def test_a_right_of_first_refusal_is_an_option_to_exchange_one_asset_for_another(keep: Keep) -> None:
    """Worth and price both lognormal: W. Margrabe, Journal of Finance 33(1), 1978, with the means at the event."""
    text = """drivers:
  asset: {kind: gbm, start: 100 USD, growth: 0%, volatility: 30%}
  offered: {kind: gbm, start: 95 USD, growth: 0%, volatility: 20%}
  offer: {kind: event, when: year >= 2026}
terms:
  it: {kind: exclusivity, grantor: ada, holder: bob, first_refusal: {on: offer, price: offered, worth: asset}}
"""
    view = keep(text, paths=16384).view
    paid, gained, *_ = view.outcome("it").flows
    gains = gained.amount.sum(axis=1) - paid.amount.sum(axis=1)
    spread = sqrt(0.3**2 + 0.2**2)
    first = (log(100 / 95) + spread**2 / 2) / spread

    def normal(x: float) -> float:
        return (1 + erf(x / sqrt(2))) / 2

    asset, offered = (float(np.mean(view.futures.at(name, np.full(16384, 365.0)))) for name in ("asset", "offered"))
    assert (asset, offered) == pytest.approx((100.0, 95.0), rel=0.01)
    closed = 100 * normal(first) - 95 * normal(first - spread)
    assert float(np.mean(gains)) == pytest.approx(closed, abs=4 * float(np.std(gains)) / sqrt(16384))


@given(price=st.integers(0, 200), asset=st.integers(0, 200), deters=st.integers(0, 100), fee=st.integers(0, 50))
def test_a_right_to_choose_is_never_worth_less_than_a_fixed_answer(
    value: Value, price: int, asset: int, deters: int, fee: int
) -> None:
    said = f"on: rival, price: {price} USD, worth: {asset} USD, deters: {deters}%, fee: {fee} USD"
    found = [
        worth(value, f"first_refusal: {{{said}, takes: {takes}}}", kind="exclusivity")
        for takes in ("best", "always", "never")
    ]
    assert found[0] == pytest.approx(max(found[1:]))


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("worth: 5 USD/year, exclusive_worth: 9 USD/year", "idle-key", "without `exclusive`"),
        ("parts: {a: {worth: 5 USD/year, exclusive_until: rival}}", "idle-key", "without `exclusive`"),
        ("parts: {a: {from: 2026-01-01, until: 2025-12-31, worth: 5 USD/year}}", "ends-before-start", "`it.parts.a`"),
        ("parts: {a: {until: 2030-12-31, worth: 5 USD/year}}", "past-horizon", "`it.parts.a` goes on"),
        ("parts: {a: {until: 2024-12-31, worth: 5 USD/year}}", "term-over", "`it.parts.a` ended"),
        ("parts: {a: {ends_on: nobody, worth: 5 USD/year}}", "unknown-event", "`nobody`"),
        ("parts: {a: {worht: 5 USD/year}}", "unknown-key", "`worht`"),
        ("parts: {a: {worth: 5 USD}}", "unit-mismatch", "5 USD"),
    ],
)
def test_what_is_wrong_is_said(said: str, code: str, words: str) -> None:
    found = loads(f"{HEAD}\n{DRIVERS}terms:\n  it: {{kind: licence, grantor: ada, holder: bob, {said}}}")
    problems = [each for each in found.problems if each.code != "unused-driver"]
    assert {each.code for each in problems} == {code}
    assert words in problems[0].what


def test_what_is_paid_upfront_is_paid_once_whatever_an_option_switches(value: Value) -> None:
    """50 upfront, a year at 10, and a year at 30 after the option."""
    right = "more: {kind: option, holder: ada, on: 2025-12-31, exercise: always, switches: {terms.it.fee: 30 USD/year}}"
    lease = "it: {kind: licence, grantor: ada, holder: bob, upfront: 50 USD, fee: 10 USD/year}"
    assert value(f"{DRIVERS}terms:\n  {lease}\n  {right}", "ada", rate=0.0)["it"] == pytest.approx(90.0)
