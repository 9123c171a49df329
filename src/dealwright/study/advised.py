"""Ask a deal for the advice of one side: what every other question answers, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.study.bargained import Bargained
from dealwright.study.dependent import Dependent
from dealwright.study.known import Known
from dealwright.study.offering import Offering
from dealwright.study.talking import Talking
from dealwright.study.traded import Traded

if TYPE_CHECKING:
    from dealwright.bargain.advising.result import Advice
    from dealwright.study.asked import Progress

PARTS = 6


class Advised(Bargained, Traded, Offering, Talking, Known, Dependent):
    """Answer what one side should know before it goes to the table."""

    __slots__ = ()

    def advice(self, party: str, *, progress: Progress | None = None) -> Advice:
        """Advise one side: where it stands, what to offer, to give, to ask back and to find out, on whom it depends.

        Args:
            party: The side, one of those at the table.
            progress: Is told how many parts are done, of how many.

        Returns:
            What each question answered.

        Raises:
            ValueError: If the deal negotiates nothing.
            KeyError: If the party is not at the table.
        """
        from dealwright.bargain.advising.asked import CHOICES, advised_package
        from dealwright.bargain.advising.result import Advice
        from dealwright.bargain.talking.log import read_log

        tell = progress or (lambda _done, _of: None)
        offers = self.offers(party)
        tell(1, PARTS)
        found = self.bargain()
        tell(2, PARTS)
        trade = self.trade(side=party, only=("swaps",))
        tell(3, PARTS)
        talks = self.talks(party) if read_log(self.deal) else None
        tell(4, PARTS)
        facts = self.facts(party, at=advised_package(offers, talks), choices=CHOICES)
        tell(5, PARTS)
        return Advice(party, found, offers, trade, facts, self.dependence(), talks, **found.heading())
