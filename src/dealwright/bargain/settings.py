"""Sets out what the columns of one world of a grid have in common, reading by reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine import beliefs as belief
from dealwright.engine.exit import find_exit
from dealwright.engine.grids.columns import Setting
from dealwright.engine.lines import Rates
from dealwright.engine.view import FuturesView
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.grids.plan import Plan
    from dealwright.engine.scenario import Scene
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.futures import Futures


def settings_of(
    scene: Scene,
    laid_out: Plan,
    values: Mapping[str, Sequence[str]],
    known: Mapping[str, float],
    traits: Mapping[str, Traits] | None = None,
) -> list[tuple[Bool[ndarray, " path"] | None, Setting]]:
    """Set out what the columns of one world have in common.

    Args:
        scene: The world.
        laid_out: How its packages are put together.
        values: Values of each negotiable path.
        known: What is taken for known by everyone (see `taken_for_known`).
        traits: What the parties are like; as central beliefs have it by default.

    Returns:
        The setting of each reading that nobody at the table knows, with the paths on which it holds.
    """
    deal = scene.loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    seen = traits or {party: belief.traits(deal, party) for party in deal.negotiate.between}
    return [
        (mask, _setting(signed, simulate(signed.sound, scene.draws, facts=facts), laid_out, values, _Seen(deal, seen)))
        for mask, signed, facts in scene.readings(known)
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the parties are like, and the deal that says by which measure they compare: no reading moves either."""

    deal: Deal
    traits: Mapping[str, Traits]

    @property
    def rates(self) -> dict[str, Rates]:
        """The rates of each party in the bargain's one measure."""
        own = self.deal.worth_by == "mean_at_discount"
        free = belief.constant(self.deal, self.deal.risk_free)
        return {p: Rates(each.discount if own else free, own_rates=own) for p, each in self.traits.items()}


def _setting(
    loaded: Loaded,
    futures: Futures,
    laid_out: Plan,
    values: Mapping[str, Sequence[str]],
    seen: _Seen,
) -> Setting:
    deal = loaded.sound
    view = FuturesView.of(deal, futures)
    exits = {name: find_exit(deal, name, view) for name in laid_out.companies}
    return Setting(loaded, futures, laid_out, values, seen.rates, seen.traits, exits)
