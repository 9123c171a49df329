"""Read what securities become: issues, transfers, conversions, exercises, reissues and endings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.events import AnyEvent, Cancel, Consideration, Convert, Exercise, Issue, Repurchase, Transfer
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf.shapes import current
from dealwright.equity.ocf.values import money_at, number_at, text_at, texts_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.ocf.chapter import Chapter
    from dealwright.equity.ocf.lineage import Issuance
    from dealwright.equity.ocf.package import Entry


def issue(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read an issue of stock; stock that another transaction made is told by that transaction."""
    security = text_at(entry.content, "security_id")
    issuance = chapter.lineage.issued.get(security)
    if issuance is None or issuance.entry is not entry or security in chapter.lineage.maker:
        return []
    return issued(chapter, issuance, chapter.id(entry))


def issued(chapter: Chapter, issuance: Issuance, id_: str, given: Consideration | None = None) -> list[AnyEvent]:
    """Return the issue of a security, unless nobody holds it or it is of no class."""
    entry, content = issuance.entry, issuance.entry.content
    holder, of = chapter.holder(issuance), chapter.class_of(issuance)
    if holder is None or of is None:
        return []
    plan = chapter.book.name(text_at(content, "stock_plan_id"))
    return [
        Issue(
            on=chapter.day(entry),
            id=id_,
            of=of,
            holder=holder,
            shares=issuance.count,
            price=money_at(content, "share_price"),
            consideration=given,
            security=chapter.book.name(issuance.security),
            vesting=chapter.vestings.of(issuance),
            pool=plan if plan in chapter.pools else None,
            place=entry.place,
        )
    ]


