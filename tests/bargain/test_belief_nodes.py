"""A curve is read off its nodes whatever their unit."""

import numpy as np
import pytest

from dealwright.bargain.beliefs.nodes import barycentric, chebyshev


@pytest.mark.parametrize("unit", [1.0, 1e-12, 1e12])
@pytest.mark.parametrize("count", [8, 40])
def test_a_polynomial_is_read_off_its_nodes_in_any_unit(unit: float, count: int) -> None:
    """x^3 through Chebyshev points between 1 and 3 units: one over risk tolerances of billions are such."""
    nodes, values = chebyshev(unit, 3 * unit, count), np.linspace(unit, 3 * unit, 11)
    weights = barycentric(nodes, values)
    assert weights.sum(axis=1) == pytest.approx(1, rel=1e-12)
    assert weights @ (nodes / unit) ** 3 == pytest.approx((values / unit) ** 3, rel=1e-9)
