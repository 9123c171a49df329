"""Hold a deal while it is checked: every entry as it was read, sound or not, with its place."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dealwright.deal.deal import Deal, Header
from dealwright.deal.expression import Quantity, Schedule, Uncertain
from dealwright.lang.constant import Constants
from dealwright.lang.currencies import CURRENCIES, meant_currency
from dealwright.lang.entry import KEYED, Entry, Path, read_entry
from dealwright.lang.even import POINTS, points_of
from dealwright.lang.money import Money
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.ranges import has_step, parse_range
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode, scalars
from dealwright.lang.unfold import descend, is_none
from dealwright.lang.unit_of_name import UnitsOfNames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dealwright.deal.expression import Expression
    from dealwright.deal.talk import Negotiate, Talk
    from dealwright.ground.place import Place

DEFAULT_CURRENCY = "USD"
MONEY_KEYS = ("prices", "inflation")
"""Keys of the head that say, beside the currency, in what money the file counts."""
_NONE = Quantity(0.0)
_CODE = re.compile(r"\d[a-z]* ([A-Z]{3})\b")


@dataclass(frozen=True)
class Section:
    """The entries of one section, in the order of the file, sound or not.

    Args:
        entries: Entries by name, or by position in a list; the head of the file and `negotiate` are under "".
    """

    entries: Mapping[str | int, Entry]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names declared, whether or not their entries could be read."""
        return tuple(str(name) for name in self.entries)

    @cached_property
    def sound(self) -> dict[str, Any]:
        """Return the shapes of the entries that could be read, by name."""
        return {str(name): entry.shape for name, entry in self.entries.items() if entry.shape is not None}


NOTHING = Section({})


