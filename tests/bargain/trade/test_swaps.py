"""Swaps by which all gain: found where terms are priced differently, proved on futures they were not found on."""

import pytest

from dealwright.bargain.trade.desk import Desk
from dealwright.bargain.trade.profile import profiles
from dealwright.bargain.trade.result import Swaps
from dealwright.bargain.trade.swaps import holds, swaps
from dealwright.engine.result import Estimate
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
"""
USES = f"""{HEAD}
parties: {{ada: {{}}, ben: {{}}}}
terms:
  access: {{kind: licence, grantor: ada, holder: ben, worth: 4m USD/year, costs: 1m USD/year, until: 2025-12-31}}
  fee:    {{kind: payment, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}}
  use:    {{kind: flow, payee: ben, amount: 3m USD/year}}
scenarios:
  no_deal: {{terms.access.active: no, terms.fee.active: no, terms.use.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.access.until: 2025-06-30 .. 2026-12-31 by 6 months
    terms.fee.amount: 0 USD .. 8m USD by 500k USD
"""


def deal(text: str) -> Loaded:
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    return loaded


def desk_of(text: str) -> Desk:
    study = Study(deal(text), paths=64)
    return Desk(study.deal, study.randomness, {})


def found(text: str, paths: int = 64, side: str = "", **at: str) -> Swaps:
    study = Study(deal(text), paths=paths)
    return swaps(Desk(study.deal, study.randomness, {p.replace("__", "."): to for p, to in at.items()}), side=side)


def test_a_year_that_is_worth_more_than_it_costs_is_swapped_for_a_fee_that_shares_the_gain() -> None:
    told = found(USES)
    (swap,) = told.found
    # a year more is worth 4m to Ben and costs Ada 1m: the fee between that is best to both is 2.5m more
    assert swap.package == {"terms.access.until": "2026-12-31", "terms.fee.amount": "3.5m USD"}
    assert {party: gain.value for party, gain in swap.gains.items()} == pytest.approx({"ada": 1.5e6, "ben": 1.5e6})
    assert {change.path: change.by for change in swap.changes} == pytest.approx(
        {"terms.access.until": 1.0, "terms.fee.amount": 2.5}
    )
    assert told.seed == 1 + 1_000_003


def test_what_each_gives_changes_with_what_it_is_worth() -> None:
    (swap,) = found(USES.replace("costs: 1m", "costs: 3m")).found
    assert swap.package["terms.fee.amount"] == "4.5m USD"
    assert swap.gains["ada"].value == pytest.approx(0.5e6)


def test_nothing_is_found_where_every_term_is_worth_the_same_to_both() -> None:
    told = found(USES.replace("worth: 4m", "worth: 1m"))
    assert told.found == ()


def test_a_swap_starts_from_any_package() -> None:
    (swap,) = found(USES, terms__access__until="2026-06-30").found
    assert swap.package["terms.access.until"] == "2026-12-31"
    made = 3e6 * 184 / 365
    gains = [gain.value for gain in swap.gains.values()]
    assert sum(gains) == pytest.approx(made)
    assert min(gains) > 0.45 * made


THREE = USES.replace("ben: {}}", "ben: {}, eve: {}}").replace("between: [ada, ben]", "between: [ada, ben, eve]")
THREE = THREE.replace("scenarios:", "  toll:   {kind: flow, payer: eve, payee: ada, amount: TOLL}\nscenarios:")


def test_of_three_at_the_table_nobody_loses_and_two_gain() -> None:
    told = found(THREE.replace("TOLL", "1m USD/year, until: 2025-12-31"))
    (swap,) = told.found
    assert swap.gains["eve"].value == 0.0
    assert swap.gains["ada"].value > 0
    assert swap.gains["ben"].value > 0


HARM = "kind: licence, grantor: eve, holder: ada, worth: 0 USD/year, costs: 2m USD/year, until: 2025-12-31"
LEASE = "kind: licence, grantor: ben, holder: ada, worth: 3m USD/year, costs: 1m USD/year, until: 2025-12-31"


def test_a_swap_by_which_a_third_loses_is_not_shown() -> None:
    # what Ben is granted Eve pays for
    text = (
        THREE.replace("TOLL", "0 USD/year")
        .replace("costs: 1m USD/year", "costs: 0 USD/year")
        .replace(
            "  toll:",
            f"  harm:   {{{HARM}}}\n  toll:",
        )
    )
    text = text.replace(
        "terms.access.until: 2025-06-30 .. 2026-12-31 by 6 months",
        "terms.harm.until: 2025-06-30 .. 2026-12-31 by 6 months",
    )
    assert all(swap.gains["eve"].value >= 0 for swap in found(text).found)


def test_a_gain_counts_from_two_standard_errors_on() -> None:
    sure, unsure, lost = Estimate(2.1, 1.0), Estimate(1.9, 1.0), Estimate(-2.1, 1.0)
    assert holds([sure, sure])
    assert not holds([sure, unsure])
    assert holds([sure, sure, Estimate(-1.9, 1.0)])
    assert not holds([sure, sure, lost])
    assert not holds([sure, Estimate(0.0, 0.0)])


RISKY = f"""{HEAD}
parties: {{ada: {{risk_tolerance: 500k}}, ben: {{risk_tolerance: 20m}}}}
drivers: {{sales: {{kind: gbm, start: 2m USD/year, growth: 0%, volatility: 50%}}}}
terms:
  share: {{kind: royalty, payer: ben, payee: ada, on: sales, rate: 40%, period: year}}
  fee:   {{kind: payment, payer: ben, payee: ada, amount: 500k USD, on: 2025-06-30}}
  own:   {{kind: flow, payee: ben, amount: sales}}
scenarios:
  no_deal: {{terms.share.active: no, terms.fee.active: no, terms.own.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over: {{terms.share.rate: 0% .. 60% by 5%, terms.fee.amount: 0 USD .. 3m USD by 100k USD}}
"""


def test_who_minds_risk_swaps_it_for_cash_and_a_whole_valuation_on_those_futures_agrees() -> None:
    told = found(RISKY, paths=1024)
    (swap,) = told.found
    assert float(swap.package["terms.share.rate"].rstrip("%")) < 40
    study = Study(deal(RISKY), paths=1024, seed=told.seed)
    again = Study(deal(RISKY), paths=1024, seed=told.seed, overrides=swap.package)
    before, after = (each.value("in_force").scenarios["in_force"].parties for each in (study, again))
    for party, gain in swap.gains.items():
        whole = after[party].certainty_equivalent.value - before[party].certainty_equivalent.value
        assert gain.value == pytest.approx(whole, rel=1e-9)
        assert gain.value > 2 * gain.standard_error > 0


def test_swaps_stay_within_the_ranges_that_are_negotiated_or_a_tenth_of_what_stands() -> None:
    (swap,) = found(RISKY, paths=256).found
    assert 0 <= float(swap.package["terms.share.rate"].rstrip("%")) <= 60
    free = RISKY[: RISKY.index("negotiate:")]
    for each in found(free, paths=256).found:
        rate, fee = each.package.get("terms.share.rate", "40%"), each.package.get("terms.fee.amount", "500k USD")
        assert 36 <= float(rate.rstrip("%")) <= 44
        assert 450 <= float(fee.removesuffix("k USD")) <= 550


def test_swaps_are_ordered_by_what_a_side_gains_where_one_is_named() -> None:
    text = USES.replace("    terms.fee.amount: 0", "    terms.use.active: [yes, no]\n    terms.fee.amount: 0")
    text = text.replace(
        "amount: 3m USD/year}",
        f"amount: 3m USD/year}}\n  lease:  {{{LEASE}}}",
    )
    text = text.replace(
        "    terms.fee.amount: 0",
        "    terms.lease.until: 2025-06-30 .. 2026-12-31 by 6 months\n    terms.fee.amount: 0",
    )
    for side in ("ada", "ben"):
        gains = [swap.gains[side].value for swap in found(text, side=side).found]
        assert len(gains) > 1
        assert gains == sorted(gains, reverse=True)


def test_the_swap_that_is_found_is_about_the_best_of_all_between_the_steps() -> None:
    # cash moves a certainty equivalent one for one, so for each rate the best fee shares what both make
    study = Study(deal(RISKY), paths=1024)
    desk = Desk(study.deal, study.randomness)

    def made(rate: int) -> float:
        before, after = desk.worth({}), desk.worth({"terms.share.rate": f"{rate}%"})
        return sum(after[p].certainty_equivalent - before[p].certainty_equivalent for p in ("ada", "ben"))

    best = max(made(rate) for rate in range(61)) / 2
    (swap,) = swaps(desk).found
    ada, ben = swap.searched.values()
    assert ada * ben > 0.98 * best**2


def test_a_fact_that_is_negotiated_by_its_name_is_held_at_its_value() -> None:
    text = RISKY.replace(
        "own:   {kind: flow, payee: ben, amount: sales}", "own:   {kind: flow, payee: ben, amount: size * sales}"
    )
    text = text.replace("drivers:", "facts: {size: {is: 1, status: assumed, reason: as seen}}\ndrivers:")
    text = text.replace("over: {", "over: {facts.size: [0.5, 1, 2], ")
    found_at = Study(deal(text), paths=64).trade(only=["rates"]).rates
    assert found_at is not None
    mine = [term for term in found_at.terms if term.path == "facts.size"]
    assert [(term.held, term.to) for term in mine] == [("1", "0.5"), ("1", "2")]


def test_where_nothing_is_negotiated_only_what_two_agree_on_is_traded() -> None:
    """What a right is worth, and what comes from outside, nobody at the table decides."""
    text = USES.split("negotiate:", maxsplit=1)[0]
    study = Study(deal(text), paths=64)
    assert [issue.path for issue in Desk(study.deal, study.randomness, {}).issues] == [
        "terms.access.until",
        "terms.fee.amount",
        "terms.fee.on",
    ]


def test_an_end_of_a_tenth_either_way_is_written_without_noise() -> None:
    text = USES.split("negotiate:", maxsplit=1)[0].replace("amount: 1m USD", "amount: 50k USD")
    values = [value for swap in found(text, 64).found for value in swap.package.values()]
    values += [each for profile in profiles(desk_of(text)) for each in profile.values]
    assert "55k USD" in values
    assert not [value for value in values if "00000000" in value]


def test_a_term_that_is_moved_for_nothing_is_in_no_swap() -> None:
    # a larger size is worth 1m a year more to each; the archive is not in force, so what it costs moves nobody
    both = f"""{HEAD}
parties: {{ada: {{}}, ben: {{}}}}
facts: {{size: {{is: 1, status: agreed}}}}
terms:
  mine:    {{kind: flow, payee: ada, amount: size * 1m USD/year}}
  yours:   {{kind: flow, payee: ben, amount: size * 1m USD/year}}
  archive: {{kind: payment, active: no, payer: ben, payee: ada, amount: 1m USD, on: 2025-06-30}}
scenarios:
  no_deal: {{terms.mine.active: no, terms.yours.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.archive.amount: 0 USD .. 8m USD by 1m USD
    facts.size: 1 .. 3 by 1
"""
    (swap,) = found(both).found
    assert swap.package == {"facts.size": "3"}
    assert {party: gain.value for party, gain in swap.gains.items()} == pytest.approx({"ada": 4e6, "ben": 4e6})
