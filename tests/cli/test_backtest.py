"""`dealwright backtest`: one deal in full, several in one table, and what it refuses."""

from pathlib import Path

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
    assert answer.out.count("Ada, Bruno 2025") == 4
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
    assert found._repr_html_().startswith("<pre>")
    assert "Ada&#39;s kettle" in found._repr_html_()
