"""Reads small deals and moves their numbers."""

from dealwright.engine.sensitivities.result import Sensitivities
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: A deal
as_of: 2025-01-01
horizon: 2027-12-31
currency: USD
risk_free: 5%
parties: {ada: {discount: 5%}, bob: {discount: 5%}}
"""


def told(text: str, paths: int = 8192, **how: object) -> Sensitivities:
    """Move the numbers of a deal."""
    return Study(deal(text), paths=paths).sensitivities(exact=True, **how)  # type: ignore[arg-type]


def deal(text: str) -> Loaded:
    """Read a deal and see that it has no errors."""
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    return loaded
