"""Write what events do to securities as transactions: what ends, what it becomes, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from dealwright.equity import events as happens
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf.entities_out import ratio_mechanism
from dealwright.equity.ocf.grants_out import Terms, condition_id, grant, loan, stock
from dealwright.equity.securities import Convertible, Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from dealwright.equity.holdings import HeldRight, Lot
    from dealwright.equity.ocf.desk import Desk
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.ocf.watch import Change

Held: TypeAlias = "Lot | Right | Convertible"
_FAMILIES = {"option": "EQUITY_COMPENSATION", "rsu": "EQUITY_COMPENSATION", "sar": "EQUITY_COMPENSATION"}
Act = Literal["TRANSFER", "CANCELLATION", "REPURCHASE", "CONVERSION", "EXERCISE", "RELEASE"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of a security that an event took.

    Attributes:
        name: Our name of the security.
        held: The security before.
        count: Shares, or money of a convertible, that were taken.
        rest: What is left of it; None: nothing.
        family: Which word of the format it is.
    """

    name: str
    held: Held
    count: Exact
    rest: Held | None
    family: str


@dataclass(frozen=True, slots=True)
class Moves:
    """Writes the transactions of events.

    Attributes:
        desk: What writing needs.
        terms: Vesting terms.
        ranks: Place of each convertible among them.
    """

    desk: Desk
    terms: Terms
    ranks: Mapping[str, int]

    def of(self, change: Change, tx: str) -> list[Json]:
        """Write an event.

        Args:
            change: The event, and what it did.
            tx: Identifier of its first transaction.

        Returns:
            Its transactions and what they issue; nothing where the format has no word for it.
        """
        event = change.event
        if isinstance(event, happens.Issue):
            return [
                one
                for name, lot in change.lots.new()
                for one in stock(self.desk, self.terms, lot, (self.desk.moved(name), tx, event.on), event.id)
            ]
        act = _act(event)
        if act is None:
            return []
        made = _made(change)
        return [
            one
            for part, taken in enumerate(_taken(change))
            for one in self._moved(change, act, taken, (tx, part, _result(made, taken, act)))
        ]

    def _moved(
        self, change: Change, act: Act, taken: Taken, told: tuple[str, int, tuple[str, Held] | None]
    ) -> Iterator[Json]:
        """Write what happened to one security: the transaction, what came of it, and the rest."""
        desk, event = self.desk, change.event
        tx, part, made = told
        tx = tx if not part else desk.other(f"{tx}#{part + 1}")
        if isinstance(taken.held, Right) and taken.family == "WARRANT" and act == "EXERCISE" and taken.rest is not None:
            taken, cut = self._cut_off(taken, taken.held, event.on, tx)
            yield from cut
        if isinstance(taken.held, Right) and act == "EXERCISE" and taken.held.kind == "rsu":
            act = "RELEASE"
        transaction: Json = {
            "object_type": f"TX_{taken.family}_{act}",
            "id": tx,
            "date": desk.day(event.on),
            "security_id": desk.security(taken.name),
        }
        transaction |= _details(desk, event, act, taken)
        issued: list[Json] = []
        if made is not None:
            security = desk.moved(made[0])
            transaction["resulting_security_ids"] = [security]
            told_of = (security, f"{event.id or tx} {made[0]}", event.on)
            issued += self._issuance(*made, told_of, _cost(event, made[1]))
        if taken.rest is not None and act not in ("EXERCISE", "RELEASE"):
            rest = desk.renewed(taken.name, desk.rest_of(event.id) if not part else "")
            transaction["balance_security_id"] = rest
            issued += self._issuance(taken.name, taken.rest, (rest, f"{event.id or tx} rest {part}", event.on), None)
        yield desk.merged(transaction, event.id) if not part else transaction
        yield from issued

    def _cut_off(self, taken: Taken, right: Right, on: dt.date, tx: str) -> tuple[Taken, list[Json]]:
        """Cut the part of a warrant that is exercised off it: the format ends a warrant with its exercise.

        Returns:
            The part, exercised as a whole, and the transfer of it to its own holder.
        """
        desk, name = self.desk, f"{tx} part"
        part = replace(right, count=taken.count)
        security = desk.other(name)
        before, rest = desk.security(taken.name), desk.renewed(taken.name)
        move = {
            "object_type": "TX_WARRANT_TRANSFER",
            "id": desk.other(f"{name} transfer"),
            "date": desk.day(on),
            "security_id": before,
            "quantity": desk.number(taken.count),
            "resulting_security_ids": [security],
            "balance_security_id": rest,
        }
        issued = self._issuance(name, part, (security, name, on), None)
        if taken.rest is not None:
            issued += self._issuance(taken.name, taken.rest, (rest, f"{name} rest", on), None)
        desk.stands(name, security)
        return replace(taken, name=name, held=part, rest=None), [move, *issued]

    def _issuance(self, name: str, held: Held, told: tuple[str, str, dt.date], price: Exact | None) -> list[Json]:
        """Write the issuance of what came of an event."""
        security, seed, on = told
        where = (security, self.desk.other(seed), on)
        if isinstance(held, Right):
            return grant(self.desk, self.terms, held, where, "")
        if isinstance(held, Convertible):
            return loan(self.desk, held, where, self.ranks.get(name, 1), "")
        return stock(self.desk, self.terms, held if price is None else replace(held, price=price), where, "")


