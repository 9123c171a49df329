"""Commitments by worked examples that others published."""

import pytest

from published.doors import Doors, by_year, paid_in


def test_gas_paid_for_and_not_taken_is_taken_later_free_of_charge(doors: Doors) -> None:
    """80 of 100 MMcf are taken and 100 paid for; the other 20 are taken in a later year without a further charge.

    Source: https://lsd.law/define/makeup-gas, its first example, at one dollar a unit. In its second 70 % are taken and
    30 % are left to be made up.
    """
    said = doors(
        f"""
terms:
  {paid_in("taken", by_year(80, 130, 70, 100))}
  supply: {{kind: commitment, buyer: ada, seller: bob, usage: terms.taken.paid, minimum: 100 USD, take_or_pay: yes,
           make_up: 5 years}}
""",
        horizon="2028-12-31",
    )
    assert said.line("supply", "shortfall_paid") == pytest.approx([20, 0, 30, 0])
    assert said.line("supply", "make_up") == pytest.approx([0, 20, 0, 0])
    assert said.line("supply", "make_up_left")[:3] == pytest.approx([20, 0, 30])
    assert said.worth("bob") == pytest.approx(20 - 20 + 30)


def test_a_shortfall_of_a_fifth_is_billed_in_full(doors: Doors) -> None:
    """20 % under a commitment of 5m is a bill of 1m.

    Source: https://atonementlicensing.com/blog/cloud-commit-shortfall-penalties, its first paragraph
    """
    said = doors(f"""
terms:
  {paid_in("used", by_year(4_000_000))}
  cloud: {{kind: commitment, buyer: ada, seller: bob, usage: terms.used.paid, minimum: 5m USD, take_or_pay: yes}}
""")
    assert said.line("cloud", "shortfall_paid") == pytest.approx([1_000_000])


@pytest.mark.parametrize(
    ("asked", "short"),
    [("minimum: 5m USD", [2e6, 0, 0]), ("ramp: {from: 3m USD, to: 7m USD, over: 2 years}", [0, 0, 0])],
)
def test_a_ramp_spares_what_a_flat_promise_asks_too_early(doors: Doors, asked: str, short: list[float]) -> None:
    """3, 5 and 7 million are used: flat, 2m are short in the first year; with the ramp nothing. Both are 15m in all.

    Source: the table "Contract year" at https://redresscompliance.com/aws-edp-shortfall-risk-management
    """
    said = doors(
        f"""
terms:
  {paid_in("used", by_year(3e6, 5e6, 7e6))}
  cloud: {{kind: commitment, buyer: ada, seller: bob, usage: terms.used.paid, take_or_pay: yes, {asked}}}
""",
        horizon="2027-12-31",
    )
    assert said.line("cloud", "shortfall_paid") == pytest.approx(short)
    assert sum(said.line("cloud", "minimum")) == pytest.approx(15e6)
