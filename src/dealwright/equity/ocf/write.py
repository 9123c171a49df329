"""Write a cap table, or a package that was read, as a package of Open Cap Format."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.equity.audit import audit
from dealwright.equity.ocf.desk import Desk
from dealwright.equity.ocf.files_out import MANIFEST, files_of, put
from dealwright.equity.ocf.findings import Findings, Spot
from dealwright.equity.ocf.names import SIDECAR, identifier
from dealwright.equity.ocf.objects_out import Written, in_sections, written
from dealwright.equity.ocf.package import SECTIONS, Entry, Package, id_of, type_of
from dealwright.equity.ocf.read import OcfReading
from dealwright.equity.ocf.sidecar import BY_NAME, IN_ORDER, known_ids, with_sidecar
from dealwright.equity.ocf.sidecar_out import sidecar_of, whole_history
from dealwright.equity.ocf.table import table_of
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.ocf.json_text import Json

_SHOWN_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class OcfWriting:
    """What was written.

    Attributes:
        problems: What went wrong, and what the format cannot say and stands in the sidecar; with an error nothing
            was written.
        files: Names of the files of the package.
    """

    problems: tuple[Problem, ...]
    files: tuple[str, ...] = ()


def write_ocf(what: CapTable | OcfReading, path: str | Path, *, as_zip: bool = False) -> OcfWriting:
    """Write a package.

    Args:
        what: A table, whose events must add up; or a package as it was read, whose objects are written as they were.
        path: The folder, or the zip if its name ends so.
        as_zip: Whether to write a zip whatever its name.

    Returns:
        The files and what is to be said of them.
    """
    path = Path(path)
    problems: list[Problem] = []
    if isinstance(what, OcfReading):
        files = _as_read(what)
        if files is None:
            nothing = error(Place.whole(str(path)), "ocf-no-manifest", "nothing was read that could be written", "", "")
            return OcfWriting((nothing,))
    else:
        problems += [one for one in audit(what) if one.severity == "error"]
        if problems:
            return OcfWriting(tuple(problems))
        files, notes = _of_table(what, str(path))
        problems += notes
    failed = put(path, files, as_zip=as_zip or path.suffix.lower() == ".zip")
    return OcfWriting((*problems, *failed), () if failed else tuple(files))


def _as_read(reading: OcfReading) -> dict[str, bytes] | None:
    """Return the files of a package as it was read, one for each kind of object."""
    package = reading.package
    if package is None:
        return None
    sections: dict[str, list[Json]] = {}
    for entry in package.entries:
        sections.setdefault(entry.section, []).append(entry.content)
    sections.pop("", None) if not package.sidecar else None
    kept = {name: items for name, items in sections.items() if name not in (*SECTIONS, "")}
    sidecar = dict(package.sidecar or {})
    if kept:
        sidecar = {"file_type": "DEALWRIGHT_SIDECAR_FILE", "version": 1, **sidecar, "objects": kept}
    return files_of(package.manifest, sections, sidecar)


def _of_table(table: CapTable, shown: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files of a table, and what is to be said of them."""
    foreign = _is_foreign(table)
    desk = Desk(table, foreign=foreign)
    made = written(desk)
    back = _again(table, made, desk)
    if foreign:
        anew = _different(table, back[0])
        if anew:
            desk = Desk(table, foreign=True, anew=anew)
            made = written(desk)
            back = _again(table, made, desk)
    there = known_ids([made.issuer, *made.objects])
    names = {id_: name for id_, name in desk.names.items() if id_ in there}
    sidecar = sidecar_of(table, back, names, (made.made, made.rounds))
    notes = _notes(table, made, desk, shown)
    if not _same(table, back, sidecar, desk):
        sidecar["events"] = {}
        sidecar["history"] = whole_history(table.events, back[1])
        if not _same(table, back, sidecar, desk):
            notes.append(_note(shown, "ocf-not-exact", "what is read again is not in every word what was written"))
    sections = in_sections(made.objects)
    strange = sections.pop("", [])
    if strange:
        sidecar = {"file_type": "DEALWRIGHT_SIDECAR_FILE", "version": 1, **sidecar, "objects": {"others": strange}}
    return files_of(_manifest(table, made), sections, sidecar), notes


def _is_foreign(table: CapTable) -> bool:
    """Return whether a table came from a package that somebody else wrote."""
    issuers = [extra for extra in table.extras if extra.content.get("object_type") == "ISSUER"]
    return any(extra.content.get("id") != identifier("issuer", table.company) for extra in issuers)


def _manifest(table: CapTable, made: Written) -> Json:
    """Return what a manifest says besides its files."""
    return {"issuer": made.issuer, "as_of": table.as_of.isoformat()}


def _again(table: CapTable, made: Written, desk: Desk) -> tuple[CapTable, Sequence[str]]:
    """Read what was written again, without the sidecar."""
    entries = [Entry(made.issuer, "ISSUER", id_of(made.issuer), Spot(MANIFEST, ("issuer",)), 0)]
    for section in SECTIONS:
        for place, one in enumerate(in_sections(made.objects).get(section, ())):
            spot = Spot(section, ("items", place))
            entries.append(Entry(one, type_of(one), id_of(one), spot, len(entries), section=section))
    read = table_of(Package(_manifest(table, made), MANIFEST, tuple(entries)), desk.names, Findings())
    if read is None:
        raise AssertionError("what is written has an issuer")
    return read


def _different(table: CapTable, back: CapTable) -> frozenset[str]:
    """Return the names of what is read again otherwise than it was written."""
    found: set[str] = set()
    for section in BY_NAME:
        others = getattr(back, section)
        found |= {name for name, one in getattr(table, section).items() if others.get(name) != one}
    for section in (*IN_ORDER, "events"):
        others = {one.id: one for one in getattr(back, section)}
        found |= {one.id for one in getattr(table, section) if others.get(one.id) != one}
    return frozenset(found)


def _same(table: CapTable, back: tuple[CapTable, Sequence[str]], sidecar: Json, desk: Desk) -> bool:
    """Return whether a package and its sidecar say what the table does."""
    read, sources = back
    if sidecar:
        findings = Findings()
        read = with_sidecar(read, sources, sidecar, desk.names, (SIDECAR, findings))
        if findings.fatal:
            return False
    return replace(read, extras=()) == replace(table, extras=())


def _notes(table: CapTable, made: Written, desk: Desk, shown: str) -> list[Problem]:
    """Return what is to be said of a package that was written."""
    notes = []
    if desk.inexact:
        some = ", ".join(f"`{one}`" for one in dict.fromkeys(desk.inexact[:_SHOWN_NUMBERS]))
        many = len(desk.inexact)
        some_do = "1 number does" if many == 1 else f"{many} numbers do"
        what = f"{some_do} not end within ten digits, such as {some}: the sidecar has them exactly"
        notes.append(_note(shown, "ocf-number", what))
    if made.issuer.get("country_of_formation") == "ZZ":
        what = f"where and when `{table.company}` was formed is not known: the country is written as `ZZ`"
        notes.append(_note(shown, "ocf-issuer", what))
    if made.dropped:
        what = f"{made.dropped} objects of the package that the table came from were written anew"
        notes.append(_note(shown, "ocf-rewritten", what))
    return notes


def _note(shown: str, code: str, what: str) -> Problem:
    return warning(Place.whole(shown), code, what, "", "")
