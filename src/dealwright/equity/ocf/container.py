"""Open a folder or a zip of Open Cap Format files without trusting what it holds."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dealwright.equity.ocf.findings import Findings, Spot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST_FILE = 128 * 1024 * 1024
LARGEST_ALL = 512 * 1024 * 1024
MOST_FILES = 10_000
TIGHTEST = 200
"""How many times larger than its packed size a file in a zip may be before it counts as a bomb."""
_BOMB_FROM = 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Container:
    """The files of a package; each is read when it is asked for.

    Attributes:
        shown: What the user calls it.
        names: Names of its JSON files, with `/` between folders; of a folder those at its first level.
        content: Gives the bytes of a file; None where there is none, or where a problem was told.
        manifest: Name of the file that the user named, if it was one.
    """

    shown: str
    names: tuple[str, ...]
    content: Callable[[str], bytes | None]
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
            return _folder(path, findings)
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
        return _zip(path, findings)
    if path.suffix.lower() == ".zip":
        findings.error(Spot(str(path)), "ocf-bad-zip", f"`{path.name}` is no zip, whatever its name says")
        return None
    return replace(_folder(path.parent, findings), manifest=path.name)


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


def _folder(root: Path, findings: Findings) -> Container:
    """Return the JSON files of a folder; links that lead out are not followed."""
    home, sizes = root.resolve(), [0]

    def content(name: str) -> bytes | None:
        path, spot = root / name, Spot(name)
        findings.shown[name] = str(path)
        try:
            if not path.resolve().is_relative_to(home):
                findings.error(spot, "ocf-outside", f"`{name}` is a link that leads out of the folder")
                return None
            if not path.is_file():
                return None
            size = path.stat().st_size
            sizes[0] += size
            if sizes[0] > LARGEST_ALL or size > LARGEST_FILE:
                findings.error(spot, "ocf-too-large", f"`{name}` has {size} bytes: that is more than is read")
                return None
            return path.read_bytes()
        except (OSError, ValueError) as fault:
            findings.error(spot, "ocf-not-found", f"`{name}` cannot be read: {fault}")
        return None

    return Container(str(root), tuple(sorted(path.name for path in root.glob("*.json"))), content)


def _zip(path: Path, findings: Findings) -> Container | None:
    """Return the JSON files of a zip; nothing is unpacked to a disk."""
    infos: dict[str, zipfile.ZipInfo] = {}
    try:
        with zipfile.ZipFile(path) as packed:
            found = [i for i in packed.infolist() if not i.is_dir() and i.filename.lower().endswith(".json")]
    except _BROKEN as fault:
        findings.error(Spot(str(path)), "ocf-bad-zip", f"`{path.name}` is a broken zip: {fault}")
        return None
    if len(found) > MOST_FILES or sum(info.file_size for info in found) > LARGEST_ALL:
        findings.error(Spot(str(path)), "ocf-too-large", f"`{path.name}` unpacks to more than is read")
        return None
    for info in found:
        name = inside(info.filename)
        if name is None or stat.S_ISLNK(info.external_attr >> 16):
            findings.error(Spot(str(path)), "ocf-outside", f"`{info.filename}` in the zip leads out of it")
        elif not name.startswith("__MACOSX/"):
            infos[name] = info

    def content(name: str) -> bytes | None:
        findings.shown[name] = f"{path}/{name}"
        return _member(path, infos[name], findings) if name in infos else None

    return Container(str(path), tuple(infos), content)


def _member(path: Path, info: zipfile.ZipInfo, findings: Findings) -> bytes | None:
    """Return one file of a zip, if it is safe to read."""
    spot = Spot(str(path))
    if info.flag_bits & 1:
        findings.error(spot, "ocf-bad-zip", f"`{info.filename}` in the zip is encrypted", mend="pack it without")
        return None
    if info.file_size > max(_BOMB_FROM, TIGHTEST * info.compress_size) or info.file_size > LARGEST_FILE:
        findings.error(spot, "ocf-too-large", f"`{info.filename}` in the zip unpacks to {info.file_size} bytes")
        return None
    try:
        with zipfile.ZipFile(path) as packed, packed.open(info) as stream:
            content = stream.read(info.file_size + 1)
    except _BROKEN as fault:
        findings.error(spot, "ocf-bad-zip", f"`{info.filename}` in the zip is broken: {fault}")
        return None
    if len(content) > info.file_size:
        findings.error(spot, "ocf-bad-zip", f"`{info.filename}` in the zip is longer than it says")
        return None
    return content
