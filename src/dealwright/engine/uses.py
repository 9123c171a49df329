"""Reads what a declared shape uses, so that what was computed for one that agrees in all of it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Uncertain, walk
from dealwright.engine.expressions import expressions, names_used, references, terms_used

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
        drawn = any(isinstance(part, Uncertain) for each in expressions(said) for part in walk(each))
        names = tuple(sorted(names_used(said) | references(said)))
        return cls(shape, said, drawn, names, tuple(sorted(terms_used(said))))
