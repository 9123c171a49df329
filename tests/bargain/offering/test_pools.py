"""Packages that are weighed first: those that bring everybody the same are one."""

from __future__ import annotations

import numpy as np

from dealwright.bargain.offering.pools import largest


def test_a_party_to_whom_all_packages_bring_the_same_tells_none_apart() -> None:
    gains = np.array([[3e9, 3e9, 3e9, 3e9], [1.0, 2.0, 2.0, 3.0]])
    assert largest(gains).tolist() == [3, 1, 0]
    assert largest(np.array([[3e9, 3e9], [0.0, 0.0]])).tolist() == [0]
