"""Hold a deal while it is checked: every entry as it was read, sound or not, with its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dealwright.deal.deal import Deal, Header
from dealwright.deal.expression import Quantity
from dealwright.lang.entry import KEYED, Entry, Path, read_entry
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode
from dealwright.lang.unfold import descend
from dealwright.lang.unit_of_name import UnitsOfNames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from dealwright.ground.place import Place

DEFAULT_CURRENCY = "USD"


@dataclass(frozen=True)
class Draft:
    """A deal file read as far as it can be.

    Args:
        root: The whole file, with everything laid over it.
        file: What problems call it.
        entries: Every entry, in the order of the file.
        units: Unit or kind of every name that an expression may use.
    """

    root: MappingNode
    file: str
    entries: Mapping[Path, Entry]
    units: UnitsOfNames

    def of(self, section: str) -> list[Entry]:
        """Return the entries of a section, sound or not."""
        return self._by_section.get(section, [])

    def sound(self, section: str) -> dict[str, Any]:
        """Return the shapes of the entries of a section that could be read, by name."""
        return {entry.name: entry.shape for entry in self.of(section) if entry.shape is not None}

    def names(self, section: str) -> tuple[str, ...]:
        """Return the names declared in a section, whether or not their entries could be read."""
        return tuple(entry.name for entry in self.of(section))

    @cached_property
    def _by_section(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for path, entry in self.entries.items():
            found.setdefault(str(path[0]) if path else "", []).append(entry)
        return found

    @property
    def header(self) -> Header | None:
        """Return the head of the file, if it could be read."""
        entry = self.entries.get(())
        return entry.shape if entry is not None else None

    @cached_property
    def currency(self) -> str:
        """Return the deal's currency."""
        return currency_of(self.root)

    @cached_property
    def dates(self) -> tuple[dt.date, dt.date] | None:
        """Return `as_of` and `horizon`, if both are sound and in order."""
        if self.header is None:
            return None
        first, last = self.header.as_of, self.header.horizon
        if not isinstance(first, Quantity) or not isinstance(last, Quantity):
            return None
        if not isinstance(first.value, dt.date) or not isinstance(last.value, dt.date) or first.value >= last.value:
            return None
        return first.value, last.value

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
        if currency_of(root) != self.currency:
            return read_draft(root, self.file)
        entries = dict(self.entries)
        for path in touched:
            found = _find(root, path)
            if found is None:
                entries.pop(path, None)
            else:
                entries[path] = read_entry(path, *found, self.currency)
        renamed = any(
            path[0] in {"facts", "drivers"} or (path in entries) != (path in self.entries) for path in touched if path
        )
        units = UnitsOfNames(entries, self.currency) if renamed else self.units
        return Draft(root, self.file, entries, units)

    def deal(self) -> Deal | None:
        """Put the deal together, if every entry is sound."""
        if self.header is None or any(entry.shape is None for entry in self.entries.values()):
            return None
        sections: dict[str, Any] = {section: self.sound(section) for section in KEYED}
        negotiate = self.entries.get(("negotiate",))
        talks = [entry.shape for entry in self.of("talks")]
        head = {name: getattr(self.header, name) for name in Header.model_fields}
        return Deal.model_construct(
            None, **head, **sections, negotiate=negotiate.shape if negotiate else None, talks=talks
        )

    def deal_after(self, before: Deal | None, touched: Collection[Path]) -> Deal | None:
        """Put the deal together after a change; sections that did not change stay the very same objects.

        Args:
            before: The deal before the change, if there was one.
            touched: The ways to the entries that changed.
        """
        if before is None or any(not path or path[0] == "talks" for path in touched):
            return self.deal()
        changed = dict.fromkeys(str(path[0]) for path in touched)
        sections = {name: self.entries[(name,)].shape if name == "negotiate" else self.sound(name) for name in changed}
        return before.model_copy(update=sections)


def read_draft(root: MappingNode, file: str) -> Draft:
    """Read every entry of a file.

    Args:
        root: The whole file.
        file: What problems call it.
    """
    currency = currency_of(root)
    entries = {path: read_entry(path, node, key, currency) for path, node, key in _entries(root)}
    return Draft(root, file, entries, UnitsOfNames(entries, currency))


def currency_of(root: MappingNode) -> str:
    """Return the currency that the head of a file names."""
    node = root.entries.get("currency")
    return node.text if isinstance(node, ScalarNode) and node.text else DEFAULT_CURRENCY


def _entries(root: MappingNode) -> Iterable[tuple[Path, Node, Place]]:
    """Yield the way, the node and the key of every entry, the head first."""
    yield (), root, root.place
    for section, node in root.entries.items():
        if section == "negotiate":
            yield (section,), node, root.keys[section]
        elif section == "talks" and isinstance(node, SequenceNode):
            yield from (((section, index), item, item.place) for index, item in enumerate(node.items))
        elif section in KEYED and isinstance(node, MappingNode):
            yield from (((section, name), item, node.keys[name]) for name, item in node.entries.items())


def _find(root: MappingNode, path: Path) -> tuple[Node, Place] | None:
    """Return the node and the key of one entry."""
    if not path:
        return root, root.place
    node, taken = descend(root, path)
    if taken != path:
        return None
    above, _ = descend(root, path[:-1])
    return node, above.keys[str(path[-1])] if isinstance(above, MappingNode) else node.place
