"""Reads a package that was asked about: a value of every negotiable path, each one of its range's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.signed import position, signed_package

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.signed import Position
    from dealwright.lang.load import Loaded

SHOWN = 8
"""So many values of a path are listed at most."""
ALIKE = 1e-9


class PackageError(ValueError):
    """Says why a package is none of those that are negotiated."""


def asked_package(loaded: Loaded, given: Mapping[str, str]) -> dict[str, str]:
    """Complete a package: what is not said of it stays as signing leaves it.

    Args:
        loaded: The deal, checked.
        given: Values by negotiable path.

    Returns:
        A value of every negotiable path, as its range writes it.

    Raises:
        PackageError: If a path is not negotiated, or a value is none of its range's steps.
    """
    ranges = loaded.ranges()
    for path in given:
        if path not in ranges:
            raise PackageError(f"`{path}` is not negotiated; there are {', '.join(ranges)}")
    return {path: _step(loaded, path, values, given.get(path)) for path, values in ranges.items()}


def _step(loaded: Loaded, path: str, values: Sequence[str], text: str | None) -> str:
    """Find the step of a range that is the same as a value."""
    wanted = loaded.signed().text_at(path) if text is None else text
    if wanted is not None and wanted in values:
        return wanted
    changed = loaded.signed() if text is None else loaded.package({path: text})
    if changed.deal is None:
        raise PackageError(f"`{text}` cannot stand at `{path}`:\n\n{changed}")
    where = position(changed, path)
    for value in values:
        if _same(position(loaded.package({path: value}), path), where):
            return value
    few = [*values[: SHOWN - 1], "...", values[-1]] if len(values) > SHOWN else values
    said = f"`{path}` is {wanted}, " if text is not None else f"nothing is said of `{path}`, and as signing leaves it "
    raise PackageError(f"{said}no step of its range: give one of {', '.join(few)}")


def _same(one: Position, other: Position) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= ALIKE * max(1.0, abs(one))
    return one == other


def signed_in_full(loaded: Loaded) -> dict[str, str] | None:
    """Return a value of every negotiable path of what was signed, as written; None where nothing was, or not all said.

    Args:
        loaded: The deal, checked.
    """
    found = signed_package(loaded)
    if found is None:
        return None
    texts = {path: found.package.get(path, loaded.signed().text_at(path)) for path in loaded.ranges()}
    full = {path: text for path, text in texts.items() if text is not None}
    return full if len(full) == len(texts) and found.package.keys() <= texts.keys() else None
