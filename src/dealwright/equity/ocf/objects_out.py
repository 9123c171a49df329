"""Write a whole table as objects of Open Cap Format, and say which of them each event became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.equity.exact import NOTHING
from dealwright.equity.ocf import entities_out
from dealwright.equity.ocf.grants_out import Terms, grant, loan
from dealwright.equity.ocf.history import READS
from dealwright.equity.ocf.moves_out import Moves, returned, terms_changed
from dealwright.equity.ocf.names import identifier
from dealwright.equity.ocf.rounds_out import closed
from dealwright.equity.ocf.shapes import OBJECT_TYPES, current
from dealwright.equity.ocf.values import number_at, text_at
from dealwright.equity.ocf.watch import Change, Closed, watched
from dealwright.equity.securities import Convertible, Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.ocf.desk import Desk
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.securities import Pool

_TERMS = (
    happens.Split,
    happens.RatioAdjustment,
    happens.PoolAdjustment,
    happens.AuthorisedAdjustment,
    happens.Reprice,
    happens.Vest,
    happens.Accelerate,
)
_KEPT = frozenset({"TX_VESTING_START"})
_SECTION_OF = {
    "STAKEHOLDER": "stakeholders_files",
    "STOCK_CLASS": "stock_classes_files",
    "STOCK_PLAN": "stock_plans_files",
    "STOCK_LEGEND_TEMPLATE": "stock_legend_templates_files",
    "VESTING_TERMS": "vesting_terms_files",
    "VALUATION": "valuations_files",
    "FINANCING": "financings_files",
    "DOCUMENT": "documents_files",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A table as objects.

    Attributes:
        issuer: The issuer.
        objects: The others.
        made: Identifiers of the objects that each event became, in the order of the table's events.
        rounds: Identifiers of the transactions that each round made became.
        dropped: How many transactions of the package that a table came from were written anew.
    """

    issuer: Json
    objects: tuple[Json, ...]
    made: tuple[tuple[str, ...], ...]
    rounds: tuple[tuple[str, ...], ...]
    dropped: int


def section_of(kind: str) -> str | None:
    """Return the manifest's list of files in which an object of a type stands; None where the format has none."""
    kind = current(kind)
    if kind not in OBJECT_TYPES:
        return None
    return _SECTION_OF.get(kind, "transactions_files")


def written(desk: Desk) -> Written:
    """Write a table.

    Args:
        desk: The table, and what writing needs.
    """
    table = desk.table
    head = entities_out.issuer(desk)
    objects = [entities_out.stakeholder(desk, one) for one in table.stakeholders.values()]
    objects += [entities_out.share_class(desk, one) for one in table.classes.values()]
    objects += [entities_out.plan(desk, one) for one in table.pools.values()]
    terms = Terms(desk)
    issuances: dict[str, list[str]] = {}
    transactions, made, rounds = _transactions(desk, terms, issuances)
    objects += terms.objects.values()
    objects += [entities_out.valuation(desk, one) for one in table.valuations]
    told = (entities_out.financing(desk, one, issuances) for one in table.financings)
    objects += transactions
    objects += [one for one in told if one is not None]
    rest, dropped = _rest(desk, {text_at(one, "id") for one in objects} | {head["id"]})
    return Written(head, (*objects, *rest), made, rounds, dropped)


def _ranks(table: CapTable) -> dict[str, int]:
    """Return the place of each convertible among them: 1 for the most senior, notes before all others."""
    top = max((cls.seniority for cls in table.classes.values() if cls.kind == "preferred"), default=NOTHING)
    rank = {
        name: (one.kind == "note", top if one.seniority is None or one.kind == "note" else one.seniority)
        for name, one in table.convertibles.items()
    }
    order = sorted(set(rank.values()), reverse=True)
    return {name: order.index(place) + 1 for name, place in rank.items()}


