"""Value is attributed to those from whom it comes: sums by hand, and what holds for every deal."""

import re
from pathlib import Path

import numpy as np
import pytest

from dealwright.bargain.ripples.concentration import shares
from dealwright.bargain.ripples.dependence import scene_of
from dealwright.engine import beliefs as belief
from dealwright.lang.load import load, loads
from dealwright.study import Study

HEAD = """\
dealwright: 1
title: Known flows
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {name: Ada, discount: 0%, risk_tolerance: none}
  bruno: {name: Bruno, discount: 0%, risk_tolerance: none}
  carl: {name: Carl, discount: 0%, risk_tolerance: none}
"""
PAID = f"""{HEAD}\
terms:
  rent: {{kind: payment, payer: bruno, payee: ada, amount: 300 EUR, on: 2025-06-30}}
  tools: {{kind: payment, payer: carl, payee: ada, amount: 100 EUR, on: 2025-06-30}}
  repair: {{kind: payment, payer: ada, payee: carl, amount: 40 EUR, on: 2025-09-30}}
  name: {{kind: licence, grantor: carl, holder: bruno, worth: 25 EUR/year, costs: 5 EUR/year, until: 2026-12-31}}
"""
OWNED = f"""{HEAD}\
companies:
  firm: {{enterprise_value: 1000 EUR, cost_of_capital: 0%, exit: horizon}}
terms:
  stake: {{kind: equity, company: firm, holder: ada, stake: 60%, residual: bruno}}
  debt: {{kind: payment, payer: firm, payee: carl, amount: 200 EUR, on: 2025-06-30}}
  fee: {{kind: payment, payer: bruno, payee: firm, amount: 50 EUR, on: 2025-06-30}}
  wage: {{kind: payment, payer: firm, payee: ada, amount: 100 EUR, on: 2025-06-30}}
"""


def test_shares_of_direct_flows_are_those_of_a_sum_by_hand() -> None:
    found = Study(loads(PAID), paths=64).dependence()
    ada = found.sides["ada"]
    assert ada.worth.value == pytest.approx(360.0)
    assert (ada.received.value, ada.given.value) == pytest.approx((400.0, -40.0))
    assert list(ada.ties) == ["bruno", "carl"]
    assert ada.ties["bruno"].share is not None
    assert ada.ties["bruno"].share.value == pytest.approx(0.75)
    assert ada.herfindahl is not None
    assert ada.herfindahl.value == pytest.approx(0.75**2 + 0.25**2)
    assert ada.herfindahl.standard_error == pytest.approx(0.0, abs=1e-12)
    assert ada.ties["carl"].value.value == pytest.approx(60.0)
    assert ada.ties["carl"].share_given is not None
    assert ada.ties["carl"].share_given.value == pytest.approx(1.0)


def test_what_a_licence_is_worth_comes_from_its_grantor_and_what_it_costs_goes_to_its_holder() -> None:
    found = Study(loads(PAID), paths=64).dependence()
    assert found.sides["bruno"].ties["carl"].value.value == pytest.approx(50.0)
    assert found.sides["carl"].ties["bruno"].value.value == pytest.approx(-10.0)


def test_what_terms_bring_a_company_reaches_its_holders_from_their_other_side() -> None:
    found = Study(loads(OWNED), paths=64).dependence()
    ada = found.sides["ada"]
    assert ada.worth.value == pytest.approx(550.0)
    # 60 % of the business, and 60 % of what Bruno pays; the wage comes from the firm, less her part of it
    assert ada.ties["firm"].value.value == pytest.approx(600.0 + 100.0 - 60.0)
    assert ada.ties["bruno"].value.value == pytest.approx(30.0)
    assert ada.ties["carl"].value.value == pytest.approx(-120.0)
    # what Bruno pays to the firm goes to the firm, and his part of it comes back from there
    bruno = found.sides["bruno"]
    assert bruno.ties["firm"].lines["fee"].value == pytest.approx(-50.0 + 20.0)
    assert bruno.ties["ada"].value.value == pytest.approx(-40.0)
    assert bruno.worth.value == pytest.approx(0.4 * 750.0 - 50.0)


def test_a_company_has_its_own_business_and_what_each_counterparty_brings() -> None:
    firm = Study(loads(OWNED), paths=64).dependence().sides["firm"]
    assert firm.kind == "company"
    assert {who: tie.value.value for who, tie in firm.ties.items()} == pytest.approx(
        {"firm": 1000.0, "bruno": 50.0, "carl": -200.0, "ada": -100.0}
    )
    assert firm.worth.value == pytest.approx(750.0)
    assert firm.herfindahl_given is not None
    assert firm.herfindahl_given.value == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)


