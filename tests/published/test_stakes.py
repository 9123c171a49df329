"""Published stakes after a round, through the doors."""

import json
from pathlib import Path

import pytest

from published.doors import Doors


def test_a_round_leaves_each_founder_the_published_share(doors: Doors, shared: Path) -> None:
    """10,000 before 30,000 of new money leave a quarter of 50, 30 and 20 %.

    Source: vector simple_multi_investor_round.
    """
    case = json.loads((shared / "vectors" / "simple_multi_investor_round.json").read_text(encoding="utf-8"))
    (pre, new), shares = (case["inputs"]["pre"], sum(case["inputs"]["investments"])), case["inputs"]["founders"]
    held = dict(zip(("ada", "bob", "eve"), shares, strict=True))
    terms = "\n".join(
        f"  {name}s: {{kind: equity, company: firm, holder: {name}, stake: {share}/{sum(shares)}}}"
        for name, share in held.items()
    )
    said = doors(f"""
companies:
  firm:
    enterprise_value: {pre} USD
    cash: 0 USD
    cost_of_capital: 0%
    exit: horizon
    rounds: [{{on: 2025-06-30, new_money: {new} USD, pre_money: {pre} USD}}]
terms:
{terms}
""")
    founders = case["expected"]["pcts"][2:]
    assert [said.line(f"{name}s", "diluted")[0] for name in held] == pytest.approx(founders)
    assert [said.worth(name) for name in held] == pytest.approx([(pre + new) * share for share in founders])
