"""Hold everything that is told of one company's securities, worked out once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.ledger import holdings_on
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.planned import planned
from dealwright.equity.tables.liquidation import liquidation_preferences
from dealwright.equity.tables.ownership import ownership
from dealwright.show.captable.breaks import breaks_of
from dealwright.show.captable.colours import security_colours
from dealwright.show.captable.exits import Grouping, exits_of
from dealwright.show.captable.names import names_of_table
from dealwright.show.captable.owners import Moment, moments_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.equity.exits.claims import Stack
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.offerings.ipo import HeldIpo
    from dealwright.equity.rounds.planned import Planned
    from dealwright.equity.rounds.priced import PricedRound
    from dealwright.equity.tables.ownership import Ownership
    from dealwright.ground.problem import Problem
    from dealwright.show.captable.colours import Colour
    from dealwright.show.captable.exit_frame import Break
    from dealwright.show.captable.exits import Exits
    from dealwright.show.captable.names import TableNames


@dataclass(frozen=True)
class TableStory:
    """What is told of one company's securities.

    Attributes:
        table: The company, without problems.
        key: What the names of its figures begin with.
        parties: Colour token of each stakeholder that is a party of the deal.
        file: The file that the page shows, to whose lines names lead; empty for none.
        known: Names of the deal's parties and companies.
        proposal: A package of the bargain by its name, and the table that it makes; None where it changes nothing here.
    """

    table: CapTable
    key: str = "table"
    parties: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    proposal: tuple[str, CapTable] | None = None

    @cached_property
    def names(self) -> TableNames:
        """What ids are called."""
        return names_of_table(self.table, self.file, self.known)

    @cached_property
    def held(self) -> Holdings:
        """What is outstanding on the table's day."""
        return holdings_on(self.table)

    @cached_property
    def owned(self) -> Ownership:
        """Who owns what on the table's day."""
        return ownership(self.held)

    @property
    def has_securities(self) -> bool:
        """Whether anything has been issued or promised; otherwise the table may tell of financings alone."""
        held = self.held
        return bool(held.lots or held.rights or held.convertibles or held.pools)

    @cached_property
    def planned(self) -> Planned:
        """The rounds that the table names."""
        return planned(self.table)

    @cached_property
    def to_come(self) -> list[PricedRound]:
        """The rounds that are still to come."""
        return [each for each in self.planned.rounds if each.round.on > self.table.as_of or each.round.pro_forma]

    @cached_property
    def offering(self) -> HeldIpo | Problem | None:
        """The offering that the table names, after all its rounds; why it cannot be; None where it names none."""
        if self.table.ipo is None:
            return None
        try:
            return hold_ipo(self.planned.after, self.table.ipo, self.table.rounding)
        except ImpossibleError as impossible:
            return impossible.problem

    @cached_property
    def moments(self) -> list[Moment]:
        """Who held what after each event, and after each round still to come."""
        to_come = [
            Moment(each.after, self.names.security(each.round.new_class.id), planned=True) for each in self.to_come
        ]
        return moments_of(self.table, self.names, [*to_come, *self._proposed])

    @property
    def _proposed(self) -> list[Moment]:
        """Who would hold what by the proposal, after its rounds."""
        if self.proposal is None:
            return []
        name, table = self.proposal
        would = planned(table)
        return [] if would.problem is not None else [Moment(would.after, name, planned=True, proposed=True)]

    @cached_property
    def colours(self) -> dict[str, Colour]:
        """The colour of each class and convertible, and of rights and pools."""
        last = security_colours(self.planned.after, self.parties)
        return security_colours(self.held, self.parties) | last

    @cached_property
    def stack(self) -> Stack:
        """What an exit on the table's day pays, in which order."""
        return stack_of(self.held, self.table.exit, self.table.as_of)

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Where what an exit pays changes, and what happens there."""
        return breaks_of(self.stack, self.grouping) if self.stack.claims else ()

    @cached_property
    def grouping(self) -> Grouping:
        """How the claims of an exit are put together and called."""
        return Grouping(self.held, self.names, self.colours, self.parties)

    @cached_property
    def exits(self) -> Exits:
        """What an exit pays to whom, over a range of values."""
        marks = [each.at for each in self.breaks]
        return exits_of(self.stack, marks, self.grouping, reach=float(self.last_valuation))

    @cached_property
    def last_price(self) -> Exact | None:
        """The price of the last shares issued, the highest of its day (what converts pays less); None if unknown."""
        priced = [lot for lot in self.held.lots if lot.price and self.held.classes[lot.of].kind != "common"]
        priced = priced or [lot for lot in self.held.lots if lot.price]
        return max((lot.on or dt.date.min, lot.price or NOTHING) for lot in priced)[1] if priced else None

    @property
    def last_valuation(self) -> Exact:
        """All shares fully diluted at the last price, or the last valuation told; nothing where neither is known."""
        told = [each.post_money for each in sorted(self.table.financings, key=lambda each: each.on) if each.post_money]
        at_price = (self.last_price or NOTHING) * self.held.fully_diluted
        return max(at_price, told[-1] if told else NOTHING)

    @property
    def preferences(self) -> Exact:
        """Money that is paid before the shares that have no preference, dividends accrued included."""
        return sum((row.outstanding for row in liquidation_preferences(self.held)), NOTHING)
