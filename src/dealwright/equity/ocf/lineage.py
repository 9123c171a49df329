"""Trace securities through the transactions that replace one by another, so that a lot keeps one name.

In Open Cap Format a security never changes: what is left of it after a part was sold, cancelled or converted is a new
security, issued on that day. Here the rest of a lot is the same lot, so that its day and price of issue stay known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import money_at, number_at, text_at, texts_at

if TYPE_CHECKING:
    from dealwright.equity.ocf.book import Book
    from dealwright.equity.ocf.package import Entry

Family: TypeAlias = Literal["STOCK", "EQUITY_COMPENSATION", "WARRANT", "CONVERTIBLE"]
Role: TypeAlias = Literal["result", "rest"]

FAMILIES: tuple[Family, ...] = ("STOCK", "EQUITY_COMPENSATION", "WARRANT", "CONVERTIBLE")
REPLACING = tuple(
    f"TX_{family}_{act}"
    for family in FAMILIES
    for act in (
        "TRANSFER",
        "CANCELLATION",
        "CONVERSION",
        "EXERCISE",
        "RELEASE",
        "REPURCHASE",
        "REISSUANCE",
        "CONSOLIDATION",
    )
)
"""Transactions that put new securities in the place of old ones."""
_MADE_WITHOUT_ISSUANCE = ("EXERCISE", "RELEASE", "CONVERSION", "REISSUANCE")


@dataclass(frozen=True, slots=True)
class Issuance:
    """A security as it was issued.

    Attributes:
        entry: The object.
        family: What kind of security.
        security: Its identifier.
        holder: Identifier of who holds it.
        count: Shares, or money of a convertible.
    """

    entry: Entry
    family: Family
    security: str
    holder: str
    count: Exact


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where each security comes from.

    Attributes:
        issued: Each security's issuance.
        maker: The transaction that made a security out of another, and whether it is the rest of it.
        splits: Identifiers of the splits of classes.
        ended: How often a warrant is exercised, transferred or cancelled, by its first identifier.
    """

    issued: dict[str, Issuance] = field(default_factory=dict)
    maker: dict[str, tuple[Entry, Role]] = field(default_factory=dict)
    splits: set[str] = field(default_factory=set)
    ended: Counter[str] = field(default_factory=Counter)

    def root(self, security: str) -> str:
        """Return the security that this one is the rest of, or itself."""
        seen = {security}
        while security in self.maker:
            entry, role = self.maker[security]
            before = text_at(entry.content, "security_id")
            if role != "rest" or before in seen:
                break
            security = before
            seen.add(security)
        return security

    def known(self, security: str) -> bool:
        """Return whether there is such a security."""
        return security in self.issued or security in self.maker

    def results(self, entry: Entry) -> list[str]:
        """Return the securities that a transaction made, without the rest."""
        found = [*texts_at(entry.content, "resulting_security_ids"), text_at(entry.content, "resulting_security_id")]
        return [id_ for id_ in found if id_ in self.maker and self.maker[id_] == (entry, "result")]

    def origin(self, security: str) -> Issuance | None:
        """Return the issuance behind a security: its own, or that of what it is the rest of."""
        return self.issued.get(security) or self.issued.get(self.root(security))


def traced(book: Book) -> Lineage:
    """Trace every security of a package."""
    lineage = Lineage(splits={entry.id for entry in book.of("TX_STOCK_CLASS_SPLIT")})
    for family in FAMILIES:
        for entry in book.of(f"TX_{family}_ISSUANCE"):
            _issue(book, lineage, entry, family)
    made = {
        id_
        for kind in REPLACING
        if kind.endswith(_MADE_WITHOUT_ISSUANCE)
        for entry in book.of(kind)
        for id_ in texts_at(entry.content, "resulting_security_ids")
    }
    for kind in REPLACING:
        for entry in book.of(kind):
            sources = [*texts_at(entry.content, "security_ids"), text_at(entry.content, "security_id")]
            if all(id_ in lineage.issued or id_ in made for id_ in sources if id_):
                _make(book, lineage, entry)
    warrants = book.of(*(kind for kind in REPLACING if kind.startswith("TX_WARRANT_")))
    lineage.ended.update(lineage.root(text_at(entry.content, "security_id")) for entry in warrants)
    return lineage


def _issue(book: Book, lineage: Lineage, entry: Entry, family: Family) -> None:
    """Keep one issuance; a security is issued once."""
    security = text_at(entry.content, "security_id")
    if security in lineage.issued:
        book.findings.error(
            entry.spot.at("security_id"), "ocf-duplicate-id", f"the security `{security}` was issued before", "", ""
        )
        return
    count = (
        money_at(entry.content, "investment_amount")
        if family == "CONVERTIBLE"
        else number_at(entry.content, "quantity")
    )
    holder = text_at(entry.content, "stakeholder_id")
    lineage.issued[security] = Issuance(entry, family, security, holder, NOTHING if count is None else count)


def _make(book: Book, lineage: Lineage, entry: Entry) -> None:
    """Keep what one transaction makes."""
    results = [*texts_at(entry.content, "resulting_security_ids"), text_at(entry.content, "resulting_security_id")]
    rest = text_at(entry.content, "balance_security_id")
    role: Role = "rest" if _renames(lineage, entry, results) else "result"
    for id_, as_ in [*((id_, role) for id_ in results), (rest, "rest")]:
        if not id_:
            continue
        if id_ in lineage.maker:
            book.findings.error(entry.spot, "ocf-duplicate-id", f"the security `{id_}` was made by another transaction")
        elif id_ == text_at(entry.content, "security_id"):
            book.findings.error(entry.spot, "ocf-duplicate-id", f"the security `{id_}` is made out of itself")
        else:
            lineage.maker[id_] = (entry, "rest" if as_ == "rest" else "result")


def _renames(lineage: Lineage, entry: Entry, results: list[str]) -> bool:
    """Return whether a reissue only gives a lot another name: one for one, to the same holder, or after a split."""
    made = [id_ for id_ in results if id_]
    if current(entry.kind) != "TX_STOCK_REISSUANCE" or len(made) != 1:
        return False
    before, after = lineage.issued.get(text_at(entry.content, "security_id")), lineage.issued.get(made[0])
    if before is None or after is None or before.holder != after.holder:
        return after is None
    split = text_at(entry.content, "split_transaction_id")
    return split in lineage.splits if split else before.count == after.count
