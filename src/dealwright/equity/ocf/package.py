"""Gather a package's objects: the manifest says which files there are, and each object says what it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.ocf.container import Container, inside
from dealwright.equity.ocf.findings import Findings, Spot
from dealwright.equity.ocf.json_text import Json, parsed, shown
from dealwright.equity.ocf.names import SIDECAR
from dealwright.equity.ocf.positions import places_at
from dealwright.ground.place import NOWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = (
    "stakeholders_files",
    "stock_classes_files",
    "stock_plans_files",
    "stock_legend_templates_files",
    "vesting_terms_files",
    "valuations_files",
    "transactions_files",
    "financings_files",
    "documents_files",
)
"""The manifest's lists of files, in the order in which they are written."""
KNOWN_VERSIONS = ("1.0.", "1.1.", "1.2.")
_MANIFEST = "OCF_MANIFEST_FILE"
_SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of the format, and where it stands.

    Attributes:
        content: The object as it was read.
        kind: Its `object_type`.
        id: Its id; empty if it has none.
        spot: Where it stands.
        order: Its place among all objects, in the order of the files.
        place: Where it stands, by line and column.
        section: The manifest's list of files that it stands in.
    """

    content: Json
    kind: str
    id: str
    spot: Spot
    order: int
    place: Place = NOWHERE
    section: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that a package says.

    Attributes:
        manifest: The manifest as it was read, the issuer in it.
        manifest_file: Its name.
        entries: The objects in the order of the files, the issuer first.
        sidecar: What the sidecar says, if there is one.
        sidecar_file: Its name.
    """

    manifest: Json
    manifest_file: str
    entries: tuple[Entry, ...]
    sidecar: Json | None = None
    sidecar_file: str = ""


def gathered(container: Container, findings: Findings) -> Package | None:
    """Read the manifest and the files that it names.

    Args:
        container: The files.
        findings: Where problems go.

    Returns:
        The package; None where there is no manifest.
    """
    found = _manifest(container, findings)
    if found is None:
        return None
    name, manifest = found
    folder = name.rpartition("/")[0]
    version = str(manifest.get("ocf_version", ""))
    if not version.startswith(KNOWN_VERSIONS):
        spot = Spot(name, ("ocf_version",)) if "ocf_version" in manifest else Spot(name)
        said = f"version `{shown(version)}` is not known" if version else "the manifest does not say its version"
        findings.warn(spot, "ocf-version", f"{said}; it is read as 1.2", "1.0, 1.1 or 1.2")
    entries = list(_objects(container, folder, (name, manifest), findings))
    _report_unlisted(container, manifest, name, findings)
    sidecar = None
    beside = f"{folder}/{SIDECAR}".lstrip("/")
    aside = container.content(beside)
    if aside is not None:
        sidecar = parsed(beside, aside, findings)
        entries += _kept(beside, sidecar, len(entries), findings)
    return Package(manifest, name, tuple(entries), sidecar, beside)


def _kept(file: str, sidecar: Json | None, order: int, findings: Findings) -> list[Entry]:
    """Return the objects for which the format has no file, which a sidecar keeps."""
    if sidecar is None or "objects" not in sidecar:
        return []
    found: list[Entry] = []
    for section, items in sidecar["objects"].items() if isinstance(sidecar["objects"], dict) else ():
        for number, item in enumerate(items if isinstance(items, list) else ()):
            spot, place = Spot(file, ("objects", section, number)), Place.whole(findings.shown.get(file, file))
            if isinstance(item, dict):
                found.append(Entry(item, type_of(item), id_of(item), spot, order + len(found), place, section))
    return found


def _manifest(container: Container, findings: Findings) -> tuple[str, Json] | None:
    """Return the manifest with its name: the file that says it is one, the outermost if several do."""
    names = sorted(container.names, key=lambda n: ("manifest" not in n.lower(), n.count("/"), n))
    if container.manifest is not None:
        names = [container.manifest, *(name for name in names if name != container.manifest)]
    tried: list[str] = []
    for name in names:
        content = container.content(name) or b""
        if _MANIFEST.encode() not in content.replace(b"\0", b"") and "manifest" not in name.lower():
            continue
        tried.append(name)
        value = parsed(name, content, findings)
        if value is not None and (value.get("file_type") == _MANIFEST or "issuer" in value):
            return name, value
    if not tried or not findings.fatal:
        findings.error(
            Spot(container.shown),
            "ocf-no-manifest",
            f"`{container.shown}` holds no manifest",
            f"a file whose `file_type` is `{_MANIFEST}`",
            "name the folder, the zip or the manifest of an Open Cap Format package",
        )
    return None