def transfer(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a transfer: an event for each security that comes of it."""
    source = chapter.source(entry)
    if source is None:
        return []
    results = _issuances(chapter, entry)
    whole = not text_at(entry.content, "balance_security_id") and len(results) == 1
    before = chapter.lineage.origin(text_at(entry.content, "security_id"))
    _compare(chapter, entry, results, "quantity")
    events: list[AnyEvent] = []
    for part, result in enumerate(results):
        holder = chapter.holder(result)
        if holder is None:
            continue
        paid = money_at(result.entry.content, "share_price")
        cost = None if before is None else money_at(before.entry.content, "share_price")
        events.append(
            Transfer(
                on=chapter.day(entry),
                id=chapter.id(entry, part),
                to=holder,
                security=source,
                shares=None if whole and result.family == "CONVERTIBLE" else result.count,
                price=None if paid == cost else paid,
                becomes=chapter.book.name(result.security),
                place=entry.place,
            )
        )
    return events


def _issuances(chapter: Chapter, entry: Entry) -> list[Issuance]:
    """Return the issuances of what a transaction made; one that is missing is a problem."""
    found = []
    for id_ in chapter.lineage.results(entry):
        issuance = chapter.lineage.issued.get(id_)
        if issuance is None:
            chapter.book.findings.error(
                entry.spot.at("resulting_security_ids"),
                "ocf-unknown-security",
                f"no issuance makes the security `{id_}` that comes of this",
                "an issuance with that `security_id`",
            )
        else:
            found.append(issuance)
    return found


def _compare(chapter: Chapter, entry: Entry, results: list[Issuance], key: str) -> None:
    """Warn where what comes of a transaction is not what it says."""
    said, made = number_at(entry.content, key), sum((result.count for result in results), NOTHING)
    if said is not None and results and said != made:
        chapter.book.findings.warn(
            entry.spot.at(key),
            "ocf-quantity",
            f"it says {entry.content[key]}, and what comes of it is {float(made):.10g}: the latter counts",
        )


def convert(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a conversion of stock, or of a SAFE or note, each security that comes of it by its part."""
    source = chapter.source(entry)
    if source is None:
        return []
    names = chapter.lineage.results(entry)
    stock = current(entry.kind) == "TX_STOCK_CONVERSION"
    given = _given(entry) if stock else _amount_given(chapter, entry)
    if not any(name in chapter.lineage.issued for name in names):
        becomes = chapter.book.name(names[0]) if names else ""
        on, name = chapter.day(entry), chapter.id(entry)
        return [Convert(on=on, id=name, security=source, shares=given, becomes=becomes, place=entry.place)]
    results = _issuances(chapter, entry)
    if given is None and len(results) > 1:
        held = chapter.lineage.origin(text_at(entry.content, "security_id"))
        given = None if held is None else held.count
    return list(_converted(chapter, entry, (source, given), results))


def _converted(
    chapter: Chapter, entry: Entry, told: tuple[str, Exact | None], results: list[Issuance]
) -> Iterator[AnyEvent]:
    """Yield the conversion into each security that came of one."""
    source, given = told
    stock = current(entry.kind) == "TX_STOCK_CONVERSION"
    total = sum((result.count for result in results), NOTHING)
    for part, result in enumerate(results):
        into = chapter.class_of(result)
        if into is None or result.family != "STOCK":
            continue
        yield Convert(
            on=chapter.day(entry),
            id=chapter.id(entry, part),
            security=source,
            shares=given if given is None or len(results) == 1 else given * result.count / total,
            into=into,
            gets=result.count,
            price=None if stock else money_at(result.entry.content, "share_price"),
            becomes=chapter.book.name(result.security),
            place=entry.place,
        )


def _given(entry: Entry) -> Exact | None:
    """Return how many shares convert; older packages say `quantity`."""
    said = number_at(entry.content, "quantity_converted")
    return number_at(entry.content, "quantity") if said is None else said


def _amount_given(chapter: Chapter, entry: Entry) -> Exact | None:
    """Return how much of a convertible's amount converts: all but the rest; None for all."""
    rest = chapter.lineage.issued.get(text_at(entry.content, "balance_security_id"))
    before = chapter.lineage.origin(text_at(entry.content, "security_id"))
    return None if rest is None or before is None else before.count - rest.count


def exercise(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read an exercise, or a release of units.

    Fewer shares than were exercised mean a net exercise, at the price at which the strike takes the rest; of units,
    what is withheld is cancelled.
    """
    source = chapter.source(entry)
    if source is None:
        known = chapter.lineage.known(text_at(entry.content, "security_id"))
        return _outright(chapter, entry) if known else []
    names = chapter.lineage.results(entry)
    said = number_at(entry.content, "quantity")
    counts = [chapter.lineage.issued[n].count if n in chapter.lineage.issued else None for n in names]
    whole = said if said is not None else _whole(chapter, entry, source)
    if said is not None and counts == [None]:
        counts = [said]
    made = [(name, count) for name, count in zip(names, counts, strict=True) if count is not None]
    given = sum((count for _, count in made), NOTHING)
    right = chapter.right_behind(text_at(entry.content, "security_id"))
    if not made:
        return [_withheld(chapter, entry, source, (whole, 0))]
    if len(made) == 1 and right is not None and whole is not None and right.kind != "rsu" and given < whole:
        price = right.strike * whole / (whole - given)
        return [_exercise(chapter, entry, source, (made[0][0], whole, 0), price)]
    events: list[AnyEvent] = [
        _exercise(chapter, entry, source, (name, count, part), None) for part, (name, count) in enumerate(made)
    ]
    if whole is not None and whole > given:
        events.append(_withheld(chapter, entry, source, (whole - given, len(events))))
    return events


def _exercise(
    chapter: Chapter, entry: Entry, source: str, told: tuple[str, Exact, int], price: Exact | None
) -> Exercise:
    """Return an exercise: net of the strike at a price, where there is one, else for money."""
    name, shares, part = told
    right = chapter.right_behind(text_at(entry.content, "security_id"))
    return Exercise(
        on=chapter.day(entry),
        id=chapter.id(entry, part),
        right=source,
        shares=shares,
        net=price is not None and (right is None or right.kind != "sar"),
        price=price,
        becomes=chapter.book.name(name),
        place=entry.place,
    )


def _withheld(chapter: Chapter, entry: Entry, source: str, told: tuple[Exact | None, int]) -> Cancel:
    """Return the end of what an exercise gives no shares for: it is withheld, or paid in money."""
    return Cancel(
        on=chapter.day(entry),
        id=chapter.id(entry, told[1]),
        security=source,
        shares=told[0],
        to_pool=False,
        reason="withheld on exercise" if told[1] else "exercised for money",
        place=entry.place,
    )


def _whole(chapter: Chapter, entry: Entry, source: str) -> Exact | None:
    """Return for how many shares a warrant is that ends with its exercise; None where something else happens to it."""
    others = chapter.lineage.ended[chapter.lineage.root(text_at(entry.content, "security_id"))] > 1
    ends = not others and not text_at(entry.content, "balance_security_id")
    return chapter.rights[source].count if ends and source in chapter.rights else None


def _outright(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Issue what comes of a right that could not be counted as one."""
    events: list[AnyEvent] = []
    for part, result in enumerate(_issuances(chapter, entry)):
        events += issued(chapter, result, chapter.id(entry, part))
    return events


def cancel(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a cancellation."""
    source = chapter.source(entry)
    if source is None:
        return []
    key = "amount" if entry.kind.startswith("TX_CONVERTIBLE") else "quantity"
    shares = money_at(entry.content, key) if key == "amount" else number_at(entry.content, key)
    return [
        Cancel(
            on=chapter.day(entry),
            id=chapter.id(entry),
            security=source,
            shares=shares,
            to_pool=_to_pool(chapter, entry),
            reason=text_at(entry.content, "reason_text"),
            place=entry.place,
        )
    ]


def retract(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a retraction: the security ends as a whole, and what it took from a pool goes back."""
    source = chapter.source(entry)
    if source is None:
        return []
    reason = text_at(entry.content, "reason_text")
    return [Cancel(on=chapter.day(entry), id=chapter.id(entry), security=source, reason=reason, place=entry.place)]


def _to_pool(chapter: Chapter, entry: Entry) -> bool:
    """Return whether cancelled shares go back to their pool: as a transaction says, else as the plan does."""
    plan = chapter.returned.get(chapter.lineage.root(text_at(entry.content, "security_id")))
    right = chapter.right_behind(text_at(entry.content, "security_id"))
    if plan is not None:
        return right is None or right.pool == plan
    if right is None or right.pool is None:
        return False
    return chapter.pools_return.get(right.pool, True)


def repurchase(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a repurchase."""
    source, shares = chapter.source(entry), number_at(entry.content, "quantity")
    if source is None or shares is None:
        return []
    return [
        Repurchase(
            on=chapter.day(entry),
            id=chapter.id(entry),
            security=source,
            shares=shares,
            price=money_at(entry.content, "price"),
            place=entry.place,
        )
    ]


def reissue(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a reissue: nothing where a lot only gets another name, else a transfer of parts to its own holder."""
    source = chapter.source(entry)
    names = chapter.lineage.results(entry)
    if source is None or not names:
        return []
    results = _issuances(chapter, entry)
    before = chapter.lineage.origin(text_at(entry.content, "security_id"))
    whole = sum((result.count for result in results), NOTHING)
    if text_at(entry.content, "split_transaction_id") in chapter.lineage.splits or (
        before is not None and before.count == whole
    ):
        return [
            Transfer(
                on=chapter.day(entry),
                id=chapter.id(entry, part),
                to=holder,
                security=source,
                shares=result.count,
                becomes=chapter.book.name(result.security),
                place=entry.place,
            )
            for part, result in enumerate(results)
            if (holder := chapter.holder(result)) is not None
        ]
    return _replaced(chapter, entry, [source], results)


def consolidate(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a consolidation: the old securities end, and one new one is issued for nothing."""
    sources = texts_at(entry.content, "security_ids")
    unknown = [id_ for id_ in sources if not chapter.lineage.known(id_)]
    for id_ in unknown:
        chapter.book.findings.error(
            entry.spot.at("security_ids", sources.index(id_)), "ocf-unknown-security", f"there is no security `{id_}`"
        )
    return (
        [] if unknown else _replaced(chapter, entry, [chapter.lot(id_) for id_ in sources], _issuances(chapter, entry))
    )


def _replaced(chapter: Chapter, entry: Entry, sources: list[str], results: list[Issuance]) -> list[AnyEvent]:
    """Return events that end securities and issue others for nothing."""
    reason = text_at(entry.content, "reason_text") or "replaced"
    events: list[AnyEvent] = [
        Cancel(
            on=chapter.day(entry),
            id=chapter.id(entry, part),
            security=source,
            to_pool=False,
            reason=reason,
            place=entry.place,
        )
        for part, source in enumerate(dict.fromkeys(sources))
    ]
    for result in results:
        events += issued(chapter, result, chapter.id(entry, len(events)), Consideration(Fraction(0)))
    return events
