"""Keep the parts of a grid in a folder, each written whole or not at all, so that an interrupted run goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dealwright.bargain.tiled.table import figures_in
from dealwright.engine.executors.running import KeepError
from dealwright.engine.executors.versions import differing, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.bargain.tiled.job import Job
    from dealwright.engine.grids.precision import Name

MANIFEST, TILES = "manifest.json", "tiles"
DIGESTS = "tiles.sha256"
"""What each part digested to when it was written, as `sha256sum --check` reads it."""
FORM = 3
"""The form of what is kept; another is not read."""
NUMBER_BYTES, PATH_BYTES = 8.2, 0.1
"""Bytes of a figure of a package, and of what it sets on a path, at most, as measured."""
SPARE = 64 * 2**20
"""Bytes of a disk that are left alone."""


def room_for(packages: int, figures: int, paths: int, parts: int) -> int:
    """Say how many bytes packages take on disk at most.

    Args:
        packages: How many packages there are.
        figures: How many figures there are of each.
        paths: How many negotiable paths they set.
        parts: How many tables they make.
    """
    return int(packages * (NUMBER_BYTES * figures + PATH_BYTES * (1 + paths))) + 8192 * parts


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept, for the manifest and for the room that it takes.

    Args:
        job: The job.
        title: The deal's title.
        currency: The deal's currency.
        measure: What the worth means.
        parties: Whose worth it is.
        values: Values of each negotiable path.
        packages: How many packages there are.
        parts: How many parts they make.
        precision: In which precision they are computed.
    """

    job: Job
    title: str
    currency: str
    measure: str
    parties: Sequence[str]
    values: Mapping[str, Sequence[str]]
    packages: int
    parts: int
    precision: Name

    @property
    def figures(self) -> tuple[str, ...]:
        """What is kept of each package for each party."""
        return figures_in(tails=self.job.figures.tails)

    @property
    def size(self) -> int:
        """Bytes that all parts take at most."""
        return room_for(self.packages, len(self.figures) * len(self.parties), len(self.values), self.parts)

    def manifest(self) -> dict[str, Any]:
        """Say what the folder holds."""
        return {
            "dealwright_grid": FORM,
            "title": self.title,
            "file": self.job.file,
            "deal": self.job.digest,
            "seed": self.job.seed,
            "paths": self.job.paths,
            "replicates": self.job.replicates,
            "draws": self.job.mode,
            "versions": versions(),
            "precision": self.precision,
            "figures": list(self.figures),
            "settled": list(self.job.settled),
            "between": list(self.parties),
            "currency": self.currency,
            "measure": self.measure,
            "over": {path: list(each) for path, each in self.values.items()},
            "packages": self.packages,
            "parts": self.parts,
        }


