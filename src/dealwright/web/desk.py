"""Keep one deal file at hand: as it was last read without errors, its problems now, and what was found in it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dealwright.lang.load import load
from dealwright.study import Study
from dealwright.study.packages import Packages, package_name
from dealwright.web.watch import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dealwright.lang.load import Loaded
    from dealwright.study import ScenarioWorth
    from dealwright.web.settings import Settings

KEPT = 12
"""Packages whose worth is kept at once, the last asked for."""
Found = TypeVar("Found")


@dataclass
class Read:
    """A deal file read without errors, and what was computed of it.

    Args:
        loaded: the deal.
        settings: how it is valued.
        version: names the texts that were read.
    """

    loaded: Loaded
    settings: Settings
    version: str
    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _found: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def study(self) -> Study:
        """The deal on all futures."""
        return self._study(self.settings.paths)

    def _study(self, paths: int) -> Study:
        return Study(self.loaded, self.settings.seed, paths, self.settings.draws)

    @cached_property
    def packages(self) -> Packages:
        """Its packages on all futures."""
        return Packages(self.study)

    @cached_property
    def few(self) -> Packages:
        """Its packages on the futures of a preview, and calibrated on these alone."""
        return Packages(self._study(self.few_paths))

    @property
    def few_paths(self) -> int:
        """The number of futures of a preview."""
        return min(self.settings.preview, self.settings.paths)

    @property
    def packages_name(self) -> str:
        """What a valuation calls the package on the table."""
        return package_name(self.loaded.sound.scenarios)

    @property
    def table(self) -> list[str]:
        """The parties that bargain, or all where nobody does."""
        deal = self.loaded.sound
        return list(deal.parties) if deal.negotiate is None else list(deal.negotiate.between)

    def scenario(self, name: str, *, fans: bool = False) -> ScenarioWorth:
        """Return the worth of a scenario of the file, computed once."""
        if not fans and ("scenario", name, True) in self._found:
            return self.once(("scenario", name, True), lambda: self.packages.scenario(name, fans=True))
        return self.once(("scenario", name, fans), lambda: self.packages.scenario(name, fans=fans))

    def once(self, key: Hashable, compute: Callable[[], Found]) -> Found:
        """Return what belongs to the file as a whole, computed when it is first asked for.

        Args:
            key: its name.
            compute: computes it.
        """
        if key not in self._found:
            self._found[key] = compute()
        found: Found = self._found[key]
        return found

    def kept(self, key: Hashable, compute: Callable[[], Found]) -> Found:
        """Return what belongs to one package; the last few that were asked for are kept.

        Args:
            key: its name, which names the package.
            compute: computes it.
        """
        if key not in self._kept:
            self._kept[key] = compute()
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        found: Found = self._kept[key]
        return found


class Desk:
    """One deal file, read again when it changes.

    Args:
        settings: which file, and how it is valued.
    """

    def __init__(self, settings: Settings) -> None:
        """Hold the settings; nothing is read yet."""
        self.settings = settings
        self.good: Read | None = None
        self.now: Loaded | None = None
        self._seen = ""

    def look(self) -> None:
        """Read the file if what it says has changed; what could not be read leaves the last good deal in place."""
        if self.now is not None and fingerprint(watched(self.settings.file, self.now)) == self._seen:
            return
        own = (self.settings.file,)
        before = fingerprint(own)
        self.now = load(self.settings.file, sources=self.settings.sources or None)
        seen = fingerprint(watched(self.settings.file, self.now))
        self._seen = seen if fingerprint(own) == before else ""  # written while it was read: it is read again
        if self.now.deal is not None:
            version = version_of(self.now)
            if self.good is None or self.good.version != version:
                self.good = Read(self.now, self.settings, version)


def version_of(loaded: Loaded) -> str:
    """Name what a file and the files beside it say, in a few letters."""
    texts = sorted({**loaded.texts, **loaded.beside}.items())
    return hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in texts).encode()).hexdigest()[:16]


def watched(file: str, loaded: Loaded) -> tuple[str, ...]:
    """List what a deal was read from; while it has errors, its folder too, where a missing file may appear.

    Args:
        file: the deal file.
        loaded: what was read of it.
    """
    beside = [name.removeprefix("<").removesuffix(">") for name in loaded.beside]
    return (file, *beside, *([str(Path(file).parent)] if loaded.errors else []))
