"""Ask a deal what its terms trade for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.trade.result import Trade


class Traded(Asked):
    """Answer what terms are worth in each other."""

    __slots__ = ()

    @in_one_order
    def trade(self, at: Mapping[str, object] | str | None = None) -> Trade:
        """Tell what one unit of each term is worth in units of every other, to each party.

        Args:
            at: The package from which terms are moved: values by path, or the name of a solution, such as `nash`; by
                default today's terms, with what signing changes.

        Returns:
            Exchange rates with their errors.

        Raises:
            LookupError: If no solution of that name names a package.
            ValueError: If the values cannot stand.
        """
        from dealwright.bargain.trade.start import package_named
        from dealwright.bargain.trade.trade import Desk, trade
        from dealwright.lang.flow_text import flow_text, written

        if isinstance(at, str):
            return trade(Desk(self.deal, self.randomness, package_named(self.deal, self.randomness, at), at))
        texts = {path: written(value) for path, value in (at or {}).items()}
        package = {path: text if isinstance(text, str) else flow_text(text) for path, text in texts.items()}
        return trade(Desk(self.deal, self.randomness, package))
