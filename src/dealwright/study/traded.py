"""Ask a deal what its terms trade for, and which value of one reaches a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.result import Trade
    from dealwright.bargain.trade.sought import Quest
    from dealwright.study.asked import Progress


class Traded(Asked):
    """Answer what terms are worth in each other."""

    __slots__ = ()

    @in_one_order
    def trade(
        self,
        at: Mapping[str, object] | str | None = None,
        *,
        side: str | None = None,
        only: Collection[str] = ("rates", "swaps", "tornado"),
        exact: bool = False,
        progress: Progress | None = None,
    ) -> Trade:
        """Tell what the terms of the deal trade for.

        Args:
            at: The package from which terms are moved: values by path, or the name of a solution, such as `nash`; by
                default today's terms, with what signing changes.
            side: The party for whom swaps are ordered; nobody by default.
            only: What is wanted: exchange `rates`, `swaps` by which those at the table gain, the `tornado`.
            exact: Whether the tornado moves every input on all futures; by default on fewer what moves them.
            progress: Is told how much of the work is done, of how much.

        Returns:
            All of that with its errors.

        Raises:
            LookupError: If no solution of that name names a package, or nobody of that name is at the table.
            CannotStandError: If the values cannot stand.
        """
        from dealwright.bargain.trade.trade import trade

        desk = self._desk(at)
        if side is not None and side not in desk.parties:
            message = f"there is no '{side}' at the table; there are {', '.join(desk.parties)}"
            raise LookupError(message)
        return trade(desk, side=side or "", only=only, exact=exact, progress=progress)

    @in_one_order
    def seek(self, vary: str, until: str, *, at: Mapping[str, object] | str | None = None, within: str = "") -> Quest:
        """Find which values of a path reach a goal.

        Args:
            vary: A negotiable path, or that of any number, date or duration of the deal.
            until: The goal, as in `party.borealis.certainty_equivalent=40bn`: that, `mean` or `gain` of a party, or any
                path of `value --json`.
            at: The package from which it is varied, as for `trade`.
            within: The range, such as `5% .. 40%`; the file's own by default.

        Returns:
            Every value that was found on the range, with its error.

        Raises:
            LookupError: If the path cannot be varied, moves nothing of the goal, or the goal is none.
            CannotStandError: If the package cannot stand.
        """
        from dealwright.bargain.trade.goal import goal_of
        from dealwright.bargain.trade.quest import quest
        from dealwright.bargain.trade.seeking import seek
        from dealwright.bargain.trade.variable import variable_of

        goal = goal_of(until, self.deal)
        desk = self._desk(at, (goal.party,) if goal.party else ())
        found = seek(desk, goal, variable_of(desk.standing, vary, within))
        return quest(desk, (found,))

    @in_one_order
    def break_even(self, vary: str, *, at: Mapping[str, object] | str | None = None, within: str = "") -> Quest:
        """Find at which value of a path each party is indifferent between signing and no deal.

        Args:
            vary: As for `seek`.
            at: The package that would be signed, as for `trade`.
            within: As for `seek`.

        Returns:
            What was found for each party at the table whose gain moves with the path.

        Raises:
            LookupError: If the path cannot be varied, or moves nobody's gain.
            CannotStandError: If the package cannot stand.
            ValueError: If the deal negotiates nothing.
        """
        self._bargains()
        from dealwright.bargain.trade.quest import quest
        from dealwright.bargain.trade.seeking import break_even
        from dealwright.bargain.trade.variable import variable_of

        desk = self._desk(at)
        return quest(desk, break_even(desk, variable_of(desk.standing, vary, within)), break_even=True)

    def _desk(self, at: Mapping[str, object] | str | None, asked: tuple[str, ...] = ()) -> Desk:
        """Return the deal where its terms stand."""
        from dealwright.bargain.trade.desk import Desk
        from dealwright.bargain.trade.start import package_named
        from dealwright.lang.flow_text import flow_text, written

        if isinstance(at, str):
            return Desk(self.deal, self.randomness, package_named(self.deal, self.randomness, at), at, asked)
        texts = {path: written(value) for path, value in (at or {}).items()}
        package = {path: text if isinstance(text, str) else flow_text(text) for path, text in texts.items()}
        return Desk(self.deal, self.randomness, package, asked=asked)
