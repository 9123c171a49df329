"""Open a folder or a zip of Open Cap Format files without trusting what it holds."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dealwright.equity.ocf.findings import Findings, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FILE = 128 * 1024 * 1024
LARGEST_ALL = 512 * 1024 * 1024
MOST_FILES = 10_000
TIGHTEST = 200
"""How many times larger than its packed size a file in a zip may be before it counts as a bomb."""
_BOMB_FROM = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Container:
    """The files of a package.

    Attributes:
        shown: What the user calls it.
        members: Bytes of each file by its name, with `/` between folders.
        manifest: Name of the file that the user named, if it was one.
    """

    shown: str
    members: Mapping[str, bytes]
    manifest: str | None = None


def opened(path: Path, findings: Findings) -> Container | None:
    """Read the JSON files of a folder, of a zip, or of the folder of a manifest.

    Args:
        path: A folder, a zip, or one file of a folder.
        findings: Where problems go.

    Returns:
        The files; None where nothing can be read.
    """
    try:
        if path.is_dir():
            return Container(str(path), _folder(path, findings))
        if path.is_file():
            return _of_file(path, findings)
        what = f"`{path}` is neither a folder nor a file" if path.exists() else f"there is no `{path}`"
    except (OSError, ValueError) as fault:
        what = f"`{path}` cannot be read: {fault}"
    findings.error(Spot(str(path)), "ocf-not-found", what, "a folder or a zip of Open Cap Format")
    return None


def _of_file(path: Path, findings: Findings) -> Container | None:
    """Read a zip, or the folder of a manifest."""
    if zipfile.is_zipfile(path):
        return Container(str(path), _zip(path, findings))
    if path.suffix.lower() == ".zip":
        findings.error(Spot(str(path)), "ocf-bad-zip", f"`{path.name}` is no zip, whatever its name says")
        return None
    return Container(str(path.parent), _folder(path.parent, findings), path.name)


def inside(name: str) -> str | None:
    """Return a path in a package, tidied; None if it leads out of it.

    Example:
        >>> inside("./a/../b.json"), inside("../b.json"), inside("/etc/passwd")
        ('b.json', None, None)
    """
    name = name.replace("\\", "/")
    if name.startswith("/") or ":" in name.split("/")[0] or "\0" in name:
        return None
    kept: list[str] = []
    for part in PurePosixPath(name).parts:
        if part == "..":
            if not kept:
                return None
            kept.pop()
        else:
            kept.append(part)
    return "/".join(kept)


def _folder(root: Path, findings: Findings) -> dict[str, bytes]:
    """Return the JSON files of a folder and of the folders in it; links that lead out are not followed."""
    home = root.resolve()
    members: dict[str, bytes] = {}
    total = 0
    for path in sorted(root.rglob("*.json")):
        name = path.relative_to(root).as_posix()
        spot = Spot(name)
        findings.shown[name] = str(path)
        if not path.resolve().is_relative_to(home):
            findings.error(spot, "ocf-outside", f"`{name}` is a link that leads out of the folder")
            continue
        if not path.is_file():
            continue
        total += path.stat().st_size
        if len(members) >= MOST_FILES or total > LARGEST_ALL or path.stat().st_size > LARGEST_FILE:
            findings.error(spot, "ocf-too-large", f"`{name}` makes the folder too large to read")
            break
        try:
            members[name] = path.read_bytes()
        except OSError as fault:
            findings.error(spot, "ocf-not-found", f"`{name}` cannot be read: {fault.strerror or fault}")
    return members


def _zip(path: Path, findings: Findings) -> dict[str, bytes]:
    """Return the JSON files of a zip; nothing is unpacked to a disk."""
    members: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as packed:
            infos = [i for i in packed.infolist() if not i.is_dir() and i.filename.lower().endswith(".json")]
            if len(infos) > MOST_FILES or sum(i.file_size for i in infos) > LARGEST_ALL:
                findings.error(Spot(str(path)), "ocf-too-large", f"`{path.name}` unpacks to more than is read")
                return {}
            for info in infos:
                if info.filename.startswith("__MACOSX/"):
                    continue
                content = _member(packed, info, path, findings)
                if content is not None:
                    members[content[0]] = content[1]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as fault:
        findings.error(Spot(str(path)), "ocf-bad-zip", f"`{path.name}` is a broken zip: {fault}")
    return members


def _member(packed: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, findings: Findings) -> tuple[str, bytes] | None:
    """Return one file of a zip under its tidied name, if it is safe to read."""
    name = inside(info.filename)
    spot = Spot(str(path))
    if name is None or stat.S_ISLNK(info.external_attr >> 16):
        findings.error(spot, "ocf-outside", f"`{info.filename}` in the zip leads out of it")
        return None
    if info.flag_bits & 1:
        findings.error(spot, "ocf-bad-zip", f"`{info.filename}` in the zip is encrypted", mend="pack it without")
        return None
    if info.file_size > max(_BOMB_FROM, TIGHTEST * info.compress_size) or info.file_size > LARGEST_FILE:
        findings.error(spot, "ocf-too-large", f"`{info.filename}` in the zip unpacks to {info.file_size} bytes")
        return None
    with packed.open(info) as stream:
        content = stream.read(info.file_size + 1)
    if len(content) > info.file_size:
        findings.error(spot, "ocf-bad-zip", f"`{info.filename}` in the zip is longer than it says")
        return None
    findings.shown[name] = f"{path}/{name}"
    return name, content