@dataclass(frozen=True)
class Draft:
    """A deal file read as far as it can be.

    Args:
        root: The whole file, with everything laid over it.
        file: What problems call it.
        sections: Every section by its name; the head of the file under "".
        units: Unit or kind of every name that an expression may use.
    """

    root: MappingNode
    file: str
    sections: Mapping[str, Section]
    units: UnitsOfNames

    def of(self, section: str) -> list[Entry]:
        """Return the entries of a section, sound or not."""
        return list(self.sections.get(section, NOTHING).entries.values())

    def sound(self, section: str) -> dict[str, Any]:
        """Return the shapes of the entries of a section that could be read, by name."""
        return self.sections.get(section, NOTHING).sound

    def names(self, section: str) -> tuple[str, ...]:
        """Return the names declared in a section, whether or not their entries could be read."""
        return self.sections.get(section, NOTHING).names

    def entry(self, path: Path) -> Entry | None:
        """Return the entry at the end of a way, if there is one."""
        section, name = split_way(path)
        return self.sections.get(section, NOTHING).entries.get(name)

    def every(self) -> Iterator[Entry]:
        """Yield every entry."""
        for section in self.sections.values():
            yield from section.entries.values()

    @property
    def header(self) -> Header | None:
        """Return the head of the file, if it could be read."""
        entry = self.entry(())
        return entry.shape if entry is not None else None

    @cached_property
    def money(self) -> Money:
        """Return the money in which the deal counts."""
        return money_of(self.root)

    @property
    def currency(self) -> str:
        """Return the deal's currency."""
        return self.money.currency

    def currency_at(self, path: str) -> str:
        """Return the currency of money that names none at a path: a term's own, or the deal's."""
        section, _, rest = path.partition(".")
        entry = self.entry((section, rest.partition(".")[0])) if section == "terms" else None
        return self.currency if entry is None else entry.currency

    def said(self, key: str) -> Expression | None:
        """Return what the head of the file says under a key, whatever else is wrong in it."""
        if self.header is not None:
            found: Expression | None = getattr(self.header, key, None)
            return found
        entry, node = self.entry(()), self.root.entries.get(key)
        return next((value.expression for value in entry.values if value.node is node), None) if entry else None

    def word(self, key: str) -> str | None:
        """Return the word that the head of the file says under a key, whatever else is wrong in it."""
        node = self.root.entries.get(key)
        return node.text if isinstance(node, ScalarNode) and node.text and not is_none(node) else None

    @cached_property
    def as_of(self) -> dt.date | None:
        """Return the day of the deal, if it is a plain date before the horizon."""
        day, last = self._day("as_of"), self._day("horizon")
        return day if day is None or last is None or day < last else None

    @cached_property
    def horizon(self) -> dt.date | None:
        """Return the last day that the deal looks at, if it is a plain date after `as_of`."""
        first, day = self._day("as_of"), self._day("horizon")
        return day if day is None or first is None or first < day else None

    def _day(self, key: str) -> dt.date | None:
        said = self.said(key)
        return said.value if isinstance(said, Quantity) and isinstance(said.value, dt.date) else None

    @cached_property
    def constants(self) -> Constants:
        """Return what computes the values that are certain."""
        return Constants(self.sound("facts"))

    @cached_property
    def moving_facts(self) -> frozenset[str]:
        """Name the facts that are schedules, or rest on one: they move with time as a driver does."""
        users: dict[str, list[str]] = {}
        for entry in self.of("facts"):
            for name in entry.uses:
                users.setdefault(name, []).append(entry.name)
        waiting = [name for name, fact in self.sound("facts").items() if isinstance(fact.is_, Schedule)]
        moving = set(waiting)
        while waiting:
            using = [name for name in users.get(waiting.pop(), ()) if name not in moving]
            moving.update(using)
            waiting += using
        return frozenset(moving)

    @cached_property
    def _ranges(self) -> dict[str, tuple[Quantity, ...] | None]:
        """Keep the values of each negotiable path, once they were asked for."""
        return {}

    def range_of(self, path: str) -> tuple[Quantity, ...] | None:
        """Return the values of a negotiable path; None where it is none, or its values cannot be read."""
        if path not in self._ranges:
            over = self.node("negotiate", "over")
            node = over.entries.get(path) if isinstance(over, MappingNode) else None
            self._ranges[path] = None if node is None else self._values(path, node)
        return self._ranges[path]

    def _values(self, path: str, node: Node) -> tuple[Quantity, ...] | None:
        points = POINTS[0] if has_step(node) else self.points
        return parse_range(node, self.currency_at(path), points)[0]

    @cached_property
    def points(self) -> int:
        """Say at how many values each negotiable range without a step is compared, at most."""
        over = self.node("negotiate", "over")
        nodes = over.entries if isinstance(over, MappingNode) else {}
        stepped = [path for path, node in nodes.items() if has_step(node)]
        return points_of((len(self.range_of(path) or (None,)) for path in stepped), len(nodes) - len(stepped))

    def node(self, *steps: str | int) -> Node:
        """Return the node that some steps lead to, or the last one on the way."""
        return descend(self.root, steps)[0]

    def place(self, *steps: str | int) -> Place:
        """Return the place of the value that some steps lead to, or of the last one on the way that is there."""
        node, taken = descend(self.root, steps)
        return node.place if isinstance(node, ScalarNode) else self.key(*taken)

    def key(self, *steps: str | int) -> Place:
        """Return the place of the key that some steps lead to; of an item of a list, the item's."""
        _, taken = descend(self.root, steps)
        if not taken:
            return self.root.place
        above, _ = descend(self.root, taken[:-1])
        if isinstance(above, MappingNode):
            return above.keys[str(taken[-1])]
        return descend(self.root, taken)[0].place

    def reread(self, root: MappingNode, touched: Collection[Path]) -> Draft:
        """Return the draft of a file in which some entries have changed.

        Args:
            root: The whole file as it now stands.
            touched: The ways to the entries that changed, came or went.
        """
        same = all(root.entries.get(key) is self.root.entries.get(key) for key in MONEY_KEYS)
        if not (same and currency_of(root) == self.currency) and money_of(root) != self.money:
            return read_draft(root, self.file)
        sections = dict(self.sections)
        for path in touched:
            section, name = split_way(path)
            entries = dict(sections.get(section, NOTHING).entries)
            found = _find(root, path)
            if found is None:
                entries.pop(name, None)
            else:
                entries[name] = read_entry(path, *found, self.money, entries.get(name))
            sections[section] = Section(entries)
        return Draft(root, self.file, sections, self._units_after(sections, touched))

    def _units_after(self, sections: Mapping[str, Section], touched: Collection[Path]) -> UnitsOfNames:
        """Return the units of all names after a change: the same object if none of them has another unit."""
        names = [str(path[1]) for path in touched if path and path[0] in {"facts", "drivers"}]
        terms = sections.get("terms", NOTHING).names != self.names("terms") or any(
            path[:1] == ("terms",) and self._currency_changes(sections, path) for path in touched
        )
        if not names and not terms:
            return self.units
        units = _units(sections)
        same = all(self.units.get(name) == units.get(name) for name in names)
        return self.units if same and not terms else units

    def _currency_changes(self, sections: Mapping[str, Section], path: Path) -> bool:
        """Tell whether an entry has another currency than it had."""
        section, name = split_way(path)
        before, after = self.entry(path), sections.get(section, NOTHING).entries.get(name)
        return before is not None and after is not None and before.currency != after.currency

    def deal(self) -> Deal | None:
        """Put the deal together, if every entry is sound."""
        if self.header is None or any(entry.shape is None for entry in self.every()):
            return None
        sections: dict[str, Any] = {section: self.sound(section) for section in KEYED}
        head = {name: getattr(self.header, name) for name in Header.model_fields}
        return Deal.model_construct(None, **head, **sections, negotiate=self._negotiate, talks=self._talks)

    def deal_after(self, before: Deal | None, touched: Collection[Path]) -> Deal | None:
        """Put the deal together after a change; sections that did not change stay the very same objects.

        Args:
            before: The deal before the change, if there was one.
            touched: The ways to the entries that changed.
        """
        changed = dict.fromkeys(str(path[0]) if path else "" for path in touched)
        if before is None or "" in changed:
            return self.deal()
        singles = {"negotiate": self._negotiate, "talks": self._talks}
        return before.model_copy(update={name: singles.get(name, self.sound(name)) for name in changed})

    @property
    def _negotiate(self) -> Negotiate | None:
        return self.sound("negotiate").get("")

    @property
    def _talks(self) -> list[Talk]:
        return list(self.sound("talks").values())


