"""Values a deal: every scenario to every party, on the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine import beliefs as belief
from dealwright.engine.heading import heading_of
from dealwright.engine.naming import cards
from dealwright.engine.result import Valuation
from dealwright.engine.stage import IN_FORCE, Stage, may_not_close

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.engine.result import ScenarioWorth
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]


def value_deal(
    loaded: Loaded,
    draws: Draws,
    *,
    scenarios: Sequence[str] | None = None,
    fans: bool = False,
    progress: Progress | None = None,
) -> Valuation:
    """Value a deal in every scenario.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        scenarios: Names of the scenarios wanted (`in_force` for the file as it stands); all by default.
        fans: Whether percentiles of drivers and terms over time are wanted, too.
        progress: Is told how many scenarios are done, of how many.

    Returns:
        The worth of every scenario to every party.
    """
    deal = loaded.sound
    stage = Stage(loaded, draws)
    names = list(scenarios) if scenarios else [IN_FORCE, *deal.scenarios]
    out = stage.worths({name: stage.scene(name) for name in names}, fans=fans, progress=progress)
    return valuation_of(loaded, draws, out)


def valuation_of(loaded: Loaded, draws: Draws, worths: Mapping[str, ScenarioWorth]) -> Valuation:
    """Put the worths of some scenarios together.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        worths: The worth of each scenario, by name.

    Returns:
        The valuation.
    """
    deal = loaded.sound
    return Valuation(
        **heading_of(loaded, draws),
        horizon=deal.dates[1],
        scenarios=dict(worths),
        parties=cards(loaded),
        worth_by=deal.worth_by,
        no_deal=None if deal.negotiate is None else deal.negotiate.no_deal,
        warnings=tuple(belief.not_counted(deal)),
        titles={f"terms.{name}": term.title for name, term in deal.terms.items() if term.title},
    )


def refused_deal(loaded: Loaded, name: str) -> Loaded | None:
    """Return the deal that holds where a scenario is signed and does not close; None where that cannot be."""
    return loaded.no_deal() if may_not_close(loaded.sound, name) else None
