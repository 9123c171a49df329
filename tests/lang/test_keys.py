"""Keys and kinds of values: every slip is found at its place, with what to type instead."""

import pytest

from dealwright.ground.problem import Problem
from dealwright.lang.load import loads

HEAD = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
drivers:
  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}
"""


def problems(text: str) -> tuple[Problem, ...]:
    return loads(text).problems


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def test_a_sound_deal_has_no_problems() -> None:
    loaded = loads(HEAD + "terms: {share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%}}\n")
    assert loaded.problems == ()
    assert loaded.deal is not None
    assert loaded.deal.terms["share"].rate.value == pytest.approx(0.1)
    assert list(loaded.deal.parties) == ["ada", "ben"]


def test_a_slip_in_a_key_absorbs_the_key_that_is_missing_for_it() -> None:
    problem = only(HEAD + "terms:\n  share: {kind: royalty, payr: ben, payee: ada, on: sales, rate: 10%}\n")
    assert (problem.code, problem.mend) == ("unknown-key", "rename it to `payer`")
    assert problem.what == "unknown key `payr` in a royalty term"
    assert (problem.place.line, problem.place.column, problem.place.end_column) == (11, 26, 30)


def test_a_slip_that_is_no_missing_key_is_reported_beside_what_is_missing() -> None:
    found = problems(HEAD + "terms:\n  share: {kind: royalty, payer: ben, payee: ada, on: sales, colour: red}\n")
    assert [problem.code for problem in found] == ["missing-key", "unknown-key"]
    assert found[0].what == "key `rate` missing in a royalty term"


def test_all_that_is_missing_in_one_mapping_is_one_problem_at_its_key() -> None:
    problem = only(HEAD + "terms:\n  share: {kind: royalty, payer: ben}\n")
    assert problem.code == "missing-key"
    assert problem.mend == "add `payee: ...`, `on: ...`, `rate: ...`"
    assert (problem.place.line, problem.place.column) == (11, 3)


def test_keys_are_checked_against_the_kind_that_was_chosen() -> None:
    problem = only(HEAD + "terms:\n  fee: {kind: flow, payer: ben, amount: 1m USD/year, rate: 10%}\n")
    assert problem.what == "unknown key `rate` in a flow term"
    driver = only(HEAD + "  costs: {kind: gbm, start: 1m USD/year, growth: 3%, volatility: 10%, half_life: 2 years}\n")
    assert driver.what == "unknown key `half_life` in a gbm driver"
    assert driver.expected == "kind, start, growth, volatility, title, slot, source, note"


def test_eight_allowed_words_are_listed_and_more_are_cut_short() -> None:
    few = only(HEAD + "step: decade\n")
    assert few.expected == "month, quarter, half, year"
    many = only(HEAD + "terms:\n  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, colour: red}\n")
    assert many.expected == "kind, payer, payee, on, rate, ..."


def test_a_missing_kind_is_guessed_from_the_other_keys() -> None:
    problem = only(HEAD + "terms:\n  stake: {company: mill, holder: ada, stake: 10%}\n")
    assert (problem.code, problem.mend) == ("missing-key", "add `kind: equity`")


def test_a_kind_that_there_is_not_is_told_with_those_that_there_are() -> None:
    problem = only(HEAD + "terms:\n  sell: {kind: optin, holder: ada}\n")
    assert (problem.code, problem.mend) == ("unknown-kind", "write `kind: option`")
    assert "royalty" in problem.expected


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("drivers: [sales]", "`drivers` is a list"),
        ("talks: {ada: 5%}", "`talks` is a mapping"),
        ("facts: none at all", "`facts` is the single value `none at all`"),
    ],
)
def test_a_section_of_the_wrong_kind_is_reported_at_its_key(line: str, what: str) -> None:
    problem = only(HEAD.partition("drivers:")[0] + line + "\n")
    assert (problem.code, problem.what) == ("wrong-kind", what)


def test_a_single_value_where_a_list_should_be_is_shown_as_one() -> None:
    problem = only(HEAD + "negotiate: {between: ada, over: {drivers.sales.growth: [5%, 6%]}}\n")
    assert (problem.code, problem.expected, problem.mend) == ("wrong-kind", "a list", "write `between: [ada]`")


def test_a_list_in_quotes_is_to_be_written_without_them() -> None:
    problem = only(HEAD + 'negotiate: {between: "[ada, bob]", over: {drivers.sales.growth: [5%, 6%]}}\n')
    assert (problem.code, problem.mend) == ("wrong-kind", "write it without quotes")


def test_one_name_or_a_list_of_names_may_stand_where_several_may_be_meant() -> None:
    event = "  sale: {kind: event, hazard: 10%}\n  fire: {kind: event, hazard: 1%}\n"
    term = "terms:\n  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, ends_on: %s}\n"
    one, many = (
        loads(HEAD + event + term.replace("%s", "sale")),
        loads(HEAD + event + term.replace("%s", "[sale, fire]")),
    )
    assert one.deal is not None
    assert many.deal is not None
    assert one.deal.terms["share"].events == ("sale",)
    assert many.deal.terms["share"].events == ("sale", "fire")
    wrong = only(HEAD + event + term.replace("%s", "{sale: yes}"))
    assert (wrong.code, wrong.what) == ("wrong-kind", "`ends_on` is a mapping")


def test_none_means_that_an_optional_key_is_not_there() -> None:
    loaded = loads(HEAD + "terms: {share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, cap: none}}\n")
    assert loaded.deal is not None
    assert loaded.deal.terms["share"].cap is None
    problem = only(HEAD + "terms: {share: {kind: royalty, payer: none, payee: ada, on: sales, rate: 10%}}\n")
    assert (problem.code, problem.what) == ("none-not-allowed", "`payer` cannot be `none` in a royalty term")


def test_an_empty_value_is_pointed_at_by_its_key() -> None:
    problem = only(HEAD.replace("risk_free: 4%", "risk_free:"))
    assert (problem.code, problem.place.line, problem.place.column) == ("empty-value", 6, 1)
    assert only(HEAD.replace("title: Ada and Ben", "title:")).code == "empty-value"


def test_a_section_with_nothing_in_it_is_as_if_it_were_not_there() -> None:
    assert problems(HEAD + "terms:\nscenarios:\nfacts: {}\ntalks: []\n") == ()
    assert only(HEAD.replace("parties: {ada: {}, ben: {}}", "parties: {}")).code == "empty-value"


def test_a_party_may_say_nothing_but_its_name() -> None:
    loaded = loads(HEAD.replace("parties: {ada: {}, ben: {}}", "parties:\n  ada:\n  ben:"))
    assert loaded.problems == ()


def test_a_mistyped_section_is_known_as_one() -> None:
    problem = only(HEAD.replace("parties:", "partys:"))
    assert (problem.code, problem.mend) == ("unknown-key", "rename it to `parties`")


def test_keys_inside_a_key_are_checked_against_their_own_shape() -> None:
    growth = "growth: {now: 50%, long_run: 5%, half_live: 2 years}"
    problem = only(HEAD + f"  young: {{kind: growth, start: 1m USD/year, {growth}, volatility: 20%}}\n")
    assert problem.what == "unknown key `half_live` in `growth` of a growth driver"
    assert problem.mend == "rename it to `half_life`"


def test_a_value_that_may_be_one_rate_or_several_is_read_once() -> None:
    problem = only(HEAD + "  young: {kind: growth, start: 1m USD/year, growth: fast, volatility: 20%}\n")
    assert (problem.code, problem.what) == ("unknown-name", "nothing is named `fast`")


def test_the_attribute_behind_a_key_is_no_key() -> None:
    problem = only(HEAD + "  tax: {kind: constant, is_: 20%}\n")
    assert (problem.code, problem.mend) == ("unknown-key", "rename it to `is`")


def test_all_problems_of_a_file_are_reported_in_its_order() -> None:
    found = problems(
        HEAD.replace("risk_free: 4%", "risk_fre: 4%").replace("5%,", "5 percent,")
        + "terms:\n  share: {kind: royalty, payer: bob, payee: ada, on: salse, rate: 110%}\n"
        + "colour: red\n"
    )
    assert [problem.code for problem in found] == [
        "unknown-key",
        "bad-literal",
        "unknown-party",
        "unknown-name",
        "out-of-bounds",
        "unknown-key",
    ]
    assert [problem.place.line for problem in found] == sorted(problem.place.line for problem in found)


def test_a_name_that_no_expression_could_say_is_refused() -> None:
    problem = only(HEAD + "  net-sales: {kind: constant, is: 5%}\n")
    assert (problem.code, problem.mend) == ("bad-name", "rename it to `net_sales`")
    assert only(HEAD + "  max: {kind: constant, is: 5%}\n").mend == "rename it to `max_`"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("chance: 60% by 2026-06-30", None),
        ("", "none-of"),
        ("chance: 60% by 2026-06-30, when: sales > 2m USD/year", "one-too-many"),
    ],
)
def test_an_event_has_exactly_one_of_three_keys(keys: str, code: str | None) -> None:
    found = problems(HEAD + f"  sale: {{kind: event, {keys}}}\n")
    assert [problem.code for problem in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("amount: 1m, on: 2025-06-30", None),
        ("amount: {2025-06-30: 1m, 2026-06-30: 2m}", None),
        ("amount: 1m, every: year", None),
        ("amount: 1m", "none-of"),
        ("amount: {2025-06-30: 1m}, every: year", "one-too-many"),
    ],
)
def test_a_payment_says_in_one_way_when_it_is_paid(keys: str, code: str | None) -> None:
    share = "share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%}"
    found = problems(HEAD + f"terms: {{{share}, fee: {{kind: payment, payer: ben, payee: ada, {keys}}}}}\n")
    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_name_taken_by_a_driver_cannot_be_a_fact_s() -> None:
    problem = only(
        HEAD.replace("5%,", "rate,") + "  rate: {kind: constant, is: 5%}\nfacts:\n  rate: {is: 5%, reason: a guess}\n"
    )
    assert (problem.code, problem.place.line) == ("name-taken", 12)
