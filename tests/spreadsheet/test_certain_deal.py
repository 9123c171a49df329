"""A certain deal, stated by the program and computed by a spreadsheet from the contract's words: equal to the cent.

Sales, usage and profit are what the contract counts; how they come about is in the sheet "Calendar". Everything else is
a formula in a sheet of its own for each clause.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from dealwright.cli.main import main
from spreadsheet.workbook import Sheet, recomputed, write

AS_OF, HORIZON = dt.date(2025, 2, 15), dt.date(2029, 12, 31)
CENT = 0.005
YEARS = [AS_OF, *(dt.date(year, 1, 1) for year in range(2026, 2030))]
DEAL = """\
dealwright: 1
title: A machine is licensed, its maker supplied, its film sold
as_of: 2025-02-15
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 3%
parties: {maker: {}, inventor: {}, supplier: {}, studio: {}}
facts:
  share:
    title: The share
    reason: Two letters and a memo disagree
    readings: [{is: 9%, weight: 35%}, {is: 2%, weight: 25%}, {is: 5%, weight: 40%}]
  yearly_fee: {is: "uniform(30k USD, 50k USD)", reason: A guess}
drivers:
  sales: {kind: gbm, start: 2m USD/year, growth: 25%, volatility: 35%}
  usage: {kind: derived, is: "if(year == 2025, 350k USD/year, if(year == 2027, 700k USD/year, 500k USD/year))"}
  current:
    kind: derived
    is: "if(year == 2025, 150k, if(year == 2027, 380k, if(year == 2029, 320k, 200k))) / 1 year"
  approved: {kind: event, chance: 60% by 2027-12-31}
  sued: {kind: event, chance: 40% by 2029-12-31}
terms:
  royalty:
    kind: royalty
    payer: maker
    payee: inventor
    on: sales
    rate: share
    period: quarter
    minimum: 30k USD
    period_cap: 48k USD
    cap: 600k USD
    opening: {paid: 100k USD}
    until: 2029-05-20
    ends_on: sued
    paid: end
  drug:
    kind: royalty
    payer: maker
    payee: inventor
    on: sales
    deductions: 8% * sales
    tier_period: year
    tiers: [{up_to: 1m USD, rate: 4%}, {up_to: 2.5m USD, rate: 6%}, {rate: 9%}]
    rate_changes: [{on: approved, times: 50%}]
    advance: {amount: 150k USD, on: 2025-03-31}
    recoupment: 60%
    minimum: 60k USD
    minimum_period: year
    cap: 600k USD
    paid: end
  songs:
    kind: royalty
    payer: studio
    payee: inventor
    on: usage
    period: year
    tiers: [{up_to: 300k USD, rate: 10%}, {up_to: 600k USD, rate: 12%}, {rate: 14%}]
    tier_method: retroactive
    advance: {amount: 200k USD, on: 2025-02-15}
    recoup_from: gross
    recoupment: 50%
    netted_with: back
    paid: end
  back: {kind: royalty, payer: inventor, payee: studio, on: 40k USD/year, rate: 50%, period: year, paid: end}
  licence:
    {kind: licence, grantor: inventor, holder: maker, fee: yearly_fee / 1 year, until: 2028-12-31, ends_on: approved}
  supply:
    kind: commitment
    buyer: maker
    seller: supplier
    minimum: {2025: 400k USD, 2027: 600k USD}
    usage: usage
    price: 90%
    market_price: 100%
    take_or_pay: yes
    carry_forward: 1 year
    paid: end
  power:
    kind: commitment
    buyer: maker
    seller: supplier
    minimum: 300k USD
    usage: current
    take_or_pay: 80%
    roll_over: 25%
    shortfall: 90%
    make_up: 2 years
    refund: 50%
    paid: end
  film:
    kind: profit_participation
    payer: maker
    payee: studio
    on: 30% * sales - 500k USD/year
    tiers: [{share: 75%, until_paid: 300k USD}, {share: 40%, until_base: 1.5m USD}, {share: 10%}]
    opening: {paid: 10k USD, base: 20k USD}
    paid: end
  fund:
    kind: profit_participation
    payer: maker
    payee: supplier
    on: 200k USD/year
    invested: 500k USD
    tiers: [{share: 100%, until_hurdle: 8%}, {share: 80%}]
    paid: end
  approval: {kind: milestone, payer: maker, payee: inventor, amount: 75k USD, on: approved}
  upfront: {kind: payment, payer: maker, payee: inventor, amount: {2025-02-15: 10k USD, 2026-06-30: 12345.67 USD}}
