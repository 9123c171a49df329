"""The report of a cap table says who owns what, what an exit pays, and what was raised."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import captable_samples as samples
import pytest
from hypothesis import given, settings

from dealwright.ground.place import Place
from dealwright.ground.problem import warning
from dealwright.show.captable.owned_history import Naming, history_figures
from dealwright.show.captable.raised import raised_figures
from dealwright.show.captable.report import table_html
from dealwright.show.captable.sections import table_sections
from dealwright.show.captable.story import TableStory
from dealwright.show.charts.picture import Figure
from dealwright.show.document import Made
from dealwright.show.page import TableFigure
from equity.random_histories import companies

if TYPE_CHECKING:
    from pathlib import Path

    from dealwright.equity.captable import CapTable
    from dealwright.show.page import Row

MADE = Made(date(2025, 7, 1), "dealwright report acme.captable.yaml", "0.1.0")


@pytest.fixture(scope="module")
def story() -> TableStory:
    return TableStory(samples.acme(), file="acme.captable.yaml")


@pytest.fixture(scope="module")
def html() -> str:
    found = warning(Place("acme.captable.yaml", 3, 1, 3, 2), "odd", "`USD` is odd", "x", "y")
    return table_html(
        samples.acme(), file="acme.captable.yaml", digest="9f3c" * 16, made=MADE, text=samples.TEXT, findings=[found]
    )


def figures(story: TableStory) -> dict[str, Figure | TableFigure]:
    return {figure.name: figure for section in table_sections(story) for figure in section.figures}


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def table(story: TableStory, name: str) -> list[list[str]]:
    figure = figures(story)[name]
    assert isinstance(figure, TableFigure)
    return [texts(row) for row in figure.rows]


def test_the_sections_stand_in_order_and_every_figure_has_its_own_name(story: TableStory) -> None:
    sections = table_sections(story)
    assert [section.label for section in sections] == ["Owners", "Exit", "Rounds", "IPO", "Money raised"]
    names = [figure.name for section in sections for figure in section.figures]
    assert len(set(names)) == len(names)
    assert not [section.finding for section in sections if section.finding.endswith(".")]


def test_holders_stand_by_size_and_sum_to_all_shares(story: TableStory) -> None:
    rows = table(story, "table-holders")
    assert rows[0] == ["Ana Alvarez", "–", "4,000,000", "4,000,000", "26.5%", "31.3%"]
    assert rows[-2] == ["2021 plan", "", "", "1,200,000", "7.9%", "–"]
    assert rows[-1] == ["Total", "1,150,000", "12,761,979.17", "15,111,979.17", "100%", "100%"]


def test_few_classes_have_columns_of_their_own() -> None:
    figure = figures(TableStory(samples.acme(samples.FUNDED)))["table-holders"]
    assert isinstance(figure, TableFigure)
    heads = [head.text for head in figure.head]
    assert heads == ["Holder", "Common", "Series A", "rights", "as converted", "fully diluted", "share", "votes"]
    assert texts(figure.rows[1]) == ["Fund", "–", "25", "–", "25", "25", "20.0%", "20.0%"]


def test_the_terms_of_each_class_are_told_in_words_and_lead_to_their_line(story: TableStory) -> None:
    figure = figures(story)["table-classes"]
    assert isinstance(figure, TableFigure)
    cells = {row.cells[0].text: row.cells for row in figure.rows}
    assert cells["Series A"][-1].text == (
        "1x preference; rank 2; participating up to 3x, the preference included; converts into Common, 1 for 1; "
        "broad-based weighted average anti-dilution"
    )
    line = next(place for place, each in enumerate(samples.TEXT.splitlines(), 1) if each.startswith("  series_a:"))
    assert cells["Series A"][0].card == f"line-{line}"
    assert cells["Series Seed"][3].text == "575k"  # 250k at 0.80, and 375k of SAFEs at what they paid
    assert "6% cumulative dividend, simple, actual/365, forfeited on conversion" in cells["Series B"][-1].text


def test_ownership_is_drawn_event_by_event_with_conversions_and_the_round_to_come(story: TableStory) -> None:
    naming = Naming(story.names, story.colours)
    by_class, by_holder = history_figures(story.table, story.moments, naming, {}, "table")
    rows = {row[0]: dict(zip(by_class.table.head, row, strict=True)) for row in by_class.table.rows}
    assert rows["15 January 2021"]["Common"] == "100.0%"
    conversion = rows["1 November 2022"]
    assert conversion["What happened"] == "Series Seed; two SAFEs convert"
    # By hand: 250,000 / 0.60 + 125,000 / 0.64 = 611,979.17 of 9,361,979.17 shares.
    assert conversion["Series Seed, converted"] == "6.5%"
    assert rows["1 March 2026, planned"]["What happened"] == "Series C"
    assert by_holder.finding == "Ana Alvarez will have 24% of the company, down from 57% in 2021"
    for row in by_class.table.rows:
        assert sum(float(cell.rstrip("%")) for cell in row[2:]) == pytest.approx(100.0, abs=0.4)


def test_the_round_to_come_is_worked_out_with_what_converts_and_why(story: TableStory) -> None:
    terms = table(story, "table-round-series_c")
    # By hand: 120m pre-money over the shares it counts, which end at 92.3 % of all with 10m new of 130m.
    assert terms[0] == ["Price per share", "7.644821", ""]
    assert ["Post-money", "130m", "17,004,976.37 shares fully diluted"] in terms
    converted = figures(story)["table-round-series_c-conversions"]
    assert isinstance(converted, TableFigure)
    cells = converted.rows[0].cells
    assert [cells[0].text, cells[-1].text] == ["SAFE of North Accelerator", "the cap"]
    assert cells[-1].small.startswith("the round's price would be 7.644821, the discount would be 6.498098")
    owners = table(story, "table-round-series_c-owners")
    assert owners[-2][:5] == ["2021 plan", "1,200,000", "1,700,497.64", "7.9%", "10.0%"]
    assert owners[-1][:3] == ["Total", "15,111,979.17", "17,004,976.37"]


def test_money_raised_keeps_sellers_kind_and_what_is_to_come_apart(story: TableStory) -> None:
    rows = table(story, "money-raised")
    assert rows[2] == ["Founder secondary", "1.5", "0", "0", "1.5", "0"]
    assert rows[-1] == ["Total", "22.1", "17.6", "2.0", "1.5", "1.0"]
    bridge = raised_figures(story.table, story.names)[1]
    assert isinstance(bridge, Figure)
    assert bridge.finding == "Of the 22.5m published, 17.6m came in as money"
    assert bridge.table.rows == (
        ("Published total", "22.50"),
        ("Not explained by the record", "−0.40"),
        ("To selling holders", "−1.50"),
        ("Still to come", "−1.00"),
        ("Came in kind", "−2.00"),
        ("Cash that came in", "17.60"),
    )


def test_an_offering_is_worked_out_after_the_rounds(story: TableStory) -> None:
    """By hand: 2m new shares and 15 % of 2.2m at 30 are 69.9m; 7 % and 3m off leave 62.007m."""
    terms = {row[0]: row[1:] for row in table(story, "table-ipo")}
    assert terms["Sold by the company"] == ["60.0m", "2,000,000 new shares"]
    assert terms["Greenshoe"] == ["9.90m", "330,000 further new shares"]
    assert terms["Underwriters"] == ["−4.89m", "of 69.9m paid to the company"]
    assert terms["Company keeps"][0] == "62.0m"
    assert terms["Ana Alvarez"] == ["5.58m", "200,000 sold; the company gets nothing"]  # 200,000 at 30 less 7 %
    # 10m at 7.644821 and the SAFE's 84,424.46 are 1,392,499 shares, halved and rounded down holder by holder.
    assert terms["Series C converts"][1] == "696,249 into 696,249"
    holders = {row[0]: row[1:] for row in table(story, "table-ipo-holders")}
    assert holders["Ana Alvarez"][0] == "1,800,000"
    assert holders["Ana Alvarez"][-1] == "1 December 2027"
    assert holders["Public"][-1] == "1 June 2027"


def test_an_offering_that_cannot_be_says_why() -> None:
    text = samples.TEXT.replace("secondary: {ana: 200_000}", "secondary: {bank: 200_000}")
    section = next(each for each in table_sections(TableStory(samples.acme(text))) if each.label == "IPO")
    assert section.finding == "The offering cannot be worked out"
    assert section.why.endswith(".")
    assert section.figures == ()


def test_a_company_with_founders_alone_has_a_report_too() -> None:
    found = TableStory(samples.acme(samples.SOLO))
    assert [section.label for section in table_sections(found)] == ["Owners", "Exit"]
    page = table_html(found.table, file="solo.yaml", digest="0" * 64, made=MADE, text=samples.SOLO)
    assert "Ana holds 100% of Solo" in page


def test_a_company_that_has_issued_nothing_has_a_report_too() -> None:
    page = table_html(samples.acme(samples.VOID), file="void.yaml", digest="0" * 64, made=MADE)
    assert "Nobody holds anything of Solo yet" in page


class Ids(HTMLParser):
    """Collects the anchors of a page and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102 - the parser's own
        named = dict(attrs)
        if named.get("id"):
            self.anchors.append(str(named["id"]))
        if tag == "a" and str(named.get("href", "")).startswith("#"):
            self.links.append(str(named["href"])[1:])


