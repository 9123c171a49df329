"""Finds the package from which concessions are made, and the packages one or two steps away from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.signed import SWITCHES, TermSpace, position

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.lang.load import Loaded

TODAY, LAST_OFFER, THEIR_OFFER, NASH = "today", "last-offer", "their-offer", "nash"
STARTS = (NASH, TODAY, LAST_OFFER, THEIR_OFFER)
"""Packages that have a name: by which one may ask for changes of them."""
CLOSEST = "closest"
"""What the package is called that comes closest to suiting all, where none does and so there is no Nash package."""


class NoStartError(ValueError):
    """There is no such package to start from."""


def today(loaded: Loaded) -> dict[str, str]:
    """Return what the contract in force, as signing changes it, says at each negotiable path."""
    signed = loaded.package({})
    return {path: signed.text_at(path) or _left_out(path) for path in loaded.ranges()}


def _left_out(path: str) -> str:
    return "yes" if path.rpartition(".")[2] in SWITCHES else "none"


def as_written(loaded: Loaded, package: Mapping[str, str]) -> dict[str, str]:
    """Write a package by the values of the ranges, wherever one of them says the same.

    Args:
        loaded: The deal.
        package: `path: value as written`.
    """
    values = loaded.ranges()
    return {path: _same(loaded, path, text, values[path]) for path, text in package.items()}


def _same(loaded: Loaded, path: str, text: str, row: Sequence[str]) -> str:
    if text in row:
        return text
    here = position(loaded.package({path: text}), path)
    space = TermSpace.of(loaded, {path: row})
    return next((value for value, there in zip(row, space.positions[path], strict=True) if there == here), text)


def neighbours(loaded: Loaded, package: Mapping[str, str], ordered: Mapping[str, bool]) -> list[dict[str, str]]:
    """List the changes of one term: to the next value on either side, or to any other of a list.

    Args:
        loaded: The deal.
        package: `path: value as written`, by the values of the ranges where one says the same.
        ordered: Which paths have values in order.
    """
    return [
        {path: value} for path, row in loaded.ranges().items() for value in _near(loaded, path, row, package, ordered)
    ]


def _near(
    loaded: Loaded, path: str, row: Sequence[str], package: Mapping[str, str], ordered: Mapping[str, bool]
) -> list[str]:
    """List the values of a path that are one step away."""
    text = package[path]
    if not ordered[path]:
        return [value for value in row if value != text]
    if text in row:
        place = list(row).index(text)
        return [*row[max(place - 1, 0) : place], *row[place + 1 : place + 2]]
    here = position(loaded.package({path: text}), path)
    spots = TermSpace.of(loaded, {path: row}).positions[path]
    pairs = [(spot, value) for spot, value in zip(spots, row, strict=True) if isinstance(spot, float)]
    if not isinstance(here, float):
        return list(row)
    below = [max(pairs_)[1] for pairs_ in [[pair for pair in pairs if pair[0] < here]] if pairs_]
    return below + [min(pairs_)[1] for pairs_ in [[pair for pair in pairs if pair[0] > here]] if pairs_]
