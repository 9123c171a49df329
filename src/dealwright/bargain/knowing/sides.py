"""Asks for each party that decides what knowing each doubt is worth to it, and what it would do where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.deciding import Decider, Knowledge, tolerances_of
from dealwright.bargain.knowing.joint import everything, known_together, pairs, that_tell
from dealwright.bargain.knowing.result import Side
from dealwright.bargain.knowing.selection import selection, signers
from dealwright.bargain.knowing.value import by_state, value_of_knowing
from dealwright.engine import beliefs as belief

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Int
    from numpy import ndarray

    from dealwright.bargain.knowing.forms import Sampler
    from dealwright.bargain.knowing.outcomes import Outcomes
    from dealwright.bargain.knowing.selection import Selection
    from dealwright.bargain.knowing.unknowns import Unknown
    from dealwright.bargain.knowing.value import Knowing
    from dealwright.deal.deal import Deal


def sides(
    deal: Deal,
    sampler: Sampler,
    outcomes: Outcomes,
    wanted: Sequence[Unknown],
    deciding: Sequence[str],
    needs: Mapping[str, float],
) -> tuple[Side, ...]:
    """Tell what knowing more is worth to those who decide.

    Args:
        deal: The deal.
        sampler: The forms and parties.
        outcomes: What the forms come to.
        wanted: The doubts that are asked about.
        deciding: Who decides.
        needs: By how much more than no deal a package must be worth to each party at the table, in currency.

    Returns:
        One side for each of these; none where there is nothing to decide between.
    """
    forms = [place for place, form in enumerate(sampler.forms) if form.chosen]
    if len(forms) < 2:  # noqa: PLR2004 - nothing to choose between
        return ()
    return tuple(_side(deal, party, forms, sampler, outcomes, wanted, needs) for party in deciding)


def _side(
    deal: Deal,
    party: str,
    forms: Sequence[int],
    sampler: Sampler,
    outcomes: Outcomes,
    wanted: Sequence[Unknown],
    needs: Mapping[str, float],
) -> Side:
    place, every = sampler.parties.index(party), sampler.unknown.every
    knowledge = Knowledge.of(party, _that_matter(every, party, place, outcomes))
    own, tolerances = outcomes.values[list(forms), place], tolerances_of(deal, party)
    decider = Decider.of(party, place, forms, own, tolerances, knowledge, needs.get(party, 0.0))
    knowing = {
        each.path: _named(deal, each, value_of_knowing(outcomes, decider, each.name))
        for each in wanted
        if party not in each.known_to
    }
    knows = tuple(each.path for each in every if party in each.known_to)
    open_to = [each for each in wanted if party not in each.known_to]
    both = pairs(outcomes, decider, open_to, knowing)
    telling = that_tell(outcomes, decider, open_to, knowing, both)
    named = {each.path: each.name for each in open_to}
    known = [([named[path]], each) for path, each in knowing.items()]
    known += [([named[path] for path in pair.paths], known_together(pair)) for pair in both]
    every_one = everything(outcomes, decider, telling, known)
    blind = _blind(outcomes, decider)
    likeliest = forms[int(blind[np.argmax(knowledge.chances)])]
    chosen = _selection(deal, party, forms[1], sampler, outcomes, needs)
    hangs = len(set(blind.tolist())) > 1
    return Side(party, knows, likeliest, knowing, every_one, both, knowledge.left, chosen, hangs)


def _selection(
    deal: Deal, party: str, place: int, sampler: Sampler, outcomes: Outcomes, needs: Mapping[str, float]
) -> Selection | None:
    """Tell what it does to the package on the table that the others at it know more."""
    table = deal.negotiate.between if deal.negotiate is not None else []
    if party not in table:
        return None
    risky = deal.worth_by != "mean_at_discount"
    tolerances = {each: belief.traits(deal, each).risk_tolerance if risky else None for each in table}
    every = signers(sampler.parties, table, tolerances, needs)
    others = [each for name, each in every.items() if name != party]
    return selection(outcomes, (place, sampler.forms[place].name), every[party], others, sampler.unknown.every)


def _that_matter(every: Sequence[Unknown], party: str, place: int, outcomes: Outcomes) -> list[Unknown]:
    """Return what a party knows that moves what it has, in some form: what moves nothing makes no states."""
    forms = range(len(outcomes.values))
    return [each for each in every if party in each.known_to and outcomes.moves(each.name, forms, place)]


def _blind(outcomes: Outcomes, decider: Decider) -> Int[ndarray, " state"]:
    """Return which of its forms a party takes in each state of what it knows, at the middle of its tolerances."""
    usual = by_state(decider.burdens(outcomes.values), outcomes, decider).mean(axis=0)
    return np.asarray(np.argmin(usual.reshape(decider.tastes, len(decider.forms), -1)[decider.tastes // 2], axis=0))


def _named(deal: Deal, each: Unknown, found: Knowing) -> Knowing:
    """Write where decisions turn as the file would."""
    if each.weights:
        fact = deal.facts.get(each.name)
        readings = [] if fact is None else fact.readings or []
        titles = [reading.called(place) for place, reading in enumerate(readings)]
        titles = titles or [choice.written for choice, _ in (each.spread.choices if each.spread else ())]
        names = [titles[place] if place < len(titles) else f"choice {place + 1}" for place in each.readings]
        pairs = zip(found.turns, names, strict=False)
        return replace(found, turns=tuple(replace(turn, below=name) for turn, name in pairs))
    turns = [replace(turn, below=each.text(turn.end) if turn.end < 1.0 - 1e-9 else "") for turn in found.turns]
    if turns:
        turns[-1] = replace(turns[-1], below="")
    return replace(found, turns=tuple(turns))
