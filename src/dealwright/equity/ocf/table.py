"""Make a cap table of the objects of a package."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from dealwright.equity.captable import CapTable
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf.book import Book, by_kind, currency_of
from dealwright.equity.ocf.chapter import Chapter
from dealwright.equity.ocf.check import check
from dealwright.equity.ocf.convertibles import convertible
from dealwright.equity.ocf.entities import classes, financings, pools, stakeholders, valuations
from dealwright.equity.ocf.extras import extras_of
from dealwright.equity.ocf.findings import Findings, Spot
from dealwright.equity.ocf.history import history
from dealwright.equity.ocf.lineage import Issuance, Lineage, traced
from dealwright.equity.ocf.rights import Vestings, right
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import date_at, number_at, text_at, texts_at
from dealwright.ground.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.ocf.package import Entry, Package
    from dealwright.equity.securities import Convertible, Right, ShareClass

_NO_DAY = dt.date(1970, 1, 1)
"""The day of a package that tells none."""


def table_of(package: Package, names: Mapping[str, str], findings: Findings) -> tuple[CapTable, tuple[str, ...]] | None:
    """Read a package as a cap table.

    Args:
        package: What was gathered.
        names: Our name of an identifier, where the sidecar gives one.
        findings: Where problems go.

    Returns:
        The table without what the sidecar adds, as far as it can be read, and the identifier of the transaction of each
        of its events; None without an issuer.
    """
    good = [entry for entry in _each_once(package.entries, findings) if check(entry, findings)]
    issuer = next((entry for entry in good if current(entry.kind) == "ISSUER"), None)
    if issuer is None:
        return None
    book = Book(findings, by_kind(good), names, currency_of(good, findings))
    lineage = traced(book)
    chapter = _chapter(book, lineage)
    told_events = history(chapter)
    event_of: dict[str, str] = {}
    for event, source in told_events:
        event_of.setdefault(source, event.id)
    started = {
        text_at(e.content, "security_id"): event_of[e.id] for e in book.of("TX_STOCK_ISSUANCE") if e.id in event_of
    }
    started |= {s: event_of[e.id] for s, (e, _) in lineage.maker.items() if e.id in event_of}
    started |= {s: book.name(s) for s in lineage.issued if chapter.counted(s) and s not in started}
    by_issuance = {i.entry.id: started[s] for s, i in lineage.issued.items() if s in started}
    place = Place.whole(findings.shown.get(package.manifest_file, package.manifest_file))
    rounds = financings(book, lambda id_: by_issuance.get(id_) or started.get(id_))
    worths = valuations(book, chapter.classes)
    read = {one.id for one in rounds} | {one.id for one in worths}
    told = {e.id: name for e in book.of("VALUATION", "FINANCING") if (name := book.name(e.id)) in read} | event_of
    table = CapTable(
        company=text_at(issuer.content, "legal_name"),
        currency=book.currency,
        as_of=_as_of(package, good, findings),
        stakeholders=chapter.stakeholders,
        classes=chapter.classes,
        pools=chapter.pools,
        convertibles=chapter.convertibles,
        rights=chapter.rights,
        events=tuple(event for event, _ in told_events),
        financings=rounds,
        valuations=worths,
        extras=extras_of(package, chapter, told),
        place=place,
    )
    return table, tuple(source for _, source in told_events)


def _each_once(entries: Sequence[Entry], findings: Findings) -> Iterator[Entry]:
    """Yield the objects; one whose id another of its type has already is a problem, and is kept and not read."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        key = (current(entry.kind), entry.id)
        if entry.id and key in seen:
            findings.error(
                entry.spot.at("id"),
                "ocf-duplicate-id",
                f"another {entry.kind} has the id `{entry.id}`",
                "an id of its own",
            )
        else:
            yield entry
        seen.add(key)


def _as_of(package: Package, entries: Sequence[Entry], findings: Findings) -> dt.date:
    """Return the day that the manifest tells, else the last on which something happened."""
    said = date_at(package.manifest, "as_of")
    if said is None:
        there = "as_of" in package.manifest
        spot = Spot(package.manifest_file, ("as_of",) if there else ())
        what = "the manifest does not tell its day: the last on which something happened counts"
        findings.warn(spot, "ocf-date", what, "`as_of`, a day such as `2022-01-28`")
    days = [
        day for entry in entries if (day := date_at(entry.content, "date") or date_at(entry.content, "formation_date"))
    ]
    return said or max(days, default=None) or _NO_DAY


