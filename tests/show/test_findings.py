from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import show_samples as samples

from dealwright.engine.result import Estimate, Valuation
from dealwright.show.findings import bargain_finding, density_finding, headline, lead, worth_finding, zone_finding
from dealwright.show.key_numbers import key_numbers
from dealwright.show.standing import closest_package, difference, gain_of, is_measured
from dealwright.show.story import Story

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain

BN = samples.BN


def test_the_title_says_who_can_sign_and_how_many_packages_allow_it(story: Story) -> None:
    assert headline(story) == "Northwind and Borealis can both sign: 53% of the packages beat no deal for both"
    first, second, third = lead(story)
    assert first == "Of 4,704 packages, 2,495 beat no deal for both sides."
    assert "gives Northwind **+6.7bn** and Borealis **+7.4bn** over walking away: revenue share rate 10%" in second
    assert third == "Without a deal there is 36.5bn for Northwind and 55.8bn for Borealis."


def test_a_likely_doubt_about_the_zone_is_said_before_anything_less_important(found: Bargain) -> None:
    doubtful = samples.story(found=replace(found, probability_zone_empty=0.4))
    assert "in 40% of the cases that nobody can rule out, no package suits everyone" in lead(doubtful)[2]


def test_without_a_zone_it_says_so_and_how_far_apart_the_sides_are() -> None:
    apart = samples.bargain(north_holds=47, borealis_holds=67)
    story = samples.story(found=apart)
    assert headline(story) == "No package on the table beats no deal for Northwind and Borealis"
    assert "none beats no deal for both sides" in lead(story)[0]
    assert "leaves Northwind **5.9bn** short and Borealis **1.1bn** short" in lead(story)[1]
    assert bargain_finding(story, apart) == (
        "The closest package still falls 5.9bn short for Northwind and 1.1bn short for Borealis"
    )
    assert zone_finding(story, apart).startswith("No package lies right of and above")
    assert [key.label for key in key_numbers(story)][:3] == [
        "Northwind: worth without a deal",
        "Borealis: worth without a deal",
        "How far apart",
    ]


def test_the_closest_package_is_the_one_that_leaves_the_least_missing() -> None:
    apart = samples.bargain(north_holds=47, borealis_holds=67)
    closest = closest_package(apart)
    assert closest is not None
    missing = sum(closest[1].values())
    for point in (*apart.frontier, *apart.cloud):
        worth = point.certainty_equivalent
        assert missing <= sum(max(0.0, apart.reservation[p].value - worth[p]) for p in apart.between) + 1e-3


def test_a_gain_inside_two_errors_is_no_gain(found: Bargain) -> None:
    nash = found.solutions["nash"]
    hazy = replace(
        nash, fresh_surplus={"northwind": Estimate(0.6 * BN, 0.35 * BN), "borealis": Estimate(7 * BN, 0.3 * BN)}
    )
    story = samples.story(found=replace(found, solutions={"nash": hazy}))
    assert headline(story) == "Northwind and Borealis can both sign, but the gain of Northwind is within the error"
    assert "Northwind nothing beyond the error" in lead(story)[1]


def test_the_title_says_who_loses_by_the_package_once_it_is_valued_again(found: Bargain) -> None:
    again = {"northwind": Estimate(6 * BN, 0.3 * BN), "borealis": Estimate(-2 * BN, 0.3 * BN)}
    losing = replace(found, solutions={"nash": replace(found.solutions["nash"], fresh_surplus=again)})
    assert headline(samples.story(found=losing)) == (
        "In the search Northwind and Borealis can both sign, but valued again no deal is better for Borealis"
    )


def test_gains_that_are_all_inside_the_error_are_not_listed_one_by_one(found: Bargain) -> None:
    nothing = dict.fromkeys(found.between, Estimate(0.1 * BN, 0.3 * BN))
    hazy = replace(found, solutions={"nash": replace(found.solutions["nash"], fresh_surplus=nothing)})
    story = samples.story(found=hazy)
    assert headline(story) == "Northwind and Borealis can both sign, but no gain is beyond the error"
    assert "The Nash package gives nobody anything beyond the error over walking away" in lead(story)[1]


