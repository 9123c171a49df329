"""The cap table: who a company's holders are, what it has issued, and everything that happened since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.equity.exact import Rounding
from dealwright.equity.securities import Convertible, ExitTerms, Extra, Pool, Right, ShareClass, Stakeholder
from dealwright.ground.drawn import Drawn
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.events import AnyEvent
    from dealwright.equity.financing import Financing, Headline, Ipo, Round, Valuation


@dataclass(frozen=True, slots=True, repr=False)
class CapTable(Drawn):
    """A company's securities with their history, in the order of the file.

    Attributes:
        company: Name of the issuer.
        currency: The one currency of all its money.
        as_of: Day for which it is shown unless another is asked for.
        stakeholders: By id.
        classes: By id, with the terms that they were created with; events change them.
        pools: By id.
        convertibles: By id, as they were issued.
        rights: By id, as they were granted.
        events: What happened, in the order of days; within a day in the order of the file.
        rounds: Priced rounds to be worked out, made or planned.
        ipo: An IPO to be worked out, if any.
        exit: What an exit pays before the holders.
        financings: Rounds as the record tells them.
        headlines: Totals raised that somebody published.
        sources: What each source is, by name, for the reader.
        valuations: Appraisals.
        rounding: How prices and shares are rounded.
        others: Party of the deal that stands for every stakeholder without one; None: they are outside the deal.
        extras: What a foreign format said that has no word here.
        place: Where it stands.
    """

    company: str
    currency: str
    as_of: dt.date
    stakeholders: Mapping[str, Stakeholder]
    classes: Mapping[str, ShareClass]
    pools: Mapping[str, Pool] = field(default_factory=dict)
    convertibles: Mapping[str, Convertible] = field(default_factory=dict)
    rights: Mapping[str, Right] = field(default_factory=dict)
    events: tuple[AnyEvent, ...] = ()
    rounds: tuple[Round, ...] = ()
    ipo: Ipo | None = None
    exit: ExitTerms = field(default_factory=ExitTerms)
    financings: tuple[Financing, ...] = ()
    headlines: tuple[Headline, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    valuations: tuple[Valuation, ...] = ()
    rounding: Rounding = field(default_factory=Rounding)
    others: str | None = None
    extras: tuple[Extra, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def __repr__(self) -> str:
        """Say whose it is: all its events would fill pages."""
        return f"<CapTable of {self.company!r}; print it>"
