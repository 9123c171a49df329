"""What an option may not say: each mistake is a problem at its place, with a mend to type."""

import pytest

from dealwright.lang.load import loads

DEAL = """dealwright: 1
title: Rights
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 3%
parties: {ada: {}, bob: {}, eve: {}}
drivers:
  sales: {kind: gbm, start: 100 USD/year, growth: 4%, volatility: 20%}
  launch: {kind: event, chance: 60% by 2026-12-31}
companies:
  firm: {enterprise_value: 100 USD, cost_of_capital: 10%}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 20%, residual: bob}
  share: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, ends_on: launch}
  lease: {kind: flow, payer: ada, payee: bob, amount: 1 USD/year, until: 2026-05-31}
  other: {kind: option, holder: ada, writer: bob, on: 2026-12-31, ends: share}
"""


def problems(option: str, name: str = "right") -> list[tuple[str, str]]:
    """Return the codes and words of what is wrong with an option."""
    loaded = loads(f"{DEAL}  {name}: {{kind: option, holder: bob, writer: ada, {option}}}\n")
    return [(problem.code, problem.what) for problem in loaded.problems]


@pytest.mark.parametrize(
    ("option", "code", "word"),
    [
        ("ends: share", "option-days", "does not say when"),
        ("on: 2025-12-31, at: launch, ends: share", "option-days", "`at` an event"),
        ("on: 2025-12-31, from: 2026-06-30, ends: share", "option-days", "outside its life"),
        ("on: 2024-12-31, ends: share", "date-passed", "2024-12-31"),
        ("on: 2025-12-31, switches: {parties.ada.discount: 5%}", "bad-switch", "no part of a term"),
        ("on: 2025-12-31, switches: {terms.right.price: 5 USD}", "bad-switch", "switches itself"),
        ("on: 2025-12-31, switches: {terms.other.price: 5 USD}", "bad-switch", "the option `other`"),
        ("on: 2025-12-31, switches: {terms.nothing.rate: 5%}", "unknown-path", "nothing"),
        ("on: 2025-12-31, switches: {terms.share.rate: 5 USD}", "unit-mismatch", "5 USD"),
        ("on: 2025-12-31, switches: {terms.share.until: 2030-12-31}", "past-horizon", "2030-12-31"),
        ("on: 2025-12-31, stake: 10%", "missing-key", "no `company`"),
        ("on: 2025-12-31, stake: 30%, company: firm", "short-stake", "holds 20%"),
        ("on: 2025-12-31, every: month, ends: share", "idle-key", "`every`"),
        ("on: 2025-12-31, sells: yes, ends: share", "idle-key", "`sells`"),
        ("on: 2025-12-31, price: 5 USD", "idle-option", "changes nothing"),
        ("on: 2025-12-31, ends: [share, right]", "definition-cycle", "ends itself"),
        ("on: 2025-12-31, notice: 3 years, ends: share", "past-horizon", "never takes effect"),
        ("on: 2026-06-30, ends: [share, lease]", "idle-key", "`lease` is over on 2026-05-31"),
    ],
)
def test_a_mistake_in_an_option_is_a_problem(option: str, code: str, word: str) -> None:
    assert [(found, word in what) for found, what in problems(option)] == [(code, True)]


def test_an_option_is_an_event_and_so_has_a_name_of_its_own() -> None:
    assert [code for code, _ in problems("on: 2025-12-31, ends: share", "launch")] == ["name-taken"]


def test_two_options_that_may_take_more_than_there_is_are_a_problem_once() -> None:
    first = "  first: {kind: option, holder: eve, writer: ada, on: 2025-12-31, company: firm, stake: 15%}\n"
    second = "  second: {kind: option, holder: bob, writer: ada, on: 2025-12-31, company: firm, stake: 10%}\n"
    assert [problem.code for problem in loads(DEAL + first + second).problems] == ["short-stake"]
    assert not loads(DEAL + first + second.replace("10%", "5%")).problems


def test_an_option_that_is_not_in_force_takes_nothing_from_who_would_have_to_give_it() -> None:
    first = "  first: {kind: option, holder: eve, writer: ada, on: 2025-12-31, company: firm, stake: 15%}\n"
    second = (
        "  second: {kind: option, holder: bob, writer: ada, on: 2025-12-31, company: firm, stake: 30%, active: no}\n"
    )
    assert not loads(DEAL + first + second).problems
    scenario = "scenarios: {apart: {terms.shares.stake: 0%, terms.first.active: no}}\n"
    assert not loads(DEAL + first + scenario).problems
    begun = "scenarios: {begun: {terms.second.active: yes}}\n"
    assert [problem.code for problem in loads(DEAL + first + second + begun).problems] == ["short-stake"]


def test_a_notice_that_is_over_on_the_horizon_and_a_term_that_is_switched_to_be_longer_are_no_problem() -> None:
    assert not problems("on: 2026-12-31, notice: 1 year, ends: share")
    longer = "  longer: {kind: option, holder: bob, on: 2025-12-31, switches: {terms.lease.until: 2027-12-31}}\n"
    right = "  right: {kind: option, holder: bob, writer: ada, on: 2026-06-30, ends: lease}\n"
    assert not loads(DEAL + longer + right).problems


def test_a_right_that_others_name_does_something() -> None:
    fee = "  fee: {kind: milestone, payer: ada, payee: bob, amount: 5 USD, on: right}\n"
    assert not loads(f"{DEAL}{fee}  right: {{kind: option, holder: bob, writer: ada, at: launch}}\n").problems


BARGAIN = """dealwright: 1
title: A right to leave
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {TOLERANCE}}
drivers: {sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%}
  leave: {kind: option, holder: ben, writer: ada, on: 2025-12-31, price: 10k USD, ends: share, EXERCISE}
  fee:   {kind: payment, payer: ben, payee: ada, amount: 1k USD, on: 2025-06-30}
negotiate:
  between: [ada, ben]
  over: {terms.share.rate: 1% .. 20% by 1%, PATH}
"""


@pytest.mark.parametrize(
    ("path", "tolerance", "exercise", "warned"),
    [
        ("terms.leave.price: 1k .. 25k by 1k", "", "exercise: best", False),
        ("terms.leave.price: 1k .. 26k by 1k", "", "exercise: best", True),
        ("terms.leave.price: 1k .. 26k by 1k", "", "exercise: always", False),
        ("terms.fee.amount: 1k .. 26k by 1k", "", "exercise: best", False),
        ("terms.fee.amount: 1k .. 26k by 1k", "risk_tolerance: none", "exercise: best", False),
        ("terms.fee.amount: 1k .. 26k by 1k", "risk_tolerance: 1m USD", "exercise: best", True),
        ("drivers.sales.growth: 1% .. 26% by 1%", "", "exercise: best", True),
    ],
)
def test_a_bargain_that_decides_an_option_in_very_many_packages_is_told(
    path: str, tolerance: str, exercise: str, *, warned: bool
) -> None:
    text = BARGAIN.replace("PATH", path).replace("TOLERANCE", tolerance).replace("EXERCISE", exercise)
    assert [problem.code for problem in loads(text).problems] == ["decided-often"] * warned
