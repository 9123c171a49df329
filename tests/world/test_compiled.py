"""Loops are compiled wherever the program is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba.core import caching

from dealwright.ground.kernels.compiled import compiled

if TYPE_CHECKING:
    import pytest


def half(number: float) -> float:
    return number / 2.0


def test_a_loop_is_compiled_where_no_folder_may_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert compiled()(half)(3.0) == 1.5
