"""Ask a declared shape what keys it has, and which shape lies behind a key of it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Shape: TypeAlias = type[BaseModel]


@cache
def keys_of(shape: Shape) -> Mapping[str, str]:
    """Return the keys as a file writes them, with the attribute of each: `kind` and expected keys first."""
    first = {"kind", *expected_keys(shape)}
    fields = sorted(shape.model_fields.items(), key=lambda item: (item[1].alias or item[0]) not in first)
    return MappingProxyType({field.alias or name: name for name, field in fields})


@cache
def expected_keys(shape: Shape) -> tuple[str, ...]:
    """Return the keys that must be there, those among them in whose place others may stand."""
    unless = getattr(shape, "UNLESS", {})
    fields = shape.model_fields.items()
    return tuple(field.alias or name for name, field in fields if field.is_required() or name in unless)


def required_keys(shape: Shape) -> tuple[str, ...]:
    """Return the keys that must be there, as a file writes them."""
    return tuple(field.alias or name for name, field in shape.model_fields.items() if field.is_required())


def shape_behind(shape: Shape, steps: Sequence[str | int]) -> Shape | None:
    """Return the shape that validates what lies behind some steps.

    Args:
        shape: Where the steps begin.
        steps: Keys, positions and tags, as pydantic names them.

    Returns:
        The shape, or None if a plain value or a mapping of free names lies there.
    """
    here: Any = shape
    for step in steps:
        here = _next(here, step)
    found = _unwrapped(here)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _next(annotation: Any, step: str | int) -> Any:  # noqa: ANN401 - any annotation
    """Return the annotation behind one step."""
    annotation = _unwrapped(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        name = keys_of(annotation).get(str(step), str(step))
        found = annotation.model_fields.get(name)
        return found.annotation if found is not None else None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {list, tuple} or origin is dict:
        return arguments[-1] if origin is dict else arguments[0]
    if origin in {Union, UnionType}:
        return next((branch for tag, branch in _tagged(arguments) if tag == step), None)
    return None


def _unwrapped(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    """Return an annotation without its notes and without `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in {Union, UnionType} and NoneType in get_args(annotation):
            rest = [branch for branch in get_args(annotation) if branch is not NoneType]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def _tagged(branches: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for branch in branches:
        for note in getattr(branch, "__metadata__", ()):
            if isinstance(note, Tag):
                yield note.tag, branch
