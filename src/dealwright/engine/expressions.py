"""Finds the expressions that stand in a deal's declared shapes, and what they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from dealwright.deal import expression as ast
from dealwright.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPRESSIONS = get_args(ast.Expression)


def expressions(shape: object) -> Iterator[ast.Expression]:
    """Yield every expression that stands in a declared shape, at any depth."""
    if shape is None or isinstance(shape, str):  # most keys of a shape are not there, or are names
        return
    if isinstance(shape, _EXPRESSIONS):
        yield shape
    elif isinstance(shape, BaseModel):
        for name in type(shape).model_fields:
            yield from expressions(getattr(shape, name))
    elif isinstance(shape, dict):
        for value in shape.values():
            yield from expressions(value)
    elif isinstance(shape, list | tuple):
        for value in shape:
            yield from expressions(value)


def terms_used(shape: object) -> frozenset[str]:
    """Name the terms whose results a declared shape uses, in its expressions or by a key that names one."""
    read = frozenset(shape.reads) if isinstance(shape, Term) else frozenset()
    return read.union(name for each in expressions(shape) for name in ast.term_names(each))


def references(shape: object) -> frozenset[str]:
    """Name what a declared shape refers to by plain names: events, parties, companies, sources."""
    if isinstance(shape, str):
        return frozenset({shape})
    if isinstance(shape, BaseModel):
        return frozenset(name for field in type(shape).model_fields for name in references(getattr(shape, field)))
    if isinstance(shape, dict):
        return frozenset(name for value in shape.values() if isinstance(value, BaseModel) for name in references(value))
    if isinstance(shape, list | tuple):
        return frozenset(name for value in shape for name in references(value))
    return frozenset()


def names_used(shape: object) -> frozenset[str]:
    """Name the drivers, facts and events that a declared shape uses."""
    return frozenset(name for each in expressions(shape) for name in ast.names(each))
