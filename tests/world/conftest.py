"""What the tests of futures share: a deal from its text, and estimates with their standard errors."""

from collections.abc import Callable

import numpy as np
import pytest

from dealwright.deal.deal import Deal
from dealwright.lang.load import loads
from dealwright.world.draws import Draws

HEAD = """
dealwright: 1
title: A test
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ann: {name: Ann}}
"""


def read_deal(body: str, **head: str) -> Deal:
    """Read a deal from the text of its sections; the usual head may be changed key by key."""
    lines = dict(line.split(": ", 1) for line in HEAD.strip().splitlines())
    text = "\n".join(f"{key}: {value}" for key, value in {**lines, **head}.items())
    loaded = loads(f"{text}\n{body}")
    assert loaded.deal is not None, "\n".join(map(str, loaded.errors))
    return loaded.deal


def estimate_of(values: np.ndarray, draws: Draws) -> tuple[float, float]:
    """Give the mean over all paths and its standard error, from the spread of the replicates' means."""
    means = values.reshape(draws.replicates, -1).mean(axis=1)
    return float(means.mean()), float(means.std(ddof=1) / len(means) ** 0.5)


@pytest.fixture(scope="session")
def read() -> Callable[..., Deal]:
    """Give the reader of deals."""
    return read_deal


@pytest.fixture(scope="session")
def estimate() -> Callable[[np.ndarray, Draws], tuple[float, float]]:
    """Give the estimator."""
    return estimate_of