def test_packages_that_only_equal_no_deal_do_not_beat_it(found: Bargain) -> None:
    nothing, none = dict.fromkeys(found.between, 0.0), dict.fromkeys(found.between, Estimate(0.0, 0.0))
    same = {"nash": replace(found.solutions["nash"], surplus=nothing, fresh_surplus=none)}
    story = samples.story(found=replace(found, zone=1, solutions=same))
    assert headline(story) == "No package on the table gains Northwind and Borealis anything over no deal"
    assert lead(story)[0] == "Of 4,704 packages, one is as good as no deal for both sides, and none is better."
    assert story.found is not None
    assert zone_finding(story, story.found).startswith("One is as good as no deal for both sides, and none is better; ")
    three = samples.story(found=replace(found, zone=3, solutions=same))
    assert "packages, 3 are as good as no deal for both sides, and none is better." in lead(three)[0]


def test_two_worths_are_told_apart_only_beyond_two_errors_of_their_difference() -> None:
    assert not is_measured(difference(Estimate(10.0, 1.0), Estimate(8.0, 1.0)))
    assert is_measured(difference(Estimate(11.0, 1.0), Estimate(8.0, 1.0)))


def test_scenarios_that_do_not_differ_are_said_to_be_worth_the_same(valuation: Valuation) -> None:
    same = valuation.scenarios["no_deal"].parties
    scenarios = valuation.scenarios | {"in_force": replace(valuation.scenarios["in_force"], parties=same)}
    story = samples.story(replace(valuation, scenarios=scenarios))
    assert worth_finding(story) == (
        "Contract in force and no deal are worth the same to everyone at the table, within the error"
    )


def test_a_gain_too_small_to_be_seen_is_not_called_none(valuation: Valuation) -> None:
    base, ours = valuation.scenarios["no_deal"].parties, valuation.scenarios["in_force"].parties
    held = base["borealis"].certainty_equivalent
    hair = replace(base["borealis"], certainty_equivalent=replace(held, value=held.value * 1.0005), gain_error=1.0)
    parties = {"northwind": ours["northwind"], "borealis": hair}
    scenarios = valuation.scenarios | {"in_force": replace(valuation.scenarios["in_force"], parties=parties)}
    assert worth_finding(samples.story(replace(valuation, scenarios=scenarios))).endswith(
        "than no deal, and hardly different to Borealis"
    )


def test_the_measure_of_the_deal_is_the_one_that_is_said(valuation: Valuation) -> None:
    by_mean = samples.story(replace(valuation, worth_by="mean_at_discount"))
    assert worth_finding(by_mean) != worth_finding(samples.story(valuation))
    assert "own discount rate" in key_numbers(by_mean)[0].note


def test_a_deal_that_negotiates_nothing_still_has_a_finding(valuation: Valuation) -> None:
    story = Story(valuation)
    assert headline(story) == "Contract in force is worth 40.9bn to Northwind and 47.0bn to Borealis"
    assert "nine futures in ten" in lead(story)[0]
    assert len(key_numbers(story)) == 4


def test_there_are_four_key_numbers_and_each_opens_a_card(story: Story) -> None:
    keys = key_numbers(story)
    assert [key.value for key in keys] == ["+6.7bn", "+7.4bn", "97%", "14.3bn"]
    assert story.found is not None
    gains = [[gain_of(each, party).value for party in each.surplus] for each in story.found.solutions.values()]
    assert max(map(sum, gains)) == pytest.approx(14.3 * BN, abs=0.05 * BN), "valued again, as the gains beside it"
    assert all(key.card for key in keys)


def test_many_names_are_never_the_subject_of_a_verb_in_the_singular(valuation: Valuation, found: Bargain) -> None:
    cards = valuation.parties | {"northwind": replace(valuation.parties["northwind"], name="The other holders")}
    story = samples.story(replace(valuation, parties=cards), found)
    said = " ".join(
        [headline(story), *lead(story), worth_finding(story), density_finding(story), zone_finding(story, found)]
    )
    assert "holders holds" not in said
    assert "holders faces" not in said
    assert "holders gains" not in said
