"""Offerings: what converts, what is sold, who keeps what; published filings and sums by hand."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exact import Rounding, exact
from dealwright.equity.financing import Ipo
from dealwright.equity.holdings import HeldRight, Lot, Piece
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.offerings.prospectus import dilution_per_share
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.securities import AntiDilution, Dividend, IpoRatchet, QualifiedIpo, Right, ShareClass
from equity.companies import DAY, company, safe
from equity.published_cases import same_as_published

WHOLE_SHARES = Rounding(shares="down")


def preferred(name: str, price: float | str, **terms: Any) -> ShareClass:
    """Return a class that converts one for one."""
    return ShareClass(
        name, name, "preferred", original_issue_price=exact(price), conversion_price=exact(price),
        converts_into="common", preference=Fraction(1), **terms,
    )  # fmt: skip


def ipo(price: float | str | None, primary: float = 0, **terms: Any) -> Ipo:
    """Return an offering."""
    return Ipo(DAY, None if price is None else exact(price), primary=exact(primary), **terms)


def test_the_company_keeps_the_gross_less_the_underwriters_part() -> None:
    """Weave: 5m at 24.00, 7 % to the underwriters, 43,836,109 preferred one for one. Source: vector ipo_weave_net."""
    same_as_published("ipo_weave_net", expected__net=111_600_000, expected__common_on_conversion=43_836_109)
    lots = [Lot("p", "p", "funds", Fraction(43_836_109))]
    held = company(10_000_000, classes=[preferred("p", 1)], lots=lots)
    found = hold_ipo(held, ipo(24, 5_000_000, underwriting=exact("0.07")))
    assert (found.gross, found.net) == (120_000_000, 111_600_000)
    assert [(c.of, c.common) for c in found.classes] == [("p", 43_836_109)]
    assert found.market_value == 24 * (10_000_000 + 43_836_109 + 5_000_000)


def shared_out(total: int, ratio: Fraction, wanted: int) -> list[Fraction]:
    """Share a class out to holders of whole shares so that a split by `ratio`, each rounded down, leaves `wanted`."""
    counts: list[int] = []
    left, missing = total, total * ratio - wanted
    while missing >= 1:
        count = next(
            n for n in range(1000) if 0 < n * ratio - int(n * ratio) <= missing and n * ratio % 1 > Fraction(1, 2)
        )
        counts.append(count)
        left -= count
        missing -= count * ratio % 1
    return [*map(Fraction, counts), Fraction(left)]


@pytest.mark.parametrize(
    ("row", "series", "before", "after", "worth"),
    [(0, "A", 49_725_000, 12_556_791, 49_725_000), (1, "B", 34_653_462, 8_750_852, 70_000_000)],
)
def test_a_reverse_split_takes_less_than_a_share_from_each_holder(
    row: int, series: str, before: int, after: int, worth: int
) -> None:
    """Arcus: 1 for 3.96, each holder rounded down. Source: vector ipo_auto_conversion_reverse_split."""
    same_as_published(
        "ipo_auto_conversion_reverse_split",
        **{f"inputs__rows__{row}__shares": after, f"inputs__rows__{row}__authorized_pre_split": before},
    )
    ratio = 1 / exact("3.96")
    counts = shared_out(before, ratio, after)
    lots = [Lot(f"l{n}", series, f"h{n}", count) for n, count in enumerate(counts)]
    price = Fraction(worth, before)
    cls = replace(preferred(series, 1), original_issue_price=price, conversion_price=price)
    found = hold_ipo(company(1000, classes=[cls], lots=lots), ipo(15, 8_000_000, split=ratio), WHOLE_SHARES)
    assert [(c.of, c.common) for c in found.classes] == [(series, after)]
    assert found.lost_in_split[series] == before * ratio - after
    assert found.lost_in_split[series] < len(counts)
    assert round(float(price / ratio), 2) == {"A": 3.96, "B": 8.00}[series]


def test_three_series_convert_one_for_one() -> None:
    """Arcus: 30,459,574 common for preferences of 226.725m. Source: vector ipo_auto_conversion_reverse_split."""
    same_as_published(
        "ipo_auto_conversion_reverse_split", expected__common_on_ipo=30_459_574, expected__total_liq=226_725_000
    )
    rows = [("A", 12_556_791, 49_725_000), ("B", 8_750_852, 70_000_000), ("C", 9_151_931, 107_000_000)]
    classes = [replace(preferred(n, 1), original_issue_price=Fraction(w, s), conversion_price=None) for n, s, w in rows]
    held = company(1000, classes=classes, lots=[Lot(n, n, n, Fraction(s)) for n, s, _ in rows])
    owed = sum(lot.shares * (held.classes[lot.of].original_issue_price or 0) for lot in held.lots)
    found = hold_ipo(held, ipo(15, 8_000_000))
    assert (sum(c.common for c in found.classes), owed) == (30_459_574, 226_725_000)
    assert {lot.of for lot in found.after.lots} == {"common"}


def test_preferred_and_converted_notes_in_a_reverse_split() -> None:
    """Design Therapeutics: 1 for 1.63 of 41,096,478 leaves 25,212,548. Source: vector ipo_design_therapeutics."""
    same_as_published(
        "ipo_design_therapeutics",
        expected__preferred_total=41_096_478, expected__common_on_conversion=25_212_548, expected__net_ipo=254_300_000,
    )  # fmt: skip
    ratio = 1 / exact("1.63")
    a, b = preferred("A", "2.0727"), preferred("B", "6.55")
    counts = shared_out(19_083_979, ratio, 25_212_548 - int(21_710_814 * ratio) - int(301_685 * ratio))
    lots = [
        Lot("a", "A", "lead", Fraction(21_710_814)),
        Lot("notes", "A", "lenders", Fraction(301_685), preference_price=exact("1.65816")),
        *(Lot(f"b{n}", "B", f"b{n}", count) for n, count in enumerate(counts)),
    ]
    held = company(1000, classes=[a, b], lots=lots)
    assert sum(lot.shares for lot in lots) == 41_096_478
    terms = ipo(20, 13_800_000, split=ratio, underwriting=exact("0.07"), costs=Fraction(2_380_000))
    found = hold_ipo(held, terms, WHOLE_SHARES)
    common = sum(c.common for c in found.classes)
    assert common == 25_212_548
    assert 0 < 41_096_478 * ratio - common < len(lots)
    assert (found.gross, found.net) == (276_000_000, 254_300_000)
    assert 1 - exact("1.65816") / exact("2.0727") == exact("0.2")


def test_what_holders_sell_brings_the_company_nothing() -> None:
    held = company(8_000_000, 2_000_000)
    terms = ipo(10, 1_000_000, secondary={"founder0": Fraction(500_000)}, underwriting=exact("0.1"))
    found = hold_ipo(held, terms)
    assert (found.gross, found.net, found.sellers) == (10_000_000, 9_000_000, {"founder0": 4_500_000})
    assert found.shares == {"founder0": 7_500_000, "founder1": 2_000_000, "public": 1_500_000}
    assert found.market_value == sum(found.value.values()) == 110_000_000


def test_the_greenshoe_comes_from_the_company_as_far_as_it_is_exercised() -> None:
    """By hand: 15 % of 1.0m + 0.2m, two thirds of it, is 120,000."""
    terms = ipo(
        10, 1_000_000, secondary={"founder0": Fraction(200_000)}, greenshoe=exact("0.15"), exercised=Fraction(2, 3)
    )
    found = hold_ipo(company(5_000_000), terms)
    assert (found.primary, found.greenshoe, found.gross) == (1_000_000, 120_000, 11_200_000)
    assert found.shares["public"] == 1_320_000


def test_nobody_sells_what_it_has_not() -> None:
    terms = ipo(10, 1, secondary={"founder0": Fraction(11)})
    with pytest.raises(ImpossibleError) as found:
        hold_ipo(company(10), terms)
    assert found.value.problem.code == "not-held"
    assert "`founder0` sells `11` shares in the offering and has 10" in found.value.problem.what


def test_a_grant_that_vests_goes_on_after_conversion_and_sale() -> None:
    """By hand: 400 of 1,000 have vested; at two for one 800 of 2,000, of which 300 are sold from the front."""
    cls = replace(preferred("p", 10), conversion_price=Fraction(5))
    lot = Lot("p", "p", "staff", Fraction(1000), unvested=Fraction(600), piece=Piece(Fraction(1000)))
    held = company(10_000, classes=[cls], lots=[lot])
    found = hold_ipo(held, ipo(10, 1, secondary={"staff": Fraction(300)})).after
    (after,) = [each for each in found.lots if each.holder == "staff"]
    assert (after.of, after.shares, after.unvested) == ("common", 1700, 1200)
    assert after.piece == Piece(Fraction(2000), start=Fraction(300))
    with pytest.raises(ImpossibleError):
        hold_ipo(held, ipo(10, 1, secondary={"staff": Fraction(801)}))


def test_holders_are_locked_up_and_the_public_is_not() -> None:
    held = company(100, available=0, granted=10)
    found = hold_ipo(held, ipo(10, 10, lock_up=6))
    assert found.may_sell == {"founder0": dt.date(2024, 7, 1), "staff": dt.date(2024, 7, 1), "public": DAY}


@pytest.mark.parametrize(
    ("terms", "stays"),
    [
        ({"price": Fraction(10)}, None),
        ({"price": Fraction(11)}, "price"),
        ({"price_multiple": Fraction(5)}, None),
        ({"price_multiple": Fraction(6)}, "price_multiple"),
        ({"proceeds": Fraction(10_000_000)}, None),
        ({"proceeds": Fraction(10_000_001)}, "proceeds"),
        ({"valuation": Fraction(15_000_000)}, None),
        ({"valuation": Fraction(15_000_001)}, "valuation"),
        ({"price": Fraction(10), "proceeds": Fraction(99_000_000)}, "proceeds"),
    ],
)
def test_a_class_converts_where_all_conditions_of_its_qualified_ipo_are_met(
    terms: dict[str, Fraction], stays: str | None
) -> None:
    cls = preferred("p", 2, qualified_ipo=QualifiedIpo(**terms))
    held = company(1_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(500_000))])
    found = hold_ipo(held, ipo(10, 1_000_000))
    assert found.stays == ({} if stays is None else {"p": stays})
    assert {lot.of for lot in found.after.lots if lot.holder == "fund"} == {"common" if stays is None else "p"}
    assert found.shares["fund"] == 500_000


def test_a_reverse_split_divides_what_a_qualified_ipo_asks_for() -> None:
    """A price of 10.00 before a split of 2 for 1 is 5.00 after it, and of 1 for 4 is 40.00."""
    cls = preferred("p", 2, qualified_ipo=QualifiedIpo(price=Fraction(10)))
    held = company(1_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(500_000))])
    assert not hold_ipo(held, ipo(5, 1, split=Fraction(2))).stays
    assert hold_ipo(held, ipo(39, 1, split=Fraction(1, 4))).stays == {"p": "price"}


def test_a_multiple_of_the_issue_price_counts_splits_of_common_alone() -> None:
    """Three times 6.00 is 9.00 a share once each common share has become two."""
    cls = preferred("p", 6, qualified_ipo=QualifiedIpo(price_multiple=Fraction(3)))
    cls = replace(cls, conversion_price=Fraction(3), conversion_ratio=Fraction(2))
    held = company(1_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(500_000))])
    assert not hold_ipo(held, ipo(9, 1)).stays
    assert hold_ipo(held, ipo(8, 1)).stays == {"p": "price_multiple"}


def test_a_ratchet_gives_shares_up_to_its_multiple_of_the_price_paid() -> None:
    """By hand: 1m shares at 15.00 with 1.2 times are owed 18m; at 12.00 that is 1.5m shares, at 20.00 nothing more."""
    cls = preferred("p", 15, ipo_ratchet=IpoRatchet(exact("1.2")))
    held = company(4_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(1_000_000))])
    low, high = hold_ipo(held, ipo(12, 1_000_000)), hold_ipo(held, ipo(20, 1_000_000))
    assert (low.shares["fund"], low.value["fund"], low.classes[0].added) == (1_500_000, 18_000_000, 500_000)
    assert (high.shares["fund"], high.adjustments) == (1_000_000, ())


def test_a_ratchet_that_dilutes_itself_is_solved_with_the_price() -> None:
    """By hand: 4m P + 18m = 60m gives P = 10.50; without the ratchet it were 12.00, and the fund would have 17.5m."""
    cls = preferred("p", 15, ipo_ratchet=IpoRatchet(exact("1.2")))
    held = company(4_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(1_000_000))])
    found = hold_ipo(held, ipo(None, 1_000_000, pre_money=Fraction(60_000_000)))
    assert (found.price, found.value["fund"], found.pre_money) == (exact("10.5"), 18_000_000, 60_000_000)


def test_a_class_that_does_not_qualify_gets_no_ratchet() -> None:
    cls = preferred(
        "p", 15, ipo_ratchet=IpoRatchet(exact("1.2")), qualified_ipo=QualifiedIpo(price_multiple=Fraction(1))
    )
    held = company(4_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(1_000_000))])
    found = hold_ipo(held, ipo(12, 1_000_000))
    assert (found.stays, found.shares["fund"], found.adjustments) == ({"p": "price_multiple"}, 1_000_000, ())


def test_an_offering_below_the_conversion_price_triggers_anti_dilution() -> None:
    """By hand: (2m x 10 + 5m) / (2m + 1m) = 25/3 for the average; 5.00 for the ratchet; the exempt keep 10.00."""
    after = {}
    for kind, exempt in (("broad_based", ()), ("full_ratchet", ()), ("full_ratchet", ("common",))):
        cls = preferred("p", 10, anti_dilution=AntiDilution(kind, exempt=exempt))
        held = company(1_000_000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(1_000_000))])
        after[kind, exempt] = hold_ipo(held, ipo(5, 1_000_000)).shares["fund"]
    assert after == {
        ("broad_based", ()): 1_200_000,
        ("full_ratchet", ()): 2_000_000,
        ("full_ratchet", ("common",)): 1_000_000,
    }


def test_convertibles_take_their_best_terms_at_the_offer_price() -> None:
    """By hand: 10 % of (9m + 1m) at the cap is 1m shares; the pool's ungranted shares do not count."""
    held = company(8_000_000, available=3_000_000, granted=1_000_000, convertibles=[safe("s", 1_000_000, 10_000_000)])
    found = hold_ipo(held, ipo(10, 1_000_000), WHOLE_SHARES)
    assert [(c.as_converted, c.price, c.chosen.reason) for c in found.conversions] == [(1_000_000, 1, "cap")]
    assert found.after.convertibles == {}
    assert found.pre_money == 100_000_000


