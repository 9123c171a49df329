"""`dealwright sensitivities`: what each number moves, in a table and as JSON."""

import re
from pathlib import Path

import pytest

from cli.answer import Run

FEW = ("--paths", "512")


def test_the_most_telling_number_stands_first_and_says_by_how_much_it_moves(deal: Path, run: Run) -> None:
    answer = run("sensitivities", str(deal), *FEW)
    assert answer.code == 0
    rows = [line for line in answer.out.splitlines() if "1 point" in line]
    assert rows[0].startswith("Sales growth") or "Profit amount" in rows[0]
    assert any(line.startswith("Royalty rate ") and " 8% " in line for line in rows)


def test_json_has_every_number_with_its_unit_step_and_effect_on_each_party(deal: Path, run: Run) -> None:
    found = run("sensitivities", str(deal), *FEW, "--of", "terms.royalty", "--json").json
    (rate,) = found["numbers"]
    assert (rate["path"], rate["number"], rate["unit"], rate["difference"]) == (
        "terms.royalty.rate", "8%", "percentage point", "central",
    )  # fmt: skip
    assert rate["step"] == 0.0008
    assert rate["range"] == [0.0, 0.16]
    assert list(rate["parties"]) == ["ada", "bruno"]
    effect = rate["parties"]["ada"]
    assert effect["mean"]["value"] > 10 * effect["mean"]["standard_error"] > 0
    assert effect["over_range"] == effect["certainty_equivalent"]["value"] * 16


def test_a_scenario_has_the_numbers_that_it_lays_over_the_deal(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8").replace(
        "terms.rival.active: yes}", "terms.rival.active: yes, risk_free: 4%}"
    )
    deal.write_text(text, encoding="utf-8")
    found = run("sensitivities", str(deal), *FEW, "--scenario", "no_deal", "--of", "risk_free", "--json").json
    assert (found["scenario"], found["numbers"][0]["number"]) == ("no_deal", "4%")


def test_only_the_parties_asked_for_are_told(deal: Path, run: Run) -> None:
    found = run("sensitivities", str(deal), *FEW, "--of", "terms", "--party", "bruno", "--json").json
    assert all(list(each["parties"]) == ["bruno"] for each in found["numbers"])


def test_numbers_without_effect_are_named_with_why(deal: Path, run: Run) -> None:
    answer = " ".join(run("sensitivities", str(deal), *FEW).out.split())
    assert "Only the mean at each party's discount rate moves with: Ada discount; Bruno discount." in answer
    assert "Nothing in force uses: rival amount." in answer
    goal = "goal: {kind: milestone, payer: bruno, payee: ada, amount: 5k, of: sales, every: 900bn, most: 1}"
    deal.write_text(deal.read_text(encoding="utf-8").replace("\nterms:", f"\nterms:\n  {goal}"), encoding="utf-8")
    answer = " ".join(run("sensitivities", str(deal), *FEW, "--of", "terms.goal").out.split())
    assert "Without effect on these futures: goal amount; goal every; goal most." in answer
    found = run("sensitivities", str(deal), *FEW, "--of", "terms", "--json").json["numbers"]
    assert {each["path"] for each in found if not each["in_use"]} == {"terms.rival.amount"}


def test_what_is_not_there_is_wrong_usage_with_what_is_near(deal: Path, run: Run) -> None:
    answer = run("sensitivities", str(deal), *FEW, "--of", "terms.royalty.rat")
    assert answer.code == 2
    assert "no number stands at `terms.royalty.rat`; `terms.royalty.rate` is near" in answer.err
    assert run("sensitivities", str(deal), "--party", "eve").code == 2
    assert run("sensitivities", str(deal), "--scenario", "in_force", "--scenario", "no_deal").code == 2


def test_the_page_shows_what_the_commands_print(root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    page = (root / "docs" / "sensitivities.md").read_text(encoding="utf-8")
    commands = re.findall(
        r"(    dealwright sensitivities examples/[^\n]*(?:\n        --[^\n]*)*)\n\n```\n(.*?)```", page, re.DOTALL
    )
    assert len(commands) == 2
    for command, shown in commands:
        answer = run(*command.split()[1:])
        assert answer.out.strip() == shown.strip()
