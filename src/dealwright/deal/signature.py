"""Say all that a declared shape says as one value, which equal shapes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Hashable


def signature(shape: object) -> Hashable:
    """Return all that an expression or declared shape says, as one value that equal ones share."""
    if shape is None or isinstance(shape, str):  # as most keys are
        return shape
    if isinstance(shape, list | tuple):
        return tuple([signature(value) for value in shape])
    if isinstance(shape, dict):
        return tuple([(key, signature(value)) for key, value in shape.items()])
    if isinstance(shape, BaseModel):
        said = shape.__dict__
        return (type(shape).__name__, *[signature(said[name]) for name in type(shape).__pydantic_fields__])
    return shape  # expressions and nodes of the file are frozen
