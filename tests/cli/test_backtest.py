"""`dealwright backtest`: one deal in full, several in one table, and what it refuses."""

from pathlib import Path

import pytest

import dealwright
from cli.answer import KETTLE, Run

SIGNED = "talks:\n  - {by: ada, on: 2025-01-02, signed: yes, offer: {terms.royalty.rate: 7%}}\n"


def test_one_deal_is_told_in_full(run: Run, deal: Path) -> None:
    deal.write_text(KETTLE + SIGNED, encoding="utf-8")
    answer = run("backtest", "--paths", "256")
    assert answer.code == 0
    for words in ("what was signed on 2 January 2025", "Royalty rate", "7%", "The zone holds", "Kalai-Smorodinsky"):
        assert words in answer.out
    assert "No change" in answer.out
    assert "bargaining power" in answer.out


def test_json_holds_what_the_study_finds(run: Run, deal: Path) -> None:
    deal.write_text(KETTLE + SIGNED, encoding="utf-8")
    answer = run("backtest", "deal.yaml", "--paths", "256", "--json")
    found = dealwright.Study(dealwright.load("deal.yaml"), paths=256).backtest()
    assert answer.json == found.to_json()
    assert answer.json["signed"]["package"] == {"terms.royalty.rate": "7%"}
    assert answer.json["file"] == "deal.yaml"


def test_several_deals_make_one_table(run: Run, deal: Path) -> None:
    deal.write_text(KETTLE + SIGNED, encoding="utf-8")
    Path("other.yaml").write_text(KETTLE + SIGNED.replace("7%", "20%"), encoding="utf-8")
    answer = run("backtest", "deal.yaml", "other.yaml", "--paths", "256")
    assert answer.code == 0
    assert answer.out.count("Ada, Bruno 2025") == 6
    assert "in the zone" in answer.out
    assert "lies outside the range of royalty rate" in answer.out
    written = run("backtest", "deal.yaml", "other.yaml", "--paths", "256", "--json").json
    assert [each["file"] for each in written] == ["deal.yaml", "other.yaml"]


def test_a_deal_that_says_nothing_of_what_was_signed_is_refused(run: Run, deal: Path) -> None:
    answer = run("backtest", str(deal))
    assert answer.code == 2
    assert "signed: yes" in answer.err


def test_a_deal_that_negotiates_nothing_is_refused(run: Run, deal: Path) -> None:
    deal.write_text(KETTLE.partition("negotiate:")[0], encoding="utf-8")
    answer = run("backtest", str(deal))
    assert answer.code == 2
    assert "negotiate" in answer.err


def test_a_backtest_prints_and_shows_in_a_notebook(deal: Path) -> None:
    deal.write_text(KETTLE + SIGNED, encoding="utf-8")
    found = dealwright.Study(dealwright.load("deal.yaml"), paths=256).backtest()
    assert "The zone holds" in str(found)
    assert found._repr_html_().startswith('<div class="dealwright">')
    assert "Ada&#39;s kettle" in found._repr_html_()


def test_several_backtests_say_in_money_what_each_side_gains_and_could_still_gain(run: Run, deal: Path) -> None:
    deal.write_text(KETTLE + SIGNED, encoding="utf-8")
    answer = run("backtest", str(deal), str(deal), "--paths", "256")
    told = answer.out.partition("how far that is from the frontier")[2].partition("at central beliefs")[0]
    found = dealwright.Study(dealwright.load("deal.yaml"), paths=256).backtest()
    for party, name in (("ada", "Ada"), ("bruno", "Bruno")):
        own = [line.removeprefix("Ada, Bruno 2025") for line in told.splitlines()]
        rows = [line.split() for line in own if line.strip().startswith(name + " ")]
        assert len(rows) == 2
        scale = 1e6 if rows[0][-1] == "m" else 1e3
        assert float(rows[0][1].replace("−", "-")) * scale == pytest.approx(found.gain[party].value, rel=0.01)
        assert float(rows[0][-3]) * scale == pytest.approx(found.distance.could_gain[party], rel=0.01, abs=0.01 * scale)