def _objects(container: Container, folder: str, manifest: tuple[str, Json], findings: Findings) -> Iterator[Entry]:
    """Yield the issuer and the objects of each file that the manifest names."""
    name, content = manifest
    order = 0
    issuer = content.get("issuer")
    if isinstance(issuer, dict):
        issuer_spot = Spot(name, ("issuer",))
        place = Place.whole(findings.shown.get(name, name))
        yield Entry(issuer, type_of(issuer) or "ISSUER", id_of(issuer), issuer_spot, 0, place)
    else:
        findings.error(Spot(name), "ocf-missing-field", "the manifest has no `issuer`", "an object", "")
    read: set[str] = set()
    unlike: list[str] = []
    for file, spot, told in _named(folder, name, content, findings):
        if file in read:
            findings.warn(spot, "ocf-file-twice", f"`{file}` is named twice; it is read once")
            continue
        read.add(file)
        before = findings.count
        inner = container.content(file)
        if inner is None:
            if findings.count == before:
                findings.error(
                    spot, "ocf-missing-file", f"there is no file `{file}`", "", "add it, or take its name out"
                )
            continue
        if told and hashlib.md5(inner, usedforsecurity=False).hexdigest() != told.lower():
            unlike.append(file)
        value = parsed(file, inner, findings)
        for item, spot_of, place in _items(file, value, findings):
            order += 1
            yield Entry(item, type_of(item), id_of(item), spot_of, order, place, str(spot.path[0]))
    if unlike:
        some = ", ".join(f"`{file}`" for file in unlike[:_SHOWN_NAMES])
        findings.warn(Spot(name), "ocf-checksum", f"the md5 that the manifest tells is not that of {some}")


def _named(folder: str, name: str, manifest: Json, findings: Findings) -> Iterator[tuple[str, Spot, str]]:
    """Yield the files that a manifest names, with where it does and the md5 that it tells."""
    sections = [*SECTIONS, *(k for k in manifest if k.endswith("_files") and k not in SECTIONS)]
    for section in sections:
        files = manifest.get(section, [])
        if not isinstance(files, list):
            findings.error(Spot(name, (section,)), "ocf-wrong-kind", f"`{shown(files)}` is no list of files")
            continue
        for place, told in enumerate(files):
            spot = Spot(name, (section, place))
            path = told.get("filepath") if isinstance(told, dict) else told
            if not isinstance(path, str):
                findings.error(spot, "ocf-wrong-kind", f"`{shown(told)}` names no file", "`filepath` and `md5`")
                continue
            tidy = inside(f"{folder}/{path}".lstrip("/") if not path.startswith("/") else path)
            if tidy is None or (folder and not tidy.startswith(f"{folder}/")):
                findings.error(spot, "ocf-outside", f"`{path}` leads out of the package", "a path inside it")
                continue
            md5 = told.get("md5") if isinstance(told, dict) else None
            yield tidy, spot, md5 if isinstance(md5, str) else ""


def _items(file: str, value: Json | None, findings: Findings) -> Iterator[tuple[Json, Spot, Place]]:
    """Yield the objects of a file."""
    if value is None:
        return
    items = value.get("items")
    if not isinstance(items, list):
        findings.error(Spot(file), "ocf-missing-field", f"`{file}` has no list `items`", "a list of objects")
        return
    shown_file, offsets = findings.shown.get(file, file), findings.starts.get(file, [])
    where = places_at(shown_file, findings.texts[file], offsets) or [Place.whole(shown_file)] * len(items)
    for number, item in enumerate(items):
        spot = Spot(file, ("items", number))
        if isinstance(item, dict):
            yield item, spot, where[number]
        else:
            findings.error(spot, "ocf-wrong-kind", f"`{shown(item)}` is no object", "an object")


def type_of(content: Json) -> str:
    """Return the type of an object."""
    found = content.get("object_type")
    return found if isinstance(found, str) else ""


def id_of(content: Json) -> str:
    """Return the id of an object."""
    found = content.get("id")
    return found if isinstance(found, str) else ""


def _report_unlisted(container: Container, manifest: Json, name: str, findings: Findings) -> None:
    """Warn about files of the format beside the manifest that it does not name."""
    folder = name.rpartition("/")[0]
    listed = {file for file, _, _ in _named(folder, name, manifest, Findings())}
    for file in container.names:
        beside = file.rpartition("/")[0] == folder and file.endswith(".ocf.json")
        if beside and file not in listed and file != name:
            findings.warn(
                Spot(name), "ocf-unlisted-file", f"the manifest does not name `{file}`: it is not read", "", ""
            )
