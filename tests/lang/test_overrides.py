"""Overrides: the one way to vary a deal, whether typed, a scenario, a package, a reading or an offer."""

from dealwright.lang.compose import compose_value
from dealwright.lang.load import Loaded, loads

DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 4%
signed: signing
facts:
  price: {is: 10%, reason: what they shook hands on}
  costs:
    reason: two bookkeepers
    readings:
      - {is: 1m USD/year, weight: 60%}
      - {is: 2m USD/year, weight: 40%}
  clause:
    reason: the contract can be read in two ways
    readings:
      - {overlay: {terms.share.until: 2026-12-31}, weight: 50%}
      - {overlay: {terms.share.until: 2027-06-30, terms.share.cap: 5m}, weight: 50%}
parties: {ada: {}, ben: {}, others: {}}
drivers:
  sales: {kind: gbm, start: 5m USD/year, growth: 5%, volatility: 20%}
  sale: {kind: event, chance: 60% by 2026-06-30}
companies:
  mill:
    enterprise_value: 3 * trailing(sales, 1 year)
    cash_flow: sales - costs
    cost_of_capital: 12%
    rounds: [{on: 2025-12-31, new_money: 1m, pre_money: 9m}]
terms:
  share: {kind: royalty, payer: mill, payee: ada, on: sales, rate: price, until: 2026-12-31, ends_on: sale}
  stake: {kind: equity, company: mill, holder: ben, stake: 30%, residual: others}
scenarios:
  no_deal: {title: Talks fail, terms.share.rate: 12%, drivers.sale.chance: 10% by 2026-06-30}
  signing: {set: {terms.share.ends_on: none}}
  poor: {companies.mill.rounds.2025-12-31.new_money: 2m}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.rate: 5% .. 20% by 5%
    terms.stake.stake: [10%, 30%]