def _transactions(
    desk: Desk, terms: Terms, issuances: dict[str, list[str]]
) -> tuple[list[Json], tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Write grants, rounds that were made, and events, in the order of days."""
    table = desk.table
    moves = Moves(desk, terms, _ranks(table))
    result: list[Json] = []
    made: dict[int, tuple[str, ...]] = {}
    place = {id(event): number for number, event in enumerate(table.events)}
    rounds: list[tuple[str, ...]] = []
    renamings = desk.renamings()
    last: Change | None = None
    for step in watched(table):
        if isinstance(step, Change):
            result += _renamed(desk, renamings, step, step.event.on)
            last = step
        if isinstance(step, Closed):
            objects = closed(desk, moves, step)
            rounds.append(tuple(one["id"] for one in objects))
        elif not isinstance(step, Change):
            objects = _granted(desk, moves, step)
            if isinstance(step, Right | Convertible):
                issuances.setdefault(step.id, []).append(objects[0]["id"])
        else:
            number = place[id(step.event)]
            tx = _tx(desk, step.event, number)
            change = terms_changed(desk, step, tx) if isinstance(step.event, _TERMS) else moves.of(step, tx)
            back = returned(desk, step, tx)
            objects = [*change, *back]
            made[number] = tuple(one["id"] for one in objects)
            ids = [one["id"] for one in change if one["object_type"] == "TX_STOCK_ISSUANCE"]
            if step.event.id:
                issuances.setdefault(step.event.id, []).extend(ids[:1])
        result += objects
    if last is not None:
        result += _renamed(desk, renamings, last, None)
    return result, tuple(made[number] for number in range(len(table.events))), tuple(rounds)


def _renamed(
    desk: Desk, renamings: list[tuple[dt.date, Json, Json]], step: Change, until: dt.date | None
) -> list[Json]:
    """Write again, and take off the list, the reissues before a day that gave a lot another name alone.

    Args:
        desk: What writing needs.
        renamings: The reissues of the package that the table came from, in the order of days.
        step: The event before which they stand, which has happened already.
        until: The day of that event; None: it is the last, and they stand after it.
    """
    result: list[Json] = []
    while renamings and (until is None or renamings[0][0] < until):
        _, reissue, issuance = renamings.pop(0)
        name = desk.lot_of(text_at(reissue, "security_id"))
        lot = step.lots.before.get(name) if until is not None and name in step.lots.before else step.book.lots.get(name)
        if lot is not None and lot.shares == number_at(issuance, "quantity"):
            desk.stands(name, text_at(issuance, "security_id"))
            desk.use(reissue, issuance)
            result += [reissue, issuance]
    return result


def _tx(desk: Desk, event: happens.Event, number: int) -> str:
    """Return the identifier of an event's transaction; one without a name has that of its place."""
    if event.id:
        return desk.id("event", event.id)
    made = identifier("event", f"#{number}")
    desk.names[made] = ""
    return made


def _granted(desk: Desk, moves: Moves, step: Pool | Right | Convertible) -> list[Json]:
    """Write the grant of a right or a convertible; pools are written as plans."""
    if not isinstance(step, Right | Convertible):
        return []
    on = step.on or min([event.on for event in desk.table.events] + [desk.table.as_of])
    told = (desk.security(step.id), desk.other(f"{step.id} issuance"), on)
    if isinstance(step, Right):
        return grant(desk, moves.terms, step, told, step.id)
    return loan(desk, step, told, moves.ranks[step.id], step.id)


def _rest(desk: Desk, there: set[str]) -> tuple[list[Json], int]:
    """Return the objects of a package of which the table says nothing, and how many of them no longer hold."""
    kept: list[Json] = []
    dropped = 0
    for content in desk.left():
        kind = current(text_at(content, "object_type"))
        counted = kind in READS or kind.endswith("_ISSUANCE") or kind in ("ISSUER", "TX_STOCK_PLAN_RETURN_TO_POOL")
        standing = kind in ("STAKEHOLDER", "STOCK_CLASS", "STOCK_PLAN", "VALUATION", "FINANCING")
        if text_at(content, "id") in there:
            continue
        if (counted and kind not in _KEPT) or standing:
            dropped += kind != "ISSUER"
        elif isinstance(content.get("object_type"), str):
            kept.append(content)
    return kept, dropped


def in_sections(objects: Sequence[Json]) -> dict[str, list[Json]]:
    """Sort objects by the manifest's lists of files; what the format has no list for is under an empty name."""
    sections: dict[str, list[Json]] = {}
    for one in objects:
        sections.setdefault(section_of(text_at(one, "object_type")) or "", []).append(one)
    return sections
