"""Hold what a valuation found: plain frozen data, ready to be shown or written as JSON.

Amounts are in plain units of the deal's currency, at `as_of`; probabilities and shares are fractions
of one. Nothing here computes a worth: the engine fills these shapes and `show` turns them into words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    from jaxtyping import Float

    from dealwright.engine.exercising.told import Exercises

Json = dict[str, "Json"] | list["Json"] | str | float | int | bool | None
"""What `json.dumps` writes without loss."""


def finite(value: float) -> float | None:
    """Return the number, or None where JSON has no word for it (infinite, not a number)."""
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A simulated number and its standard error, both in the same unit.

    Attributes:
        value: the number.
        standard_error: its standard error; 0 for what is certain.
    """

    value: float
    standard_error: float = 0.0

    def to_json(self) -> dict[str, Json]:
        """Return `{value, standard_error}`."""
        return {"value": finite(self.value), "standard_error": finite(self.standard_error)}


@dataclass(frozen=True, slots=True, eq=False)
class PartyWorth:
    """What one scenario is worth to one party.

    Percentiles, `cvar5`, probabilities and the certainty equivalent are of present values at the risk-free
    rate; `mean` is at the party's own discount rate, and `by_term` sums to it.

    Attributes:
        mean: expected present value at the party's discount rate, in currency.
        mean_at_risk_free: expected present value at the risk-free rate, in currency.
        p5, p25, p50, p75, p95: percentile of the present value, in currency.
        cvar5: mean of the worst 5 % of the present values, in currency.
        probability_of_loss: chance that the present value is below zero, 0 to 1.
        probability_worse_than_no_deal: chance of less than `no_deal` on the same path, 0 to 1; None if there is none.
        certainty_equivalent: what the party would take for sure, in currency.
        by_term: lines of the worth by term (and `exit`, `limited_liability`, ...), in currency.
        belief_band: 5th and 95th percentile of the certainty equivalent over beliefs, or None.
        by_term_error: standard error of each line, in currency; empty where it was not computed.
        gain_error: standard error of its difference from `no_deal` on the same futures, in currency; None if there is
            no other scenario to differ from.
        warnings: sentences a reader must know before trusting the figures.
        sample: present value at the risk-free rate on each path, in currency.
    """

    mean: Estimate
    mean_at_risk_free: Estimate
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    cvar5: float
    probability_of_loss: float
    probability_worse_than_no_deal: float | None
    certainty_equivalent: Estimate
    by_term: Mapping[str, float]
    sample: Float[np.ndarray, " path"]
    belief_band: tuple[float, float] | None = None
    by_term_error: Mapping[str, float] = field(default_factory=dict)
    gain_error: float | None = None
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `value --json` for one party; the sample stays out."""
        band = self.belief_band
        worse = self.probability_worse_than_no_deal
        return {
            "mean": self.mean.to_json(),
            "mean_at_risk_free": self.mean_at_risk_free.to_json(),
            "p5": finite(self.p5),
            "p25": finite(self.p25),
            "p50": finite(self.p50),
            "p75": finite(self.p75),
            "p95": finite(self.p95),
            "cvar5": finite(self.cvar5),
            "probability_of_loss": finite(self.probability_of_loss),
            "probability_worse_than_no_deal": None if worse is None else finite(worse),
            "certainty_equivalent": self.certainty_equivalent.to_json(),
            "belief_band": None if band is None else [finite(band[0]), finite(band[1])],
            "by_term": {term: finite(value) for term, value in self.by_term.items()},
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Fan:
    """Percentiles of one quantity over time, one entry per date.

    Attributes:
        days: days from the opening of `as_of`, ascending.
        dates: the same moments as dates.
        p5, p25, p50, p75, p95: percentile at each date.
        unit: the unit as written in the language, such as `USD/year`.
    """

    days: tuple[float, ...]
    dates: tuple[date, ...]
    p5: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]
    unit: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return the dates and the five percentile lines."""
        lines = {"p5": self.p5, "p25": self.p25, "p50": self.p50, "p75": self.p75, "p95": self.p95}
        written: dict[str, Json] = {name: [finite(value) for value in line] for name, line in lines.items()}
        return {"unit": self.unit, "dates": [moment.isoformat() for moment in self.dates], **written}