def test_who_is_not_paid_bears_what_limited_liability_spares_the_holders() -> None:
    # the firm has 1000 and owes Carl 1500 after its exit: he gets 1000, and the holders nothing
    text = OWNED.replace("amount: 200 EUR, on: 2025-06-30", "amount: 1500 EUR, on: 2026-12-31").replace(
        "exit: horizon", "exit: over"
    )
    text = re.sub("  (fee|wage): .*\n", "", text).replace(
        "companies:", "drivers:\n  over: {kind: event, when: year > 2025}\ncompanies:"
    )
    found = Study(loads(text), paths=64).dependence()
    ada, carl = found.sides["ada"], found.sides["carl"]
    assert ada.worth.value == pytest.approx(0.0)
    assert ada.ties["firm"].value.value == pytest.approx(600.0)
    assert ada.ties["carl"].value.value == pytest.approx(-900.0 + 300.0)
    assert carl.ties["firm"].value.value == pytest.approx(1000.0)


@pytest.mark.parametrize(
    "name",
    ["hello.yaml", "openai-microsoft/deal.yaml", "bms-otsuka/deal.yaml", "term-sheet/deal.yaml",
     "renault-nissan/deal.yaml", "three-at-the-table/deal.yaml", "film-recoupment/deal.yaml"],
)  # fmt: skip
def test_values_by_counterparty_sum_to_the_worth_of_every_scenario(root: Path, name: str) -> None:
    study = Study(load(root / "examples" / name), paths=256)
    for scenario in ("in_force", *study.deal.sound.scenarios):
        sides = study.dependence(scenario).sides
        scene = scene_of(
            study.deal if scenario == "in_force" else study.deal.scenario(scenario), study.randomness, scenario
        )
        for party in study.deal.sound.parties:
            each, traits = sides[party], belief.traits(scene.loaded.sound, party)
            samples = scene.samples(party, traits, {})
            room = 1e-9 * (each.received.value - each.given.value)
            worth = float(np.mean(samples.at_discount))
            assert each.worth.value == pytest.approx(worth, rel=1e-9, abs=room)
            assert sum(tie.value.value for tie in each.ties.values()) == pytest.approx(worth, rel=1e-9, abs=room)
            for line, sample in samples.by_line.items():
                found = sum(tie.lines[line].value for tie in each.ties.values() if line in tie.lines)
                assert found == pytest.approx(float(np.mean(sample)), rel=1e-9, abs=room)
        known = scene.books({})
        for company in study.deal.sound.companies:
            parts = [(mask, books.companies[company]) for mask, books in known]
            firms = [
                np.where(True if mask is None else mask, each.exit.discount(each.exit.rate) * each.equity, 0.0)
                for mask, each in parts
            ]
            closing = scene.otherwise is None
            equity = float(np.mean(sum(firms)))
            assert not closing or sides[company].worth.value == pytest.approx(equity, rel=1e-9, abs=1e-6)


def test_another_currency_unit_leaves_every_share_as_it_is() -> None:
    risky = OWNED.replace("1000 EUR", "1000 EUR * size").replace(
        "companies:", "drivers:\n  size: {kind: gbm, start: 1, growth: 0%, volatility: 30%}\ncompanies:"
    )
    scaled = re.sub(r"\b(1000|200|50|100)\b(?! ?%)", lambda found: f"{found[1]}000", risky)
    one, other = (Study(loads(text), paths=256).dependence().sides for text in (risky, scaled))
    for side, each in one.items():
        assert other[side].worth.value == pytest.approx(1000.0 * each.worth.value)
        assert each.herfindahl is not None
        assert other[side].herfindahl is not None
        assert other[side].herfindahl.value == pytest.approx(each.herfindahl.value)
        assert other[side].herfindahl.standard_error == pytest.approx(each.herfindahl.standard_error, rel=1e-6)


def test_another_name_leaves_every_share_as_it_is() -> None:
    one, other = (
        Study(loads(text), paths=64).dependence().sides
        for text in (OWNED, OWNED.replace("carl", "zoe").replace("firm", "mill"))
    )
    renamed = {"carl": "zoe", "firm": "mill"}
    for side, each in one.items():
        there = other[renamed.get(side, side)]
        assert there.worth == each.worth
        assert {renamed.get(who, who): tie.value for who, tie in each.ties.items()} == {
            who: tie.value for who, tie in there.ties.items()
        }


def test_the_error_of_the_index_is_that_of_independent_scramblings() -> None:
    # the index of each of many independent samples scatters as its stated error says
    random = np.random.default_rng(3)
    drawn = random.lognormal(size=(2, 400, 512)) * np.array([3.0, 1.0])[:, None, None]
    seen = []
    for which in range(400):
        _, index = shares({"a": drawn[0, which], "b": drawn[1, which]}, 1)
        assert index is not None
        seen.append((index.value, index.standard_error))
    values, errors = np.array(seen).T
    assert np.std(values) == pytest.approx(np.mean(errors), rel=4 / np.sqrt(2 * 400))


def test_one_source_has_an_index_of_one_and_equal_ones_of_their_number_inverted() -> None:
    sample = np.array([1.0, 3.0])
    parts, index = shares({"a": sample}, 1)
    assert index is not None
    assert (parts["a"].value, index.value) == (1.0, 1.0)
    _, index = shares(dict.fromkeys("abcd", sample), 1)
    assert index is not None
    assert index.value == pytest.approx(0.25)
    assert shares({}, 1) == ({}, None)
