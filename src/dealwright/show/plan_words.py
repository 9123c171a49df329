"""Say how a bargain's packages are valued: why things stand together, which way is gone, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.bargain.plan_result import GridPlan, GroupPlan
    from dealwright.engine.grids.links import Link

KEYS = {
    "replaces": "replaces",
    "ends": "ends",
    "most_favoured": "keeps pace with",
    "ends_on": "is ended by",
    "ends_on_all": "is ended by",
    "starts_on": "is begun by",
    "starts_on_all": "is begun by",
    "exit": "has its exit at",
}
"""What a term does to another that it names by a key."""
WHYS = {
    "uses": "uses the result of",
    "names": "names",
    "nets": "is netted with",
    "switches": "once exercised changes",
    "weighs": "is decided with a view to",
    "settles": "is settled with",
    "holds": "holds a part of",
}
SETTLED = {
    "issuing": "its securities are negotiated",
    "earning": "its securities vest with what the package moves",
    "held": "another company holds it",
    "ranked": "its terms differ in rank",
    "owing": "it may owe another company",
    "buying": "by one reading only someone at the table buys in later",
    "priced": "a stake in it has a discount of its own",
    "unsure": "a stake in it is uncertain",
    "reworded": "a reading words a stake in it anew",
    "negotiated": "more of a stake in it than its size is negotiated",
    "optioned": "a stake in it is optioned",
    "weighed": "the holder of an option weighs all that reaches it",
    "no_plain_sum": "what it is owed, or pays, is no plain sum in some futures",
    "ended": "its exit is an event that the package moves",
}
"""Why a company is settled inside a group."""
CHANGES = {
    "drivers": "drivers: each value has futures of its own",
    "facts": "facts: each value has futures of its own",
    "companies": "a company: each value has futures of its own",
    "parties": "a party: each value has columns of its own",
    "securities": "what securities pay: each value has hinges of its own",
}
"""What a path changes so that its values are a world each."""
METHODS = {
    "mean": "means",
    "product": "matrix products",
    "ladder": "ladders of a stake",
    "waterfall": "hinges of a waterfall",
    "pairs": "pairs of columns",
    "direct": "each package itself",
}
"""How the ways are called in a sentence."""
MANY = 3
"""So many of one kind are named; more are counted."""
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_COUNTS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MINUTE, _HOUR = 60.0, 3600.0


def links_in_words(group: GroupPlan) -> list[str]:
    """Say why the parts of a group stand together, one phrase for each part and reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for link in group.links:
        found.setdefault((link.first, _does(link)), []).append(link.second)
    return [f"{_plain(first)} {does} {_listed(others)}" for (first, does), others in found.items()]


def _does(link: Link) -> str:
    return KEYS.get(link.key, WHYS[link.why]) if link.why == "names" else WHYS[link.why]


def _plain(name: str) -> str:
    return name.removeprefix("companies.")


def _listed(names: Sequence[str]) -> str:
    plain = list(dict.fromkeys(_plain(name) for name in names))
    return joined(plain if len(plain) <= MANY + 1 else [*plain[:MANY], f"{len(plain) - MANY} others"])


def companies_in_words(plan: GridPlan) -> Iterator[str]:
    """Yield a sentence for each company: whether it couples the groups, or why it is settled in one."""
    for name in plan.companies:
        yield f"{name} couples the groups: what it owes is limited to what it has."
    for name, why in plan.settled.items():
        yield f"{name} is settled inside a group: {joined([SETTLED[each] for each in why])}."


def size(amount: int) -> str:
    """Write a number of bytes.

    Example:
        >>> size(3_400_000), size(512), size(3_000_000_000)
        ('3.4 MB', '512 bytes', '3.0 GB')
    """
    unit = next(((each, name) for each, name in _UNITS if amount >= each), None)
    return f"{amount} bytes" if unit is None else f"{amount / unit[0]:.1f} {unit[1]}"


def seconds(spent: float) -> str:
    """Write a rough time: no more than it is good for.

    Example:
        >>> seconds(0.04), seconds(2.34), seconds(140), seconds(9000)
        ('under 0.1 s', '2.3 s', '2 min', '2.5 h')
    """
    if spent >= _HOUR:
        return f"{spent / _HOUR:.1f} h"
    if spent >= _MINUTE * 2:
        return f"{spent / _MINUTE:.0f} min"
    return f"{spent:.0f} s" if spent >= 10 else f"{spent:.1f} s" if spent >= 0.1 else "under 0.1 s"  # noqa: PLR2004


def many(amount: int) -> str:
    """Write a large number in words.

    Example:
        >>> many(2_110_000_000), many(64_484), many(0)
        ('2.1 billion', '64,484', '0')
    """
    unit = next(((each, name) for each, name in _COUNTS if amount >= each), None)
    return number.count(amount) if unit is None else f"{amount / unit[0]:.1f} {unit[1]}"


def how_computed(plan: GridPlan) -> str:
    """Say in one line how the packages of a bargain were valued."""
    by: dict[str, list[str]] = {}
    for way in plan.ways:
        by.setdefault(way.method, []).append(way.party)
    ways = "; ".join(f"{joined(parties)} by {METHODS[method]}" for method, parties in by.items())
    columns = counted(plan.cost.columns, "column")
    return f"{number.packages(plan.packages)}, {columns}: {ways}; {plan.precision} precision"