"""


def quarters() -> list[dt.date]:
    """Return the first days of the quarters of the deal, and the day after the last."""
    firsts = [dt.date(year, month, 1) for year in range(2025, 2031) for month in (1, 4, 7, 10)]
    return [AS_OF, *(first for first in firsts if AS_OF < first <= HORIZON + dt.timedelta(1))]


def calendar() -> Sheet:
    """Say how sales come: 2m a year at the start, 25 % more each year; a quarter's are the mean of its ends by days."""
    cuts = quarters()
    return Sheet(
        "Calendar",
        len(cuts) - 1,
        {
            "opens": cuts[:-1],
            "closes": cuts[1:],
            "year": "YEAR([opens])",
            "years": "([closes]-[opens])/(DATE([year]+1,1,1)-DATE([year],1,1))",
            "before": "<after>",
            "after": "[before]+[years]",
            "sales": "{start}*((1+{growth})^[before]+(1+{growth})^[after])/2*[years]",
            "usage": "IF([year]=2025,350000,IF([year]=2027,700000,500000))*[years]",
            "profit": "30%*[sales]-500000*[years]",
        },
    )


def royalty() -> Sheet:
    """5 % of sales, at least 30,000 and at most 48,000 a quarter by days, 600,000 in all of which 100,000 are paid."""
    cuts = quarters()[:-2]
    last = dt.date(2029, 5, 21)
    cuts[-1] = last
    whole = [dt.date(each.year, (each.month - 1) // 3 * 3 + 1, 1) for each in cuts[:-1]]
    return Sheet(
        "Royalty",
        len(cuts) - 1,
        {
            "opens": cuts[:-1],
            "closes": cuts[1:],
            "part": [
                f"=({_date(b)}-{_date(a)})/(EDATE({_date(first)},3)-{_date(first)})"
                for a, b, first in zip(cuts[:-1], cuts[1:], whole, strict=True)
            ],
            "base": "SUMIFS({Calendar.sales},{Calendar.opens},[opens])*([closes]-[opens])"
            "/(SUMIFS({Calendar.closes},{Calendar.opens},[opens])-[opens])",
            "share": "{share}*[base]",
            "capped": "MIN([share],48000*[part])",
            "due": "MAX([capped],30000*[part])",
            "total": "MIN(600000,IF(<opens>=0,100000,<total>)+[due])",
            "paid": "[total]-IF(<opens>=0,100000,<total>)",
            "balance": "600000-[total]",
        },
    )


def drug() -> Sheet:
    """Net sales of a year to date run through tiers, halved from approval on; 60 % recoups an advance of 150,000.

    What the year pays after recoupment is brought up to 60,000 with its last quarter; all payments stop at 600,000.
    """
    cuts = quarters()

    def schedule(base: str) -> str:
        first, second = "1000000*[part]", "2500000*[part]"
        return f"4%*MIN({base},{first})+6%*MAX(0,MIN({base},{second})-{first})+9%*MAX(0,{base}-{second})"

    return Sheet(
        "Drug",
        len(cuts) - 1,
        {
            "opens": cuts[:-1],
            "closes": cuts[1:],
            "part": "SUMIFS({Calendar.years},{Calendar.year},YEAR([opens]))",
            "gross": "SUMIFS({Calendar.sales},{Calendar.opens},[opens])",
            "base": "92%*[gross]",
            "start": "IF(YEAR(<opens>)=YEAR([opens]),<end>,0)",
            "turn": "[start]+[base]*MAX(0,MIN(1,({approved}-[opens])/([closes]-[opens])))",
            "end": "[start]+[base]",
            "at_start": schedule("[start]"),
            "at_turn": schedule("[turn]"),
            "at_end": schedule("[end]"),
            "share": "[at_turn]-[at_start]+50%*([at_end]-[at_turn])",
            "unrecouped": "IF(<opens>=0,150000,<balance>)",
            "recouped": "MIN(60%*[share],[unrecouped])",
            "balance": "[unrecouped]-[recouped]",
            "net": "[share]-[recouped]",
            "net_of_year": "IF(YEAR(<opens>)=YEAR([opens]),<net_of_year>,0)+[net]",
            "true_up": "IF(MONTH([opens])=10,MAX(0,60000*[part]-[net_of_year]),0)",
            "due": "[net]+[true_up]",
            "total": "MIN(600000,IF(<opens>=0,150000,<total>)+[due])",
            "paid": "[total]-<total>",
        },
    )


def songs() -> Sheet:
    """Half of the income recoups 200,000 first; the rate that a year's other half reaches is that of all of it.

    The label sets off half of 40,000 a year that the artist owes it, and only the difference is paid.
    """
    return Sheet(
        "Songs",
        5,
        {
            "opens": YEARS,
            "part": "SUMIFS({Calendar.years},{Calendar.year},YEAR([opens]))",
            "gross": "SUMIFS({Calendar.usage},{Calendar.year},YEAR([opens]))",
            "unrecouped": "IF(<opens>=0,200000,<balance>)",
            "recouped": "MIN(50%*[gross],[unrecouped])",
            "balance": "[unrecouped]-[recouped]",
            "base": "[gross]-[recouped]",
            "rate": "IF([base]<=300000*[part],10%,IF([base]<=600000*[part],12%,14%))",
            "share": "[rate]*[base]",
            "back": "50%*40000*[part]",
            "set_off": "MIN([share],[back])",
            "paid": "[share]-[set_off]+IF(<opens>=0,200000,0)",
            "paid_back": "[back]-[set_off]",
        },
    )


def licence() -> Sheet:
    """40,000 a year by days until approval, or the end of 2028."""
    cuts = [cut for cut in quarters() if cut <= dt.date(2029, 1, 1)]
    return Sheet(
        "Licence",
        len(cuts) - 1,
        {
            "opens": cuts[:-1],
            "closes": cuts[1:],
            "days": "MAX(0,MIN([closes],{approved})-[opens])",
            "paid": "{fee}*[days]/(DATE(YEAR([opens])+1,1,1)-DATE(YEAR([opens]),1,1))",
        },
    )


def supply() -> Sheet:
    """90 % of usage counts against 400,000 a year, 600,000 from 2027; what is over helps the next year, once."""
    return Sheet(
        "Supply",
        5,
        {
            "year": [2025, 2026, 2027, 2028, 2029],
            "opens": YEARS,
            "part": "SUMIFS({Calendar.years},{Calendar.year},[year])",
            "spent": "90%*SUMIFS({Calendar.usage},{Calendar.year},[year])",
            "asked": "IF([year]<2027,400000,600000)*[part]",
            "excess": "MAX(0,[spent]-[asked])",
            "gap": "MAX(0,[asked]-[spent])",
            "helped": "MIN([gap],<excess>)",
            "short": "[gap]-[helped]",
            "cheaper": "-10%*SUMIFS({Calendar.usage},{Calendar.year},[year])",
            "paid": "[short]+[cheaper]",
        },
    )


def power() -> Sheet:
    """Four fifths of 300,000 are asked for; a quarter of what is missing moves on, the rest costs 90 %, to be made up.

    What was paid for may be taken free of charge out of usage over the minimum in the two years after, the oldest
    first; half of what is left at the end is paid back.
    """
    return Sheet(
        "Power",
        5,
        {
            "opens": YEARS,
            "part": "SUMIFS({Calendar.years},{Calendar.year},YEAR([opens]))",
            "used": "CHOOSE(YEAR([opens])-2024,150000,200000,380000,200000,320000)*[part]",
            "rolled_in": "<rolled_over>",
            "bought": "MIN([used],[rolled_in])",
            "missing": "MAX(0,80%*300000*[part]-([used]-[bought]))",
            "rolled_over": "IF(YEAR([opens])=2029,0,25%*[missing])",
            "shortfall": "[missing]-[rolled_over]+[rolled_in]-[bought]",
            "shortfall_paid": "90%*[shortfall]",
            "over": "MAX(0,[used]-[bought]-300000*[part])",
            "oldest": "<young>",
            "from_oldest": "MIN([over],[oldest])",
            "old": "<shortfall_paid>",
            "from_old": "MIN([over]-[from_oldest],[old])",
            "young": "[old]-[from_old]",
            "make_up": "[from_oldest]+[from_old]",
            "refund": "IF(YEAR([opens])=2029,50%*([young]+[shortfall_paid]),0)",
            "lapsed": "[oldest]-[from_oldest]+IF(YEAR([opens])=2029,[young]+[shortfall_paid]-[refund],0)",
            "paid": "[shortfall_paid]-[make_up]-[refund]",
        },
    )


def film() -> Sheet:
    """75 % of profit until 300,000 was paid, then 40 % until 1.5m came in, then 10 %; a loss counts as nothing."""
    return Sheet(
        "Film",
        5,
        {
            "year": [2025, 2026, 2027, 2028, 2029],
            "opens": YEARS,
            "profit": "MAX(0,SUMIFS({Calendar.profit},{Calendar.year},[year]))",
            "base": "IF(<year>=0,20000,<base>)+[profit]",
            "first": "20000+(300000-10000)/75%",
            "total": "10000+75%*(MIN([base],[first])-20000)+40%*MAX(0,MIN([base],1500000)-[first])"
            "+10%*MAX(0,[base]-1500000)",
            "paid": "[total]-IF(<year>=0,10000,<total>)",
        },
    )


def fund() -> Sheet:
    """200,000 a year go to whoever put in 500,000 until it is back with 8 % a year, compounded by days; then 80 %."""
    return Sheet(
        "Fund",
        5,
        {
            "opens": YEARS,
            "closes": [*YEARS[1:], dt.date(2030, 1, 1)],
            "profit": "200000*SUMIFS({Calendar.years},{Calendar.year},YEAR([opens]))",
            "owed": "IF(<opens>=0,500000,<left>)*1.08^(([closes]-[opens])/365)",
            "back": "MIN([profit],[owed])",
            "left": "[owed]-[back]",
            "paid": "[back]+80%*([profit]-[back])",
        },
    )


def _date(moment: dt.date) -> str:
    return f"DATE({moment.year},{moment.month},{moment.day})"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str) -> dict[str, dict[str, list[Any]]]:
    """Give the recomputed sheets."""
    book = tmp_path_factory.mktemp("sheet") / "contract.xlsx"
    inputs = {
        "start": 2_000_000,
        "growth": 0.25,
        "share": 0.05,  # 2 % weighs 25 %, 5 % another 40 %: half of the weight is passed at 5 %
        "fee": 40_000,  # half way from 30,000 to 50,000
        "approved": f"={_date(AS_OF)}+LN(2)/(-LN(1-60%)/({_date(dt.date(2028, 1, 1))}-{_date(AS_OF)}))",
    }
    write(book, inputs, [calendar(), royalty(), drug(), songs(), licence(), supply(), power(), film(), fund()])
    return recomputed(book, spreadsheet_program)


@pytest.fixture
def terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Give what the program states."""
    file = tmp_path / "deal.yaml"
    file.write_text(DEAL, encoding="utf-8")
    assert main(["statement", str(file), "--path", "certain", "--json"]) == 0
    return {term["term"]: term for term in json.loads(capsys.readouterr().out)["terms"]}


def same(sheet: dict[str, list[Any]], term: dict[str, Any], lines: dict[str, str]) -> int:
    """Compare columns of a sheet with lines of a term, period by period; return how many periods there are."""
    stated = {period["opens"]: period for period in term["periods"]}
    count = 0
    for row, opens in enumerate(sheet["opens"]):
        period = stated.pop(opens.date().isoformat(), None)
        if period is None:  # outside the life
            assert all(abs(sheet[column][row]) < CENT for column in lines.values() if column != "balance")
            continue
        count += 1
        for line, column in lines.items():
            assert abs(period[line] - sheet[column][row]) < CENT, (line, opens)
    assert stated == {}
    return count


def test_the_royalty_is_that_of_the_spreadsheet(sheets: dict[str, Any], terms: dict[str, Any]) -> None:
    lines = {name: name for name in ("base", "share", "due", "paid", "balance")}
    assert same(sheets["Royalty"], terms["royalty"], lines) == 18
    assert terms["royalty"]["endings"] == [], "an event of 40 % never happens in the certain future"
    assert sheets["Royalty"]["balance"][-1] == 0, "the cap is reached"


def test_tiers_of_the_year_to_date_that_recoup_an_advance_are_those_of_the_spreadsheet(
    sheets: dict[str, Any], terms: dict[str, Any]
) -> None:
    names = ("gross", "base", "share", "recouped", "true_up", "due", "paid", "balance")
    assert same(sheets["Drug"], terms["drug"], {name: name for name in names}) == 20
    assert abs(sum(sheets["Drug"]["paid"]) - 600_000) < CENT, "the cap is reached"
    assert max(sheets["Drug"]["true_up"]) > 0, "a year falls short of its minimum"
    assert sheets["Drug"]["balance"][0] > sheets["Drug"]["balance"][-1] == 0, "the advance is recouped in time"


def test_retroactive_tiers_netted_with_a_royalty_the_other_way_are_those_of_the_spreadsheet(
    sheets: dict[str, Any], terms: dict[str, Any]
) -> None:
    names = ("gross", "base", "rate", "share", "set_off", "paid", "balance")
    assert same(sheets["Songs"], terms["songs"], {name: name for name in names}) == 5
    assert same(sheets["Songs"], terms["back"], {"due": "back", "paid": "paid_back"}) == 5
    assert len(set(sheets["Songs"]["rate"])) == 3, "each tier is reached"


def test_the_licence_runs_to_the_day_on_which_its_event_is_as_likely_as_not(
    sheets: dict[str, Any], terms: dict[str, Any]
) -> None:
    assert same(sheets["Licence"], terms["licence"], {"paid": "paid"}) == 10
    approved = AS_OF + dt.timedelta(days=int(sum(sheets["Licence"]["days"])))
    assert terms["licence"]["endings"] == [{"by": "approved", "on": approved.isoformat(), "share": 1.0}]
    (paid,) = [period for period in terms["approval"]["periods"] if period["paid"]]
    assert (paid["paid"], paid["paid_on"]) == (75_000, approved.isoformat())


def test_the_commitment_is_that_of_the_spreadsheet(sheets: dict[str, Any], terms: dict[str, Any]) -> None:
    lines = {"used": "spent", "minimum": "asked", "carried": "helped", "excess": "excess", "shortfall": "short"}
    assert same(sheets["Supply"], terms["supply"], lines | {"price_difference": "cheaper", "paid": "paid"}) == 5
    assert max(sheets["Supply"]["helped"]) > 0, "excess of a year before helps"


def test_a_commitment_that_rolls_over_and_makes_up_is_that_of_the_spreadsheet(
    sheets: dict[str, Any], terms: dict[str, Any]
) -> None:
    names = ("used", "rolled_in", "rolled_over", "shortfall", "shortfall_paid", "make_up", "lapsed", "paid")
    assert same(sheets["Power"], terms["power"], {name: name for name in names}) == 5
    for column in ("make_up", "lapsed", "refund"):
        assert max(sheets["Power"][column]) > 0, f"{column} is tried"


def test_the_participation_is_that_of_the_spreadsheet(sheets: dict[str, Any], terms: dict[str, Any]) -> None:
    assert same(sheets["Film"], terms["film"], {"base": "profit", "paid": "paid"}) == 5


def test_a_hurdle_by_days_is_that_of_the_spreadsheet(sheets: dict[str, Any], terms: dict[str, Any]) -> None:
    assert same(sheets["Fund"], terms["fund"], {"paid": "paid"}) == 5
    assert 0 < sheets["Fund"]["back"][3] < sheets["Fund"]["profit"][3], "the hurdle is passed inside a year"


def test_payments_are_on_their_days(terms: dict[str, Any]) -> None:
    paid = {period["paid_on"]: period["paid"] for period in terms["upfront"]["periods"]}
    assert paid == {"2025-02-15": 10_000, "2026-06-30": 12_345.67}
