"""The examples in the docstrings of the text level run as they stand."""

import doctest
import importlib

import pytest

MODULES = [
    "ground.calendar",
    "ground.place",
    "ground.problem",
    "ground.unit",
    "deal.expression",
    "lang.flow_text",
    "lang.literal",
    "lang.parse",
    "lang.ranges",
    "lang.sloppy",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"dealwright.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
