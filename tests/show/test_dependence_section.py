"""The report's section on dependence: shares, losses, and what packages do to those who are not at the table."""

import datetime as dt
import re
from pathlib import Path

import pytest

from dealwright.bargain.ripples.asking import Asking
from dealwright.lang.load import loads
from dealwright.show.charts.dependence import dependence_panels
from dealwright.show.document import Made
from dealwright.show.story import Story
from dealwright.show.study_report import write_study_report
from dealwright.study import Study

MADE = Made(dt.date(2025, 1, 2), "dealwright report", "0")
DEAL = """\
dealwright: 1
title: A fee that the firm pays
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {name: Ada, discount: 0%, risk_tolerance: none}
  bruno: {name: Bruno, discount: 0%, risk_tolerance: none}
  carl: {name: Carl, discount: 0%, risk_tolerance: none}
companies:
  firm: {name: Firm, enterprise_value: 1000 EUR, cost_of_capital: 0%, exit: horizon}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 75%, residual: carl}
  fee: {kind: payment, payer: firm, payee: bruno, amount: 20 EUR, on: 2025-06-30}
  help: {kind: flow, active: no, payee: firm, amount: 200 EUR/year}
scenarios:
  no_deal: {terms.fee.amount: 0 EUR}
  signed: {terms.help.active: yes}
signed: signed
negotiate:
  between: [ada, bruno]
  no_deal: no_deal
  over: {terms.fee.amount: 0 EUR .. 240 EUR by 40 EUR}
"""


def test_the_report_says_who_depends_on_whom_and_who_outside_bears_what(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    write_study_report(Study(loads(DEAL), paths=64), page, made=MADE)
    text = page.read_text(encoding="utf-8")
    for said in (
        'id="dependence"',
        "hangs most on one counterparty",
        "What it costs each party to lose a counterparty today",
        "With Firm end: fee.",
        "those who are not",
        "At the table",
        "Nash names",
    ):
        assert said in text, said


def test_the_bars_of_a_side_are_its_shares_and_fill_what_it_receives() -> None:
    study = Study(loads(DEAL), paths=64)
    found = study.dependence()
    panels = {panel.name: panel for panel in dependence_panels(found, Story(study.value()))}
    rows = panels["dependence-received"].data["parts-1"]
    for side, name in (("ada", "Ada"), ("carl", "Carl"), ("bruno", "Bruno"), ("firm", "Firm")):
        bars = [row for row in rows if row["at"] == name]
        assert bars[0]["x"] == 0.0
        assert bars[-1]["x2"] == pytest.approx(1.0)
        shares = sorted((tie.share.value for tie in found.sides[side].ties.values() if tie.share), reverse=True)
        assert [row["x2"] - row["x"] for row in bars] == pytest.approx([share for share in shares if share])


def test_the_report_lays_packages_and_payments_side_by_side_and_says_which_power_was_signed(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    text = DEAL + "talks: [{by: ada, on: 2024-12-20, signed: yes, offer: {terms.fee.amount: 120 EUR}}]\n"
    study = Study(loads(text), paths=64)
    write_study_report(study, page, made=MADE)
    told = page.read_text(encoding="utf-8")
    for said in ('id="power"', "power-implied", "power-ways", "A package alone", "With money beside it", "With a draw"):
        assert said in told, said
    headed = re.findall("<h[23]>(.*?)</h[23]>", told)
    assert [each for each in headed if each.startswith("To the Nash package a draw adds")]
    assert len([each for each in headed if each.startswith("Money beside")]) == 1
    known = study.bargain(asking=Asking(side_by_side=True))
    assert known.implied is not None
    assert known.implied.package == {"terms.fee.amount": "120 EUR"}
    assert known.spaces is not None
    assert list(known.spaces.solutions) == ["money", "money with side payments", "lotteries"]
    assert {"implied_power", "spaces", "jumps"} <= known.to_json().keys()
