"""No deal, and what solutions name, is valued again over all that each side may know, as the worth of a scenario is."""

import pytest

from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """
dealwright: 1
title: A licence of which one side knows more
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 4%
worth_by: MEASURE
facts:
  cost: {readings: [{is: 2m USD/year, weight: 70%}, {is: 5m USD/year, weight: 30%}], known_to: bob}
  sold: {is: 60% to 90%, known_to: ada}
  clause:
    known_to: [ada, bob]
    readings: [{weight: 55%, overlay: {}}, {weight: 45%, overlay: {terms.fee.until: 2027-12-31}}]
parties:
  ada: {risk_tolerance: 5m to 20m}
  bob: {risk_tolerance: 30m}
drivers: {sales: {kind: gbm, start: 40m USD/year, growth: 3%, volatility: 20%}}
terms:
  fee: {kind: royalty, payer: bob, payee: ada, on: sold * sales, rate: 10%}
  margin: {kind: flow, payee: bob, amount: 40% * sold * sales - cost}
  upfront: {kind: payment, payer: bob, payee: ada, amount: 2m, on: 2025-06-30}
  other: {kind: flow, active: no, payee: ada, amount: 6% * sold * sales}
scenarios:
  no_deal: {terms.fee.active: no, terms.margin.active: no, terms.upfront.active: no, terms.other.active: yes}
negotiate:
  between: [ada, bob]
  no_deal: no_deal
  over: {terms.fee.rate: 5% .. 20% by 5%, terms.upfront.amount: [0 USD, 4m, 8m]}
"""


@pytest.mark.parametrize("measure", ["certainty_equivalent", "mean_at_discount"])
def test_what_is_valued_again_equals_the_worth_of_the_same_package_as_a_scenario(measure: str) -> None:
    mean = measure == "mean_at_discount"
    loaded = loads(DEAL.replace("MEASURE", measure))
    assert loaded.errors == ()
    found = Study(loaded, paths=1024, seed=3).bargain()
    afresh = Study(loaded, paths=1024, seed=3 + 1_000_003).value(["no_deal"]).scenarios["no_deal"]
    for party, held in found.fresh_reservation.items():
        worth = afresh.parties[party]
        expected = worth.mean if mean else worth.certainty_equivalent
        assert held.value == pytest.approx(expected.value, rel=1e-9)
        band = worth.belief_band if worth.belief_band and worth.belief_band[0] < worth.belief_band[1] else None
        assert found.reservation_band.get(party) == (None if mean or band is None else pytest.approx(band, rel=1e-9))
    for solution in found.solutions.values():
        package = loaded.with_overrides(dict(solution.package))
        signed = Study(package, paths=1024, seed=3 + 1_000_003).value(["in_force"]).scenarios["in_force"]
        for party, worth in signed.parties.items():
            expected = worth.mean if mean else worth.certainty_equivalent
            assert solution.fresh is not None
            assert solution.fresh_surplus is not None
            assert solution.fresh[party].value == pytest.approx(expected.value, rel=1e-9)
            gain = expected.value - found.fresh_reservation[party].value
            assert solution.fresh_surplus[party].value == pytest.approx(gain, rel=1e-9, abs=1e-3)


def test_where_nothing_that_a_side_knows_moves_no_deal_there_is_no_band() -> None:
    text = DEAL.replace("MEASURE", "certainty_equivalent").replace("5m to 20m", "10m")
    for known in (", known_to: bob", ", known_to: ada", "    known_to: [ada, bob]\n"):
        assert known in text
        text = text.replace(known, "")
    found = Study(loads(text), paths=256).bargain()
    assert found.reservation_band == {}


BEARER = """
dealwright: 1
title: Who bears the cost
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ada: {risk_tolerance: 50m}, bob: {name: Bob and sons, risk_tolerance: 500m}}
drivers: {cost: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}}
terms:
  base: {kind: flow, payer: ada, payee: bob, amount: 11m USD/year}
  bill: {kind: flow, payer: bob, amount: COST}
scenarios: {alone: {terms.base.active: no, terms.bill.payer: ada}}
negotiate:
  between: [ada, bob]
  no_deal: alone
  over: {terms.base.amount: 10m USD/year .. 16m USD/year by 500k USD/year}
"""
UNBOUNDED = "losses through bill have no bound, so its certainty equivalent rests on the sample"


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ("cost", [f"ada with no deal: {UNBOUNDED}", f"Bob and sons with a package that a solution names: {UNBOUNDED}"]),
        ('"min(cost, 20m USD/year)"', []),
    ],
)
def test_a_bargain_says_whose_certainty_equivalent_rests_on_the_sample(cost: str, said: list[str]) -> None:
    found = Study(loads(BEARER.replace("COST", cost)), paths=1024).bargain()
    assert found.solutions
    assert [note for note in found.notes if "certainty equivalent" in note] == said
    mean = loads(BEARER.replace("COST", cost).replace("terms:", "worth_by: mean_at_discount\nterms:"))
    assert not any("rests on" in note for note in Study(mean, paths=1024).bargain().notes)


def test_who_would_refuse_a_named_package_over_all_beliefs_is_told() -> None:
    """Bob settles a suit for 10m, which costs 11m if it is lost, as is likeliest, but 7m on average."""
    text = """
dealwright: 1
title: A settlement
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
facts: {lost: {readings: [{is: 10m USD, weight: 60%}, {is: 0 USD, weight: 40%}], known_to: ada}}
parties: {ada: {}, bob: {}}
terms:
  settled: {kind: payment, payer: bob, payee: ada, amount: 10m, on: 2025-01-01}
  damages: {kind: payment, active: no, payer: bob, payee: ada, amount: lost, on: 2026-06-30}
  hers: {kind: flow, active: no, payer: ada, amount: 1m USD/year, until: 2025-12-31}
  his: {kind: flow, active: no, payer: bob, amount: 1m USD/year, until: 2025-12-31}
scenarios:
  no_deal: {terms.settled.active: no, terms.damages.active: yes, terms.hers.active: yes, terms.his.active: yes}
negotiate: {between: [ada, bob], no_deal: no_deal, over: {terms.settled.amount: [8m, 10m]}}
"""
    found = Study(loads(text), paths=1024).bargain()
    nash = found.solutions["nash"]
    assert nash.fresh_surplus is not None
    assert nash.surplus["bob"] == pytest.approx(11e6 - 10e6)
    assert nash.fresh_surplus["bob"].value == pytest.approx(7e6 - 10e6, abs=10e6 / 1024), "one future in 1,024"
    told = "valued again, no deal is worth more to bob than the packages of nash"
    assert any(note.startswith(told) for note in found.notes)
