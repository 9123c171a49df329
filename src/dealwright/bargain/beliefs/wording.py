"""Tell in which states of what is known all packages are the same, so that they are valued once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.engine.beliefs import facts_behind
from dealwright.engine.expressions import names_used
from dealwright.engine.grids.laying import laid_over

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.terms.base import Term


@dataclass(frozen=True, slots=True)
class Wordings:
    """The deals that readings make of a menu of packages, each once.

    A reading of a clause that signing ends, or that every package words itself, moves no deal alone in which talks
    fail: the packages are the same deals on the same futures whatever it is.

    Args:
        loaded: The deal.
        packages: The menu.
        signed: The scene that signing alone makes.
        met: The wordings that were met.
    """

    loaded: Loaded
    packages: Sequence[Mapping[str, str]]
    signed: Scene
    met: list[tuple[object, ...]] = field(default_factory=list)

    def number(self, known: Mapping[str, float]) -> int:
        """Return a number that is the same in all states in which the packages are the same deals on the same futures.

        Args:
            known: All that is known.
        """
        structural = {doubt.name for doubt in self.signed.doubts if doubt.structural}
        read = [(name, int(index)) for name, index in known.items() if name in structural]
        deal = laid_over(self.signed.reading(read), self.packages[0]).sound
        moving = facts_behind(deal, names_used((deal.drivers, deal.companies, deal.terms)))
        numbers = {name: value for name, value in known.items() if name not in structural and name in moving}
        facts = {name: fact for name, fact in deal.facts.items() if name not in structural}
        rest = deal.model_copy(update={"terms": {}, "facts": {}, "scenarios": {}, "talks": []})
        asked = sorted(known)
        wording = (asked, numbers, rest, facts, self._in_force(deal))
        if wording not in self.met:
            self.met.append(wording)
        return self.met.index(wording)

    def _in_force(self, deal: Deal) -> dict[str, Term]:
        """Return the terms that may hold in some package, and those that these name."""
        paths = [*self.loaded.ranges(), *self._reworded(deal)]
        held = {
            name: term
            for name, term in deal.terms.items()
            if not _never(term) or any(f"{path}.".startswith(f"terms.{name}.") for path in paths)
        }
        words = set(re.findall(r"\w+", repr(held)))
        return held | {name: term for name, term in deal.terms.items() if name not in held and name in words}

    def _reworded(self, deal: Deal) -> list[str]:
        """List the paths by which a reading may put a term in force."""
        readings = [reading for fact in deal.facts.values() for reading in fact.readings or ()]
        laid = [path for reading in readings for path in reading.overlay or {}]
        return [path for path in laid if path.count(".") == 1 or path.endswith(".active")]


def _never(term: Term) -> bool:
    """Tell whether a term is not in force, whatever happens."""
    return isinstance(term.active, Quantity) and term.active.value is False
