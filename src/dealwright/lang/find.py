"""Look up the words that a fact quotes in the texts of its sources, without ever leaving the folders allowed."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dealwright.deal.source import Fact
from dealwright.ground.closest import closest, quoted
from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.deal.source import Reading, Source
    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft

_ALIKE = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
    | dict.fromkeys("\u2018\u2019\u201a", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
_SOFT = re.compile("[\u00ad\u200b\u200c\u200d\u2060]")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[\.\.\.\])\s*")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folders in which texts of sources may lie.

    Args:
        own: The deal's own folder; None for a deal that is no file.
        given: The folder that `--sources` names; None if it names none.
    """

    own: Path | None = None
    given: Path | None = None
    texts: dict[Path, str | None] = field(default_factory=dict, compare=False, repr=False)
    faults: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Why the text of a source that is there cannot be read, by the source's name."""

    def text_of(self, name: str, file: str | None) -> str | None:
        """Return the text of a source, normalised, or None where it is not at hand.

        Args:
            name: The source's name.
            file: What it says under `file`, if anything.
        """
        for path in self._candidates(name, file):
            if path not in self.texts:
                source, faults = read_source(path, path.name)
                self.texts[path] = normalised(source.text) if source is not None else None
                if faults:
                    self.faults[name] = faults[0].what
            if self.texts[path] is not None:
                return self.texts[path]
        return None

    def _candidates(self, name: str, file: str | None) -> Iterator[Path]:
        """Yield the files that may hold the text, best first; all lie inside the folders."""
        if file is not None and not leads_out(file):
            for folder in (self.given, self.own):
                for relative in (file, PurePosixPath(file).name):
                    yield from _within(folder, relative)
        if self.given is not None and not leads_out(name):
            yield from _within(self.given, f"{name}.txt")


def _within(folder: Path | None, relative: str) -> Iterator[Path]:
    """Yield a file in a folder, if it is there and really lies inside."""
    if folder is None:
        return
    path = folder / relative
    if _there(path) and inside(folder, path):
        yield path


def _there(path: Path) -> bool:
    """Say whether there is a file, whatever its name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def leads_out(file: str) -> bool:
    """Say whether a path is absolute or climbs out of its folder, as it is written."""
    plain = file.replace("\\", "/")
    if plain.startswith(("/", "~")) or _DRIVE.match(plain) or "\0" in plain:
        return True
    depth = 0
    for step in plain.split("/"):
        depth += -1 if step == ".." else 0 if step in {"", "."} else 1
        if depth < 0:
            return True
    return False


def inside(folder: Path, path: Path) -> bool:
    """Say whether a path lies inside a folder once every link on its way is followed."""
    real, base = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([real, base]) == base


def normalised(text: str) -> str:
    """Return a text as words are compared: case, quotes, dashes, blanks and line breaks made alike."""
    plain = unicodedata.normalize("NFKC", _SOFT.sub("", text.translate(_ALIKE))).translate(_ALIKE)
    return " ".join(plain.casefold().split())


def occurs(words: str, text: str) -> bool:
    """Say whether words occur in a normalised text; what three dots leave out may be anything.

    Example:
        >>> occurs("“13  Billion” ... alliance", normalised('their "13 billion" grand alliance'))
        True
    """
    position = 0
    for part in _ELLIPSIS.split(words):
        piece = normalised(part)
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def check_sources(draft: Draft, shelf: Shelf) -> list[Problem]:
    """Find sources whose file lies outside the deal's folder, and quoted words that the sources do not say.

    Args:
        draft: The deal.
        shelf: The folders in which texts may lie.
    """
    found = []
    for name, source in draft.sound("sources").items():
        found += _outside(draft, name, source, shelf)
    for place, words, names in _quotes(draft):
        found += _not_said(draft, place, words, names, shelf)
    return found


def _outside(draft: Draft, name: str, source: Source, shelf: Shelf) -> list[Problem]:
    """Refuse a file outside the deal's folder; warn of one that `--sources` should have and has not."""
    if source.file is None:
        return []
    place = draft.place("sources", name, "file")
    folders = [folder for folder in (shelf.given, shelf.own) if folder is not None]
    linked = any(_there(folder / source.file) and not inside(folder, folder / source.file) for folder in folders)
    if leads_out(source.file) or linked:
        what = f"`{source.file}` lies outside the deal's folder"
        return [error(place, "outside-folder", what, "a file in the deal's folder or below it", "copy the file there")]
    text = shelf.text_of(name, source.file)
    if text is None and name in shelf.faults:
        what = f"the text of `{name}` cannot be read: {shelf.faults[name]}"
        expected = "a plain text in UTF-8 of at most 2 MB"
        return [warning(place, "no-source-text", what, expected, "save it as plain text")]
    if text is None and shelf.given is not None:
        what = f"there is no text of `{name}` in the folder of sources"
        return [warning(place, "no-source-text", what, f"`{source.file}` or `{name}.txt`", "put the file there")]
    if text is None and shelf.own is not None:
        return _not_there(draft, place, source.file, shelf.own)
    return []


def _not_there(draft: Draft, place: Place, file: str, own: Path) -> list[Problem]:
    """Warn of a file that is missing among others: where no text lies in the deal's folder, they are kept elsewhere."""
    folder = own / PurePosixPath(file).parent
    try:
        names = [each.name for each in folder.iterdir()] if inside(own, folder) else []
    except (OSError, ValueError):
        names = []
    meant = closest(PurePosixPath(file).name, names, surely=True)
    others = {source.file for source in draft.sound("sources").values() if source.file is not None}
    if meant is None and not any(_there(own / other) for other in others):
        return []
    what, mend = f"there is no file `{file}` in the deal's folder", "put the file there"
    if meant is not None:
        mend = f"write `file: {PurePosixPath(file).with_name(meant)}`"
    return [warning(place, "no-source-text", what, "a text that is there, or `--sources DIR`", mend)]


def _quotes(draft: Draft) -> Iterator[tuple[Place, str, Sequence[str]]]:
    """Yield every `find` with its words and the sources that should say them."""
    for name, fact in draft.sound("facts").items():
        if not isinstance(fact, Fact):
            continue
        if fact.find is not None:
            yield draft.place("facts", name, "find"), fact.find, _names(fact)
        for position, reading in enumerate(fact.readings or ()):
            if reading.find is not None:
                place = draft.place("facts", name, "readings", position, "find")
                yield place, reading.find, _names(reading) or _names(fact)


def _names(said: Fact | Reading) -> list[str]:
    return [] if said.source is None else [said.source] if isinstance(said.source, str) else list(said.source)


def _not_said(draft: Draft, place: Place, words: str, names: Sequence[str], shelf: Shelf) -> list[Problem]:
    """Report words that none of the sources at hand says."""
    if not names:
        return [
            error(
                place, "find-without-source", "there are words to find, but no source", "`source`", "add `source: NAME`"
            )
        ]
    if not normalised(words):
        return [error(place, "empty-value", "there are no words to find", "words of the source", "quote a few words")]
    sources = draft.sound("sources")
    texts = {name: shelf.text_of(name, sources[name].file) for name in names if name in sources}
    at_hand = {name: text for name, text in texts.items() if text is not None}
    if not at_hand or any(occurs(words, text) for text in at_hand.values()):
        return []
    verb = "does" if len(at_hand) == 1 else "do"
    what = f"{quoted(at_hand)} {verb} not say `{words}`"
    return [error(place, "not-in-source", what, "words as they stand in the text", "quote the text itself")]