def test_a_warrant_on_preferred_becomes_one_on_common() -> None:
    cls = replace(preferred("p", 10), conversion_price=Fraction(5))
    warrant = Right("w", "warrant", "bank", "p", Fraction(1000), Fraction(10))
    held = company(1_000_000, classes=[cls])
    found = hold_ipo(replace(held, rights={"w": HeldRight(warrant, Fraction(1000))}), ipo(8, 1))
    after = found.after.rights["w"].right
    assert (after.of, after.count, after.strike) == ("common", 2000, 5)
    assert found.rights["bank"] == 2000 * 3


@pytest.mark.parametrize(("how", "common", "paid"), [("forfeited", 100, 0), ("paid", 100, 80), ("converts", 108, 0)])
def test_dividends_are_forfeited_paid_or_convert(how: str, common: int, paid: int) -> None:
    """By hand: 100 shares at 10.00, 8 % for a year."""
    cls = preferred("p", 10, dividend=Dividend(exact("0.08"), on_conversion=how))
    held = company(1000, classes=[cls], lots=[Lot("p", "p", "fund", Fraction(100), on=DAY)])
    (found,) = hold_ipo(held, Ipo(DAY + dt.timedelta(days=365), Fraction(20), primary=Fraction(10))).classes
    assert (found.common, found.dividends) == (common, paid)


