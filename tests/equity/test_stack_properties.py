"""What holds for the exit of every cap table: all of it is paid, and how the table is written down does not matter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import HeldRight, Holdings, Lot
from dealwright.equity.securities import (
    CarveOut,
    Convertible,
    Dividend,
    ExitTerms,
    ReturnCap,
    Right,
    ShareClass,
    Tier,
)
from dealwright.equity.vesting import Vesting

NOW = dt.date(2025, 1, 1)
PEOPLE = st.sampled_from(["ana", "ben", "cat", "fund", "angel"])
DAYS = st.integers(0, 2000).map(lambda days: NOW - dt.timedelta(days=days))
COMMON = ShareClass("common", "Common")
UNITS = ShareClass("units", "Profits interests", "unit", converts_into="common", threshold=Fraction(1))


def parts(most: int) -> st.SearchStrategy[Fraction]:
    return st.integers(0, most).map(lambda n: Fraction(n, 8))


@st.composite
def preferred(draw: st.DrawFn, name: str) -> ShareClass:
    dividend = st.builds(
        Dividend,
        parts(2),
        cumulative=st.booleans(),
        compounding=st.sampled_from(["simple", "quarterly", "daily"]),
        day_count=st.sampled_from(["actual/365", "30/360"]),
        on_conversion=st.sampled_from(["forfeited", "paid", "converts"]),
    )
    price = draw(st.integers(1, 16).map(lambda n: Fraction(n, 4)))
    return ShareClass(
        name,
        name,
        "preferred",
        original_issue_price=price,
        converts_into=draw(st.sampled_from(["common", None])),
        conversion_price=price * draw(st.sampled_from([1, Fraction(1, 2), Fraction(4, 5)])),
        preference=draw(parts(24)),
        seniority=Fraction(draw(st.integers(0, 2))),
        participation=draw(st.sampled_from(["none", "full", "capped"])),
        cap=Fraction(3),
        dividend=draw(st.none() | dividend),
        return_cap=draw(
            st.sampled_from([None, None, None, ReturnCap(Fraction(4)), ReturnCap(amount=Fraction(300), rest_to="heir")])
        ),
    )


@st.composite
def tables(draw: st.DrawFn) -> Holdings:
    classes = [COMMON, UNITS, draw(preferred("A")), draw(preferred("B"))]
    vesting = st.none() | st.builds(Vesting, start=DAYS, months=st.just(48), cliff=st.just(12))
    lots, rights = [], {}
    for number, of in enumerate(draw(st.lists(st.sampled_from([c.id for c in classes]), max_size=7))):
        shares = Fraction(draw(st.integers(1, 200)))
        lots.append(
            Lot(
                f"lot{number}",
                of,
                draw(PEOPLE),
                shares,
                on=draw(DAYS),
                price=draw(st.none() | parts(24)),
                preference_price=draw(st.sampled_from([None, None, Fraction(2)])),
                vesting=draw(vesting),
                unvested=shares / 2,
            )
        )
    for number, of in enumerate(draw(st.lists(st.sampled_from([c.id for c in classes]), max_size=4))):
        kind = draw(st.sampled_from(["option", "warrant", "sar", "rsu"]))
        strike = Fraction(0) if kind == "rsu" else draw(parts(16))
        right = Right(
            f"right{number}", kind, draw(PEOPLE), of, Fraction(draw(st.integers(1, 99))), strike, vesting=draw(vesting)
        )
        rights[right.id] = HeldRight(right, vested=right.count / 2)
    safe = st.builds(
        Convertible,
        st.just("x"),
        st.sampled_from(["safe", "note"]),
        PEOPLE,
        st.integers(1, 99).map(Fraction),
        DAYS,
        cap=st.none() | st.integers(1000, 4000).map(Fraction),
        money=st.sampled_from(["post", "pre"]),
        discount=parts(2),
        rate=parts(1),
        interest_from=st.none() | DAYS,
        mfn=st.booleans(),
        exit_multiple=st.sampled_from([Fraction(1), Fraction(2)]),
    )
    convertibles = {f"c{n}": replace(c, id=f"c{n}") for n, c in enumerate(draw(st.lists(safe, max_size=3)))}
    return Holdings(NOW, "USD", {}, {c.id: c for c in classes}, tuple(lots), rights, convertibles)


EXIT = ExitTerms(
    Fraction(20),
    Fraction(3),
    Fraction(1, 50),
    (CarveOut("team", Fraction(1, 10), Fraction(40)),),
    (Tier({"partner": Fraction(1, 2)}, until="partner", reach=Fraction(30)),),
    {"partner": Fraction(10)},
    Fraction(1, 4),
)
WHENS = st.integers(0, 1500).map(lambda days: NOW + dt.timedelta(days=days))
AMOUNTS = st.integers(0, 6000).map(float)


def close(money: dict[str, Any]) -> Any:
    return pytest.approx({who: amount for who, amount in money.items() if amount > 1e-9}, rel=1e-10)


def some(money: dict[str, Any]) -> dict[str, Any]:
    return {who: amount for who, amount in money.items() if amount > 1e-9}


@given(tables(), WHENS, AMOUNTS)
def test_all_of_an_exit_is_paid_and_nobody_pays(held: Holdings, when: dt.date, amount: float) -> None:
    paid = pay(stack_of(held, EXIT, when), amount)
    assert paid.debt + paid.fees + paid.left + sum(paid.by_holder.values()) == pytest.approx(amount, rel=1e-12)
    assert all(money >= 0 for money in (paid.debt, paid.fees, paid.left, *paid.by_holder.values()))
    assert sum(paid.by_security.values()) == pytest.approx(sum(paid.by_claim.values()))
    for holder, money in paid.by_holder.items():
        assert paid.to(holder) == pytest.approx(money, rel=1e-12, abs=1e-12)


@given(tables(), WHENS, AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_a_table_does_not_matter(held: Holdings, when: dt.date, amount: float, chance: Any) -> None:
    lots, rights, convertibles = list(held.lots), list(held.rights.items()), list(held.convertibles.items())
    for each in (lots, rights, convertibles):
        chance.shuffle(each)
    other = replace(held, lots=tuple(lots), rights=dict(rights), convertibles=dict(convertibles))
    before, after = (pay(stack_of(each, EXIT, when), amount).by_holder for each in (held, other))
    assert some(after) == close(before)


@given(tables(), WHENS, AMOUNTS, st.integers(1, 7))
def test_a_lot_in_two_is_paid_as_one(held: Holdings, when: dt.date, amount: float, eighths: int) -> None:
    if held.lots:
        first, part = held.lots[0], Fraction(eighths, 8)
        two = [
            replace(first, security=name, shares=first.shares * share, unvested=first.unvested * share)
            for name, share in (("one", part), ("other", 1 - part))
        ]
        cut = replace(held, lots=(*two, *held.lots[1:]))
        before, after = (pay(stack_of(each, EXIT, when), amount).by_holder for each in (held, cut))
        assert some(after) == close(before)


@given(tables(), WHENS, AMOUNTS)
def test_two_identical_classes_pay_as_one(held: Holdings, when: dt.date, amount: float) -> None:
    """Every other lot of series A is called a series of its own with the same terms."""
    twin = replace(held.classes["A"], id="A2")
    capped = held.classes["A"].return_cap
    if capped is None or capped.amount is None:  # an amount for a whole class is another one for half of it
        moved = tuple(
            replace(lot, of="A2") if lot.of == "A" and number % 2 else lot for number, lot in enumerate(held.lots)
        )
        other = replace(held, classes={**held.classes, "A2": twin}, lots=moved)
        before, after = (pay(stack_of(each, EXIT, when), amount).by_holder for each in (held, other))
        assert some(after) == close(before)


@given(tables(), WHENS, st.lists(AMOUNTS, min_size=2, max_size=6))
def test_a_higher_exit_pays_nobody_less(held: Holdings, when: dt.date, amounts: list[float]) -> None:
    stack = stack_of(held, EXIT, when)
    before: dict[str, Any] = {}
    for amount in sorted(amounts):
        after = pay(stack, amount).by_holder
        assert all(after[who] >= money - 1e-9 for who, money in before.items())
        before = after


@given(tables(), st.lists(WHENS, min_size=1, max_size=4), AMOUNTS)
def test_days_by_path_pay_what_each_day_pays(held: Holdings, whens: list[dt.date], amount: float) -> None:
    stack = stack_of(held, EXIT, np.array(whens, dtype="datetime64[D]"))
    paid = pay(stack, np.full(len(whens), amount)).by_holder
    for path, when in enumerate(whens):
        alone = pay(stack_of(held, EXIT, when), amount).by_holder
        assert some({who: float(np.asarray(money)[path]) for who, money in paid.items()}) == close(alone)
