"""Finds the expressions that stand in a deal's declared shapes, and what they use."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from dealwright.deal import expression as ast
from dealwright.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXPRESSIONS = frozenset(get_args(ast.Expression))


def expressions(shape: object) -> Iterator[ast.Expression]:
    """Yield every expression that stands in a declared shape, at any depth."""
    waiting = [shape]
    while waiting:
        current = waiting.pop()
        if type(current) in _EXPRESSIONS:
            yield current  # type: ignore[misc]  # it is one of them
        elif current is not None and type(current) is not str:  # most keys of a shape are not there, or are names
            waiting.extend(reversed(tuple(_inside(current))))


def used_in(inside: Iterable[ast.Expression]) -> tuple[frozenset[str], frozenset[str], bool]:
    """Tell, looking once, what expressions use: names, terms by their results, and whether a literal is uncertain."""
    names, terms, uncertain = set[str](), set[str](), False
    for part in chain.from_iterable(map(ast.walk, inside)):
        if isinstance(part, ast.Name):
            names.add(part.name)
        elif isinstance(part, ast.TermField):
            terms.add(part.term)
        elif isinstance(part, ast.Uncertain):
            uncertain = True
    return frozenset(names - ast.BUILT_IN_NAMES), frozenset(terms), uncertain


def _inside(shape: object) -> Iterable[object]:
    """Return what stands directly inside a shape or a collection of them."""
    if isinstance(shape, list | tuple):
        return shape
    if isinstance(shape, dict):
        return shape.values()
    return shape.__dict__.values() if isinstance(shape, BaseModel) else ()


def terms_used(shape: object) -> frozenset[str]:
    """Name the terms whose results a declared shape uses, in its expressions or by a key that names one."""
    read = frozenset(shape.reads) if isinstance(shape, Term) else frozenset()
    return read.union(name for each in expressions(shape) for name in ast.term_names(each))


def references(shape: object) -> frozenset[str]:
    """Name what a declared shape refers to by plain names: events, parties, companies, sources."""
    if isinstance(shape, str):
        return frozenset({shape})
    found, inside = set[str](), not isinstance(shape, dict)
    for value in _inside(shape):
        if value is None:
            continue
        if isinstance(value, str):
            found |= {value} if inside else set()
        elif (inside and isinstance(value, dict | list | tuple)) or isinstance(value, BaseModel):
            found |= references(value)
    return frozenset(found)


def names_used(shape: object) -> frozenset[str]:
    """Name the drivers, facts and events that a declared shape uses."""
    return frozenset(name for each in expressions(shape) for name in ast.names(each))