@dataclass(frozen=True, slots=True)
class YearlyFlow:
    """What one term is expected to bring one of its sides, year by year.

    Attributes:
        term: the term's key.
        side: party or company that it is told from; what it gives is negative.
        amounts: expected money by calendar year, not discounted, in currency; the year after the horizon holds all
            that follows.
        cash: whether it is money, or a worth or cost that is not.
    """

    term: str
    side: str
    amounts: Mapping[int, float]
    cash: bool = True


@dataclass(frozen=True, slots=True)
class RoundPrice:
    """One funding round: what the model says the company was worth, beside what was paid.

    Attributes:
        on: date of the round.
        modelled: modelled equity after the money, in currency.
        observed: equity after the money at the price paid, in currency; None if no price is known.
        calibrated: whether the deal's `calibrate:` solved a driver for this round.
    """

    on: date
    modelled: Estimate
    observed: float | None = None
    calibrated: bool = False

    def to_json(self) -> dict[str, Json]:
        """Return the round's date and both prices."""
        return {
            "on": self.on.isoformat(),
            "modelled": self.modelled.to_json(),
            "observed": self.observed,
            "calibrated": self.calibrated,
        }


@dataclass(frozen=True, slots=True)
class ExitBand:
    """Futures that are alike in what a company is worth at its exit.

    Attributes:
        equity: what its exit is worth on average among them, in currency of that day.
        payouts: what each claimant is paid of it on average; they sum to it.
    """

    equity: float
    payouts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns a company that has stakes on one day: expected shares, over the futures in which it then stands.

    Attributes:
        on: the day; None for its exit, on whichever day that comes.
        shares: part of its equity by holder, 0 to 1; they sum to 1.
        standing: share of all futures that count, those in which its exit has not come before, 0 to 1; at the exit all.
        investors: who buys new shares in rounds of that day.
        options: by option that moves a stake that day, at the exit by every one that does: the share of those futures
            in which it is exercised by then, 0 to 1.
    """

    on: date | None
    shares: Mapping[str, float]
    standing: float = 1.0
    investors: tuple[str, ...] = ()
    options: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name; what moves shares only where something does."""
        told: dict[str, Json] = {
            "on": None if self.on is None else self.on.isoformat(),
            "shares": {holder: finite(share) for holder, share in self.shares.items()},
            "standing": finite(self.standing),
        }
        if self.investors:
            told["investors"] = list(self.investors)
        if self.options:
            told["options"] = {name: finite(share) for name, share in self.options.items()}
        return told


