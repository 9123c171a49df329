"""Hold what writing a table needs: identifiers, numbers as text, and what the format said of things before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import decimal_text
from dealwright.equity.ocf.names import Sort, identifier
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import date_at, text_at, texts_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.equity.ocf.json_text import Json

PLACES = 10
"""Digits after the point that the format allows."""
_LINEAGE = frozenset({"balance_security_id", "resulting_security_ids", "resulting_security_id", "security_ids"})
"""Fields that follow from the events and are written anew."""


@dataclass(slots=True)
class Desk:
    """What the writers of each kind of object share.

    Attributes:
        table: What is written.
        foreign: Whether the table came from a package of others, whose ids stay.
        anew: Names of things whose former words say something else by now, and are not used again.
        names: Our name of each identifier that is not the name itself.
        inexact: Numbers that do not end within ten digits.
    """

    table: CapTable
    foreign: bool
    anew: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    inexact: list[str] = field(default_factory=list)
    _before: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _by_id: dict[tuple[str, str], Json] = field(default_factory=dict)
    _issued: dict[str, Json] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)
    _security: dict[str, str] = field(default_factory=dict)
    _versions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for extra in self.table.extras:
            content = dict(extra.content)
            self._before[extra.of].append(content)
            self._by_id[current(text_at(content, "object_type")), text_at(content, "id")] = content
            if current(text_at(content, "object_type")).endswith("_ISSUANCE"):
                self._issued[text_at(content, "security_id")] = content

    def id(self, sort: Sort, name: str) -> str:
        """Return the identifier of something of ours."""
        made = name if self.foreign and name else identifier(sort, name)
        if made != name:
            self.names[made] = name
        return made

    def other(self, seed: str) -> str:
        """Return the identifier of a transaction that has no name of ours."""
        return identifier("event", f"{self.table.company} {seed}")

    def security(self, name: str) -> str:
        """Return the identifier under which a security stands now."""
        if name not in self._security:
            self._security[name] = self.id("security", name)
        return self._security[name]

    def stands(self, name: str, identifier_: str) -> None:
        """Note the identifier under which something stands that has no name of ours."""
        self._security[name] = identifier_

    def renewed(self, name: str, wanted: str = "") -> str:
        """Give a security another identifier: that of what is left of it.

        Args:
            name: Our name of it.
            wanted: Identifier that the rest had in a package.
        """
        self._versions[name] = self._versions.get(name, 0) + 1
        self._security[name] = wanted or identifier("security", f"{name}@{self._versions[name]}")
        return self._security[name]

    def moved(self, name: str) -> str:
        """Return the identifier of a security that an event makes, another one where the name stood for one before."""
        if name not in self._security:
            return self.security(name)
        made = self.renewed(name)
        self.names[made] = name
        return made

    def number(self, value: Exact) -> str:
        """Write a number with at most ten digits after the point, and note one that does not end by then."""
        text = decimal_text(value, PLACES)
        if Fraction(text) != value:
            self.inexact.append(str(value))
        return text

    def fraction(self, value: Exact) -> str:
        """Write a fraction of one; what is more is written as one, and stands in the sidecar."""
        return self.number(min(max(value, Fraction(0)), Fraction(1)))

    def money(self, value: Exact | None) -> Json:
        """Write an amount of money."""
        return {"amount": self.number(value or Fraction(0)), "currency": self.table.currency}

    @staticmethod
    def ratio(value: Exact) -> Json:
        """Write a ratio, exactly."""
        return {"numerator": str(value.numerator), "denominator": str(value.denominator)}

    @staticmethod
    def day(value: dt.date) -> str:
        """Write a day."""
        return value.isoformat()

    def before(self, owner: str, kind: str) -> Json:
        """Return what a package said of something beside our words."""
        return next((one for one in self._before.get(owner, ()) if current(text_at(one, "object_type")) == kind), {})

    def rest_of(self, owner: str) -> str:
        """Return the identifier that what is left after an event had in a package."""
        return owner and next(
            (id_ for one in self._before.get(owner, ()) if (id_ := text_at(one, "balance_security_id"))), ""
        )

    def merged(self, made: Json, owner: str) -> Json:
        """Return an object with what a package said of it beside.

        Args:
            made: The object as our words make it.
            owner: Our name of what it says.

        Returns:
            The object with its former id and all fields for which there is no word here; where a field is made of
            several of our words, the former text stays as long as it says the same.
        """
        kind = current(made["object_type"])
        found = self._by_id.get((kind, made["id"])) or (self.before(owner, kind) if owner else {})
        found = found or self._issued.get(text_at(made, "security_id"), {})
        if current(text_at(found, "object_type")) != kind:
            return made
        self._used.add(id(found))
        dropped = _LINEAGE | _COUNTED | (_TERMS if owner in self.anew else frozenset())
        kept = {key: value for key, value in found.items() if key not in dropped}
        return {**made, **kept, "id": text_at(found, "id") or made["id"]}

    def renamings(self) -> list[tuple[dt.date, Json, Json]]:
        """Return the reissues that gave a lot another name alone: the day, the transaction, and the new issuance."""
        found = []
        for contents in self._before.values():
            for one in contents:
                made, on = texts_at(one, "resulting_security_ids"), date_at(one, "date")
                reissue = current(text_at(one, "object_type")) == "TX_STOCK_REISSUANCE"
                if reissue and on is not None and len(made) == 1 and made[0] in self._issued:
                    found.append((on, one, self._issued[made[0]]))
        return sorted(found, key=lambda each: each[0])

    def lot_of(self, identifier_: str) -> str:
        """Return our name of what stands under an identifier now; empty where nothing does."""
        return next((name for name, id_ in self._security.items() if id_ == identifier_), "")

    def use(self, *contents: Json) -> None:
        """Note that objects of a package were written."""
        self._used.update(id(content) for content in contents)

    def left(self) -> Iterable[Json]:
        """Yield what a package said that belongs to nothing that was written."""
        for contents in self._before.values():
            yield from (one for one in contents if id(one) not in self._used)


_COUNTED = frozenset({"date", "security_id", "stakeholder_id", "quantity", "share_price", "stock_class_id"})
"""Fields that our words always say in full."""
_TERMS = frozenset(
    {
        "name", "stakeholder_type", "current_relationship", "current_relationships", "conversion_rights",
        "conversion_triggers", "exercise_triggers", "vesting_terms_id", "vestings", "compensation_type",
        "option_grant_type", "exercise_price", "base_price", "quantity_source", "pro_rata", "seniority",
        "convertible_type", "stock_class_ids", "price_per_share", "liquidation_preference_multiple",
        "participation_cap_multiple", "vesting_condition_id", "new_ratio_conversion_mechanism", "trigger_id",
        "quantity_converted", "amount",
    }
)  # fmt: skip
"""Fields that several of our words make up: they are written anew where one of these has changed."""
