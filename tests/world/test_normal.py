from statistics import NormalDist

import numpy as np
from scipy.special import ndtri

from dealwright.world.normal import CHUNK, quantiles


def test_quantiles_are_those_of_the_normal_distribution() -> None:
    """Against Python's own routine and SciPy's, in the middle and far out on both tails."""
    inner = np.linspace(0.0, 1.0, 3 * CHUNK + 7)[1:-1]
    outer = 10.0 ** -np.arange(1.0, 300.0)
    for probability in (inner, outer, 1.0 - 2.0 ** -np.arange(2.0, 53.0)):
        expected = ndtri(probability)
        assert np.all(np.abs(quantiles(probability) - expected) <= 2e-15 * np.maximum(np.abs(expected), 1e-3))
    ours = quantiles(inner[::997])
    assert np.max(np.abs(ours - [NormalDist().inv_cdf(float(p)) for p in inner[::997]])) < 2e-15


def test_quantiles_keep_the_shape_and_rise() -> None:
    levels = np.linspace(1e-9, 1.0 - 1e-9, 2 * CHUNK).reshape(2, CHUNK)
    found = quantiles(levels)
    assert found.shape == levels.shape
    assert np.all(np.diff(found.ravel()) > 0)
    assert quantiles(np.array([0.5]))[0] == 0.0
