"""Makes small companies for the tests, in as few words as a cap table file takes."""

import datetime as dt
from fractions import Fraction
from typing import Any

from dealwright.equity import events
from dealwright.equity.captable import CapTable
from dealwright.equity.exact import exact
from dealwright.equity.securities import Convertible, Pool, Right, ShareClass, Stakeholder

START = dt.date(2020, 1, 1)


def day(number: int) -> dt.date:
    """Return the day so many days after the start."""
    return START + dt.timedelta(days=number)


def numbers(terms: dict[str, Any]) -> dict[str, Any]:
    """Return terms with every number exact."""
    plain = int | float | str
    exacts = {"cliff", "months", "every", "becomes", "security", "id", "of", "to", "holder", "into", "pool", "right"}
    return {
        key: exact(value)
        if isinstance(value, plain) and not isinstance(value, bool) and key not in exacts and _is_number(value)
        else value
        for key, value in terms.items()
    }


def _is_number(value: object) -> bool:
    try:
        Fraction(str(value))
    except ValueError:
        return False
    return True


def happened(kind: type[events.Event], on: int, **terms: Any) -> Any:
    """Return an event so many days after the start."""
    return kind(on=day(on), **numbers(terms))


def share_class(name: str, **terms: Any) -> ShareClass:
    """Return a class of shares."""
    return ShareClass(name, name.title(), **numbers(terms))


def company(
    *happenings: Any,
    classes: tuple[ShareClass, ...] = (),
    holders: str = "ann ben cat dan",
    pools: tuple[Pool, ...] = (),
    rights: tuple[Right, ...] = (),
    convertibles: tuple[Convertible, ...] = (),
    **terms: Any,
) -> CapTable:
    """Return a company with common shares and what is asked for besides."""
    every = (share_class("common"), *classes)
    return CapTable(
        company="Acme",
        currency="USD",
        as_of=terms.pop("as_of", day(10_000)),
        stakeholders={name: Stakeholder(name, name.title()) for name in holders.split()},
        classes={cls.id: cls for cls in every},
        pools={pool.id: pool for pool in pools},
        rights={right.id: right for right in rights},
        convertibles={each.id: each for each in convertibles},
        events=tuple(happenings),
        **terms,
    )
