"""Put a package on disk: a folder or a zip, whole or not at all, over nothing that is not a package itself."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.equity.ocf.names import SIDECAR
from dealwright.equity.ocf.package import SECTIONS
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.ocf.json_text import Json

WRITTEN_VERSION = "1.2.1-alpha+main"
"""The version of the format whose schemas are followed."""
MANIFEST = "Manifest.ocf.json"
_OPTIONAL = ("financings_files", "documents_files")


def file_name(section: str) -> str:
    """Return the name of the file of a section.

    Example:
        >>> file_name("stock_legend_templates_files")
        'StockLegendTemplates.ocf.json'
    """
    return "".join(word.title() for word in section.removesuffix("_files").split("_")) + ".ocf.json"


OURS = frozenset({MANIFEST, SIDECAR, *(file_name(section) for section in SECTIONS)})
"""Names of all files that are ever written."""


def text_of(content: object) -> bytes:
    """Return a JSON file's bytes: in the order that its keys have, two blanks a level."""
    try:
        return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(content, indent=2) + "\n").encode()


def files_of(manifest: Json, sections: Mapping[str, Sequence[Json]], sidecar: Json) -> dict[str, bytes]:
    """Return the files of a package by name.

    Args:
        manifest: Issuer, day and whatever else it says; its lists of files are made here.
        sections: Objects by the manifest's list of files.
        sidecar: What the format cannot say; empty for no sidecar.
    """
    files: dict[str, bytes] = {}
    told: Json = {"ocf_version": WRITTEN_VERSION, "file_type": "OCF_MANIFEST_FILE"}
    told |= {key: value for key, value in manifest.items() if not key.endswith("_files") and key not in told}
    as_of = str(manifest.get("as_of", ""))[:10]
    told.setdefault("generated_at", f"{as_of}T00:00:00Z")
    for section in SECTIONS:
        items = list(sections.get(section, ()))
        if not items and section in _OPTIONAL:
            continue
        told[section] = []
        if items:
            kind = f"OCF_{section.upper().removesuffix('_FILES')}_FILE"
            content = text_of({"file_type": kind, "items": items})
            files[file_name(section)] = content
            md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
            told[section].append({"filepath": f"./{file_name(section)}", "md5": md5})
    if sidecar:
        files[SIDECAR] = text_of(sidecar)
    return {MANIFEST: text_of(told), **files}


def put(path: Path, files: Mapping[str, bytes], *, as_zip: bool) -> list[Problem]:
    """Write files as a folder or a zip.

    Args:
        path: Where; an empty folder or an earlier package is replaced, anything else is not touched.
        files: Bytes by name.
        as_zip: Whether as a zip.

    Returns:
        What went wrong; then nothing has changed.
    """
    try:
        strange = _strange(path, as_zip=as_zip)
        if strange:
            what = f"`{path}` holds {strange}, which is no part of a package: it is not overwritten"
            return [error(Place.whole(str(path)), "ocf-in-the-way", what, "a new name, or an empty folder", "")]
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".ocf-") as scratch:
            made = Path(scratch) / "new"
            (_zipped if as_zip else _foldered)(made, files)
            if path.exists():
                path.rename(Path(scratch) / "old")
            shutil.move(made, path)
    except (OSError, ValueError) as fault:
        return [error(Place.whole(str(path)), "ocf-not-written", f"`{path}` cannot be written: {fault}", "", "")]
    return []


def _strange(path: Path, *, as_zip: bool) -> str:
    """Say what stands where a package shall be written and is none; empty if nothing does."""
    if not path.exists() and not path.is_symlink():
        return ""
    if as_zip:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return "something else"
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    elif not path.is_dir() or path.is_symlink():
        return "something else"
    else:
        names = {one.name if one.is_file() else f"{one.name}/" for one in path.iterdir()}
    others = sorted(names - OURS)
    return f"`{others[0]}`" if others else ""


def _foldered(made: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder."""
    made.mkdir()
    for name, content in files.items():
        (made / name).write_bytes(content)


def _zipped(made: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip that depends on nothing but the files."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
