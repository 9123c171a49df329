"""Find the numbers of a deal file, and write a value again with one of its numbers changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from dealwright.deal.expression import Chance, Quantity, Schedule, Uncertain, show, walk
from dealwright.deal.rebuilt import rebuilt
from dealwright.ground.closest import closest
from dealwright.ground.unit import Unit
from dealwright.lang.grammar import Grammar
from dealwright.lang.moments import facts_of_years
from dealwright.lang.money import bare_code
from dealwright.lang.overlay import lay, written_pairs
from dealwright.lang.parse import parse
from dealwright.lang.tree import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.deal.measure import Measure
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.load import Loaded
    from dealwright.lang.overlay import Pair
    from dealwright.lang.tree import Node

Changed: TypeAlias = float | dt.date | bool
"""What may stand in the place of a number, a date or a condition."""
_NOT_VALUED = frozenset({"sources", "scenarios", "negotiate", "talks"})
"""Sections whose numbers do not make the deal worth more or less."""
_TOLD_ONLY = (("facts", "range"), ("companies", "calibrate"), ("drivers", "slot"))
"""Keys of sections that tell of numbers, or number them: what is asked for, not what it is."""
_HEAD = frozenset({"risk_free", "inflation", "closing"})
"""Keys of the head that are numbers of the deal; its days open the futures themselves."""
_NUMERIC = frozenset({"number", "duration", "date", "condition"})


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a deal file: a literal that stands alone, or inside an expression, a distribution, a chance.

    Args:
        path: Path of the value in which it stands.
        place: Which of the value's literals it is, from 0.
        alone: Whether it is the only one there.
        literal: The literal.
        value: The whole value as the file says it.
        measure: What the value's key measures.
        range: The low and the high end of what the file says it may be: the range of an assumption, the first and the
            last of the values to bargain over; plain units, days of a date as ordinals.
        laid: Whether an option or a reading lays the value over the deal.
        of_years: Whether it stands in a fact that is a moment in calendar years.
    """

    path: str
    place: int
    alone: bool
    literal: Quantity
    value: Expression
    measure: Measure
    range: tuple[float, float] | None = None
    laid: bool = False
    of_years: bool = False

    @property
    def name(self) -> str:
        """Return the path, with the literal as written where the value holds several."""
        return self.path if self.alone else f"{self.path} [{self.literal.written or show(self.literal)}]"

    def changed(self, to: Changed) -> str:
        """Write the value with another number in this one's place.

        Args:
            to: A number in plain units, a day, or a condition.

        Example:
            >>> from dealwright.lang.load import load
            >>> upfront = next(n for n in numbers_of(load("examples/hello.yaml")) if n.path == "terms.upfront.amount")
            >>> upfront.changed(202_000.0)
            '202000 EUR'
        """
        other = replace(self.literal, value=to, written=number_text(self.literal, to))
        return show(_exchanged(self.value, self.literal, other))


def numbers_of(loaded: Loaded) -> tuple[Number, ...]:
    """List the numbers of a deal that may make it worth more or less, in the order of its sections.

    Args:
        loaded: The deal as it now stands, with everything laid over it.

    Returns:
        Every number, date, duration and condition that is written out, those that an option or a reading lays over the
        deal after those of its own; the days that open and end the deal are not
        among them, nor what only tells of a number: the range of an assumption, a price that a calibration has met.
    """
    if loaded.tree is None or loaded.draft is None:
        return ()
    paths = dict(_paths(loaded.tree.root, ""))
    entries = [entry for entry in loaded.draft.every() if not (entry.path and entry.path[0] in _NOT_VALUED)]
    found = (number for entry in entries for number in (*_numbers(entry, paths), *_numbers_laid(loaded.draft, entry)))
    years = tuple(f"facts.{name}." for name in facts_of_years(entries))
    found = (replace(each, of_years=True) if each.path.startswith(years) else each for each in found)
    over = {path: _ends(loaded.quantities(path)) for path in loaded.over()}
    return tuple(replace(each, range=over[each.path]) if each.path in over and each.alone else each for each in found)


