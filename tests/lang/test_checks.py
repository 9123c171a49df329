"""Cross checks: names, units, dates, circles, correlations, owners, negotiation; each found at its place."""

import pytest

from dealwright.ground.problem import Problem
from dealwright.lang.load import loads

HEAD = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
"""
SALES = "drivers:\n  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}\n"
SHARE = "terms:\n  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%}\n"
MILL = "companies:\n  mill: {enterprise_value: 10m, cost_of_capital: 12%}\n"
SHARES = "terms:\n  shares: {kind: equity, company: mill, holder: ada, stake: 100%}\n"


def problems(text: str) -> tuple[Problem, ...]:
    return loads(text).problems


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


# ------------------------------------------------------------------------------------------------------ names


def test_an_unknown_name_is_answered_with_the_closest() -> None:
    problem = only(HEAD + SALES + SHARE.replace("on: sales", "on: 2 * salse"))
    assert (problem.code, problem.mend) == ("unknown-name", "write `sales`")
    assert (problem.place.line, problem.place.column) == (11, 58)


@pytest.mark.parametrize(
    ("old", "new", "code", "mend"),
    [
        ("payee: ada", "payee: adda", "unknown-party", "write `ada`"),
        ("rate: 10%", "rate: 10%, ends_on: sales", "unknown-event", "name a driver of kind `event`"),
        ("rate: 10%", "rate: 10%, source: memo", "unknown-source", "add `memo` to `sources`"),
    ],
)
def test_a_reference_to_what_is_not_declared_says_where_to_declare_it(old: str, new: str, code: str, mend: str) -> None:
    problem = only(HEAD + SALES + SHARE.replace(old, new))
    assert (problem.code, problem.mend) == (code, mend)


def test_a_term_that_could_not_be_read_is_still_known_by_its_name() -> None:
    fee = "  fee: {kind: flow, payer: ben, payee: ada, amount: 5% * terms.share.paid}\n"
    assert [p.code for p in problems(HEAD + SALES + SHARE.replace("payer", "payr") + fee)] == ["unknown-key"]


@pytest.mark.parametrize("line", ["exit", "rounds", "limited_liability", "waterfall"])
def test_no_term_bears_the_name_of_a_line_of_every_worth(line: str) -> None:
    problem = only(HEAD + SALES + SHARE.replace("share:", f"{line}:"))
    assert (problem.code, problem.mend) == ("bad-name", f"rename it to `{line}_term`")


def test_a_risk_tolerance_of_nothing_is_none() -> None:
    problem = only(HEAD.replace("ada: {}", "ada: {risk_tolerance: 0 USD}") + SALES + SHARE)
    assert (problem.code, problem.expected) == ("out-of-bounds", "a value above 0")


def test_who_knows_a_fact_is_a_party_or_everyone_or_nobody() -> None:
    fact = "facts:\n  price: {is: 5%%, reason: agreed, known_to: %s}\n"
    share = SHARE.replace("10%", "price")
    for known in ("ada", "[ada, ben]", "everyone", "nobody", "[]"):
        assert problems(HEAD + fact % known + SALES + share) == ()
    problem = only(HEAD + fact % "[ada, bob]" + SALES + share)
    assert (problem.code, problem.place.column) == ("unknown-party", 51)


# ------------------------------------------------------------------------------------------------------ units


def test_the_unit_of_a_driver_follows_from_its_start_or_its_total() -> None:
    loaded = loads(
        HEAD
        + "facts: {base: {is: 3m, reason: last year}}\n"
        + "drivers:\n"
        + "  a: {kind: growth, total: {2025: base}, growth: 5%, volatility: 5%}\n"
        + "  b: {kind: mean_reverting, start: 8x, long_run: 6x, half_life: 2 years, volatility: 5%}\n"
        + "  c: {kind: derived, is: a * b * 2 years}\n"
        + "  d: {kind: schedule, 2025: 1.1 USD/EUR, 2030: 1.2 USD/EUR}\n"
        + "  e: {kind: event, hazard: 0.1 / (1 year)}\n"
    )
    assert loaded.problems == ()
    assert loaded.draft is not None
    units = {name: str(loaded.draft.units[name]) for name in "abcde"}
    assert units == {"a": "USD/year", "b": "number", "c": "USD", "d": "USD/EUR", "e": "event"}


def test_a_total_is_money_and_not_money_per_year() -> None:
    driver = "drivers:\n  a: {kind: growth, total: {2025: 3m USD/year}, growth: 5%, volatility: 5%}\n"
    problem = only(HEAD + driver + SHARE.replace("on: sales", "on: a"))
    assert problem.code == "unit-mismatch"


def test_money_in_another_currency_needs_an_exchange_rate() -> None:
    problem = only(HEAD + SALES + SHARE.replace("on: sales", "on: 1m EUR/year"))
    assert problem.code == "unit-mismatch"
    rate = SALES + "  dollar: {kind: gbm, start: 1.1 USD/EUR, growth: 0%, volatility: 8%}\n"
    assert problems(HEAD + rate + SHARE.replace("on: sales", "on: sales + 1m EUR/year * dollar")) == ()


def test_levels_of_one_driver_share_one_unit() -> None:
    problem = only(HEAD + "drivers:\n  tax: {kind: schedule, 2025: 10%, 2030: 5m}\n")
    assert (problem.code, problem.place.column) == ("unit-mismatch", 42)


def test_a_hazard_may_say_that_it_is_per_year_or_leave_it_out() -> None:
    for hazard in ("5%", "5% / (1 year)", "0.5 / 10 years"):
        assert problems(HEAD + f"drivers:\n  sale: {{kind: event, hazard: {hazard}}}\n") == ()
    assert only(HEAD + "drivers:\n  sale: {kind: event, hazard: 5m}\n").code == "unit-mismatch"


def test_drivers_may_not_move_what_must_stand_still() -> None:
    problem = only(HEAD.replace("ada: {}", "ada: {discount: 5% + sales / 1m USD * 1 year}") + SALES)
    assert (problem.code, problem.place.column) == ("moving-value", 32)


def test_results_of_terms_are_known_to_terms_and_companies_only() -> None:
    fee = "  fee: {kind: flow, payer: ben, payee: ada, amount: 5% * terms.share.paid}\n"
    assert problems(HEAD + SALES + SHARE + fee) == ()
    rest = SALES + "  rest: {kind: derived, is: sales - terms.share.paid}\n"
    assert only(HEAD + rest + SHARE).code == "term-result"


@pytest.mark.parametrize(
    ("value", "ok"), [("cut", True), ("perpetuity(2%)", True), ("perpetuity(5m)", False), ("2%", False)]
)
def test_what_is_past_the_horizon_is_cut_or_goes_on_for_ever(value: str, ok: bool) -> None:  # noqa: FBT001 - a row
    found = problems(HEAD + SALES + SHARE.replace("10%", f"10%, until: 2035-12-31, beyond: {value}"))
    assert (found == ()) == ok


# ------------------------------------------------------------------------------------------------------ bounds


@pytest.mark.parametrize(
    ("rate", "what", "mend"),
    [
        ("110%", "`110%` is above 100%", "write 100% or less"),
        ("12", "`12` is above 100%", "write `12%`"),
        ("-5%", "`-5%` is below 0%", "write `5%`"),
        ("price", "`price` is above 100%", "write 100% or less"),
        ("price / 3", "", ""),
    ],
)
def test_a_share_lies_between_0_and_100_percent_also_by_a_detour(rate: str, what: str, mend: str) -> None:
    fact = "facts: {price: {is: 2 * 60%, reason: a slip}}\n"
    found = problems(HEAD + fact + SALES + SHARE.replace("10%", rate))
    errors = [p for p in found if p.severity == "error"]
    assert [(p.code, p.what, p.mend) for p in errors] == ([("out-of-bounds", what, mend)] if what else [])


def test_the_ends_of_an_uncertain_share_lie_within_its_bounds() -> None:
    assert only(HEAD + SALES + SHARE.replace("10%", '"uniform(5%, 120%)"')).code == "out-of-bounds"
    assert only(HEAD + SALES + SHARE.replace("10%", "{one_of: {10%: 50%, 130%: 50%}}")).code == "out-of-bounds"


@pytest.mark.parametrize("chance", ["140% by 2028-12-31", "-1% by 2028-12-31", "100% by 2028-12-31"])
def test_a_probability_over_one_is_none_and_a_sure_event_has_no_hazard(chance: str) -> None:
    problem = only(HEAD + f"drivers:\n  sale: {{kind: event, chance: {chance}}}\n")
    assert problem.code == "bad-probability"


def test_a_level_that_grows_in_proportion_is_above_zero() -> None:
    assert only(HEAD + SALES.replace("1m USD/year", "0 USD/year") + SHARE).code == "out-of-bounds"


# ------------------------------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("horizon: 2030-12-31", "horizon: 2024-12-31", "horizon-before-start"),
        ("horizon: 2030-12-31", "horizon: 2025-01-01", "horizon-before-start"),
        ("horizon: 2030-12-31", "horizon: 2226-12-31", "horizon-too-far"),
        ("rate: 10%", "rate: 10%, from: 2027-01-01, until: 2026-01-01", "ends-before-start"),
        ("rate: 10%", "rate: 10%, until: 2031-01-01", "past-horizon"),
        ("rate: 10%", "rate: 10%, until: 2024-12-31", "term-over"),
        ("rate: 10%", "rate: 10%, from: 2020-01-01, cap: 5m", "no-opening"),
    ],
)
def test_dates_out_of_order_are_found(old: str, new: str, code: str) -> None:
    assert only((HEAD + SALES + SHARE).replace(old, new)).code == code


def test_a_date_may_be_a_fact_or_be_computed() -> None:
    fact = "facts: {end: {is: 2029-12-31 + 24 months, reason: agreed}}\n"
    problem = only(HEAD + fact + SALES + SHARE.replace("10%", "10%, until: end"))
    assert (problem.code, "2031-12-31" in problem.what) == ("past-horizon", True)


def test_a_term_that_is_not_in_force_may_end_when_it_likes() -> None:
    assert problems(HEAD + SALES + SHARE.replace("10%", "10%, active: no, until: 2035-12-31")) == ()


def test_a_payment_past_the_horizon_says_so() -> None:
    fee = "terms:\n  fee: {kind: payment, payer: ben, payee: ada, amount: {2026-01-31: 1m, 2031-01-31: 2m}}\n"
    assert only(HEAD + fee).code == "past-horizon"


@pytest.mark.parametrize(
    ("rounds", "code"),
    [
        ("rounds: [{on: 2024-06-30, new_money: 1m}]", "date-passed"),
        ("rounds: [{on: 2031-06-30, new_money: 1m}]", "past-horizon"),
        ("rounds: [{on: 2026-06-30, new_money: 1m}, {on: 2026-06-30, new_money: 2m}]", "name-taken"),
        ("calibrate: {round: 2026-06-30, post_money: 9m}", "date-to-come"),
    ],
)
def test_rounds_are_to_come_and_observed_rounds_have_been(rounds: str, code: str) -> None:
    assert only(HEAD + MILL.replace("12%", f"12%, {rounds}") + SHARES).code == code


def test_talks_go_forward_in_time_up_to_the_day_of_the_deal() -> None:
    days = ("ada, on: 2024-12-01", "ben, on: 2024-11-01", "ada, on: 2025-06-01")
    talks = "talks:\n" + "".join(f"  - {{by: {day}, note: they had lunch}}\n" for day in days)
    found = problems(HEAD + talks)
    assert [(p.code, p.severity, p.place.line) for p in found] == [
        ("out-of-order", "error", 10),
        ("date-to-come", "warning", 11),
    ]


# ----------------------------------------------------------------------------------------------------- circles


def test_a_circle_of_definitions_is_shown_whole_and_once() -> None:
    drivers = (
        "drivers:\n"
        "  a: {kind: derived, is: b + 1}\n"
        "  b: {kind: derived, is: 2 * c}\n"
        "  c: {kind: derived, is: a / 2 + d}\n"
        "  d: {kind: constant, is: 5}\n"
    )
    problem = only(HEAD + drivers)
    assert problem.what == "`a` is defined by itself: `a` -> `b` -> `c` -> `a`"
    assert problem.place.line == 9


def test_terms_and_events_may_go_round_in_a_circle_too() -> None:
    terms = (
        "terms:\n"
        "  one: {kind: flow, payer: ben, payee: ada, amount: 1m USD/year - terms.two.paid}\n"
        "  two: {kind: flow, payer: ada, payee: ben, amount: terms.one.paid / 2}\n"
    )
    assert only(HEAD + terms).what == "`terms.one` is defined by itself: `terms.one` -> `terms.two` -> `terms.one`"
    event = SALES + "  boom: {kind: event, when: sales * after(boom) > 2m USD/year}\n"
    assert only(HEAD + event).code == "definition-cycle"


def test_two_circles_are_two_problems_and_a_fact_may_use_facts() -> None:
    facts = "".join(f"  f{k}: {{is: f{k ^ 1} + 1, reason: a slip}}\n" for k in range(4))
    found = problems(HEAD + "facts:\n" + facts)
    assert [p.code for p in found if p.severity == "error"] == ["definition-cycle"] * 2
    chain = "".join(f"  f{k}: {{is: f{k + 1} + f{k + 1}, reason: doubled}}\n" for k in range(60))
    rate = SHARE.replace("10%", "f0 / 2 ^ 60 * 10%")
    assert problems(HEAD + "facts:\n" + chain + "  f60: {is: 1, reason: one}\n" + SALES + rate) == ()


@pytest.mark.parametrize("length", [150, 3000])
def test_definitions_too_deep_to_follow_are_refused_and_not_followed(length: int) -> None:
    chain = "".join(f"  f{k}: {{is: f{k + 1} + f{k + 1}, reason: doubled}}\n" for k in range(length))
    found = problems(HEAD + f"facts:\n{chain}  f{length}: {{is: 1, reason: one}}\n")
    assert [p.code for p in found if p.severity == "error"] == ["too-large-expression"]


# ------------------------------------------------------------------------------------------------ correlations


TWO = SALES + "  costs: {kind: gbm, start: 1m USD/year, growth: 3%, volatility: 10%}\n"
THREE = TWO + "  wages: {kind: gbm, start: 1m USD/year, growth: 3%, volatility: 10%}\n"


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        ("[sales, costs]", "write pairs, such as `sales ~ costs: 50%`"),
        ("[sales ~ costs]", "write pairs, such as `sales ~ costs: 50%`"),
        ("[sales]", "write pairs, such as `a ~ b: 50%`"),
        ("30%", "write pairs, such as `a ~ b: 50%`"),
        ("[{sales ~ costs: 30%}]", "write `sales ~ costs: 30%` without `- ` or brackets before it"),
    ],
)
def test_correlations_that_are_no_pairs_are_shown_one(said: str, mend: str) -> None:
    found = [each for each in problems(HEAD + TWO + f"correlations: {said}\n") if each.severity == "error"]
    assert [(each.code, each.mend) for each in found] == [("wrong-kind", mend)]


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ("sales ~ costs: 50%", None),
        ("sales ~ sales: 50%", "bad-pair"),
        ("sales and costs: 50%", "bad-pair"),
        ("sales ~ cost: 50%", "unknown-shock"),
        ("sales.growth ~ costs: 50%", "unknown-shock"),
        ("sales ~ costs: 150%", "out-of-bounds"),
        ("sales ~ costs: 50%, costs ~ sales: 50%", "pair-twice"),
        ("sales ~ costs: 90%, costs ~ wages: 90%, sales ~ wages: -90%", "bad-correlations"),
        ("sales ~ costs: 90%, costs ~ wages: 90%, sales ~ wages: 70%", None),
    ],
)
def test_correlations_are_those_of_some_shocks(pairs: str, code: str | None) -> None:
    found = problems(HEAD + THREE + f"correlations: {{{pairs}}}\n")
    assert [p.code for p in found] == ([code] if code else [])


def test_the_growth_of_a_driver_has_its_own_shocks_if_it_moves() -> None:
    growth = "{now: 50%, long_run: 5%, half_life: 2 years, volatility: 10%}"
    young = f"  young: {{kind: growth, start: 1m USD/year, growth: {growth}, volatility: 20%}}\n"
    assert (
        problems(HEAD + SALES + young + "correlations: {young.growth ~ sales: 20%, young ~ young.growth: 10%}\n") == ()
    )


# ------------------------------------------------------------------------------------------------------ owners


def stakes(*terms: str) -> list[str]:
    lines = "".join(f"  s{k}: {{kind: equity, company: mill, {term}}}\n" for k, term in enumerate(terms))
    return [p.code for p in problems(HEAD + MILL + "terms:\n" + lines)]


def test_stakes_and_residual_are_exactly_everything() -> None:
    assert stakes("holder: ada, stake: 60%, residual: ben") == []
    assert stakes("holder: ada, stake: 60%", "holder: ben, stake: 40%") == []
    assert stakes("holder: ada, stake: 1/3", "holder: ben, stake: 2/3") == []
    assert stakes("holder: ada, stake: 60%", "holder: ben, stake: 30%") == ["no-residual"]
    assert stakes("holder: ada, stake: 60%", "holder: ben, stake: 50%") == ["bad-stakes"]
    assert stakes("holder: ada, stake: 60%, residual: ben", "holder: ben, stake: 10%, residual: ada") == [
        "two-residuals"
    ]
    assert stakes() == ["no-owner"]


def test_companies_do_not_own_themselves_through_one_another() -> None:
    companies = MILL + "  farm: {enterprise_value: 10m, cost_of_capital: 12%}\n"
    owned = "terms:\n  a: {kind: equity, company: mill, holder: farm, stake: 60%, residual: ada}\n"
    back = "  b: {kind: equity, company: farm, holder: ben, stake: 60%, residual: %s}\n"
    assert problems(HEAD + companies + owned + back.replace("%s", "ada")) == ()
    circle = only(HEAD + companies + owned + back.replace("%s", "mill"))
    assert circle.what == "`mill` owns a part of itself through `farm`"


def test_a_term_runs_between_two_sides() -> None:
    assert only(HEAD + SALES + SHARE.replace("payee: ada", "payee: ben")).code == "same-sides"
    assert only(HEAD + MILL + SHARES.replace("holder: ada", "holder: mill")).code == "same-sides"


def test_the_currency_is_one_that_there_is() -> None:
    problem = only(HEAD.replace("USD", "UDS"))
    assert (problem.code, problem.place.line) == ("unknown-currency", 5)


def test_only_stakes_in_force_count() -> None:
    assert stakes("holder: ada, stake: 80%, residual: ben", "active: no, holder: ben, stake: 50%") == []
    assert stakes("holder: ada, stake: 80%, residual: ben", "active: yes, holder: ben, stake: 50%") == ["bad-stakes"]


def test_a_calibration_names_one_number_of_a_driver() -> None:
    company = MILL.replace("12%", "12%, calibrate: {round: 2024-06-30, post_money: 9m, by: %s}").replace(
        "enterprise_value: 10m", "enterprise_value: 10 years * sales"
    )
    for by in ("sales.start", "drivers.sales.start", "sales.growth"):
        assert problems(HEAD + SALES + company.replace("%s", by) + SHARES) == ()
    problem = only(HEAD + SALES + company.replace("%s", "sales.strat") + SHARES)
    assert (problem.code, problem.mend) == ("bad-calibration", "write `sales.start`")
    assert only(HEAD + SALES + company.replace("%s", "sale.start") + SHARES).mend == "write `sales.start`"
    sold = "  sold: {kind: event, chance: 60% by 2028-12-31}\n"
    assert only(HEAD + SALES + sold + company.replace("%s", "sold.chance") + SHARES).code == "bad-calibration"


# ------------------------------------------------------------------------------------------------- negotiation


NEGOTIATE = "negotiate:\n  between: [ada, ben]\n  over: {terms.share.rate: 5% .. 20% by 5%}\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[ada, ben]", "[ada]", "too-few-parties"),
        ("[ada, ben]", "[ada, bob]", "unknown-party"),
        ("[ada, ben]", "[ada, ben, ada]", "name-taken"),
        ("between", "no_deal: never\n  between", "unknown-scenario"),
        ("between", "power: {eve: 2}\n  between", "unknown-party"),
        ("{terms.share.rate: 5% .. 20% by 5%}", "{}", "nothing-to-negotiate"),
        ("5% .. 20% by 5%", "5% .. 20% by", "bad-range"),
        ("terms.share.rate", "terms.share.rat", "unknown-key"),
        ("terms.share.rate", "terms.sharp.rate", "unknown-path"),
        ("5% .. 20% by 5%", "[5%, 2025-12-31]", "unit-mismatch"),
    ],
)
def test_what_is_wrong_with_a_negotiation_is_found(old: str, new: str, code: str) -> None:
    assert only((HEAD + SALES + SHARE + NEGOTIATE).replace(old, new)).code == code


def test_an_offer_is_made_of_negotiable_paths_and_possible_values() -> None:
    talks = "talks:\n  - {by: ada, on: 2024-12-15, offer: {%s}}\n"
    text = HEAD + SALES + SHARE + NEGOTIATE
    assert problems(text + talks % "terms.share.rate: 15%") == ()
    assert only(text + talks % "terms.share.until: 2026-12-31").code == "not-negotiable"
    assert only(text + talks % "terms.share.rate: a lot").code == "bad-expression"


def test_what_was_signed_may_lie_anywhere_and_say_more_than_is_negotiable() -> None:
    signed = "talks:\n  - {by: ada, on: 2025-03-15, signed: yes, offer: {%s}}\n"
    text = HEAD + SALES + SHARE + NEGOTIATE
    assert problems(text + signed % "terms.share.rate: 35%") == ()
    assert problems(text + signed % "terms.share.rate: 15%, terms.share.until: 2026-06-30") == ()
    assert only(text + signed % "terms.sharp.rate: 15%").code == "unknown-path"
    assert only(text + signed % "terms.share.rat: 15%").code == "unknown-key"
    assert only(text + signed % "terms.share.rate: a lot").code == "bad-expression"
    assert only(text + "talks:\n  - {by: ada, on: 2025-03-15, signed: yes, note: done}\n").code == "missing-key"
    refused = problems((text + signed % "terms.share.rate: 35%").replace("signed: yes", "signed: no"))
    assert [problem.code for problem in refused] == ["date-to-come", "outside-range"]


def test_a_fact_that_only_an_offer_names_is_used() -> None:
    facts = "facts: {asked: {is: 15%, reason: as they said}}\n"
    talks = "talks:\n  - {by: ada, on: 2024-12-15, offer: {terms.share.rate: asked}}\n"
    assert problems(HEAD + facts + SALES + SHARE + NEGOTIATE + talks) == ()


def test_a_wide_spread_is_warned_of_and_a_narrow_one_is_not() -> None:
    driver = "drivers:\n  sales: {kind: growth, start: 1m USD/year, growth: 5%%, volatility: %s}\n"
    assert problems(HEAD + driver % "40%") == ()
    problem = only(HEAD + driver % "70%")
    assert (problem.code, problem.severity) == ("wide-spread", "warning")
    assert problem.what == "at the horizon the mean of `sales` is 4.34 times its median"


SOLD = "  sold: {kind: event, chance: 60% by 2026-06-30}\n"


def test_a_driver_that_nothing_uses_is_warned_of() -> None:
    problem = only(HEAD + SALES + SOLD + SHARE)
    assert (problem.code, problem.severity) == ("unused-driver", "warning")
    assert (problem.what, problem.place.line) == ("nothing uses the driver `sold`", (HEAD + SALES).count("\n") + 1)


@pytest.mark.parametrize(
    "use",
    [
        SHARE.replace("on: sales", "on: sales * before(sold)"),
        SHARE.replace("rate:", "ends_on: sold, rate:"),
        SHARE.replace("rate:", "rate_changes: [{on: sold, rate: 5%}], rate:"),
        "  late: {kind: derived, is: sales * after(sold)}\n" + SHARE.replace("on: sales", "on: late"),
        SHARE + "scenarios: {other: {terms.share.ends_on: sold}}\n",
        SHARE + "scenarios: {other: {drivers.sold.chance: 10% by 2026-06-30}}\n",
        SHARE + "negotiate: {between: [ada, ben], over: {terms.share.ends_on: [sold, none]}}\n",
        SHARE + "facts: {read: {reason: as they say, readings: [{weight: 40%, overlay: {terms.share.ends_on: sold}}, "
        "{weight: 60%, overlay: {}}]}}\n",
        SHARE + "  right: {kind: option, holder: ada, on: 2026-01-01, switches: {terms.share.ends_on: sold}}\n",
    ],
)
def test_a_driver_that_something_uses_or_may_use_is_not_warned_of(use: str) -> None:
    assert problems(HEAD + SALES + SOLD + use) == ()


def test_nothing_is_called_unused_while_an_error_stands_or_before_there_is_a_term() -> None:
    assert only(HEAD + SALES + SHARE.replace("on: sales", "on: sale")).code == "unknown-name"
    assert problems(HEAD + SALES + SOLD) == ()


def test_warnings_do_not_stand_in_the_way_of_a_deal() -> None:
    loaded = loads(HEAD + "sources: {memo: {publisher: Ada}}\nfacts: {price: {is: 5%}}\n")
    assert [p.code for p in loaded.warnings] == ["unused-source", "no-reason", "unused-fact"]
    assert loaded.errors == ()
    assert loaded.deal is not None


# ------------------------------------------------------------------------------------------- all of them at once

LATE = """\
sources: {memo: {publisher: Ada, date: 2026-01-01}}
facts: {price: {is: 1m, source: memo}}
drivers: {strike: {kind: event, chance: 30% by 2020-12-31}}
terms:
  fee: {kind: payment, payer: ada, payee: ben, on: 2035-01-01, amount: price}
  old: {kind: flow, payer: ada, payee: ben, amount: 1m / 1 year, from: 2026-01-01, until: 2025-06-30, ends_on: strike}
