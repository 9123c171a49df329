"""The small deal of every kind of term: short, without a warning, and about that kind."""

from pathlib import Path

import pytest

from dealwright.lang.load import load
from dealwright.study import Study
from dealwright.terms import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_term_has_a_small_deal(root: Path, kind: str) -> None:
    file = root / "examples" / "terms" / f"{kind}.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert 12 <= len(lines) <= 40
    assert lines[0].startswith("# ")
    loaded = load(file)
    assert not loaded.problems
    assert kind in {term.kind for term in loaded.sound.terms.values()}


def test_every_small_deal_is_of_a_kind_of_term(root: Path) -> None:
    assert {file.stem for file in (root / "examples" / "terms").iterdir()} == set(KINDS)


FIGURES: dict[str, tuple[tuple[str, str, list[float]], ...]] = {
    "royalty": (
        ("royalty", "share", [90_000, 5_000, 150_000]),
        ("royalty", "recouped", [60_000, 0, 0]),
        ("royalty", "due", [30_000, 12_000, 150_000]),
        ("royalty", "paid", [60_000 + 30_000, 12_000, 200_000 - 60_000 - 30_000 - 12_000]),
    ),
    "option": (
        ("royalty", "paid", [40_000, 20_000]),
        ("buy_out", "price", [90_000]),
        ("call", "price", [0.8 * 0.25 * 10e6 / 1.1 ** (731 / 365)]),
    ),
    "commitment": (("supply", "paid", [20_000, 0, 0]), ("supply", "excess", [0, 30_000, 0])),
    "equity": (("stake", "worth", [2_500_000]),),
    "exclusivity": (("films", "worth", [30_000, 30_000, 0]), ("films", "offer", [0, 0, 970_000])),
    "flow": (("rent", "paid", [36_000, 36_000]),),
    "licence": (
        ("patent", "oncology: worth", [0, 90_000, 0, 90_000, 0, 50_000]),
        ("patent", "paid", [20_000, 30_000, 10_000, 30_000, 10_000, 0]),
    ),
    "milestone": (("milestones", "paid", [10_000, 20_000, 30_000]),),
    "payment": (
        ("price", "paid", [100_000, 110_000, 121_000]),
        ("fee", "paid", [10_200, 10_506, 10_200]),
        ("bonus", "paid", [20_000]),
    ),
    "termination": (
        ("commission", "paid", [30_000 * days / 365 for days in (31, 28, 31, 30, 31, 30, 31, 31, 30)]),
        ("notice", "fee", [5_000, *[0] * 12]),
        ("notice", "tail", [0, *(15_000 * days / 365 for days in (31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30))]),
    ),
    "venture": (
        ("centre", "first: pays", [600_000, 0, 500_000, 0, 0]),
        ("centre", "first: gets", [0, 60_000, 0, 100_000 * 11 / 15, 0]),
        ("centre", "first: exit", [0, 0, 0, 0, 1_800_000 * 11 / 15]),
    ),
    "loan": (
        ("bullet", "interest", [0, *(300 * days / 365 for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))]),
        ("annuity", "paid", [0, *[3000 / 120 / (1 - (1 + 1 / 120) ** -12)] * 12]),
    ),
}
"""What the first lines of a small deal say, worked out by hand: a term, a line of its statement, an amount a row."""


@pytest.mark.parametrize("kind", FIGURES)
def test_a_small_deal_computes_what_its_first_lines_say(root: Path, kind: str) -> None:
    stated = {term.term: term for term in Study(load(root / "examples" / "terms" / f"{kind}.yaml")).statement().terms}
    for term, line, amounts in FIGURES[kind]:
        assert stated[term].line(line).amounts == pytest.approx(amounts, abs=0.005), (term, line)


def test_the_two_readings_of_the_small_participation_pay_what_its_first_lines_say(root: Path) -> None:
    study = Study(load(root / "examples" / "terms" / "profit_participation.yaml"))
    (clause,) = study.readings()
    paid = [reading.statement.terms[-1].line("paid").amounts for reading in clause.readings]
    assert paid == [pytest.approx([0, 50_000]), pytest.approx([25_000, 75_000])]


def test_every_small_deal_is_worked_out_by_hand() -> None:
    assert {*FIGURES, "profit_participation"} == set(KINDS)
