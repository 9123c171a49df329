"""Hold what is known of a deal, what is not, and what knowing it is worth: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.knowing.conflicts import Conflict
    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.knowing.selection import Selection
    from dealwright.bargain.knowing.shares import Share
    from dealwright.bargain.knowing.value import Knowing
    from dealwright.engine.result import Estimate, Json, PartyCard


@dataclass(frozen=True, slots=True)
class Compared:
    """One form of the deal that is compared.

    Attributes:
        name: `no_deal`, `in_force`, `signing`, or a package's name.
        title: The same in words.
        package: What it lays over the deal.
        worth: Worth to each party by the deal's measure, over all that is not known, in currency.
        deviation: Standard deviation of its present value to each party, in currency.
        decided: Whether it is among the choices of those who decide.
    """

    name: str
    title: str
    package: Mapping[str, str]
    worth: Mapping[str, Estimate]
    deviation: Mapping[str, float]
    decided: bool = True

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "name": self.name,
            "title": self.title,
            "package": dict(self.package),
            "worth": {party: each.to_json() for party, each in self.worth.items()},
            "deviation": {party: finite(each) for party, each in self.deviation.items()},
            "decided": self.decided,
        }


@dataclass(frozen=True, slots=True)
class Side:
    """What it would be worth to one party to know more before it decides.

    Attributes:
        party: The party.
        knows: Paths of what it knows already: no doubts to it.
        without: Place of the form that it takes without knowing more, in the likeliest state of what it knows.
        knowing: Of each doubt, what knowing it is worth.
        everything: What knowing all doubts at once is worth, at the least.
        pairs: Of two doubts together, what knowing both is worth more than knowing each, where it is told from nothing.
        left: Paths of what it knows and is taken not to, since there would be too many states.
        by_state: Whether what it takes without knowing more hangs on what it knows already.
        selection: What it does to the package on the table that others know more; None where it does nothing.
    """

    party: str
    knows: tuple[str, ...]
    without: int
    knowing: Mapping[str, Knowing]
    everything: Knowing | None = None
    pairs: tuple[Pair, ...] = ()
    left: tuple[str, ...] = ()
    selection: Selection | None = None
    by_state: bool = False

    def worth(self, path: str) -> float:
        """Return what knowing a doubt is worth, in currency: nothing where that is not told from nothing."""
        found = self.knowing.get(path)
        return found.value.value if found is not None and found.told else 0.0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "party": self.party,
            "knows": list(self.knows),
            "without": self.without,
            "knowing": {path: each.to_json() for path, each in self.knowing.items()},
            "everything": None if self.everything is None else self.everything.to_json(),
            "pairs": [each.to_json() for each in self.pairs],
            "left": list(self.left),
            "by_state": self.by_state,
            "selection": None if self.selection is None else self.selection.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two doubts that are worth more known together than apart.

    Attributes:
        paths: Both.
        value: What knowing both is worth, in currency.
    """

    paths: tuple[str, str]
    value: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return both attributes under their own names."""
        return {"paths": list(self.paths), "value": self.value.to_json()}


@dataclass(frozen=True, slots=True, repr=False)
class Facts(Headed):
    """Everything that a deal says, what of it is in doubt, and what each doubt does.

    Attributes:
        worth_by: The measure of all amounts.
        parties: Names of the parties, by their keys.
        between: Who bargains; all parties where nobody does.
        party: Whose advice this is; empty where no side was named.
        facts: Every fact and assumption.
        compared: The forms of the deal that are compared; the first is what holds without a deal.
        shares: Of each doubt, by form and party, the share of the spread that it explains.
        sides: Of each party that decides (or the one whose advice this is), what knowing more is worth to it.
        conflicts: Facts on which sources disagree, with each reading valued.
        redrawn: Futures on which each doubt was drawn again.
        ranges: Whether assumptions were drawn within their ranges.
        notes: What a reader must know.
    """

    worth_by: str
    parties: Mapping[str, PartyCard]
    between: tuple[str, ...]
    party: str
    facts: tuple[Listed, ...]
    compared: tuple[Compared, ...]
    shares: Mapping[str, Mapping[str, Mapping[str, Share]]] = field(default_factory=dict)
    sides: tuple[Side, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    redrawn: int = 0
    ranges: bool = True
    notes: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Listed, ...]:
        """Return what is in doubt and was drawn."""
        return tuple(each for each in self.facts if each.in_doubt)

    @property
    def asked(self) -> bool:
        """Tell whether only some of the doubts were asked about."""
        return len(self.shares) < len(self.doubts)

    @property
    def table(self) -> Compared:
        """Return the form that is on the table: the first that somebody decides on beside no deal, or what there is."""
        return next((each for each in self.compared[1:] if each.decided), self.compared[0])

    def side(self, party: str) -> Side | None:
        """Return what knowing more is worth to a party; None where it does not decide."""
        return next((each for each in self.sides if each.party == party), None)

    @property
    def by_weight(self) -> tuple[Listed, ...]:
        """Return the doubts, first what is worth knowing, then what makes most of somebody's spread."""
        return tuple(sorted(self.doubts, key=lambda each: (-self._worth(each.path), *self._spread(each.path))))

    def _worth(self, path: str) -> float:
        return max((side.worth(path) for side in self.sides), default=0.0)

    def _spread(self, path: str) -> tuple[float, float]:
        """Return what sorts a doubt by the share it has of somebody's spread: first what is told of it, then all."""
        parties = self.shares.get(path, {}).get(self.table.name, {})
        wanted = [self.party] if self.party else list(self.between)
        totals = [parties[party].total for party in wanted if party in parties]
        told = max((each.value - 2.0 * each.standard_error for each in totals), default=0.0)
        return -max(told, 0.0), -max((each.value for each in totals), default=0.0)

    def share(self, path: str, form: str, party: str) -> Share | None:
        """Return the share of a party's spread that a doubt explains; None where it is none."""
        return self.shares.get(path, {}).get(form, {}).get(party)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `facts --json`."""
        return {
            **self.head(),
            "redrawn": self.redrawn,
            "worth_by": self.worth_by,
            "ranges": self.ranges,
            "parties": {key: card.name for key, card in self.parties.items()},
            "between": list(self.between),
            "party": self.party,
            "facts": [each.to_json() for each in self.facts],
            "compared": [each.to_json() for each in self.compared],
            "shares": {
                path: {
                    form: {party: share.to_json() for party, share in parties.items()}
                    for form, parties in forms.items()
                }
                for path, forms in self.shares.items()
            },
            "sides": [each.to_json() for each in self.sides],
            "conflicts": [each.to_json() for each in self.conflicts],
            "ordered": [each.path for each in self.by_weight],
            "notes": list(self.notes),
        }