def _act(event: happens.Event) -> Act | None:
    """Return the word of the format for what an event does to a security."""
    acts: dict[type, Act] = {
        happens.Transfer: "TRANSFER",
        happens.Convert: "CONVERSION",
        happens.Exchange: "CONVERSION",
        happens.Exercise: "EXERCISE",
        happens.Cancel: "CANCELLATION",
        happens.Repurchase: "REPURCHASE",
    }
    return acts.get(type(event))


def _taken(change: Change) -> Iterator[Taken]:
    """Yield what an event took of each security."""
    for name, lot, after in change.lots.gone():
        left = NOTHING if after is None or after.holder != lot.holder else after.shares
        if left < lot.shares:
            yield Taken(name, lot, lot.shares - left, after if left else None, "STOCK")
    for name, held, rest in change.rights.gone():
        yield from _right_taken(name, held, rest)
    for name, loan_, rest_ in change.loans.gone():
        left = NOTHING if rest_ is None or rest_.holder != loan_.holder else rest_.amount
        if left < loan_.amount:
            yield Taken(name, loan_, loan_.amount - left, rest_ if left else None, "CONVERTIBLE")


def _right_taken(name: str, held: HeldRight, rest: HeldRight | None) -> Iterator[Taken]:
    """Yield what an event took of a right."""
    right = held.right
    left = NOTHING if rest is None or rest.right.holder != right.holder else rest.right.count
    if left < right.count:
        family = _FAMILIES.get(right.kind, "WARRANT")
        yield Taken(name, right, right.count - left, rest.right if rest is not None and left else None, family)


def _made(change: Change) -> list[tuple[str, Held]]:
    """Return what came of an event, in the order of what it took."""
    moved = [(n, a) for n, b, a in change.lots.gone() if a is not None and a.holder != b.holder]
    rights = [(n, a.right) for n, b, a in change.rights.gone() if a is not None and a.right.holder != b.right.holder]
    loans = [(n, a) for n, b, a in change.loans.gone() if a is not None and a.holder != b.holder]
    made: list[tuple[str, Held]] = [*moved, *rights, *loans, *change.lots.new()]
    return [*made, *((name, held.right) for name, held in change.rights.new()), *change.loans.new()]


def _result(made: list[tuple[str, Held]], taken: Taken, act: Act) -> tuple[str, Held] | None:
    """Return, and take off the list, what came of a security: what its holder got, or what its buyer did."""
    for place, (_, held) in enumerate(made):
        if act == "TRANSFER" or held.holder == taken.held.holder:
            return made.pop(place)
    return None


def _cost(event: happens.Event, held: Held) -> Exact | None:
    """Return what was paid per share for what came of an event, where it is another price than at its issue."""
    if isinstance(held, Right | Convertible):
        return None
    if isinstance(event, happens.Transfer | happens.Convert):
        return event.price
    return None


def _details(desk: Desk, event: happens.Event, act: Act, taken: Taken) -> Json:
    """Write what a transaction says besides."""
    if taken.family == "CONVERTIBLE":
        said: Json = {"amount": desk.money(taken.count)} if act != "CONVERSION" else {"trigger_id": "next-financing"}
    else:
        key = "quantity_converted" if act == "CONVERSION" else "quantity"
        said = {key: desk.number(taken.count)} if f"{taken.family} {act}" != "WARRANT EXERCISE" else {}
    if f"{taken.family} {act}" == "WARRANT EXERCISE":
        said["trigger_id"] = "exercise"
    if act == "CANCELLATION":
        said["reason_text"] = getattr(event, "reason", "") or "cancelled"
    if act == "CONVERSION" and taken.family == "CONVERTIBLE":
        said["reason_text"] = "converted"
    if act == "REPURCHASE":
        price = getattr(event, "price", None)
        own = taken.held.price if price is None and hasattr(taken.held, "price") else price
        said["price"] = desk.money(own)
    if act == "RELEASE":
        said |= {"settlement_date": desk.day(event.on), "release_price": desk.money(getattr(event, "price", None))}
    return said


