"""Add what a sidecar says to a table: terms for which Open Cap Format has no word, keyed by the format's ids."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.equity.exact import Rounding
from dealwright.equity.financing import Financing, Headline, Ipo, Round, Valuation
from dealwright.equity.ocf.findings import Spot
from dealwright.equity.ocf.json_text import shown
from dealwright.equity.ocf.plain import Unread, event, fields_of, read
from dealwright.equity.securities import Convertible, ExitTerms, Extra, Pool, Right, ShareClass, Stakeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.events import AnyEvent
    from dealwright.equity.ocf.findings import Findings
    from dealwright.equity.ocf.json_text import Json

FILE_TYPE = "DEALWRIGHT_SIDECAR_FILE"
VERSION = 1
BY_NAME: Mapping[str, type] = {
    "stakeholders": Stakeholder,
    "classes": ShareClass,
    "pools": Pool,
    "convertibles": Convertible,
    "rights": Right,
}
"""What a section of names holds."""
IN_ORDER: Mapping[str, type] = {"valuations": Valuation, "financings": Financing}
"""What a section of a list holds that the format has too."""
OWN: Mapping[str, Any] = {
    "rounds": tuple[Round, ...],
    "ipo": Ipo | None,
    "exit": ExitTerms,
    "headlines": tuple[Headline, ...],
    "sources": "Mapping",
    "rounding": Rounding,
    "others": str | None,
    "valuations": tuple[Valuation, ...],
    "financings": tuple[Financing, ...],
    "extras": tuple[Extra, ...],
    "company": str,
    "currency": str,
}
"""What the format does not have at all, or a table may say otherwise."""
KEYS = ("file_type", "version", "names", *BY_NAME, *IN_ORDER, "events", "history", "table", "objects")


def names_of(sidecar: Json | None, known: set[str], file: str, findings: Findings) -> dict[str, str]:
    """Return our name of each identifier that a sidecar names.

    Args:
        sidecar: What it says; None where there is none.
        known: Identifiers that the package has.
        file: Its name.
        findings: Where problems go.
    """
    names = (sidecar or {}).get("names", {})
    result = {}
    for id_, name in names.items() if isinstance(names, dict) else ():
        spot = Spot(file, ("names", id_))
        if not isinstance(name, str):
            findings.error(spot, "ocf-wrong-kind", f"`{shown(name)}` is no name", "a text")
        elif id_ not in known:
            findings.warn(spot, "ocf-sidecar-id", f"nothing in the package has the id `{id_}`")
        else:
            result[id_] = name
    return result


def with_sidecar(
    table: CapTable, sources: Sequence[str], sidecar: Json, names: Mapping[str, str], where: tuple[str, Findings]
) -> CapTable:
    """Add what a sidecar says to a table.

    Args:
        table: What the package says.
        sources: Identifier of the transaction of each of its events.
        sidecar: What the sidecar says.
        names: Our name of an identifier, where it has another.
        where: The sidecar's file, and where problems go.

    Returns:
        The table with its terms; what has a problem is left as the package says.
    """
    file, findings = where
    _check_head(sidecar, file, findings)
    changed: dict[str, Any] = {}
    for section, kind in BY_NAME.items():
        said = _section(sidecar, section, where)
        held = dict(getattr(table, section))
        for id_, fields in said.items():
            spot, name = Spot(file, (section, id_)), names.get(id_, id_)
            if name not in held:
                _unknown(id_, spot, findings)
            elif fields is None and section == "classes":
                del held[name]
            else:
                held[name] = _with(held[name], kind, fields, spot, findings)
        changed[section] = held
    for section, kind in IN_ORDER.items():
        said = {names.get(id_, id_): (id_, fields) for id_, fields in _section(sidecar, section, where).items()}
        for name, (id_, _) in said.items():
            if name not in {one.id for one in getattr(table, section)}:
                _unknown(id_, Spot(file, (section, id_)), findings)
        changed[section] = tuple(
            _with(one, kind, said[one.id][1], Spot(file, (section, said[one.id][0])), findings)
            if one.id in said
            else one
            for one in getattr(table, section)
        )
    changed["events"] = tuple(_events(table.events, sources, sidecar, where))
    own = _own(sidecar, where)
    own["extras"] = (*table.extras, *own.get("extras", ()))
    return replace(table, **(changed | own))


def _check_head(sidecar: Json, file: str, findings: Findings) -> None:
    """Check what a sidecar says of itself, and that it has no other sections."""
    if sidecar.get("version") != VERSION:
        findings.error(
            Spot(file, ("version",)) if "version" in sidecar else Spot(file),
            "ocf-version",
            f"version `{shown(sidecar.get('version'))}` of a sidecar is not known",
            f"`{VERSION}`",
        )
    for key in sidecar:
        if key not in KEYS:
            findings.error(Spot(file, (key,)), "ocf-unknown-field", f"`{key}` is no part of a sidecar", ", ".join(KEYS))


def _section(sidecar: Json, section: str, where: tuple[str, Findings]) -> Json:
    """Return a section of a sidecar."""
    said = sidecar.get(section, {})
    if isinstance(said, dict):
        return said
    where[1].error(Spot(where[0], (section,)), "ocf-wrong-kind", f"`{shown(said)}` is no object", "an object")
    return {}


def _unknown(id_: str, spot: Spot, findings: Findings) -> None:
    """Report an id that the package does not have."""
    findings.error(
        spot, "ocf-sidecar-id", f"nothing in the package that can stand here has the id `{id_}`", "an id of the package"
    )


def _with(value: Any, kind: type, fields: object, spot: Spot, findings: Findings) -> Any:  # noqa: ANN401 - `kind`
    """Return something with the fields that a sidecar says; unchanged where they have a problem."""
    try:
        said = fields_of(kind, fields, spot, findings)
    except Unread:
        return value
    if said.get("id", value.id) != value.id:
        findings.error(spot.at("id"), "ocf-sidecar-id", "a sidecar cannot give another id: `names` does")
        return value
    return replace(value, **said)


def _own(sidecar: Json, where: tuple[str, Findings]) -> dict[str, Any]:
    """Read what the format does not have at all."""
    file, findings = where
    result = {}
    for key, value in _section(sidecar, "table", where).items():
        spot = Spot(file, ("table", key))
        if key not in OWN:
            findings.error(spot, "ocf-unknown-field", f"`{key}` cannot stand here", ", ".join(OWN))
            continue
        try:
            result[key] = _sources(value, spot, findings) if key == "sources" else read(OWN[key], value, spot, findings)
        except Unread:
            continue
    return result


def _sources(value: object, spot: Spot, findings: Findings) -> dict[str, str]:
    """Read what each source is."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        findings.error(spot, "ocf-wrong-kind", f"`{shown(value)}` is no object of texts", "an object of texts")
        raise Unread
    return value


