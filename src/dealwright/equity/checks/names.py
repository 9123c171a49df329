"""Find names of stakeholders, classes, pools, convertibles and others that nothing declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.securities import ShareClass
    from dealwright.equity.vesting import Vesting
    from dealwright.ground.place import Place

_IN_EVENTS: Mapping[type[happens.Event], tuple[tuple[str, str], ...]] = {
    happens.Issue: (("of", "class"), ("holder", "stakeholder"), ("pool", "pool"), ("financing", "financing")),
    happens.Transfer: (("to", "stakeholder"), ("of", "class"), ("holder", "stakeholder")),
    happens.Convert: (("of", "class"), ("holder", "stakeholder"), ("into", "class")),
    happens.Repurchase: (("of", "class"), ("holder", "stakeholder")),
    happens.Split: (("of", "class"),),
    happens.RatioAdjustment: (("of", "class"), ("holder", "stakeholder")),
    happens.PoolAdjustment: (("pool", "pool"),),
    happens.AuthorisedAdjustment: (("of", "class"),),
    happens.Exchange: (("of", "class"), ("into", "class"), ("holder", "stakeholder")),
    happens.Distribution: (("of", "class"), ("to", "stakeholder")),
}
"""What the keys of each kind of event name; securities are looked up as the events are replayed."""
_PLURAL = {
    "stakeholder": "stakeholders",
    "class": "classes",
    "pool": "pools",
    "convertible": "convertibles",
    "financing": "financings",
    "security": "events",
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A name, of what it is meant to be the name, and where it stands: in what, and by which keys."""

    name: str
    what: str
    place: Place
    owner: object
    at: tuple[str | int, ...] = ()


def unknown_names(table: CapTable) -> list[tuple[Problem, object]]:
    """Find every name that nothing declares.

    Args:
        table: A cap table.

    Returns:
        Each problem with the thing (event, right, class and so on) in which it stands.
    """
    known = known_names(table)
    return [
        (_unknown(each, known[each.what]), each.owner) for each in _names(table) if each.name not in known[each.what]
    ]


def known_names(table: CapTable) -> dict[str, Collection[str]]:
    """Return the names that are declared, by what they are names of."""
    events = [event.id for event in table.events if event.id]
    lots = [event.security for event in table.events if isinstance(event, happens.Issue) and event.security]
    classes = dict.fromkeys([*table.classes, *(round_.new_class.id for round_ in table.rounds)])
    return {
        "stakeholder": table.stakeholders,
        "class": classes,
        "pool": table.pools,
        "convertible": table.convertibles,
        "financing": {financing.id: None for financing in table.financings},
        "security": dict.fromkeys([*lots, *events, *table.convertibles, *table.rights]),
        "class, convertible or pool": dict.fromkeys([*classes, *table.convertibles, *table.pools]),
    }


def _unknown(named: _Named, known: Collection[str]) -> Problem:
    """Report a name."""
    near = closest(named.name, known)
    section = _PLURAL.get(named.what, "classes")
    return error(
        named.place,
        f"unknown-{named.what.split(',')[0]}",
        f"there is no {named.what} `{named.name}`",
        listed(list(known)) or f"a name declared in `{section}`",
        f"write `{near}`" if near else f"add `{named.name}` to `{section}`",
    ).within(*named.at)


def _names(table: CapTable) -> Iterator[_Named]:
    for event in table.events:
        for key, what in _IN_EVENTS.get(type(event), ()):
            said: str | Iterable[str] | None = getattr(event, key)
            for name in (said,) if isinstance(said, str) else said or ():
                yield _Named(name, what, event.place, event, (key,) if isinstance(said, str) else (key, name))
        if isinstance(event, happens.Issue):
            yield from _in_vesting(event.vesting, event.place, event)
    yield from _in_securities(table)
    yield from _in_plans(table)


def _in_securities(table: CapTable) -> Iterator[_Named]:
    for cls in table.classes.values():
        yield from _in_class(cls, cls.place, cls)
    for pool in table.pools.values():
        yield _Named(pool.of, "class", pool.place, pool, ("of",))
    for held in table.convertibles.values():
        yield _Named(held.holder, "stakeholder", held.place, held, ("holder",))
        if held.converts_into is not None:
            yield _Named(held.converts_into, "class", held.place, held, ("converts_into",))
        for name in held.mfn_of or ():
            yield _Named(name, "convertible", held.place, held, ("mfn_of", name))
    for right in table.rights.values():
        yield _Named(right.holder, "stakeholder", right.place, right, ("holder",))
        yield _Named(right.of, "class", right.place, right, ("of",))
        if right.pool is not None:
            yield _Named(right.pool, "pool", right.place, right, ("pool",))
        yield from _in_vesting(right.vesting, right.place, right)


def _in_class(cls: ShareClass, place: Place, owner: object, *way: str) -> Iterator[_Named]:
    if cls.converts_into is not None:
        yield _Named(cls.converts_into, "class", place, owner, (*way, "converts_into"))
    if cls.return_cap is not None and cls.return_cap.rest_to is not None:
        yield _Named(cls.return_cap.rest_to, "stakeholder", place, owner, (*way, "return_cap", "rest_to"))
    if cls.anti_dilution is not None:
        for name in cls.anti_dilution.waived_by:
            yield _Named(name, "stakeholder", place, owner, (*way, "anti_dilution", "waived_by", name))
        for name in cls.anti_dilution.exempt:
            yield _Named(name, "class, convertible or pool", place, owner, (*way, "anti_dilution", "exempt", name))


def _in_vesting(vesting: Vesting | None, place: Place, owner: object) -> Iterator[_Named]:
    for position, part in enumerate(vesting.parts if vesting is not None else ()):
        if part.when.kind == "price" and part.when.name:
            yield _Named(part.when.name, "class", place, owner, ("vesting", "parts", position, "when", "name"))


def _in_plans(table: CapTable) -> Iterator[_Named]:
    for round_ in table.rounds:
        for name in round_.investors:
            yield _Named(name, "stakeholder", round_.place, round_, ("investors", name))
        for name in round_.converts or ():
            yield _Named(name, "convertible", round_.place, round_, ("converts", name))
        if round_.pool is not None and round_.pool.pool is not None:
            yield _Named(round_.pool.pool, "pool", round_.place, round_, ("pool", "pool"))
        if round_.new_class.id not in table.classes:
            yield from _in_class(round_.new_class, round_.place, round_, "new_class")
    yield from _in_record(table)
    yield from _in_exit(table)


def _in_record(table: CapTable) -> Iterator[_Named]:
    for valuation in table.valuations:
        yield _Named(valuation.of, "class", valuation.place, valuation, ("of",))
    for financing in table.financings:
        for name in financing.issues:
            yield _Named(name, "security", financing.place, financing, ("issues", name))
    if table.ipo is not None:
        for name in table.ipo.secondary:
            yield _Named(name, "stakeholder", table.ipo.place, table.ipo, ("secondary", name))


def _in_exit(table: CapTable) -> Iterator[_Named]:
    for carve_out in table.exit.carve_outs:
        yield _Named(carve_out.to, "stakeholder", carve_out.place, carve_out, ("to",))
    for tier in table.exit.tiers:
        for name in tier.shares:
            yield _Named(name, "stakeholder", tier.place, tier, ("shares", name))
        if tier.until is not None:
            yield _Named(tier.until, "stakeholder", tier.place, tier, ("until",))
    for name in table.exit.opening:
        yield _Named(name, "stakeholder", table.place, table.exit, ("exit", "opening", name))
