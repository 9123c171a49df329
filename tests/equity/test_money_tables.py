"""Money paid in and out, liquidation preferences, and how shares came to be: against published tables and by hand."""

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dealwright.equity.events import (
    Consideration,
    Convert,
    Distribution,
    Exercise,
    Issue,
    Repurchase,
    Split,
    Stage,
    Transfer,
)
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.ledger import holdings_on
from dealwright.equity.securities import Convertible, Dividend, ExitTerms, ReturnCap, Right
from dealwright.equity.tables.liquidation import liquidation_preferences
from dealwright.equity.tables.ownership import ownership_over_time
from dealwright.equity.tables.paid_in import money_of
from dealwright.equity.tables.roll_forward import roll_forward
from equity.company import company, day, happened, share_class


def vector(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "vectors" / f"{name}.json").read_text())
    return found


def preferred(name: str, price: object, **terms: Any) -> Any:
    return share_class(
        name, kind="preferred", original_issue_price=price, converts_into="common", **{"preference": 1, **terms}
    )


def test_money_raised_is_kept_apart_from_what_sellers_get_and_what_is_to_come() -> None:
    """By hand: 30 in cash, 60 in credits, 9 paid of 15 in stages, 20 exercised, 50 for a SAFE; 44 between holders."""
    given = Consideration(
        cash=Fraction(30),
        in_kind={"compute credits": Fraction(60)},
        stages=(Stage(Fraction(9), on=day(3), paid=True), Stage(Fraction(6), condition="the lab opens")),
    )
    table = company(
        happened(Issue, 0, of="common", holder="ann", shares=100, security="c", consideration=given),
        happened(Exercise, 1, right="o", shares=10),
        happened(Transfer, 4, security="c", to="ben", shares=20, price="2.2"),
        happened(Repurchase, 5, security="c", shares=10, price=3),
        happened(Distribution, 6, of="common", amount=100),
        rights=(Right("o", "warrant", "cat", "common", Fraction(10), Fraction(2)),),
        convertibles=(Convertible("s", "safe", "dan", Fraction(50), day(2)),),
    )
    found = money_of(holdings_on(table))
    ann, ben, cat, dan = found.by_holder
    assert (ann.cash, ann.in_kind, ann.to_come, ann.sold) == (39, {"compute credits": 60}, Fraction(6 * 7, 8), 44)
    assert (ann.bought_back, ann.received) == (30, 70)
    assert (ben.bought, ben.cash, ben.received) == (44, 0, 20)
    assert (cat.exercised, dan.cash) == (20, 50)
    by_class = {row.name: row for row in found.by_class}
    assert (by_class["common"].cash, by_class["common"].exercised, by_class["safe"].cash) == (39, 20, 50)
    assert found.total.raised == 39 + 60 + 20 + 50
    assert found.total.bought == found.total.sold == 44
    early = money_of(holdings_on(table, day(2))).total
    assert (early.cash, early.to_come) == (80, 15)


def test_the_preferences_of_a_company_that_filed_them(shared: Path) -> None:
    """Vector sec_pref_stack_note_discount: five series of a 10-K; converted notes carry the full price."""
    said = vector(shared, "sec_pref_stack_note_discount")
    rows = [(row["series"].lower(), row["shares"], str(row["oip"])) for row in said["inputs"]["rows"]]
    table = company(
        *(happened(Issue, 1, of=name, holder="ann", shares=shares, price=price) for name, shares, price in rows),
        classes=tuple(preferred(name, price) for name, _, price in rows),
    )
    found = liquidation_preferences(holdings_on(table))
    assert [round(row.outstanding / 1000) for row in found] == said["expected"]["agg_liq_pref_thousands"]
    assert sum(row.shares for row in found) == said["expected"]["shares_total"]


def test_preferences_by_seniority_with_dividends_and_what_was_paid_off() -> None:
    """By hand: 300 senior; below it 2x of 200 less 50 paid off, and 10 % of 200 for a year."""
    junior = preferred("a", 2, preference=2, dividend=Dividend(Fraction(1, 10), day_count="30/360"))
    table = company(
        happened(Issue, 0, of="a", holder="ann", shares=100, price=2),
        happened(Issue, 0, of="b", holder="ben", shares=100, price=3),
        happened(Distribution, 5, of="a", amount=50, reduces_preference=True),
        classes=(junior, preferred("b", 3, seniority=2)),
    )
    senior, other = liquidation_preferences(holdings_on(table, day(366)))
    assert (senior.of, senior.outstanding, senior.ahead) == ("b", 300, 0)
    assert (other.preference, other.paid_off, other.dividends, other.ahead) == (400, 50, 20, 300)
    assert other.outstanding == 370