def returned(desk: Desk, change: Change, tx: str) -> list[Json]:
    """Write the return of cancelled shares to their pool."""
    event = change.event
    if not isinstance(event, happens.Cancel) or not event.to_pool:
        return []
    found: list[tuple[str, str | None, Exact]] = [
        (t.name, t.held.pool, t.count) for t in _taken(change) if not isinstance(t.held, Convertible)
    ]
    return [
        {
            "object_type": "TX_STOCK_PLAN_RETURN_TO_POOL",
            "id": desk.other(f"{tx} return"),
            "date": desk.day(event.on),
            "security_id": security,
            "stock_plan_id": desk.id("pool", pool),
            "quantity": desk.number(count),
            "reason_text": event.reason or "cancelled",
        }
        for name, pool, count in found
        if pool is not None
        for security in [desk.security(name)]
    ]


def terms_changed(desk: Desk, change: Change, tx: str) -> list[Json]:
    """Write an event that changes terms; nothing where the format has no word for it."""
    made = _terms(desk, change, tx)
    return [desk.merged(one, change.event.id) if not part else one for part, one in enumerate(made)]


def _terms(desk: Desk, change: Change, tx: str) -> list[Json]:
    """Write an event that changes terms, as our words say it."""
    event, book = change.event, change.book
    head: Json = {"id": tx, "date": desk.day(event.on)}
    if isinstance(event, happens.Split):
        classes = desk.table.classes if event.of is None else [event.of]
        return [
            head
            | {
                "object_type": "TX_STOCK_CLASS_SPLIT",
                "id": tx if not part else desk.other(f"{tx}#{part + 1}"),
                "stock_class_id": desk.id("class", of),
                "split_ratio": desk.ratio(event.ratio),
            }
            for part, of in enumerate(classes)
        ]
    if isinstance(event, happens.RatioAdjustment) and event.holder is None:
        mechanism = ratio_mechanism(desk, event.conversion_price, book.classes[event.of].ratio)
        kind = "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT"
        of: Json = {"stock_class_id": desk.id("class", event.of), "new_ratio_conversion_mechanism": mechanism}
        return [head | {"object_type": kind} | of]
    if isinstance(event, happens.PoolAdjustment):
        plan = {"stock_plan_id": desk.id("pool", event.pool), "shares_reserved": desk.number(event.reserved)}
        return [head | {"object_type": "TX_STOCK_PLAN_POOL_ADJUSTMENT"} | plan]
    if isinstance(event, happens.AuthorisedAdjustment) and event.authorised is not None:
        kind = "TX_STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT"
        new: Json = {
            "stock_class_id": desk.id("class", event.of),
            "new_shares_authorized": desk.number(event.authorised),
        }
        return [head | {"object_type": kind} | new]
    if isinstance(event, happens.Reprice) and book.rights[event.right].right.kind != "warrant":
        kind = "TX_EQUITY_COMPENSATION_REPRICING"
        new = {"security_id": desk.security(event.right), "new_exercise_price": desk.money(event.strike)}
        return [head | {"object_type": kind} | new]
    return _vested(desk, change, head)


def _vested(desk: Desk, change: Change, head: Json) -> list[Json]:
    """Write what vests outside a schedule: an acceleration, or a milestone for each security that waits for it."""
    event = change.event
    if isinstance(event, happens.Vest) and event.milestone is not None and event.amount is None:
        waiting = [
            name
            for name, vesting in [
                *((n, held.right.vesting) for n, held in change.book.rights.items()),
                *((n, lot.vesting) for n, lot in change.book.lots.items()),
            ]
            if vesting is not None and any(part.when.name == event.milestone for part in vesting.parts)
        ]
        return [
            head
            | {
                "object_type": "TX_VESTING_EVENT",
                "id": head["id"] if not part else desk.other(f"{head['id']}#{part + 1}"),
                "security_id": desk.security(name),
                "vesting_condition_id": condition_id(desk, event.milestone),
            }
            for part, name in enumerate(waiting)
        ]
    if isinstance(event, happens.Vest | happens.Accelerate) and event.security is not None:
        count = event.shares if event.shares is not None else _brought(change, event.security)
        quantity = {"quantity": desk.number(count), "reason_text": "accelerated"}
        return [
            head | {"object_type": "TX_VESTING_ACCELERATION", "security_id": desk.security(event.security)} | quantity
        ]
    return []


def _brought(change: Change, name: str) -> Exact:
    """Return how many shares an acceleration of all that is left brought forward."""
    held = change.rights.before.get(name)
    if held is not None:
        return held.right.count - change.book.vested_of_right(held)
    lot = change.lots.before.get(name)
    return NOTHING if lot is None else lot.shares - change.book.vested_of_lot(lot)
