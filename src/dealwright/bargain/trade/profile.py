"""Tell how each party's worth goes along the values of one term, the others as they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.trade.issues import laid
from dealwright.bargain.trade.variable import NoVariableError, Variable, variable_of
from dealwright.engine.sensitivities.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.issues import Issue

MOST = 9
"""Values of a term that are valued at most, besides where it stands."""
TERMS = 10
"""Terms that are valued at most: of more, those that bring somebody most."""
PART = 0.10
"""Where nothing is negotiated a term stays within this part of itself."""
FEWEST = 3
"""Values from which on a bend can be told."""
TOGETHER = 32
"""Pairs of values of one term that are valued at most."""
HANGS = 1e-3
"""Part of what two values bring from which on they hang on each other."""
BOTH = " ; "
"""Joins two paths, and two values."""
FINE = 20
"""A value between two steps is written to about so fine a part of a step."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one term brings each party along its values.

    Args:
        path: The term; of two values of one term, which may hang on each other, both paths.
        variable: What lies between its values; none for a choice.
        values: Its values as written, the first where it stands; of two, joined by `;`.
        gains: What each party gains by it over where it stands, all else the same; (value, party).
        here: Where a number stands; none for anything else.
    """

    path: str
    variable: Variable | None
    values: tuple[str, ...]
    gains: Float[ndarray, "value party"]
    here: float | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the path of each value."""
        return tuple(self.path.split(BOTH))

    def sets(self, value: str) -> dict[str, str]:
        """Return what one of its values lays over the deal."""
        return dict(zip(self.paths, value.split(BOTH), strict=True)) if BOTH in self.path else {self.path: value}

    def between(self, count: int) -> tuple[tuple[str, ...], Float[ndarray, "value party"]]:
        """Return more values with the gains that lie between those known, bent as they are and nowhere beyond them.

        Args:
            count: How many to put on the line.

        Returns:
            The values, the first where the term stands; those of a choice, of dates and durations as they are.

        Source:
            Fritsch and Carlson, Monotone Piecewise Cubic Interpolation, SIAM Journal on Numerical Analysis 17(2), 1980.
        """
        if self.variable is None or self.here is None or self.variable.kind != "number":
            return self.values, self.gains
        known = np.array([self.here, *(self.variable.place(text) for text in self.values[1:])])
        order = np.unique(known, return_index=True)[1]
        unit = _fine(known[1:])
        wanted = np.unique(np.round(np.linspace(known.min(), known.max(), count) / unit) * unit)
        texts = tuple(dict.fromkeys(self.variable.text(float(each)) for each in wanted))
        at = np.array([self.variable.place(text) for text in texts])
        if len(order) < FEWEST:
            gains = np.stack([np.interp(at, known[order], column[order]) for column in self.gains.T], axis=1)
        else:
            from scipy.interpolate import PchipInterpolator  # heavy, and only swaps need it

            gains = np.asarray(PchipInterpolator(known[order], self.gains[order])(at))
        return (self.values[0], *texts), np.vstack([self.gains[:1], gains])


def _fine(places: Float[ndarray, " value"]) -> float:
    """Return a power of ten that is a twentieth of the step between values, or somewhat less."""
    step = float(np.min(np.diff(np.sort(places)))) if len(places) > 1 else 0.0
    return float(10.0 ** np.floor(np.log10(step / FINE))) if step > 0 else 1.0


def profiles(desk: Desk) -> list[Profile]:
    """Value the terms that can be traded, one at a time, and pairs of values of one term that may hang on each other.

    Args:
        desk: The deal where its terms stand.

    Returns:
        What each brings along its values; those that bring nobody anything are left out.
    """
    found = [_profile(desk, path, MOST) for path in _telling(desk)]
    alone = [each for each in found if each is not None and len(each.values) > 1]
    both = [_both(desk, *pair) for pair in combinations(alone, 2) if _one_term(*pair)]
    return [each for each in (*alone, *(pair for pair in both if pair is not None)) if np.any(each.gains)]


