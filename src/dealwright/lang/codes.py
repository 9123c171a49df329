"""List every problem that a deal file can have, by its code: what it means, what was expected, how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

_ENTRY = re.compile(
    r"^(?P<name>[a-z-]+)(?P<warning>\?)?: (?P<meaning>.+?)\n"
    r"  expected: (?P<expected>.+?)\n  mend: (?P<mend>.+?)\n(?=\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Code:
    """Explain one code.

    Args:
        name: The code, such as `unknown-key`.
        group: Which part of a deal it belongs to.
        meaning: What is wrong, in a sentence or two.
        expected: What is right.
        mend: What to do.
        warning: Whether it only warns.
    """

    name: str
    group: str
    meaning: str
    expected: str
    mend: str
    warning: bool = False

    @property
    def text(self) -> str:
        """Return the explanation as `dealwright explain` prints it."""
        stops = "It is only a warning." if self.warning else "Nothing is valued while it stands."
        return f"{self.meaning}\n\nExpected: {self.expected}\nMend: {self.mend}\n{stops}"


def read_codes(text: str) -> tuple[Code, ...]:
    """Read the table of codes.

    Args:
        text: What `codes.txt` says.
    """
    codes = []
    for part in text.split("\n# ")[1:]:
        group, _, body = part.partition("\n")
        for entry in _ENTRY.finditer(body):
            meaning, expected, mend = (" ".join(entry[key].split()) for key in ("meaning", "expected", "mend"))
            codes.append(Code(entry["name"], group, meaning, expected, mend, entry["warning"] is not None))
    return tuple(codes)


TABLE = read_codes((files("dealwright.lang") / "codes.txt").read_text(encoding="utf-8"))
"""Every code, in the order of the manual."""

CODES: dict[str, str] = {code.name: code.text for code in TABLE}
"""The explanation of every code."""
