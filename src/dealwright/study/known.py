"""Ask a deal what it rests on: every fact with its source, and what it would be worth to know more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.knowing.result import Facts
    from dealwright.study.asked import Progress


class Known(Asked):
    """Answer what is known of a deal, and what is not."""

    __slots__ = ()

    @in_one_order
    def facts(
        self,
        party: str | None = None,
        *,
        of: str | Sequence[str] | None = None,
        at: Mapping[str, str] | str | None = None,
        titled: str = "the package",
        choices: int = 1,
        ranges: bool = True,
        progress: Progress | None = None,
    ) -> Facts:
        """Tell of every fact where it comes from, what of a spread it explains, and what knowing it would be worth.

        Args:
            party: The party that decides; without it all that bargain are shown side by side.
            of: Facts wanted, by path or name; all that are in doubt by default.
            at: The package on the table: its values by path, or the name of a solution; the Nash package by default.
            titled: What a package that is given is called.
            choices: From how many packages the party may choose, beside refusing; more than one needs a party.
            ranges: Whether a number that the file assumes within a range may be anywhere in it.
            progress: Is told how many doubts are done, of how many.

        Returns:
            Every fact, what each doubt does, and what knowing it is worth.

        Raises:
            KeyError: If there is no such party, fact or solution.
            ValueError: If a package cannot stand where it is laid.
        """
        from dealwright.bargain.knowing.asked import SOLUTION
        from dealwright.bargain.knowing.asked import Asked as Question
        from dealwright.bargain.knowing.facts import facts

        self._asked(None, party)
        package = {} if at is None or isinstance(at, str) else dict(at)
        if package:
            _ = self.deal.package(package).sound
        names = (of,) if isinstance(of, str) else tuple(of or ())
        solution = at if isinstance(at, str) else SOLUTION
        question = Question(party or "", package, titled, solution, choices, names, ranges)
        return facts(self.deal, self.randomness, question, progress=progress)
