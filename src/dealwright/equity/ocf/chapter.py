"""Hold what the readers of transactions share: where securities come from, and what stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.ocf.lineage import FAMILIES, Family
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import date_at, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.ocf.book import Book
    from dealwright.equity.ocf.lineage import Issuance, Lineage
    from dealwright.equity.ocf.package import Entry
    from dealwright.equity.ocf.rights import Vestings
    from dealwright.equity.securities import Convertible, Pool, Right, ShareClass, Stakeholder


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a transaction is read with.

    Attributes:
        book: The objects.
        lineage: Where securities come from.
        stakeholders: By our name.
        classes: By our name.
        pools: By our name.
        rights: By our name, as they were granted.
        convertibles: By our name, as they were issued.
        vestings: How grants vest.
        pools_return: Whether cancelled shares return to a pool where no transaction says so, by our name of it.
        returned: Plan to which a security's cancelled shares went, by the security's first identifier.
    """

    book: Book
    lineage: Lineage
    stakeholders: Mapping[str, Stakeholder]
    classes: Mapping[str, ShareClass]
    pools: Mapping[str, Pool]
    rights: Mapping[str, Right]
    convertibles: Mapping[str, Convertible]
    vestings: Vestings
    pools_return: Mapping[str, bool]
    returned: Mapping[str, str]

    def lot(self, security: str) -> str:
        """Return our name of a security, which the rest of it keeps."""
        return self.book.name(self.lineage.root(security))

    def first(self, security: str) -> str | None:
        """Return the security that transfers made this one of; None where it is of another sort than that.

        What comes of an exercise or a conversion has no such security.
        """
        seen: set[str] = set()
        while (security := self.lineage.root(security)) in self.lineage.maker and security not in seen:
            seen.add(security)
            made_by = self.lineage.maker[security][0]
            if not made_by.kind.endswith("_TRANSFER"):
                return None
            security = text_at(made_by.content, "security_id")
        return security

    def right_behind(self, security: str) -> Right | None:
        """Return the right, as it was granted, that a security is or is a part of."""
        first = self.first(security)
        return None if first is None else self.rights.get(self.book.name(first))

    def counted(self, security: str) -> bool:
        """Return whether a security stands in the table; a warrant by a formula, or one that is nobody's, does not."""
        first = self.first(security)
        if first is None:
            return True
        issuance, name = self.lineage.issued.get(first), self.book.name(first)
        if issuance is None or issuance.family != "STOCK":
            return name in self.rights or name in self.convertibles
        of = self.book.name(text_at(issuance.entry.content, "stock_class_id"))
        return self.book.name(issuance.holder) in self.stakeholders and of in self.classes

    def source(self, entry: Entry) -> str | None:
        """Return our name of the security that a transaction is about.

        Returns:
            None, with a problem, where there is no such security; None where it is known and not counted.
        """
        security = text_at(entry.content, "security_id")
        origin = self.lineage.origin(security)
        if origin is not None and self._about(entry) not in (None, origin.family):
            self.book.findings.error(
                entry.spot.at("security_id"),
                "ocf-wrong-security",
                f"`{security}` was issued by a `{origin.entry.kind}`: a `{entry.kind}` cannot be about it",
                f"a security that a `TX_{self._about(entry)}_ISSUANCE` makes",
            )
            return None
        if self.lineage.known(security):
            return self.lot(security) if self.counted(security) else None
        self.book.findings.error(
            entry.spot.at("security_id"),
            "ocf-unknown-security",
            f"there is no security `{security}`: this transaction is left out",
            "a security that an issuance makes",
            "",
        )
        return None

    @staticmethod
    def _about(entry: Entry) -> Family | None:
        """Return what kind of security a transaction is about; None where it may be any."""
        kind = current(entry.kind)
        return next((family for family in FAMILIES if kind.startswith(f"TX_{family}_")), None)

    def day(self, entry: Entry) -> dt.date:
        """Return the day of a transaction, which the check has seen."""
        return date_at(entry.content, "date") or dt.date.min

    def id(self, entry: Entry, part: int = 0) -> str:
        """Return our name of what a transaction does, numbered where it is several events."""
        name = self.book.name(entry.id)
        return f"{name}#{part + 1}" if part else name

    def holder(self, issuance: Issuance) -> str | None:
        """Return our name of who holds a security; None, with a problem, where there is no such stakeholder."""
        name = self.book.name(issuance.holder)
        if name in self.stakeholders:
            return name
        self.book.findings.error(
            issuance.entry.spot.at("stakeholder_id"),
            "ocf-unknown-stakeholder",
            f"there is no stakeholder `{issuance.holder}`",
            "the `id` of a stakeholder",
            "",
        )
        return None

    def class_of(self, issuance: Issuance) -> str | None:
        """Return our name of the class of some stock; None, with a problem, where there is no such class."""
        id_ = text_at(issuance.entry.content, "stock_class_id")
        if self.book.name(id_) in self.classes:
            return self.book.name(id_)
        self.book.findings.error(
            issuance.entry.spot.at("stock_class_id"), "ocf-unknown-class", f"there is no stock class `{id_}`"
        )
        return None
