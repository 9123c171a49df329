"""Ask a deal what the log of its talks says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from dealwright.bargain.talking.result import Talks
    from dealwright.study.asked import Progress


class Talking(Asked):
    """Answer what offers reveal, and what to offer next."""

    __slots__ = ()

    @in_one_order
    def talks(self, party: str | None = None, *, progress: Progress | None = None) -> Talks:
        """Tell what the log of the talks says.

        Args:
            party: The side that is advised; None shows what each side learns about the others, and advises nobody.
            progress: Is told how much of the work is done, of how much.

        Returns:
            What each offer is worth and reveals, what to offer next, and where talks tend.

        Raises:
            ValueError: If the deal negotiates nothing, or nothing was said in `talks:`.
            KeyError: If the party is not at the table.
        """
        self._bargains()
        from dealwright.bargain.talking.log import read_log
        from dealwright.bargain.talking.talks import talks

        deal = self.deal
        table = deal.sound.negotiate.between  # type: ignore[union-attr]  # somebody bargains
        if party is not None and party not in table:
            message = f"{party!r} does not bargain in {self.loaded.file}; at the table are {', '.join(table)}"
            raise KeyError(message)
        if not read_log(deal):
            message = (
                f"{self.loaded.file} has no offer and no answer in `talks:`: write what was offered, by whom and when"
            )
            raise ValueError(message)
        return talks(deal, self.randomness, party, progress=progress)
