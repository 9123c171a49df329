"""The example of a company with a history, and smaller ones, for the tests of what is drawn of its securities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.lang.captable import loads_table

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "acme-robotics" / "captable.yaml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def acme(text: str = TEXT) -> CapTable:
    """Return the company of the example or of another text, with no problems."""
    loaded = loads_table(text, "acme.captable.yaml")
    assert loaded.problems == ()
    assert loaded.table is not None
    return loaded.table


SOLO = """captable: 1
company: Solo
currency: EUR
as_of: 2025-01-01
stakeholders: {ana: {name: Ana}, fund: {name: Fund}}
classes:
  common: {kind: common}
  a: {name: Series A, kind: preferred, converts_into: common, original_issue_price: 2 EUR, preference: 1x, seniority: 1}
events:
  - {kind: issue, on: 2024-01-01, of: common, holder: ana, shares: 100}
"""
"""A founder alone."""
FUNDED = f"{SOLO}  - {{kind: issue, on: 2024-06-01, of: a, holder: fund, shares: 25, price: 2 EUR}}\n"
"""The same with a fund."""
VOID = SOLO.partition("events:")[0]
"""Nobody holds anything."""
