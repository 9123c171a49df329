"""Lists what is not known for sure and moves a deal: disputed facts, uncertain numbers, assumptions with a range."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.written import written
from dealwright.deal.expression import Quantity, Uncertain
from dealwright.engine import beliefs as belief
from dealwright.world.beliefs import fact_slot, literals
from dealwright.world.normal_quantile import normal_quantile
from dealwright.world.uncertain import quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.beliefs import Doubt
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

OF_DEAL = ("drivers.", "companies.", "terms.", "correlations.")
"""Where uncertain literals stand that move a deal; those of parties are traits."""
ELSEWHERE = "nothing that is drawn on a future uses it, such as a rate of discount, a tolerance or a correlation"
"""Why an assumption is not drawn that no driver, company or term uses."""
NORMAL_95 = 1.6448536269514722
"""The 95th percentile of the standard normal distribution."""
ROUNDING = 1e-12
STEPS = 4096
"""Levels of probability at which it is looked up where a number stands in its range."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number whose range the file states: the number is the middle, the range its 5th and 95th percentile.

    Args:
        spread: The distribution that the range by itself would be.
        middle: Its normal score at the number.
        low: The least that it may be; none where it has no bound.
    """

    spread: Uncertain
    middle: float
    low: float | None = None

    def at(self, levels: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return the number at some levels of probability: at one half it is what the file says."""
        score = _scores(levels)
        below, above = (max(0.0, (NORMAL_95 + side * self.middle) / NORMAL_95) for side in (1.0, -1.0))
        bent = self.middle + score * np.where(score < 0.0, below, above)
        found = quantile(self.spread, _levels(bent))
        return found if self.low is None else np.maximum(found, self.low)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that is not known for sure and moves the deal.

    Args:
        path: Where it stands, such as `facts.profit_test`, or `drivers.sales.growth` for a number elsewhere.
        name: How the futures call it: the fact's name, or the path.
        slot: Its place among what takes one uniform a path.
        known_to: The parties that know it.
        weights: Weights of its readings; none of a number with a distribution.
        structural: Whether its readings word the deal otherwise, or are dates, durations, or yes and no.
        ranged: How an assumption with a range is drawn; None for all else.
        spread: The distribution of a number that has one.
        model: A number as the file writes it, in whose way others are written; None of readings.
    """

    path: str
    name: str
    slot: int | None
    known_to: frozenset[str]
    weights: tuple[float, ...] = ()
    structural: bool = False
    ranged: Ranged | None = None
    spread: Uncertain | None = None
    model: Quantity | None = None

    def text(self, level: float) -> str:
        """Write what a number with a distribution is at a level of probability; nothing of readings."""
        if self.spread is None or self.model is None or self.weights:
            return ""
        levels = np.array([level])
        number = self.ranged.at(levels) if self.ranged is not None else quantile(self.spread, levels)
        return written(float(number[0]), self.model)

    @property
    def disputed(self) -> bool:
        """Tell whether sources disagree about a number."""
        return bool(self.weights) and not self.structural and self.spread is None

    @property
    def readings(self) -> tuple[int, ...]:
        """Return the readings that may be true."""
        return tuple(place for place, weight in enumerate(self.weights) if weight > 0)

    def level(self, draws: Draws) -> Float[ndarray, " path"]:
        """Draw the level of probability that decides on each path."""
        return draws.uniform(self.name, self.slot)

    def level_again(self, draws: Draws) -> Float[ndarray, " path"]:
        """Draw another such level, independent of the first."""
        return draws.uniform(f"{self.name} drawn again")

    def reading(self, levels: Float[ndarray, " path"]) -> Int[ndarray, " path"]:
        """Tell which reading is true at some levels of probability."""
        edges = np.cumsum(self.weights)
        return np.minimum(np.searchsorted(edges / edges[-1], levels, side="right"), self.readings[-1])


@dataclass(frozen=True, slots=True)
class Unknowns:
    """All that is not known of a deal.

    Args:
        written: The deal, assumptions as the file has them.
        every: What is not known, in the order of the file.
        left: Assumptions with a range that cannot be drawn, and why.
    """

    written: Loaded
    every: tuple[Unknown, ...]
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def laid(self) -> dict[str, str]:
        """Return what is laid over the deal so that assumptions are drawn: the range in place of the number."""
        drawn = [each.name for each in self.every if each.ranged is not None]
        return {f"facts.{name}.is": self.written.text_at(f"facts.{name}.range") or "" for name in drawn}

    def levels(self, draws: Draws) -> dict[str, Float[ndarray, " path"]]:
        """Draw the level of each."""
        return {each.name: each.level(draws) for each in self.every}


def unknowns(loaded: Loaded, forms: Sequence[Deal], *, ranges: bool = True) -> Unknowns:
    """List what is not known for sure and moves some form of a deal.

    Args:
        loaded: The deal, checked and calibrated.
        forms: The forms of it that are compared.
        ranges: Whether a number that the file assumes within a range may be anywhere in it; else it is what it says.

    Returns:
        What is not known; facts that only a trait of a party uses are left out.
    """
    deal = loaded.sound
    ranged = _ranged(deal) if ranges else {}
    texts = {name: loaded.text_at(f"facts.{name}.range") or "" for name in ranged}
    left = {name: why for name, text in texts.items() if (why := _refused(loaded, name, text))}
    laid = _laid(loaded, {name: text for name, text in texts.items() if name not in left})
    opened = tuple(_with_ranges(form, laid.sound) for form in forms)
    moving = [
        doubt for doubt in belief.doubts(laid.sound, opened) if doubt.distribution or sum(map(bool, doubt.weights)) > 1
    ]
    names = {doubt.name for doubt in moving}
    found = [_of_doubt(deal, doubt, ranged) for doubt in moving]
    left |= {name: ELSEWHERE for name in texts if name not in names and name not in left}
    return Unknowns(loaded, (*found, *_of_literals(laid.sound, opened, names)), left)


def _laid(loaded: Loaded, texts: Mapping[str, str]) -> Loaded:
    return loaded.with_overrides({f"facts.{name}.is": text for name, text in texts.items()}) if texts else loaded


def _refused(loaded: Loaded, name: str, text: str) -> str:
    """Say why an assumption cannot be drawn within its range; nothing where it can."""
    errors = loaded.with_overrides({f"facts.{name}.is": text}).errors
    return errors[0].what if errors else ""


def _with_ranges(form: Deal, laid: Deal) -> Deal:
    """Return a form of the deal whose assumptions are drawn, where it leaves them as the file has them."""
    changed = {
        name: laid.facts[name]
        for name, fact in form.facts.items()
        if isinstance(laid.facts[name].is_, Uncertain) and fact.range is not None and isinstance(fact.is_, Quantity)
    }
    return form.model_copy(update={"facts": {**form.facts, **changed}}) if changed else form


def _ranged(deal: Deal) -> dict[str, Ranged]:
    """List the numbers whose range the file states, each with how it is drawn."""
    return {
        name: _within(fact.range, float(fact.is_.value))
        for name, fact in deal.facts.items()
        if isinstance(fact.range, Uncertain)
        and isinstance(fact.is_, Quantity)
        and fact.is_.kind in {"number", "duration"}
        and isinstance(fact.is_.value, int | float)
    }


def _within(spread: Uncertain, number: float) -> Ranged:
    steps = (np.arange(STEPS) + 0.5) / STEPS
    values = quantile(spread, steps)
    level = np.clip(np.interp(number, values, steps), steps[0], steps[-1])
    low = float(quantile(spread, np.array([0.05]))[0])
    middle = float(_scores(np.array([level]))[0])
    return Ranged(spread, middle, 0.0 if min(low, number) >= -ROUNDING else None)


def _of_doubt(deal: Deal, doubt: Doubt, ranged: Mapping[str, Ranged]) -> Unknown:
    is_fact = doubt.name in deal.facts
    slot = fact_slot(deal, doubt.name) if is_fact else None
    path = f"facts.{doubt.name}" if is_fact else doubt.name
    own, spread = (ranged.get(doubt.name), doubt.distribution) if doubt.distribution is not None else (None, None)
    is_ = deal.facts[doubt.name].is_ if is_fact else None
    model = is_ if isinstance(is_, Quantity) else None if spread is None else _model(spread)
    weights = doubt.weights or _weights(spread)
    return Unknown(path, doubt.name, slot, doubt.known_to, weights, doubt.structural, own, spread, model)


def _weights(spread: Uncertain | None) -> tuple[float, ...]:
    """Return the weights of the numbers that an uncertain one may be, where it is one of several."""
    return () if spread is None else tuple(weight for _, weight in spread.choices)


def _model(spread: Uncertain) -> Quantity | None:
    """Return a number that shows how a distribution is written."""
    first = spread.parameters[0] if spread.parameters else None
    if first is None:
        return None
    text = spread.written or first.written
    return replace(first, written=text) if "%" in text and "%" not in first.written else first


def _of_literals(laid: Deal, forms: Sequence[Deal], known: set[str]) -> list[Unknown]:
    """List the uncertain numbers that stand elsewhere than in a fact."""
    found = {
        each.path: Unknown(
            each.path,
            each.path,
            each.slot,
            frozenset(),
            _weights(each.uncertain),
            spread=each.uncertain,
            model=_model(each.uncertain),
        )
        for deal in (laid, *forms)
        for each in literals(deal)
        if each.path.startswith(OF_DEAL) and each.path not in known
    }
    return list(found.values())


def _scores(levels: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    found = np.array(levels, dtype=float)
    normal_quantile(found.reshape(1, -1))
    return found


def _levels(scores: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    from scipy.special import ndtr

    return np.clip(ndtr(scores), 2.0**-53, 1.0 - 2.0**-53)
