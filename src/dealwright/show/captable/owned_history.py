"""Show who owned what part of a company after each event: by class, and by holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.captable.colours import Colour, holder_colours, paler
from dealwright.show.captable.owners import (
    FROM_LOANS,
    OTHERS,
    POOL,
    by_class,
    by_holder,
    class_order,
    from_convertibles,
    grouped,
    largest,
)
from dealwright.show.captable.terms import is_many
from dealwright.show.charts.columns import Column, Owner, columns_panel, drawn_columns
from dealwright.show.charts.picture import Figure, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.show.captable.names import TableNames
    from dealwright.show.captable.owners import Moment

_OTHERS_NAME = "Others"


def history_figures(
    table: CapTable, moments: Sequence[Moment], naming: Naming, parties: Mapping[str, str], key: str
) -> list[Figure]:
    """Return two pictures: what part each class and each holder had after each event.

    Args:
        table: The company.
        moments: Who held what when.
        naming: What ids are called, and the colour of each class.
        parties: Token of each stakeholder that is a party of the deal.
        key: What the figures' names begin with.
    """
    names, colours = naming.names, naming.colours
    loans = from_convertibles(table)
    of_classes = [by_class(moment.held, loans) for moment in moments]
    of_holders = [by_holder(moment.held) for moment in moments]
    if not of_classes or not any(of_classes[-1].values()):
        return []
    last = moments[-1].held
    classes = _Drawn(
        "class",
        {each: _class_name(each, names) for each in class_order(last) if any(each in counts for counts in of_classes)},
        lambda each: _class_colour(each, colours),
    )
    order = largest(of_holders)
    holder_of = holder_colours([each for each in order if each not in {POOL, OTHERS}], parties)
    holders = _Drawn(
        "holder",
        {each: _holder_name(each, names) for each in order},
        lambda each: holder_of.get(each, Colour(shade="soft" if each == POOL else "mid")),
    )
    shared = _Shared(table, moments, key)
    return [
        _figure(shared, grouped(of_classes, list(classes.names)), classes),
        _figure(shared, grouped(of_holders, order), holders),
    ]


@dataclass(frozen=True, slots=True)
class Naming:
    """What securities are called, and their colours.

    Attributes:
        names: Names of ids.
        colours: Of classes and convertibles, and of `rights` and `pool`.
    """

    names: TableNames
    colours: Mapping[str, Colour]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How owners are named and coloured."""

    by: str
    names: Mapping[str, str]
    colour: Callable[[str], Colour]


@dataclass(frozen=True, slots=True)
class _Shared:
    table: CapTable
    moments: Sequence[Moment]
    key: str


def _class_name(each: str, names: TableNames) -> str:
    if each.startswith(FROM_LOANS):
        return f"{names.security(each.removeprefix(FROM_LOANS))}, converted"
    return {"rights": "Options and rights", "pool": "Pool, not granted"}.get(each) or names.security(each)


def _class_colour(each: str, colours: Mapping[str, Colour]) -> Colour:
    if each.startswith(FROM_LOANS):
        own = colours.get(each.removeprefix(FROM_LOANS), Colour())
        return Colour(own.token, paler(own.shade))
    return colours.get(each, Colour())


def _holder_name(each: str, names: TableNames) -> str:
    return {POOL: "Pool, not granted", OTHERS: _OTHERS_NAME}.get(each) or names.holder(each)


def _figure(shared: _Shared, parts: Sequence[tuple[float, ...]], drawn: _Drawn) -> Figure:
    moments = shared.moments
    kept = drawn_columns(parts, [moment.planned for moment in moments])
    colours = [drawn.colour(each) for each in drawn.names]
    owners = [
        Owner(name, colour.token, colour.shade) for name, colour in zip(drawn.names.values(), colours, strict=True)
    ]
    columns = [
        Column(_month(moments[at]), _what(moments[at]), parts[at], f"{_day(moments[at])}: {moments[at].what}")
        for at in kept
    ]
    left_out = len(parts) - len(kept)
    sample = f"{len(kept)} of {len(parts)} days, the largest changes" if left_out else "Every day with an event"
    return Figure(
        name=f"{shared.key}-owned-by-{drawn.by}",
        finding=_finding(parts, list(drawn.names.values()), moments),
        subtitle=f"Share of each {drawn.by} after each event, per cent of all shares fully diluted: as converted, with "
        "rights and pools. A convertible counts once it has converted.",
        panels=(columns_panel(f"{shared.key}-by-{drawn.by}", "", owners, columns),),
        source=f"Events of {shared.table.company}",
        sample=sample,
        table=_table(moments, parts, list(drawn.names.values())),
    )


def _finding(parts: Sequence[tuple[float, ...]], names: Sequence[str], moments: Sequence[Moment]) -> str:
    """Say who has most at the end, and what it had where it stood highest before."""
    last = parts[-1]
    named = [place for place, name in enumerate(names) if name != _OTHERS_NAME]
    most = max(named, key=lambda place: last[place])
    now = number.percent(last[most])
    before = max(range(len(parts)), key=lambda at: parts[at][most])
    verb = "have" if is_many(names[most]) else "has"
    verb = "would have" if moments[-1].proposed else "will have" if moments[-1].planned else verb
    by = f"By the {moments[-1].what}, " if moments[-1].proposed else ""
    then = number.percent(parts[before][most])
    down = "" if then == now else f", down from {then} in {moments[before].held.on.year}"
    return f"{by}{names[most]} {verb} {now} of the company{down}"


def _what(moment: Moment) -> str:
    return f"{moment.what}, planned" if moment.planned and not moment.proposed else moment.what


def _month(moment: Moment) -> str:
    day = number.day(moment.held.on).split()
    return f"{day[1][:3]} {day[2]}"


def _day(moment: Moment) -> str:
    how = "proposed" if moment.proposed else "planned"
    return number.day(moment.held.on) + (f", {how}" if moment.planned else "")


def _table(moments: Sequence[Moment], parts: Sequence[tuple[float, ...]], names: Sequence[str]) -> Table:
    rows = tuple(
        (_day(moment), moment.what, *(number.percent(part, decimals=1) if part else "0" for part in row))
        for moment, row in zip(moments, parts, strict=True)
    )
    return Table(("Day", "What happened", *names), rows)
