"""Read what stands still: stakeholders, classes of stock, plans, valuations and financings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.financing import Financing, Valuation
from dealwright.equity.ocf.values import (
    date_at,
    money_at,
    number,
    number_at,
    object_at,
    objects_at,
    ratio_at,
    text_at,
    texts_at,
)
from dealwright.equity.securities import Pool, ShareClass, Stakeholder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from dealwright.equity.ocf.book import Book
    from dealwright.equity.ocf.package import Entry

AGREES = Fraction(1, 10_000)
"""How far a conversion ratio, which exporters round, may be from what the conversion price says."""


def stakeholders(book: Book) -> dict[str, Stakeholder]:
    """Read the stakeholders by our name of each."""
    result: dict[str, Stakeholder] = {}
    for entry in book.of("STAKEHOLDER"):
        said = [*texts_at(entry.content, "current_relationships"), text_at(entry.content, "current_relationship")]
        result[book.name(entry.id)] = Stakeholder(
            id=book.name(entry.id),
            name=text_at(object_at(entry.content, "name"), "legal_name"),
            relationship=(said[0] or "other").lower(),
            individual=entry.content.get("stakeholder_type") == "INDIVIDUAL",
            place=entry.place,
        )
    return result


def classes(book: Book) -> dict[str, ShareClass]:
    """Read the classes of stock, with the terms that the format can say.

    The format has no word for participation: a `participation_cap_multiple` above the preference means a capped
    participation, cap and preference together; at or below it nothing is left to take part in, and none means none.
    """
    known = {entry.id: entry for entry in book.of("STOCK_CLASS")}
    prices = _prices_paid(book)
    return {book.name(id_): _share_class(book, entry, known, prices.get(id_)) for id_, entry in known.items()}


def _share_class(book: Book, entry: Entry, known: Mapping[str, Entry], paid: Exact | None) -> ShareClass:
    """Read one class."""
    content, preferred = entry.content, entry.content.get("class_type") == "PREFERRED"
    into, ratio, price = _conversion(book, entry, known)
    original = money_at(content, "price_per_share")
    if original is None and price is not None and ratio is not None:
        original = price * ratio
    if original is None and preferred:
        original = paid
    preference = _preference(book, entry, preferred=preferred, priced=original is not None)
    cap = number_at(content, "participation_cap_multiple")
    capped = cap is not None and preferred and cap > preference
    return ShareClass(
        id=book.name(entry.id),
        name=text_at(content, "name"),
        kind="preferred" if preferred else "common",
        authorised=number(content.get("initial_shares_authorized", content.get("current_shares_authorized"))),
        votes=WHOLE if (votes := number_at(content, "votes_per_share")) is None else votes,
        par=money_at(content, "par_value"),
        original_issue_price=original,
        converts_into=None if into is None else book.name(into),
        conversion_price=_price_of(book, entry, original, ratio, price),
        conversion_ratio=WHOLE if ratio is None or original is not None else ratio,
        seniority=number_at(content, "seniority") or NOTHING,
        preference=preference,
        participation="capped" if capped else "none",
        cap=cap if capped else None,
        place=entry.place,
    )


def _preference(book: Book, entry: Entry, *, preferred: bool, priced: bool) -> Exact:
    """Return the multiple that a class is paid first; a common class has none."""
    said = number_at(entry.content, "liquidation_preference_multiple")
    spot, name = entry.spot.at("liquidation_preference_multiple"), text_at(entry.content, "name")
    if not preferred:
        if said:
            book.findings.warn(spot, "ocf-preference", f"`{name}` is common and says a preference: it is not counted")
        return NOTHING
    if said is None:
        book.findings.warn(
            entry.spot,
            "ocf-preference",
            f"`{name}` is preferred and says no preference: none is counted",
            "`liquidation_preference_multiple`, or `preference` in the sidecar",
        )
    elif said and not priced:
        book.findings.warn(
            spot,
            "ocf-preference",
            f"`{name}` has a preference and no price that it is a multiple of",
            "`price_per_share`",
        )
    return said or NOTHING


def _conversion(book: Book, entry: Entry, known: Mapping[str, Entry]) -> tuple[str | None, Exact | None, Exact | None]:
    """Return what a class converts into, how many shares of it, and at what price.

    Of several rights the one into common counts, and of those the one with fewest votes, as the Coalition's own
    exporter does; the others are kept.
    """
    choices = []
    for place, right in enumerate(objects_at(entry.content, "conversion_rights")):
        target = text_at(right, "converts_to_stock_class_id")
        if target not in known:
            spot = entry.spot.at("conversion_rights", place)
            if target:
                book.findings.error(
                    spot.at("converts_to_stock_class_id"), "ocf-unknown-class", f"there is no stock class `{target}`"
                )
            continue
        other = known[target].content
        votes = number_at(other, "votes_per_share") or NOTHING
        choices.append(((other.get("class_type") != "COMMON", votes == 0, votes, place), target, right))
    if not choices:
        return None, None, None
    _, target, right = min(choices, key=lambda choice: choice[0])
    mechanism = object_at(right, "conversion_mechanism")
    return target, ratio_at(mechanism, "ratio"), money_at(mechanism, "conversion_price")


def _price_of(
    book: Book, entry: Entry, original: Exact | None, ratio: Exact | None, price: Exact | None
) -> Exact | None:
    """Return the conversion price; where the ratio says something else, the price that gives the ratio.

    None stands for the original price, so one for one.
    """
    if original and ratio is not None:
        agrees = price is not None and abs(original / ratio - price) <= AGREES * price
        if price and not agrees:
            book.findings.warn(
                entry.spot.at("conversion_rights"),
                "ocf-conversion",
                "the conversion price and the ratio disagree: the ratio counts",
                "original price divided by conversion price",
            )
        price = price if agrees else original / ratio
    return None if not price or price == original else price


def _prices_paid(book: Book) -> dict[str, Exact]:
    """Return the price of each class of which all issues tell one price."""
    prices: dict[str, set[Exact]] = {}
    for entry in book.of("TX_STOCK_ISSUANCE"):
        price = money_at(entry.content, "share_price")
        if price:
            prices.setdefault(text_at(entry.content, "stock_class_id"), set()).add(price)
    return {id_: next(iter(found)) for id_, found in prices.items() if len(found) == 1}


def only_common(known: Mapping[str, ShareClass]) -> str | None:
    """Return the one common class, of which something is that does not say its class; None if there are more."""
    found = [name for name, one in known.items() if one.kind == "common"]
    return found[0] if len(found) == 1 else None


def pools(book: Book, known: Mapping[str, ShareClass]) -> dict[str, Pool]:
    """Read the stock plans; a plan of several classes counts in the first."""
    result: dict[str, Pool] = {}
    for entry in book.of("STOCK_PLAN"):
        ids = [*texts_at(entry.content, "stock_class_ids"), text_at(entry.content, "stock_class_id")]
        of = book.name(ids[0])
        if of not in known:
            book.findings.error(
                entry.spot, "ocf-unknown-class", f"the plan is of stock class `{ids[0]}`, which there is not"
            )
            continue
        result[book.name(entry.id)] = Pool(
            id=book.name(entry.id),
            name=text_at(entry.content, "plan_name"),
            of=of,
            reserved=_reserved(book, entry),
            on=date_at(entry.content, "board_approval_date"),
            place=entry.place,
        )
    return result


def _reserved(book: Book, entry: Entry) -> Exact:
    """Return how many shares a plan reserves; older packages say how many it does now."""
    keys = ("initial_shares_reserved", "current_shares_reserved")
    said = next((found for key in keys if (found := number_at(entry.content, key)) is not None), None)
    if said is None:
        book.findings.error(
            entry.spot, "ocf-missing-field", "it does not say how many shares it reserves", "`initial_shares_reserved`"
        )
    return said or NOTHING


def valuations(book: Book, known: Mapping[str, ShareClass]) -> tuple[Valuation, ...]:
    """Read the appraisals."""
    result = []
    common = only_common(known)
    for entry in book.of("VALUATION"):
        of, on = text_at(entry.content, "stock_class_id"), date_at(entry.content, "effective_date")
        of = of or common or ""
        price = money_at(entry.content, "price_per_share")
        if book.name(of) not in known:
            book.findings.error(entry.spot.at("stock_class_id"), "ocf-unknown-class", f"there is no stock class `{of}`")
        elif on is not None and price is not None:
            provider = text_at(entry.content, "provider")
            result.append(Valuation(book.name(entry.id), book.name(of), on, price, provider, place=entry.place))
    return tuple(result)


def financings(book: Book, event_of: Callable[[str], str | None]) -> tuple[Financing, ...]:
    """Read the financings.

    Args:
        book: The objects.
        event_of: Gives our event of an issuance, by its own id or its security's.
    """
    result = []
    for entry in book.of("FINANCING"):
        on: dt.date | None = date_at(entry.content, "date")
        issues = []
        for place, id_ in enumerate(texts_at(entry.content, "issuance_ids")):
            event = event_of(id_)
            if event is None:
                spot = entry.spot.at("issuance_ids", place)
                book.findings.error(spot, "ocf-unknown-security", f"there is no issuance `{id_}`")
            else:
                issues.append(event)
        if on is not None:
            result.append(
                Financing(
                    book.name(entry.id), on, text_at(entry.content, "name"), issues=tuple(issues), place=entry.place
                )
            )
    return tuple(result)
