"""`dealwright bargain`: how the parties may agree, and which power a package implies."""

from pathlib import Path

import pytest

from cli.answer import Run

FEW = ("--paths", "256", "--no-refine")


def test_a_weight_moves_the_nash_package_and_the_jumps_are_told(deal: Path, run: Run) -> None:
    even, strong = (run("bargain", str(deal), *FEW, *more, "--json").json for more in ((), ("--power", "ada=90%")))
    assert strong["power"] == pytest.approx({"ada": 0.9, "bruno": 0.1})
    assert strong["solutions"]["nash"]["surplus"]["ada"] > even["solutions"]["nash"]["surplus"]["ada"]
    stretches = strong["jumps"]["ada"]
    named = next(each for each in stretches if each["low"] <= 0.9 <= each["high"])
    assert named["package"] == strong["solutions"]["nash"]["package"]
    assert "Where Nash jumps as the weight of Ada rises" in run("bargain", str(deal), *FEW, "--power", "ada=0.9").out
    assert "Where Nash jumps" not in run("bargain", str(deal), *FEW).out


def test_payments_and_draws_are_allowed_and_laid_side_by_side(deal: Path, run: Run) -> None:
    assert (
        run("bargain", str(deal), *FEW, "--side-payments", "yes", "--json").json["space"] == "money with side payments"
    )
    drawn = run("bargain", str(deal), *FEW, "--lotteries", "yes", "--json").json
    assert drawn["space"] == "lotteries"
    draws = [each["lottery"] for each in drawn["solutions"].values() if each["lottery"]]
    assert draws
    assert [sum(each["probability"] for each in draw) for draw in draws] == pytest.approx([1.0] * len(draws))
    assert "Kalai-Smorodinsky draws: with " in run("bargain", str(deal), *FEW, "--lotteries", "yes").out
    both = run("bargain", str(deal), *FEW, "--side-payments", "both")
    assert "What money beside the deal and draws between packages add" in both.out
    spaces = run("bargain", str(deal), *FEW, "--side-payments", "both", "--json").json["spaces"]["solutions"]
    assert list(spaces) == ["money", "money with side payments", "lotteries"]


def test_a_package_that_nash_names_implies_the_equal_powers_by_which_it_does(deal: Path, run: Run) -> None:
    package = run("bargain", str(deal), *FEW, "--json").json["solutions"]["nash"]["package"]
    asked = [word for path, value in package.items() for word in ("--implied-by", f"{path}={value}")]
    implied = run("bargain", str(deal), *FEW, *asked, "--json").json["implied_power"]
    low, high = implied["parties"]["ada"]["range"]
    assert low <= 0.5 <= high
    assert implied["origin"] == "asked"
    assert "Power that the package asked about implies" in run("bargain", str(deal), *FEW, *asked).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--power", "eve=50%"), "`eve` is not at the table; there are ada, bruno"),
        (("--power", "ada=-20%"), "the weight of ada is -20%"),
        (("--power", "ada=60%", "--power", "bruno=60%"), "sum to 120%, not to 100%"),
        (("--power", "ada=60%", "--power", "ada=50%"), "--power says ada twice"),
        (("--power", "ada"), "'ada' is no PARTY=SHARE, such as microsoft=60%"),
        (("--power", "ada=much"), "'ada=much' is no PARTY=SHARE, such as microsoft=60%"),
        (("--implied-by", "terms.royalty.rate=3%"), "no step of its range: give one of 0%, 4%, 8%, 12%, 16%"),
        (("--implied-by", "terms.rival.amount=3"), "is not negotiated; there are terms.royalty.rate"),
        (("--lotteries", "yes", "--side-payments", "yes"), "the parties may pay each other and draw lots"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(deal: Path, run: Run, words: tuple[str, ...], said: str) -> None:
    answer = run("bargain", str(deal), *words)
    assert answer.code == 2
    assert said in answer.err
