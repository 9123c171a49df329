"""`dealwright explain`: any error code, kind of term or driver, or word of the field."""

import pytest

from cli.answer import Run
from dealwright.deal.driver import DRIVER_KINDS
from dealwright.terms import KINDS


@pytest.mark.parametrize("word", [*KINDS, *(kind.model_fields["kind"].default for kind in DRIVER_KINDS)])
def test_every_kind_of_term_and_driver_is_explained(run: Run, word: str) -> None:
    answer = run("explain", word)
    assert answer.code == 0
    assert answer.out.startswith(f"{word} (kind of ")


def test_a_kind_of_term_is_explained_with_an_example(run: Run) -> None:
    assert "{kind: royalty, payer: " in run("explain", "royalty").out


@pytest.mark.parametrize("word", ["unknown-key", "certainty_equivalent", "nash", "zopa"])
def test_error_codes_and_words_are_explained(run: Run, word: str) -> None:
    answer = run("explain", word)
    assert answer.code == 0
    assert len(answer.out.split()) > 8


@pytest.mark.parametrize("word", ["Certainty Equivalent", "kalai-smorodinsky", "`royalty`"])
def test_spelling_is_forgiven(run: Run, word: str) -> None:
    assert run("explain", word).code == 0


def test_an_unknown_word_is_wrong_usage_and_near_ones_are_offered(run: Run) -> None:
    answer = run("explain", "royalti")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean royalty" in answer.err


def test_without_a_word_all_are_listed(run: Run) -> None:
    told = run("explain").out
    for word in ("royalty", "mean_reverting", "unknown-key", "reservation_value"):
        assert f"  {word}\n" in told


def test_json_gives_the_same_words(run: Run) -> None:
    assert "royalty" in run("explain", "--json").json["kind of term"]
    assert "kind of term" in run("explain", "royalty", "--json").json
