"""Keep the state of a company's securities while its events are replayed: the one place that changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from dealwright.equity.events import Convert
from dealwright.equity.exact import NOTHING, Exact, Rounding
from dealwright.equity.holdings import Flow, HeldPool, HeldRight, Holdings, Lot, Owed
from dealwright.equity.replay.pieces import vested_of
from dealwright.equity.replay.where import key_quoted
from dealwright.equity.vesting import Progress
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.events import Event
    from dealwright.equity.holdings import FlowKind
    from dealwright.equity.replay.where import HasPlace
    from dealwright.equity.rounds.priced import PricedRound
    from dealwright.equity.securities import Convertible, ShareClass, Stakeholder


_SAID = ("security", "right", "of", "into", "to", "holder", "becomes", "id")


@dataclass(slots=True)
class Book:
    """What is outstanding at a moment of the replay.

    Unlike other data it changes: each event is one step of it. `Holdings` are the frozen view of a day.

    Attributes:
        on: Day that has been reached.
        currency: Of all money.
        rounding: How shares and prices are rounded.
        stakeholders: By id.
        classes: By id, as they now are.
        lots: By name, in the order in which they came.
        rights: By name.
        convertibles: By name.
        pools: By id; what is granted is counted when it is asked for.
        flows: Money that holders paid and got.
        owed: What holders have still to pay.
        received: Distributions by holder.
        milestones: Day of each milestone.
        reached: Spend and prices reached, with their days.
        given: What the caller says has come about besides.
        problems: What the events ask for and cannot be.
        doubtful: Names of securities that would stand but for a problem; nothing more is said of them.
        ended: Names of what is no more, with the day.
        later: Names of what the table says will be issued, with the day.
        issued: Shares outstanding by class.
        granted: Shares of rights outstanding by pool.
        lapsed: Rights that nobody exercised by their last day, with that day.
        cause: What happens now.
        grew: Classes of which there became more on this day, and what made it so.
        drawn: Pools out of which more was granted on this day, or that became smaller, and what made it so.
        unopened: Classes of rounds that have not closed.
        priced: Rounds that were worked out.
        over: Classes and pools of which it has been told that there is too much.
    """

    on: dt.date
    currency: str
    rounding: Rounding
    stakeholders: dict[str, Stakeholder]
    classes: dict[str, ShareClass]
    given: Progress
    lots: dict[str, Lot] = field(default_factory=dict)
    rights: dict[str, HeldRight] = field(default_factory=dict)
    convertibles: dict[str, Convertible] = field(default_factory=dict)
    pools: dict[str, HeldPool] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    received: dict[str, Exact] = field(default_factory=dict)
    milestones: dict[str, dt.date] = field(default_factory=dict)
    reached: dict[tuple[str, str], tuple[tuple[dt.date, Exact], ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    ended: dict[str, dt.date] = field(default_factory=dict)
    later: dict[str, dt.date] = field(default_factory=dict)
    issued: dict[str, Exact] = field(default_factory=dict)
    granted: dict[str, Exact] = field(default_factory=dict)
    lapsed: dict[str, dt.date] = field(default_factory=dict)
    cause: HasPlace | None = None
    grew: dict[str, HasPlace | None] = field(default_factory=dict)
    drawn: dict[str, HasPlace | None] = field(default_factory=dict)
    unopened: set[str] = field(default_factory=set)
    priced: list[PricedRound] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    _held: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    _serial: dict[str, int] = field(default_factory=dict)
    _expiries: list[tuple[dt.date, str]] = field(default_factory=list)

    # --------------------------------------------------------------------------------------------------------- problems

    def refuse(self, event: Event, code: str, what: str, expected: str, mend: str) -> None:
        """Note that an event cannot be."""
        self.problems.append(error(event.place, code, what, expected, mend).within(*key_quoted(event, what)))
        self.doubt(event)

    def doubt(self, thing: object) -> None:
        """Remember what would have come of something that cannot be, so that nothing more is said of that."""
        said = {key: getattr(thing, key, None) or "" for key in _SAID}
        named = said["security"] or said["right"]
        lot, right = self.lots.get(named), self.rights.get(named)
        known = lot or (right.right if right is not None else None)
        of, whom = (known.of, known.holder) if known is not None else (said["of"], said["holder"])
        of = said["into"] or of
        if isinstance(thing, Convert) and not said["into"] and of in self.classes:
            of = self.classes[of].converts_into or of
        to = said["to"] if isinstance(said["to"], str) else ""
        names = {said["becomes"], said["id"], f"{named}/{to or of}", f"{of}/{to or whom}"}
        if known is None:
            names.add(said["security"])
        self.doubtful |= names - {""}

    # ------------------------------------------------------------------------------------------------------------- lots

    def put(self, lot: Lot) -> None:
        """Put a lot into the book, in place of one of the same name."""
        before = self.lots.get(lot.security)
        self._count(lot, before)
        self.lots[lot.security] = lot
        self._held.setdefault((lot.of, lot.holder), {})[lot.security] = None
        self.ended.pop(lot.security, None)

    def drop(self, lot: Lot) -> None:
        """Take a lot out of the book."""
        self._count(None, self.lots.pop(lot.security))
        del self._held[lot.of, lot.holder][lot.security]
        self.ended[lot.security] = self.on

    def leave(self, lot: Lot, rest: Lot | None) -> None:
        """Put what remains of a lot in its place."""
        if rest is None:
            self.drop(lot)
        else:
            self.put(rest)

    def _count(self, lot: Lot | None, before: Lot | None) -> None:
        """Keep the shares outstanding of each class."""
        if before is not None:
            self.issued[before.of] -= before.shares
        if lot is not None:
            self.issued[lot.of] = self.issued.get(lot.of, NOTHING) + lot.shares
            if before is None or lot.shares > before.shares:
                self.grew[lot.of] = self.cause

    def held_by(self, of: str, holder: str) -> list[Lot]:
        """Return a holder's lots of a class, oldest first."""
        lots = [self.lots[name] for name in self._held.get((of, holder), ())]
        return sorted(lots, key=lambda lot: (lot.on is not None, lot.on))

    def lots_of(self, of: str) -> list[Lot]:
        """Return all lots of a class, in the order in which they came."""
        return [lot for lot in self.lots.values() if lot.of == of]

    def holders_of(self, of: str) -> list[str]:
        """Return who holds shares of a class, in the order in which they first did."""
        return [holder for (cls, holder), names in self._held.items() if cls == of and names]

    # ----------------------------------------------------------------------------------------------- rights and others

    def put_right(self, held: HeldRight) -> None:
        """Put a right into the book, in place of one of the same name."""
        self._grant(held, self.rights.get(held.right.id))
        self.rights[held.right.id] = held
        self.ended.pop(held.right.id, None)
        if held.right.expires is not None:
            heappush(self._expiries, (held.right.expires, held.right.id))

    def open_day(self, day: dt.date) -> None:
        """Go on to a day: rights that could last be exercised before it lapse, and return to their pools."""
        self.on = day
        while self._expiries and self._expiries[0][0] < day:
            expires, name = heappop(self._expiries)
            held = self.rights.get(name)
            if held is not None and held.right.expires == expires:
                self.leave_right(held, None)
                self.ended[name] = self.lapsed[name] = expires

    def leave_right(self, held: HeldRight, rest: HeldRight | None) -> None:
        """Put what remains of a right in its place."""
        if rest is not None:
            self.put_right(rest)
            return
        name = held.right.id
        self._grant(None, self.rights.pop(name))
        self.ended[name] = self.on

    def _grant(self, held: HeldRight | None, before: HeldRight | None) -> None:
        """Keep the shares granted out of each pool."""
        for each, sign in ((before, -1), (held, 1)):
            if each is not None and each.right.pool is not None:
                pool = each.right.pool
                self.granted[pool] = self.granted.get(pool, NOTHING) + sign * each.right.count
                self.drawn[pool] = self.cause

    def use_pool(self, pool: str | None, shares: Exact) -> None:
        """Count shares as issued out of a pool, or back into it where below zero."""
        if pool is not None:
            self.pools[pool] = replace(self.pools[pool], used=self.pools[pool].used + shares)
            self.drawn[pool] = self.cause

    def leave_convertible(self, held: Convertible, rest: Convertible | None) -> None:
        """Put what remains of a convertible in its place."""
        if rest is not None:
            self.convertibles[held.id] = rest
            return
        del self.convertibles[held.id]
        self.ended[held.id] = self.on

    # ------------------------------------------------------------------------------------------------------------ names

    def new_name(self, *wanted: str) -> str:
        """Return the first name that is given, with a number behind it where it is taken."""
        name = next(each for each in wanted if each)
        if not self.is_known(name):
            return name
        number = self._serial.get(name, 1) + 1
        while self.is_known(f"{name}-{number}"):
            number += 1
        self._serial[name] = number
        return f"{name}-{number}"

    def is_known(self, name: str) -> bool:
        """Say whether a security of this name stands or stood."""
        return name in self.lots or name in self.rights or name in self.convertibles or name in self.ended

    # ------------------------------------------------------------------------------------------------------------ money

    def flow(self, holder: str, amount: Exact, kind: FlowKind, security: str = "", of: str = "") -> None:
        """Note money that a holder got today, or paid where it is below zero."""
        if amount:
            self.flows.append(Flow(self.on, holder, amount, kind, security, of))

    # ------------------------------------------------------------------------------------------------------------- view

    @property
    def progress(self) -> Progress:
        """Return all that has come about of what vesting asks for."""
        given = self.given
        return Progress(
            {**given.milestones, **self.milestones}, given.spend, given.price, {**given.reached, **self.reached}
        )

    def vested_of_lot(self, lot: Lot, progress: Progress | None = None) -> Exact:
        """Return how many shares of a lot have vested."""
        if lot.vesting is None:
            return lot.shares
        return vested_of(lot.piece, lot.vesting, lot.shares, self.on, progress or self.progress)

    def vested_of_right(self, held: HeldRight, progress: Progress | None = None) -> Exact:
        """Return how many shares of a right have vested."""
        right = held.right
        return vested_of(held.piece, right.vesting, right.count, self.on, progress or self.progress)

    def holdings(self, *, vesting: bool = True) -> Holdings:
        """Return the frozen view of the day.

        Args:
            vesting: Whether to work out what has vested; otherwise all counts as vested.
        """
        progress = self.progress
        led_to = {cls.converts_into for cls in self.classes.values()}
        hidden = {of for of in self.unopened if not self.issued.get(of)} - led_to
        lots = (
            lot
            if lot.vesting is None or not vesting
            else replace(lot, unvested=lot.shares - self.vested_of_lot(lot, progress))
            for lot in self.lots.values()
        )
        return Holdings(
            on=self.on,
            currency=self.currency,
            stakeholders=self.stakeholders,
            classes={of: cls for of, cls in self.classes.items() if of not in hidden},
            lots=tuple(sorted(lots, key=lambda lot: (lot.on is not None, lot.on))),
            rights=dict(self.rights) if not vesting else self._with_vested(progress),
            convertibles=dict(self.convertibles),
            pools=self.counted_pools(),
            received=dict(self.received),
            flows=tuple(sorted((f for f in self.flows if f.on <= self.on), key=lambda flow: flow.on)),
            owed=(*self.owed, *self._to_come()),
            progress=progress,
        )

    def _with_vested(self, progress: Progress) -> dict[str, HeldRight]:
        """Return the rights with what of each has vested."""
        return {name: replace(held, vested=self.vested_of_right(held, progress)) for name, held in self.rights.items()}

    def _to_come(self) -> list[Owed]:
        """Return what will have been paid, and is not yet on this day."""
        return [Owed(f.holder, -f.amount, f.security, f.of, f.on) for f in self.flows if f.on > self.on]

    def counted_pools(self) -> dict[str, HeldPool]:
        """Return the pools with what is granted out of each."""
        return {name: replace(pool, granted=self.granted.get(name, NOTHING)) for name, pool in self.pools.items()}

    @classmethod
    def of(cls, held: Holdings) -> Book:
        """Open a book on what is held."""
        book = cls(held.on, held.currency, Rounding(), {}, {}, held.progress, flows=list(held.flows))
        book.owed, book.received = list(held.owed), dict(held.received)
        book.go_on_from(held)
        return book

    def go_on_from(self, held: Holdings) -> None:
        """Go on from what is held after a round; flows and what is owed only grow by it."""
        paid = held.flows[sum(flow.on <= self.on for flow in self.flows) :]
        self.classes, self.stakeholders = self.classes | dict(held.classes), dict(held.stakeholders)
        self.convertibles, self.pools = dict(held.convertibles), dict(held.pools)
        self.flows += paid
        self.lots, self.rights, self.issued, self.granted, self._held = {}, {}, {}, {}, {}
        for lot in held.lots:
            self.put(lot)
        for right in held.rights.values():
            self.put_right(right)
