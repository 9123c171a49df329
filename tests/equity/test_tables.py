"""Tables of who owns what, against published ones, and tied to the lots."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dealwright.equity.events import Issue, RatioAdjustment
from dealwright.equity.ledger import holdings_on
from dealwright.equity.securities import Convertible, Pool, Right
from dealwright.equity.tables.ownership import Ownership, ownership
from equity.company import company, day, happened, share_class


def vector(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "vectors" / f"{name}.json").read_text())
    return found


def parts(table: Ownership) -> dict[str, float]:
    return {row.holder: float(row.share_fully_diluted) for row in table.holders}


def test_the_table_of_ebv_before_and_after_series_a(shared: Path) -> None:
    """Vector ebv_cap_table: Metrick and Yasuda's founders, issued and unissued options, and 6 million Series A."""
    said = vector(shared, "ebv_cap_table")
    given = said["inputs"]
    options = Right("o", "option", "ben", "common", Fraction(int(given["pool"]["issued"])), pool="plan")
    both = int(given["pool"]["issued"] + given["pool"]["unissued"])
    table = company(
        happened(Issue, 0, of="common", holder="ann", shares=given["founders"]),
        happened(Issue, 10, of="a", holder="cat", shares=given["series_a"], price=1),
        classes=(share_class("a", kind="preferred", original_issue_price=1, converts_into="common"),),
        pools=(Pool("plan", "Plan", "common", Fraction(both)),),
        rights=(options,),
    )
    founders, pool, issued, unissued = said["expected"]["pre"]
    before = ownership(holdings_on(table, day(9)))
    assert parts(before) == pytest.approx({"ann": founders, "ben": issued}, abs=5e-4)
    assert float(before.pools[0].share_fully_diluted) == pytest.approx(unissued, abs=5e-4)
    in_plan = before.pools[0].share_fully_diluted + before.holders[1].share_fully_diluted
    assert float(in_plan) == pytest.approx(pool, abs=5e-4)
    founders, _, issued, unissued, series_a = said["expected"]["post"]
    after = ownership(holdings_on(table, day(10)))
    assert parts(after) == {"ann": founders, "cat": series_a, "ben": issued}
    assert after.pools[0].share_fully_diluted == Fraction(1, 10)
    assert float(unissued) == 0.1
    assert after.fully_diluted == said["expected"]["total"]


def test_the_table_before_the_round_of_the_lecture_on_safes(shared: Path) -> None:
    """Vector yc_post_money_safe_full_round: two founders, 650,000 options of a pool of 750,000, and two SAFEs apart."""
    given = vector(shared, "yc_post_money_safe_full_round")["inputs"]
    safes = tuple(
        Convertible(f"safe_{s['name'].lower()}", "safe", "cat", Fraction(int(s["amount"])), day(5), cap=Fraction(1))
        for s in given["safes"]
    )
    table = ownership(
        holdings_on(
            company(
                *(
                    happened(Issue, 0, of="common", holder=h, shares=n)
                    for h, n in zip(("ann", "ben"), given["founders"], strict=True)
                ),
                pools=(Pool("plan", "Plan", "common", Fraction(given["pool"]["reserved"])),),
                rights=(Right("o", "option", "dan", "common", Fraction(given["pool"]["issued"]), pool="plan"),),
                convertibles=safes,
            )
        )
    )
    assert table.fully_diluted == 10_000_000
    assert [row.share_fully_diluted for row in table.holders] == [Fraction(4625, 10000)] * 2 + [Fraction(65, 1000)]
    assert table.pools[0].as_converted == given["pool"]["available"]
    assert [row.held.amount for row in table.convertibles] == [200_000, 800_000]


def test_the_table_after_a_round_of_several_investors(shared: Path) -> None:
    """Vector simple_multi_investor_round: 1,000 and 2,000 new shares at 10 beside 1,000 old ones."""
    said = vector(shared, "simple_multi_investor_round")
    bought = zip(("dan", "eve"), said["inputs"]["investments"], strict=True)
    founded = zip(("ann", "ben", "cat"), said["inputs"]["founders"], strict=True)
    price = said["expected"]["price"]
    table = ownership(
        holdings_on(
            company(
                *(happened(Issue, 0, of="common", holder=holder, shares=shares) for holder, shares in founded),
                *(happened(Issue, 9, of="a", holder=who, shares=money / price, price=price) for who, money in bought),
                classes=(share_class("a", kind="preferred", original_issue_price=price, converts_into="common"),),
                holders="ann ben cat dan eve",
            )
        )
    )
    assert table.fully_diluted == said["expected"]["total"]
    assert sorted(parts(table).values()) == sorted(said["expected"]["pcts"])


def test_votes_ratios_and_rights_each_count_in_their_own_column() -> None:
    """By hand: 100 common of one vote, 50 preferred of two votes that convert into 100, and 50 options."""
    cls = share_class("a", kind="preferred", original_issue_price=2, converts_into="common", votes=2)
    table = ownership(
        holdings_on(
            company(
                happened(Issue, 0, of="common", holder="ann", shares=100),
                happened(Issue, 0, of="a", holder="ben", shares=50),
                happened(RatioAdjustment, 1, of="a", conversion_price=1),
                classes=(cls,),
                rights=(Right("o", "warrant", "ben", "common", Fraction(50)),),
            )
        )
    )
    ben, ann = table.holders
    assert (ben.as_converted, ben.fully_diluted, ben.votes) == (100, 150, 100)
    assert (ann.share_as_converted, ann.share_fully_diluted, ann.share_of_votes) == (
        Fraction(1, 2),
        Fraction(2, 5),
        Fraction(1, 2),
    )
    common, a = table.classes
    assert (common.shares, common.rights, a.shares, a.ratio, a.as_converted) == (100, 50, 50, 2, 100)


def test_a_company_without_shares_has_an_empty_table() -> None:
    table = ownership(holdings_on(company()))
    assert (table.holders, table.fully_diluted, table.classes[0].share_fully_diluted) == ((), 0, 0)