IDENTITY = {
    "dealwright_grid": "form",
    "versions": "versions",
    "deal": "deal, or what is laid over it",
    "seed": "seed",
    "paths": "number of futures",
    "replicates": "number of scramblings",
    "draws": "kind of draws",
    "precision": "precision",
    "figures": "figures of each package",
    "settled": "plan",
    "parts": "tiles",
}
"""What must be the same for a run to go on, as a person calls it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with parts of a grid.

    Args:
        path: Where it is.
    """

    path: Path

    @staticmethod
    def open(path: Path, kept: Kept) -> Folder:
        """Make a folder for a grid, or find one that was begun.

        Args:
            path: Where it is, or is to be.
            kept: What it is to hold.

        Raises:
            KeepError: If something else is in it, or the disk has too little room.
        """
        folder, manifest = Folder(path), kept.manifest()
        try:
            there = folder.manifest()
            if there is None:
                folder._begin(manifest)
            else:
                _demand_same(path, there, manifest)
            folder._demand_room(kept)
        except OSError as reason:
            said = f"cannot write to {reason.filename or path}: {reason.strerror or reason}"
            message = f"{said}; name a folder in which you may write (`--keep`)"
            raise KeepError(message) from reason
        return folder

    def manifest(self) -> dict[str, Any] | None:
        """Read what it holds; None where it is not there, or empty.

        Raises:
            KeepError: If something else is in it.
        """
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return None
        try:
            found = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if not isinstance(found, dict) or "dealwright_grid" not in found:
            message = f"{self.path} holds something else: name a new or empty folder"
            if (self.path / TILES).is_dir():
                told = f"{MANIFEST}, which says of which deal they are, is missing or damaged"
                message = f"{self.path} holds packages, but {told}: name another folder, or delete this one"
            raise KeepError(message)
        return found

    def part(self, world: int, tile: int) -> Path:
        """Return where a part is, or is to be."""
        return self.path / TILES / f"{world:05}-{tile:05}.parquet"

    def has(self, world: int, tile: int) -> bool:
        """Tell whether a part is there."""
        return self.part(world, tile).is_file()

    def digests(self) -> dict[str, str]:
        """Read what each part digested to when it was written."""
        try:
            lines = (self.path / DIGESTS).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return {}
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def holds(self, world: int, tile: int, digests: Mapping[str, str]) -> bool:
        """Tell whether a part is there, to the last byte as it was written.

        Args:
            world: The world's place.
            tile: The tile's number.
            digests: As `digests` gives them.
        """
        part = self.part(world, tile)
        try:
            with part.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == digests.get(f"{TILES}/{part.name}")
        except OSError:
            return False

    def write(self, world: int, tile: int, table: bytes) -> None:
        """Write a part: it has its name once all of it is on the disk.

        Raises:
            KeepError: If it cannot be written.
        """
        part = self.part(world, tile)
        try:
            _write_whole(part, table)
            with (self.path / DIGESTS).open("ab") as stream:  # a part of which this does not tell is valued again
                stream.write(f"{hashlib.sha256(table).hexdigest()}  {TILES}/{part.name}\n".encode())
        except OSError as reason:
            there = sum(1 for _ in (self.path / TILES).glob("*.parquet"))
            message = f"cannot write {part}: {reason.strerror or reason}"
            if there:
                message += f"; what is there is not lost ({there:,} of the parts): the same command goes on from it"
            raise KeepError(message) from reason

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """See to it that no other run works in the folder: whoever dies lets go of it.

        Raises:
            KeepError: If another run does.
        """
        try:
            import fcntl
        except ImportError:  # Windows: it lets nobody delete what another has open
            yield
            return
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # there is no such folder, or its disk knows no locks: `open` looks
                self.path.mkdir(parents=True, exist_ok=True)
                handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
                stack.callback(os.close, handle)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as reason:
                    message = f"another run is at work in {self.path}: wait until it is done, or name another folder"
                    raise KeepError(message) from reason
            yield

    def clear(self) -> None:
        """Forget the parts and what they are of."""
        for name in (MANIFEST, DIGESTS):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / TILES, ignore_errors=True)

    def _begin(self, manifest: Mapping[str, Any]) -> None:
        (self.path / TILES).mkdir(parents=True, exist_ok=True)
        _write_whole(self.path / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())

    def _demand_room(self, kept: Kept) -> None:
        """Refuse to begin what the disk cannot hold."""
        tiles = self.path / TILES
        tiles.mkdir(exist_ok=True)
        for half in tiles.glob("*.part"):  # of a run that was killed while it wrote
            half.unlink(missing_ok=True)
        there = sum(each.stat().st_size for each in tiles.glob("*.parquet"))
        missing, free = kept.size - there, shutil.disk_usage(tiles).free - SPARE
        if sum(1 for _ in tiles.glob("*.parquet")) < kept.parts and missing > free:
            message = (
                f"the {kept.packages:,} packages take {in_bytes(kept.size)} in {self.path}, where "
                f"{in_bytes(max(0, free))} are free beside {in_bytes(SPARE)} that are left alone: name a folder "
                "on another disk (`--keep`), or take larger steps"
            )
            raise KeepError(message)


def _demand_same(path: Path, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse a folder that holds a grid of other numbers."""
    other = [words for key, words in IDENTITY.items() if there.get(key) != wanted[key]]
    if there.get("versions") != wanted["versions"]:
        other[other.index("versions")] = f"versions ({', '.join(differing(dict(there.get('versions', {}))))})"
    if other:
        what = there.get("title") or "another deal"
        said = ", ".join(other)
        message = f"{path} holds packages of “{what}” that differ in: {said}; name another folder, or delete this one"
        raise KeepError(message)


def _write_whole(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with half.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def in_bytes(size: float) -> str:
    """Say a size in words.

    Args:
        size: In bytes.

    Example:
        >>> in_bytes(1_640_000_000), in_bytes(12_000)
        ('1.6 GB', '12 kB')
    """
    for unit, least in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size / 1e3:.0f} kB"


def default_folder(name: str) -> Path:
    """Return a folder for a grid in the cache of whoever runs this.

    Args:
        name: The grid's name.
    """
    home = Path.home()
    if sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        cache = home / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return cache / "dealwright" / name
