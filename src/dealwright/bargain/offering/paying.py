"""Finds what to pay the other sides beside a package, or to be paid by them, where a deal allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.offering.surplus import best_payment

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.offering.view import View

    Payments = Float[ndarray, "column other"]

LARGEST = 40
"""Packages of the largest sum of gains beside which payments are tried: a payment moves gains, and adds none."""
LEVELS = tuple((part + 1) / 12 for part in range(12))
"""Shares of the cases in which each other side is paid just so much that it signs."""
DIGITS = 3
"""Digits to which a payment is written."""
SWEEPS = 20


def with_payments(view: View) -> tuple[list[int], Payments]:
    """List packages with payments that may be good to offer beside them.

    Paid what it is short of, a party signs, so only payments that bring each just there in some case can be best. They
    are written to three digits, rounded in favour of the other side, so that it signs still.

    Args:
        view: What packages bring each side, in every case.

    Returns:
        Places of packages, each as often as there are payments with it; and what I pay each other side (below zero:
        what it pays me), money.
    """
    total = view.weights @ (view.mine + view.others.sum(axis=2))
    places = np.argsort(-total, kind="stable")[:LARGEST].tolist()
    columns: list[int] = []
    paid: list[Float[ndarray, " other"]] = []
    for place in places:
        found = [_up_to_share(view, place, level) for level in LEVELS]
        found.append(best_payments(view, place))
        columns += [place] * len(found)
        paid += [_written(each) for each in found]
    return columns, np.array(paid).reshape(len(columns), view.others.shape[2])


def best_payments(view: View, package: int) -> Float[ndarray, " other"]:
    """Find what to pay each other side beside a package.

    With one other side it is the best of all payments; with several one is bettered after the other, from the best of
    those with which each signs as often, until none can be.

    Args:
        view: What packages bring each side, in every case.
        package: The package.
    """
    if view.others.shape[2] == 1:
        return np.array([best_payment(view, package)[0]])
    starts = [_up_to_share(view, package, level) for level in LEVELS]
    paid = max(starts, key=lambda each: _surplus(view, package, each))
    for _ in range(SWEEPS):
        before = _surplus(view, package, paid)
        for other in range(len(paid)):
            tried = paid.copy()
            tried[other] = _best_of_one(view, package, paid, other)
            paid = tried if _surplus(view, package, tried) > _surplus(view, package, paid) else paid
        if _surplus(view, package, paid) <= before:
            break
    return paid


def _surplus(view: View, package: int, paid: Float[ndarray, " other"]) -> float:
    signed = (view.others[:, package] + paid >= 0.0).all(axis=1)
    return float(view.weights @ (signed * (view.mine_by_state[:, package] - paid.sum())))


def _best_of_one(view: View, package: int, paid: Float[ndarray, " other"], other: int) -> float:
    """Return the best payment to one side, what the others are paid held as it is."""
    rest = np.delete(view.others[:, package] + paid, other, axis=1)
    willing = (rest >= 0.0).all(axis=1)
    if not willing.any():
        return float(paid[other])
    left = view.mine_by_state[willing, package] - (paid.sum() - paid[other])
    short, weights = -view.others[willing, package, other], view.weights[willing]
    order = np.argsort(short, kind="stable")
    surplus = np.cumsum(weights[order] * left[order]) - short[order] * np.cumsum(weights[order])
    last = np.r_[short[order][1:] > short[order][:-1], True]
    return float(short[order][np.argmax(np.where(last, surplus, -np.inf))])


def _up_to_share(view: View, package: int, level: float) -> Float[ndarray, " other"]:
    """Return the least payments with which each other side by itself signs in a share of the cases."""
    short = -view.others[:, package]
    order = np.argsort(short, axis=0, kind="stable")
    reached = np.cumsum(view.weights[order], axis=0)
    at = np.minimum((reached < level - 1e-9).sum(axis=0), len(short) - 1)
    return np.asarray(np.take_along_axis(np.take_along_axis(short, order, axis=0), at[None], axis=0)[0])


def _written(paid: Float[ndarray, " other"]) -> Float[ndarray, " other"]:
    """Write payments to a few digits, up: who is paid gets no less, and who pays gives no more."""
    size = np.abs(paid)
    step = 10.0 ** (np.floor(np.log10(np.maximum(size, 1e-300))) - DIGITS + 1)
    return np.where(size > 0.0, np.ceil(paid / step - 1e-9) * step, 0.0)
