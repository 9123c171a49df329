"""A company up to its exit: when it comes, what is there then, and what its terms still owe after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.around_exit import split
from dealwright.engine.remainder import Running, expected_remainders
from dealwright.engine.succession import whole_life
from dealwright.engine.worths import worth_of
from dealwright.terms.days.life import Life, life
from dealwright.terms.days.periods import cells
from dealwright.terms.outcome import Flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Outcome, Term

    Number = float | Float[ndarray, ""] | Float[ndarray, " path"]

YEAR = 365.0
SOME = 1024
"""How far apart paths are that are looked at first."""


@dataclass(frozen=True, slots=True)
class ExitTime:
    """When a company's exit comes on every path, and how money moves there and back.

    Args:
        name: The company.
        day: Day of the exit; (path,).
        rate: Cost of capital, effective yearly; scalar or (path,).
        cause: What ended it: index into the company's exit events, the horizon after the last of them; (path,).
        sign: Stands for all that decides it; none where that has no sign.
    """

    name: str
    day: Float[ndarray, " path"]
    rate: float | Float[ndarray, " path"]
    cause: Int[ndarray, " path"]
    sign: int | None = None
    _factors: dict[float | None, Float[ndarray, " path"]] = field(default_factory=dict, init=False, repr=False)

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes, some factors counted in."""
        return self.day.nbytes * 8

    def carried(self, days: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
        """Return what one unit at a day is worth at the exit; days are (entry,) or (path, entry)."""
        speed = np.reshape(np.log1p(self.rate) / YEAR, (-1, 1))
        found: Float[ndarray, "..."] = np.exp(speed * (self.day[:, None] - days))
        return found

    @property
    def grown(self) -> Float[ndarray, " path"]:
        """Return what one unit at the opening of `as_of` is worth at the exit."""
        if None not in self._factors:
            self._factors[None] = self.carried(np.zeros(1))[:, 0]
        return self._factors[None]

    def on(self, some: Int[ndarray, " path"]) -> ExitTime:
        """Return the same on some of the paths."""
        rate = self.rate[some] if np.ndim(self.rate) else self.rate  # type: ignore[index]
        return ExitTime(self.name, self.day[some], rate, self.cause[some])

    def discount(self, rate: float | Float[ndarray, ""] | Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return what one unit at the exit is worth at `as_of`."""
        if np.ndim(rate):
            return (1.0 + rate) ** (-self.day / YEAR)
        known = float(rate)
        if known not in self._factors:
            self._factors[known] = (1.0 + known) ** (-self.day / YEAR)
        return self._factors[known]


@dataclass(frozen=True, slots=True)
class Rounds:
    """What later rounds bring and cost.

    Args:
        money: New money, carried to the exit; (path,) money at the exit.
        dilution: What is left of one share held at `as_of`; (path,).
        bought: Share that each later investor holds at the exit; by party (`""` for those not in the deal).
        paid: What each later investor pays, as entries of day and money; by party.
    """

    money: Float[ndarray, " path"]
    dilution: Float[ndarray, " path"]
    bought: dict[str, Float[ndarray, " path"]]
    paid: tuple[tuple[str, float, Float[ndarray, " path"]], ...]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.money.nbytes * (2 + len(self.bought) + len(self.paid))


@dataclass(frozen=True, slots=True)
class Exit:
    """A company's exit on every path, before any term.

    Args:
        time: When it comes.
        own: Enterprise value, opening cash, operating cash flow, carried to the exit; (path,) money at the exit.
        later: What later rounds bring and cost.
    """

    time: ExitTime
    own: Float[ndarray, " path"]
    later: Rounds

    @property
    def name(self) -> str:
        """Return the company."""
        return self.time.name

    @property
    def day(self) -> Float[ndarray, " path"]:
        """Return the day of the exit."""
        return self.time.day

    @property
    def rate(self) -> float | Float[ndarray, " path"]:
        """Return the cost of capital, effective yearly."""
        return self.time.rate

    @property
    def cause(self) -> Int[ndarray, " path"]:
        """Return what ended it: an index into the company's exit events, the horizon after the last of them."""
        return self.time.cause

    @property
    def rounds(self) -> Float[ndarray, " path"]:
        """Return the new money of later rounds, carried to the exit."""
        return self.later.money

    @property
    def dilution(self) -> Float[ndarray, " path"]:
        """Return what is left of one share held at `as_of`."""
        return self.later.dilution

    @property
    def bought(self) -> dict[str, Float[ndarray, " path"]]:
        """Return the share that each later investor holds at the exit."""
        return self.later.bought

    @property
    def paid(self) -> tuple[tuple[str, float, Float[ndarray, " path"]], ...]:
        """Return what each later investor pays, as entries of day and money."""
        return self.later.paid

    def undiluted(self) -> Exit:
        """Return the same exit as if no later round diluted anyone."""
        return replace(self, later=replace(self.later, dilution=np.ones_like(self.dilution), bought={}))

    def discount(self, rate: float | Float[ndarray, ""] | Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return what one unit at the exit is worth at `as_of`."""
        return self.time.discount(rate)


@dataclass(frozen=True, slots=True)
class TermAtExit:
    """What one term adds to a company's resources at its exit.

    Args:
        value: Its flows before the exit carried there, and what it is expected to bring or cost after; (path,), or a
            row for each reading of the deal.
        owed: What the company is then expected to owe, by payee (`""` for the world outside); each (path,), 0 or
            more.
        realised: What the flows after the exit turn out to be worth there; (path,).
        sides: The value by who stands on the other side (`""` for the world outside); they sum to it.
    """

    value: Float[ndarray, "*#reading path"]
    owed: dict[str, Float[ndarray, "*#reading path"]]
    realised: Float[ndarray, "*#reading path"]
    sides: dict[str, Float[ndarray, "*#reading path"]]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes; that of one side alone is the value itself."""
        return self.value.nbytes * (1 + len(self.owed) + max(len(self.sides), 1))


def find_exit(deal: Deal, name: str, view: FuturesView) -> Exit:
    """Bring a company to its exit on every path.

    Args:
        deal: The deal.
        name: The company.
        view: The futures.

    Returns:
        Its exit: the first of its exit events, or the horizon.
    """
    company = deal.companies[name]
    time = exit_time(name, company, view)
    own = ("enterprise_value", "cash", "cash_flow", "tax")
    later = None if company.securities is not None else view.sign(company, "rounds")  # kept round by round elsewhere
    return Exit(
        time,
        view.figures("own", (time.sign, view.sign(company, *own)), lambda: _own(company, view, time)),
        view.figures("rounds", (time.sign, later), lambda: rounds_of(deal, name, view, time)),
    )


def exit_time(name: str, company: Company, view: FuturesView) -> ExitTime:
    """Find when a company's exit comes: the first of its exit events, or the horizon.

    Args:
        name: The company's name.
        company: The company.
        view: The futures.

    Returns:
        Its time on every path.
    """
    sign = view.sign(company, "exit", "cost_of_capital")

    def compute() -> ExitTime:
        events = [view.event(each) for each in company.exits if each != "horizon"]
        day, cause = np.full(view.paths, view.grid.edges[-1]), np.full(view.paths, len(events))
        for place in range(len(events) - 1, -1, -1):  # of those on one day the first counts
            sooner = events[place] <= day
            np.copyto(day, events[place], where=sooner)
            np.copyto(cause, place, where=sooner)
        rate = np.squeeze(view.number(company.cost_of_capital))
        return ExitTime(name, day, rate if rate.ndim else float(rate), cause, sign)

    return view.figures(("exit", name), (sign,), compute)


def until_sale(company: Company, view: FuturesView) -> tuple[Number, Number]:
    """Return what a stake keeps of its worth until it can be sold, 0 to 1, and the years after the exit until then."""
    illiquid, locked = (
        0.0 if key is None else np.squeeze(view.number(key)) for key in (company.illiquidity_discount, company.lock_up)
    )
    return 1.0 - illiquid, locked


def _own(company: Company, view: FuturesView, time: ExitTime) -> Float[ndarray, " path"]:
    business = view.at(company.enterprise_value, time.day, time.sign)
    return np.asarray(business + _operations(company, view, time))


def _operations(company: Company, view: FuturesView, exit_: ExitTime) -> Float[ndarray, " path"]:
    opening = 0.0 if company.cash is None else np.squeeze(view.number(company.cash))
    total = opening * exit_.grown
    if company.cash_flow is None:
        return total
    runs = Life(0.0, exit_.day[:, None], 0.0, float(np.max(exit_.day)))
    pieces = cells(runs, view.grid, view.grid.step)
    flow = Flow(None, exit_.name, pieces.on_demand(company.cash_flow, view), pieces)
    if company.tax is not None:
        flow = replace(flow, moves=flow.amount - view.number(company.tax) * np.maximum(flow.amount, 0.0))
    return np.asarray(total + worth_of(flow, exit_.rate) * exit_.grown)


def rounds_of(deal: Deal, name: str, view: FuturesView, exit_: ExitTime, until: float = float("inf")) -> Rounds:
    """Hold a company's later rounds, on every path on which its exit has not come before.

    Args:
        deal: The deal.
        name: The company.
        view: The futures.
        exit_: When the exit comes.
        until: The last day of which rounds count, in days from the opening of `as_of`.

    Returns:
        What they bring and cost.
    """
    company = deal.companies[name]
    dilution, money = np.ones(view.paths), np.zeros(view.paths)
    bought: dict[str, Float[ndarray, " path"]] = {}
    paid = []
    for each in sorted(company.rounds, key=lambda r: view.calendar_date(r.on)):
        day = view.grid.day(view.calendar_date(each.on))
        if not 0 <= day <= until or not view.holds(each.if_, otherwise=True):
            continue
        happens = (exit_.day >= day).astype(float)
        new = np.squeeze(view.number(each.new_money)) * happens
        money += new * exit_.carried(np.array([day]))[:, 0]
        paid.append((each.by or "", day, new))
        if each.pre_money is not None:
            pre = np.squeeze(view.number(each.pre_money))
            kept = pre / (pre + new)
            bought = {who: share * kept for who, share in bought.items()}
            bought[each.by or ""] = bought.get(each.by or "", 0.0) + (1.0 - kept)
            dilution = dilution * kept
    for who, day, new in _paid_by_investors(deal, name, exit_, view):
        money += new * exit_.carried(np.array([day]))[:, 0]
        paid.append((who, day, new))
    return Rounds(money, dilution, bought, tuple(paid))


def _paid_by_investors(deal: Deal, name: str, exit_: ExitTime, view: FuturesView) -> list[tuple[str, float, Any]]:
    if deal.companies[name].securities is None:
        return []
    from dealwright.engine.issuers.new_money import paid_by_investors  # which reads much that no other company needs

    return paid_by_investors(deal, name, exit_, view)


def term_at_exit(
    name: str,
    outcome_of: Callable[[str], Outcome],
    exit_: ExitTime,
    view: FuturesView,
    deal: Deal,
    shape: Term | None = None,
) -> TermAtExit | None:
    """Carry a term's flows to a company's exit.

    Args:
        name: The term.
        outcome_of: Gives what the term moved.
        exit_: When the company's exit comes.
        view: The futures.
        deal: The deal.
        shape: The term, where it is not one of the deal's.

    Returns:
        What it adds to the resources there, or `None` if the company stands on no side of it.
    """
    touching = [
        flow for flow in outcome_of(name).flows if exit_.name in (flow.payer, flow.payee) and flow.payer != flow.payee
    ]
    if not touching:
        return None
    later, earlier = _Later({}, {}), dict[str, "Float[ndarray, ' path']"]()
    values: list[Float[ndarray, " path"]] = []
    for flow in touching:
        sign = 1.0 if flow.payee == exit_.name else -1.0
        before, settled, after = split(flow, exit_, view)
        values.append(_signed(before, sign))
        other = (flow.payee if sign < 0 else flow.payer) or ""
        _add(earlier, other, values[-1])
        known = _certain(flow) or deal.companies[exit_.name].remainder == "realised"
        _add(later.known if known else later.unknown, other, _signed(after, sign))
        if settled is not None:
            _add(later.known, other, _signed(settled, sign))
    term = shape or view.terms[name]
    runs = whole_life(name, view) if shape is None else life(term, view)
    expected = expected_remainders(later.unknown, Running(term, runs), touching, exit_, view) if later.unknown else {}
    rests = dict(later.known)
    for other, each in expected.items():
        _add(rests, other, each)
    owed = {other: np.maximum(-rest, 0.0) for other, rest in rests.items() if np.min(rest) < 0.0}
    realised = reduce(np.add, [*later.known.values(), *later.unknown.values()])
    total = reduce(np.add, values) + reduce(np.add, rests.values())
    several = len(earlier) > 1
    sides = {who: each + rests.get(who, 0.0) if several else total for who, each in earlier.items()}
    return TermAtExit(total, owed, realised, sides)


def _signed(money: Float[ndarray, " path"], sign: float) -> Float[ndarray, " path"]:
    """Return money that nobody else looks at as it counts for a company."""
    return money if sign > 0 else np.negative(money, out=money)


def _add(money: dict[str, Float[ndarray, " path"]], other: str, more: Float[ndarray, " path"]) -> None:
    """Add to what goes to and from somebody."""
    money[other] = money[other] + more if other in money else more


def _certain(flow: Flow) -> bool:
    """Tell whether a flow is the same on every path."""
    if flow.on_demand is not None and not _alike(flow.amount_on(slice(None, None, SOME))):
        return False
    return _alike(flow.amount) and (not flow.by_path or _alike(flow.days))


def _alike(rows: Float[ndarray, "_ entry"]) -> bool:
    """Tell whether all rows are the same: of most that are not, a few say so."""
    return len(rows) == 1 or all(bool(np.all(some == rows[0])) for some in (rows[::SOME], rows[-1], rows))


@dataclass(frozen=True, slots=True)
class _Later:
    """What a term moves after an exit, by who stands on the other side: what is known at the exit, and what is not."""

    known: dict[str, Float[ndarray, " path"]]
    unknown: dict[str, Float[ndarray, " path"]]
