"""List everything a deal is made of that may be otherwise, with the two ends to which a tornado moves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Literal

from dealwright.bargain.trade.issues import laid, spelled
from dealwright.bargain.trade.variable import percentiles
from dealwright.deal.expression import Uncertain
from dealwright.engine.sensitivities.asked import asked
from dealwright.engine.sensitivities.moves import Move, Refused, is_moment, is_whole, moved, step_of
from dealwright.lang.numbers import number_text, numbers_of
from dealwright.lang.steps import amount_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dealwright.bargain.trade.issues import Issue
    from dealwright.deal.source import Fact
    from dealwright.engine.sensitivities.result import LeftOut
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

Rule = Literal["range", "percentiles", "part", "readings", "the other"]
"""How the ends of an input are chosen: the range that the file states, the 5th and the 95th percentile of what is
uncertain, a tenth of it either way, each reading of what sources disagree on, or the other of yes and no."""
PART = 0.10
"""What has no range is moved by this part of itself; a date by that part of the time to it."""
DAYS, YEAR = 30, 365.0
"""A date is moved by so many days at least."""
NOTHING = 10
"""A number that is nothing is moved by so many steps of sensitivities."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class End:
    """One end to which an input is moved.

    Args:
        label: The input there, as written, or the title of a reading.
        form: Lays it over a deal, or says why it cannot stand.
    """

    label: str
    form: Callable[[Loaded], Move | Refused]


@dataclass(frozen=True, slots=True)
class Input:
    """Something of the deal that may be otherwise.

    Args:
        path: Where it stands.
        held: What the deal says there.
        place: Which number of the value it is, from 0.
        rule: How its ends are chosen.
        ends: The ends, low and high; of readings one for each.
        leaps: Whether it is thrown rather than moved.
    """

    path: str
    held: str
    place: int
    rule: Rule
    ends: tuple[End, ...]
    leaps: bool = False


def inputs_of(loaded: Loaded, issues: Sequence[Issue], scale: float) -> tuple[tuple[Input, ...], tuple[LeftOut, ...]]:
    """List the inputs of a deal.

    Args:
        loaded: The deal where its terms stand.
        issues: What is negotiable.
        scale: An amount of money that matters little in the deal.

    Returns:
        What is negotiable first; then facts, drivers, parties, companies and terms, in the order of the sections;
        and long lists of what companies have issued, which are left out.
    """
    every, (wanted, long) = numbers_of(loaded), asked(loaded, None)
    agreed = tuple(_negotiable(loaded, issues)) if loaded.over() else ()
    taken = {spelled(loaded, each.path) for each in agreed}
    disputed = [(n, fact) for n, fact in loaded.sound.facts.items() if fact.readings and f"facts.{n}" not in taken]
    read = tuple(_disputed(name, fact) for name, fact in disputed if len(fact.readings or ()) > 1)
    uncertain = dict.fromkeys(
        n.path for n in wanted if isinstance(n.value, Uncertain) and not n.value.choices and n.path not in taken
    )
    found = (each for number in wanted if number.path not in taken for each in _of_number(loaded, number, every, scale))
    return (*agreed, *read, *_uncertain(loaded, every, list(uncertain)), *found), long


def _negotiable(loaded: Loaded, issues: Sequence[Issue]) -> Iterator[Input]:
    for path in dict.fromkeys(issue.path for issue in issues):
        mine = [issue for issue in issues if issue.path == path]
        values = [each.written for each in loaded.quantities(path)]
        choices = [issue.to for issue in mine if issue.to]
        ends = choices or [values[0], values[-1]]
        rule: Rule = "the other" if choices else "range"
        yield Input(path, mine[0].held, 0, rule, tuple(_laying(path, each) for each in ends), leaps=bool(choices))


def _laying(path: str, to: str) -> End:
    return End(to, lambda loaded: laid(loaded, {path: to}))


