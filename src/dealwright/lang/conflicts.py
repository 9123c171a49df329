"""Say which values of the negotiable ranges cannot stand together, and how much narrower ranges would be that can."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.ground.speech import joined
from dealwright.lang.shorter import shorter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.lang.load import Loaded

    Package = Mapping[str, str]

MOST_TRIED = 500
"""Packages that are tried at most; where the ranges make more, only their ends and the values met are combined."""
_GIVES_WAY = {"bad-stakes": "or let the holder of one of the stakes be the `residual`, which gives way"}
"""Another way to mend what a check finds, by its code."""


def conflict(loaded: Loaded, met: Mapping[str, str]) -> Problem:
    """Say which of some values of a package cannot stand together.

    Args:
        loaded: The deal as signing makes it, perhaps with other values of the package laid over it already.
        met: Values by negotiable path that cannot stand, as written.

    Returns:
        The problem at the last of the ranges that bring it about, with the code of the check that finds it.
    """
    first = loaded.with_overrides(met, warnings=False).errors[0]
    tried = _Tried.of(loaded, met)
    clash, over = tried.live, loaded.over()
    named = joined([f"`{path}: {tried.met[path]}`" for path in clash])
    what = f"with {named}: {first.what}; so {_how_many(tried)}"
    expected = first.expected if len(clash) == 1 else f"ranges of which any values stand together: {first.expected}"
    place = over[clash[-1]].place if clash and clash[-1] in over else first.place
    return error(place, first.code, what, expected, ", ".join([_mend(tried), *_also(first.code, clash)]))


def _also(code: str, clash: Sequence[str]) -> list[str]:
    return [_GIVES_WAY[code]] if code in _GIVES_WAY and len(clash) > 1 else []


def _how_many(tried: _Tried) -> str:
    """Say how many packages cannot stand, where all were tried."""
    every = prod(len(values) for values in tried.loaded.ranges().values())
    share = sum(tried.verdicts.values()) / max(1, len(tried.verdicts))
    if not tried.whole or not 0.0 < share < 1.0:
        return f"{'not all' if share < 1.0 else 'none'} of the {every:,} packages can stand"
    return f"{round(share * every):,} of the {every:,} packages cannot stand"


def _mend(tried: _Tried) -> str:
    """Write the range that leaves what can stand: of any path alone, else of all that it takes."""
    alone = [text for path in tried.live if (text := _narrower(tried, path, tried.always(path)))]
    if alone:
        return f"write {joined(alone, 'or')}"
    together = [_narrower(tried, path, values) for path, values in tried.box().items()]
    if together and all(together):
        return f"write {joined(together)}"
    return f"narrow {joined([f'`{path}`' for path in tried.live], 'or')} until every package can stand"


def _narrower(tried: _Tried, path: str, kept: Sequence[str]) -> str:
    node, values = tried.loaded.over().get(path), tried.loaded.ranges().get(path, ())
    text = "" if node is None or len(kept) == len(values) else shorter(node, values, kept)
    return f"`{path}: {text}`" if text else ""


@dataclass(frozen=True)
class _Tried:
    """Packages that were tried, to see which of them can stand.

    Args:
        loaded: The deal, of which other versions need not be kept.
        met: The values that cannot stand, by path in the order of the file.
        samples: Values of each path that are combined.
        whole: Whether these are all its values.
    """

    loaded: Loaded
    met: Mapping[str, str]
    samples: Mapping[str, Sequence[str]]
    whole: bool
    _known: dict[tuple[str, ...], bool] = field(default_factory=dict, init=False, repr=False)

    @staticmethod
    def of(loaded: Loaded, met: Mapping[str, str]) -> _Tried:
        """Choose what to try: every package, if they are few."""
        loaded, ranges = replace(loaded), loaded.ranges()
        laid = {path: loaded.text_at(path) or "" for path in ranges if path in loaded.laid_paths}
        laid = {path: value for path, value in laid.items() if value in ranges[path]} | dict(met)
        held = {path: laid[path] for path in [*ranges, *met] if path in laid}
        samples = {path: ranges.get(path, (held[path],)) for path in held}
        if prod(map(len, samples.values())) <= MOST_TRIED:
            return _Tried(loaded, held, samples, whole=True)
        ends = {path: (values[0], held[path], values[-1]) for path, values in samples.items()}
        some = {path: tuple(dict.fromkeys(values)) for path, values in ends.items()}
        if prod(map(len, some.values())) <= MOST_TRIED:
            return _Tried(loaded, held, some, whole=False)
        return _Tried(loaded, held, {path: (value,) for path, value in held.items()}, whole=False)

    def fails(self, package: Package) -> bool:
        """Tell whether a package cannot stand; values that it leaves out are those met."""
        laid = {**self.met, **package}
        key = tuple(laid.values())
        if key not in self._known:
            self._known[key] = self.loaded.with_overrides(laid, warnings=False).deal is None
        return self._known[key]

    @cached_property
    def verdicts(self) -> dict[tuple[str, ...], bool]:
        """Whether each combination of the samples fails."""
        return {tuple(each.values()): self.fails(each) for each in _packages(self.samples)}

    @cached_property
    def live(self) -> tuple[str, ...]:
        """The paths on which it hangs whether a package can stand; all of them where it hangs on none."""
        found = []
        for place, path in enumerate(self.met):
            seen: dict[tuple[str, ...], set[bool]] = {}
            for row, failed in self.verdicts.items():
                seen.setdefault(row[:place] + row[place + 1 :], set()).add(failed)
            if any(len(both) > 1 for both in seen.values()):
                found.append(path)
        return tuple(found or self.met)

    def always(self, path: str) -> list[str]:
        """Return the values of a path that stand with any of the others; none where they are too many to try."""
        others = {each: self.samples[each] for each in self.live if each != path}
        values = self.loaded.ranges().get(path, ())
        if len(values) * prod(map(len, others.values())) > MOST_TRIED:
            return []
        return [value for value in values if not any(self.fails({path: value, **each}) for each in _packages(others))]

    def box(self) -> dict[str, list[str]]:
        """Narrow all ranges, value by value, until any values stand together; return those that had to be."""
        left = {path: list(self.samples[path]) for path in self.live}
        while self.whole and (bad := [each for each in _packages(left) if self.fails(each)]):
            every = prod(map(len, left.values()))

            def worst(path: str, value: str, bad: list[dict[str, str]] = bad, every: int = every) -> tuple[float, ...]:
                share = sum(each[path] == value for each in bad) * len(left[path]) / every
                return share, len(left[path]) / len(self.samples[path]), left[path].index(value)

            path, value = max(((p, v) for p, values in left.items() for v in values), key=lambda each: worst(*each))
            left[path].remove(value)
        return {path: values for path, values in left.items() if len(values) < len(self.samples[path])}


def _packages(values: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """List every combination of some values."""
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen, strict=True))
