"""An offering is told in words: what a class that stays has not got, and what is not sold."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from dealwright.equity.financing import Ipo
from dealwright.equity.holdings import Holdings, Lot
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.securities import QualifiedIpo, ShareClass
from dealwright.show.captable.ipo import ipo_figures, ipo_finding
from dealwright.show.captable.names import TableNames

DAY = dt.date(2025, 1, 1)
NAMES = TableNames({}, {"common": "Common", "a": "Series A"}, "common")


def held(terms: QualifiedIpo) -> Holdings:
    a = ShareClass(
        "a", "Series A", "preferred", original_issue_price=Fraction(2), converts_into="common",
        conversion_price=Fraction(2), preference=Fraction(1), qualified_ipo=terms,
    )  # fmt: skip
    classes = {"common": ShareClass("common", "Common"), "a": a}
    lots = (
        Lot("c", "common", "ana", Fraction(900), Fraction(1), DAY),
        Lot("p", "a", "fund", Fraction(100), Fraction(2), DAY),
    )
    return Holdings(DAY, "USD", {}, classes, lots)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (QualifiedIpo(price=Fraction(8)), "the offer price is under 8.00"),
        (QualifiedIpo(price_multiple=Fraction(3)), "the offer price is under 3x its issue price"),
        (QualifiedIpo(proceeds=Fraction(1_000_000)), "the company raises under 1.00m"),
        (QualifiedIpo(valuation=Fraction(10_000)), "all shares before it are worth under 10.0k"),
    ],
)
def test_what_a_class_that_stays_has_not_got_is_said(terms: QualifiedIpo, said: str) -> None:
    """Offered at 5.00 a share, 100 new ones: 500 raised, 5,000 before it, 2.5 times the issue price."""
    terms_, _ = ipo_figures(hold_ipo(held(terms), Ipo(DAY, Fraction(5), primary=Fraction(100))), NAMES, "x")
    rows = {row.cells[0].text: row.cells[2].text for row in terms_.rows}
    assert rows["Series A stays"] == said


def test_an_offering_of_holders_alone_brings_the_company_nothing() -> None:
    ipo = Ipo(DAY, Fraction(5), secondary={"ana": Fraction(100)}, underwriting=Fraction(7, 100))
    found = hold_ipo(held(QualifiedIpo()), ipo)
    assert ipo_finding(found) == "The company sells nothing itself and is worth 5.00k at 5.00 a share"
    rows = {row.cells[0].text: row.cells[2].text for row in ipo_figures(found, NAMES, "x")[0].rows}
    assert rows["Sold by the company"] == "nothing"
    assert "Underwriters" not in rows
    dear = replace(ipo, primary=Fraction(1), secondary={}, underwriting=Fraction(0), costs=Fraction(5))
    told = ipo_finding(hold_ipo(held(QualifiedIpo()), dear))
    assert told == "The company keeps nothing of its offering and is worth 5.00k at 5.00 a share"
