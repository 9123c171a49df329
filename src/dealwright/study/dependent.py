"""Ask a deal who depends on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from dealwright.bargain.ripples.dependence_result import Dependence


class Dependent(Asked):
    """Answer who depends on whom."""

    __slots__ = ()

    @in_one_order
    def dependence(self, scenario: str | None = None) -> Dependence:
        """Say from whom each party's worth comes, and each company's equity, and how concentrated that is.

        Args:
            scenario: Name of a scenario; the contract in force by default.

        Returns:
            The shares of every party and company by counterparty.

        Raises:
            KeyError: If the deal has no such scenario.
        """
        from dealwright.bargain.ripples.dependence import find_dependence

        world, name, _ = self._asked(scenario, None)
        return find_dependence(world, self.randomness, name)
