"""A clause in words says what share it comes to, where the file has a sum of facts."""

import datetime as dt
from pathlib import Path

from dealwright.engine.trails import trails
from dealwright.lang.load import load, loads
from dealwright.show.clauses import clauses
from dealwright.show.contract import contract
from dealwright.show.names import Names

DEAL = """
dealwright: 1
title: A mill with two holders
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
sources: {memo: {title: A memo}}
facts: {paid: {is: 3m, source: memo}, price: {is: 12m, source: memo}, unsure: {is: 1m to 2m, source: memo}}
companies: {mill: {enterprise_value: 15m, cost_of_capital: 9%}}
terms:
  sure: {kind: equity, company: mill, holder: ada, stake: paid / price, residual: ben}
  doubtful: {kind: equity, company: mill, holder: ada, stake: unsure / price}
"""


def test_a_stake_made_of_facts_is_told_as_the_share_it_comes_to() -> None:
    loaded = loads(DEAL)
    assert loaded.errors == ()
    told = {each.term: each.says for each in clauses(trails(loaded), Names({}), dt.date(2025, 1, 1))}
    assert told["sure"] == "25%"
    assert told["doubtful"] == "unsure / price", "what nobody knows comes to no one share"


def test_loans_options_and_terminations_say_who_may_or_must_do_what(root: Path) -> None:
    def says(kind: str) -> dict[str, str]:
        loaded = load(root / "examples" / "terms" / f"{kind}.yaml")
        return {term.term: term.says for term in contract(loaded)}

    assert says("loan")["bullet"].startswith("The bank shall lend The builder 3000 USD at 10% a year")
    assert says("option")["leave"].startswith("The maker has a right against The inventor on 31 December 2025")
    assert says("termination")["notice"].startswith("ends commission on 30 June 2025, for which The maker shall pay")


def test_milestones_licences_exclusivities_and_ventures_say_their_parts(root: Path) -> None:
    def says(kind: str) -> str:
        (term,) = contract(load(root / "examples" / "terms" / f"{kind}.yaml"))
        return term.says

    assert says("milestone").startswith("The licensee shall pay The inventor 10k EUR at 1m EUR, 20k EUR at 2m EUR and")
    assert "of the sum of sales" in says("milestone")
    assert says("licence") == "The maker shall license The clinic: for oncology and other, as in the file"
    assert says("exclusivity").startswith("The studio shall deal with The cinema alone")
    assert "with a right of first refusal on offer" in says("exclusivity")
    venture = "The first builder 60% and The second builder 40% share a venture"
    assert says("venture").startswith(venture)
    assert "called 500k USD on 1 January 2026" in says("venture")
