"""Hold who depends on whom: shares of value by counterparty and how concentrated they are, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.engine.heading import Headed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dealwright.bargain.ripples.ripples_result import Ripples
    from dealwright.engine.result import Estimate, Json, PartyCard

Kind = Literal["party", "company"]


@dataclass(frozen=True, slots=True)
class Tie:
    """What a side has from one counterparty, and gives to it.

    Attributes:
        value: all that comes from it less all that goes to it, in currency; the ties of a side sum to its worth.
        received: sum of the lines that bring value, in currency, at least zero.
        given: sum of the lines that cost value, in currency, at most zero.
        share: part of all that the side receives, 0 to 1; None where it receives nothing.
        share_given: part of all that it gives, 0 to 1; None where it gives nothing.
        lines: value by term (and `exit`, `rounds`, ...), in currency.
    """

    value: Estimate
    received: Estimate
    given: Estimate
    share: Estimate | None
    share_given: Estimate | None
    lines: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "value": self.value.to_json(),
            "received": self.received.to_json(),
            "given": self.given.to_json(),
            "share": None if self.share is None else self.share.to_json(),
            "share_given": None if self.share_given is None else self.share_given.to_json(),
            "lines": {name: each.to_json() for name, each in self.lines.items()},
        }


@dataclass(frozen=True, slots=True)
class Reliance:
    """From whom a party's worth comes, or a company's equity.

    Attributes:
        kind: `party`, whose worth is its mean at its own rate, or `company`, whose worth is its equity at its exit,
            discounted at its cost of capital.
        worth: what is attributed, in currency.
        received: all that brings value, in currency.
        given: all that costs value, in currency, at most zero.
        herfindahl: sum of the squared shares of what is received, 0 to 1; None where nothing is.
        herfindahl_given: the same of what is given; None where nothing is.
        ties: by counterparty, those first from whom most is received: parties, companies (the side itself for its own
            business), `terms.NAME` for what members of a venture have in common, `""` for the world outside.
        herfindahl_at_risk_free: of what is received, with everything at the risk-free rate; None for a company, or
            where nothing is received.
    """

    kind: Kind
    worth: Estimate
    received: Estimate
    given: Estimate
    herfindahl: Estimate | None
    herfindahl_given: Estimate | None
    ties: Mapping[str, Tie]
    herfindahl_at_risk_free: Estimate | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        indices = {
            "herfindahl": self.herfindahl,
            "herfindahl_given": self.herfindahl_given,
            "herfindahl_at_risk_free": self.herfindahl_at_risk_free,
        }
        return {
            "kind": self.kind,
            "worth": self.worth.to_json(),
            "received": self.received.to_json(),
            "given": self.given.to_json(),
            **{name: None if each is None else each.to_json() for name, each in indices.items()},
            "counterparties": {who: tie.to_json() for who, tie in self.ties.items()},
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What the loss of a counterparty changes for a side, in currency; errors are of differences on the same futures.

    Attributes:
        mean: change of its mean at its own rate; of a company, of its equity at its cost of capital.
        certainty_equivalent: change of its certainty equivalent at central beliefs; None for a company.
    """

    mean: Estimate
    certainty_equivalent: Estimate | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        sure = self.certainty_equivalent
        return {"mean": self.mean.to_json(), "certainty_equivalent": None if sure is None else sure.to_json()}


@dataclass(frozen=True, slots=True)
class Loss:
    """What it costs the others to lose a counterparty.

    Attributes:
        ended: terms in force with it, which end.
        fallen: terms in force between others that cannot exist without those, or only replace one of them.
        unpaid_rounds: rounds that do not come, as `COMPANY.DATE`.
        without: what changes for each other side if nothing comes in their place.
        replaced_by: what the file says comes in their place: terms, and scenarios as `scenarios.NAME`.
        fallen_still: those of the fallen that also fall then.
        replaced: what changes for each other side with that; empty where the file says nothing.
    """

    ended: tuple[str, ...]
    fallen: tuple[str, ...]
    unpaid_rounds: tuple[str, ...]
    without: Mapping[str, Change]
    replaced_by: tuple[str, ...] = ()
    fallen_still: tuple[str, ...] = ()
    replaced: Mapping[str, Change] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "ended": list(self.ended),
            "fallen": list(self.fallen),
            "unpaid_rounds": list(self.unpaid_rounds),
            "without": {side: each.to_json() for side, each in self.without.items()},
            "replaced_by": list(self.replaced_by),
            "fallen_still": list(self.fallen_still),
            "replaced": {side: each.to_json() for side, each in self.replaced.items()},
        }


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dependence(Headed):
    """Who depends on whom in one scenario of a deal.

    Attributes:
        scenario: the scenario that is valued; `in_force` for the contract as it stands.
        sides: from whom each party and each company has what it has, in the file's order.
        parties: how to name each party.
        companies: how to name each company.
        titles: what the file calls its terms, by path.
        worth_by: the one measure of the bargain.
        losses: what it costs to lose a counterparty, by each that was asked for and has terms or is a company.
        ripples: what packages do to those who are not at the table; None where nobody bargains, or all do, or it was
            not asked for.
        lost_on: the day at whose close the terms with a lost counterparty end; None for today, from its opening.
    """

    scenario: str
    sides: Mapping[str, Reliance]
    parties: Mapping[str, PartyCard]
    companies: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    worth_by: str = "certainty_equivalent"
    losses: Mapping[str, Loss] = field(default_factory=dict)
    lost_on: date | None = None
    ripples: Ripples | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `dependence --json`, amounts in plain units of the currency."""
        return {
            **self.head(),
            "scenario": self.scenario,
            "worth_by": self.worth_by,
            "sides": {name: each.to_json() for name, each in self.sides.items()},
            "lost_on": None if self.lost_on is None else self.lost_on.isoformat(),
            "losses": {name: each.to_json() for name, each in self.losses.items()},
            "ripples": None if self.ripples is None else self.ripples.to_json(),
        }
