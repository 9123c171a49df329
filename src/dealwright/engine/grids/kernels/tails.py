"""Find how the worth of each package is spread and what its worst paths bring, by passes over pairs of super-columns.

A quantile is found by counting how many paths fall short of a guess. The guess starts from what a few paths say, or
from the levels of the stakes before, and moves along the line through the guesses on either side until the count is
right. Each count also finds the values next to the guess: where none is left between two guesses the answer is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.grids.kernels.pairs import add_rows, limit_equity, lose_unpaid, share_unpaid
from dealwright.ground.kernels.compiled import AS_WRITTEN, SUMS_MAY_MOVE, compiled

if TYPE_CHECKING:
    from jaxtyping import Float

ENOUGH = 10_000
"""One path in so many may fall on the wrong side of a quantile."""

FEW = 8
"""One path in so many gives the first guess."""

_ZERO, _ONE, _NEVER = np.float32(0), np.float32(1), np.float32(np.inf)
LANES = 64
"""Numbers that are compared side by side."""

_TURNS, _PATIENCE, _TINY = 300, 9, 1e-30
"""Guesses at most; those after which the values next to them are asked for; a step from zero to the next number."""
_HALVED = 3
"""Every so many guesses the gap is halved."""
_CANCELLED = 1e-2
"""Squares of a sum that are so small a part of those of its parts are summed by themselves."""
_ALL = 10.0
"""Standard deviations that would hold all paths, were they everywhere as dense as at the 5 % quantile."""


def tails_in_numpy(
    worth: Float[np.ndarray, "package path"], share: float
) -> tuple[Float[np.ndarray, " package"], Float[np.ndarray, " package"], Float[np.ndarray, " package"]]:
    """Find the figures by sorting: what the compiled loops are tested against.

    Args:
        worth: worth of each package on each path.
        share: the worst share of the paths, 0 to 1.

    Returns:
        Standard deviation, the quantile at the share, and the mean of the worst share.
    """
    ordered, paths = np.sort(worth, axis=1), worth.shape[1]
    count = share * paths
    whole = int(count)
    total = ordered[:, :whole].sum(axis=1) + (count - whole) * ordered[:, min(whole, paths - 1)]
    return worth.std(axis=1), np.quantile(worth, share, axis=1), total / count


@compiled(AS_WRITTEN)
def take_rows(whole: Any, first: Any, rows: Any, chosen: Any, out: Any) -> None:
    """Gather some rows of super-columns on some paths.

    Args:
        whole: super-columns; (column, row, path).
        first: which of them is the first that is taken.
        rows: which rows of each.
        chosen: which paths.
        out: where to write, as many super-columns as it has; (column, row, path).
    """
    for column in range(out.shape[0]):
        for place in range(out.shape[1]):
            row, there = whole[first + column, rows[place]], out[column, place]
            for n in range(there.shape[0]):
                there[n] = row[chosen[n]]


@compiled(SUMS_MAY_MOVE)
def add_squares(
    first: Any,
    second: Any,
    steps: Any,
    weight: Any,
    owing: Any,
    claim: Any,
    loss: Any,
    stake: Any,
    mean: Any,
    squares: Any,
) -> None:
    """Add squares of what each package's worth differs from its mean by.

    Args:
        first: super-columns of the first half: resources of each company, what each that owes anything owes, what each
            claimant goes without, and what is directly worth to each party; (column, row, path).
        second: those of the second half.
        steps: which companies' equity is one or nothing.
        weight: factor from a company's equity to a party's present value; (party, company, path).
        owing: the companies that owe anything.
        claim: of each claim the place of its company among these, and its party twice.
        loss: factor from what a claimant goes without to its present value; (claim, path).
        stake: share of each company that each party holds at each level; (party, level, company).
        mean: mean worth; (party, level, first, second).
        squares: where to add, likewise.
    """
    parties, companies, paths = weight.shape
    height = first.shape[1]
    room = np.empty((height + 3, paths), dtype=weight.dtype)
    share, worth = room[height + 1], room[height + 2]
    direct = room[companies + owing.shape[0] + claim.shape[0] :]
    equity = np.empty((companies, paths), dtype=weight.dtype)
    for i in range(first.shape[0]):
        for j in range(second.shape[0]):
            _work_out(first[i], second[j], steps, owing, claim, loss, share, room)
            for p in range(parties):
                for c in range(companies):
                    equity[c] = room[c]
                    _times(weight[p, c], equity[c])
                if companies == 1:
                    _add_squares_of_sums(direct[p], equity[0], stake[p, :, 0], mean[p, :, i, j], squares[p, :, i, j])
                    continue
                for level in range(stake.shape[1]):
                    _value(direct[p], equity, stake[p, level], worth)
                    squares[p, level, i, j] += _square(worth, weight.dtype.type(mean[p, level, i, j]))


@compiled(SUMS_MAY_MOVE)
def write_tails(
    first: Any, second: Any, steps: Any, weight: Any, owing: Any, claim: Any, loss: Any, stake: Any, share: Any,
    every: Any, middle: Any, spread: Any, quantile: Any, shortfall: Any,
) -> None:  # fmt: skip
    """Find the quantile and the shortfall of one party for every pair at some levels.

    Args:
        first: as above, with what is directly worth to this party as the last row, on the paths that may be among the
            worst.
        second: those of the second half.
        steps: which companies' equity is one or nothing.
        weight: factor from a company's equity to the party's present value; (company, path).
        owing: the companies that owe anything.
        claim: the party's claims, with 0 as its place.
        loss: factor from what it goes without to its present value; (claim, path).
        stake: its share of each company at each level; (level, company).
        share: the worst share of the paths.
        every: how many paths there are in all.
        middle: the mean worth; (level, first, second).
        spread: its standard deviation, likewise.
        quantile: where the quantile at the share is written, likewise.
        shortfall: where the mean of the worst share is written, likewise.
    """
    companies, paths = weight.shape
    height = first.shape[1]
    room = np.empty((height + 3, paths), dtype=weight.dtype)
    unpaid, worth, direct = room[height + 1], room[height + 2], room[height - 1]
    few = max(1, paths // FEW)
    lanes = np.empty((2, LANES), dtype=weight.dtype)
    for i in range(first.shape[0]):
        for j in range(second.shape[0]):
            _work_out(first[i], second[j], steps, owing, claim, loss, unpaid, room)
            for c in range(companies):
                _times(weight[c], room[c])
            start, many = 0.0, False
            for level in range(stake.shape[0]):
                _value(direct, room, stake[level], worth)
                wide = spread[level, i, j]
                if level == 0:
                    start = middle[0, i, j] - 1.645 * wide
                    wanted, step = share * every * few / paths, _ALL * wide * paths / (every * few)
                    start, _, many = _find(worth[:few], wanted, wanted, start, step, 1, _PATIENCE, lanes)
                elif level == 1:
                    start = quantile[0, i, j]
                else:
                    start = 2 * quantile[level - 1, i, j] - quantile[level - 2, i, j]
                if many and _is_value_of_many(worth, start, share * (every - 1)):
                    quantile[level, i, j] = worth.dtype.type(start)
                    shortfall[level, i, j] = start - _fall_short(worth, worth.dtype.type(start))[1] / (share * every)
                    continue
                found = _find(
                    worth, share * (every - 1), share * every, start, _ALL * wide / every, every // ENOUGH,
                    0 if many else _PATIENCE, lanes,
                )  # fmt: skip
                quantile[level, i, j], shortfall[level, i, j], many = found


@compiled(SUMS_MAY_MOVE)
def _work_out(first: Any, second: Any, steps: Any, owing: Any, claim: Any, loss: Any, share: Any, room: Any) -> None:
    """Work out a pair: what each company is left with, and what is directly worth to the parties, losses counted."""
    add_rows(first, second, room)
    companies = steps.shape[0]
    claims = companies + owing.shape[0]
    for q in range(claim.shape[0]):
        debtor, _, party = claim[q]
        share_unpaid(room[owing[debtor]], room[companies + debtor], share)
        lose_unpaid(room[claims + q], share, loss[q], -_ONE, room[claims + claim.shape[0] + party])
    for c in range(companies):
        limit_equity(room[c], steps[c])


@compiled(SUMS_MAY_MOVE)
def _square(values: Any, mean: Any) -> Any:
    total = _ZERO
    for n in range(values.shape[0]):
        apart = values[n] - mean
        total += apart * apart
    return total


@compiled(SUMS_MAY_MOVE)
def _add_squares_of_sums(direct: Any, equity: Any, stake: Any, mean: Any, squares: Any) -> None:
    """Add the squares of every level: sums of three products do for all, unless they nearly cancel."""
    last = stake.shape[0] - 1
    rise = stake[last] - stake[0]
    if rise == 0.0:
        for level in range(last + 1):
            centre = direct.dtype.type(mean[level])
            squares[level] += _square_of_sum(direct, direct.dtype.type(stake[level]), equity, centre)
        return
    each = (mean[last] - mean[0]) / rise
    own, across, others = _products(
        direct, equity, direct.dtype.type(mean[0] - stake[0] * each), direct.dtype.type(each)
    )
    for level in range(last + 1):
        held = stake[level]
        gross = own + held * held * others
        total = gross + 2.0 * held * across
        if total < _CANCELLED * gross:
            centre = direct.dtype.type(mean[level])
            total = _square_of_sum(direct, direct.dtype.type(held), equity, centre)
        squares[level] += total


@compiled(SUMS_MAY_MOVE)
def _products(one: Any, other: Any, of_one: Any, of_other: Any) -> tuple[Any, Any, Any]:
    """Sum the products of what two rows differ from their means by: the one's, both, the other's."""
    own, across, others = _ZERO, _ZERO, _ZERO
    for n in range(one.shape[0]):
        first, second = one[n] - of_one, other[n] - of_other
        own += first * first
        across += first * second
        others += second * second
    return float(own), float(across), float(others)


@compiled(SUMS_MAY_MOVE)
def _square_of_sum(direct: Any, held: Any, equity: Any, mean: Any) -> Any:
    total = _ZERO
    for n in range(direct.shape[0]):
        apart = direct[n] + held * equity[n] - mean
        total += apart * apart
    return total


@compiled(SUMS_MAY_MOVE)
def _times(weight: Any, values: Any) -> None:
    for n in range(values.shape[0]):
        values[n] *= weight[n]


@compiled(SUMS_MAY_MOVE)
def _value(direct: Any, equity: Any, stake: Any, out: Any) -> None:
    if stake.shape[0] == 0:
        for n in range(out.shape[0]):
            out[n] = direct[n]
        return
    _add_times(direct, out.dtype.type(stake[0]), equity[0], out)
    for c in range(1, stake.shape[0]):
        held, left = out.dtype.type(stake[c]), equity[c]
        for n in range(out.shape[0]):
            out[n] += held * left[n]


@compiled(SUMS_MAY_MOVE)
def _add_times(values: Any, factor: Any, others: Any, out: Any) -> None:
    for n in range(out.shape[0]):
        out[n] = values[n] + factor * others[n]


@compiled(SUMS_MAY_MOVE)
def _find(
    worth: Any, place: Any, count: Any, start: Any, apart: Any, slack: Any, patience: Any, lanes: Any
) -> tuple[Any, Any, Any]:
    """Find the value at a place among the ordered paths, from 0, and the mean of the lowest `count` of them.

    Where `slack` is not zero, a guess that is right but for so many paths stands for them and for the place.
    After `patience` guesses the values next to them are asked for. The last of what is returned says whether many paths
    have the value at the place.
    """
    wanted = np.floor(place) + 1
    low, high, under, over, step = -np.inf, np.inf, 0.0, float(worth.shape[0]), apart
    guess, found, short, many = worth.dtype.type(start), 0.0, 0.0, False
    eps = np.finfo(worth.dtype).eps
    for turn in range(_TURNS):
        found, short = _fall_short(worth, guess)
        if abs(found - wanted) <= slack:
            break
        if found < wanted:
            low, under = float(guess), found
        else:
            high, over = float(guess), found
        aim = _aim(low, high, under, over, wanted, step, turn)
        step *= 2
        if turn >= patience:
            after = _next_to(worth, worth.dtype.type(low), lanes)[1]
            before = _next_to(worth, worth.dtype.type(high), lanes)[0]
            if after >= before:
                slack, many = 0, True
                guess = worth.dtype.type(low if low > -np.inf else high)
                found, short = _fall_short(worth, guess)
                break
            aim = _aim(after, before, under, over, wanted, step, turn)
            if (turn - patience) % 4 == 0:
                aim = after + max(abs(after) * 4 * eps, _TINY)
            aim = aim if after < aim < before else before
        guess = worth.dtype.type(aim)
    below = above = float(guess)
    if slack == 0:
        below, above = _next_to(worth, guess, lanes)
    value = below if found > wanted else above
    if found == wanted and place < wanted:
        value = below + (place + 1 - wanted) * (above - below) if place + 1 > wanted else below
    total = found * float(guess) - short
    if found != count:
        total += (count - found) * (above if found < count else below)
    return value, total / count, many


@compiled(SUMS_MAY_MOVE)
def _is_value_of_many(worth: Any, start: Any, place: Any) -> Any:
    """Say whether a value is the one at a place among the ordered paths, and that at the next place, too."""
    value = worth.dtype.type(start)
    beyond = worth.dtype.type(value + max(abs(value) * 4 * np.finfo(worth.dtype).eps, _TINY))
    return _fall_short(worth, value)[0] <= place and _fall_short(worth, beyond)[0] > place + 1


@compiled(SUMS_MAY_MOVE)
def _aim(low: Any, high: Any, under: Any, over: Any, wanted: Any, step: Any, turn: Any) -> Any:
    """Choose the next guess: along the line between two, halfway now and then, further out while there is only one."""
    if high == np.inf:
        return low + step * (wanted - under)
    if low == -np.inf:
        return high - step * (over - wanted)
    if turn > _PATIENCE // 2 and turn % _HALVED == 0:
        return low + (high - low) / 2
    return low + (high - low) * (wanted - under) / (over - under)


@compiled(SUMS_MAY_MOVE)
def _fall_short(worth: Any, guess: Any) -> tuple[Any, Any]:
    """Count the values under a guess, and by how much they fall short of it together."""
    count, short = _ZERO, _ZERO
    for n in range(worth.shape[0]):
        missing = guess - worth[n]
        count += _ONE if missing > _ZERO else _ZERO
        short += max(missing, _ZERO)
    return float(count), float(short)


@compiled(SUMS_MAY_MOVE)
def _next_to(worth: Any, guess: Any, lanes: Any) -> tuple[Any, Any]:
    """Find the greatest value under a guess and the least from it on, in lanes that are compared side by side."""
    below, above = lanes[0], lanes[1]
    below[:], above[:] = -_NEVER, _NEVER
    for block in range(worth.shape[0] // LANES):
        values = worth[block * LANES : (block + 1) * LANES]
        for n in range(LANES):
            x = values[n]
            below[n] = max(below[n], x if x < guess else -_NEVER)
            above[n] = min(above[n], x if x >= guess else _NEVER)
    greatest, least = below.max(), above.min()
    for n in range(worth.shape[0] - worth.shape[0] % LANES, worth.shape[0]):
        if worth[n] < guess:
            greatest = max(greatest, worth[n])
        else:
            least = min(least, worth[n])
    return float(greatest), float(least)
