"""What holds for every round, whatever converts in it."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealwright.equity.capitalization import Capitalization
from dealwright.equity.exact import Rounding
from dealwright.equity.financing import PoolTarget, Round
from dealwright.equity.holdings import Holdings, Lot
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.on_paths import price_round_on_paths
from dealwright.equity.rounds.priced import PricedRound, price_round
from dealwright.equity.securities import AntiDilution, Convertible, ShareClass
from equity.companies import DAY, company, safe, series_a

PERCENT = st.integers(0, 40).map(lambda n: Fraction(n, 100))
CAPITALIZATIONS = st.none() | st.builds(Capitalization, *[st.booleans()] * 8).filter(
    lambda c: c.outstanding_shares and (c.unissued_options or not c.additional_topup)
)


@st.composite
def convertibles(draw: Any, *, plain: bool = False) -> list[Convertible]:
    """Draw up to six SAFEs and notes of mixed kinds."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        fixed = not plain and draw(st.integers(0, 9)) == 0
        found.append(
            Convertible(
                f"c{number}",
                draw(st.sampled_from(["safe", "note"])),
                f"h{number}",
                Fraction(draw(st.integers(1, 900))),
                DAY - dt.timedelta(days=draw(st.integers(0, 900))),
                cap=draw(st.none() | st.integers(3_000, 30_000).map(Fraction)),
                money=draw(st.sampled_from(["post", "pre"])),
                discount=draw(PERCENT),
                mfn=not plain and draw(st.booleans()),
                fixed_share=Fraction(7, 100) if fixed else None,
                pro_rata=draw(st.booleans()),
                rate=draw(st.sampled_from([Fraction(0), Fraction(8, 100)])),
                capitalization=None if plain else draw(CAPITALIZATIONS),
            )
        )
    return found


@st.composite
def companies(draw: Any, *, plain: bool = False) -> Holdings:
    """Draw a company with founders, a plan, an earlier class that may be protected, and convertibles."""
    kind = draw(st.sampled_from(["none", "broad_based", "narrow_based", "full_ratchet"]))
    seed = ShareClass(
        "seed",
        "Seed",
        "preferred",
        original_issue_price=Fraction(draw(st.integers(1, 40)), 4),
        conversion_price=Fraction(draw(st.integers(1, 40)), 4),
        converts_into="common",
        anti_dilution=AntiDilution(
            kind, unissued_options=bool(draw(st.booleans())), waived_by=("calm",), exempt=("c1",)
        ),
        pro_rata=bool(draw(st.booleans())),
    )
    lots = [Lot(f"seed{n}", "seed", who, Fraction(draw(st.integers(1, 300)))) for n, who in enumerate(("keen", "calm"))]
    return company(
        draw(st.integers(100, 2_000)),
        draw(st.integers(1, 2_000)),
        available=draw(st.integers(0, 300)),
        granted=draw(st.integers(0, 300)),
        convertibles=draw(convertibles(plain=plain)),
        classes=[seed],
        lots=lots if draw(st.booleans()) else (),
    )


@st.composite
def rounds(draw: Any) -> Round:
    """Draw a round by its pre-money."""
    target = PoolTarget(
        share=draw(PERCENT),
        of=draw(st.sampled_from(["available", "total"])),
        when=draw(st.sampled_from(["post", "pre"])),
        in_pre_money=bool(draw(st.booleans())),
    )
    return series_a(
        {"fund": draw(st.integers(0, 5_000)), "angel": draw(st.integers(0, 500))},
        draw(st.integers(1_000, 40_000)),
        pool=draw(st.sampled_from([None, target, PoolTarget(add=Fraction(50))])),
        convertibles_in_pre_money=bool(draw(st.booleans())),
        anti_dilution_in_pre_money=bool(draw(st.booleans())),
        pro_rata=bool(draw(st.booleans())),
    )


def priced(held: Holdings, round_: Round) -> PricedRound:
    """Return the round, leaving out drawn ones that have no price."""
    try:
        return price_round(held, round_)
    except ImpossibleError:
        assume(condition=False)
        raise


@given(companies(), rounds())
def test_the_price_times_what_the_pre_money_counts_is_the_pre_money(held: Holdings, round_: Round) -> None:
    found = priced(held, round_)
    assert found.pre_money == round_.pre_money
    assert found.price * found.pre_money_shares == round_.pre_money
    assert all(isinstance(number, Fraction) for number in (found.price, found.fully_diluted, *found.shares.values()))


