"""Write the sidecar: all that a table says and that is not read again from the format alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dealwright.equity.ocf.plain import differences, plain
from dealwright.equity.ocf.sidecar import BY_NAME, FILE_TYPE, IN_ORDER, OWN, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.events import AnyEvent
    from dealwright.equity.ocf.json_text import Json


def sidecar_of(
    table: CapTable,
    again: tuple[CapTable, Sequence[str]],
    names: Mapping[str, str],
    made: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
) -> Json:
    """Return what has to be said beside the format.

    Args:
        table: What was written.
        again: What the written objects say when they are read again, and the transaction of each event.
        names: Our name of each identifier that is not the name itself.
        made: Identifiers of the objects that each event became, and of those that each round made became: what a round
            does follows from its terms, which stand here, and is not read twice.

    Returns:
        The sidecar; empty where nothing has to be said.
    """
    back, sources = again
    ids = {name: id_ for id_, name in names.items() if name}
    said: Json = {}
    if names:
        said["names"] = dict(sorted(names.items()))
    for section in BY_NAME:
        held, other = getattr(table, section), getattr(back, section)
        found = {ids.get(n, n): differences(one, other[n]) for n, one in held.items() if n in other}
        said[section] = {id_: fields for id_, fields in sorted(found.items()) if fields}
    for section in IN_ORDER:
        others = {one.id: one for one in getattr(back, section)}
        pairs = [(one, others[one.id]) for one in getattr(table, section) if one.id in others]
        found = {ids.get(one.id, one.id): differences(one, other) for one, other in pairs}
        said[section] = {id_: fields for id_, fields in sorted(found.items()) if fields}
    said["events"], said["history"] = _events(table.events, (back.events, sources), made[0])
    there = set(sources)
    closed = [[id_ for id_ in ids_ if id_ in there] for ids_ in made[1]]
    said["history"] += [{"event": None, "instead_of": ids_} for ids_ in closed if ids_]
    said["classes"] |= {ids.get(name, name): None for name in back.classes if name not in table.classes}
    said["table"] = _own(table, back)
    said = {key: value for key, value in said.items() if value}
    return {"file_type": FILE_TYPE, "version": VERSION, **said} if said else {}


def _own(table: CapTable, back: CapTable) -> Json:
    """Return what the format does not have at all."""
    plainly = [key for key in OWN if key not in IN_ORDER and key != "extras"]
    found: Json = {key: plain(value) for key in plainly if (value := getattr(table, key)) != getattr(back, key)}
    others = [plain(extra) for extra in table.extras if not isinstance(extra.content.get("object_type"), str)]
    if others:
        found["extras"] = others
    for section in IN_ORDER:
        if [one.id for one in getattr(table, section)] != [one.id for one in getattr(back, section)]:
            found[section] = [{**_id(one), **dict(_fields(one))} for one in getattr(table, section)]
    return found


def _id(one: Any) -> Json:  # noqa: ANN401 - a valuation or a financing
    return {"id": one.id}


def _fields(one: object) -> Json:
    made = plain(one)
    return made if isinstance(made, dict) else {}


def _events(
    events: Sequence[AnyEvent], again: tuple[Sequence[AnyEvent], Sequence[str]], made: Sequence[Sequence[str]]
) -> tuple[Json, list[Json]]:
    """Return the fields that events have besides, and the events that stand in the stead of others or after one."""
    by_source: dict[str, list[AnyEvent]] = {}
    for one, source in zip(*again, strict=True):
        by_source.setdefault(source, []).append(one)
    fields: Json = {}
    history: list[Json] = []
    anchor: str | None = None
    for event, ids in zip(events, made, strict=True):
        read = [id_ for id_ in dict.fromkeys(ids) if id_ in by_source]
        found = [one for id_ in read for one in by_source[id_]]
        if len(found) == 1 and type(found[0]) is type(event):
            other = differences(event, found[0])
            if other:
                fields[read[0]] = other
        elif read:
            history.append({"event": plain(event), "instead_of": read})
        else:
            history.append({"event": plain(event), "after": anchor})
        anchor = read[-1] if read else anchor
    return fields, history


def whole_history(events: Sequence[AnyEvent], sources: Sequence[str]) -> list[Json]:
    """Return a history in which all events stand in the stead of all that the transactions say."""
    replaced = list(dict.fromkeys(sources))
    if not events:
        return [{"event": None, "instead_of": replaced}] if replaced else []
    if not replaced:
        return [{"event": plain(event), "after": None} for event in events]
    first, *more = events
    return [
        {"event": plain(first), "instead_of": replaced},
        *({"event": plain(event), "after": replaced[-1]} for event in more),
    ]
