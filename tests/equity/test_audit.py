"""Every mistake in a cap table is found, each at its place, all at once, and nothing is computed while one stands."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dealwright.equity.audit import audit
from dealwright.equity.captable import CapTable
from dealwright.equity.events import (
    Accelerate,
    AuthorisedAdjustment,
    Cancel,
    Consideration,
    Convert,
    Distribution,
    Event,
    Exchange,
    Exercise,
    Issue,
    PoolAdjustment,
    RatioAdjustment,
    Reprice,
    Repurchase,
    Split,
    Transfer,
    Vest,
)
from dealwright.equity.financing import PoolTarget, Round, Valuation
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf.read import read_ocf
from dealwright.equity.ocf.write import write_ocf
from dealwright.equity.securities import (
    AntiDilution,
    CarveOut,
    Convertible,
    Dividend,
    ExitTerms,
    Pool,
    ReturnCap,
    Right,
    ShareClass,
    Tier,
)
from dealwright.equity.vesting import Condition, Instalment, Part, Vesting
from dealwright.ground.place import Place
from dealwright.lang.codes import CODES
from equity.company import company, day, happened, share_class

ONE, HALF = Fraction(1), Fraction(1, 2)
FOUNDED = happened(Issue, 0, of="common", holder="ann", shares=600, security="c1")
A = share_class("a", kind="preferred", original_issue_price=2, converts_into="common", preference=1)
SERIES_A = happened(Issue, 1, of="a", holder="ben", shares=100, price=2, security="a1")
SAFE = Convertible("safe", "safe", "cat", Fraction(1000), day(5))
POOL = Pool("plan", "Plan", "common", Fraction(100))
MONTHLY = Vesting(start=day(0), months=10)
LAUNCH = Vesting(parts=(Part(ONE, Condition("milestone", "launch")),))


def right(**terms: Any) -> Right:
    return Right(
        **{
            "id": "o",
            "kind": "option",
            "holder": "dan",
            "of": "common",
            "count": Fraction(50),
            "strike": ONE,
            "on": day(0),
            **terms,
        }
    )


def preferred(**terms: Any) -> tuple[ShareClass, ...]:
    usual = {"kind": "preferred", "original_issue_price": 2, "converts_into": "common", "preference": 1}
    return (share_class("a", **{**usual, **terms}),)


def a_round(name: str, on: int, **terms: Any) -> Round:
    return Round(
        name,
        day(on),
        terms.pop("new_class", share_class(name)),
        {"ben": Fraction(100)},
        pre_money=Fraction(900),
        pro_forma=True,
        **terms,
    )


BAD: list[tuple[str, CapTable]] = [
    ("out-of-bounds", company(replace(FOUNDED, shares=Fraction(-5)))),
    ("out-of-bounds", company(replace(FOUNDED, shares=Fraction(0)))),
    ("out-of-bounds", company(replace(FOUNDED, price=Fraction(-1)))),
    ("out-of-bounds", company(FOUNDED, happened(Split, 3, ratio=0))),
    ("out-of-bounds", company(convertibles=(replace(SAFE, discount=ONE),))),
    ("out-of-bounds", company(convertibles=(replace(SAFE, amount=Fraction(0)),))),
    ("out-of-bounds", company(rights=(right(count=Fraction(-1)),))),
    ("unknown-stakeholder", company(replace(FOUNDED, holder="anne"))),
    ("unknown-class", company(replace(FOUNDED, of="comon"))),
    ("unknown-class", company(classes=preferred(converts_into="comon"))),
    ("unknown-class", company(FOUNDED, valuations=(Valuation("v", "x", day(1), ONE),))),
    ("unknown-pool", company(rights=(right(pool="plam"),), pools=(POOL,))),
    ("unknown-pool", company(happened(PoolAdjustment, 1, pool="plam", reserved=3))),
    ("unknown-convertible", company(rounds=(a_round("r", 3, converts=("sofa",)),), convertibles=(SAFE,))),
    ("unknown-stakeholder", company(exit=ExitTerms(tiers=(Tier({"eve": HALF}),)))),
    ("unknown-stakeholder", company(classes=preferred(anti_dilution=AntiDilution("full_ratchet", waived_by=("eve",))))),
    ("unknown-security", company(FOUNDED, happened(Transfer, 2, security="c2", to="ben"))),
    ("unknown-security", company(FOUNDED, happened(Reprice, 2, right="o", strike=1))),
    ("before-issue", company(FOUNDED, happened(Transfer, 0, security="a1", to="ben"), SERIES_A, classes=(A,))),
    ("before-issue", company(rights=(right(pool="plan"),), pools=(replace(POOL, on=day(1)),))),
    ("not-held", company(FOUNDED, happened(Transfer, 2, security="c1", to="ben", shares=601))),
    ("not-held", company(FOUNDED, happened(Transfer, 2, of="common", holder="ben", to="ann", shares=1))),
    ("not-held", company(SERIES_A, happened(Convert, 2, security="a1", shares=101), classes=(A,))),
    ("not-held", company(SERIES_A, happened(Convert, 2, of="a", holder="ann"), classes=(A,))),
    (
        "not-held",
        company(happened(Convert, 9, security="safe", shares=1001, into="common", price=1), convertibles=(SAFE,)),
    ),
    ("not-held", company(happened(Exercise, 2, right="o", shares=51), rights=(right(),))),
    ("not-held", company(FOUNDED, happened(Repurchase, 2, security="c1", shares=601, price=1))),
    ("not-held", company(FOUNDED, happened(Cancel, 2, security="c1"), happened(Cancel, 3, security="c1"))),
    ("not-held", company(FOUNDED, happened(Cancel, 2, security="c1", shares=700))),
    ("not-held", company(FOUNDED, happened(Exchange, 2, of="common", into="a", ratio=1, holder="ben"), classes=(A,))),
    ("not-held", company(FOUNDED, happened(Exchange, 2, of="a", into="common", ratio=1), classes=(A,))),
    ("not-held", company(happened(Distribution, 2, of="a", amount=10), classes=(A,))),
    (
        "not-held",
        company(SERIES_A, happened(RatioAdjustment, 2, of="a", holder="cat", conversion_price=1), classes=(A,)),
    ),
    ("not-vested", company(happened(Exercise, 100, right="o", shares=20), rights=(right(vesting=MONTHLY),))),
    ("expired-right", company(happened(Exercise, 100, right="o", shares=20), rights=(right(expires=day(99)),))),
    ("ends-before-start", company(rights=(right(expires=day(-1)),))),
    ("price-missing", company(happened(Exercise, 1, right="o", shares=20, net=True), rights=(right(),))),
    ("price-missing", company(FOUNDED, happened(Repurchase, 2, security="c1", shares=1))),
    ("wrong-security", company(FOUNDED, happened(Exercise, 2, right="c1", shares=1))),
    ("wrong-security", company(happened(Repurchase, 6, security="safe", shares=1, price=1), convertibles=(SAFE,))),
    ("unnamed-security", company(FOUNDED, happened(Transfer, 2, of="common", to="ben"))),
    (
        "unnamed-security",
        company(FOUNDED, happened(Exchange, 2, of="common", into="a", ratio=1, shares=5), classes=(A,)),
    ),
    ("already-vested", company(happened(Accelerate, 1, security="o"), rights=(right(),))),
    ("already-vested", company(happened(Vest, 160, security="o", shares=40), rights=(right(vesting=MONTHLY),))),
    ("does-not-convert", company(FOUNDED, happened(Convert, 2, security="c1"))),
    ("does-not-convert", company(FOUNDED, happened(Exchange, 2, of="common", into="common", ratio=1))),
    ("no-conversion-price", company(happened(Convert, 9, security="safe", into="common"), convertibles=(SAFE,))),
    ("no-conversion-price", company(happened(Convert, 9, security="safe", price=2), convertibles=(SAFE,))),
    ("over-authorised", company(SERIES_A, classes=preferred(authorised=99))),
    (
        "over-authorised",
        company(SERIES_A, happened(AuthorisedAdjustment, 2, of="a", authorised=50), classes=preferred(authorised=100)),
    ),
    ("may-exceed-authorised", company(rights=(right(),), classes=(share_class("common", authorised=49),))),
    ("over-pool", company(rights=(right(pool="plan", count=Fraction(101)),), pools=(POOL,))),
    (
        "over-pool",
        company(happened(PoolAdjustment, 1, pool="plan", reserved=40), rights=(right(pool="plan"),), pools=(POOL,)),
    ),
    ("name-taken", company(FOUNDED, FOUNDED)),
    ("name-taken", company(FOUNDED, rights=(right(id="c1"),))),
    ("out-of-order", company(SERIES_A, FOUNDED, classes=(A,))),
    ("ambiguous-order", company(rounds=(a_round("r", 3), a_round("s", 3)))),
    ("round-too-early", company(rounds=(a_round("r", 3, converts=("safe",)),), convertibles=(SAFE,))),
    (
        "round-too-early",
        company(rounds=(a_round("r", 3, pool=PoolTarget("plan", HALF)),), pools=(replace(POOL, on=day(4)),)),
    ),
    ("mfn-circle", company(convertibles=(replace(SAFE, mfn=True, mfn_of=("safe",)),))),
    (
        "mfn-circle",
        company(
            convertibles=(
                replace(SAFE, mfn=True, mfn_of=("two",)),
                replace(SAFE, id="two", mfn=True, mfn_of=("safe",)),
            )
        ),
    ),
    ("mfn-of-nothing", company(convertibles=(replace(SAFE, mfn=True),))),
    ("class-circle", company(classes=preferred(converts_into="a"))),
    ("class-circle", company(classes=(*preferred(converts_into="b"), share_class("b", converts_into="a")))),
    ("no-issue-price", company(SERIES_A, classes=preferred(original_issue_price=None, preference=1))),
    ("no-issue-price", company(SERIES_A, classes=preferred(original_issue_price=None, dividend=Dividend(HALF)))),
    ("bad-cap", company(classes=preferred(preference=1, participation="capped"))),
    ("bad-cap", company(classes=preferred(preference=2, participation="capped", cap="1.5"))),
    ("unused-cap", company(classes=preferred(preference=1, participation="full", cap=3))),
    ("unused-cap", company(classes=preferred(preference=1, cap=3))),
    ("never-shares", company(classes=preferred(preference=1, converts_into=None))),
    ("no-preference", company(SERIES_A, classes=preferred(preference=0))),
    (
        "no-preference",
        company(rounds=(a_round("r", 3, new_class=share_class("r", kind="preferred", converts_into="common")),)),
    ),
    ("issued-at-another-price", company(replace(SERIES_A, price=Fraction(3)), classes=preferred())),
    (
        "issued-at-another-price",
        company(
            replace(SERIES_A, price=None, consideration=Consideration(in_kind={"compute": Fraction(999)})),
            classes=preferred(),
        ),
    ),
    ("issued-at-another-price", company(happened(Split, 0, ratio=2), SERIES_A, classes=preferred())),
    ("cancelled-for-nothing", company(happened(Cancel, 6, security="safe"), convertibles=(SAFE,))),
    ("unlikely-term", company(convertibles=(replace(SAFE, rate=HALF),))),
    ("unlikely-term", company(convertibles=(SAFE, replace(SAFE, id="s", on=day(6), mfn=True, mfn_of=("safe",))))),
    ("unlikely-term", company(rights=(right(strike=Fraction(0)),))),
    ("unlikely-term", company(rights=(right(kind="rsu"),))),
    ("unlikely-term", company(rounds=(replace(a_round("r", 3), investors={}),))),
    ("counts-for-nothing", company(convertibles=(replace(SAFE, mfn_of=("s",)), replace(SAFE, id="s", on=day(6))))),
    ("counts-for-nothing", company(happened(Vest, 2, milestone="lunch"), rights=(right(vesting=LAUNCH),))),
    ("counts-for-nothing", company(happened(Vest, 2, milestone="launch", amount=5), rights=(right(vesting=LAUNCH),))),
    ("date-to-come", company(FOUNDED, happened(Issue, 400, of="common", holder="ann", shares=1), as_of=day(1))),
    ("date-to-come", company(convertibles=(replace(SAFE, on=day(400)),), as_of=day(1))),
    (
        "may-exceed-authorised",
        company(FOUNDED, classes=(share_class("common", authorised=650),), pools=(POOL,)),
    ),
    ("cap-to-itself", company(SERIES_A, classes=preferred(return_cap=ReturnCap(multiple=ONE, rest_to="ben")))),
    ("over-whole", company(exit=ExitTerms(tiers=(Tier({"ann": ONE, "ben": HALF}),)))),
    ("over-whole", company(exit=ExitTerms(carve_outs=(CarveOut("ann", HALF), CarveOut("ben", 3 * HALF / 2))))),
    (
        "over-whole",
        company(
            rights=(
                right(
                    vesting=Vesting(
                        parts=(Part(ONE, Condition("milestone", "m")), Part(HALF, Condition("milestone", "n")))
                    )
                ),
            )
        ),
    ),
    ("over-whole", company(convertibles=(replace(SAFE, fixed_share=HALF), replace(SAFE, id="t", fixed_share=HALF)))),
    ("bad-vesting", company(rights=(right(vesting=Vesting(months=10)),))),
    ("bad-vesting", company(rights=(right(vesting=replace(MONTHLY, cliff=11)),))),
    ("bad-vesting", company(rights=(right(vesting=Vesting(instalments=(Instalment(day(5), HALF),))),))),
    ("bad-vesting", company(replace(FOUNDED, vesting=replace(MONTHLY, day_of_month=32)))),
    (
        "ends-before-start",
        company(
            rights=(right(vesting=replace(MONTHLY, parts=(Part(HALF, Condition("milestone", "m"), by=day(-1)),))),)
        ),
    ),
    ("ends-before-start", company(convertibles=(replace(SAFE, maturity=day(4)),))),
    ("amounts-differ", company(FOUNDED, happened(Distribution, 2, amount=10, to={"ann": Fraction(9)}))),
    ("consideration-differs", company(replace(FOUNDED, price=ONE, consideration=Consideration(Fraction(1))))),
    ("tier-without-end", company(exit=ExitTerms(tiers=(Tier({"ann": HALF}, until="ann"),)))),
]


@pytest.mark.parametrize(("code", "table"), BAD, ids=[f"{code}-{at}" for at, (code, _) in enumerate(BAD)])
def test_a_mistake_is_found_and_nothing_else_is_said(code: str, table: CapTable) -> None:
    (problem,) = audit(table)
    assert problem.code == code
    assert problem.what.count("`") >= 2
    assert problem.expected
    assert problem.mend
    if problem.severity == "error":
        assert not problem.what.endswith(".")


REPLAYED = {
    "unknown-stakeholder",
    "unknown-class",
    "unknown-security",
    "not-held",
    "over-authorised",
    "out-of-bounds",
    "class-circle",
}


@pytest.mark.parametrize("table", [table for code, table in BAD if code in REPLAYED])
def test_nothing_is_computed_while_an_error_stands(table: CapTable) -> None:
    with pytest.raises(ValueError, match="audit the table first"):
        holdings_on(table)


def test_a_mistake_names_what_was_meant() -> None:
    (problem,) = audit(company(replace(FOUNDED, holder="anna")))
    assert (problem.what, problem.mend) == ("there is no stakeholder `anna`", "write `ann`")


def at(line: int, event: Event) -> Event:
    return replace(event, place=Place("acme.yaml", line, 5, line, 9))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    table = company(
        at(3, replace(FOUNDED, holder="eve")),
        at(4, happened(Transfer, 1, security="c1", to="ben")),  # would be there but for the line above
        at(5, SERIES_A),
        at(6, happened(Convert, 3, security="a1", shares=200)),
        at(7, happened(Transfer, 4, security="a1/common", to="ann")),  # likewise
        at(8, happened(Cancel, 5, security="a2")),
        classes=(A,),
    )
    problems = audit(table)
    assert [(problem.place.line, problem.code) for problem in problems] == [
        (3, "unknown-stakeholder"),
        (6, "not-held"),
        (8, "unknown-security"),
    ]


def test_more_than_authorised_is_told_where_it_became_too_much_and_once() -> None:
    table = company(
        at(3, happened(Issue, 0, of="a", holder="ann", shares=60)),
        at(4, happened(Issue, 9, of="a", holder="ben", shares=50)),
        at(5, happened(Issue, 10, of="a", holder="ben", shares=50)),
        classes=preferred(authorised=100),
    )
    (problem,) = audit(table)
    assert (problem.place.line, problem.code) == (4, "over-authorised")
    assert problem.what == "110 shares of `a` are issued on 2020-01-10, and `100` are authorised"


def test_within_a_day_only_its_end_counts() -> None:
    raised = happened(AuthorisedAdjustment, 1, of="a", authorised=200)
    assert audit(company(SERIES_A, raised, classes=preferred(authorised=50))) == []


def test_conversion_makes_shares_of_the_class_it_leads_to() -> None:
    table = company(SERIES_A, classes=(A, share_class("common", authorised=99)))
    assert [problem.code for problem in audit(table)] == ["may-exceed-authorised"]
    converted = replace(table, events=(SERIES_A, happened(Convert, 2, security="a1")))
    assert [problem.code for problem in audit(converted)] == ["over-authorised"]


def test_a_sound_table_has_no_problems() -> None:
    table = company(
        FOUNDED,
        SERIES_A,
        happened(Convert, 2, security="a1", shares=50),
        happened(Split, 3, ratio=2),
        happened(Transfer, 4, security="a1/common", to="cat"),
        happened(Exercise, 5, right="o", shares=100),
        classes=(A,),
        rights=(right(pool="plan"),),
        pools=(POOL,),
        convertibles=(replace(SAFE, mfn=True), replace(SAFE, id="later", on=day(9), cap=Fraction(10))),
    )
    assert audit(table) == []
    assert holdings_on(table).fully_diluted == 1200 + 200 + 200


def test_every_code_is_explained(root: Path) -> None:
    """What the replay and the checks report is in the manual, and in the gallery of problems."""
    equity = root / "src" / "dealwright" / "equity"
    used = {
        code
        for path in (equity / "audit.py", *(equity / "checks").glob("*.py"), *(equity / "replay").glob("*.py"))
        for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)",', path.read_text(encoding="utf-8"))
    }
    assert len(used) >= 25
    assert used <= set(CODES)


def test_a_package_of_open_cap_format_is_audited_as_well(tmp_path: Path) -> None:
    table = company(FOUNDED, happened(Transfer, 5, security="c1", to="ben", shares=50, id="sale"), as_of=day(9))
    write_ocf(table, tmp_path / "acme")
    file = tmp_path / "acme" / "Transactions.ocf.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"600"', '"30"'), encoding="utf-8")
    errors = [problem for problem in read_ocf(tmp_path / "acme").problems if problem.severity == "error"]
    assert [problem.code for problem in errors] == ["not-held"]
    assert errors[0].place.file == str(file)
    assert errors[0].place.line > 1


def test_a_price_after_a_split_is_that_of_the_class() -> None:
    halved = replace(SERIES_A, price=ONE)
    assert audit(company(happened(Split, 0, ratio=2), halved, classes=preferred())) == []
    assert audit(company(happened(Split, 1, ratio=2), halved, classes=preferred())) == []
    shadow = replace(SERIES_A, price=ONE, preference_price=ONE)
    assert audit(company(shadow, classes=preferred())) == []
