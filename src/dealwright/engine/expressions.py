"""Finds the expressions that stand in a deal's declared shapes, and what they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from dealwright.deal import expression as ast
from dealwright.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXPRESSIONS = get_args(ast.Expression)


def expressions(shape: object) -> Iterator[ast.Expression]:
    """Yield every expression that stands in a declared shape, at any depth."""
    if shape is None or isinstance(shape, str):  # most keys of a shape are not there, or are names
        return
    if isinstance(shape, _EXPRESSIONS):
        yield shape
    else:
        for value in _inside(shape):
            if value is not None and not isinstance(value, str):
                yield from expressions(value)


def used_in(inside: Iterable[ast.Expression]) -> tuple[frozenset[str], frozenset[str], bool]:
    """Tell, looking once, what expressions use: names, terms by their results, and whether a literal is uncertain."""
    names, terms, uncertain = set[str](), set[str](), False
    for expression in inside:
        for part in ast.walk(expression):
            if isinstance(part, ast.Name):
                names.add(part.name)
            elif isinstance(part, ast.TermField):
                terms.add(part.term)
            elif isinstance(part, ast.Uncertain):
                uncertain = True
    return frozenset(names - ast.BUILT_IN_NAMES), frozenset(terms), uncertain


def _inside(shape: object) -> Iterable[object]:
    """Return what stands directly inside a shape or a collection of them."""
    if isinstance(shape, BaseModel):
        return shape.__dict__.values()
    if isinstance(shape, dict):
        return shape.values()
    return shape if isinstance(shape, list | tuple) else ()


def terms_used(shape: object) -> frozenset[str]:
    """Name the terms whose results a declared shape uses, in its expressions or by a key that names one."""
    read = frozenset(shape.reads) if isinstance(shape, Term) else frozenset()
    return read.union(name for each in expressions(shape) for name in ast.term_names(each))


def references(shape: object) -> frozenset[str]:
    """Name what a declared shape refers to by plain names: events, parties, companies, sources."""
    if isinstance(shape, str):
        return frozenset({shape})
    found = set[str]()
    for value in _inside(shape):
        if isinstance(value, str):
            found |= frozenset() if isinstance(shape, dict) else {value}
        elif isinstance(value, BaseModel) or (isinstance(value, dict | list | tuple) and not isinstance(shape, dict)):
            found |= references(value)
    return frozenset(found)


def names_used(shape: object) -> frozenset[str]:
    """Name the drivers, facts and events that a declared shape uses."""
    return frozenset(name for each in expressions(shape) for name in ast.names(each))
