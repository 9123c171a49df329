"""List every problem that a deal file can have, by its code: what it means, what was expected, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from dealwright.lang.code_table import ROWS


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


TABLE: tuple[Code, ...] = tuple(
    Code(name.rstrip("?"), group, meaning, expected, mend, name.endswith("?"))
    for group, rows in ROWS.items()
    for name, meaning, expected, mend in rows
)
"""Every code, in the order of the manual."""

CODES: dict[str, str] = {code.name: code.text for code in TABLE}
"""The explanation of every code."""