def test_every_link_of_the_page_leads_somewhere(html: str) -> None:
    page = Ids()
    page.feed(html)
    assert len(set(page.anchors)) == len(page.anchors)
    assert set(page.links) <= set(page.anchors)
    assert "source-trade_press" in page.anchors


def test_what_everybody_s_money_comes_back_as(story: TableStory) -> None:
    """By hand: 12.87m at the last valuation on the 11.5m that Fund Two paid, 1.5m of it to a founder."""
    figure = figures(story)["table-returns"]
    assert isinstance(figure, TableFigure)
    assert figure.finding == "Fund Two gets 1.12x its money in an exit at the last valuation, 75.6m"
    rows = {row.cells[0].text: row.cells for row in figure.rows}
    first, last = rows["Fund Two"], rows["Ben Okafor"]
    assert [cell.text for cell in first] == ["Fund Two", "11.50", "11.08", "12.87", "39.82"]
    assert first[3].small == "1.12x, 23% a year"
    assert (last[0].text, last[1].text) == ("Ben Okafor", "<0.01")
    assert last[3].small.endswith("x, over 1,000% a year")
    assert [cell.text for cell in rows["Debt"]] == ["Debt", "–", "1.00", "1.00", "1.00"]
    assert rows["River Bank"][1].text == "–"
    for column, total in ((2, 37.78), (3, 75.56), (4, 226.68)):
        amounts = [float(row.cells[column].text.replace(",", "")) for row in figure.rows]
        assert sum(amounts[:-1]) == pytest.approx(total, abs=0.06)
        assert amounts[-1] == pytest.approx(total, abs=0.006)


