"""What it costs to lose a counterparty: sums by hand, with and without what replaces it."""

import datetime as dt
import re

import pytest

from dealwright.bargain.ripples.dependence_result import Loss
from dealwright.bargain.ripples.lost import NotLostError
from dealwright.lang.load import loads
from dealwright.show.dependence_words import names_of_sides
from dealwright.show.terminal_losses import loss_sentence
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
RENT = "  rent: {kind: flow, payer: bruno, payee: ada, amount: 100 EUR/year}\n"
YEAR_END = dt.date(2025, 12, 31)


def lost(text: str, who: str, on: dt.date | None = None) -> Loss:
    return Study(loads(text), paths=64).dependence(losing=[who], on=on).losses[who]


def means(loss: Loss, *, replaced: bool = False) -> dict[str, float]:
    changes = loss.replaced if replaced else loss.without
    return {side: round(each.mean.value, 6) for side, each in changes.items()}


def test_terms_with_the_lost_end_and_all_others_stay() -> None:
    loss = lost(f"{HEAD}terms:\n{RENT}  tools: {{kind: flow, payer: carl, payee: ada, amount: 7 EUR/year}}\n", "bruno")
    assert (loss.ended, loss.fallen) == (("rent",), ())
    assert means(loss) == {"ada": -200.0, "carl": 0.0}
    assert loss.without["ada"].mean.standard_error == 0.0
    sure = loss.without["ada"].certainty_equivalent
    assert sure is not None
    assert sure.value == pytest.approx(-200.0)


def test_on_a_later_day_terms_run_to_its_close() -> None:
    assert means(lost(f"{HEAD}terms:\n{RENT}", "bruno", YEAR_END)) == {"ada": -100.0, "carl": 0.0}


def test_a_term_that_replaces_one_that_ends_counts_only_with_the_replacement() -> None:
    other = "  other: {kind: flow, payer: carl, payee: ada, amount: 80 EUR/year, replaces: rent, from: 2026-01-01}\n"
    loss = lost(f"{HEAD}terms:\n{RENT}{other}", "bruno")
    assert (loss.fallen, loss.replaced_by, loss.fallen_still) == (("other",), ("other",), ())
    assert means(loss) == {"ada": -180.0, "carl": 80.0}
    assert means(loss, replaced=True) == {"ada": -100.0, "carl": 0.0}


def test_the_scenario_that_the_file_names_comes_in_place_of_the_lost() -> None:
    text = (
        f"{HEAD}terms:\n{RENT}scenarios:\n  let_to_carl: {{terms.rent.payer: carl, terms.rent.amount: 60 EUR/year}}\n"
    )
    loss = lost(text.replace("name: Bruno,", "name: Bruno, if_lost: let_to_carl,"), "bruno")
    assert loss.replaced_by == ("scenarios.let_to_carl",)
    assert means(loss) == {"ada": -200.0, "carl": 0.0}
    assert means(loss, replaced=True) == {"ada": -80.0, "carl": -120.0}


def test_who_gains_by_a_loss_is_said_with_that_nothing_comes_in_its_place() -> None:
    text = f"{HEAD}terms:\n{RENT}scenarios:\n  cheap: {{terms.rent.payee: carl, terms.rent.amount: 60 EUR/year}}\n"
    study = Study(loads(text), paths=64).dependence(losing=["ada", "bruno"])
    names = names_of_sides(study)
    gains = " What would come in their place is not said (`if_lost`), so it counts as a gain to Bruno."
    assert loss_sentence(names, "ada", study.losses["ada"]) == f"With Ada end: rent.{gains}"
    assert loss_sentence(names, "bruno", study.losses["bruno"]) == "With Bruno end: rent."
    said = Study(loads(text.replace("name: Ada,", "name: Ada, if_lost: cheap,")), paths=64).dependence(losing=["ada"])
    assert "gain" not in loss_sentence(names, "ada", said.losses["ada"])


def test_a_right_over_nothing_but_what_ends_falls_with_it() -> None:
    right = (
        "  fee: {kind: flow, payer: carl, payee: ada, amount: 5 EUR/year}\n"
        "  out: {kind: option, holder: ada, writer: carl, on: 2025-06-30, ends: rent, price: 3 EUR, exercise: always}\n"
        "  both: {kind: option, holder: ada, writer: carl, on: 2025-06-30, ends: [rent, fee], exercise: never}\n"
    )
    loss = lost(f"{HEAD}terms:\n{RENT}{right}", "bruno")
    assert loss.fallen == ("out",)
    assert means(loss)["carl"] == pytest.approx(-3.0)


