"""`dealwright bargain` prints what a fact says where a range names it, and joint money of nothing as none."""

from pathlib import Path

from cli.answer import KETTLE, Run
from dealwright.bargain.result import SurplusSplit
from dealwright.show.bargain_words import _cash

FACTS = "facts:\n  branch_rate: {is: 7%, reason: written in the old contract}\n"
RANGE = "terms.royalty.rate: 0% .. 16% by 4%"


def test_a_fact_in_a_range_is_printed_as_what_it_says(run: Run, deal: Path) -> None:
    text = KETTLE.replace(RANGE, "terms.royalty.rate: [branch_rate]").replace("parties:", FACTS + "parties:")
    deal.write_text(text, encoding="utf-8")
    answer = run("bargain", "--paths", "256")
    assert answer.code == 0
    assert "7%" in answer.out.partition("Packages the solutions name")[2]
    assert "7%" in answer.out.partition("on the frontier, ")[2]
    assert "branch" not in answer.out


def test_brackets_and_colons_in_names_and_values_are_printed_as_they_stand(run: Run, deal: Path) -> None:
    """They were read as styles: `[old]` was left out, `[/b]` was a bug, and a list of events was nothing at all."""
    text = KETTLE.replace("name: Ada,", 'name: "Ada [old] :smile:", short: "Ada [old]",')
    text = text.replace("bruno: {name: Bruno,", 'bruno: {name: "Bruno [/b]",').replace(
        "terms:\n", "  sold: {kind: event, hazard: 20%}\nterms:\n", 1
    )
    text = text.replace(RANGE, f"{RANGE}\n    terms.royalty.ends_on: [[sold], none]")
    deal.write_text(text, encoding="utf-8")
    valued, answer = run("value", "--paths", "256"), run("bargain", "--paths", "256", "--tails")
    assert (valued.code, valued.err, answer.code, answer.err) == (0, "", 0, "")
    assert "Ada [old] :smile:" in valued.out
    assert "Bruno [/b]" in valued.out.partition("What the mean is made of")[2]
    table = answer.out.partition("on the frontier, ")[2]
    assert "Ada [old]  Bruno [/b]" in table.splitlines()[1]
    assert "[sold]" in table


def test_joint_money_that_rounds_to_nothing_is_the_same_money() -> None:
    same = "On average over all futures the sides together get the same money as without a deal."
    assert _cash(SurplusSplit(cash_flow=-1e-7, risk_sharing=1.0, discount_rates=0.0)) == same
    assert _cash(SurplusSplit(cash_flow=-4e6, risk_sharing=1.0, discount_rates=0.0)).endswith(
        "4.00m less than without a deal."
    )


def test_who_has_nothing_to_gain_or_lose_is_told_apart(run: Run, deal: Path) -> None:
    """Cy has the same in every package and without one: that is no gain within the error, and no package beats it."""
    text = KETTLE.replace("between: [ada, bruno]", "between: [ada, bruno, cy]")
    text = text.replace("drivers:", "  cy: {name: Cy, risk_tolerance: 1m}\ndrivers:")
    text = text.replace("scenarios:", "  rent: {kind: flow, payee: cy, amount: 100k EUR/year}\nscenarios:")
    deal.write_text(text, encoding="utf-8")
    said = " ".join(run("bargain", "--paths", "1024").out.split())
    assert "no deal for Ada and Bruno, at no gain or loss to Cy Ada's kettle" in said
    assert "and Cy nothing over walking away" in said
    assert "error" not in said.partition("Chance that some package")[0]
