"""Find terms of classes that contradict one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, spoken
from dealwright.ground.closest import quoted
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ShareClass


def bad_classes(table: CapTable) -> list[Problem]:
    """Find terms of classes that cannot all hold.

    Args:
        table: A cap table whose names are all declared.

    Returns:
        The problems.
    """
    found: list[Problem] = []
    there = {each for event in table.events for each in (getattr(event, "of", None), getattr(event, "into", None))}
    rounds = {round_.new_class.id for round_ in table.rounds}
    for cls in table.classes.values():
        if cls.id in there and cls.id not in rounds:
            found += _unpriced(cls)
        found += [*_participation(cls), *_never_shares(cls)]
    for round_ in table.rounds:
        if round_.new_class.id not in table.classes:
            found += [*_participation(round_.new_class), *_never_shares(round_.new_class)]
    return found


def circle_of(start: str, leads_to: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the names from one back to itself, if there is such a way.

    Args:
        start: Name to start from.
        leads_to: Names that each name leads to.
    """
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in leads_to.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def class_circles(classes: Mapping[str, ShareClass]) -> Iterator[tuple[Problem, object]]:
    """Find classes that convert into themselves, by whatever detour; each circle is told once.

    Args:
        classes: By id.

    Yields:
        Each problem with the first class of the circle.
    """
    leads_to = {name: (cls.converts_into,) if cls.converts_into else () for name, cls in classes.items()}
    told: set[str] = set()
    for name, cls in classes.items():
        way = circle_of(name, leads_to)
        if way and name not in told:
            told.update(way)
            what = f"`{name}` converts into itself: {' into '.join(f'`{step}`' for step in way)}"
            expected = "classes that convert, in the end, into one that does not"
            mend = f"take `converts_into:` out of `{way[-2]}`"
            yield error(cls.place, "class-circle", what, expected, mend).within("converts_into"), cls


def _unpriced(cls: ShareClass) -> Iterator[Problem]:
    """Find terms that count from an original issue price that is not there."""
    if cls.original_issue_price is not None:
        return
    terms = {
        "preference": cls.preference > 0,
        "dividend": cls.dividend is not None,
        "conversion_price": cls.conversion_price is not None,
        "ipo_ratchet": cls.ipo_ratchet is not None,
        "anti_dilution": cls.anti_dilution is not None and cls.anti_dilution.kind != "none",
        "qualified_ipo.price_multiple": cls.qualified_ipo is not None and cls.qualified_ipo.price_multiple is not None,
    }
    counts = [key for key, there in terms.items() if there]
    if counts:
        yield error(
            cls.place,
            "no-issue-price",
            f"{quoted(counts)} of `{cls.id}` count from its original issue price, which is not there"
            if len(counts) > 1
            else f"{quoted(counts)} of `{cls.id}` counts from its original issue price, which is not there",
            "`original_issue_price:`, the money per share at which the class was first sold",
            "add `original_issue_price:`",
        ).within(*counts[0].split("."))


def _participation(cls: ShareClass) -> Iterator[Problem]:
    """Find a cap without participation, a capped one without a cap, and a cap below the preference."""
    if cls.participation == "capped" and cls.cap is None:
        yield error(
            cls.place,
            "bad-cap",
            f"the participation of `{cls.id}` is capped, and no cap is given",
            "`cap:`, a multiple of the original issue price that counts the preference",
            "add `cap: 3x`, or write `participation: full`",
        ).within("participation")
    elif cls.participation != "capped" and cls.cap is not None:
        yield warning(
            cls.place,
            "unused-cap",
            f"the cap of `{cls.id}`, `{spoken(cls.cap)}x`, counts for nothing: its participation is"
            f" `{cls.participation}`",
            "a cap on capped participation alone",
            "write `participation: capped`, or take `cap:` out",
        ).within("cap")
    elif cls.cap is not None and cls.cap < cls.preference:
        yield error(
            cls.place,
            "bad-cap",
            f"the cap of `{cls.id}` is `{spoken(cls.cap)}x`, and its preference alone is {spoken(cls.preference)}x",
            f"a cap of at least {spoken(cls.preference)}x: it counts the preference",
            f"write `cap: {spoken(cls.preference)}x` or more",
        ).within("cap")


