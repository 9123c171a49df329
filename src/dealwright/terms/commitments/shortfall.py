"""The arithmetic of shortfalls: what each period of a commitment is short of, carries on, makes up and pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.commitments.lots import aged, opened, periods_kept, taken, usable
from dealwright.terms.opening import balance_before, make_up_before, rolled_before

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.commitment import Commitment
    from dealwright.terms.commitments.lots import Amounts, Lots
    from dealwright.terms.view import View

PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}


@dataclass(frozen=True, slots=True)
class Clause:
    """The numbers of a clause on shortfalls; each is one for all paths or one per path.

    Args:
        asked: The share of the minimum that must be used or paid.
        fee: The price of what is short, by period.
        roll_over: The share of what is short that may be moved on.
        carried: For how many periods excess is kept.
        carried_most: The share of a minimum that excess may make good.
        made_up: For how many periods what was paid for may be taken.
        over_minimum: Whether usage is excess over the whole minimum, not over what is asked.
        refund: The share of what is left at the end that is paid back.
    """

    asked: Amounts
    fee: Float[ndarray, "_ period"]
    roll_over: Amounts
    carried: Amounts
    carried_most: Amounts
    made_up: Amounts
    over_minimum: bool
    refund: Amounts


@dataclass(slots=True)
class Ledger:
    """What a clause leaves at some moment.

    Args:
        excess: Excess that may be carried forward.
        bank: What was paid for and not taken.
        rolled: What was moved on, to be bought first.
    """

    excess: Lots
    bank: Lots
    rolled: Amounts


@dataclass(frozen=True)
class Settled:
    """What a clause did, line by line, a column of paths for each period.

    Args:
        lines: The lines by name.
        left: What there is at the end.
    """

    lines: dict[str, list[Amounts]] = field(default_factory=dict)
    left: Ledger | None = None

    def line(self, name: str) -> Float[ndarray, "path period"]:
        """Return one line; (path or 1, period)."""
        return np.stack(np.broadcast_arrays(*self.lines[name])).T


@dataclass(frozen=True, slots=True)
class Course:
    """When a commitment runs, period by period.

    Args:
        live: Whether it runs in a period on each path.
        settles: Whether the period is its last, after which nobody goes on; (path or 1, period).
    """

    live: Bool[ndarray, "_ period"]
    settles: Bool[ndarray, "_ period"]


def clause_of(term: Commitment, fee: Float[ndarray, "_ period"], view: View) -> Clause:
    """Read the numbers of a clause."""
    per_year = PER_YEAR[term.period]

    def share(expression: Expression | None, otherwise: float) -> Amounts:
        return np.ravel(np.asarray(otherwise if expression is None else view.number(expression), dtype=float))

    return Clause(
        asked=share(term.take_or_pay, 0.0),
        fee=fee,
        roll_over=share(term.roll_over, 0.0),
        carried=periods_kept(share(term.carry_forward, 0.0), per_year),
        carried_most=share(term.carry_forward_most, np.inf),
        made_up=periods_kept(share(term.make_up, 0.0), per_year),
        over_minimum=term.excess_over != "take_or_pay",
        refund=share(term.refund, 0.0),
    )


def ledger_before(term: Commitment, clause: Clause, view: View) -> Ledger:
    """Return what there is when a commitment begins."""
    handed = view.handed is not None
    return Ledger(
        opened(balance_before(term, view), clause.carried, handed=handed),
        opened(make_up_before(term, view), clause.made_up, handed=handed),
        np.ravel(np.asarray(rolled_before(term, view), dtype=float)),
    )


def settle(
    clause: Clause,
    minimum: Float[ndarray, "_ period"],
    spent: Float[ndarray, "_ period"],
    course: Course,
    ledger: Ledger,
    *,
    by_path: bool,
) -> Settled:
    """Settle a commitment's periods one after the other, in the order that its help page says.

    Args:
        clause: The numbers of the clause.
        minimum: The whole minimum of each period.
        spent: Usage of each period as it is counted.
        course: When it runs.
        ledger: What there was before.
        by_path: Whether ages are told path by path, which only matters where lives begin on different days, or where
            what is left at the end counts.

    Returns:
        What was done, and what is left.
    """
    periods = range(max(minimum.shape[1], spent.shape[1], course.live.shape[1]))
    wide = (max(1, minimum.shape[0]), len(periods))
    minimum, fee = np.broadcast_to(minimum, wide), np.broadcast_to(clause.fee, (len(clause.fee), len(periods)))
    found: dict[str, list[Amounts]] = {}
    for k in periods:
        if k:
            ledger = _older(ledger, course.live[:, k - 1] & course.live[:, k] if by_path else None)
        live = course.live[:, k] if by_path else None
        done, ledger = _period(clause, (minimum[:, k], spent[:, k], fee[:, k]), course.settles[:, k], live, ledger)
        for name, amounts in done.items():
            found.setdefault(name, []).append(amounts)
    return Settled(found, ledger)


def _older(ledger: Ledger, moved: Bool[ndarray, " _"] | None) -> Ledger:
    return Ledger(aged(ledger.excess, moved), aged(ledger.bank, moved), ledger.rolled)


def _period(
    clause: Clause,
    amounts: tuple[Amounts, Amounts, Amounts],
    last: Bool[ndarray, " _"],
    live: Bool[ndarray, " _"] | None,
    ledger: Ledger,
) -> tuple[dict[str, Amounts], Ledger]:
    """Settle one period: minimum, usage and price of what is short; whether it is the last; on which paths it runs."""
    minimum, spent, fee = amounts
    asked = clause.asked * minimum
    rolled_in = ledger.rolled if live is None else ledger.rolled * live
    rolls = bool(np.any(rolled_in) or np.any(clause.roll_over))  # where nothing does, nothing is added up
    first = np.clip(spent, 0.0, rolled_in) if rolls else np.zeros(1)
    counted = spent - first if rolls else spent
    missing = np.maximum(asked - counted, 0.0)
    room = np.minimum(missing, clause.carried_most * minimum) if np.all(np.isfinite(clause.carried_most)) else missing
    excess, carried = taken(ledger.excess, room, clause.carried)
    missing = missing - carried
    rolled = clause.roll_over * missing * ~last if rolls else np.zeros(1)
    short = missing - rolled + (rolled_in - first) if rolls else missing
    paid = fee * short
    over = np.maximum(counted - (minimum if clause.over_minimum else asked), 0.0)
    bank, free = taken(ledger.bank, over, clause.made_up)
    bank[-1], excess[-1] = bank[-1] + paid, excess[-1] + (over - free)
    left, later = _left(bank, clause.made_up)
    refund = clause.refund * left * last
    lapsed = np.where(last, left - refund, left - later)
    onward = rolled if live is None else np.where(live, rolled, ledger.rolled)
    if np.any(clause.made_up):
        bank = [np.where(last, 0.0, lot) for lot in bank]
    lines = {
        "take_or_pay": asked,
        "rolled_in": rolled_in,
        "carried": carried,
        "rolled_over": rolled,
        "shortfall": short,
        "shortfall_paid": paid,
        "make_up": free,
        "refund": refund,
        "lapsed": lapsed if live is None else lapsed * live,
        "excess": _left(excess, clause.carried)[1],
        "make_up_left": np.where(last, 0.0, later),
    }
    return lines, Ledger(excess, bank, onward)


def _left(lots: Lots, kept: Amounts) -> tuple[Amounts, Amounts]:
    """Return what may be used at the end of a period, and what of it may still be used later."""
    if not np.any(kept):
        return np.zeros(1), np.zeros(1)
    return usable(lots, kept), usable(lots, kept, later=True)
