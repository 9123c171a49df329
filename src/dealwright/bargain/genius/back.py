"""Bring what agents agreed on back to the deal: the package is valued in money, beside no deal, on fresh futures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from dealwright.bargain.fresh import fresh_scenes, value_afresh
from dealwright.bargain.negotiation import outside_worth, values_of
from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Estimate, Json
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@final
@dataclass(frozen=True, slots=True, repr=False)
class Back(Drawn):
    """A package in money.

    Attributes:
        title: The deal's title.
        currency: Its currency.
        measure: By which measure worth is meant.
        package: What it sets.
        worth: What it is worth to each party, on fresh futures and over all that it may know.
        gain: How much more that is than no deal.
        reservation: What no deal is worth to each party on the same futures.
        names: The parties in words.
        seed: Seed of the fresh futures.
        paths: How many.
        notes: What a reader must know.
    """

    title: str
    currency: str
    measure: str
    package: Mapping[str, str]
    worth: Mapping[str, Estimate]
    gain: Mapping[str, Estimate]
    reservation: Mapping[str, Estimate]
    names: Mapping[str, str]
    seed: int
    paths: int
    notes: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `genius back --json`."""
        return {
            "deal": self.title,
            "currency": self.currency,
            "measure": self.measure,
            "seed": self.seed,
            "paths": self.paths,
            "package": dict(self.package),
            "worth": _estimates(self.worth),
            "gain": _estimates(self.gain),
            "reservation": _estimates(self.reservation),
            "notes": list(self.notes),
        }


def _estimates(figures: Mapping[str, Estimate]) -> dict[str, Json]:
    return {party: {"value": each.value, "standard_error": each.standard_error} for party, each in figures.items()}


def bring_back(loaded: Loaded, draws: Draws, package: Mapping[str, str]) -> Back:
    """Value a package in money.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws on which a scenario was made of it; the package is valued on others.
        package: What was agreed, a value for each negotiable path.

    Returns:
        Its worth, and the gain over no deal.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    parties = deal.negotiate.between
    refusing, scenes = fresh_scenes(loaded, draws, [package])
    held, signed = value_afresh([refusing, *scenes.values()], parties)
    gain = {party: signed[party].gain(held[party]) for party in parties}
    alone = {party: held[party].worth for party in parties}
    wants = outside_worth(loaded, refusing.draws, refusing.forms, values_of(alone))
    return Back(
        deal.title,
        deal.currency,
        deal.worth_by,
        package,
        {party: signed[party].worth for party in parties},
        gain,
        alone,
        {party: deal.parties[party].name or party for party in parties},
        refusing.draws.seed,
        refusing.draws.paths,
        (*_refused(gain, {p: wants[p] - alone[p].value for p in wants}), *_between_values(loaded, package)),
    )


def _refused(gain: Mapping[str, Estimate], wants: Mapping[str, float]) -> list[str]:
    """Say who would rather have no deal, and who gains less than it must, by more than two errors."""
    least = {party: each.value + 2 * each.standard_error for party, each in gain.items()}
    worse = [party for party, most in least.items() if most < 0]
    short = [party for party, want in wants.items() if 0 <= least[party] < want]
    return [
        *(f"no deal is worth more to {party} than this package" for party in worse),
        *(f"{party} gains less by this package than the least at which it signs" for party in short),
    ]


def _between_values(loaded: Loaded, package: Mapping[str, str]) -> list[str]:
    """Say which values are none of those that the deal lists."""
    odd = [path for path, values in loaded.ranges().items() if package.get(path) not in {*values, None}]
    return [f"{path} is {package[path]}, none of the values that `negotiate:` lists" for path in odd]
