"""A company up to its exit: when it comes, what is there then, and what its terms still owe after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.remainder import expected_remainders
from dealwright.world.evaluate import step_amounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Flow, Outcome

YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Exit:
    """A company's exit on every path, before any term.

    Args:
        name: The company.
        day: Day of the exit; (path,).
        rate: Cost of capital, effective yearly; scalar or (path,).
        own: Enterprise value, opening cash, operating cash flow, carried to the exit; (path,) money at the exit.
        rounds: New money of later rounds, carried to the exit; (path,) money at the exit.
        dilution: What is left of one share held at `as_of`; (path,).
        bought: Share that each later investor holds at the exit; by party (`""` for those not in the deal).
        paid: What each later investor pays, as entries of day and money; by party.
        cause: Index into the company's exits of what ended it; (path,).
        levels: Levels of drivers at the exit, kept once they were asked for.
    """

    name: str
    day: Float[ndarray, " path"]
    rate: float | Float[ndarray, ""] | Float[ndarray, " path"]
    own: Float[ndarray, " path"]
    rounds: Float[ndarray, " path"]
    dilution: Float[ndarray, " path"]
    bought: dict[str, Float[ndarray, " path"]]
    paid: tuple[tuple[str, float, Float[ndarray, " path"]], ...]
    cause: Int[ndarray, " path"]
    levels: dict[str, Float[ndarray, " path"]] = field(default_factory=dict)

    def level(self, driver: str, view: FuturesView) -> Float[ndarray, " path"]:
        """Return a driver's level at the exit."""
        if driver not in self.levels:
            self.levels[driver] = np.broadcast_to(view.futures.at(driver, self.day), self.day.shape)
        return self.levels[driver]

    def carried(self, days: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
        """Return what one unit at a day is worth at the exit; days are (entry,) or (path, entry)."""
        speed = np.reshape(np.log1p(self.rate) / YEAR, (-1, 1))
        found: Float[ndarray, "..."] = np.exp(speed * (self.day[:, None] - days))
        return found

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.day.nbytes * (6 + len(self.bought) + len(self.paid))

    def undiluted(self) -> Exit:
        """Return the same exit as if no later round diluted anyone."""
        return replace(self, dilution=np.ones_like(self.dilution), bought={})

    def discount(self, rate: float | Float[ndarray, ""] | Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return what one unit at the exit is worth at `as_of`."""
        return (1.0 + rate) ** (-self.day / YEAR)


@dataclass(frozen=True, slots=True)
class TermAtExit:
    """What one term adds to a company's resources at its exit.

    Args:
        value: Its flows before the exit carried there, and what it is expected to bring or cost after; (path,).
        owed: What the company is then expected to owe, by payee (`""` for the world outside); each (path,), 0 or
            more.
        realised: What the flows after the exit turn out to be worth there; (path,).
    """

    value: Float[ndarray, " path"]
    owed: dict[str, Float[ndarray, " path"]]
    realised: Float[ndarray, " path"]

    @property
    def nbytes(self) -> int:
        """Return the size of its arrays in bytes."""
        return self.value.nbytes * (2 + len(self.owed))


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
    horizon = view.grid.edges[-1]
    days = np.stack(
        [np.full(view.paths, horizon) if event == "horizon" else view.event(event) for event in company.exits]
    )
    day, cause = np.minimum(np.min(days, axis=0), horizon), np.argmin(days, axis=0)
    rate = np.squeeze(view.number(company.cost_of_capital))
    bare = Exit(name, day, rate, np.zeros(view.paths), np.zeros(view.paths), np.ones(view.paths), {}, (), cause)
    own = view.at(company.enterprise_value, day) + _operations(company, view, bare)
    dilution, bought, paid, money = _rounds(company, view, bare)
    return Exit(name, day, rate, own, money, dilution, bought, paid, cause)


def _operations(company: Company, view: FuturesView, exit_: Exit) -> Float[ndarray, " path"]:
    opening = 0.0 if company.cash is None else np.squeeze(view.number(company.cash))
    total = opening * exit_.carried(np.zeros(1))[:, 0]
    if company.cash_flow is None:
        return total
    edges = np.array(view.grid.edges)
    amounts = step_amounts(company.cash_flow, view.futures, window=(0.0, exit_.day), term_fields=view.statements)
    if company.tax is not None:
        amounts = amounts - np.squeeze(view.number(company.tax)) * np.maximum(amounts, 0.0)
    middle = (edges[:-1] + np.clip(exit_.day[:, None], edges[:-1], edges[1:])) / 2
    found: Float[ndarray, " path"] = total + np.einsum(
        "pk,pk->p", np.broadcast_to(amounts, middle.shape), exit_.carried(middle)
    )
    return found


def _rounds(
    company: Company, view: FuturesView, exit_: Exit
) -> tuple[
    Float[ndarray, " path"],
    dict[str, Float[ndarray, " path"]],
    tuple[tuple[str, float, Float[ndarray, " path"]], ...],
    Float[ndarray, " path"],
]:
    dilution, money = np.ones(view.paths), np.zeros(view.paths)
    bought: dict[str, Float[ndarray, " path"]] = {}
    paid = []
    for each in sorted(company.rounds, key=lambda r: view.calendar_date(r.on)):
        day = view.grid.day(view.calendar_date(each.on))
        if day < 0 or not view.holds(each.if_, otherwise=True):
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
    return dilution, bought, tuple(paid), money


def term_at_exit(
    name: str, outcome_of: Callable[[str], Outcome], exit_: Exit, view: FuturesView, deal: Deal
) -> TermAtExit | None:
    """Carry a term's flows to a company's exit.

    Args:
        name: The term.
        outcome_of: Gives what the term moved.
        exit_: The company's exit.
        view: The futures.
        deal: The deal.

    Returns:
        What it adds to the resources there, or `None` if the company stands on no side of it.
    """
    touching = [
        flow for flow in outcome_of(name).flows if exit_.name in (flow.payer, flow.payee) and flow.payer != flow.payee
    ]
    if not touching:
        return None
    value, later = np.zeros(view.paths), _Later({}, {})
    for flow in touching:
        sign = 1.0 if flow.payee == exit_.name else -1.0
        before, after = _split(flow, exit_)
        value += sign * before
        other = (flow.payee if sign < 0 else flow.payer) or ""
        certain = flow.amount.shape[0] == 1 and (flow.days.ndim == 1 or flow.days.shape[0] == 1)
        known = certain or deal.companies[exit_.name].remainder == "realised"
        side = later.known if known else later.unknown
        side[other] = side.get(other, 0.0) + sign * after
    expected = expected_remainders(later.unknown, deal.terms[name], name, exit_, view) if later.unknown else {}
    rests = {other: later.known.get(other, 0.0) + expected.get(other, 0.0) for other in {**later.known, **expected}}
    owed = {other: np.maximum(-rest, 0.0) for other, rest in rests.items() if np.min(rest) < 0.0}
    nothing = np.zeros(view.paths)
    realised = sum((*later.known.values(), *later.unknown.values()), nothing)
    return TermAtExit(value + sum(rests.values(), nothing), owed, realised)


@dataclass(frozen=True, slots=True)
class _Later:
    """What a term moves after an exit, by who stands on the other side: what is known at the exit, and what is not."""

    known: dict[str, Float[ndarray, " path"]]
    unknown: dict[str, Float[ndarray, " path"]]


def _split(flow: Flow, exit_: Exit) -> tuple[Float[ndarray, " path"], Float[ndarray, " path"]]:
    """Sum a flow's entries up to the exit, and after it, both in money at the exit."""
    speed = np.reshape(np.log1p(exit_.rate) / YEAR, (-1, 1))
    carry = exit_.carried(np.zeros(1))[:, 0]
    worth = np.cumsum(flow.amount * np.exp(-speed * flow.days), axis=1)
    if flow.days.ndim == 1:
        passed = np.searchsorted(flow.days, exit_.day, side="right")
        rows = np.arange(len(exit_.day)) if len(worth) > 1 else 0
        before = np.where(passed > 0, worth[rows, np.maximum(passed - 1, 0)], 0.0)
    else:
        passed = np.sum(flow.days <= exit_.day[:, None], axis=1)
        before = np.where(passed > 0, np.take_along_axis(worth, np.maximum(passed - 1, 0)[:, None], axis=1)[:, 0], 0.0)
    return before * carry, (worth[:, -1] - before) * carry
