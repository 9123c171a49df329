"""Make a scenario for negotiating agents of a deal, and value what they agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.genius.back import Back
    from dealwright.bargain.genius.made import Made


class Played(Asked):
    """Answer what agents need to play a deal."""

    __slots__ = ()

    @in_one_order
    def agents_scenario(self, name: str = "deal") -> Made:
        """Make a scenario of GENIUS and NegMAS of the deal: issues are its negotiable paths, utilities its worth.

        Args:
            name: What to call it.

        Returns:
            The scenario, with how good its sums over the issues are and how utilities go back to money.

        Raises:
            ValueError: If the deal negotiates nothing, or its packages do not fit in memory.
        """
        self._bargains()
        from dealwright.bargain.genius.made import make

        return make(self.deal, self.randomness, name)

    @in_one_order
    def agreed(self, package: Mapping[str, str]) -> Back:
        """Value what agents agreed on, in money and on fresh futures.

        Args:
            package: A value for each negotiable path, as it is written.

        Returns:
            What it is worth to each party, and the gain over no deal.

        Raises:
            ValueError: If the deal negotiates nothing, or the package cannot stand.
        """
        self._bargains()
        from dealwright.bargain.genius.back import bring_back

        return bring_back(self.deal, self.randomness, package)