def test_the_band_says_what_common_shares_need(story: TableStory, html: str) -> None:
    """By hand: 1m of debt, 18.369m of preferences with dividends and a SAFE, over 98 % after fees, are 19.764m."""
    assert "common shares get nothing of an exit under 19.8m" in html
    exit_ = next(each for each in table_sections(story) if each.label == "Exit")
    assert exit_.finding == "Under 19.8m at exit, common shares get nothing"


def test_the_page_says_its_findings_sources_hash_and_command(html: str) -> None:
    assert "\u201cUSD\u201d is odd (line 3)" in html
    assert "https://example.com/robots" in html
    assert "9f3c 9f3c … 9f3c" in html
    assert "dealwright report acme.captable.yaml" in html
    assert "As of 30 June 2025" in html


def test_the_same_table_and_day_give_the_same_bytes() -> None:
    pages = {table_html(samples.acme(), file="a", digest="0", made=MADE, text=samples.TEXT) for _ in range(2)}
    assert len(pages) == 1


def test_the_real_deal_s_financings_are_told_without_a_table_of_holders(root: Path) -> None:
    """Of the 57.9bn told by the press, 29.73bn came in: 30bn are to come, 0.3bn went to sellers, 2.13bn count."""
    text = (root / "examples" / "openai-microsoft" / "funding.yaml").read_text(encoding="utf-8")
    table_ = samples.acme(text)
    page = table_html(table_, file="funding.yaml", digest="0" * 64, made=MADE, text=text)
    assert "OpenAI got 29.7bn in money, where 57.9bn was published" in page
    assert "Who holds what" not in page
    found = TableStory(table_, file="acme.captable.yaml")
    bridge = list(figures(found).values())[-1]
    assert isinstance(bridge, Figure)
    assert [row[1] for row in bridge.table.rows] == ["57.90", "−0.30", "−30.00", "+2.13", "29.73"]
    rows = table(found, "money-raised")
    assert rows[0][:3] == ["Pledges to the nonprofit", "1.0", "0.1"]
    assert "Financial Times and The Information say" in [row[0] for row in rows]


@settings(max_examples=25)
@given(companies())
def test_whatever_a_company_s_history_its_sections_can_be_told(table_: CapTable) -> None:
    for section in table_sections(TableStory(table_)):
        assert section.finding
        for figure in section.figures:
            assert figure.finding
            assert figure.source
            if isinstance(figure, Figure):
                for panel in figure.panels:
                    json.dumps(panel.to_json(), allow_nan=False)
            else:
                assert {len(row.cells) for row in figure.rows} <= {len(figure.head)}


def test_the_days_drawn_are_spread_over_a_long_history() -> None:
    """Sixteen equal sales of a founder's shares: small changes that follow each other add up."""
    sales = "".join(
        f"  - {{kind: transfer, on: {2005 + year}-01-01, of: common, holder: ana, to: fund, shares: 5}}\n"
        for year in range(16)
    )
    text = samples.SOLO.replace("on: 2024-01-01", "on: 2004-01-01") + sales
    story = TableStory(samples.acme(text))
    figure = history_figures(story.table, story.moments, Naming(story.names, story.colours), {}, "table")[1]
    years = sorted({int(row["at"].split(":")[0].split()[-1]) for row in figure.panels[0].data["parts-wide"]})
    assert len(years) == 9
    assert (years[0], years[-1]) == (2004, 2020)
    assert max(later - earlier for earlier, later in pairwise(years)) <= 3
