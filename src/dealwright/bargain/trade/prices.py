"""What a change of one term is worth in another: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Estimate, Json


@dataclass(frozen=True, slots=True)
class Price:
    """What makes good for one changed value, to one party.

    Attributes:
        path: The path that is changed.
        value: What it is changed to, as written.
        party: To whom.
        change: Change of the priced term that makes good, in its plain units (days for a date); None where its range
            ends first.
        beyond: On which side the range ends first; empty where it does not.
    """

    path: str
    value: str
    party: str
    change: Estimate | None
    beyond: Literal["", "lower", "higher"] = ""

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        change = None if self.change is None else self.change.to_json()
        return {
            "path": self.path,
            "value": self.value,
            "party": self.party,
            "change": change,
            "beyond": self.beyond,
        }


@dataclass(frozen=True, slots=True)
class Prices:
    """What every change of a package's other terms is worth in one of its terms.

    Attributes:
        path: The term that others are priced in.
        package: The package from which each change is made, `path: value as written`.
        kind: What that term is: `number`, `duration` or `date`.
        unit: Unit of a number as the language writes it, such as `USD`; empty for a pure number.
        changes: A price per change and party, in the file's order.
    """

    path: str
    package: Mapping[str, str]
    kind: str
    unit: str
    changes: tuple[Price, ...]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "package": dict(self.package),
            "kind": self.kind,
            "unit": self.unit,
            "changes": [each.to_json() for each in self.changes],
        }
