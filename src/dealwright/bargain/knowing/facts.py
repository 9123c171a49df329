"""Tells of every fact where it comes from, how much of the spread it makes, and what knowing it would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.asked import needs_of, packages
from dealwright.bargain.knowing.cautions import cautions
from dealwright.bargain.knowing.conflicts import conflicts
from dealwright.bargain.knowing.forms import Sampler, compared, rates_of
from dealwright.bargain.knowing.listed import listed
from dealwright.bargain.knowing.outcomes import Outcomes
from dealwright.bargain.knowing.result import Compared, Facts
from dealwright.bargain.knowing.shares import Share, first_order, total_order
from dealwright.bargain.knowing.sides import sides
from dealwright.bargain.knowing.unknowns import unknowns
from dealwright.engine import beliefs as belief
from dealwright.engine import measures
from dealwright.engine.heading import heading_of
from dealwright.engine.result import PartyCard
from dealwright.engine.scenario import independent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.bargain.knowing.asked import Asked
    from dealwright.bargain.knowing.unknowns import Unknown, Unknowns
    from dealwright.deal.deal import Deal
    from dealwright.engine.result import Estimate
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]


def facts(loaded: Loaded, draws: Draws, asked: Asked, *, progress: Progress | None = None) -> Facts:
    """Tell what a deal rests on, and what it would be worth to know more.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        asked: What is wanted.
        progress: Is told how many doubts are done, of how many.

    Returns:
        Every fact, and what each doubt does.

    Raises:
        KeyError: If there is no such fact or solution.
    """
    deal = loaded.sound
    table = packages(loaded, draws, asked)
    opened = [loaded.no_deal().sound, *(loaded.package(dict(package)).sound for _, package in table.values())]
    unknown = unknowns(loaded, opened, ranges=asked.ranges)
    parties = tuple(deal.parties)
    sampler = Sampler(compared(loaded, unknown.laid, table), parties, unknown, rates_of(loaded, parties))
    wanted = wanted_of(loaded, unknown, asked)
    outcomes = Outcomes.of(sampler, draws, wanted, progress)
    between = tuple(deal.negotiate.between) if deal.negotiate is not None else parties
    deciding = tuple(each for each in between if asked.party in {"", each})
    return Facts(
        **heading_of(loaded, draws),
        worth_by=deal.worth_by,
        parties={key: PartyCard(each.name or key, each.short or "") for key, each in deal.parties.items()},
        between=between,
        party=asked.party,
        facts=listed(loaded, unknown.every),
        compared=_compared(deal, sampler, outcomes),
        shares={each.path: _shares(each, sampler, outcomes) for each in wanted},
        sides=sides(deal, sampler, outcomes, wanted, deciding, needs_of(loaded, draws)),
        conflicts=conflicts(deal, sampler, outcomes),
        redrawn=outcomes.few.paths,
        ranges=asked.ranges,
        notes=(
            *(() if asked.of else _notes(unknown)),
            *cautions(deal, sampler, outcomes, (asked.party,) if asked.party else between),
        ),
    )


def wanted_of(loaded: Loaded, unknown: Unknowns, asked: Asked) -> tuple[Unknown, ...]:
    """Return the unknowns that are asked for.

    Raises:
        KeyError: If something that is asked for is none, with what there is.
    """
    if not asked.of:
        return unknown.every
    known = {each.path: each for each in unknown.every} | {each.name: each for each in unknown.every}
    for path in asked.of:
        if path not in known:
            raise KeyError(_no_such(loaded, path, unknown))
    return tuple({known[path].path: known[path] for path in asked.of}.values())


def _no_such(loaded: Loaded, path: str, unknown: Unknowns) -> str:
    name = path.removeprefix("facts.")
    if name in loaded.sound.facts:
        why = unknown.left.get(name, "it is certain, or moves nothing")
        return f"nothing is gained by knowing {path}: {why}"
    some = ", ".join(each.path for each in unknown.every[:8])
    if not some:
        return f"there is no fact {path}, and nothing in this deal is in doubt"
    return f"there is no fact {path}; in doubt are {some}{' and others' if len(unknown.every) > 8 else ''}"  # noqa: PLR2004


def _compared(deal: Deal, sampler: Sampler, outcomes: Outcomes) -> tuple[Compared, ...]:
    """Sum up each form of the deal over all that is not known."""
    found = []
    for form, values in zip(sampler.forms, outcomes.values, strict=True):
        worth = {p: _worth(deal, p, v, outcomes.draws) for p, v in zip(sampler.parties, values, strict=True)}
        deviation = {p: float(np.std(v)) for p, v in zip(sampler.parties, values, strict=True)}
        found.append(Compared(form.name, form.title, form.package, worth, deviation, form.chosen))
    return tuple(found)


def _worth(deal: Deal, party: str, values: np.ndarray, draws: Draws) -> Estimate:
    tolerance = None if deal.worth_by == "mean_at_discount" else belief.traits(deal, party).risk_tolerance
    return measures.certainty_equivalent(values, tolerance, independent(draws))


def _shares(each: Unknown, sampler: Sampler, outcomes: Outcomes) -> Mapping[str, Mapping[str, Share]]:
    """Tell which share of each party's spread an unknown explains, in each form of the deal."""
    own, gram, left = outcomes.functions(each.name, _flat), outcomes.gram(each.name), outcomes.left_by(each.name, _flat)
    found: dict[str, dict[str, Share]] = {}
    for row, form in enumerate(sampler.forms):
        found[form.name] = {}
        for column, party in enumerate(sampler.parties):
            place, every = row * len(sampler.parties) + column, outcomes.values[row, column]
            first = first_order(own[:, place], gram, every)
            found[form.name][party] = Share(first, total_order(left[place], every, outcomes.folds))
    return found


def _flat(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.reshape(-1, values.shape[-1]))


def _notes(unknown: Unknowns) -> tuple[str, ...]:
    if not unknown.every:
        return ("nothing in this deal is uncertain but the future itself: every fact is one number, without a range",)
    left = [f"{name} is not drawn within its range: {why}" for name, why in unknown.left.items()]
    return tuple(left)
