"""Money raised, by financing, and headline totals reconciled with it."""

import datetime as dt
from fractions import Fraction

import pytest

from dealwright.equity.captable import CapTable
from dealwright.equity.events import Stage
from dealwright.equity.exact import exact
from dealwright.equity.financing import Financing, Headline
from dealwright.equity.tables.history import history, raised, reconcile

DAY = dt.date(2024, 1, 1)


def table(*financings: Financing, headline: Headline | None = None) -> CapTable:
    found = () if headline is None else (headline,)
    return CapTable("Acme", "USD", DAY, {}, {}, financings=financings, headlines=found)


def test_a_secondary_sale_brings_no_cash() -> None:
    sale = raised(Financing("tender", DAY, announced=Fraction(300), secondary=Fraction(300)))
    assert (sale.cash, sale.secondary, sale.to_come, sale.never) == (0, 300, 0, 0)


def test_a_staged_round_has_what_was_paid_apart_from_what_is_to_come() -> None:
    stages = (Stage(Fraction(30), condition="if it converts by the end of the year"), Stage(Fraction(3), paid=True))
    staged = raised(Financing("staged", DAY, announced=Fraction(40), stages=stages))
    assert (staged.cash, staged.to_come, staged.never) == (10, 30, 0)


def test_a_pledge_that_was_not_kept_is_no_money() -> None:
    pledge = raised(Financing("pledge", DAY, announced=Fraction(1000), received=Fraction(130)))
    assert (pledge.cash, pledge.never) == (130, 870)


def test_things_given_are_kept_apart_from_money() -> None:
    given = raised(Financing("cloud", DAY, announced=Fraction(10), in_kind={"compute credits": exact("6.5")}))
    assert (given.cash, given.in_kind) == (exact("3.5"), exact("6.5"))


def test_an_amount_that_nobody_told_stays_unknown() -> None:
    silent = raised(Financing("silent", DAY))
    assert silent.announced is None
    assert silent.cash is None


def test_history_is_in_the_order_of_days() -> None:
    late, early = Financing("late", dt.date(2025, 1, 1)), Financing("early", DAY)
    assert [each.financing.id for each in history(table(late, early))] == ["early", "late"]


@pytest.mark.parametrize("unexplained", [0, 7])
def test_the_steps_from_a_headline_to_cash_sum(unexplained: int) -> None:
    financings = (
        Financing("pledge", DAY, announced=Fraction(1000), received=Fraction(130)),
        Financing("seed", DAY, announced=Fraction(1000)),
        Financing("quiet", DAY, announced=Fraction(2000)),
        Financing("tender", DAY, announced=Fraction(300), secondary=Fraction(300)),
        Financing("staged", DAY, announced=Fraction(40_000), stages=(Stage(Fraction(30_000)),)),
        Financing("silent", DAY),
    )
    counts = ("seed", "tender", "staged")
    headline = Headline("press", DAY, total=Fraction(41_300 + unexplained), counts=counts)
    bridge = reconcile(table(*financings, headline=headline), headline)
    assert bridge.counted == 41_300
    assert bridge.unexplained == unexplained
    steps = bridge.secondary + bridge.to_come + bridge.never + bridge.in_kind + bridge.left_out
    assert headline.total - bridge.unexplained + steps == bridge.cash == 13_130
    assert bridge.undisclosed == ("silent",)


def test_a_headline_knows_nothing_of_later_rounds() -> None:
    early = Financing("seed", DAY, announced=Fraction(5))
    later = Financing("next", dt.date(2025, 1, 1), announced=Fraction(9))
    headline = Headline("press", dt.date(2024, 6, 1), total=Fraction(5), counts=("seed",))
    assert reconcile(table(early, later), headline).cash == 5