"""


def sound(loaded: Loaded) -> Loaded:
    assert loaded.errors == (), "\n".join(map(str, loaded.errors))
    assert loaded.deal is not None
    return loaded


def base() -> Loaded:
    return sound(loads(DEAL))


def test_a_value_is_laid_over_a_deal_which_stays_as_it_is() -> None:
    deal = base()
    dearer = sound(deal.with_overrides({"terms.share.rate": "12%", "risk_free": "3%"}))
    assert dearer.deal.terms["share"].rate.value == 0.12
    assert dearer.deal.risk_free.value == 0.03
    assert deal.deal.terms["share"].rate.name == "price"
    assert deal.text_at("terms.share.rate") == "price"
    assert dearer.text_at("terms.share.rate") == "12%"


def test_what_did_not_change_is_shared() -> None:
    deal = base()
    changed = sound(deal.with_overrides({"terms.share.rate": "12%"}))
    assert changed.deal.drivers is deal.deal.drivers
    assert changed.deal.facts is deal.deal.facts
    assert changed.deal.terms is not deal.deal.terms
    assert changed.deal.terms["stake"] is deal.deal.terms["stake"]


def test_a_node_may_be_laid_as_well_as_a_text() -> None:
    node, _ = compose_value("[sale]", "<test>")
    assert node is not None
    changed = sound(base().with_overrides({"terms.share.ends_on": node}))
    assert changed.deal.terms["share"].events == ("sale",)


def test_a_key_that_the_file_leaves_out_may_be_laid_and_one_it_has_taken_away() -> None:
    changed = sound(base().with_overrides({"terms.share.cap": "5m", "terms.share.ends_on": "none"}))
    assert changed.deal.terms["share"].cap.value == 5e6
    assert changed.deal.terms["share"].ends_on is None


def test_a_whole_new_term_may_be_laid() -> None:
    changed = sound(base().with_overrides({"terms.fee": "{kind: flow, payer: ben, payee: ada, amount: 1m USD/year}"}))
    assert list(changed.deal.terms) == ["share", "stake", "fee"]
    used = changed.with_overrides({"terms.share.minimum": "1m"})
    assert sound(used).deal.terms["fee"] is changed.deal.terms["fee"]


def test_the_problems_of_a_typed_value_stand_in_a_place_called_after_its_path() -> None:
    changed = base().with_overrides({"terms.share.rate": "12 percent", "terms.share.until": "2031-12-31"})
    assert changed.deal is None
    assert [(p.place.file, p.code) for p in changed.problems] == [
        ("<set terms.share.rate>", "bad-literal"),
        ("<set terms.share.until>", "past-horizon"),
    ]
    assert changed.line(changed.problems[0].place) == "12 percent"


def test_a_path_that_leads_nowhere_is_answered_with_the_nearest_that_leads_somewhere() -> None:
    deal = base()
    for path, mend in [
        ("terms.shar.rate", "use `terms.share.rate`"),
        ("term.share.rate", "use `terms.share.rate`"),
        ("companies.mill.rounds.2025-12-30.new_money", "use `companies.mill.rounds.2025-12-31.new_money`"),
    ]:
        (problem,) = deal.with_overrides({path: "5%"}).errors
        assert (problem.code, problem.mend, problem.place.file) == ("unknown-path", mend, f"<set {path}>")
    (problem,) = deal.with_overrides({"terms.share.raet": "5%"}).errors
    assert (problem.code, problem.mend, problem.place.file) == ("unknown-key", "use `rate`", "<set terms.share.raet>")
    assert deal.with_overrides({"terms": "5%"}).errors[0].code == "unknown-path"


def test_a_fact_is_overridden_by_its_name_and_then_has_no_readings() -> None:
    for path in ("facts.costs", "facts.costs.is"):
        changed = sound(base().with_overrides({path: "3m USD/year"}))
        assert changed.deal.facts["costs"].is_.value == 3e6
        assert changed.deal.facts["costs"].readings is None
    (problem,) = base().with_overrides({"facts.costs": "3m"}).errors
    assert (problem.code, problem.place.file) == ("unit-mismatch", "deal.yaml")


def test_the_last_of_two_values_for_one_path_holds() -> None:
    once = base().with_overrides({"terms.share.rate": "12%"})
    assert sound(once.with_overrides({"terms.share.rate": "13%"})).deal.terms["share"].rate.value == 0.13
    again = once.with_overrides({"terms.share.rate": "12 percent"}).with_overrides({"terms.share.rate": "5%"})
    assert again.draft is not None
    assert again.draft.sound("terms")["share"].rate.value == 0.05


def test_a_scenario_lies_over_the_deal_without_what_signing_changes() -> None:
    failed = sound(base().scenario("no_deal"))
    assert failed.deal.terms["share"].rate.value == 0.12
    assert failed.deal.terms["share"].events == ("sale",)
    assert failed.deal.drivers["sale"].chance.probability.value == 0.1
    assert sound(base().no_deal()).deal == failed.deal


def test_a_package_lies_over_what_signing_changes() -> None:
    package = sound(base().package({"terms.share.rate": "15%"}))
    assert package.deal.terms["share"].ends_on is None
    assert package.deal.terms["share"].rate.value == 0.15
    over_signing = sound(base().package({"terms.share.ends_on": "sale"}))
    assert over_signing.deal.terms["share"].events == ("sale",)


def test_a_round_is_found_by_its_date() -> None:
    poor = sound(base().scenario("poor"))
    assert poor.deal.companies["mill"].rounds[0].new_money.value == 2e6
    assert poor.deal.companies["mill"].rounds[0].pre_money.value == 9e6


def test_one_reading_of_a_fact_is_taken_for_true() -> None:
    second = sound(base().reading("costs", 1))
    assert second.deal.facts["costs"].is_.value == 2e6
    clause = sound(base().reading("clause", 1))
    assert clause.deal.terms["share"].cap.value == 5e6
    assert base().deal.terms["share"].cap is None


def test_ranges_are_texts_that_can_be_laid() -> None:
    deal = base()
    ranges = deal.ranges()
    assert ranges == {"terms.share.rate": ("5%", "10%", "15%", "20%"), "terms.stake.stake": ("10%", "30%")}
    for path, texts in ranges.items():
        for text, quantity in zip(texts, deal.quantities(path), strict=True):
            assert sound(deal.package({path: text})).text_at(path) == text
            assert quantity.written == text


def test_a_scenario_s_problems_stand_where_it_is_written() -> None:
    loaded = loads(DEAL.replace("terms.share.rate: 12%", "terms.share.rate: 120%"))
    (problem,) = loaded.errors
    assert (problem.code, problem.place.line, problem.place.column) == ("out-of-bounds", 34, 50)


def test_a_problem_that_a_scenario_brings_about_elsewhere_is_moved_to_it() -> None:
    loaded = loads(DEAL.replace("{set: {terms.share.ends_on: none}}", "{set: {horizon: 2026-06-30}}"))
    (problem, *_) = loaded.errors
    assert problem.what.startswith("with the scenario `signing`: `share` goes on to 2026-12-31")
    assert problem.place.line == 35


def test_a_wrong_value_in_a_range_is_found_before_anybody_bargains() -> None:
    loaded = loads(DEAL.replace("5% .. 20% by 5%", "50% .. 150% by 50%"))
    (problem,) = loaded.errors
    assert (problem.code, problem.what) == ("out-of-bounds", "`150%` is above 100%")
    assert problem.place.line == 41
    path = loads(DEAL.replace("terms.stake.stake: [10%, 30%]", "terms.steak.stake: [10%, 30%]"))
    assert [p.code for p in path.errors] == ["unknown-path"]


def test_a_typed_range_or_scenario_is_tried_like_one_of_the_file() -> None:
    wider = base().with_overrides({"negotiate.over.terms.share.rate": "5% .. 150% by 5%"})
    assert [(p.code, p.place.file) for p in wider.errors] == [
        ("out-of-bounds", "<set negotiate.over.terms.share.rate>")
    ]
    assert sound(base().with_overrides({"negotiate.over.terms.share.rate": "5% .. 50% by 5%"})).deal is not None
    worse = base().with_overrides({"scenarios.no_deal.terms.share.rate": "a lot"})
    assert [p.code for p in worse.errors] == ["bad-expression"]
    assert worse.deal is None


def test_a_changed_currency_is_that_of_all_money() -> None:
    changed = base().with_overrides({"currency": "EUR"})
    assert changed.draft is not None
    assert str(changed.draft.units["sales"]) == "USD/year"
    assert {problem.code for problem in changed.errors} == {"unit-mismatch"}


def test_overriding_a_file_with_problems_keeps_them() -> None:
    broken = loads(DEAL.replace("payee: ada", "payee: eve"))
    changed = broken.with_overrides({"risk_free": "3%"})
    assert [p.code for p in changed.errors] == ["unknown-party"]
    mended = broken.with_overrides({"terms.share.payee": "ada"})
    assert mended.deal is not None


def test_a_text_that_is_no_yaml_cannot_be_overridden_and_says_why() -> None:
    nothing = loads("- 1\n")
    assert nothing.with_overrides({"risk_free": "3%"}).problems == nothing.problems
    assert nothing.deal is None
    assert nothing.ranges() == {}


def test_the_digest_is_that_of_the_file_whatever_is_laid_over_it() -> None:
    deal = base()
    assert len(deal.digest) == 64
    assert deal.with_overrides({"risk_free": "3%"}).digest == deal.digest
