"""What is said of one package: nobody is made the subject of a verb, and a difference inside the error is none."""

from collections.abc import Mapping

import pytest

from dealwright.bargain.beliefs.found import Probability
from dealwright.bargain.beliefs.signing import Signed
from dealwright.engine.result import Estimate, PartyCard, Valuation
from dealwright.show.sections.compare import compare_table
from dealwright.show.signing_words import signing_card, signing_number
from dealwright.show.story import Story
from dealwright.show.verdict import brought


@pytest.fixture
def story() -> Story:
    cards = {"a": PartyCard("The Anchors"), "b": PartyCard("Bob")}
    from dealwright.engine.result import ScenarioWorth

    scenario = ScenarioWorth("in_force", "Contract in force", dict.fromkeys(cards))  # type: ignore[arg-type]
    return Story(Valuation({"in_force": scenario}, cards, currency="USD", paths=1024, seed=1))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"a": (5e6, 1e5), "b": (-2e6, 1e5)}, "brings the Anchors 5.0m and costs Bob 2.0m"),
        ({"a": (5e6, 1e5), "b": (3e6, 1e5)}, "brings the Anchors 5.0m and Bob 3.0m"),
        ({"a": (1e5, 1e5), "b": (-2e6, 1e5)}, "costs Bob 2.0m and makes no difference to the Anchors"),
        ({"a": (0.0, 0.0), "b": (0.0, 0.0)}, "makes no difference to the Anchors and Bob"),
    ],
)
def test_a_change_is_said_of_the_package(story: Story, changes: Mapping[str, tuple[float, float]], said: str) -> None:
    assert brought(story, {party: Estimate(*each) for party, each in changes.items()}) == said


def test_single_changes_and_their_sum_stand_in_one_scale(story: Story) -> None:
    changes = [{"a": Estimate(3e6, 1e4), "b": Estimate(-1e6, 1e4)}, {"a": Estimate(2e6, 1e4), "b": Estimate(1e3, 1e4)}]
    total = {"a": Estimate(5e6, 1e4), "b": Estimate(-0.999e6, 1e4)}
    table = compare_table(
        story,
        [("terms.x.rate", "1%", "2%"), ("terms.y.rate", "5%", "6%")],
        changes,
        total,
        ("the offer", "this package"),
    )
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0] == ["X rate", "1%", "2%", "+3.00", "−1.00"]
    assert texts[1][3:] == ["+2.00", "0"]
    assert texts[2][3:] == ["+5.00", "−1.00"]
    assert table.finding.startswith("This package brings the Anchors 5.00m and costs Bob")


def test_packages_that_are_the_same_are_said_to_be(story: Story) -> None:
    table = compare_table(story, [], [], {"a": Estimate(0.0), "b": Estimate(0.0)}, ("today's terms", "this package"))
    assert table.finding == "This package is today's terms: no term is moved"


@pytest.mark.parametrize(
    ("advised", "said"),
    [
        ("", ("Both would sign", "76%", "±5", "The Anchors 76%, Bob >99%")),
        ("b", ("The Anchors would sign", "76%", "±5", "by what is believed of it")),
        ("a", ("Bob would sign", "100%", "±1", "by what is believed of it")),
    ],
)
def test_how_likely_a_package_is_signed_is_of_the_other_side_where_one_is_advised(
    story: Story, advised: str, said: tuple[str, ...]
) -> None:
    some, sure = Probability(0.76, 0.05), Probability(1.0, 0.01)
    signed = Signed({"a": some, "b": sure}, some, ("a.risk_tolerance",), 64, 8)
    shown = signing_number(story, signed, advised)
    assert (shown.label, shown.value, shown.error, shown.note) == said
    told = dict(signing_card(story, signed, shown).lines)
    assert [cell.text for cell in told["All of them"]] == ["76% ±5"]
    assert [cell.text for cell in told["Over"]] == ["Risk tolerance of the Anchors"]
    assert told["Counted in"][0].text == "64 draws of what the sides know, each with 8 scramblings of the futures"
