"""Colour those who have a part of a company where their parts lie on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.show.story import Story

_SHADES = ("mid", "soft", "faint")


def claimant_colours(claimants: Iterable[str], story: Story) -> dict[str, tuple[str, str]]:
    """Return the token and the shade of each: of those of one colour each is paler than the one before.

    Args:
        claimants: their keys in the file, in the order in which they are drawn.
        story: the results that the page is made from.
    """
    used, found = dict[str, int](), dict[str, tuple[str, str]]()
    for who in claimants:
        token = story.token(who)
        place = used.setdefault(token, 0)
        found[who] = (token, _SHADES[min(place, len(_SHADES) - 1)])
        used[token] += 1
    return found
