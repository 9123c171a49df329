"""The log of the talks says which offer an answer answers, and when all have agreed."""

import pytest

from dealwright.deal.agreement import Word, agreed, answers

TWO, THREE = ["ada", "ben"], ["ada", "ben", "cy"]
ASKED = Word("ada", offers=True)


def yes(party: str) -> Word:
    return Word(party, answer="accepted")


def test_an_answer_is_to_the_last_offer_that_another_made_to_it_or_to_all() -> None:
    log = [ASKED, Word("ben", offers=True), Word("cy", "ada", offers=True), yes("ben"), yes("ada"), yes("cy")]
    assert [answers(log, place) for place in range(6)] == [None, None, None, 0, 2, 1]
    assert answers([yes("ben"), ASKED], 0) is None
    assert answers([ASKED, Word("ben")], 1) is None


@pytest.mark.parametrize(
    ("table", "log", "end"),
    [
        (TWO, [ASKED, Word("ben", answer="refused")], None),
        (TWO, [ASKED, yes("ben")], 1),
        (TWO, [Word("ada", offers=True, answer="accepted")], 0),
        (TWO, [Word("ada", "ben", offers=True, answer="accepted")], 0),
        (TWO, [ASKED, Word("ben", offers=True, signed=True)], 1),
        (THREE, [Word("ada", offers=True, answer="accepted")], 0),
        (THREE, [Word("ada", "ben", offers=True, answer="accepted")], None),
        (THREE, [Word("ada", "ben", offers=True, answer="accepted"), yes("ben")], None),
        (THREE, [ASKED, yes("ben")], None),
        (THREE, [ASKED, yes("ben"), Word("cy", answer="refused"), yes("cy")], 3),
        (THREE, [ASKED, yes("ben"), Word("ben", offers=True), yes("cy")], None),
    ],
)
def test_the_talks_are_over_when_all_others_accepted_one_offer_or_a_package_was_signed(
    table: list[str], log: list[Word], end: int | None
) -> None:
    """The last of these: Cy accepts what Ben offered since, and Ada has not."""
    assert agreed(log, table) == end