@given(companies(), rounds())
def test_the_tables_before_and_after_tie(held: Holdings, round_: Round) -> None:
    found = priced(held, round_)
    added = sum(found.shares.values()) + sum(c.as_converted for c in found.conversions) + found.pool_increase
    added += sum(change.shares_after - change.shares_before for change in found.adjustments)
    assert found.after.fully_diluted == found.fully_diluted == held.fully_diluted + added
    assert sum(i.money for i in found.investments) == round_.new_money
    assert not found.after.convertibles


@given(companies(plain=True), rounds())
def test_every_convertible_gets_the_best_of_its_terms(held: Holdings, round_: Round) -> None:
    """Counted anew from the table that results: a post-money cap counts what converts, a pre-money cap the pool."""
    found = priced(held, replace(round_, anti_dilution_in_pre_money=True))
    grown = sum(change.shares_after - change.shares_before for change in found.adjustments)
    base = held.fully_diluted + grown
    for conversion in found.conversions:
        terms = held.convertibles[conversion.convertible]
        post = base + sum(c.as_converted for c in found.conversions)
        capital = post if terms.money == "post" else base + found.pool_increase
        prices = [found.price * (1 - terms.discount)] + ([terms.cap / capital] if terms.cap else [])
        assert conversion.price == min(prices) == conversion.amount / conversion.shares


@given(companies(), rounds())
def test_every_cap_is_divided_by_what_its_flags_count(held: Holdings, round_: Round) -> None:
    """Counted anew from the table that results, flag by flag; whichever term gives the most is taken."""
    found = priced(held, replace(round_, anti_dilution_in_pre_money=True))
    grown = sum(change.shares_after - change.shares_before for change in found.adjustments)
    every = sum(c.as_converted for c in found.conversions)
    for conversion in found.conversions:
        for offer in conversion.offers:
            counts, own = held.convertibles[offer.terms].counted, conversion.as_converted
            capital = (
                counts.outstanding_shares * (held.outstanding + grown)
                + counts.outstanding_options * held.granted
                + counts.unissued_options * held.available
                + counts.additional_topup * found.pool_increase
                + counts.this_security * own
                + counts.other_converting * (every - own)
                + counts.new_money * sum(found.shares.values())
            )
            if offer.capitalization is not None:
                assert offer.capitalization == capital
            if offer.reason == "cap":
                assert offer.price == held.convertibles[offer.terms].cap / capital
        assert conversion.price == conversion.chosen.price == min(offer.price for offer in conversion.offers)
        terms = held.convertibles[conversion.convertible]
        later = {c.id for c in held.convertibles.values() if c.on > terms.on and c.fixed_share is None}
        expected = {terms.id} | (later if terms.mfn and terms.fixed_share is None else set())
        assert {offer.terms for offer in conversion.offers} <= expected


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1_000, 3_000)), min_size=1, max_size=9), st.integers(0, 300))
def test_post_money_safes_do_not_dilute_each_other(terms: list[tuple[int, int]], available: int) -> None:
    """Each has amount / cap of everything before new money, whoever else converts; the round is dear enough."""
    safes = [safe(f"s{n}", amount, cap) for n, (amount, cap) in enumerate(terms)]
    held = company(2_000, available=available, convertibles=safes)
    found = priced(held, series_a(500, 10**6, pool=PoolTarget(share=Fraction(1, 5))))
    before = held.fully_diluted + sum(c.shares for c in found.conversions)
    assert [c.shares / before for c in found.conversions] == [Fraction(amount, cap) for amount, cap in terms]


@given(companies(), rounds())
def test_a_pool_reaches_its_target_and_is_never_shrunk(held: Holdings, round_: Round) -> None:
    found = priced(held, round_)
    assert found.pool_increase >= 0
    target = round_.pool
    if target is None or target.share is None:
        return
    after = found.after
    pool = after.pools.get("plan") or after.pools.get("pool")
    size = (pool.available + (pool.granted if target.of == "total" else 0)) if pool else Fraction(0)
    whole = found.fully_diluted
    if target.when == "pre":
        whole -= sum(found.shares.values())
        whole -= 0 if round_.convertibles_in_pre_money else sum(c.as_converted for c in found.conversions)
        lost = sum(change.shares_after - change.shares_before for change in found.adjustments)
        whole -= 0 if round_.anti_dilution_in_pre_money else lost
    assert size >= target.share * whole
    assert size == target.share * whole or found.pool_increase == 0


@given(companies(), rounds(), st.randoms(use_true_random=False))
def test_the_order_of_convertibles_does_not_matter(held: Holdings, round_: Round, random: Any) -> None:
    names = list(held.convertibles)
    random.shuffle(names)
    shuffled = replace(held, convertibles={name: held.convertibles[name] for name in names})
    one, two = priced(held, round_), priced(shuffled, round_)
    assert (one.price, one.after.fully_diluted) == (two.price, two.after.fully_diluted)
    assert {c.convertible: c.shares for c in one.conversions} == {c.convertible: c.shares for c in two.conversions}


