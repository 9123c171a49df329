"""Hold what terms trade for: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.trade.inputs import Rule
    from dealwright.engine.result import Estimate, Json, PartyCard
    from dealwright.engine.sensitivities.result import Difference, LeftOut, Shape


@dataclass(frozen=True, slots=True)
class TermUnit:
    """What one unit of a term is worth, or one switch of it.

    Attributes:
        path: The term.
        held: What the deal says there, as written.
        to: What it is switched to, as written; empty for what is moved.
        unit: What it is counted in: `percentage point`, `1bn USD`, `year`; empty for a switch.
        unit_size: How many plain units that is; years for dates and durations.
        step: How far it was moved, in plain units.
        difference: From which sides.
        shape: Whether worth bends or leaps where the term stands.
        futures: On how many futures.
        worth: Change of each party's worth by unit, in currency, by the measure of the bargain.
        place: Which number of the value it is, from 0.
    """

    path: str
    held: str
    to: str
    unit: str
    unit_size: float
    step: float
    difference: Difference
    shape: Shape
    futures: int
    worth: Mapping[str, Estimate]
    place: int = 0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "held": self.held,
            "to": self.to,
            "unit": self.unit,
            "unit_size": self.unit_size,
            "step": self.step,
            "difference": self.difference,
            "shape": self.shape,
            "futures": self.futures,
            "worth": {party: each.to_json() for party, each in self.worth.items()},
            "place": self.place,
        }


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a term is worth to a party in units of another.

    Attributes:
        of: The term.
        within: The other.
        party: The party.
        rate: Units of the other; the change of it that makes good is the negative. None where the party's worth
            may not move with the other.
        interval: From and to which ratio the futures do not rule out at two errors (Fieller); None with the rate.
    """

    of: TermUnit
    within: TermUnit
    party: str
    rate: Estimate | None
    interval: tuple[float, float] | None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name, terms by their paths.

        Keys:
            of: path of the term.
            to: what it is switched to, as written; empty for what is moved.
            unit: what the term is counted in; empty for a switch.
            in: path of the other term.
            in_unit: what the other is counted in.
            place: which number of its value the term is, from 0.
            in_place: which number of its value the other is, from 0.
            compensating_change: the change of the other that makes good, in its units; None with the rate.
        """
        return {
            "of": self.of.path,
            "to": self.of.to,
            "unit": self.of.unit,
            "in": self.within.path,
            "in_unit": self.within.unit,
            "place": self.of.place,
            "in_place": self.within.place,
            "party": self.party,
            "rate": None if self.rate is None else self.rate.to_json(),
            "compensating_change": None if self.rate is None else finite(-self.rate.value),
            "interval": None if self.interval is None else [finite(each) for each in self.interval],
        }


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """What terms are worth in each other.

    Attributes:
        terms: The terms, in the file's order.
        rates: What each is worth in each other, to each party.
        left_out: Terms that cannot be moved, with the reason.
    """

    terms: tuple[TermUnit, ...]
    rates: tuple[Rate, ...]
    left_out: tuple[LeftOut, ...] = ()

    def at(self, of: str, within: str, party: str, to: str = "") -> Rate:
        """Return one rate.

        Args:
            of: Path of a term.
            within: Path of the other.
            party: The party.
            to: What the term is switched to, as written; empty for what is moved.

        Raises:
            KeyError: If there is no such rate.
        """
        wanted = (of, to, within, party)
        for each in self.rates:
            if (each.of.path, each.of.to, each.within.path, each.party) == wanted:
                return each
        raise KeyError(wanted)

    def between(self, of: TermUnit, within: TermUnit, party: str) -> Rate:
        """Return the rate of one of the terms in another: of several numbers of one value, each has its own.

        Args:
            of: The term.
            within: The other.
            party: The party.

        Raises:
            KeyError: If there is no such rate.
        """
        for each in self.rates:
            if each.of is of and each.within is within and each.party == party:
                return each
        raise KeyError((of.path, of.place, within.path, within.place, party))

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "terms": [each.to_json() for each in self.terms],
            "rates": [each.to_json() for each in self.rates],
            "left_out": [each.to_json() for each in self.left_out],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What a swap does to one term.

    Attributes:
        path: The term.
        held: What the deal says there, as written.
        to: What it then says.
        by: How many units more that is; None for a choice.
        unit: What it is counted in; empty for a choice.
    """

    path: str
    held: str
    to: str
    by: float | None
    unit: str

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        by = None if self.by is None else finite(self.by)
        return {"path": self.path, "held": self.held, "to": self.to, "by": by, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Swap:
    """A swap by which those at the table gain.

    Attributes:
        changes: What it does to each of its terms.
        gains: What each party gains, on fresh futures and over all beliefs, by the measure of the bargain.
        searched: The same on the futures on which it was found, which flatter it.
    """

    changes: tuple[Change, ...]
    gains: Mapping[str, Estimate]
    searched: Mapping[str, float]

    @property
    def package(self) -> dict[str, str]:
        """Return the values that it sets."""
        return {each.path: each.to for each in self.changes}

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "changes": [each.to_json() for each in self.changes],
            "gains": {party: each.to_json() for party, each in self.gains.items()},
            "searched": {party: finite(each) for party, each in self.searched.items()},
        }