@pytest.mark.parametrize(
    ("case", "price", "before", "pro_forma", "increase", "after", "dilution"),
    [
        (0, "4.03", "1.91", "1.91", "0.40", "2.31", "1.72"),
        (1, "15.30", "-1.71", "-1.15", "8.00", "6.85", "8.45"),
        (2, "91.84", "7.49", "7.49", "7.85", "15.34", "76.50"),
        (3, "8.50", "1.22", "1.22", "0.59", "1.81", "6.69"),
    ],
)
def test_the_dilution_table_of_a_prospectus(
    case: int, price: str, before: str, pro_forma: str, increase: str, after: str, dilution: str
) -> None:
    """Four filings, a million shares before, half as many new. Source: vector dilution_per_share_ntbv."""
    same_as_published(
        "dilution_per_share_ntbv",
        **{f"expected__after__{case}": float(after), f"expected__dilution__{case}": float(dilution)},
    )
    shares, new = Fraction(1_000_000), Fraction(500_000)
    relieved = (exact(pro_forma) - exact(before)) * shares
    proceeds = exact(after) * (shares + new) - exact(pro_forma) * shares
    found = dilution_per_share(exact(price), exact(before) * shares, shares, (new, proceeds), (Fraction(0), relieved))
    assert (found.before, found.pro_forma, found.increase) == (exact(before), exact(pro_forma), exact(increase))
    assert (found.after, found.dilution) == (exact(after), exact(dilution))


