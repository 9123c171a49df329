from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import show_samples as samples
from rich.console import Console

from dealwright.engine.result import Estimate
from dealwright.show.terminal import print_valuation
from dealwright.show.terminal_bargain import print_bargain

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation

NAMES = {"northwind": "Northwind", "borealis": "Borealis"}


def said(valuation: Valuation | None, found: Bargain | None, width: int = 80, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, no_color=not colour, force_terminal=colour, highlight=False)
    if valuation is not None:
        print_valuation(valuation, console)
    if found is not None:
        print_bargain(found, console, names=NAMES, currency="USD")
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(
    valuation: Valuation, found: Bargain, width: int
) -> None:
    text = said(valuation, found, width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text


def test_the_finding_comes_before_the_tables(valuation: Valuation) -> None:
    lines = said(valuation, None, 120).splitlines()
    assert lines[1] == "Northwind and Borealis renew their model partnership"
    assert lines[2] == "as of 14 May 2025, nominal USD, before tax; 16,384 futures, seed 7"
    assert lines[4] == "Contract in force is worth 4.9bn more to Northwind and 1.9bn more to Borealis than no deal"


def test_every_scenario_and_party_has_its_worth_with_its_error(valuation: Valuation) -> None:
    text = said(valuation, None)
    assert "Worth, USD bn, certainty equivalent" in text
    for title in ("No deal", "Contract in force", "Models spread faster than thought"):
        assert f"\n{title}\n" in text
    assert re.search(r"Northw\.\s+40\.9 ±0\.1\s+\+4\.9\s+46\.7\s+16\.9\s+49\.2\s+132\s+0%\s+31%", text)


def test_the_lines_of_the_mean_end_in_their_sum(valuation: Valuation) -> None:
    text = said(valuation, None, 120)
    rows = dict(re.findall(r"^([A-Z][a-z ]+?)\s{2,}([−\d.]+)\s+[−\d.]+\s*$", text, re.MULTILINE))
    parts = [float(value.replace("−", "-")) for name, value in rows.items() if name != "Mean"]
    assert sum(parts) == pytest.approx(float(rows["Mean"]), abs=0.1 * len(parts))


def test_a_company_says_what_it_is_worth_and_what_was_paid_for_it(valuation: Valuation) -> None:
    text = " ".join(said(valuation, None).split())
    assert (
        "Northwind Inc.: equity worth 212bn ±1; nothing left in 6% of futures; modelled at 302bn ±2 where 300bn" in text
    )


def test_the_bargain_shows_what_each_side_has_without_a_deal_and_the_named_packages(found: Bargain) -> None:
    text = said(None, found)
    assert re.search(r"Northwind +36\.5 ±0\.3 +36\.\d ±0\.3 +32\.\d to 40\.\d\n", text)
    assert "Without a deal, USD bn, certainty equivalent" in text
    assert "Kalai-Smor." in text
    assert re.search(r"gain\s+\+6\.7 ±0\.3", text)
    assert "8 of 178 packages on the frontier, USD bn" in text


def test_worth_and_gain_of_a_solution_and_what_there_is_without_a_deal_add_up(found: Bargain) -> None:
    rows = re.findall(r"(?:worth|gain) +([+−\d.]+) ±", said(None, found, 120))
    held = re.search(r"Northwind +[\d.]+ ±[\d.]+ +([\d.]+) ±", said(None, found, 120))
    assert held is not None
    assert float(rows[0]) - float(rows[1]) == pytest.approx(float(held[1]), abs=0.11)


def test_the_table_says_why_a_worth_may_be_above_its_mean(valuation: Valuation) -> None:
    text = " ".join(said(valuation, None).split())
    assert "mean* counts it at each party's own rate and leaves risk out, so it may well be below the worth" in text
    other = " ".join(said(replace(valuation, worth_by="mean_at_discount"), None).split())
    assert "Worth, USD bn, mean at each party's discount rate" in other
    assert "so does sure*, what each would take for sure today" in other


def test_the_scenario_that_holds_without_a_deal_is_marked(valuation: Valuation) -> None:
    failed = replace(valuation.scenarios["no_deal"], title="Talks fail")
    text = said(replace(valuation, scenarios={**valuation.scenarios, "no_deal": failed}), None)
    assert "\nTalks fail (no deal)\n" in text


def test_what_beliefs_move_stands_beside_the_worth(valuation: Valuation) -> None:
    text = said(valuation, None)
    assert "Certainty equivalent by what each knows and we do not, USD bn" in text
    assert re.search(r"Contract in force +38\.5 to 43\.8 +44\.3 to 50\.3", text)


def test_numbers_stand_under_numbers_and_errors_under_errors(valuation: Valuation) -> None:
    rows = [line for line in said(valuation, None).splitlines() if " ±" in line and line.startswith("  ")]
    assert len({line.index(" ±") for line in rows}) == 1


def test_a_warning_says_paths_as_words(found: Bargain) -> None:
    noted = replace(found, notes=("every solution takes terms.revenue_share.rate at an end of its range",))
    assert "Mind: Every solution takes “revenue share rate” at an end of its range." in said(None, noted)


def test_without_a_zone_no_solution_is_printed_and_the_reason_is() -> None:
    text = said(None, samples.bargain(north_holds=47, borealis_holds=67))
    assert "No package on the table beats no deal" in text
    assert "Packages the solutions name" not in text
    assert "No package suits both" in text


def test_a_terminal_without_colour_gets_no_escape_codes(valuation: Valuation, found: Bargain) -> None:
    assert "\x1b" not in said(valuation, found)
    assert "\x1b[34m" in said(valuation, found, colour=True)


def test_warnings_are_printed_in_words(valuation: Valuation, found: Bargain) -> None:
    text = said(replace(valuation, paths=256), found)
    assert "Mind: Only 256 futures were drawn" in text
    assert "Mind: Frontier and zone are at central beliefs" in text


def test_many_parties_are_split_over_tables_that_fit(valuation: Valuation) -> None:
    extra = {f"holder_{n}": samples.party_worth(n + 5, 3 + n, 0.3) for n in range(8)}
    scenarios = {
        name: replace(scenario, parties={**scenario.parties, **extra}) for name, scenario in valuation.scenarios.items()
    }
    text = said(replace(valuation, scenarios=scenarios), None)
    assert text.count("What the mean is made of") == 2
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_a_small_mean_beside_a_large_one_is_not_rounded_away(valuation: Valuation) -> None:
    parties = dict(valuation.scenarios["in_force"].parties)
    name, worth = next(reversed(parties.items()))
    first, second, *_ = worth.by_term
    lines = {first: 1.9e9, second: -1.93e9}
    parties[name] = replace(worth, mean=Estimate(-3e7, 0.0), by_term=lines)
    scenarios = {**valuation.scenarios, "in_force": replace(valuation.scenarios["in_force"], parties=parties)}
    text = said(replace(valuation, scenarios=scenarios), None, 120)
    assert re.search(r"\nMean +[\d.]+ +−0\.03\n", text)
    assert re.search(r" [−\d]+\.\d +1\.90\n.* [−\d]+\.\d +−1\.93\n", text)


def test_a_column_that_says_nothing_is_left_out(valuation: Valuation) -> None:
    alone = replace(valuation, no_deal=None, scenarios={"in_force": valuation.scenarios["in_force"]})
    heads = next(line for line in said(alone, None).splitlines() if "mean*" in line).split()
    assert heads == ["worth", "mean*", "5th", "median", "95th", "loss", "worse"]


def test_a_small_gain_beside_a_large_worth_is_not_rounded_away(found: Bargain) -> None:
    held = {party: Estimate(1.05e6, 1e3) for party in found.between}
    nash = replace(
        found.solutions["nash"],
        certainty_equivalent=dict.fromkeys(found.between, 1.054e6),
        surplus=dict.fromkeys(found.between, 4e3),
        fresh=None,
        fresh_surplus=None,
    )
    text = said(None, replace(found, reservation=held, solutions=dict.fromkeys(found.solutions, nash), frontier=()))
    assert re.search(r"gain +\+4\.00", text)


def test_the_lines_go_by_the_titles_that_the_file_gives_its_terms(valuation: Valuation) -> None:
    key = next(line for line in valuation.scenarios["in_force"].parties["northwind"].by_term if line == "revenue_share")
    text = said(replace(valuation, titles={f"terms.{key}": "What Borealis gets of sales"}), None)
    assert "\nWhat Borealis gets of sales " in text
    assert "\nRevenue share " not in text
