"""Hold what to offer: plain frozen data, ready to be shown or written as JSON.

Amounts are in plain units of the deal's currency, at `as_of`, by the bargain's one measure of worth. A gain of the
side that offers is over its reservation value: no deal, or its outside option where that is worth more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dealwright.bargain.offering.changes import Compared, Kind
    from dealwright.bargain.offering.contracts import Contract
    from dealwright.bargain.offering.surplus import Weighed
    from dealwright.engine.result import Estimate, Json


def _weighed(weighed: Weighed | None) -> Json:
    if weighed is None:
        return None
    return {
        "gain": weighed.gain.to_json(),
        "probability_signs": weighed.signs.to_json(),
        "gain_if_signed": None if weighed.gain_if_signed is None else finite(weighed.gain_if_signed),
        "expected_surplus": weighed.surplus.to_json(),
        "theirs": weighed.theirs.to_json(),
    }


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer, with what it brings against the chance that it is signed.

    Attributes:
        package: `path: value as written`.
        searched: the figures by which it was found.
        again: the same on fresh futures and fresh draws of what the others know; None where it was not valued again.
        payments: what is paid to each other side beside it (below zero: what that side pays), money; empty where the
            deal lets nobody pay.
    """

    package: Mapping[str, str]
    searched: Weighed
    again: Weighed | None = None
    payments: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "package": dict(self.package),
            "payments": {party: finite(each) for party, each in self.payments.items()},
            "searched": _weighed(self.searched),
            "again": _weighed(self.again),
        }


@dataclass(frozen=True, slots=True)
class Side:
    """What one side can offer.

    Attributes:
        party: the side.
        curve: the efficient offers, what brings it most first.
        best: the offer with the largest expected surplus; None where no advice was asked for, or none brings anything.
    """

    party: str
    curve: Sequence[Offered]
    best: Offered | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "party": self.party,
            "curve": [each.to_json() for each in self.curve],
            "best": None if self.best is None else self.best.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """One of several offers that are worth the same to who makes them.

    Attributes:
        package: `path: value as written`.
        apart: what it is worth more to who makes it than the first of them, on the same fresh futures.
        weighed: what it brings and how likely it is signed, on fresh futures.
    """

    package: Mapping[str, str]
    apart: Estimate
    weighed: Weighed

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"package": dict(self.package), "apart": self.apart.to_json(), "again": _weighed(self.weighed)}


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Several offers to be made at once, worth the same to who makes them.

    Attributes:
        offers: the offers, in the order chosen.
        pool: how many packages of that worth they were chosen from.
        asked: what they were to bring over no deal at central beliefs; money.
        tolerance: by how much they may differ where the error is smaller; money.
        any_signed: chance that at least one is signed, on fresh futures.
        best_of_them: what the best of them brings the others on average, nothing where they refuse all; money.
        singly: what each of them alone brings the others, nothing where they refuse it; money.
        random_signed: the same chance for as many at random of the same worth and as different, on average.
        random_best: what the best of these brings the others; money.
        reason: why there are fewer than asked for; empty where there are not.
    """

    offers: tuple[Alike, ...]
    pool: int
    asked: float
    tolerance: float
    any_signed: Estimate
    best_of_them: Estimate
    singly: tuple[float, ...]
    random_signed: float
    random_best: float
    reason: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "offers": [each.to_json() for each in self.offers],
            "pool": self.pool,
            "asked": finite(self.asked),
            "tolerance": finite(self.tolerance),
            "any_signed": self.any_signed.to_json(),
            "best_of_them": self.best_of_them.to_json(),
            "singly": [finite(each) for each in self.singly],
            "random_signed": finite(self.random_signed),
            "random_best": finite(self.random_best),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one or two terms, compared with the package that it changes.

    Attributes:
        changes: what it sets, `path: value as written`.
        searched: what it gives and costs, by which it was ranked.
        again: the same on fresh futures.
    """

    changes: Mapping[str, str]
    searched: Compared
    again: Compared

    @property
    def kind(self) -> Kind:
        """Return what it is on fresh futures."""
        return self.again.kind

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name, and what the change is."""
        return {
            "changes": dict(self.changes),
            "kind": self.kind,
            **{
                name: {"gives": each.gives.to_json(), "costs": each.costs.to_json()}
                for name, each in (("searched", self.searched), ("again", self.again))
            },
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be given from a package, and what can be asked back.

    Attributes:
        base: what the package is called, such as `nash`.
        package: `path: value as written`.
        weighed: what the package brings and how likely it is signed, on fresh futures.
        concessions: what gives the others most for what it costs me first.
        asks: what costs the others least for what it brings me first.
        no_concession: changes that both like, or that cost me nothing: they are no concession.
    """

    base: str
    package: Mapping[str, str]
    weighed: Weighed
    concessions: tuple[Change, ...] = ()
    asks: tuple[Change, ...] = ()
    no_concession: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "base": self.base,
            "package": dict(self.package),
            "again": _weighed(self.weighed),
            "concessions": [each.to_json() for each in self.concessions],
            "asks": [each.to_json() for each in self.asks],
            "no_concession": [each.to_json() for each in self.no_concession],
        }


