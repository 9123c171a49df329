"""What a reader of a report could not explain before: a statement by year, offers, two figures for one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from dealwright.bargain.result import Offer, SurplusSplit
from dealwright.engine.result import CompanyWorth, Estimate, Fan, RoundPrice
from dealwright.lang.load import loads
from dealwright.show import number
from dealwright.show.bargain_words import no_deal_notes, split_notes
from dealwright.show.charts.densities import density_panels, density_scale
from dealwright.show.charts.frontier import frontier_panels
from dealwright.show.charts.frontier_frame import frame_of
from dealwright.show.findings import density_finding, headline, lead, worth_finding
from dealwright.show.names import Names
from dealwright.show.page import TableFigure
from dealwright.show.report import sections_of
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.packages import packages_section
from dealwright.show.standing import bargain_scale, gain_of
from dealwright.show.story import Story
from dealwright.show.study_report import package_effects
from dealwright.show.warnings import warnings_of
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import ScenarioWorth, Valuation

BN = 1e9
LONG = "Northern Offshore Wind Development and Operations Holding Aktieselskab"
DEAL = """
dealwright: 1
title: A small deal
as_of: 2025-01-01
horizon: 2040-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {name: Ada}, bob: {name: Bob}}
drivers:
  uptake: {kind: schedule, 2026: 0%, 2030: 100%}
  sales: {kind: derived, is: 1m USD/year * uptake}
terms:
  fee:  {kind: payment, payer: ada, payee: bob, amount: 2m, on: 2025-06-30}
  earn: {kind: flow, payee: ada, amount: 1m USD/year}
  use:  {kind: licence, grantor: ada, holder: bob, worth: 100k USD/year, until: 2026-12-31}
