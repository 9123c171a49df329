"""Work out pairs of super-columns path by path, where a company is short of money in some packages and not in others.

What a company has is worked out once for all parties and levels. One exponential is taken for each flight of levels
that rise by equal steps, and one for the step: each level's utility is that of the level before times the same factor
(the ladder).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.grids.kernels.exponential import exponentials
from dealwright.ground.kernels.compiled import SUMS_MAY_MOVE, compiled

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.sums import Sums

_ZERO, _ONE = np.float32(0), np.float32(1)
_LEAST_OWED = np.float32(np.finfo(np.float32).tiny)
"""Stands for a debt of nothing, of which nothing is unpaid."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Hold what the loop reads, all numbers in one precision; what a pair has is the sum of what its columns have.

    The rows of a column are the resources of each company at its exit; what each company that owes anything owes after
    it; what each claimant goes without if nothing of that is paid; and for each party whose utility is asked for the
    exponent of its worth without equity and losses.

    Attributes:
        first: the super-columns of the first half.
        second: those of the second half.
        steps: which companies' equity is one where their resources are not under zero, and else nothing.
        weight: factor from a company's equity to a party's present value.
        owing: the companies that owe anything.
        claim: of each claim the place of its company among these, its party, and the place of the party among those
            whose utility is asked for, or how many these are.
        loss: factor from what a claimant goes without to its present value.
        averse: the parties whose utility is asked for.
        rate: one over the risk tolerance of each, and zero for the others.
        flight: of each flight the place of its party among these, its first place in `level`, and how many follow.
        level: the levels in the order of the flights.
        shift: what is added to a flight's exponents.
        start: slope of the exponent in a company's equity at the flight's first level.
        step: the same of a step.
    """

    first: Float[np.ndarray, "first row path"]
    second: Float[np.ndarray, "second row path"]
    steps: Bool[np.ndarray, " company"]
    weight: Float[np.ndarray, "party company path"]
    owing: Int[np.ndarray, " owing"]
    claim: Int[np.ndarray, "claim three"]
    loss: Float[np.ndarray, "claim path"]
    averse: Int[np.ndarray, " averse"]
    rate: Float[np.ndarray, " rate"]
    flight: Int[np.ndarray, "flight three"]
    level: Int[np.ndarray, " place"]
    shift: Float[np.ndarray, " flight"]
    start: Float[np.ndarray, "flight company path"]
    step: Float[np.ndarray, "flight company path"]


def pairs_in_numpy(of: Pairs, sums: Sums) -> None:
    """Add utility, equity and losses over these paths as arrays, an exponential for each level: the loop's test.

    Args:
        of: the pairs.
        sums: where they are added.
    """
    rows = of.first[:, None] + of.second
    companies, owing = of.weight.shape[1], len(of.owing)
    resources, owed, at_stake, exponent = np.split(rows, np.cumsum([companies, owing, len(of.claim)]), axis=2)
    left = np.where(of.steps[:, None], resources >= 0, np.maximum(0.0, resources))
    np.add(sums.equity, np.einsum("pcn,ijcn->pcij", of.weight, left), out=sums.equity)
    base = dict(enumerate(np.moveaxis(exponent, 2, 0)))
    for place, (debtor, party, averse) in enumerate(of.claim):
        short = np.maximum(0.0, -resources[:, :, of.owing[debtor]])
        share = np.minimum(short, owed[:, :, debtor]) / np.maximum(owed[:, :, debtor], _LEAST_OWED)
        lost = at_stake[:, :, place] * share * of.loss[place]
        sums.unpaid[party] += lost.sum(axis=-1)
        base[averse] = base.get(averse, 0.0) + lost * of.rate[averse]
    for (averse, begun, count), shift, start, step in zip(of.flight, of.shift, of.start, of.step, strict=True):
        for climbed, level in enumerate(of.level[begun : begun + count]):
            moved = np.einsum("cn,ijcn->ijn", start + climbed * step, left)
            sums.utility[of.averse[averse], level] += np.exp(base[averse] + shift + moved).sum(axis=-1)


def pairs_compiled(of: Pairs, sums: Sums) -> None:
    """Add the same by the compiled loop."""
    _add_all(
        of.first, of.second, of.steps, of.weight, of.owing, of.claim, of.loss, of.averse, of.rate, of.flight, of.level,
        of.shift, of.start, of.step, sums.utility, sums.equity, sums.unpaid,
    )  # fmt: skip


@compiled(SUMS_MAY_MOVE)
def _add_all(
    first: Any, second: Any, steps: Any, weight: Any, owing: Any, claim: Any, loss: Any, averse: Any, rate: Any,
    flight: Any, level: Any, shift: Any, start: Any, step: Any, utility: Any, equity: Any, unpaid: Any,
) -> None:  # fmt: skip
    parties, companies, paths = weight.shape
    height = first.shape[1]
    room = np.empty((height + 5, paths), dtype=weight.dtype)
    share, climbing, factor = room[height + 1], room[height + 2], room[height + 3]
    base = room[companies + owing.shape[0] + claim.shape[0] : height + 1]
    for i in range(first.shape[0]):
        for j in range(second.shape[0]):
            add_rows(first[i], second[j], room)
            for q in range(claim.shape[0]):
                debtor, party, a = claim[q]
                share_unpaid(room[owing[debtor]], room[companies + debtor], share)
                unpaid[party, i, j] += lose_unpaid(
                    room[companies + owing.shape[0] + q], share, loss[q], rate[a], base[a]
                )
            for c in range(companies):
                limit_equity(room[c], steps[c])
                for p in range(parties):
                    equity[p, c, i, j] += _weigh(weight[p, c], room[c])
            for f in range(flight.shape[0]):
                a, begun, count = flight[f]
                _move(base[a], shift[f], start[f], room, climbing)
                exponentials(climbing)
                if count > 1:
                    _slope(step[f], room, factor)
                    exponentials(factor)
                _climb(climbing, factor, level[begun : begun + count], utility[averse[a], :, i, j])


@compiled(SUMS_MAY_MOVE)
def add_rows(first: Any, second: Any, room: Any) -> None:
    """Add up the rows of a pair."""
    for row in range(first.shape[0]):
        one, two, out = first[row], second[row], room[row]
        for n in range(one.shape[0]):
            out[n] = one[n] + two[n]


@compiled(SUMS_MAY_MOVE)
def limit_equity(equity: Any, step: Any) -> None:
    """Let a company be left with nothing at least; or with one, where its equity is a step."""
    if step:
        for n in range(equity.shape[0]):
            equity[n] = _ONE if equity[n] >= _ZERO else _ZERO
    else:
        for n in range(equity.shape[0]):
            equity[n] = max(equity[n], _ZERO)


@compiled(SUMS_MAY_MOVE)
def share_unpaid(resources: Any, owed: Any, out: Any) -> None:
    """Say which share of what a company owes stays unpaid."""
    for n in range(out.shape[0]):
        out[n] = min(max(-resources[n], _ZERO), owed[n]) / max(owed[n], _LEAST_OWED)


@compiled(SUMS_MAY_MOVE)
def lose_unpaid(at_stake: Any, share: Any, loss: Any, rate: Any, exponent: Any) -> Any:
    """Raise the exponent by what is lost; return the loss over all paths."""
    total = _ZERO
    for n in range(exponent.shape[0]):
        lost = at_stake[n] * share[n] * loss[n]
        exponent[n] += lost * rate
        total += lost
    return total


@compiled(SUMS_MAY_MOVE)
def _weigh(weight: Any, values: Any) -> Any:
    total = _ZERO
    for n in range(values.shape[0]):
        total += weight[n] * values[n]
    return total


@compiled(SUMS_MAY_MOVE)
def _move(base: Any, shift: Any, slope: Any, equity: Any, out: Any) -> None:
    """Move an exponent by what the companies are left with."""
    for n in range(out.shape[0]):
        out[n] = base[n] + shift
    for company in range(slope.shape[0]):
        factor, left = slope[company], equity[company]
        for n in range(out.shape[0]):
            out[n] += factor[n] * left[n]


@compiled(SUMS_MAY_MOVE)
def _slope(slope: Any, equity: Any, out: Any) -> None:
    """Work out by how much a step moves an exponent."""
    out[:] = _ZERO
    for company in range(slope.shape[0]):
        factor, left = slope[company], equity[company]
        for n in range(out.shape[0]):
            out[n] += factor[n] * left[n]


@compiled(SUMS_MAY_MOVE)
def _climb(utility: Any, factor: Any, levels: Any, sums: Any) -> None:
    """Add each level's sum of utilities over the paths."""
    eights = levels.shape[0] // 8
    for eight in range(eights):
        found = _climb_eight(utility, factor)
        for place in range(8):
            sums[levels[8 * eight + place]] += found[place]
    for place in range(8 * eights, levels.shape[0]):
        sums[levels[place]] += _climb_one(utility, factor)


@compiled(SUMS_MAY_MOVE)
def _climb_eight(utility: Any, factor: Any) -> tuple[Any, ...]:
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = _ZERO
    for n in range(utility.shape[0]):
        u, f = utility[n], factor[n]
        s0 += u
        u *= f
        s1 += u
        u *= f
        s2 += u
        u *= f
        s3 += u
        u *= f
        s4 += u
        u *= f
        s5 += u
        u *= f
        s6 += u
        u *= f
        s7 += u
        utility[n] = u * f
    return s0, s1, s2, s3, s4, s5, s6, s7


@compiled(SUMS_MAY_MOVE)
def _climb_one(utility: Any, factor: Any) -> Any:
    total = _ZERO
    for n in range(utility.shape[0]):
        total += utility[n]
        utility[n] *= factor[n]
    return total