@dataclass(frozen=True, slots=True)
class OnTable:
    """An offer that was made and stands.

    Attributes:
        by: who made it.
        on: when.
        package: `path: value as written`.
        gain: what it brings the side that is advised, on fresh futures; None of its own offer.
    """

    by: str
    on: date
    package: Mapping[str, str]
    gain: Estimate | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "by": self.by,
            "on": self.on.isoformat(),
            "package": dict(self.package),
            "gain": None if self.gain is None else self.gain.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Talked:
    """What the log of the talks told, by which offers are weighed.

    Attributes:
        entries: how many entries of the log told something.
        until: the day of the last one.
        ours: what the side that is advised offered last, of which no advised offer takes anything back.
        theirs: what another offered and may still be accepted.
    """

    entries: int
    until: date
    ours: OnTable | None = None
    theirs: OnTable | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "entries": self.entries,
            "until": self.until.isoformat(),
            "ours": None if self.ours is None else self.ours.to_json(),
            "theirs": None if self.theirs is None else self.theirs.to_json(),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Offers(Headed):
    """What each side can offer, and what one of them should.

    Attributes:
        between: who is at the table.
        sides: the curves; of the one side that advice is for, or of all.
        advised: whose side it is; empty where nobody is advised.
        equivalents: several offers of the same worth; None where nobody is advised, or there is nothing to offer.
        changes: concessions and asks; None likewise.
        contracts: contracts on what may happen by which both sides gain, beside the package `beside`.
        beside: that package; the best offer, or the one from which concessions are made.
        most_lost: what either side may lose by one of them at most; money.
        believes: what each party believes otherwise than the file, `path: value as written`.
        measure: what worth is measured by.
        notes: what a reader must know before trusting the figures.
        names: the parties in words.
        literals: what each fact says that is one plain value.
        titles: titles of terms, drivers and facts, by path.
        states: in how many states of what the parties know packages were weighed.
        talked: what the log of the talks told; None where nothing is logged, or the talks are over.
    """

    between: tuple[str, ...]
    sides: tuple[Side, ...]
    advised: str = ""
    equivalents: Equivalents | None = None
    changes: Changes | None = None
    contracts: tuple[Contract, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    most_lost: float = 0.0
    believes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    measure: str = "certainty_equivalent"
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    states: int = 1
    talked: Talked | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `offers --json`.

        Keys:
            fresh_seed: seed of the fresh futures.
        """
        return {
            **self.head(),
            "fresh_seed": self.seed + 1_000_003,
            "states": self.states,
            "between": list(self.between),
            "for": self.advised,
            "measure": self.measure,
            "sides": [side.to_json() for side in self.sides],
            "equivalents": None if self.equivalents is None else self.equivalents.to_json(),
            "changes": None if self.changes is None else self.changes.to_json(),
            "contracts": [each.to_json() for each in self.contracts],
            "beside": dict(self.beside),
            "most_lost": finite(self.most_lost),
            "believes": {party: dict(each) for party, each in self.believes.items()},
            "talked": None if self.talked is None else self.talked.to_json(),
            "notes": list(self.notes),
        }
