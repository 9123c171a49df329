"""The report states what each clause computes on the certain future, folded, with its periods and lines."""

import dealwright
from dealwright.lang.load import loads
from dealwright.show.report import sections_of
from dealwright.show.story import Story

DEAL = """
dealwright: 1
title: A mill
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: EUR
risk_free: 3%
parties: {ada: {}, ben: {}}
drivers:
  sales: {kind: gbm, start: 1m EUR/year, growth: 0%, volatility: 20%}
  sold: {kind: event, chance: 75% by 2026-12-31}
terms:
  fee: {kind: royalty, title: The mill's fee, payer: ada, payee: ben, on: sales, rate: 1%, period: year, ends_on: sold,
        from: 2025-07-02}
  late: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 1%, period: year, from: 2026-01-01, ends_on: sold}
"""


def test_each_clause_that_computes_something_has_a_folded_table() -> None:
    study = dealwright.Study(loads(DEAL), paths=64)
    story = Story(study.value(), stated=study.statement())
    (section,) = (each for each in sections_of(story) if each.name == "clauses")
    (table,) = section.figures
    assert (table.name, table.finding, table.folded) == ("clause-fee", "The mill's fee", True)
    assert "ended by sold on 31 December 2025" in table.subtitle
    first, total = ([cell.text for cell in row.cells] for row in table.rows)
    assert first[0] == "2025-07-02 to 2025-12-31"
    assert first[-1] == total[-1] == "5,013.70"  # 183 days of 10,000 a year


def test_a_report_without_a_statement_has_no_such_section() -> None:
    story = Story(dealwright.Study(loads(DEAL), paths=64).value())
    assert "clauses" not in [section.name for section in sections_of(story)]
