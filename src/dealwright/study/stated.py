"""Ask a deal what its clauses compute on one future, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked
from dealwright.study.packages import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.statements.result import ContractStatement, DisputedClause


class Stated(Asked):
    """Answer what each clause computes."""

    __slots__ = ()

    @in_one_order
    def statement(
        self,
        path: str | int = "certain",
        *,
        party: str | None = None,
        scenario: str | None = None,
        package: Mapping[str, str] | None = None,
        terms: Sequence[str] | None = None,
    ) -> ContractStatement:
        """State what the terms of the contract compute, period by period and line by line, on one future.

        Args:
            path: `certain` for the deal with every volatility zero, everything uncertain at its median and each event
                on the day on which its probability passes half, or never; `mean` for the mean over all futures; `p50`
                for the future whose worth to `party` is the median, other percentiles likewise; or its number from 1.
            party: The party whose worth a percentile is of; needed where there are several.
            scenario: Name of a scenario; the contract in force by default.
            package: A package that is signed instead, a value by path as written; the drivers stay as the file has
                them calibrated.
            terms: Names of the terms that are wanted; all in force by default.

        Returns:
            The statement.

        Raises:
            ValueError: If a value of the package cannot stand where it is laid.
            NoStatementError: If there is no such path, or no such term in force, or a percentile is of nobody's worth.
            KeyError: If the deal has no such scenario or party.
        """
        from dealwright.engine.statements.contract import state_contract

        world, name, party = self._asked(scenario, party)
        if package is not None:
            world, name = self.deal.package(package), PACKAGE
            _ = world.sound
        return state_contract(world, self.randomness, path, scenario=name, party=party, terms=terms)

    @in_one_order
    def readings(
        self,
        path: str | int = "certain",
        *,
        party: str | None = None,
        scenario: str | None = None,
        terms: Sequence[str] | None = None,
    ) -> tuple[DisputedClause, ...]:
        """State what the terms compute under each reading of a disputed clause, on the same future.

        Args:
            path: As for `statement`.
            party: As for `statement`.
            scenario: As for `statement`.
            terms: As for `statement`.

        Returns:
            The facts whose readings word the contract differently, with the statement under each reading.

        Raises:
            NoStatementError: As for `statement`.
            KeyError: As for `statement`.
        """
        from dealwright.engine.statements.contract import disputed_clauses

        world, name, party = self._asked(scenario, party)
        return disputed_clauses(world, self.randomness, path, scenario=name, party=party, terms=terms)
