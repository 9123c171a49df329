"""Lay some values of a package over a deal, or say which of them cannot stand together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.lang.conflicts import conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded


class UnsoundPackageError(ArithmeticError):
    """Some values of the ranges cannot stand together, though each of them may.

    Args:
        loaded: The deal over which they were laid.
        overrides: Values by path.
    """

    def __init__(self, loaded: Loaded, overrides: Mapping[str, str]) -> None:
        super().__init__(loaded, overrides)
        self._loaded, self._overrides = loaded, overrides

    @cached_property
    def problem(self) -> Problem:
        """The same for a person: which values, where they are negotiated, and how to mend that.

        It is only found where it is told: for that other packages are tried.
        """
        return conflict(self._loaded, self._overrides)

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.problem}; {self.problem.mend}"


def laid_over(loaded: Loaded, overrides: Mapping[str, str]) -> Loaded:
    """Lay some values of a package over a deal.

    Args:
        loaded: The deal.
        overrides: Values by path.

    Raises:
        UnsoundPackageError: If they cannot stand together.
    """
    laid = loaded.with_overrides(overrides, warnings=False) if overrides else loaded
    if laid.deal is None:
        raise UnsoundPackageError(loaded, overrides)
    return laid