def _chapter(book: Book, lineage: Lineage) -> Chapter:
    """Read everything but the events."""
    known = classes(book)
    plans = pools(book, known)
    people = stakeholders(book)
    vestings = Vestings(book, lineage)
    rights: dict[str, Right] = {}
    loans: dict[str, Convertible] = {}
    returned = {
        lineage.root(text_at(e.content, "security_id")): book.name(text_at(e.content, "stock_plan_id"))
        for e in book.of("TX_STOCK_PLAN_RETURN_TO_POOL")
    }
    behaviours = {book.name(e.id): text_at(e.content, "default_cancellation_behavior") for e in book.of("STOCK_PLAN")}
    back = {name: behaviour in ("", "RETURN_TO_POOL") for name, behaviour in behaviours.items()}
    chapter = Chapter(book, lineage, people, known, plans, rights, loans, vestings, back, returned)
    exercised = _exercised(book, lineage)
    ranks = _ranks(book, known)
    for security, issuance in lineage.issued.items():
        if security in lineage.maker or issuance.family == "STOCK" or chapter.holder(issuance) is None:
            continue
        _add(chapter, issuance, (exercised.get(security, []), ranks), (rights, loans))
    return chapter


def _add(
    chapter: Chapter,
    issuance: Issuance,
    told: tuple[Sequence[tuple[dt.date, Exact]], Mapping[int | None, Exact | None]],
    to: tuple[dict[str, Right], dict[str, Convertible]],
) -> None:
    """Read one right or convertible into its place."""
    name = chapter.book.name(issuance.security)
    if issuance.family == "CONVERTIBLE":
        rank = told[1].get(_seniority(issuance.entry))
        to[1][name] = convertible(chapter.book, issuance, name, rank, chapter.classes)
        return
    made = right(chapter.book, issuance, chapter.vestings, (chapter.classes, chapter.pools), told[0])
    if made is not None:
        to[0][name] = made


def _exercised(book: Book, lineage: Lineage) -> dict[str, list[tuple[dt.date, Exact]]]:
    """Return when how many shares of each right were exercised, or came of a warrant's exercise."""
    result: dict[str, list[tuple[dt.date, Exact]]] = defaultdict(list)
    for entry in book.of("TX_WARRANT_EXERCISE", "TX_EQUITY_COMPENSATION_EXERCISE"):
        on, said = date_at(entry.content, "date"), number_at(entry.content, "quantity")
        if said is None:
            made = [lineage.issued.get(id_) for id_ in texts_at(entry.content, "resulting_security_ids")]
            said = sum((one.count for one in made if one is not None), NOTHING)
        if on is not None:
            result[lineage.root(text_at(entry.content, "security_id"))].append((on, said))
    return result


def _seniority(entry: Entry) -> int | None:
    """Return the seniority that a convertible says."""
    said = entry.content.get("seniority")
    return said if isinstance(said, int) and not isinstance(said, bool) else None


def _ranks(book: Book, known: Mapping[str, ShareClass]) -> dict[int | None, Exact | None]:
    """Return the rank among the preferences of each seniority of convertibles that are no notes, which come first.

    The format counts convertibles from 1, the most senior, and classes the other way. The first stand with the most
    senior preferred shares, as a SAFE does of itself; the others between the most senior class and the one below.
    """
    top = max((cls.seniority for cls in known.values() if cls.kind == "preferred"), default=NOTHING)
    below = max((cls.seniority for cls in known.values() if cls.seniority < top), default=top - 1)
    loans = book.of("TX_CONVERTIBLE_ISSUANCE")
    said = {_seniority(entry) for entry in loans if entry.content.get("convertible_type") != "NOTE"}
    order = sorted(one for one in said if one is not None)
    return {one: top - (top - below) * place / len(order) if place else None for place, one in enumerate(order)}
