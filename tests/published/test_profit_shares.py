"""Carried interest, hurdles and catch-up by worked examples that others published."""

import pytest

from published.doors import Doors, Said

FUND = """
terms:
  sold: {{kind: payment, payer: eve, payee: ada, amount: {{{proceeds}}}}}
  fund:
    kind: profit_participation
    payer: ada
    payee: investors
    on: terms.sold.paid
    period: year
    paid: end
    invested: {invested}m USD
    tiers: [{tiers}]
"""
PARTIES = "{ada: {}, eve: {}, investors: {}, manager: {}}"


def fund(doors: Doors, invested: float, proceeds: list[float], tiers: str) -> Said:
    """Let a fund draw all it has on the first day, and sell at the ends of its years."""
    dated = ", ".join(f"{2025 + place}-12-31: {amount}m USD" for place, amount in enumerate(proceeds))
    text = FUND.format(invested=invested, proceeds=dated, tiers=tiers)
    return doors(text, horizon=f"{2024 + len(proceeds)}-12-31", parties=PARTIES)


def received(said: Said) -> tuple[list[float], list[float]]:
    """Give what investors and manager received each year, in millions."""
    investors, manager = said.line("fund", "paid"), said.line("fund", "paid_to_manager")
    return [amount / 1e6 for amount in investors], [amount / 1e6 for amount in manager]


def carry(part: str, rest: str, *, hurdle: str = "", catch_up: bool = False) -> str:
    """Write the tiers of a fund: its basis, a hurdle, a full catch-up, the carry."""
    tiers = [f"{{share: 100%, until_hurdle: {hurdle}}}" if hurdle else "{share: 100%, until_multiple: 1x}"]
    tiers += [f"{{shares: {{manager: 100%}}, until_catch_up: {part}, of: manager}}"] if catch_up else []
    return ", ".join([*tiers, f"{{shares: {{investors: {rest}, manager: {part}}}}}"])


@pytest.mark.parametrize(
    ("proceeds", "all_committed", "all_invested"),
    [(200, 20.0, 21.6), (280, 36.0, 36.0), (80, 0.0, 0.0)],
)
def test_a_carry_on_what_was_committed_or_on_what_was_invested(
    doors: Doors, proceeds: int, all_committed: float, all_invested: float
) -> None:
    """20 % over the 100m committed, or 18 % over the 80m that fees leave to invest: alike at 280m.

    Source: http://www.dybbs8.com/doc-3111681.html, after A. Metrick and A. Yasuda, Venture Capital, chapter 2.
    """
    for basis, part, rest, due in ((100, "20%", "80%", all_committed), (80, "18%", "82%", all_invested)):
        said = fund(doors, basis, [proceeds], carry(part, rest))
        assert said.worth("manager") == pytest.approx(due * 1e6)
        assert said.worth("investors") == pytest.approx((proceeds - due) * 1e6)


def test_a_hurdle_and_a_full_catch_up_over_three_years(doors: Doors) -> None:
    """250m at 10 % with a carry of 25 %; 275m, 15m and 30m come back.

    The deal is an exercise at https://tutorsglobe.com/question/
    a-how-much-will-lp-and-gp-receive-in-each-of-year-1-2-and-3-52160064.aspx, which prints no answer. By hand: 275 are
    the hurdle to the day. Then the manager takes all until it has a quarter of the profit, 25 / 3, and a quarter after
    that: 10 of 40, 17.5 of 70.
    """
    tiers = carry("25%", "75%", hurdle="10%", catch_up=True)
    assert received(fund(doors, 250, [275, 15, 30], tiers)) == (
        pytest.approx([275, 5, 22.5]),
        pytest.approx([0, 10, 7.5]),
    )
    without = carry("25%", "75%", hurdle="10%")
    assert received(fund(doors, 250, [275, 15, 30], without))[1] == pytest.approx([0, 3.75, 7.5])
    # 250, 35 and 15: the hurdle's 25 grow to 27.5 by the second year; then 7.5 of 9.17 to catch up, and the rest.
    assert received(fund(doors, 250, [250, 35, 15], tiers)) == (
        pytest.approx([250, 27.5, 10.0]),
        pytest.approx([0, 7.5, 5.0]),
    )


def test_a_hurdle_that_is_met_in_the_second_year(doors: Doors) -> None:
    """500m at 10 %, a carry of 20 %; 540m, 70m and 190m come back.

    The deal is an exercise at https://solutioninn.com/study-help/questions/21-3-fund-ix-has-500m-in-committed-capital-
    with-2382417, which prints no answer. By hand: 10 are missing after a year and 11 after two; 12.75 to catch up; the
    manager has 60 of a profit of 300 in the end.
    """
    said = fund(doors, 500, [540, 70, 190], carry("20%", "80%", hurdle="10%", catch_up=True))
    assert received(said) == (pytest.approx([540, 11 + 0.8 * 46.25, 152]), pytest.approx([0, 12.75 + 0.2 * 46.25, 38]))
    assert said.worth("manager") == pytest.approx(60e6)


def test_a_catch_up_is_not_paid_on_top_of_the_carry(doors: Doors) -> None:
    """100m come back as 200m after a year; 10 % hurdle, 20 % carry with catch-up: 20m of carry, and 180m.

    Source: https://math.answers.com/math-and-arithmetic/How_is_carried_interest_calculated. It prints 34m and 166m,
    since it pays a fifth of the whole profit and then a fifth of the rest again: 34 % for a carry of 20 %.
    """
    said = fund(doors, 100, [200], carry("20%", "80%", hurdle="10%", catch_up=True))
    assert said.worth("manager") == pytest.approx(20e6)
    assert said.worth("investors") == pytest.approx(180e6)
    assert said.worth("manager") != pytest.approx(34e6)
