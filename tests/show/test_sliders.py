"""What can be moved on the page: values, words, where the contract stands among them."""

from pathlib import Path

import pytest

from dealwright.lang.load import Loaded, load, loads
from dealwright.show.names import names_of_deal
from dealwright.show.sliders import Slider, sliders
from dealwright.show.study_story import told

DEAL = """dealwright: 1
title: Two shops
as_of: 2025-01-01
horizon: 2030-12-31
currency: EUR
risk_free: 3%
parties: {a: {name: Ann}, b: {name: Bob}}
facts:
  agreed: {is: 7%, reason: they said so}
terms:
  rent: {kind: payment, payer: a, payee: b, amount: 45k, on: 2026-12-31}
  share: {kind: royalty, payer: a, payee: b, on: 1m EUR/year, rate: agreed, until: 2028-12-31}
  house: {kind: payment, payer: b, payee: a, amount: 10k, on: 2026-06-30}
negotiate:
  between: [a, b]
  over:
    terms.rent.amount: 0 EUR .. 100k EUR by 10k EUR
    terms.share.rate: 5% .. 10% by 1%
    terms.share.until: 2027-12-31 .. 2030-12-31 by 1 year
    terms.house.active: [yes, no]
"""


def found(deal: Loaded) -> dict[str, Slider]:
    return {each.path: each for each in sliders(deal, told(deal).names)}


def test_the_tick_stands_where_the_contract_does_between_two_steps_too() -> None:
    rent = found(loads(DEAL))["terms.rent.amount"]
    assert rent.values[0].startswith("0")
    assert (rent.tick, rent.place) == (pytest.approx(0.45), None)
    assert rent.today == "45k"


def test_a_fact_that_a_term_names_is_shown_by_what_it_says() -> None:
    rate = found(loads(DEAL))["terms.share.rate"]
    assert rate.today == "agreed"
    assert rate.today_words == "7%"
    assert (rate.place, rate.tick) == (2, pytest.approx(0.4))


def test_dates_stand_on_a_line_and_switches_are_buttons() -> None:
    each = found(loads(DEAL))
    until, house = each["terms.share.until"], each["terms.house.active"]
    assert (until.place, until.segments) == (1, False)
    assert (house.values, house.today, house.place, house.segments) == (("yes", "no"), "yes", 0, True)


def test_without_a_negotiation_nothing_can_be_moved() -> None:
    deal = loads(DEAL[: DEAL.index("negotiate:")])
    assert sliders(deal, names_of_deal(deal.sound)) == ()


def test_every_term_of_the_real_deal_says_where_it_stands(root: Path) -> None:
    for each in found(load(root / "examples" / "openai-microsoft" / "deal.yaml")).values():
        assert each.today
        assert each.place is not None or each.tick is not None, each.path


def test_with_nothing_moved_a_term_stands_where_signing_itself_sets_it() -> None:
    text = DEAL.replace("\nterms:", "\nsigned: yes_\nscenarios: {yes_: {terms.house.active: no}}\nterms:", 1)
    house = found(loads(text))["terms.house.active"]
    assert (house.today, house.today_words, house.place) == ("no", "no", 1)


def test_a_key_that_is_not_written_stands_at_none_or_at_what_it_is_then() -> None:
    over = "    terms.rent.ends_on: [fire, none]\n    terms.share.period: [month, quarter]\n"
    deal = loads(
        DEAL.replace("\nterms:", "\ndrivers: {fire: {kind: event, chance: 5% by 2028-12-31}}\nterms:", 1) + over
    )
    each = found(deal)
    assert (each["terms.rent.ends_on"].today_words, each["terms.rent.ends_on"].place) == ("no event", 1)
    assert (each["terms.share.period"].today, each["terms.share.period"].place) == ("quarter", 1)