negotiate: {between: [ada, ben], over: {facts.price: "1m .. 2m by 1m"}}
talks: [{by: ada, on: 2024-02-01, offer: {facts.price: 1m}}, {by: ben, on: 2024-01-01, offer: {facts.price: 1m}}]
"""
LATER = ["source-too-late", "date-passed", "past-horizon", "ends-before-start", "out-of-order"]


@pytest.mark.parametrize(
    ("old", "new", "code", "hidden"),
    [
        ("title: Ada and Ben\n", "", "missing-key", []),
        ("title:", "titel:", "unknown-key", []),
        ("title:", "colour: red\ntitle:", "unknown-key", []),
        ("risk_free", "step: weekly\nrisk_free", "unknown-word", []),
        ("risk_free", "worth_by: gut\nrisk_free", "unknown-word", []),
        ("currency: USD", "currency: usd", "unknown-currency", []),
        ("horizon: 2030-12-31", "horizon: 2030-02-31", "bad-date", ["past-horizon"]),
        ("horizon: 2030-12-31\n", "", "missing-key", ["past-horizon"]),
        ("horizon: 2030-12-31", "horizon: 2030-12-31\nclosing: 90%", "bad-chance", []),
    ],
)
def test_a_mistake_at_the_head_hides_no_other(old: str, new: str, code: str, hidden: list[str]) -> None:
    assert [p.code for p in problems(HEAD + LATE)] == LATER
    found = [p.code for p in problems(HEAD.replace(old, new) + LATE)]
    assert sorted(found) == sorted([code, *(each for each in LATER if each not in hidden)])


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (HEAD.replace("2030-12-31", "2020-12-31"), "horizon-before-start"),
        (HEAD.replace("2030-12-31", "2226-12-31"), "horizon-too-far"),
    ],
)
def test_a_horizon_out_of_place_is_said_beside_a_missing_title(head: str, code: str) -> None:
    found = [p.code for p in problems(head.replace("title: Ada and Ben\n", "").replace("USD", "usd") + SALES)]
    assert found == ["missing-key", code, "unknown-currency"]


def test_a_mistyped_key_hides_nothing_of_its_term() -> None:
    late = SHARE.replace("rate: 10%", "rate: 10%, untill: 2040-12-31, nonsense: 3, cap: 0.5")
    found = [p.code for p in problems(HEAD + SALES + late)]
    assert sorted(found) == ["past-horizon", "unit-mismatch", "unknown-key", "unknown-key"]


def test_a_mistyped_key_brings_no_problem_of_what_it_was_meant_to_say() -> None:
    assert [p.code for p in problems(HEAD + SALES + SHARE.replace("on: sales", "onn: salse"))] == [
        "unknown-key",
        "unknown-name",
    ]
    facts = "facts: {fee: {is: 10%, raeson: agreed}}\n"
    found = [p.code for p in problems(HEAD + facts + SALES + SHARE.replace("10%", "fee"))]
    assert found == ["unknown-key"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("rate: 10%", "rate: 10 prozent"), ("on: sales", "on: 2 ** sales"), ("rate: 10%", "rate: 10%, cap: 5 to 3")],
)
def test_a_value_that_cannot_be_read_hides_nothing_of_its_term(old: str, new: str) -> None:
    late = SHARE.replace(old, new).replace("}\n", ", until: 2040-12-31}\n")
    found = [p.code for p in problems(HEAD + SALES + late)]
    assert len(found) == 2
    assert "past-horizon" in found


def test_a_stake_that_cannot_be_read_leaves_no_rest() -> None:
    for shares in (SHARES.replace("100%", "all of it"), SHARES.replace("stake: 100%", "stak: 50%")):
        assert len(problems(HEAD + MILL + shares)) == 1
    two = SHARES.replace("100%", "50%") + "  rest: {kind: equity, company: mil, holder: ben, stake: 50%}\n"
    assert [p.code for p in problems(HEAD + MILL + two)] == ["unknown-company"]


@pytest.mark.parametrize("said", ["US Dollars", "5 foo bar", "Euro"])
def test_a_currency_that_there_is_none_of_is_the_only_problem(said: str) -> None:
    code = "EUR" if said == "Euro" else "USD"
    problem = only((HEAD.replace("currency: USD", f"currency: {said}") + SALES + SHARE).replace("1m USD", f"1m {code}"))
    assert (problem.code, problem.mend) == ("unknown-currency", f"write `{code}`")


# ------------------------------------------------------------------------------------------------ dates of `at`


def test_what_stands_past_the_horizon_is_nowhere() -> None:
    flow = "terms:\n  fee: {kind: flow, payer: ben, payee: ada, amount: 'at(sales, DAY) / 20'}\n"
    for day in ("2024-12-31", "2030-12-31"):
        assert problems(HEAD + SALES + flow.replace("DAY", day)) == ()
    problem = only(HEAD + SALES + flow.replace("DAY", "2031-01-02"))
    assert (problem.code, problem.expected) == ("past-horizon", "a date up to 2030-12-31")


@pytest.mark.parametrize("value", ["100%", "-100%"])
def test_a_correlation_that_leaves_nothing_of_its_own_is_no_correlation(value: str) -> None:
    two = SALES + SALES.removeprefix("drivers:\n").replace("sales", "costs")
    assert problems(HEAD + two + "correlations: {sales ~ costs: 99.9%}\n" + SHARE) == ()
    problem = only(HEAD + two + f"correlations: {{sales ~ costs: {value}}}\n" + SHARE)
    assert problem.code == "bad-correlations"
    assert problem.mend.startswith("write `99%`" if value == "100%" else "write `-99%`")


def test_the_points_of_a_schedule_stand_beside_its_kind() -> None:
    drivers = "drivers: {sales: {kind: schedule, points: {2025: 1m USD/year}}}\n"
    problem = only(HEAD + drivers + SHARE)
    assert (problem.code, problem.place.column) == ("unknown-key", 35)
    assert problem.mend == "write the years and dates beside `kind`"


# ------------------------------------------------------------------------------------------------------- talks

OVER = "terms.share.rate: 5% .. 20% by 5%, terms.share.until: [none, 2027-12-31]"
TABLE = f"negotiate: {{between: [ada, ben], over: {{{OVER}}}}}\n"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("offer: {terms.share.rate: 5%}", None),
        ("offer: {terms.share.rate: 7.5%}", None),
        ("offer: {terms.share.rate: 15% + 5%}", None),
        ("offer: {terms.share.rate: 21%}", "outside-range"),
        ("offer: {terms.share.rate: 4%}", "outside-range"),
        ("offer: {terms.share.until: none}", None),
        ("offer: {terms.share.until: 2027-12-31}", None),
        ("offer: {terms.share.until: 2028-12-31}", "outside-range"),
        ("to: ben, answer: refused", "nothing-to-answer"),
        ("to: ada, offer: {terms.share.rate: 10%}", "same-sides"),
        ("to: cy, offer: {terms.share.rate: 10%}", "not-at-table"),
        ("to: cy, note: they asked Cy", None),
        ("note: they had lunch", None),
        ("to: ben", "empty-talk"),
    ],
)
def test_a_talk_says_something_negotiable_to_the_other_side(said: str, code: str | None) -> None:
    talks = f"talks: [{{by: ada, on: 2024-12-15, {said}}}]\n"
    head = HEAD.replace("ben: {}}", "ben: {}, cy: {}}")
    assert [p.code for p in problems(head + SALES + SHARE + TABLE + talks)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("said", "what", "mend"),
    [
        ("terms.share.rate: 30%", "30%", "write `5% .. 30% by 5%` in `negotiate.over`"),
        ("terms.share.rate: 0%", "0%", "write `0% .. 20% by 5%` in `negotiate.over`"),
        ("terms.share.rate: 33%", "33%", "include `33%` in `negotiate.over`"),
        ("terms.share.until: 2028-12-31", "2028-12-31", "2028-12-31]` in `negotiate.over`"),
    ],
)
def test_an_offer_outside_the_range_says_what_range_has_it(said: str, what: str, mend: str) -> None:
    text = HEAD + SALES + SHARE + TABLE + f"talks: [{{by: ada, on: 2024-12-15, offer: {{{said}}}}}]\n"
    problem = only(text)
    assert (problem.code, problem.severity) == ("outside-range", "error")
    assert problem.what.startswith(f"`{what}` is not among the values of")
    assert mend in problem.mend


def test_a_note_may_be_of_any_day_and_an_offer_to_one_of_three_ends_nothing() -> None:
    note = TABLE.replace("negotiate: {", "negotiate: {deadline: 2024-11-30, ")
    talk = "talks: [{by: ada, on: 2024-12-15, SAID}]\n"
    assert problems(HEAD + SALES + SHARE + note + talk.replace("SAID", "note: they had lunch")) == ()
    late = only(HEAD + SALES + SHARE + note + talk.replace("SAID", "offer: {terms.share.rate: 10%}"))
    assert (late.code, late.severity) == ("after-deadline", "error")
    three = HEAD.replace("ben: {}", "ben: {}, cy: {}") + SALES + SHARE + TABLE.replace("[ada, ben]", "[ada, ben, cy]")
    asked = "{by: ada, TO on: 2024-12-15, offer: {terms.share.rate: 10%}, answer: accepted}"
    again = "{by: cy, on: 2024-12-16, offer: {terms.share.rate: 5%}}"
    assert problems(three + f"talks: [{asked.replace('TO', 'to: ben,')}, {again}]\n") == ()
    line = f"talks: [{asked.replace('TO ', '')}, {again}]"
    over = only(three + f"{line}\n")
    assert (over.code, over.severity, over.place.column) == ("talks-are-over", "error", line.index("cy, on") + 1)
    assert "`answer: open` if it was taken back" in over.mend


@pytest.mark.parametrize(
    ("paths", "within"),
    [
        ("terms.share: [none], terms.share.rate: 5% .. 20% by 5%", "terms.share.rate"),
        ("terms.share.rate: 5% .. 20% by 5%, terms.share: [none]", "terms.share.rate"),
        ("facts.fee: [1%, 2%], facts.fee.is: [1%, 2%]", "facts.fee.is"),
        ("terms.share.rate: 5% .. 20% by 5%, terms.share_2.rate: 5% .. 20% by 5%", None),
        ("facts.fee: [1%, 2%], facts.fees: [1%, 2%]", None),
    ],
)
def test_negotiable_paths_do_not_lie_inside_one_another(paths: str, within: str | None) -> None:
    facts = "facts: {fee: {is: 1%, reason: agreed}, fees: {is: 1%, reason: agreed}}\n"
    shares = SHARE + SHARE.removeprefix("terms:\n").replace("share:", "share_2:").replace("10%", "fee + fees")
    found = problems(HEAD + facts + SALES + shares + f"negotiate: {{between: [ada, ben], over: {{{paths}}}}}\n")
    assert [p.code for p in found] == (["overlapping-paths"] if within else [])
    assert all(f"`{within}` lies within" in p.what for p in found)


def test_packages_are_counted_when_the_file_is_read() -> None:
    over = (
        "terms.share.rate: 0% .. 50% by 0.05%, drivers.sales.volatility: 0% .. 50% by 0.05%, "
        "drivers.sales.growth: 0% .. STOP by 0.05%"
    )
    deal = HEAD + SALES + SHARE + f"negotiate: {{between: [ada, ben], over: {{{over}}}}}\n"
    assert problems(deal.replace("STOP", "498.95%")) == ()
    problem = only(deal.replace("STOP", "499%"))
    assert (problem.code, problem.what) == ("too-many-packages", "the ranges make 10,000,971,981 packages")


# ------------------------------------------------------------------------------------------------- said once


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: 10%", "rate: 10%, until: sales"),
        ("rate: 10%", "rate: 10%, active: 5% to 20%"),
        ("rate: 10%", "rate: 10% * 2030-12-31"),
    ],
)
def test_a_value_of_the_wrong_unit_is_nothing_else_besides(old: str, new: str) -> None:
    problem = only(HEAD + SALES + SHARE.replace(old, new))
    assert problem.code == "unit-mismatch"
    assert problem.mend


def test_what_nobody_negotiates_is_not_tried() -> None:
    negotiate = "negotiate: {between: [ada, ben], over: {risk_fre: 5% .. 20% by 5%}}\n"
    assert only(HEAD + SALES + SHARE + negotiate).code == "not-negotiable"


def test_a_source_that_tells_of_the_signing_alone_may_be_younger_than_the_deal() -> None:
    talk = "{by: ada, on: 2026-01-01, signed: yes, source: memo, offer: {facts.price: 2m}}"
    both = f"{LATE.partition('talks:')[0]}talks: [{talk}]\n"
    alone = both.replace("is: 1m, source: memo", "is: 1m, reason: a guess")
    assert "source-too-late" in [p.code for p in problems(HEAD + both)]
    assert "source-too-late" not in [p.code for p in problems(HEAD + alone)]
