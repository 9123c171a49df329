"""What could only be valued wrongly, or not at all, is a problem when the file is read."""

import time

import pytest

from dealwright.engine.result import Estimate
from dealwright.lang.load import loads
from dealwright.study import Study

LIMIT = 4.0
"""Seconds of the processor: a list that was compared pair by pair took ten times as long."""
DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 4%
sources: {memo: {publisher: Ada}}
facts:
  ceiling: {is: 5m, source: memo}
parties: {ada: {discount: 9%}, ben: {risk_tolerance: 5m}}
drivers:
  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}
  price: {kind: mean_reverting, start: 8x, long_run: 6x, half_life: 2 years, volatility: 5%}
  fire: {kind: event, chance: 50% by 2028-12-31}
companies:
  mill: {enterprise_value: "price * trailing(sales, 1 year)", cost_of_capital: 12%, exit: fire}
terms:
  share: {kind: royalty, payer: mill, payee: ada, on: sales, rate: 10%, until: 2029-12-31, cap: ceiling}
  shares: {kind: equity, company: mill, holder: ada, stake: 100%}
scenarios:
  no_deal: {terms.share.rate: 5%}
"""
READINGS = "{readings: [{is: %s, weight: 50%%, source: memo}, {is: %s, weight: 50%%, source: memo}]}"
CEILING = "{is: 5m, source: memo}"


def with_(*changes: tuple[str, str]) -> str:
    text = DEAL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def with_fact(said: str, *changes: tuple[str, str]) -> str:
    return with_((CEILING, CEILING + f"\n  doubt: {said}"), *changes)


def codes(text: str) -> list[str]:
    return [problem.code for problem in loads(text).errors]


def test_the_deal_without_a_change_is_sound() -> None:
    assert loads(DEAL).problems == ()


@pytest.mark.parametrize(
    "rate",
    ["sales / 0 / sales", "price / (1 - 100%)", "price / (ceiling - 5m) * 1m", "10% * 0 ^ -1", "10% / log(1) * price"],
)
def test_a_constant_zero_divides_nothing_even_inside_what_moves(rate: str) -> None:
    found = loads(with_(("rate: 10%", f"rate: {rate}"))).errors
    assert {problem.code for problem in found} <= {"division-by-zero", "undefined-number"}
    assert len(found) == 1


def test_a_divisor_that_a_scenario_makes_zero_is_found_when_the_file_is_read() -> None:
    text = with_(("rate: 10%", "rate: 1m / ceiling"), ("terms.share.rate: 5%", "facts.ceiling: 0 USD"))
    assert codes(text) == ["division-by-zero"]


def test_a_division_behind_a_guard_that_never_opens_is_none() -> None:
    guarded = '"if(ceiling > 6m, 1m / (ceiling - 5m), 10%)"'
    assert codes(with_(("rate: 10%", f"rate: {guarded}"))) == []
    assert codes(with_(("rate: 10%", f"rate: {guarded.replace('6m', '4m')}"))) == ["division-by-zero"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("until: 2029-12-31", "until: 2029-12-31 + 9999 years", "bad-date"),
        ("trailing(sales, 1 year)", "trailing(sales, 0 years)", "out-of-bounds"),
        ("trailing(sales, 1 year)", "trailing(sales, -1 year)", "out-of-bounds"),
        ("rate: 10%", 'rate: "clip(price, 20%, 10%)"', "bad-expression"),
        ("discount: 9%", "discount: 9", "out-of-bounds"),
        ("discount: 9%", "discount: -100%", "out-of-bounds"),
        ("volatility: 20%", "volatility: 20", "out-of-bounds"),
        ("growth: 5%", "growth: -100%", "out-of-bounds"),
        ("cost_of_capital: 12%", "cost_of_capital: -100%", "out-of-bounds"),
        ("rate: 10%", 'rate: "normal(10%, 50%)"', "bad-distribution"),
        ("rate: 10%", 'rate: "lognormal(90%, 50%)"', "bad-distribution"),
        ("risk_tolerance: 5m", 'risk_tolerance: "normal(5m, 3m)"', "bad-distribution"),
        ("50% by 2028-12-31", '"normal(50%, 40%) by 2028-12-31"', "bad-distribution"),
        ("exit: fire", "exit: []", "empty-value"),
        ("start: 1m USD/year", "total: {}", "empty-value"),
        ("start: 1m USD/year", "total: {2025: 1m, 2026: 2m}", "one-too-many"),
        ("volatility: 5%}", "volatility: 5%, slot: 2.5}", "out-of-bounds"),
        ("by 2028-12-31", "by 2028-12-31, not_before: 2029-01-01", "ends-before-start"),
        ("until: 2029-12-31, cap: ceiling", "beyond: perpetuity(-200%)", "out-of-bounds"),
    ],
)
def test_what_has_no_sensible_value_is_a_problem(old: str, new: str, code: str) -> None:
    text = with_((old, new)) if "total" not in new else with_((old, new), ("kind: gbm", "kind: growth"))
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [('"normal(10%, 3%)"', []), ('"lognormal(10%, 3%)"', []), ("1.5x", ["out-of-bounds"]), ("0.1", [])],
)
def test_a_distribution_that_keeps_within_the_bounds_is_none(rate: str, expected: list[str]) -> None:
    assert codes(with_(("rate: 10%", f"rate: {rate}"))) == expected


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        ("{is: 2 years to 4 years, source: memo}", "until: 2029-12-31", "until: 2025-12-31 + doubt"),
        (READINGS % ("5%", "7%"), "until: 2029-12-31", "active: doubt > 6%"),
        ("{is: 1 year to 2 years, source: memo}", "sales, 1 year", "sales, doubt"),
    ],
)
def test_what_decides_the_shape_of_the_deal_is_one_of_a_few(said: str, old: str, new: str) -> None:
    assert codes(with_fact(said, (old, new))) == ["not-certain"]


@pytest.mark.parametrize(
    ("one", "other", "until"),
    [("2026-12-31", "2028-12-31", "doubt"), ("2 years", "4 years", "2024-12-31 + doubt")],
)
def test_readings_of_a_date_or_of_a_duration_are_deals_of_their_own(one: str, other: str, until: str) -> None:
    def received(text: str) -> Estimate:
        worth = Study(loads(text), paths=1024).value(["in_force"])
        return worth.scenarios["in_force"].parties["ada"].mean

    payer = ("payer: mill", "payer: ben")
    doubtful = received(with_fact(READINGS % (one, other), payer, ("until: 2029-12-31", f"until: {until}")))
    sooner, later = (
        received(with_(payer, ("until: 2029-12-31", f"until: {until.replace('doubt', each)}"))).value
        for each in (one, other)
    )
    assert sooner < doubtful.value < later
    assert abs(doubtful.value - (sooner + later) / 2) < 4 * doubtful.standard_error


def test_a_schedule_is_one_value_nowhere() -> None:
    said = "{is: {2025: 1m, 2028: 2m}, source: memo}"
    assert codes(with_fact(said, ("cap: ceiling", "minimum: doubt"))) == ["moving-value"]
    assert codes(with_fact(said, ("rate: 10%", "rate: doubt / 100m"))) == []
    assert codes(with_fact(READINGS % ("{2025: 1m}", "2m"), ("cap: ceiling", "cap: doubt"))) == ["not-a-value"]


def test_weights_of_readings_are_known() -> None:
    said = (READINGS % ("1m", "2m")).replace("weight: 50%", "weight: 40% to 60%", 1)
    assert codes(with_fact(said, ("cap: ceiling", "cap: doubt"))) == ["bad-weights"]


def test_a_wrong_unit_is_not_also_out_of_bounds() -> None:
    assert codes(with_(("rate: 10%", "rate: ceiling"))) == ["unit-mismatch"]
    assert codes(with_(("rate: 10%", "rate: 5m to 10m"))) == ["unit-mismatch"]
    assert codes(with_(("until: 2029-12-31", "until: fire"))) == ["unit-mismatch"]


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ("[{share: 75%, until_paid: 3m}, {share: 50%, until_paid: 9m}]", None),
        ("[{share: 75%, until_paid: 9m}, {share: 50%, until_paid: 3m}]", "out-of-order"),
        ("[{share: 75%}, {share: 50%, until_paid: 3m}]", "none-of"),
        ("[]", "empty-value"),
    ],
)
def test_tiers_follow_one_another(tiers: str, code: str | None) -> None:
    term = f"kind: profit_participation, payer: mill, payee: ada, on: sales, tiers: {tiers}, until"
    assert codes(
        with_(
            ("kind: royalty, payer: mill, payee: ada, on: sales, rate: 10%, until", term),
            (", cap: ceiling", ""),
            ("terms.share.rate: 5%", "terms.share.active: no"),
        )
    ) == ([code] if code else [])


def test_a_life_without_end_that_outgrows_its_discount_is_refused() -> None:
    for growth, found in (("3%", []), ("4%", ["endless-growth"])):
        loaded = loads(with_(("until: 2029-12-31, cap: ceiling", f"beyond: perpetuity({growth})")))
        assert [problem.code for problem in loaded.problems if problem.code != "unused-fact"] == found


@pytest.mark.parametrize(
    ("change", "as_if"),
    [
        ("terms.share: none", "terms.share.active: no"),
        ("companies.mill.exit: none", "companies.mill.exit: horizon"),
        ("terms.share.period: none", "terms.share.period: quarter"),
        ("correlations.sales ~ price: none", "terms.share.rate: 10%"),
    ],
)
def test_none_is_as_if_the_key_were_not_written(change: str, as_if: str) -> None:
    def worth(said: str) -> float:
        loaded = loads(with_(("terms.share.rate: 5%", said)))
        assert loaded.problems == ()
        return Study(loaded, paths=64).value(["no_deal"]).scenarios["no_deal"].parties["ada"].mean.value

    assert worth(change) == worth(as_if)


def test_a_scenario_may_add_a_correlation() -> None:
    loaded = loads(with_(("terms.share.rate: 5%", "correlations.sales ~ price: 30%")))
    assert loaded.problems == ()
    deal = loaded.scenario("no_deal").deal
    assert deal is not None
    assert list(deal.correlations) == ["sales ~ price"]


def test_results_of_terms_move_milestones_and_payments() -> None:
    """Ten a year from 2025: twenty-five in all in the middle of 2027, and thirty paid by 2028."""
    milestone = "{kind: milestone, payer: ben, payee: ada, amount: 7m, when: cumulative(terms.share.paid)"
    payment = "{kind: payment, payer: ben, payee: ada, amount: 10% * cumulative(terms.share.paid), on: 2028-01-01}"
    text = with_(
        (
            "sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}",
            "sales: {kind: constant, is: 100m USD/year}",
        ),
        ("risk_free: 4%", "risk_free: 0%"),
        ("discount: 9%", "discount: 0%"),
        ("payer: mill, payee: ada, on: sales, rate: 10%", "payer: ben, payee: ada, on: sales, rate: 10%"),
        (", cap: ceiling", ""),
        ("  shares:", f"  reached: {milestone} >= 25m}}\n  never: {milestone} > 60m}}\n  tenth: {payment}\n  shares:"),
    )
    lines = Study(loads(text), paths=64).value(["in_force"]).scenarios["in_force"].parties["ada"].by_term
    assert {name: round(lines[name]) for name in ("share", "reached", "never", "tenth")} == {
        "share": 50_000_000,
        "reached": 7_000_000,
        "never": 0,
        "tenth": 3_000_000,
    }


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("cap: ceiling", "cap: 13,000,000 USD", {("needs-quotes", "write `13000000 USD`")}),
        ("rate: 10%", "rate: 1,5%", {("needs-quotes", "write `1.5%`")}),
        ("cap: ceiling", "cap: 13m usd", {("bad-expression", "write `13m USD`")}),
        ("cap: ceiling", "cap: 13mUSD", {("bad-literal", "write `13m USD`")}),
        ("cap: ceiling", "cap: 2 * (5m to 9m)", {("uncertain-inside", "make it a fact and use its name here")}),
        ("rate: 10%", "rate: share.paid / sales", {("bad-name", "write `terms.share.paid`")}),
        (
            "chance: 50% by 2028-12-31",
            "when: shop}\n  shop: {kind: event, hazard: 5%",
            {("unit-mismatch", "write `after(shop) > 0`")},
        ),
        ("currency: USD", "currency: usd", {("unknown-currency", "write `USD`")}),
        ("currency: USD", "currency: $", {("unknown-currency", "write `USD`")}),
        ("as_of: 2025-01-01", "as_of: 2025", {("unit-mismatch", "write `2025-12-31`")}),
        ("until: 2029-12-31", "until: as_of + 5 years", {("unknown-name", "add `as_of` to `facts` or `drivers`")}),
        ("ceiling: {is: 5m, source: memo}", "ceiling: 5m", {("wrong-kind", "write `{is: 5m, source: NAME}`")}),
        ("terms.share.rate: 5%", "terms.share.ratee: 5%", {("unknown-key", "use `rate`")}),
        (
            "cost_of_capital: 12%",
            "cost_of_capital: 12%, securities: {}",
            {("owned-twice", "remove `shares`, or write it as securities")},
        ),
        ("terms.share.rate: 5%", "share.rate: 5%", {("unknown-path", "use `terms.share.rate`")}),
        (
            "cost_of_capital: 12%",
            "cost_of_capital: 12%, cash_flow: {2025: 1m}",
            {("not-a-value", "make it a driver of kind `schedule`, and use its name")},
        ),
        (
            "cost_of_capital: 12%",
            "cost_of_capital: 12%, rounds: [{on: 2026-01-01, new_money: 1m, post_money: 9m}]",
            {("unknown-key", "write `pre_money`, which is the post-money less `new_money`")},
        ),
    ],
)
def test_one_slip_is_one_problem_that_says_what_to_type(old: str, new: str, found: set[tuple[str, str]]) -> None:
    assert {(problem.code, problem.mend) for problem in loads(with_((old, new))).errors} == found


def test_a_mark_that_turns_the_text_around_is_refused() -> None:
    assert codes(with_(("title: Ada", "title: \u202eAda"))) == ["bad-character"]


def test_a_list_of_ten_thousand_values_is_read_as_fast_as_any_other() -> None:
    values = ", ".join(f"{number / 200}%" for number in range(10_000))
    table = f"negotiate: {{between: [ada, ben], over: {{terms.share.rate: [{values}]}}}}\n"
    start = time.process_time()
    assert codes(DEAL + table) == []
    assert time.process_time() - start < LIMIT


@pytest.mark.parametrize(
    "over",
    [
        "terms.share.rate: [5%, 5% to 10%]",
        'terms.share.rate: [5%, "normal(10%, 1%)"]',
        "drivers.fire.chance: [50% by 2028-12-31, 10% to 20% by 2028-12-31]",
        "terms.share: [none, {kind: flow, payee: ada, amount: 1m USD/year to 2m USD/year}]",
    ],
)
def test_parties_agree_on_nothing_uncertain(over: str) -> None:
    assert codes(DEAL + f"negotiate: {{between: [ada, ben], over: {{{over}}}}}\n") == ["bad-range"]


def test_parties_may_agree_on_a_fact_that_is_uncertain() -> None:
    loaded = loads(
        with_fact("{is: 5% to 10%, source: memo}")
        + "negotiate: {between: [ada, ben], over: {terms.share.rate: [5%, doubt]}}\n"
    )
    assert loaded.errors == ()
    assert len(Study(loaded, paths=64).bargain().to_json()["frontier"]) > 0
