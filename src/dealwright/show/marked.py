"""Mark up what is written on a page: what stands out, what is code, what a line may break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONG_WORD = 24
"""Letters of a word from which on a line may break inside it."""


def emphasis(text: str) -> Markup:
    """Set what stands between two pairs of stars stronger, everything else escaped.

    Example:
        >>> str(emphasis("**1 < 2** is true"))
        '<strong>1 &lt; 2</strong> is true'
    """
    parts = [escape(part) for part in text.split("**")]
    return Markup("").join(
        Markup("<strong>{}</strong>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def coded(text: str) -> Markup:
    """Set what stands between two backticks as code, everything else escaped.

    Example:
        >>> str(coded("no `deadline` in `negotiate:` & elsewhere"))
        'no <span class="mono">deadline</span> in <span class="mono">negotiate:</span> &amp; elsewhere'
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup('<span class="mono">{}</span>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def unbroken(text: str) -> bool:
    """Tell whether a text has a word so long that it would widen its column.

    Example:
        >>> unbroken("The charging dock"), unbroken("a_name_without_any_blank_in_it")
        (False, True)
    """
    return any(len(word) > _LONG_WORD for word in text.split())


FILTERS: Mapping[str, Callable[[str], object]] = {"emphasis": emphasis, "coded": coded, "unbroken": unbroken}
"""What templates call these by."""
