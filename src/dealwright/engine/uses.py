"""Reads what a declared shape uses, so that what was computed for one that agrees in all of it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine.expressions import expressions, references, used_in
from dealwright.terms import Term

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Uses:
    """What a declared shape, or some keys of it, says and uses.

    Args:
        shape: The shape, kept alive so that its identity stays its own.
        said: All that counts of it.
        drawn: Whether an uncertain literal stands in it, so that it also matters where the shape stands.
        names: Names it uses or refers to.
        terms: Terms whose results it uses.
    """

    shape: BaseModel
    said: object
    drawn: bool
    names: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, shape: BaseModel, keys: tuple[str, ...]) -> Uses:
        """Read a shape.

        Args:
            shape: A term or a company.
            keys: The keys that count; all if none are named.
        """
        said = [getattr(shape, key) for key in keys] if keys else shape
        names, terms, drawn = used_in(expressions(said))
        named = terms.union(said.reads) if isinstance(said, Term) else terms
        return cls(shape, said, drawn, tuple(sorted(names | references(said))), tuple(sorted(named)))
