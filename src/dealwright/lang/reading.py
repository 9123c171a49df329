"""Read a file as text, or say what stands in the way: it is missing, too large, binary, or in another encoding."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error

SIZE_LIMIT = 2_000_000
"""Largest file read, in bytes."""

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32", "UTF-32"),
    (b"\xff\xfe", "UTF-16", "UTF-16"),
    (b"\xfe\xff", "UTF-16", "UTF-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_FORMATS = (
    (b"PK\x03\x04", "a ZIP archive, as Word and Excel files are"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x1f\x8b", "a gzip archive"),
)
_TEMPLATE = "start one with `dealwright new mine.yaml`"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file.

    Args:
        text: What it says, without a byte order mark; line breaks as they are.
        file: Its name as the user gave it.
        digest: SHA-256 of its bytes, in hexadecimal.
        marked: Whether the file begins with a UTF-8 byte order mark.
    """

    text: str = field(repr=False)
    file: str
    digest: str
    marked: bool = False


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal, by which a changed file is noticed."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text may be.

    Attributes:
        size: Most bytes.
        values: Most values in it.
        noun: What it is, such as `deal`.
        usual: What is usual.
        start: What follows `dealwright new` to start one.
    """

    size: int = SIZE_LIMIT
    values: int = 30_000
    noun: str = "deal"
    usual: str = "a deal file of a few hundred lines"
    start: str = "deal.yaml"


DEAL = Limits()
"""Limits of a deal file."""
CAP_TABLE = Limits(
    20_000_000, 2_000_000, "cap table", "a cap table of at most a hundred thousand lines", "--captable captable.yaml"
)
"""Limits of a cap table in a file of its own, which may list every holder of a large company."""


_TABLE = re.compile(r"^captable[ ]*:", re.MULTILINE)


def is_captable(text: str) -> bool:
    """Say whether a text is a cap table and no deal: it has the key `captable` at the margin."""
    return _TABLE.search(text) is not None


def limits_of(text: str) -> Limits:
    """Return how large a text may be, by what it is."""
    return CAP_TABLE if is_captable(text) else DEAL


def read_source(
    path: str | Path, name: str | None = None, limits: Limits = DEAL
) -> tuple[Source | None, list[Problem]]:
    """Read a file as UTF-8 text.

    Args:
        path: The file.
        name: What problems call it; its path as given, if not said.
        limits: How large it may be.

    Returns:
        The text or None, and the problems; never raises on any file.
    """
    file = name or str(path)
    try:
        content = _content(Path(path), limits.size)
    except (OSError, ValueError) as reason:
        return None, [_unreadable(file, reason, limits)]
    if isinstance(content, str):
        return None, [error(Place.whole(file), "not-a-file", f"`{file}` is {content}", "a text file", _TEMPLATE)]
    if len(content) > limits.size:
        return None, [too_large(file, limits)]
    return decode(content, file)


def too_large(file: str, limits: Limits) -> Problem:
    """Return the problem of a text that is larger than any of its kind."""
    what = f"`{file}` is larger than {limits.size // 1_000_000} MB, which no {limits.noun} is"
    return error(Place.whole(file), "too-large", what, limits.usual, "keep sources and data in files of their own")


def _content(path: Path, most: int) -> bytes | str:
    """Return the file's first bytes, one more than the limit, or what the path is instead of a file."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return "a folder"
    if not stat.S_ISREG(mode):
        return "not a regular file"
    with path.open("rb") as stream:
        return stream.read(most + 1)


def _unreadable(file: str, reason: Exception, limits: Limits) -> Problem:
    if isinstance(reason, FileNotFoundError):
        what = f"there is no file `{file}`"
        return error(
            Place.whole(file),
            "missing-file",
            what,
            f"the path of a {limits.noun} file",
            f"start one with `dealwright new {limits.start}`",
        )
    words = getattr(reason, "strerror", None) or str(reason)
    what = f"`{file}` cannot be read: {words.lower()}"
    return error(Place.whole(file), "unreadable-file", what, "a file that may be read", f"chmod u+r {file}")


def decode(content: bytes, file: str) -> tuple[Source | None, list[Problem]]:
    """Turn bytes into text, or say which encoding or format they look like.

    Args:
        content: The bytes of a file.
        file: What problems call it.

    Returns:
        The text or None, and the problems.
    """
    for magic, format_name in _FORMATS:
        if content.startswith(magic):
            return None, [_binary(file, f"it looks like {format_name}")]
    for mark, encoding, converter in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return None, [_wrong_encoding(Place.whole(file), encoding, converter)]
    if b"\0" in content:
        return None, [_with_zero_bytes(content, file)]
    marked = content.startswith(_UTF8_MARK)
    body = content[len(_UTF8_MARK) :] if marked else content
    try:
        return Source(body.decode("utf-8"), file, digest_of(content), marked), []
    except UnicodeDecodeError as reason:
        return None, [_not_utf8(body, file, reason.start)]


def _binary(file: str, why: str) -> Problem:
    what = f"`{file}` is no text file: {why}"
    return error(Place.whole(file), "binary-file", what, "a plain text file", _TEMPLATE)


def _with_zero_bytes(content: bytes, file: str) -> Problem:
    """Tell UTF-16 without a mark, where every other byte is zero, from a binary file."""
    sample = content[:2000]
    for first, encoding in ((1, "UTF-16LE"), (0, "UTF-16BE")):
        zeros, others = sample[first::2], sample[1 - first :: 2]
        if zeros.count(0) > 0.8 * len(zeros) and others.count(0) == 0:
            return _wrong_encoding(Place.whole(file), encoding, encoding)
    position = content.index(0)
    return _binary(file, f"byte {position + 1} is zero")


def _not_utf8(body: bytes, file: str, position: int) -> Problem:
    """Say where text stops being UTF-8, and whether it reads well as Windows-1252."""
    before = body[:position].decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    place = Place(file, line, column, line, column + 1)
    odd = sum(byte < ord(" ") and byte not in b"\t\n\r\f" for byte in body)
    if odd > len(body) / 100:
        return _binary(file, f"byte {position + 1} is no text")
    return _wrong_encoding(place, "Windows-1252 (Latin-1)", "WINDOWS-1252")


def _wrong_encoding(place: Place, encoding: str, converter: str) -> Problem:
    return error(
        place,
        "wrong-encoding",
        f"`{place.file}` is not in UTF-8; it looks like {encoding}",
        "UTF-8",
        f"iconv -f {converter} -t UTF-8 {place.file} > deal-utf8.yaml",
    )