def test_a_loan_from_the_lost_falls_due_today() -> None:
    loan = (
        "  loan: {kind: loan, lender: bruno, borrower: ada, principal: 1000 EUR, from: 2024-01-01,"
        " maturity: 2026-12-31, rate: 10%, every: year, opening: {balance: 1000 EUR}}\n"
    )
    loss = lost(f"{HEAD}terms:\n{loan}", "bruno")
    # Ada owes interest of 100 twice before the 1,000; now these are due at the close of the day, with that of two days
    assert means(loss)["ada"] == pytest.approx(200.0 - 2 * 1000.0 * 10 / 100 / 365, abs=1e-5)


FIRM = f"""{HEAD}\
companies:
  firm: {{name: Firm, enterprise_value: 1000 EUR, cost_of_capital: 0%, exit: horizon,
    rounds: [{{on: 2025-12-31, new_money: 250 EUR, pre_money: 750 EUR, by: carl}}]}}
terms:
  stake: {{kind: equity, company: firm, holder: ada, stake: 60%, residual: bruno}}
  debt: {{kind: payment, payer: firm, payee: bruno, amount: 200 EUR, on: 2025-06-30}}
"""


def test_a_holder_who_is_lost_keeps_its_stake_and_its_round_does_not_come() -> None:
    # with the round holders keep 3/4 of 1,050; without it all of 800
    loss = lost(FIRM, "carl")
    assert loss.unpaid_rounds == ("firm.2025-12-31",)
    assert means(loss) == {"ada": 480.0 - 472.5, "bruno": 320.0 - 315.0, "firm": -250.0}
    loss = lost(FIRM, "bruno")
    assert loss.ended == ("debt",)
    assert means(loss) == {"ada": 90.0, "carl": 50.0, "firm": 200.0}


def test_stakes_in_a_lost_company_are_worth_something_only_where_its_exit_came_before() -> None:
    loss = lost(FIRM, "firm")
    assert means(loss) == {"ada": -472.5, "bruno": -315.0 - 200.0, "carl": 250.0 - 262.5}
    early = FIRM.replace("exit: horizon", "exit: over").replace(
        "companies:", "drivers:\n  over: {kind: event, when: year > 2026}\ncompanies:"
    )
    early = re.sub(r",\n    rounds: .*\]", "", early).replace("year > 2026", "year > 2025")
    before, after = (lost(early, "firm", dt.date(2025 + late, 6, 1)) for late in (0, 1))
    assert means(before) == {"ada": -480.0, "bruno": -320.0 - 200.0, "carl": 0.0}
    assert means(after) == {"ada": 0.0, "bruno": 0.0, "carl": 0.0}


def test_what_is_left_over_for_the_lost_by_a_term_between_others_stays() -> None:
    text = f"""{HEAD}\
drivers:
  profit: {{kind: constant, is: 100 EUR/year}}
terms:
  profits: {{kind: profit_participation, payer: ada, payee: bruno, on: profit, period: year,
    tiers: [{{share: 50%, until_paid: 60 EUR}}], residual: carl, residual_share: 50%}}
  gift: {{kind: flow, payer: carl, payee: ada, amount: 1 EUR/year}}
"""
    loss = lost(text, "carl")
    assert loss.ended == ("gift",)
    assert means(loss) == {"ada": -2.0, "bruno": 0.0}


def test_a_loss_is_the_sum_of_the_lines_that_end_where_no_liability_is_limited() -> None:
    study = Study(
        loads(
            FIRM.replace("1000 EUR, cost", "1000 EUR * size, cost").replace(
                "companies:", "drivers:\n  size: {kind: gbm, start: 1, growth: 0%, volatility: 20%}\ncompanies:"
            )
        ),
        paths=256,
    )
    found = study.dependence()
    lines = found.sides["ada"].ties["bruno"].lines
    change = found.losses["bruno"].without["ada"].mean
    assert change.value == pytest.approx(-lines["debt"].value, rel=1e-9)
    assert change.standard_error == pytest.approx(lines["debt"].standard_error, abs=1e-9)


def test_a_day_outside_the_deal_and_somebody_unknown_are_refused() -> None:
    with pytest.raises(
        NotLostError, match="2024-01-01 lies outside the deal: give a day from 2025-01-01 to 2026-12-31"
    ):
        lost(FIRM, "bruno", dt.date(2024, 1, 1))
    with pytest.raises(NotLostError, match="there is no party or company 'eve'; there are ada, bruno, carl, firm"):
        lost(FIRM, "eve")


def test_a_term_whose_title_begins_with_a_name_keeps_its_capital() -> None:
    text = f"{HEAD}terms:\n{RENT.replace('kind: flow', 'kind: flow, title: Bruno pays the rent')}"
    found = Study(loads(text), paths=64).dependence(losing=["bruno"])
    assert (
        loss_sentence(names_of_sides(found), "bruno", found.losses["bruno"]) == "With Bruno end: Bruno pays the rent."
    )
