"""Say what can be traded: each negotiable path where the deal now stands, and how it can be moved from there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.bargain.signed import SWITCHES, UNSAID, position
from dealwright.deal.expression import Quantity
from dealwright.deal.measure import Measure
from dealwright.engine.sensitivities.moves import Move, Refused, moved, step_of, unit_of
from dealwright.engine.sensitivities.probe import Lever, lever_of
from dealwright.lang.grammar import Grammar
from dealwright.lang.literal import read_literal
from dealwright.lang.numbers import Number, number_text, numbers_of
from dealwright.lang.overlay import typed_pairs
from dealwright.lang.parse import parse
from dealwright.lang.ranges import is_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.engine.sensitivities.moves import Told
    from dealwright.lang.load import Loaded

YEAR = 365.0
"""Days of a year in which durations count."""
ESTIMATES = frozenset({"worth", "costs", "exclusive_worth", "exclusive_costs"})
"""Keys of a term that say what a right does, and are no part of a contract."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something the parties can trade, where the deal now stands.

    Args:
        path: Its path.
        held: What the deal now says there, as written.
        number: The number that can be moved; none where there is only a choice.
        lever: How it is moved.
        to: What a choice is switched to, as written; empty for a number.
        why: Why it cannot be traded; empty where it can.
    """

    path: str
    held: str
    number: Number | None = None
    lever: Lever | None = None
    to: str = ""
    why: str = ""

    @property
    def unit(self) -> Told:
        """Return the unit of a number in which what it does is told."""
        assert self.number is not None  # noqa: S101 - only numbers have one
        return unit_of(self.number)

    @property
    def words(self) -> str:
        """Return what that unit is called; empty for a choice."""
        return "" if self.number is None else self.unit.words

    def units_to(self, to: str, currency: str) -> float | None:
        """Return how many units of a number a value is above where it stands; none for a choice."""
        said = read_literal(to, currency)
        if self.number is None or said is None:
            return None
        value, then = self.number.literal.value, said.value
        if isinstance(value, dt.date) and isinstance(then, dt.date):
            return (then.year - value.year) + ((then - value.replace(year=then.year)).days / YEAR)
        if isinstance(value, float) and isinstance(then, float | int):
            return (float(then) - value) / self.unit.size
        return None


def issues_of(loaded: Loaded, scale: float) -> tuple[Issue, ...]:
    """List what the parties can trade.

    Args:
        loaded: The deal as it stands, with what signing changes and the package from which they start.
        scale: An amount of money that matters little in the deal.

    Returns:
        What is negotiable, in the order of the file; where nothing is, the numbers of the contract's terms on which two
        sides agree: not what a right is worth or costs, nor a term with the world outside.
    """
    if not loaded.over():
        every = numbers_of(loaded)
        mine = (number for number in every if number.path.startswith("terms.") and _agreed(loaded, number))
        return tuple(_of_number(loaded, number, scale, every) for number in mine)
    return tuple(issue for path in loaded.over() for issue in _negotiable(loaded, path, scale))


def _agreed(loaded: Loaded, number: Number) -> bool:
    """Tell whether a number of a term is agreed between two sides, and no estimate of what a right does."""
    _, name, *keys = number.path.split(".")
    return len(loaded.sound.terms[name].sides) != 1 and ESTIMATES.isdisjoint(keys)


def laid(loaded: Loaded, values: Mapping[str, str]) -> Move | Refused:
    """Lay values over a deal as a package does: what they set, no reading changes."""
    changed = loaded.laid(typed_pairs(values), warnings=False)
    return Refused(changed.errors[0].what) if changed.deal is None else Move(1.0, values, changed)


def _of_number(loaded: Loaded, number: Number, scale: float, every: tuple[Number, ...]) -> Issue:
    lever = lever_of(loaded, number, scale, every)
    if lever.switch:
        return Issue(number.path, number.literal.written, None, lever, "no" if number.literal.value else "yes")
    return Issue(number.path, number.literal.written, number, lever)


def _negotiable(loaded: Loaded, path: str, scale: float) -> Iterator[Issue]:
    held, values = held_at(loaded, path), loaded.quantities(path)
    if not is_range(loaded.over()[path]) or any(isinstance(each.value, bool | str | None) for each in values):
        for value in values:
            if not _same(loaded, path, held, value):
                yield Issue(path, held, None, _switch(loaded, path, value.written), value.written)
        return
    number = _number(loaded, path, values[0])
    if number is None:
        yield Issue(path, held, why=f"the deal says `{held}` there, which is no number to move: start from a value")
        return
    text = loaded.text_at(spelled(loaded, path)) or ""
    lever = Lever(path, step_of(number, scale), lambda by: _shifted(loaded, number, text, by), whole=_counts(number))
    yield Issue(path, held, number, lever)


def spelled(loaded: Loaded, path: str) -> str:
    """Return the path of a value as the deal has it: of a fact that is named alone, the value's own."""
    return f"{path}.is" if path.startswith("facts.") and loaded.node_at(f"{path}.is") is not None else path


def held_at(loaded: Loaded, path: str) -> str:
    """Return what the deal says at a path, as written; a key that is left out says what leaving it out means."""
    return loaded.text_at(spelled(loaded, path)) or ("yes" if path.rpartition(".")[2] in SWITCHES else "none")


def _same(loaded: Loaded, path: str, held: str, value: Quantity) -> bool:
    """Tell whether a value is what the deal already says."""
    if value.written == held or (value.written in UNSAID and held in UNSAID):
        return True
    now, place = (
        loaded.laid(typed_pairs({path: value.written}), warnings=False),
        position(loaded, spelled(loaded, path)),
    )
    return now.deal is not None and isinstance(place, float) and position(now, spelled(now, path)) == place


def _switch(loaded: Loaded, path: str, to: str) -> Lever:
    return Lever(path, 1.0, lambda _by: laid(loaded, {path: to}), switch=True)


def _counts(number: Number) -> bool:
    return number.measure.unit == "count"


def _number(loaded: Loaded, path: str, model: Quantity) -> Number | None:
    """Return what stands at a path as a number to move, told as its range is written; none where there is none."""
    node = loaded.node_at(spelled(loaded, path))
    said = None if node is None else parse(node, Grammar(loaded.currency_at(path), terms=True, schedule=True))[0]
    place = position(loaded, spelled(loaded, path))
    if said is None or not isinstance(place, float):
        return None
    entries = loaded.draft.every() if loaded.draft is not None else ()
    measures = [value.measure for entry in entries for value in entry.values if value.node is node]
    measure = measures[0] if measures else Measure("any")
    if isinstance(said, Quantity) and said.kind == model.kind and said.written:
        return Number(path, 0, True, said, said, measure)  # noqa: FBT003 - it stands alone
    value = loaded.sound.dates[0] + dt.timedelta(days=place) if model.kind == "date" else place
    return Number(path, 0, False, replace(model, value=value), said, measure)  # noqa: FBT003 - it is put together


def _shifted(loaded: Loaded, number: Number, text: str, by: float) -> Move | Refused:
    """Move a number that stands alone, or add to what is put together of others."""
    if number.alone:
        return moved(loaded, number, by, ())
    if number.literal.kind == "date":
        sign, more = ("+" if by > 0 else "-"), f"{abs(round(by * YEAR))} days"
    else:
        sign, more = ("+" if by > 0 else "-"), number_text(number.literal, round(abs(by), 15))
    found = laid(loaded, {number.path: f"({text}) {sign} {more}"})
    return found if isinstance(found, Refused) else replace(found, by=by)