def numbers_at(loaded: Loaded, paths: Sequence[str]) -> tuple[Number, ...]:
    """List the numbers of a deal at some paths, or below them.

    Args:
        loaded: The deal.
        paths: Paths of values, such as `terms.royalty.rate`, or of what holds them, such as `terms.royalty`; a fact
            may be named without the `is` of its value.

    Raises:
        KeyError: If no number stands at one of them; its text says which paths are near.
    """
    every = numbers_of(loaded)
    for path in paths:
        if not any(_below(each.path, path) for each in every):
            near = closest(path, [each.path for each in every])
            raise KeyError(f"no number stands at `{path}`" + (f"; `{near}` is near" if near else ""))
    return tuple(each for each in every if any(_below(each.path, path) for path in paths))


def _below(path: str, whole: str) -> bool:
    return path == whole or path.startswith(f"{whole}.")


def _paths(node: Node, path: str) -> Iterator[tuple[int, str]]:
    """Yield the path of every node of a tree, by its identity."""
    yield id(node), path
    if isinstance(node, MappingNode):
        for key, inside in node.entries.items():
            if path or key not in _NOT_VALUED:  # what a scenario lays over the deal stands there under its own path
                yield from _paths(inside, f"{path}.{key}" if path else key)
    elif isinstance(node, SequenceNode):
        for place, inside in enumerate(node.items):
            yield from _paths(inside, f"{path}.{place}")


def laid_by(draft: Draft, entry: Entry) -> Iterator[tuple[str, Sequence[Pair], Sequence[Entry]]]:
    """Yield what an entry lays over the deal: an option its switches, a reading its overlay.

    Args:
        draft: The deal.
        entry: One of its entries.

    Yields:
        The path at which the entry says so, the pairs that it lays, and the entries that are then otherwise.
    """
    for way, node in _overlays(entry):
        pairs = written_pairs(node)
        over = lay(draft.root, pairs)
        there = draft.reread(over.root, over.touched)
        yield way, pairs, [each for each in map(there.entry, over.touched) if each is not None]


def _overlays(entry: Entry) -> Iterator[tuple[str, Node]]:
    said = entry.node.entries if isinstance(entry.node, MappingNode) else {}
    way = ".".join(map(str, entry.path))
    if entry.path[:1] == ("terms",) and "switches" in said:
        yield f"{way}.switches", said["switches"]
    readings = said.get("readings") if entry.path[:1] == ("facts",) else None
    for place, reading in enumerate(readings.items if isinstance(readings, SequenceNode) else ()):
        if isinstance(reading, MappingNode) and "overlay" in reading.entries:
            yield f"{way}.readings.{place}.overlay", reading.entries["overlay"]


def _numbers_laid(draft: Draft, entry: Entry) -> Iterator[Number]:
    """Yield the numbers of what an entry lays over the deal, each at its path there."""
    for way, pairs, changed in laid_by(draft, entry):
        for each in changed:
            paths = dict(_paths(each.node, ".".join(map(str, each.path))))
            for number in _numbers(each, paths):
                if any(_below(number.path, pair.path) for pair in pairs):
                    yield replace(number, path=f"{way}.{number.path}", laid=True)


def _numbers(entry: Entry, paths: dict[int, str]) -> Iterator[Number]:
    known = {paths[id(value.node)]: value for value in entry.values if id(value.node) in paths}
    for path, value in known.items():
        grammar = Grammar(currency=entry.currency, terms=value.measure.terms, schedule=value.measure.schedule)
        for number in _in_value(value.node, path, value.measure, grammar) if _counts(path) else ():
            told = known.get(f"{path.removesuffix('.is')}.range") if path.endswith(".is") and number.alone else None
            yield replace(number, range=None if told is None else _ends_of(told.node, grammar))


