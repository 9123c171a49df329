"""Say what the log reveals: which beliefs it moved, and on which terms each side gave way or held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.signed import TermSpace, position
from dealwright.bargain.talking.behaviour import guess
from dealwright.bargain.talking.next_offer import percentiles
from dealwright.bargain.talking.result import Concession, Surprise, Trait, View
from dealwright.ground.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.talking.learning import Step
    from dealwright.bargain.talking.log import Said
    from dealwright.bargain.talking.other_side import Across
    from dealwright.bargain.talking.particles import Particles
    from dealwright.lang.load import Loaded

    Weighted = tuple[Float[ndarray, " particle"], Float[ndarray, " particle"]]


NEARLY_ALL = 0.99
"""Share of the guesses by which a side is said to refuse what is worth no less to it than its own offer."""


def view_of(seen: Across, start: Particles, steps: Sequence[Step], numbers: Sequence[int], loaded: Loaded) -> View:
    """Say what one side has learnt about another.

    Args:
        seen: The other side as it was believed to be.
        start: The guesses before the talks.
        steps: What each of its entries taught.
        numbers: Where these stand in `talks:`.
        loaded: The deal, which knows in what its facts are counted.
    """
    now = steps[-1].believed if steps else start
    before, after = seen.values(start.points), seen.values(now.points)
    likely = guess(seen.side, start.points), guess(seen.side, now.points)
    traits = tuple(
        _trait(
            name,
            (before[name], start.weights),
            (after[name], now.weights),
            _kind(loaded, name),
            seen.model.beliefs[name].choices,
        )
        for name in seen.names
    )
    needed, held = (
        _trait(f"{seen.party}.{name}", (one, start.weights), (other, now.weights), "money")
        for name, one, other in (
            ("needed", likely[0].needed, likely[1].needed),
            ("held", likely[0].held, likely[1].held),
        )
    )
    against = _against(steps, numbers, likely[1].gains, now)
    surprises = tuple(
        Surprise(number, step.chance, step.fits and other is None, other)
        for number, step, other in zip(numbers, steps, against, strict=True)
    )
    return View(
        seen.me,
        seen.party,
        traits,
        needed,
        held,
        surprises,
        now.effective,
        len(now.points),
        now.rejuvenations,
        now.log_evidence,
    )


def _against(
    steps: Sequence[Step], numbers: Sequence[int], gains: Float[ndarray, "particle package"], now: Particles
) -> list[int | None]:
    """Say of each refusal which earlier offer of the side it goes against: one worth no more to it, by most guesses."""
    found: list[int | None] = []
    for place, step in enumerate(steps):
        before = zip(numbers[:place], steps[:place], strict=True)
        own = [(number, each.entry.package) for number, each in before if each.entry.kind == "offered"]
        less = (n for n, offer in own if now.weights @ (gains[:, step.entry.package] >= gains[:, offer]) > NEARLY_ALL)
        found.append(next(less, None) if step.entry.kind == "refused" else None)
    return found


def _trait(name: str, before: Weighted, after: Weighted, kind: str, choices: Sequence[float] = ()) -> Trait:
    chances = tuple(
        (value, *(float(weights[np.isclose(values, value)].sum()) for values, weights in (before, after)))
        for value in choices
    )
    return Trait(name, percentiles(*before), percentiles(*after), kind, chances, _moved(before, after))  # type: ignore[arg-type]  # of three each


def _moved(before: Weighted, after: Weighted) -> float:
    """Return the largest difference between two weighted distributions: Kolmogorov's distance."""
    places = np.unique(np.concatenate([before[0], after[0]]))
    below = [_share_below(each, places) for each in (before, after)]
    return float(np.abs(below[0] - below[1]).max())


def _share_below(each: Weighted, places: Float[ndarray, " place"]) -> Float[ndarray, " place"]:
    order = np.argsort(each[0], kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(each[1][order])])
    return np.asarray(reached[np.searchsorted(each[0][order], places, side="right")])


def _kind(loaded: Loaded, name: str) -> str:
    """Say in what a fact or trait is counted."""
    if name.rpartition(".")[2] in {"risk_tolerance", "reservation"}:
        return "money"
    fact = loaded.sound.facts.get(name)
    if fact is not None and fact.readings is not None and any(each.overlay for each in fact.readings):
        return "reading"
    unit = None if loaded.draft is None else loaded.draft.units.get(name)
    if isinstance(unit, Unit) and unit != Unit.NONE:
        return "money" if str(unit) == loaded.currency else str(unit)
    text = (loaded.text_at(f"facts.{name}.is") or loaded.text_at(f"facts.{name}") or "").partition(",")[0]
    return "share" if "%" in text or name.endswith(".discount") else "number"


def concessions_of(loaded: Loaded, log: Sequence[Said]) -> tuple[Concession, ...]:
    """Say how far each party moved on each term, from its first offer to its last.

    Args:
        loaded: The deal.
        log: What was said, in order; what was signed in the end is no offer.

    Returns:
        Of parties that made two offers or more, every negotiable path.
    """
    space = TermSpace.of(loaded, loaded.ranges())
    found: list[Concession] = []
    for party in dict.fromkeys(each.by for each in log):
        made = [each.package for each in log if each.by == party and each.offers and each.answer != "signed"]
        if len(made) > 1:
            found += [_concession(loaded, space, party, path, made) for path in space.positions]
    return tuple(found)


def _concession(
    loaded: Loaded, space: TermSpace, party: str, path: str, made: Sequence[Mapping[str, str]]
) -> Concession:
    first, last = made[0][path], made[-1][path]
    if first == last:
        return Concession(party, path, first, last, 0.0)
    one, other = (position(loaded.package({path: text}), path) for text in (first, last))
    return Concession(party, path, first, last, space.apart(path, one, other))
