"""Say the names of a cap table as a reader would: holders in full, classes without what every class is called."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dealwright.show.captable.terms import convertible_words, right_words
from dealwright.show.names import isolated
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.ground.place import Place

_NOT_ANCHOR = re.compile(r"[^\w-]+")
_CARRIED = re.compile(r"\s+(preferred(?=\s|$)|preference|convertible|stock|shares?)\s*$", re.IGNORECASE)


def class_words(name: str) -> str:
    """Return the name of a class without the words that say only that it is one.

    Example:
        >>> class_words("Series A Preferred Stock"), class_words("Common Stock"), class_words("Preferred")
        ('Series A', 'Common', 'Preferred')
    """
    shorter = _CARRIED.sub("", name)
    while shorter != name:
        name, shorter = shorter, _CARRIED.sub("", shorter)
    return name


def anchor(key: str) -> str:
    """Return an id of the file as a part of an anchor of a page, which has no blanks or signs.

    Example:
        >>> anchor("series_a"), anchor("# odd: one")
        ('series_a', '-odd-one')
    """
    return _NOT_ANCHOR.sub("-", key)


@dataclass(frozen=True, slots=True)
class TableNames:
    """What the ids of a cap table are called.

    Attributes:
        holders: Each stakeholder's name.
        securities: Each class, pool, right and convertible.
        financings: Each financing.
        only_common: The common class, where there is only one.
        file: The file that the page shows, to whose lines names lead; empty for none.
    """

    holders: Mapping[str, str] = field(default_factory=dict)
    securities: Mapping[str, str] = field(default_factory=dict)
    financings: Mapping[str, str] = field(default_factory=dict)
    only_common: str = ""
    file: str = ""

    def holder(self, key: str) -> str:
        """Name a stakeholder."""
        return self.holders.get(key) or capital(spoken(key))

    def security(self, key: str) -> str:
        """Name a class, pool, right or convertible."""
        return self.securities.get(key) or capital(spoken(key))

    def financing(self, key: str) -> str:
        """Name a financing."""
        return self.financings.get(key) or capital(spoken(key))

    def line(self, place: Place) -> str:
        """Return what leads to the line on which something stands; nothing where the page does not show it."""
        return f"line-{place.line}" if place.file and place.file == self.file else ""


def names_of_table(table: CapTable, file: str = "", parties: Mapping[str, str] | None = None) -> TableNames:
    """Collect what the ids of a cap table are called.

    Args:
        table: The company.
        file: The file that the page shows.
        parties: Names of the deal's parties and companies, where the table stands in a deal.
    """
    known = parties or {}
    holders = {
        key: known[key] if each.name == key == each.party and key in known else isolated(_own(key, each.name))
        for key, each in table.stakeholders.items()
    }
    securities = {key: isolated(class_words(_own(key, each.name))) for key, each in table.classes.items()}
    for round_ in table.rounds:
        securities.setdefault(round_.new_class.id, class_words(_own(round_.new_class.id, round_.new_class.name)))
    securities |= {key: isolated(_own(key, each.name)) for key, each in table.pools.items()}
    financings = {each.id: isolated(_own(each.id, each.name)) for each in table.financings}
    commons = [key for key, each in table.classes.items() if each.kind == "common"]
    names = TableNames(holders, securities, financings, commons[0] if len(commons) == 1 else "", file)
    loans = {key: convertible_words(each, names, table.convertibles) for key, each in table.convertibles.items()}
    rights = {key: f"{right_words(each, names)} of {names.holder(each.holder)}" for key, each in table.rights.items()}
    return replace(names, securities={**loans, **rights, **securities})


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by id, those that several ids bear with the id beside.

    Example:
        >>> told_apart({"a": "Ann", "b": "Ben", "a2": "Ann"})
        {'a': 'Ann (a)', 'b': 'Ben', 'a2': 'Ann (a2)'}
    """
    times = Counter(names.values())
    return {key: f"{name} ({key})" if times[name] > 1 else name for key, name in names.items()}


def _own(key: str, name: str) -> str:
    """Return a name; a key that stands for one is written like a name."""
    return capital(spoken(key)) if not name or name == key else name
