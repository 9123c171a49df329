"""Read numbers as GENIUS does: as Java reads them, nothing else."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.xml_tree import Element

_DOUBLE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?")
_WHOLE = re.compile(r"[+-]?\d{1,10}")
_LONGEST = 400
_LARGEST = 2**31
NOT_A_NUMBER = "genius-number"


def double(text: str) -> float | None:
    """Read a number with a point; None where there is none, or none that is finite.

    Example:
        >>> double(" 1.5e-1 "), double("0,5"), double("many"), double("NaN")
        (0.15, None, None, None)
    """
    plain = text.strip()
    if len(plain) > _LONGEST or not _DOUBLE.fullmatch(plain):
        return None
    number = float(plain.rstrip("dDfF"))
    return number if math.isfinite(number) else None


def whole(text: str | None) -> int | None:
    """Read a whole number as Java's `int`; None where there is none.

    Example:
        >>> whole("12"), whole("1.0"), whole(None)
        (12, None, None)
    """
    if text is None or not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if -_LARGEST <= number < _LARGEST else None


def mend_of(text: str) -> str:
    """Say how a number that is written otherwise would be written here; empty where that cannot be told.

    Example:
        >>> mend_of("0,5")
        'write `0.5`'
    """
    plain = text.strip().removesuffix("%").replace(",", ".")
    number = double(plain)
    if number is None:
        return ""
    return f"write `{number / 100:.12g}`" if text.strip().endswith("%") else f"write `{plain}`"


def needed(element: Element, name: str, findings: Findings) -> float | None:
    """Read a number that must be there.

    Args:
        element: What has it.
        name: The attribute.
        findings: Where a problem goes.

    Returns:
        The number; None where there is none, which was told.
    """
    text = element.get(name)
    if text is None:
        what = f"this `{element.tag}` has no `{name}`"
        findings.error(element.place, "genius-missing", what, f'`{name}="..."`', f'write `{name}="1.0"`')
        return None
    number = double(text)
    if number is None:
        findings.error(
            element.at(name), NOT_A_NUMBER, f"`{text}` is no number", "a number such as `0.5`", mend_of(text)
        )
    return number


def needed_whole(element: Element, name: str, findings: Findings) -> int | None:
    """Read a whole number that must be there, as `needed` does."""
    text = element.get(name)
    if text is None:
        what = f"this `{element.tag}` has no `{name}`"
        findings.error(element.place, "genius-missing", what, f'`{name}="..."`', f'write `{name}="1"`')
        return None
    number = whole(text)
    if number is None:
        findings.error(element.at(name), NOT_A_NUMBER, f"`{text}` is no whole number", "a whole number such as `3`")
    return number
