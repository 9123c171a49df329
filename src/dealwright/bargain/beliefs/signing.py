"""How likely one package is signed, whether or not a search has found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.bargain.beliefs.found import Probability
from dealwright.bargain.beliefs.model import belief_model
from dealwright.engine import beliefs as engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass(frozen=True, slots=True)
class Signed:
    """How likely one package is signed, over what the parties know and we do not, and the error of the futures.

    Attributes:
        each: Chance that each party at the table does not refuse it.
        together: Chance that all of them sign it.
        over: Names of what somebody at the table knows and we do not, where it moves what somebody signs.
        draws: Draws of that.
        scramblings: Scramblings of the futures that each draw is combined with.
    """

    each: Mapping[str, Probability]
    together: Probability
    over: tuple[str, ...]
    draws: int
    scramblings: int


def signed(loaded: Loaded, draws: Draws, package: Mapping[str, str], refusing: Scene | None = None) -> Signed:
    """Count in how many cases each party signs a package, nobody paying beside it.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        package: A value of every negotiable path, as written.
        refusing: No deal on these draws, if it is open.
    """
    model = belief_model(loaded, draws, [package], refusing=refusing)
    cases, count = model.cases(scrambled=True), engine.OUTER_DRAWS if model.beliefs else 1
    chances = [float(chance) for chance in (*cases.signing[0], cases.all_sign[0])]
    *each, together = (Probability.of(chance, count, model.replicates) for chance in chances)
    over = tuple(name for name in model.beliefs if model.moved_by(name))
    return Signed(dict(zip(model.table, each, strict=True)), together, over, count, model.replicates)
