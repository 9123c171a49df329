"""The rounds of a table, one after another."""

from dataclasses import replace
from fractions import Fraction

from dealwright.equity import events
from dealwright.equity.financing import Round
from dealwright.equity.rounds.planned import planned
from equity.company import company, day, happened, share_class

FOUNDING = happened(events.Issue, 0, id="f", of="common", holder="ann", shares=8_000_000)


def raising(name: str, on: int, pre_money: int | None, money: int) -> Round:
    terms = share_class(name, kind="preferred", converts_into="common", preference=1)
    pre = None if pre_money is None else Fraction(pre_money)
    return Round(name, day(on), terms, {"cat": Fraction(money)}, pre_money=pre)


def test_each_round_begins_with_what_the_one_before_it_left() -> None:
    """By hand: 8m shares at 8m pre are 1 each, 2m new; 10m shares at 20m pre are 2 each, 2.5m new."""
    table = company(FOUNDING, as_of=day(10), rounds=(raising("b", 200, 20_000_000, 5_000_000),
                                                      raising("a", 100, 8_000_000, 2_000_000)))  # fmt: skip
    found = planned(table)
    assert [(each.round.id, each.price, each.shares["cat"]) for each in found.rounds] == [
        ("a", 1, 2_000_000),
        ("b", 2, 2_500_000),
    ]
    assert found.problem is None
    assert found.after.fully_diluted == 12_500_000


def test_a_round_before_the_table_s_day_begins_with_the_day_before_it() -> None:
    later = happened(events.Issue, 100, id="l", of="common", holder="ben", shares=1_000_000)
    table = company(FOUNDING, later, as_of=day(300), rounds=(raising("a", 100, 8_000_000, 2_000_000),))
    assert planned(table).rounds[0].before.fully_diluted == 8_000_000


def test_without_rounds_the_holdings_stand_and_what_cannot_be_is_said() -> None:
    table = company(FOUNDING, as_of=day(10))
    assert planned(table).after.fully_diluted == 8_000_000
    found = planned(replace(table, rounds=(raising("a", 100, None, 2_000_000),)))
    assert found.rounds == ()
    assert found.problem is not None
    assert found.after.fully_diluted == 8_000_000