@given(companies(), rounds(), st.integers(2, 9))
def test_money_in_another_unit_changes_the_price_alone(held: Holdings, round_: Round, unit: int) -> None:
    def scaled(amount: Fraction | None) -> Fraction | None:
        return None if amount is None else amount * unit

    terms = {name: replace(c, amount=c.amount * unit, cap=scaled(c.cap)) for name, c in held.convertibles.items()}
    classes = {
        name: replace(
            cls,
            original_issue_price=scaled(cls.original_issue_price),
            conversion_price=scaled(cls.conversion_price),
        )
        for name, cls in held.classes.items()
    }
    dearer = replace(
        round_,
        pre_money=scaled(round_.pre_money),
        investors={who: money * unit for who, money in round_.investors.items()},
    )
    one, two = priced(held, round_), priced(replace(held, convertibles=terms, classes=classes), dearer)
    assert two.price == one.price * unit
    assert two.shares == one.shares


@given(companies(), rounds(), st.integers(0, 1000))
def test_how_investors_split_the_money_does_not_change_the_price(held: Holdings, round_: Round, part: int) -> None:
    money = round_.new_money
    split = {"one": money * part / 1000, "two": money * (1000 - part) / 1000}
    assert priced(held, round_).price == priced(held, replace(round_, investors=split)).price


@given(companies(), rounds())
def test_a_round_by_its_post_money_or_price_is_the_same_round(held: Holdings, round_: Round) -> None:
    found = priced(held, round_)
    by_post = price_round(held, replace(round_, pre_money=None, post_money=found.post_money))
    by_price = price_round(held, replace(round_, pre_money=None, price=found.price))
    for other in (by_post, by_price):
        assert (other.price, other.shares, other.conversions) == (found.price, found.shares, found.conversions)
        assert other.after == found.after


@given(companies(), st.lists(st.integers(500, 60_000), min_size=1, max_size=4), rounds())
def test_paths_agree_with_the_exact_round_value_by_value(held: Holdings, valuations: list[int], round_: Round) -> None:
    found = price_round_on_paths(held, round_, np.array(valuations, dtype=float))
    for path, valuation in enumerate(valuations):
        try:
            one = price_round(held, replace(round_, pre_money=Fraction(valuation)))
        except ImpossibleError as error:
            if error.problem.code != "pro-rata-takes-all":
                assert not found.possible[path]
            continue
        assert found.possible[path]
        assert found.price[path] == pytest.approx(float(one.price), rel=1e-9)
        assert found.pool_increase[path] == pytest.approx(float(one.pool_increase), rel=1e-9, abs=1e-6)
        assert found.fully_diluted[path] == pytest.approx(float(one.fully_diluted), rel=1e-9)
        for investment in one.investments:
            assert found.shares[investment.holder][path] == pytest.approx(float(investment.shares), rel=1e-9)
        for conversion in one.conversions:
            assert found.converted[conversion.convertible][path] == pytest.approx(float(conversion.shares), rel=1e-9)
        after = {(change.of, change.before): float(change.after) for change in one.adjustments}
        for key, price in found.adjusted.items():
            assert price[path] == pytest.approx(after.get(key, float(key[1])), rel=1e-9)


ROUNDINGS = st.builds(
    Rounding,
    price=st.sampled_from(["up", "down", "nearest"]),
    price_places=st.none() | st.integers(4, 8),
    conversion_price=st.sampled_from(["up", "down", "nearest"]),
    conversion_places=st.none() | st.integers(4, 8),
    shares=st.sampled_from(["none", "down", "nearest", "up"]),
)


@given(companies(), rounds(), ROUNDINGS)
def test_rounded_prices_and_shares_agree_with_each_other(held: Holdings, round_: Round, rounding: Rounding) -> None:
    exact = priced(held, round_)
    assume(exact.price > Fraction(1, 10))
    found = price_round(held, round_, rounding)
    assert found.after.fully_diluted == found.fully_diluted
    assert all(rounding.of_shares(shares) == shares for shares in found.shares.values())
    for conversion in found.conversions:
        assert rounding.of_shares(conversion.shares) == conversion.shares
        if conversion.chosen.reason != "fixed_share":
            assert conversion.shares == rounding.of_shares(conversion.amount / conversion.price)
    assert found.price == rounding.of_price(round_.pre_money / found.pre_money_shares)
