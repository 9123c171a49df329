"""Hold what a contract statement says, period by period and line by line, ready to be shown or written as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.result import finite
from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dealwright.engine.result import Json
    from dealwright.lang.load import Loaded
    from dealwright.terms.account import Sort


@dataclass(frozen=True, slots=True)
class StatementPeriod:
    """A contract period within the life of a term.

    Attributes:
        opens: its first day.
        closes: its last day.
        paid_on: the day on which what it brought is paid; none where that is not one day.
    """

    opens: date
    closes: date
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a term's statement.

    Attributes:
        name: what the contract calls it, such as `base` or `minimum`.
        sort: `money` of the period, a `share`, a `level` of money at its end, or a plain `number`.
        amounts: what it is in each period.
    """

    name: str
    sort: Sort
    amounts: tuple[float, ...]

    @property
    def total(self) -> float | None:
        """Return the sum of money, the last level, and nothing of a share, a number or what a period opens with."""
        if self.sort == "money":
            return sum(self.amounts)
        last = self.sort == "level" and not self.name.startswith("opening")
        return self.amounts[-1] if last and self.amounts else None


@dataclass(frozen=True, slots=True)
class Ending:
    """What ended a term before its time.

    Attributes:
        by: the event, or the term that took its place.
        on: the day; none where means are taken.
        share: on what part of the futures.
    """

    by: str
    on: date | None
    share: float = 1.0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"by": self.by, "on": None if self.on is None else self.on.isoformat(), "share": finite(self.share)}


@dataclass(frozen=True, slots=True)
class TermStatement:
    """What one term computed.

    Attributes:
        term: its key in the file.
        title: its title; empty without one.
        kind: its kind.
        currency: the money in which it computes.
        sides: who stands on which side, by the key that names them.
        periods: its contract periods that have days, in order.
        lines: its lines, in the order in which the clause computes them.
        endings: what ended it before its time.
    """

    term: str
    title: str
    kind: str
    currency: str
    sides: Mapping[str, str]
    periods: tuple[StatementPeriod, ...]
    lines: tuple[StatementLine, ...]
    endings: tuple[Ending, ...] = ()

    def line(self, name: str) -> StatementLine:
        """Return the line of a name.

        Raises:
            KeyError: There is none.
        """
        for line in self.lines:
            if line.name == name:
                return line
        raise KeyError(name)

    def to_json(self) -> dict[str, Json]:
        """Return plain data: each period with its lines, and the totals."""
        return {
            "term": self.term,
            "title": self.title,
            "kind": self.kind,
            "currency": self.currency,
            "sides": dict(self.sides),
            "lines": {line.name: line.sort for line in self.lines},
            "periods": [
                {
                    "opens": period.opens.isoformat(),
                    "closes": period.closes.isoformat(),
                    "paid_on": None if period.paid_on is None else period.paid_on.isoformat(),
                    **{line.name: finite(line.amounts[place]) for line in self.lines},
                }
                for place, period in enumerate(self.periods)
            ],
            "totals": {line.name: finite(line.total) for line in self.lines if line.total is not None},
            "endings": [ending.to_json() for ending in self.endings],
        }


@dataclass(frozen=True, slots=True, repr=False)
class ContractStatement(Drawn):
    """What the terms of a deal computed on one path, or on the mean over paths.

    Attributes:
        title: the deal's title.
        file: its file.
        digest: the file's SHA-256.
        currency: the deal's currency.
        as_of: the day on which it is looked at.
        scenario: the scenario, `in_force` for the file as it stands.
        path: what was asked for: `certain`, `mean`, a percentile such as `p50`, or the number of a path.
        seed: seed of the futures.
        paths: number of futures.
        terms: what each term computed.
        number: the number of the path from 1; none for the certain one and for means.
        party: the party by whose worth the path was found.
        worth: what the path is worth to it at the risk-free rate, in currency.
        readings: which reading of each disputed clause holds there, in words.
        names: the parties and companies in words.
        titles: titles of facts and terms by path, where the file gives one.
        price_basis: whether money is `nominal`, or `real`, of the year of `as_of`.
        deal: the deal in the scenario, from which its clauses can be read in words.
    """

    title: str
    file: str
    digest: str
    currency: str
    as_of: date
    scenario: str
    path: str
    seed: int
    paths: int
    terms: tuple[TermStatement, ...]
    number: int | None = None
    party: str | None = None
    worth: float | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    price_basis: str = "nominal"
    deal: Loaded | None = field(default=None, repr=False, compare=False)

    def term(self, name: str) -> TermStatement:
        """Return the statement of one term.

        Raises:
            KeyError: There is none.
        """
        for each in self.terms:
            if each.term == name:
                return each
        raise KeyError(name)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `statement --json`."""
        return {
            "title": self.title,
            "file": self.file,
            "digest": self.digest,
            "currency": self.currency,
            "price_basis": self.price_basis,
            "as_of": self.as_of.isoformat(),
            "scenario": self.scenario,
            "path": self.path,
            "seed": self.seed,
            "paths": self.paths,
            "number": self.number,
            "party": self.party,
            "worth": None if self.worth is None else finite(self.worth),
            "readings": dict(self.readings),
            "terms": [term.to_json() for term in self.terms],
        }


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """One way to read a disputed clause, and what then holds.

    Attributes:
        says: the reading in words.
        weight: its weight, as written.
        statement: what the terms compute if it is true.
    """

    says: str
    weight: str
    statement: ContractStatement

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"says": self.says, "weight": self.weight, "statement": self.statement.to_json()}


@dataclass(frozen=True, slots=True)
class DisputedClause:
    """A fact whose readings word the contract differently, with what each makes of it on the same future.

    Attributes:
        fact: its name.
        title: its title; empty without one.
        readings: its readings.
        terms: the terms of which the readings make something different.
    """

    fact: str
    title: str
    readings: tuple[ClauseReading, ...]
    terms: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "fact": self.fact,
            "title": self.title,
            "terms": list(self.terms),
            "readings": [reading.to_json() for reading in self.readings],
        }
