"""Hold what terms trade for: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

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
        """Return every attribute under its own name, terms by their paths."""
        return {
            "of": self.of.path,
            "to": self.of.to,
            "unit": self.of.unit,
            "in": self.within.path,
            "in_unit": self.within.unit,
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

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "terms": [each.to_json() for each in self.terms],
            "rates": [each.to_json() for each in self.rates],
            "left_out": [each.to_json() for each in self.left_out],
        }


@dataclass(frozen=True, slots=True)
class Trade:
    """What the terms of a deal trade for, where it stands.

    Attributes:
        title: The deal's title.
        file: Its file.
        digest: The file's hash.
        seed: Seed of the futures.
        paths: How many there are.
        currency: In which money amounts are.
        as_of: The valuation date.
        worth_by: By which measure worth is told.
        at: The package from which the terms are moved, `path: value as written`; empty for today's terms.
        named: What the package is called, such as `nash`; empty for one that was given, or none.
        worth: What each party has there, in currency.
        parties: The parties, as the file names them.
        titles: Titles of facts, drivers and terms, by path.
        literals: What each fact says that is one plain value.
        before_tax: Whether amounts are before tax.
        price_basis: Whether money is nominal or real.
        rates: What terms are worth in each other.
    """

    title: str
    file: str
    digest: str
    seed: int
    paths: int
    currency: str
    as_of: date
    worth_by: str
    at: Mapping[str, str]
    named: str
    worth: Mapping[str, float]
    parties: Mapping[str, PartyCard]
    titles: Mapping[str, str]
    literals: Mapping[str, str]
    before_tax: bool
    price_basis: str
    rates: ExchangeRates = field(default_factory=lambda: ExchangeRates((), ()))

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "title": self.title,
            "file": self.file,
            "digest": self.digest,
            "seed": self.seed,
            "paths": self.paths,
            "currency": self.currency,
            "as_of": self.as_of.isoformat(),
            "worth_by": self.worth_by,
            "at": dict(self.at),
            "named": self.named,
            "worth": {party: finite(each) for party, each in self.worth.items()},
            "parties": {key: {"name": card.name, "short": card.short} for key, card in self.parties.items()},
            "exchange_rates": self.rates.to_json(),
        }