def _disputed(name: str, fact: Fact) -> Input:
    readings = fact.readings or ()
    ends = []
    for place, reading in enumerate(readings):
        weights = {
            f"facts.{name}.readings.{other}.weight": f"{100 * (other == place)}%" for other in range(len(readings))
        }
        ends.append(End(reading.called(place), partial(_laid_together, weights)))
    return Input(f"facts.{name}", "", 0, "readings", tuple(ends), leaps=True)


def _laid_together(values: dict[str, str], loaded: Loaded) -> Move | Refused:
    return laid(loaded, values)


def _uncertain(loaded: Loaded, every: Sequence[Number], paths: Sequence[str]) -> Iterator[Input]:
    for path in paths:
        number = next(each for each in every if each.path == path)
        value = number.value
        assert isinstance(value, Uncertain)  # noqa: S101 - chosen so
        texts = [_text(number, end) for end in percentiles(loaded, value)]
        yield Input(path, loaded.text_at(path) or "", 0, "percentiles", tuple(_laying(path, text) for text in texts))


def _text(number: Number, value: float) -> str:
    rounded = float(f"{value:.{_DIGITS}g}")
    if number.literal.kind != "number":
        return number_text(number.literal, rounded)
    return amount_text(Decimal(repr(rounded)), number.literal)


def _of_number(loaded: Loaded, number: Number, every: Sequence[Number], scale: float) -> Iterator[Input]:
    value = number.literal.value
    if isinstance(number.value, Uncertain) or _is_of_readings(number):
        return
    if isinstance(value, bool):
        to = number.changed(not value)
        yield Input(number.path, number.literal.written, 0, "the other", (_laying(number.path, to),), leaps=True)
        return
    moves, rule = _moves(loaded, number, scale)
    ends = tuple(_moving(number, by, every) for by in moves if by)
    yield Input(number.path, number.literal.written, number.place, rule, ends, leaps=is_whole(number))


def _is_of_readings(number: Number) -> bool:
    """Tell whether a number is the weight of a reading, or a yes or no of one: the readings themselves are the ends."""
    choice = isinstance(number.literal.value, bool) and ".readings." in number.path
    return choice or number.path.endswith(".weight")


def _moves(loaded: Loaded, number: Number, scale: float) -> tuple[tuple[float, float], Rule]:
    """Return how far a number is moved down and up, in plain units; years for a date."""
    value = number.literal.value
    here = float(value.toordinal()) / YEAR if isinstance(value, dt.date) else float(value)  # type: ignore[arg-type]
    if number.range is not None:
        per = YEAR if isinstance(value, dt.date) else 1.0
        return (number.range[0] / per - here, number.range[1] / per - here), "range"
    if isinstance(value, dt.date):
        return _days(value, loaded.sound.dates[0]), "part"
    if is_moment(number):
        low, high = _days(_day(here), loaded.sound.dates[0])
        return (low, high), "part"
    if is_whole(number):
        by = max(1.0, float(round(PART * abs(here)))) if number.measure.unit == "count" else 1.0
    elif number.literal.kind == "duration":
        by = max(step_of(number, scale), round(PART * here * 12) / 12)
    else:
        by = PART * abs(here) or NOTHING * step_of(number, scale)
    return (-by, by), "part"


def _day(year: float) -> dt.date:
    return dt.date(int(year), 1, 1) + dt.timedelta(days=int((year % 1) * YEAR))


def _days(value: dt.date, today: dt.date) -> tuple[float, float]:
    """Return how many years a date is moved down and up: what is to come does not move into the past."""
    ahead = (value - today).days
    by = max(DAYS, round(PART * abs(ahead)))
    return (-by if ahead < 0 else -min(by, ahead)) / YEAR, by / YEAR


def _moving(number: Number, by: float, every: Sequence[Number]) -> End:
    value = number.literal.value
    if isinstance(value, dt.date):
        to: float | dt.date = value + dt.timedelta(days=round(by * YEAR))
    else:
        to = round(float(value) + by, 12)  # type: ignore[arg-type]
    plain = number.literal.kind == "number" and isinstance(to, float)
    label = amount_text(Decimal(repr(float(f"{to:.6g}"))), number.literal) if plain else number_text(number.literal, to)
    return End(label, lambda loaded: moved(loaded, number, by, every))
