"""Know the characters that no text should hold: controls, line breaks that are none, marks that turn text around."""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TURNS = r"\u2028-\u202e\u2066-\u2069"
"""Line breaks that are none to an editor, and marks that show a text in another order than it is read."""
UNSEEN = re.compile(rf"[{_CONTROLS}{_TURNS}\ud800-\udfff\ufeff\ufffe\uffff]")
"""Matches one such character."""


def shown(text: str) -> str:
    """Return a text with a sign in place of each such character, so that no foreign name steers a terminal."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
