"""Ask a deal who depends on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dealwright.bargain.ripples.dependence_result import Dependence
    from dealwright.bargain.ripples.ripples_result import Ripples
    from dealwright.study.asked import Progress


class Dependent(Asked):
    """Answer who depends on whom."""

    __slots__ = ()

    @in_one_order
    def dependence(
        self, scenario: str | None = None, *, losing: Sequence[str] | None = None, on: date | None = None
    ) -> Dependence:
        """Say from whom each party's worth comes, and each company's equity, and what it costs to lose somebody.

        Args:
            scenario: Name of a scenario; the contract in force by default.
            losing: Parties and companies whose loss is looked at; all by default, none if empty.
            on: The day at whose close the terms with a lost counterparty end; today, from its opening, by default.

        Returns:
            The shares of every party and company by counterparty, and the losses.

        Raises:
            KeyError: If the deal has no such scenario.
            NotLostError: If there is no such counterparty, or the day lies outside the deal.
        """
        from dealwright.bargain.ripples.dependence import find_dependence

        world, name, _ = self._asked(scenario, None)
        return find_dependence(world, self.randomness, name, losing=losing, on=on)

    @in_one_order
    def ripples(
        self, scenario: str | None = None, *, most: int | None = None, progress: Progress | None = None
    ) -> Ripples | None:
        """Say what packages do to those with a claim who are not at the table, against no deal.

        Args:
            scenario: Name of a scenario to bargain in, as for `bargain`.
            most: Packages of the frontier that are valued at most; of more, so many are spread evenly over it.
            progress: Is told how many packages are valued, of how many.

        Returns:
            What today's contract, each solution's package and each of the frontier do; None where all are at the table.

        Raises:
            ValueError: If the deal negotiates nothing.
            KeyError: If it has no such scenario.
        """
        self._bargains()
        from dealwright.bargain.ripples.everyone import outsiders
        from dealwright.bargain.ripples.ripples import MOST, find_ripples
        from dealwright.engine.executors.running import Machines

        world = self.deal if scenario is None else self._world(scenario)
        if not outsiders(world):
            return None
        with Machines().running() as running:
            return find_ripples(
                world, self.randomness, most=MOST if most is None else most, progress=progress, running=running
            )
