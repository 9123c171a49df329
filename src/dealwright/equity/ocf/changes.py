"""Read what changes terms: splits, conversion ratios, authorised shares, pools, strikes and vesting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.events import (
    Accelerate,
    AnyEvent,
    AuthorisedAdjustment,
    PoolAdjustment,
    RatioAdjustment,
    Reprice,
    Split,
    Vest,
)
from dealwright.equity.exact import NOTHING, WHOLE
from dealwright.equity.ocf.values import money_at, number, number_at, object_at, ratio_at, text_at

if TYPE_CHECKING:
    from dealwright.equity.ocf.chapter import Chapter
    from dealwright.equity.ocf.package import Entry


def _class(chapter: Chapter, entry: Entry) -> str | None:
    """Return our name of the class that a transaction is about; None, with a problem, where there is none."""
    id_ = text_at(entry.content, "stock_class_id")
    if chapter.book.name(id_) in chapter.classes:
        return chapter.book.name(id_)
    chapter.book.findings.error(
        entry.spot.at("stock_class_id"), "ocf-unknown-class", f"there is no stock class `{id_}`: this is left out"
    )
    return None


def split(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a split of a class."""
    of, ratio = _class(chapter, entry), ratio_at(entry.content, "split_ratio")
    if of is None or ratio is None:
        return []
    return [Split(on=chapter.day(entry), id=chapter.id(entry), ratio=ratio, of=of, place=entry.place)]


def adjust_ratio(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a new conversion price; where only a ratio is told, the price that gives it."""
    of, mechanism = _class(chapter, entry), object_at(entry.content, "new_ratio_conversion_mechanism")
    if of is None:
        return []
    price, ratio = money_at(mechanism, "conversion_price"), ratio_at(mechanism, "ratio")
    original = chapter.classes[of].original_issue_price
    if not price and ratio and original:
        price = original / ratio
    if not price:
        chapter.book.findings.error(
            entry.spot.at("new_ratio_conversion_mechanism"), "ocf-conversion", "no conversion price follows from this"
        )
        return []
    return [
        RatioAdjustment(on=chapter.day(entry), id=chapter.id(entry), of=of, conversion_price=price, place=entry.place)
    ]


def adjust_authorised(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a new number of authorised shares of a class."""
    of = _class(chapter, entry)
    if of is None:
        return []
    authorised = number(entry.content.get("new_shares_authorized"))
    return [
        AuthorisedAdjustment(
            on=chapter.day(entry), id=chapter.id(entry), of=of, authorised=authorised, place=entry.place
        )
    ]


def adjust_pool(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a new size of a plan's pool."""
    id_, reserved = text_at(entry.content, "stock_plan_id"), number_at(entry.content, "shares_reserved")
    if chapter.book.name(id_) not in chapter.pools:
        chapter.book.findings.error(
            entry.spot.at("stock_plan_id"), "ocf-unknown-plan", f"there is no stock plan `{id_}`: this is left out"
        )
        return []
    pool = chapter.book.name(id_)
    return [
        PoolAdjustment(
            on=chapter.day(entry), id=chapter.id(entry), pool=pool, reserved=reserved or NOTHING, place=entry.place
        )
    ]


def reprice(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read a new exercise price."""
    source, strike = chapter.source(entry), money_at(entry.content, "new_exercise_price")
    if source is None or strike is None:
        return []
    return [Reprice(on=chapter.day(entry), id=chapter.id(entry), right=source, strike=strike, place=entry.place)]


def vest(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read an event that vesting waited for: a milestone, or an acceleration where it vests a part of what is left."""
    source = chapter.source(entry)
    if source is None:
        return []
    issuance = chapter.lineage.origin(text_at(entry.content, "security_id"))
    graph = None if issuance is None else chapter.vestings.graph(issuance)
    id_ = text_at(entry.content, "vesting_condition_id")
    if graph is None or graph.sort(id_) != "VESTING_EVENT":
        chapter.book.findings.error(
            entry.spot.at("vesting_condition_id"),
            "ocf-unknown-condition",
            f"no event `{id_}` is among the vesting conditions of `{text_at(entry.content, 'security_id')}`",
        )
        return []
    share, of_rest = graph.portion(id_)
    on, name = chapter.day(entry), chapter.id(entry)
    if not of_rest:
        return [Vest(on=on, id=name, milestone=graph.milestone(id_), place=entry.place)] if share else []
    shares = None if share == WHOLE else share * graph.unvested(on)
    return [Accelerate(on=on, id=name, security=source, shares=shares, place=entry.place)]


def start(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Check a start of vesting; the schedule that it starts stands with its security."""
    source = chapter.source(entry)
    issuance = chapter.lineage.origin(text_at(entry.content, "security_id"))
    graph = None if issuance is None or source is None else chapter.vestings.graph(issuance)
    id_ = text_at(entry.content, "vesting_condition_id")
    if source is not None and (graph is None or graph.sort(id_) != "VESTING_START_DATE"):
        chapter.book.findings.warn(
            entry.spot.at("vesting_condition_id"), "ocf-unknown-condition", f"nothing begins to vest by `{id_}`"
        )
    return []


def accelerate(chapter: Chapter, entry: Entry) -> list[AnyEvent]:
    """Read an acceleration."""
    source, shares = chapter.source(entry), number_at(entry.content, "quantity")
    if source is None or shares is None:
        return []
    return [Accelerate(on=chapter.day(entry), id=chapter.id(entry), security=source, shares=shares, place=entry.place)]