def read_draft(root: MappingNode, file: str) -> Draft:
    """Read every entry of a file.

    Args:
        root: The whole file.
        file: What problems call it.
    """
    money = money_of(root)
    entries: dict[str, dict[str | int, Entry]] = {}
    for path, node, key in _entries(root):
        section, name = split_way(path)
        entries.setdefault(section, {})[name] = read_entry(path, node, key, money)
    sections = {section: Section(content) for section, content in entries.items()}
    return Draft(root, file, sections, _units(sections))


def split_way(path: Path) -> tuple[str, str | int]:
    """Return the section of an entry and its name there."""
    return str(path[0]) if path else "", path[1] if len(path) > 1 else ""


def _units(sections: Mapping[str, Section]) -> UnitsOfNames:
    """Return the units of all names."""
    named = [sections.get(section, NOTHING).entries.values() for section in ("facts", "drivers", "terms")]
    return UnitsOfNames([entry for entries in named for entry in entries])


def money_of(root: MappingNode) -> Money:
    """Return the money that the head of a file names, or means: what is wrong there is said once."""
    currency, prices, inflation = currency_of(root), root.entries.get("prices"), root.entries.get("inflation")
    real = isinstance(prices, ScalarNode) and prices.text == "real"
    said = None if inflation is None or is_none(inflation) else parse(inflation, Grammar(currency))[0] or _NONE
    said = _NONE if isinstance(said, Uncertain) else said
    return Money(currency, "real" if real else "nominal", said)


def currency_of(root: MappingNode) -> str:
    """Return the currency that the head of a file names, or the one it means: what is wrong there is said once."""
    node = root.entries.get("currency")
    meant = meant_currency(node.text) if isinstance(node, ScalarNode) and node.text else None
    return meant or next(_codes(root), DEFAULT_CURRENCY)


def _codes(root: MappingNode) -> Iterator[str]:
    """Yield the codes of currencies that the amounts of a file carry."""
    words = (word for node in scalars(root) for word in _CODE.findall(node.text))
    return (word for word in words if word in CURRENCIES)


def _entries(root: MappingNode) -> Iterable[tuple[Path, Node, Place]]:
    """Yield the way, the node and the key of every entry, the head first."""
    yield (), root, root.place
    for section, node in root.entries.items():
        if section == "negotiate":
            yield (section,), node, root.keys[section]
        elif section == "talks" and isinstance(node, SequenceNode):
            yield from (((section, index), item, item.place) for index, item in enumerate(node.items))
        elif section in KEYED and isinstance(node, MappingNode):
            there = ((name, item) for name, item in node.entries.items() if not is_none(item))
            yield from (((section, name), item, node.keys[name]) for name, item in there)


def _find(root: MappingNode, path: Path) -> tuple[Node, Place] | None:
    """Return the node and the key of one entry; None where there is none, or `none` is written for it."""
    if not path:
        return root, root.place
    node, taken = descend(root, path)
    if taken != path or is_none(node):
        return None
    above, _ = descend(root, path[:-1])
    return node, above.keys[str(path[-1])] if isinstance(above, MappingNode) else node.place
