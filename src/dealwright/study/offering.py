"""Ask a deal what one side should offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.result import Offers
    from dealwright.study.asked import Progress


class Offering(Asked):
    """Answer what to offer, what to give and what to ask back."""

    __slots__ = ()

    @in_one_order
    def offers(  # noqa: PLR0913 - each is a word of the verb
        self,
        party: str | None = None,
        *,
        count: int = 3,
        worth: float | None = None,
        gain: float | None = None,
        start: str = "",
        changes: Mapping[str, str] | None = None,
        most_lost: float | None = None,
        on: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Offers:
        """Advise one side what to offer.

        Args:
            party: The side that is advised; None shows the efficient offers of all sides, and advises nobody.
            count: How many offers of the same worth it is to put on the table.
            worth: What these are to be worth to it, in currency.
            gain: What they are to bring it over no deal, in currency; by default what the best offer brings.
            start: The package from which concessions are made: `last-offer` (the side's own), `their-offer`, `nash` or
                `today` (the contract in force as signing changes it); by default its own last offer, or where it made
                none the Nash package.
            changes: Values by path, laid over that package first.
            most_lost: What either side may lose at most by a contract on what may happen, in currency; by default what
                the side gains least that gains least by the package beside which it is made.
            on: What such contracts may be on, such as `ipo by 2028-12-31` or `sales > 30m EUR/year at 2028-12-31`; by
                default the deal's events, and its drivers over their medians.
            progress: Is told how much of the work is done, of how much.

        Returns:
            The offer with the largest expected surplus among the efficient ones, offers of the same worth, and what can
            be given and asked from a package.

        Raises:
            ValueError: If the deal negotiates nothing, or there is no such package to start from, or nothing like it to
                bet on.
            KeyError: If the party is not at the table.
        """
        self._bargains()
        from dealwright.bargain.offering.advise import Wanted, offers

        table = self.loaded.sound.negotiate.between  # type: ignore[union-attr]  # somebody bargains
        if party is not None and party not in table:
            message = f"{party!r} does not bargain in {self.loaded.file}; at the table are {', '.join(table)}"
            raise KeyError(message)
        wanted = Wanted(party, count, gain, worth, start, changes or {}, most_lost, tuple(on))
        return offers(self.deal, self.randomness, wanted, progress=progress)