scenarios: {no_deal: {terms.fee.active: no, terms.earn.active: no, terms.use.active: no}}
negotiate: {between: [ada, bob], no_deal: no_deal, over: {terms.fee.amount: [2m]}}
"""


@pytest.fixture(scope="module")
def small() -> Story:
    study = Study(loads(DEAL), paths=16)
    found = study.bargain()
    return Story(study.value(fans=True), found, (), package_effects(study, found))


def _statement(story: Story) -> TableFigure:
    figures = [figure for section in sections_of(story) for figure in section.figures]
    (table,) = (figure for figure in figures if figure.name == "statement")
    assert table.kind == "table"
    return table  # type: ignore[return-value]


def test_the_statement_says_what_each_term_brings_each_side_each_year(small: Story) -> None:
    table = _statement(small)
    assert [head.text for head in table.head] == [
        "", "2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032–34", "2035–37", "2038–40", "in all",
    ]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][0] == "Ada"
    assert rows[1] == ["Fee", "−2.0", *["0"] * 9, "−2.0"]
    assert rows[2] == ["Earn", *["1.0"] * 7, "3.0", "3.0", "3.0", "16.0"]
    assert rows[3] == ["Together", "−1.0", *["1.0"] * 6, "3.0", "3.0", "3.0", "14.0"]
    assert [row[0] for row in rows[4:]] == ["Bob", "Fee", "Use", "Together"]
    assert rows[6][1:3] == ["0.1", "0.1"]
    assert table.rows[6].cells[0].small == "worth or cost, not paid in money"
    assert table.finding == "Before discounting, the terms are expected to bring Ada 14.0m and Bob 2.00m in money"


def test_one_package_is_told_as_one(small: Story) -> None:
    assert headline(small) == "Ada and Bob can both sign the one package: it beats no deal for both"
    assert lead(small)[0] == "The one package compared beats no deal for both sides."


def test_what_is_sure_is_said_to_be_so() -> None:
    """Without drivers every future is the same: 16 years of 1m, less the fee of 2m, at a rate of nothing."""
    text = DEAL[: DEAL.index("drivers:")] + DEAL[DEAL.index("terms:") : DEAL.index("scenarios:")]
    story = Story(Study(loads(text), paths=16).value())
    assert lead(story)[0] == "For Ada, it is 14.0m in every future."
    assert density_finding(story) == "Nothing moves what either side has: it reads the same in nine futures of ten"


def test_a_scale_fits_what_packages_bring_where_no_deal_is_worth_nothing(small: Story) -> None:
    assert small.found is not None
    assert bargain_scale(small.found).suffix == "m"


def test_a_driver_whose_schedule_begins_with_nothing_has_its_unit(small: Story) -> None:
    assert small.scenario.fans["uptake"].unit == "number"
    assert small.scenario.fans["sales"].unit == "USD/year"


def test_a_sure_amount_is_one_narrow_peak_with_one_figure(small: Story) -> None:
    panel = density_panels(small, density_scale(small.valuation, small.scenarios, small.at_table))[0]
    heights = [row["y"] - row["b"] for row in panel.data["area"] if row["k"] == 0]
    assert sum(height > 0.9 for height in heights) <= 2
    assert (panel.data["marks"][0]["l5"], panel.data["marks"][0]["l95"]) == ("", "")


def test_each_package_is_drawn_once(found: Bargain) -> None:
    whole = replace(found, cloud=(*found.cloud, *found.frontier), packages=len(found.cloud) + len(found.frontier))
    story = Story(small_valuation(), whole)
    dots = frontier_panels(whole, story, bargain_scale(whole))[0].data["dots"]
    drawn = [tuple(value for key, value in dot.items() if key.startswith("t")) for dot in dots if "s" not in dot]
    assert len(drawn) == len(set(drawn))


def small_valuation() -> Valuation:
    import show_samples as samples

    return samples.valuation()


def test_offers_stand_in_the_picture_and_in_words(valuation: Valuation, found: Bargain) -> None:
    package = {"terms.revenue_share.rate": "7%"}
    offers = (
        Offer("borealis", "2025-05-01", package, {"northwind": 30 * BN, "borealis": 90 * BN}, "refused"),
        Offer("borealis", "2025-05-12", package, {"northwind": 40 * BN, "borealis": 70 * BN}),
    )
    offered = replace(found, offers=offers)
    story = Story(valuation, offered)
    section = bargain_section(story, offered)
    picture = section.figures[0]
    assert picture.kind == "picture"
    panel = picture.panels[0]  # type: ignore[union-attr]
    assert [(dot["x"], dot["y"], dot["p"]) for dot in panel.data["dots"] if "o" in dot] == [
        (30.0, 90.0, "p2"),
        (40.0, 70.0, "p2"),
    ]
    assert {"Borealis, 1 May", "Borealis, 12 May"} <= {row["s"] for row in panel.data["labels"]}
    notes = dict(picture.remarks)  # type: ignore[union-attr]
    assert notes["Offer of Borealis, 1 May 2025, refused"] == (
        "Revenue share rate 7%. Against walking away: −6.50bn for Northwind and +34.2bn for Borealis."
    )
    x, y = (frame_of(offered, ("northwind", "borealis"), BN).x, frame_of(offered, ("northwind", "borealis"), BN).y)
    assert x[0] < 30 < x[1]
    assert y[0] < 90 < y[1]


@pytest.mark.parametrize(
    ("split", "said"),
    [
        (
            SurplusSplit(-152 * BN, 224 * BN, 0),
            ["get 152bn less than without", "less risky", "224bn to them", "+72.0bn"],
        ),
        (SurplusSplit(8 * BN, -1 * BN, 0), ["get 8.00bn more", "bear more risk", "takes 1.00bn off", "+7.00bn"]),
        (
            SurplusSplit(6 * BN, 0, -4 * BN),
            ["own cost of capital", "which takes 4.00bn off; mind", "+2.00bn"],
        ),
        (SurplusSplit(0, 0, 4 * BN), ["same money", "which adds 4.00bn; mind the rates, a third", "+4.00bn"]),
    ],
)
def test_the_parts_of_a_joint_gain_are_told_in_words(
    valuation: Valuation, found: Bargain, split: SurplusSplit, said: list[str]
) -> None:
    ((_, text),) = split_notes(Story(valuation, found), replace(found, split=split))
    for words in said:
        assert words in text


def test_two_figures_of_no_deal_are_explained_where_they_differ(valuation: Valuation, found: Bargain) -> None:
    same = {party: valuation.scenarios["no_deal"].parties[party].certainty_equivalent for party in found.between}
    assert no_deal_notes(Story(valuation, found), replace(found, reservation=same)) == []
    apart = {party: replace(each, value=each.value * 1.2) for party, each in same.items()}
    ((title, text),) = no_deal_notes(Story(valuation, found), replace(found, reservation=apart))
    assert title == "Why no deal has two figures"
    assert "likeliest value" in text
    for party in found.between:
        assert valuation.parties[party].name in text


def test_an_equity_that_is_not_the_price_paid_is_explained(valuation: Valuation) -> None:
    rounds = (
        RoundPrice(date(2025, 3, 31), Estimate(299 * BN, BN), 300 * BN, calibrated=True),
        RoundPrice(date(2025, 12, 31), Estimate(369 * BN, BN), 300 * BN),
    )
    firm = CompanyWorth("Firm", Estimate(337 * BN, BN), 0, 0, 0, 0, 0, rounds=rounds)
    scenario = replace(valuation.scenarios["in_force"], companies={"firm": firm})
    told = replace(valuation, scenarios={**valuation.scenarios, "in_force": scenario})
    (section,) = (each for each in sections_of(Story(told)) if each.name == "companies")
    assert "337bn is what all shares there will be at its exit are worth today" in section.why
    assert "rounds still to come will sell included" in section.why
    assert "the 300bn of 31 march 2025 was the price" in section.why.lower()
    assert "the model gives 299bn" in section.why


def test_a_gain_that_every_future_shows_is_no_tie(valuation: Valuation) -> None:
    """The worths differ by less than their own errors, yet on the same futures by far more."""
    base = valuation.scenarios["no_deal"]
    raised = {
        party: replace(
            worth,
            certainty_equivalent=Estimate(worth.certainty_equivalent.value + 2 * BN, 3 * BN),
            gain_error=0.1 * BN,
        )
        for party, worth in base.parties.items()
    }
    scenarios = {**valuation.scenarios, "in_force": replace(valuation.scenarios["in_force"], parties=raised)}
    story = Story(replace(valuation, scenarios=scenarios))
    assert "2.0bn more" in worth_finding(story)


def test_a_warning_names_terms_as_the_page_does(valuation: Valuation, found: Bargain) -> None:
    noted = replace(found, notes=("every solution takes terms.revenue_share.rate at an end of its range",))
    assert (
        warnings_of(Story(valuation, noted))[-1] == "Every solution takes “revenue share rate” at an end of its range."
    )


def test_what_a_party_is_told_of_several_scenarios_is_told_once(valuation: Valuation) -> None:
    def told(name: str, worst: str) -> ScenarioWorth:
        scenario = valuation.scenarios[name]
        north, other = scenario.parties["northwind"], scenario.parties["borealis"]
        tail = f"losses through compute have no bound; read the mean, 40m, and that of the worst 5 %, {worst}, instead"
        parties = {
            "northwind": replace(north, warnings=(tail, "no figure here")),
            "borealis": replace(other, warnings=("no figure here",)),
        }
        return replace(scenario, parties=parties)

    scenarios = {"in_force": told("in_force", "-1.5m"), "no_deal": told("no_deal", "-2,500")}
    tail, other = warnings_of(Story(replace(valuation, scenarios=scenarios, warnings=())))[-2:]
    where = "Northwind in “Contract in force” and “No deal”"
    assert tail == (
        f"{where}, in turn: Losses through compute have no bound; read the mean, 40m, and that of the worst 5%, −1.5m "
        "and −2,500, instead."
    )
    assert other == f"{where}; {where.replace('Northwind', 'Borealis')}: No figure here."


def test_a_name_written_from_the_right_turns_nothing_around_it(valuation: Valuation) -> None:
    name = "".join(map(chr, (0x5DE, 0x5D2, 0x5D3, 0x5DC)))
    cards = {**valuation.parties, "borealis": replace(valuation.parties["borealis"], name=name)}
    assert Story(replace(valuation, parties=cards)).names.party("borealis") == f"\u2068{name}\u2069"
    assert Names({"a": "Ada"}).party("a") == "Ada"


def test_the_words_of_the_frontier_stay_inside_and_apart_with_long_names(valuation: Valuation, found: Bargain) -> None:
    cards = {key: replace(card, name=f"{LONG} {key}", short="") for key, card in valuation.parties.items()}
    held = {party: Estimate(0.0) for party in found.between}
    told = replace(found, reservation=held)
    story = Story(replace(valuation, parties=cards), told)
    panel = frontier_panels(told, story, bargain_scale(found))[0]
    for rows in (panel.data["labels"], panel.data["short"]):
        held_words = [row["s"] for row in rows if row["st"] in {"p1-label", "p2-label"}]
        assert len(held_words) == 2
        assert all("…" in words for words in held_words)


def test_a_fan_without_a_unit_says_none() -> None:
    from dealwright.show.charts.fans import fan_unit

    assert fan_unit(Fan((), (), (), (), (), (), (5.0,), "")).words == ""


def test_a_package_gains_a_side_the_same_wherever_it_is_told(story: Story) -> None:
    section = packages_section(story)
    assert section is not None
    (table,) = (each for each in section.figures if each.name == "package-lines")
    assert isinstance(table, TableFigure)
    assert story.found is not None
    scale = number.Scale(1e9, "bn")
    for party in story.at_table:
        (row,) = (row for row in table.rows if row.cells[0].text == story.names.party(party))
        for effect, cell in zip(story.effects, row.cells[1:], strict=True):
            gain = gain_of(story.found.solutions[effect.name], party)
            said, _ = number.uncertain_money(gain.value, gain.standard_error, scale, change=True)
            assert cell.text == said
