"""The real deal's own parts hold no numbers: drivers, companies and terms only name the facts and assumptions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import dealwright
from dealwright.deal.deal import Deal
from dealwright.deal.expression import Quantity, walk
from dealwright.engine.expressions import expressions, names_used

REAL = Path(__file__).resolve().parents[2] / "examples" / "openai-microsoft" / "deal.yaml"

# Halves and quarters of a sum, none and all, one year to turn a yearly rate into money.
COUNTS = {0.0, 1.0, 2.0, 4.0}
# Where the calibration starts to solve.
SOLVED = {"multiple": {7.0}}


@pytest.fixture(scope="module")
def deal() -> Deal:
    read = dealwright.load(REAL).deal
    assert read is not None
    return read


def numbers(shape: object) -> Iterator[float]:
    for each in expressions(shape):
        for part in walk(each):
            if isinstance(part, Quantity) and isinstance(part.value, float) and not 2000 <= part.value <= 2100:
                yield part.value


@pytest.mark.parametrize("section", ["drivers", "companies", "terms", "parties"])
def test_every_number_is_a_fact_or_a_named_assumption(deal: Deal, section: str) -> None:
    for name, shape in getattr(deal, section).items():
        bare = set(numbers(shape)) - COUNTS - SOLVED.get(name, set())
        assert bare == set(), f"{section}.{name}"


def test_every_fact_is_used_or_shows_a_conflict(deal: Deal) -> None:
    used = names_used([deal.drivers, deal.companies, deal.terms, deal.parties, deal.correlations, deal.facts])
    used |= names_used([deal.risk_free])
    in_scenarios = " ".join(str(each.overrides) for each in deal.scenarios.values())
    in_readings = " ".join(str(r.overlay) for fact in deal.facts.values() for r in fact.readings or [])
    for name, fact in deal.facts.items():
        rewords = any(each.overlay is not None for each in fact.readings or [])
        assert rewords or name in used or name in in_scenarios or name in in_readings, name
