"""Hold the advice of one side, put together from what each question to the deal answered: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed

if TYPE_CHECKING:
    from dealwright.bargain.knowing.result import Facts
    from dealwright.bargain.offering.result import Offers
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.dependence_result import Dependence
    from dealwright.bargain.talking.result import Talks
    from dealwright.bargain.trade.result import Trade
    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True, repr=False)
class Advice(Headed):
    """What one side is told before it goes to the table.

    Attributes:
        party: the side.
        bargain: where it stands: no deal, the zone, what the solutions name.
        offers: what to offer, what to give and what to ask back.
        trade: swaps by which all gain, from today's terms.
        facts: what is in doubt, and what it would be worth to it to know.
        dependence: on whom it depends, and what losing them costs.
        talks: what the others' offers reveal, and what to offer next; None where none is logged.
    """

    party: str
    bargain: Bargain
    offers: Offers
    trade: Trade
    facts: Facts
    dependence: Dependence
    talks: Talks | None = None

    def to_json(self) -> dict[str, Json]:
        """Return what each question answered, under the name of its verb."""
        return {
            **self.head(),
            "for": self.party,
            "bargain": self.bargain.to_json(),
            "offers": self.offers.to_json(),
            "trade": self.trade.to_json(),
            "facts": self.facts.to_json(),
            "dependence": self.dependence.to_json(),
            "talks": None if self.talks is None else self.talks.to_json(),
        }
