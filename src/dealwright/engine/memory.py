"""Remembers what terms and exits came to, so that scenarios and readings compute again only what they change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.deal.expression import Uncertain, walk
from dealwright.engine.expressions import expressions, names_used, references, signature, terms_used
from dealwright.world.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from pydantic import BaseModel

    from dealwright.world.futures import Futures

FLOWS, FIGURES = 128 * 2**20, 128 * 2**20
"""Bytes remembered at most: of terms' flows, and of what has one figure per path."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What a declared shape uses.

    Args:
        shape: The shape, kept alive so that its identity stays its own.
        signature: All that it says, so that equal shapes are computed once.
        drawn: Whether an uncertain literal stands in it.
        names: Names it uses or refers to.
        terms: Terms whose results it uses.
    """

    shape: BaseModel
    signature: Hashable
    drawn: bool
    names: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(slots=True)
class Memory:
    """What was computed for declared shapes, by all that decides it; forgets the oldest when it is full.

    Args:
        flows: Outcomes of terms.
        figures: What has one figure per path: present values, values at an exit.
    """

    flows: Kept = field(default_factory=lambda: Kept(FLOWS))
    figures: Kept = field(default_factory=lambda: Kept(FIGURES))
    uses: dict[int, Uses] = field(default_factory=dict)

    def key(self, shape: BaseModel, futures: Futures, terms: Mapping[str, BaseModel]) -> Hashable | None:
        """Return a sign for a shape together with all it depends on.

        Args:
            shape: A term or a company.
            futures: The futures; drivers that agree with those of kindred futures have the same sign.
            terms: The terms in force, whose results the shape may use.

        Returns:
            The sign, or `None` where an uncertain literal makes it depend on where the shape stands.
        """
        used = self._read(shape)
        inner = tuple(self.key(terms[name], futures, terms) for name in used.terms if name in terms)
        if used.drawn or None in inner:
            return None
        known = futures.deal.drivers.keys() | futures.deal.facts.keys()
        return (
            used.signature,
            tuple(futures.sign(name) for name in used.names if name in known),
            inner,
            id(futures.store),
        )

    def _read(self, shape: BaseModel) -> Uses:
        if id(shape) not in self.uses:
            drawn = any(isinstance(part, Uncertain) for each in expressions(shape) for part in walk(each))
            names = tuple(sorted(names_used(shape) | references(shape)))
            self.uses[id(shape)] = Uses(shape, signature(shape), drawn, names, tuple(sorted(terms_used(shape))))
        return self.uses[id(shape)]