def _one_term(one: Profile, other: Profile) -> bool:
    """Tell whether two values are of one term, and few enough to be valued together."""
    names = [each.path.split(".")[:2] for each in (one, other)]
    return names[0] == names[1] and (len(one.values) - 1) * (len(other.values) - 1) <= TOGETHER


def _both(desk: Desk, one: Profile, other: Profile) -> Profile | None:
    """Value two values of one term together; none where what they bring adds up."""
    pairs = [(a, b) for a in range(1, len(one.values)) for b in range(1, len(other.values))]
    texts = [{one.path: one.values[a], other.path: other.values[b]} for a, b in pairs]
    found = [(pair, text, gains_of(desk, text)) for pair, text in zip(pairs, texts, strict=True)]
    kept = [(pair, text, gains) for pair, text, gains in found if gains is not None]
    if all(np.allclose(gains, one.gains[a] + other.gains[b], rtol=HANGS) for (a, b), _, gains in kept):
        return None
    values = (BOTH.join((one.values[0], other.values[0])), *(BOTH.join(text.values()) for _, text, _ in kept))
    gains = np.array([np.zeros(len(desk.parties)), *(gains for _, _, gains in kept)])
    return Profile(BOTH.join((one.path, other.path)), None, values, gains)


def gains_of(desk: Desk, changes: Mapping[str, str]) -> Float[ndarray, " party"] | None:
    """Return what each party gains by some values, on the futures of the search; none where they cannot stand."""
    form, ground = laid(desk.standing, changes), desk.searched
    if isinstance(form, Refused):
        return None
    found = ground.figures(form.loaded, desk.grounds.reach.of_all(list(changes)), form.overrides)
    return np.array([desk.measured(found[p]) - desk.measured(ground.base[p]) for p in desk.parties])


def _telling(desk: Desk) -> list[str]:
    """Name the terms that are valued: of many, those that bring somebody most at an end of their range."""
    paths = list(dict.fromkeys(issue.path for issue in desk.issues if not issue.why))
    if len(paths) <= TERMS:
        return paths
    ends = {path: _profile(desk, path, 2) for path in paths}
    size = {path: 0.0 if each is None else float(np.abs(each.gains).max()) for path, each in ends.items()}
    most = sorted(paths, key=lambda path: -size[path])[:TERMS]
    return [path for path in paths if path in most]


def _profile(desk: Desk, path: str, most: int) -> Profile | None:
    """Value one term along its values, so many of them at most."""
    issues = [each for each in desk.issues if each.path == path]
    choices = [issue.to for issue in issues if issue.to]
    held = issues[0].held
    variable = None
    if not choices:
        try:
            variable = variable_of(desk.standing, path, _bounds(desk, issues[0]))
        except NoVariableError:
            return None
        choices = _some(list(dict.fromkeys(variable.steps or variable.values)), most)
    worths, values = [np.zeros(len(desk.parties))], [held]
    for text in choices:
        gains = gains_of(desk, {path: text})
        if gains is not None:
            worths.append(gains)
            values.append(text)
    number = issues[0].number
    here = number.literal.value if number is not None and isinstance(number.literal.value, float) else None
    return Profile(path, variable, tuple(values), np.array(worths), here)


def _some(values: Sequence[str], most: int) -> list[str]:
    """Keep some of many values, evenly, with both ends."""
    if len(values) <= most:
        return list(values)
    last = len(values) - 1
    return [values[round(place * last / (most - 1))] for place in range(most)]


def _bounds(desk: Desk, issue: Issue) -> str:
    """Return within which bounds a term is traded that has no negotiable range."""
    if issue.path in desk.loaded.over() or issue.number is None:
        return ""
    number = issue.number
    if number.range is not None:
        return ""
    value = number.literal.value
    if isinstance(value, dt.date):
        days = dt.timedelta(max(1, round(PART * (value - desk.loaded.sound.dates[0]).days)))
        return f"{value - days} .. {value + days}"
    if not isinstance(value, float) or not value:
        return ""
    ends = sorted(float(f"{value * part:.12g}") for part in (1 - PART, 1 + PART))
    low, high = (number.changed(each) for each in ends)
    return f"{low} .. {high}"