@given(
    st.integers(1, 40),
    st.integers(0, 1000),
    st.fractions(0, 1, max_denominator=20),
    st.lists(st.integers(1, 10_000), min_size=1, max_size=6),
    st.integers(2, 9),
)
def test_shares_and_money_tie_in_every_offering(
    price: int, primary: int, exercised: Fraction, holders: list[int], one_for: int
) -> None:
    lots = [Lot(f"p{n}", "p", f"h{n % 3}", Fraction(count)) for n, count in enumerate(holders)]
    cls = preferred("p", 12, ipo_ratchet=IpoRatchet(exact("1.5")))
    held = company(5000, granted=300, classes=[cls], lots=lots)
    terms = ipo(
        price, primary, greenshoe=exact("0.15"), exercised=exercised, secondary={"founder0": Fraction(100)},
        split=Fraction(1, one_for),
    )  # fmt: skip
    found = hold_ipo(held, terms, WHOLE_SHARES)
    assert sum(found.shares.values()) == found.after.outstanding
    assert sum(found.value.values()) == found.market_value
    assert found.gross + sum(found.sellers.values()) == found.shares["public"] * price
    assert all(0 <= lost < 4 for lost in found.lost_in_split.values())
    assert all(lot.shares == int(lot.shares) for lot in found.after.lots if lot.holder != "public")
    for became in found.classes:  # each of three holders may lose a part of a share
        assert became.common * price > became.shares * exact("1.5") * 12 * one_for - 3 * price