@dataclass(frozen=True, slots=True)
class CompanyWorth:
    """What one company's equity is worth in one scenario, and who has a claim on it.

    Attributes:
        name: the company's name in words.
        equity: equity at exit discounted at the company's cost of capital, in currency.
        p5, p25, p50, p75, p95: percentile of that present value, in currency.
        probability_at_floor: share of paths on which limited liability binds, 0 to 1.
        unpaid: what each term's payee loses because resources ran out, present value in currency.
        debt_unpaid: net debt that nobody repays, present value in currency.
        exit_dates: 5th, 50th and 95th percentile of the exit's date.
        exit_chances: share of paths by what ended the company's run (`ipo`, `horizon`), 0 to 1.
        claims: worth of each claimant's share of the equity, in currency; they sum to `equity`.
        rounds: modelled beside observed price of each round.
        exits: bands of futures by rising worth of the exit, for pictures; none where they were not wanted.
        owned: who owns it on `as_of`, after each round and option that changes that, and at its exit; empty where it
            has securities, or nobody has a stake.
    """

    name: str
    equity: Estimate
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    probability_at_floor: float = 0.0
    unpaid: Mapping[str, float] = field(default_factory=dict)
    debt_unpaid: float = 0.0
    exit_dates: tuple[date, date, date] | None = None
    exit_chances: Mapping[str, float] = field(default_factory=dict)
    claims: Mapping[str, float] = field(default_factory=dict)
    rounds: tuple[RoundPrice, ...] = ()
    exits: tuple[ExitBand, ...] = ()
    owned: tuple[Ownership, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name; bands of exits are left to the pictures."""
        dates = self.exit_dates
        return {
            "equity": self.equity.to_json(),
            "p5": finite(self.p5),
            "p25": finite(self.p25),
            "p50": finite(self.p50),
            "p75": finite(self.p75),
            "p95": finite(self.p95),
            "probability_at_floor": finite(self.probability_at_floor),
            "unpaid": {term: finite(value) for term, value in self.unpaid.items()},
            "debt_unpaid": finite(self.debt_unpaid),
            "exit_dates": None if dates is None else [moment.isoformat() for moment in dates],
            "exit_chances": {event: finite(share) for event, share in self.exit_chances.items()},
            "claims": {party: finite(value) for party, value in self.claims.items()},
            "rounds": [each.to_json() for each in self.rounds],
            "owned": [each.to_json() for each in self.owned],
        }


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioWorth:
    """What one scenario is worth to everyone, and how its futures look.

    Attributes:
        name: the scenario's key in the file; `in_force` for the contract as it stands.
        title: the scenario in words.
        parties: worth per party, in the file's order.
        companies: worth per company.
        fans: each driver's percentiles over time.
        term_fans: each term's yearly flow from payer to payee, percentiles over time.
        statement: what each term is expected to bring each side, year by year.
        changes: what the scenario lays over the deal, `path: value as written`.
        options: how often and when each option is exercised.
        read_as: how the clauses are read that have several readings, in companies, fans and statement; a worth is over
            all readings.
    """

    name: str
    title: str
    parties: Mapping[str, PartyWorth]
    companies: Mapping[str, CompanyWorth] = field(default_factory=dict)
    fans: Mapping[str, Fan] = field(default_factory=dict)
    term_fans: Mapping[str, Fan] = field(default_factory=dict)
    statement: tuple[YearlyFlow, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Exercises] = field(default_factory=dict)
    read_as: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return the parties, companies and options; fans are left to the pictures."""
        told: dict[str, Json] = {
            "title": self.title,
            "parties": {name: worth.to_json() for name, worth in self.parties.items()},
            "companies": {name: worth.to_json() for name, worth in self.companies.items()},
        }
        if self.options:
            told["options"] = {name: each.to_json() for name, each in self.options.items()}
        if self.read_as and self.companies:
            told["companies_read_as"] = list(self.read_as)
        return told


@dataclass(frozen=True, slots=True)
class PartyCard:
    """Name a party as a reader should see it, with the preferences its worth rests on.

    Attributes:
        name: the party's name in words.
        short: a shorter name for charts on a phone.
        discount: the discount rate as written, such as `9% to 11%`.
        risk_tolerance: the risk tolerance as written, such as `30bn`, or `none`.
    """

    name: str
    short: str = ""
    discount: str = ""
    risk_tolerance: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Valuation(Headed):
    """What a deal is worth to each party in each scenario.

    Attributes:
        scenarios: worth per scenario, in the file's order.
        parties: how to name each party, in the file's order.
        worth_by: the one measure of the bargain, `certainty_equivalent` or `mean_at_discount`.
        horizon: the last day looked at, or None.
        no_deal: name of the scenario that holds when talks fail, or None.
        warnings: sentences that hold for the whole valuation.
        titles: what the file calls its terms, by path such as `terms.access`, where it gives them a title.
    """

    scenarios: Mapping[str, ScenarioWorth]
    parties: Mapping[str, PartyCard] = field(default_factory=dict)
    worth_by: str = "certainty_equivalent"
    horizon: date | None = None
    no_deal: str | None = None
    warnings: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, party: str) -> str:
        """Return the party's name in words, or its key where the file gives none."""
        card = self.parties.get(party)
        return card.name if card is not None else party

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `value --json`, amounts in plain units of the currency."""
        return {
            **self.head(),
            "worth_by": self.worth_by,
            "warnings": list(self.warnings),
            "scenarios": {name: scenario.to_json() for name, scenario in self.scenarios.items()},
        }