def test_what_the_waterfall_pays_is_told_by_class_and_above_a_return_cap_by_none() -> None:
    """By hand: of 400 the units get their preference of 100; the other 300 is 1 a share, so 200 on the units in all.

    They keep 150 of it, their return cap, and 50 goes to ann.
    """
    units = share_class(
        "u", kind="unit", original_issue_price=1, preference=1, participation="full", converts_into="common",
        return_cap=ReturnCap(multiple=Fraction(3, 2), rest_to="ann"),
    )  # fmt: skip
    table = company(
        happened(Issue, 0, of="common", holder="ben", shares=200),
        happened(Issue, 0, of="u", holder="cat", shares=100, price=1),
        happened(Distribution, 5, amount=400),
        classes=(units,),
    )
    found = money_of(holdings_on(table))
    assert {row.name: row.received for row in found.by_holder if row.received} == {"ann": 50, "ben": 200, "cat": 150}
    assert {row.name: row.received for row in found.by_class if row.received} == {"common": 200, "u": 150}
    assert found.total.received == 400


def test_a_cumulative_dividend_that_is_paid_accrues_anew() -> None:
    """By hand: 20 a year on 200. Of the first year 5 and then 15 are paid, of the second nothing, so 20 is owed.

    Had only the 5 been paid, 35 of the two years would be owed.
    """
    cls = preferred("a", 2, dividend=Dividend(Fraction(1, 10), day_count="30/360"))
    first, then = (happened(Distribution, 0, of="a", amount=amount, id=str(amount)) for amount in (5, 15))
    issue = happened(Issue, 0, of="a", holder="ann", shares=100, price=2)
    year = [dt.date(2021, 1, 1), dt.date(2022, 1, 1)]
    both = company(issue, replace(first, on=dt.date(2020, 7, 1)), replace(then, on=year[0]), classes=(cls,))
    (row,) = liquidation_preferences(holdings_on(both, year[0]))
    assert (row.dividends, row.outstanding) == (0, 200)
    assert [row.dividends for row in liquidation_preferences(holdings_on(both, year[1]))] == [20]
    one = replace(both, events=both.events[:2])
    assert [row.dividends for row in liquidation_preferences(holdings_on(one, year[1]))] == [35]
    assert pay(stack_of(holdings_on(one, year[1]), ExitTerms(), year[1]), 1e6).stack.claims[0].preference == 235
    by_path = np.array(["2022-01-01", "2023-01-01"], dtype="datetime64[D]")
    claim = stack_of(holdings_on(one, year[1]), ExitTerms(), by_path).claims[0]
    assert list(np.asarray(claim.preference)) == pytest.approx([235, 255], rel=1e-12)


def test_a_public_offering_after_a_reverse_split(shared: Path) -> None:
    """Vector ipo_auto_conversion_reverse_split: three series after 1 for 3.96, each share one of common.

    Of series A and B all authorised shares were issued; divided at once they are 27 and 22 more than came of the split:
    that is what rounding each holder down takes.
    """
    said = vector(shared, "ipo_auto_conversion_reverse_split")
    rows = {row["series"].lower(): row for row in said["inputs"]["rows"]}
    ratio = Fraction(100, 396)
    counts = {name: _holders(row, lost) for (name, row), lost in zip(rows.items(), (27, 22, 0), strict=True)}
    issues = [
        happened(Issue, 0, of=name, holder=f"{name}{at}", shares=shares, price="1")
        for name, held in counts.items()
        for at, shares in enumerate(held)
    ]
    table = company(
        *issues,
        happened(Split, 9, ratio=ratio, shares="down"),
        *(happened(Convert, 10, of=name, holder=f"{name}{at}") for name, h in counts.items() for at in range(len(h))),
        classes=tuple(preferred(name, Fraction(row["liq"], row["shares"]) * ratio) for name, row in rows.items()),
        holders=" ".join(f"{name}{at}" for name, held in counts.items() for at in range(len(held))),
    )
    before, after = holdings_on(table, day(9)), holdings_on(table)
    shares = {row.of: row.shares for row in liquidation_preferences(before)}
    assert shares == {name: row["shares"] for name, row in rows.items()}
    assert sum(lot.shares for lot in after.lots if lot.of == "common") == said["expected"]["common_on_ipo"]
    total = sum(row.outstanding for row in liquidation_preferences(before))
    assert float(total) == pytest.approx(said["expected"]["total_liq"], rel=1e-12)


def _holders(row: dict[str, int], lost: int) -> list[Fraction]:
    """Divide the shares before the split among holders so that rounding each down loses so many shares in all.

    A holder of 99 k + 95 shares has 98/99 of a share too much after 25 for 99, the most that one can lose.
    """
    if not lost:
        return [Fraction(-(-row["shares"] * 99 // 25))]
    many = [Fraction(99 * 400 + 95)] * lost
    return [*many, row["authorized_pre_split"] - sum(many)]


def test_shares_are_followed_from_nothing_to_what_is_there() -> None:
    table = company(
        happened(Issue, 0, of="a", holder="ann", shares=100, price=2, security="a1"),
        happened(Split, 1, ratio=3),
        happened(Convert, 2, security="a1", shares=60),
        happened(Repurchase, 3, security="a1", shares=40, price=1),
        classes=(preferred("a", 2),),
    )
    a, common = roll_forward(table)
    assert (a.of, a.changes, a.closing) == ("a", {"issue": 100, "split": 200, "convert": -60, "repurchase": -40}, 200)
    assert (common.changes, common.closing) == ({"convert": 60}, 60)
    assert [float(each.outstanding) for each in ownership_over_time(table)] == [100, 300, 300, 260]
