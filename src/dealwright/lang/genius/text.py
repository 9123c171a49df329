"""Read a file of a scenario as text, in whichever encoding it says or shows."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from dealwright.ground.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from dealwright.lang.genius.findings import Findings

LARGEST = 50_000_000
"""Bytes of a file that is read."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_KNOWN = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1", "utf-16"}


def read_text(file: Path, findings: Findings) -> str | None:
    """Read a file.

    Args:
        file: The file.
        findings: Where problems go; it keeps the text for their places.

    Returns:
        The text; None where it cannot be read, which was told.
    """
    shown = Place.whole(str(file))
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as reason:
        what = f"`{file}` cannot be read: {(reason.strerror or str(reason)).lower()}"
        findings.error(shown, "genius-not-found", what, "a file that may be read", "check its permissions")
        return None
    if len(content) > LARGEST:
        what = f"`{file.name}` is larger than {LARGEST // 1_000_000} MB"
        findings.error(shown, "genius-too-large", what, "a scenario's file")
        return None
    text = _decoded(content)
    if text is None or "\0" in text:
        findings.error(shown, "genius-not-text", f"`{file.name}` is no text", "a text in UTF-8", "save it as UTF-8")
        return None
    findings.texts[str(file)] = text
    return text


def _decoded(content: bytes) -> str | None:
    """Decode bytes by their mark, as UTF-8, by what they say themselves, or as Windows would write them."""
    mark = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    said = _SAID.search(content[:400])
    named = said[1].decode("ascii").lower() if said else ""
    for encoding in (mark,) if mark else ("utf-8", named if named in _KNOWN else "windows-1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, ValueError):
            continue
    return None