def _never_shares(cls: ShareClass) -> Iterator[Problem]:
    """Warn of preferred shares that neither convert nor participate: no exit pays them more than their preference."""
    if cls.kind == "preferred" and cls.preference > 0 and cls.converts_into is None and cls.participation == "none":
        yield warning(
            cls.place,
            "never-shares",
            f"`{cls.id}` gets its preference at an exit and never more: it neither converts nor participates, and "
            "counts in no table as converted",
            "`converts_into:`, the class that a share may become, or `participation:`",
            "add `converts_into:` unless it is meant so",
        )


def return_caps_to_themselves(table: CapTable, held: Holdings) -> list[Problem]:
    """Find return caps whose rest goes to a holder that is under the same cap.

    Args:
        table: A cap table.
        held: What is held in the end.
    """
    found = []
    for cls in table.classes.values():
        to = cls.return_cap.rest_to if cls.return_cap is not None else None
        if to is not None and any(lot.of == cls.id and lot.holder == to for lot in held.lots):
            found.append(
                error(
                    cls.place,
                    "cap-to-itself",
                    f"what `{cls.id}` gets above its return cap goes to `{to}`, who holds it and is under the cap",
                    "a stakeholder who holds nothing of the class, or nobody: then all others share it",
                    "name another in `rest_to:`, or take it out",
                ).within("return_cap", "rest_to")
            )
    return found


def return_caps_of_nothing_known(table: CapTable, held: Holdings) -> list[Problem]:
    """Find return caps by a multiple of what was paid where nobody says what was paid.

    Args:
        table: A cap table.
        held: What is held in the end.
    """
    found = []
    for cls in table.classes.values():
        multiple = cls.return_cap.multiple if cls.return_cap is not None else None
        silent = [lot for lot in held.lots if lot.of == cls.id and lot.paid is None]
        if multiple is not None and cls.original_issue_price is None and silent:
            found.append(
                error(
                    cls.place,
                    "no-issue-price",
                    f"the return cap of `{cls.id}` is `{spoken(multiple)}x` what was paid for each share, and of"
                    f" `{silent[0].security}` it is not said",
                    "`price:` in each issue of the class, or its `original_issue_price:`",
                    "add `original_issue_price:`",
                ).within("return_cap", "multiple")
            )
    return found


def may_exceed(held: Holdings) -> list[Problem]:
    """Warn where shares outstanding, rights, pools and conversions could together be more than is authorised.

    Args:
        held: What is held in the end.
    """
    if all(cls.authorised is None for cls in held.classes.values()):
        return []
    outstanding = dict.fromkeys(held.classes, NOTHING)
    for lot in held.lots:
        outstanding[lot.of] += lot.shares
    found = []
    for of, more in _asked(held).items():
        most, now = held.classes[of].authorised, outstanding[of]
        if most is not None and now <= most < now + more:
            found.append(
                warning(
                    held.classes[of].place,
                    "may-exceed-authorised",
                    f"`{of}` has {spoken(now)} shares outstanding, and rights, pools and conversions could ask for"
                    f" {spoken(more)} more; `{spoken(most)}` are authorised",
                    f"at least {spoken(now + more)} authorised shares",
                    f"write `authorised: {spoken(now + more)}`, or raise it by an `authorised_adjustment`",
                ).within("authorised")
            )
    return found


def _asked(held: Holdings) -> dict[str, Exact]:
    """Count by class the shares for which conversions, rights and what pools have left could ask."""
    asked = dict.fromkeys(held.classes, NOTHING)
    for lot in held.lots:
        into = held.classes[lot.of].converts_into
        if into is not None:
            asked[into] += lot.shares * held.ratio_of(lot) / held.ratio_of_class(into)
    for right in held.rights.values():
        asked[right.right.of] += right.right.count
    for pool in held.pools.values():
        asked[pool.pool.of] += max(pool.available, NOTHING)
    return asked
