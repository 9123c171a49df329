"""The report's section on dependence: shares, losses, and what packages do to those who are not at the table."""

import datetime as dt
from pathlib import Path

from dealwright.lang.load import loads
from dealwright.show.study_report import write_study_report
from dealwright.study import Study

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
    write_study_report(
        Study(loads(DEAL), paths=64), page, date=dt.date(2025, 1, 2), command="dealwright report", version="0"
    )
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
