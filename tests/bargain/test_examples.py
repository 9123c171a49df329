"""Every example in a docstring of the bargain runs and shows what it says."""

import doctest
import importlib

import pytest

MODULES = ("adjusted_winner", "bargaining", "double_auction", "frontier", "power", "side_payments", "solutions")


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"dealwright.bargain.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
