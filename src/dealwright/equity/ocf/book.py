"""Hold what the readers of each kind of object share: the objects by kind, the currency, our names, the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.equity.ocf.shapes import current

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.ocf.findings import Findings, Spot
    from dealwright.equity.ocf.package import Entry

NO_MONEY = "USD"
"""Currency of a package that has no money in it."""


@dataclass(frozen=True, slots=True)
class Book:
    """A package's good objects, and what reads them needs.

    Attributes:
        findings: Where problems go.
        entries: The objects that were found readable, by today's name of their type.
        names: Our name of an identifier, where the sidecar gives one.
        currency: The one currency of the table.
    """

    findings: Findings
    entries: Mapping[str, Sequence[Entry]]
    names: Mapping[str, str] = field(default_factory=dict)
    currency: str = NO_MONEY

    def of(self, *kinds: str) -> Iterator[Entry]:
        """Yield the objects of some kinds, each kind in the order of the files."""
        for kind in kinds:
            yield from self.entries.get(kind, ())

    def name(self, identifier: str) -> str:
        """Return our name of an identifier: itself, unless the sidecar names it."""
        return self.names.get(identifier, identifier)


def by_kind(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Sort objects by today's name of their type."""
    sorted_: dict[str, list[Entry]] = {}
    for entry in entries:
        sorted_.setdefault(current(entry.kind), []).append(entry)
    return sorted_


def currency_of(entries: Sequence[Entry], findings: Findings) -> str:
    """Find the currency of a package: the one that most amounts are in; any other is a problem.

    Args:
        entries: All readable objects.
        findings: Where the amounts in another currency are reported.

    Returns:
        Three letters.
    """
    counts = Counter(code for entry in entries for code in _codes(entry.content))
    if not counts:
        return NO_MONEY
    main = counts.most_common(1)[0][0]
    if len(counts) == 1:
        return main
    for code, spot in (found for entry in entries for found in _currencies(entry.content, entry.spot)):
        if code != main:
            findings.error(
                spot,
                "ocf-currency-mix",
                f"the amount is in `{code}`, and most of the package is in `{main}`",
                f"all amounts in `{main}`",
                "",
            )
    return main


def _codes(value: object) -> Iterator[str]:
    """Yield the currency of each amount in an object."""
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield from _codes(inner)
    elif isinstance(value, dict):
        code = value.get("currency")
        if code is not None and "amount" in value:
            if isinstance(code, str):
                yield code
            return
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _codes(inner)


def _currencies(value: object, spot: Spot) -> Iterator[tuple[str, Spot]]:
    """Yield the currency of each amount in an object."""
    if isinstance(value, dict):
        code = value.get("currency")
        if isinstance(code, str) and "amount" in value:
            yield code, spot.at("currency")
            return
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _currencies(inner, spot.at(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from _currencies(inner, spot.at(place))
