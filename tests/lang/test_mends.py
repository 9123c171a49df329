"""What a person types who knows deals and not yet this language, and what each problem tells them to type instead."""

import pytest

from dealwright.lang.load import loads

DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2034-12-31
currency: USD
risk_free: 4%
parties: {ada: {discount: 9%}, ben: {}}
facts: {fee: {is: 36%, reason: agreed}}
drivers:
  sales: {kind: gbm, start: 1bn USD/year, growth: 5%, volatility: 20%}
  sold: {kind: event, chance: 30% by 2028-12-31}
terms:
  share: {kind: royalty, payer: ada, payee: ben, on: sales, rate: fee}
  prize: {kind: milestone, payer: ada, payee: ben, on: sold, amount: 5m}
"""
OTHER_PERIODS = "kind: payment, payer: ada, payee: ben, from: 2025-01-01, every: 3 months"
READINGS = "{readings: [{is: 36%, weight: 3}, {is: 30%, weight: 1}], reason: agreed}"


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ("rate: fee", "rate: fee, cumulative_cap: 100bn", "rename it to `cap`"),
        ("rate: fee", "percentage: fee", "rename it to `rate`"),
        ("kind: milestone", "kind: payment", "`kind: milestone` for what it brings"),
        ("rate: fee", "rate: fee, until: sold", "`ends_on: sold` for an end"),
        ("{is: 36%, reason: agreed}", "36%", "write `{is: 36%, source: NAME}`"),
        ("{discount: 9%}", "9%", "write `{discount: 9%}`"),
        ("rate: fee", "rate: fee, until: 3 years", "write the day itself, such as `2030-12-31`"),
        ("2034-12-31", "6 years", "write the day itself, such as `2030-12-31`"),
        (
            "rate: fee",
            "rate: fee, until: 2027-12-31 to 2029-12-31",
            "write `one_of({2027-12-31: 50%, 2029-12-31: 50%})`",
        ),
        ("by 2028-12-31", "by 31.12.2028", "write `2028-12-31`"),
        ("by 2028-12-31", "by 12/31/2028", "write `2028-12-31`"),
        ("rate: fee", "rate: fee, until: Dec 31, 2030", "write `2030-12-31`"),
        ("kind: milestone, payer: ada, payee: ben, on: sold", OTHER_PERIODS, "write `quarter`"),
        ("dealwright: 1\n", "", "add `dealwright: 1`"),
        ("rate: fee", "rate: {2025: fee, 2028: 30%, 2030: 20%}", "if(year < 2028, fee, if(year < 2030, 30%, 20%))"),
        ("{is: 36%, reason: agreed}", READINGS, "write `75%`, `25%`, which sum to 100%"),
    ],
)
def test_what_is_written_as_elsewhere_is_answered_with_what_to_type(old: str, new: str, mend: str) -> None:
    assert old in DEAL
    assert mend in loads(DEAL.replace(old, new)).errors[0].mend


@pytest.mark.parametrize(
    ("more", "mend"),
    [
        ("scenarios: {low: {terms: {share: {rate: 20%}}}}", "write `terms.share.rate: 20%`"),
        (
            "negotiate: {between: [ada, ben], no_deal: {terms.share.active: no}, over: {terms.share.rate: [5%, 9%]}}",
            "put it under `scenarios:` as `no_deal: ...`, and write `no_deal: no_deal` here",
        ),
        (
            "negotiate: {between: [ada, ben], over: {terms.share.rate: [20% .. 30% by 5%, 36%]}}",
            "write `20%, 25%, 30%`",
        ),
        (
            "negotiate: {between: [ada, ben], signed: low, over: {terms.share.rate: [5%, 9%]}}",
            "write it at the margin, as a key of the whole file: `signed: ...`",
        ),
    ],
)
def test_what_stands_in_the_wrong_form_is_answered_with_the_right_one(more: str, mend: str) -> None:
    problems = loads(f"{DEAL}{more}\n").errors
    assert [problem.mend for problem in problems] == [mend]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: fee", 'rate: "if(year < 2028, fee, if(year < 2030, 30%, 20%))"'),
        ("rate: fee", 'rate: fee, until: "one_of({2027-12-31: 50%, 2029-12-31: 50%})"'),
        ("rate: fee", "rate: fee, ends_on: sold, cap: 100bn"),
    ],
)
def test_what_a_mend_says_is_understood(old: str, new: str) -> None:
    assert loads(DEAL.replace(old, new)).problems == ()