def _events(
    events: Sequence[AnyEvent], sources: Sequence[str], sidecar: Json, where: tuple[str, Findings]
) -> Iterator[AnyEvent]:
    """Yield the events with what a sidecar says of them: other fields, others in their stead, others after them."""
    said = _section(sidecar, "events", where)
    instead, dropped, after = _history(sidecar, where)
    counts: dict[str, int] = defaultdict(int)
    seen: set[str] = set()
    yield from after.pop(None, ())
    for place, (one, source) in enumerate(zip(events, sources, strict=True)):
        counts[source] += 1
        key = source if counts[source] == 1 else f"{source}#{counts[source]}"
        seen.update((key, source))
        if source in instead:
            made_ = instead.pop(source)
            if made_ is not None:
                yield made_
        elif source not in dropped:
            yield _with(one, type(one), said[key], Spot(where[0], ("events", key)), where[1]) if key in said else one
        if place + 1 == len(events) or sources[place + 1] != source:
            yield from after.pop(source, ())
    for id_ in (*said, *dropped, *after):
        if id_ is not None and id_ not in seen:
            section = "events" if id_ in said else "history"
            _unknown(id_, Spot(where[0], (section, id_) if id_ in said else (section,)), where[1])


def _history(
    sidecar: Json, where: tuple[str, Findings]
) -> tuple[dict[str, AnyEvent | None], set[str], dict[str | None, list[AnyEvent]]]:
    """Return which event stands in the stead of a transaction, which fall away, and which come after one."""
    file, findings = where
    instead: dict[str, AnyEvent | None] = {}
    dropped: set[str] = set()
    after: dict[str | None, list[AnyEvent]] = defaultdict(list)
    entries = sidecar.get("history", [])
    if not isinstance(entries, list):
        findings.error(Spot(file, ("history",)), "ocf-wrong-kind", f"`{shown(entries)}` is no list", "a list")
        return instead, dropped, after
    for place, entry in enumerate(entries):
        spot = Spot(file, ("history", place))
        try:
            said = entry.get("event") if isinstance(entry, dict) else ""
            one = None if said is None else event(said, spot.at("event"), findings)
            replaced = read(tuple[str, ...], entry.get("instead_of", []), spot.at("instead_of"), findings)
            anchor = read(str | None, entry.get("after"), spot.at("after"), findings)
        except Unread:
            continue
        if replaced:
            instead[replaced[0]] = one
            dropped.update(replaced)
        elif one is not None:
            after[anchor].append(one)
    return instead, dropped, after


def known_ids(contents: Sequence[Json]) -> set[str]:
    """Return every identifier that objects have or make."""
    keys = ("id", "security_id", "balance_security_id", "resulting_security_id")
    result = {value for one in contents for key in keys if isinstance(value := one.get(key), str)}
    for one in contents:
        for key in ("resulting_security_ids", "vesting_conditions"):
            found = one.get(key)
            for inner in found if isinstance(found, list) else ():
                result.add(str(inner.get("id")) if isinstance(inner, dict) else str(inner))
    return result
