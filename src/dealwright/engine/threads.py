"""Keeps sums of products in one order, whatever the machine: the matrix library works on one thread."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Found = TypeVar("Found")


def in_one_order(compute: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a function compute the same bytes however many processors there are.

    The matrix library would share each sum among them, which changes its last digits and, for arrays as small as ours,
    costs more than it saves.
    """

    @wraps(compute)
    def computed(*given: Given.args, **named: Given.kwargs) -> Found:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        with threadpool_limits(limits=1, user_api="blas"):
            return compute(*given, **named)

    return computed