def _ends_of(node: Node, grammar: Grammar) -> tuple[float, float] | None:
    """Return the ends of the range of an assumption."""
    said, _ = parse(node, grammar)
    return _ends(said.parameters) if isinstance(said, Uncertain) and said.family in {"interval", "uniform"} else None


def _ends(values: Sequence[Quantity]) -> tuple[float, float] | None:
    """Return the first and the last of some values, where they are numbers or days."""
    ends = [each.value.toordinal() if isinstance(each.value, dt.date) else each.value for each in values]
    if len(ends) < 2 or any(isinstance(end, bool | str | None) for end in ends):  # noqa: PLR2004 - two ends
        return None
    return float(ends[0]), float(ends[-1])  # type: ignore[arg-type]


def _counts(path: str) -> bool:
    keys = path.split(".")
    if len(keys) == 1:
        return keys[0] in _HEAD
    return not any(keys[0] == section and key in keys[2:] for section, key in _TOLD_ONLY)


def _in_value(node: Node, path: str, measure: Measure, grammar: Grammar) -> Iterator[Number]:
    said, _ = parse(node, grammar)
    if said is None:
        return
    if isinstance(said, Schedule) and isinstance(node, MappingNode):
        for key, inside in node.entries.items():
            yield from _in_value(inside, f"{path}.{key}", measure, replace(grammar, schedule=False))
        return
    found = [part for part in walk(said) if isinstance(part, Quantity) and _is_said(part, alone=part is said)]
    for place, literal in enumerate(found):
        yield Number(path, place, len(found) == 1, literal, said, measure)


def _is_said(literal: Quantity, *, alone: bool) -> bool:
    """Tell whether a literal says something: `0`, `1` and `1 year` inside a formula are part of its form."""
    if literal.kind not in _NUMERIC or literal.value is None:
        return False
    return (
        alone or isinstance(literal.value, bool | dt.date) or literal.value not in {0.0, 1.0} or "%" in literal.written
    )


def _exchanged(said: Expression, old: Quantity, new: Quantity) -> Expression:
    """Return an expression with one of its literals, told by its identity, exchanged."""

    def other(part: Expression) -> Any:  # noqa: ANN401 - the same kind of expression as went in
        return new if part is old else part

    if isinstance(said, Uncertain):
        parameters = tuple(other(each) for each in said.parameters)
        choices = tuple((other(each), weight) for each, weight in said.choices)
        return replace(said, parameters=parameters, choices=choices, written="")
    if isinstance(said, Chance):
        return replace(said, probability=_exchanged(said.probability, old, new), by=_exchanged(said.by, old, new))
    return rebuilt(said, lambda part: new if part is old else None)


def number_text(literal: Quantity, to: Changed) -> str:
    """Write a number as its literal was written: in percent, as a multiple, in its currency."""
    if isinstance(to, bool):
        return "yes" if to else "no"
    if isinstance(to, dt.date):
        return to.isoformat()
    number = _plain(to)
    if literal.kind == "duration":
        return _duration(to)
    if literal.unit != Unit.NONE:
        unit = str(literal.unit)
        over, _, under = unit.partition("/")
        code = bare_code(over)
        said = number if code == "1" else f"{number} {code}"
        return said if not under else f"{said}/{bare_code(under)}"
    if "%" in literal.written:
        prices = f" {literal.prices}" if literal.prices else ""
        return f"{_plain(to, power=2)}%{prices}"
    return f"{number}x" if literal.written.endswith("x") else number


def _plain(number: float, *, power: int = 0) -> str:
    """Write a number without an exponent, with the digits that tell it from its neighbours."""
    return f"{Decimal(repr(float(number))).scaleb(power):f}".removesuffix(".0")


def _duration(years: float) -> str:
    for word, per_year in (("month", 12), ("day", 365)):
        count = round(years * per_year)
        if abs(count / per_year - years) < 1e-9:  # noqa: PLR2004 - rounding
            return f"{count} {word}s"
    return f"{_plain(years)} years"