@dataclass(frozen=True, slots=True)
class Swaps:
    """Swaps by which those at the table gain.

    Attributes:
        found: Those that hold on fresh futures, best first.
        proved: How many were valued there.
        seed: Seed of those futures.
        paths: How many there are.
    """

    found: tuple[Swap, ...]
    proved: int
    seed: int
    paths: int

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        found: list[Json] = [each.to_json() for each in self.found]
        return {"found": found, "proved": self.proved, "seed": self.seed, "paths": self.paths}


@dataclass(frozen=True, slots=True)
class BarEnd:
    """What an input does to each party at one of its ends.

    Attributes:
        label: The input there, as written, or the title of a reading.
        worth: Change of each party's worth from where the input stands, in currency, by the measure of the bargain.
        gain: Change of its gain over no deal; the same where the file bargains over nothing.
    """

    label: str
    worth: Mapping[str, Estimate]
    gain: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "label": self.label,
            "worth": {party: each.to_json() for party, each in self.worth.items()},
            "gain": {party: each.to_json() for party, each in self.gain.items()},
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """What one input of the deal does between its ends.

    Attributes:
        path: Where it stands.
        held: What the deal says there.
        place: Which number of the value it is, from 0.
        rule: How its ends were chosen: `range` of the file, `percentiles` 5 and 95 of what is uncertain, a tenth
            (`part`) either way, its `readings`, or `the other` of yes and no.
        ends: What it does at each end.
        futures: On how many futures.
    """

    path: str
    held: str
    place: int
    rule: Rule
    ends: tuple[BarEnd, ...]
    futures: int

    def size(self, party: str, *, gain: bool = False) -> float:
        """Return from the least to the most that a party's worth, or its gain, is between the ends, in currency."""
        changes = [(end.gain if gain else end.worth)[party].value for end in self.ends]
        return max(0.0, *changes) - min(0.0, *changes)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "held": self.held,
            "place": self.place,
            "rule": self.rule,
            "ends": [each.to_json() for each in self.ends],
            "futures": self.futures,
        }


@dataclass(frozen=True, slots=True)
class Tornado:
    """What every input of the deal does between its ends.

    Attributes:
        bars: The inputs, the one that moves any party at the table most first.
        left_out: Inputs that cannot be moved, with the reason.
    """

    bars: tuple[Bar, ...]
    left_out: tuple[LeftOut, ...]

    def at(self, path: str, place: int = 0) -> Bar:
        """Return the bar of one input.

        Raises:
            KeyError: If there is none.
        """
        for bar in self.bars:
            if (bar.path, bar.place) == (path, place):
                return bar
        raise KeyError(path)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"bars": [each.to_json() for each in self.bars], "left_out": [e.to_json() for e in self.left_out]}


@dataclass(frozen=True, slots=True, repr=False)
class Trade(Headed):
    """What the terms of a deal trade for, where it stands.

    Attributes:
        worth_by: By which measure worth is told.
        at: The package from which the terms are moved, `path: value as written`; empty for today's terms.
        named: What the package is called, such as `nash`; empty for one that was given, or none.
        worth: What each party has there, in currency.
        parties: The parties, as the file names them.
        titles: Titles of facts, drivers and terms, by path.
        literals: What each fact says that is one plain value.
        rates: What terms are worth in each other; None where that was not asked for.
        swaps: Swaps by which those at the table gain; None where they were not asked for, or one party is alone.
        tornado: What every input of the deal does; None where it was not asked for.
        side: For whom swaps are ordered; empty where nobody was named.
        bounds: Within which bounds terms are swapped, in words.
        bargains: Whether parties bargain, so that there is a gain over no deal.
    """

    worth_by: str
    at: Mapping[str, str]
    named: str
    worth: Mapping[str, float]
    parties: Mapping[str, PartyCard]
    titles: Mapping[str, str]
    literals: Mapping[str, str]
    rates: ExchangeRates | None = None
    swaps: Swaps | None = None
    tornado: Tornado | None = None
    side: str = ""
    bounds: str = ""
    bargains: bool = False

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            **self.head(),
            "worth_by": self.worth_by,
            "at": dict(self.at),
            "named": self.named,
            "worth": {party: finite(each) for party, each in self.worth.items()},
            "parties": {key: {"name": card.name, "short": card.short} for key, card in self.parties.items()},
            "exchange_rates": None if self.rates is None else self.rates.to_json(),
            "swaps": None if self.swaps is None else self.swaps.to_json(),
            "tornado": None if self.tornado is None else self.tornado.to_json(),
            "for": self.side,
            "bounds": self.bounds,
        }
