"""What a company's securities pay to some holders as a sum of hinges of its equity: the same for every package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.issuer import issuer_of
from dealwright.engine.issuers.offering import ratcheted
from dealwright.engine.issuers.owners import pays_by_jumps
from dealwright.engine.issuers.payouts import payments
from dealwright.engine.issuers.stages import stage_stacks
from dealwright.equity.exits.corners import corners
from dealwright.equity.exits.takes import force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.engine.issuers.stages import StageStack
    from dealwright.engine.view import FuturesView
    from dealwright.equity.exits.claims import Number

SAME = 1e-12
"""Slopes nearer than this are one, and so are corners nearer than this part of them."""
STRAIGHT = 1e-9
"""Part of the equity by which what is paid may miss a straight line."""


@dataclass(frozen=True, slots=True)
class Payoffs:
    """What some holders get of a company's equity E at its exit: the sum of bend x max(0, E - at) over the hinges.

    Args:
        at: Where they get another share of the next unit of equity, the first at nothing; (hinge, path) money.
        bend: By how much their share of it changes there; (holder, hinge, path).
    """

    at: Float[ndarray, "hinge path"]
    bend: Float[ndarray, "holder hinge path"]


def payoffs(deal: Deal, name: str, exit_: ExitTime, view: FuturesView, holders: Sequence[str]) -> Payoffs | None:
    """Lay out what a company's securities pay to some holders, whatever its equity comes to.

    Args:
        deal: The deal.
        name: The company, which has securities.
        exit_: When its exit comes, and by what.
        view: The futures.
        holders: Parties.

    Returns:
        The hinges; none where what they get jumps, as at a public offering that must bring a least price for a class
        to convert.
    """
    issuer = issuer_of(deal, name, view)
    if pays_by_jumps(issuer.shape):
        return None
    edges = _edges(issuer, exit_, view.paths)
    middles = (edges[1:] + edges[:-1]) / 2.0
    there = np.array([_paid(issuer, exit_, edge, holders) for edge in edges])
    between = np.array([_paid(issuer, exit_, middle, holders) for middle in middles])
    missed = np.abs(between - (there[1:] + there[:-1]) / 2.0).max(axis=1)
    if np.any(missed > STRAIGHT * edges[1:]) or np.any(there[0]):
        return None
    return _packed(edges, _slopes(edges, there))


def _edges(issuer: Issuer, exit_: ExitTime, paths: int) -> Float[ndarray, "edge path"]:
    """Return exit values between which everybody gets a straight line, rising, and one beyond."""
    stages = [(stage, _corners(stage)) for stage in stage_stacks(issuer, exit_)]
    found = np.zeros((1 + max(len(each) for _, each in stages), paths))
    for stage, each in stages:
        for row, at in enumerate(each, start=1):
            found[row, stage.places] = np.where(np.isfinite(at), np.maximum(0.0, at), 0.0)
    found.sort(axis=0)
    return np.append(found, 2.0 * found[-1:] + 1.0, axis=0)


def _corners(stage: StageStack) -> list[Number]:
    """List where a stack bends, as in a sale and as in a public offering at which every class converts."""
    everyone = dict.fromkeys(stage.series, np.ones(len(stage.places), dtype=bool))
    offered = ratcheted(stage, everyone)
    forced = tuple(
        force(claim, claim.security in everyone and stage.series[claim.security].promise is None)
        for claim in offered.claims
    )
    return [*corners(stage.stack), *corners(replace(offered, claims=forced))]


def _paid(
    issuer: Issuer, exit_: ExitTime, equity: Float[ndarray, " path"], holders: Sequence[str]
) -> Float[ndarray, "holder path"]:
    found = np.zeros((len(holders), len(equity)))
    for stage, payouts in payments(issuer, exit_, equity):
        for row, holder in enumerate(holders):
            found[row, stage.places] = payouts.to(holder)
    return found


def _slopes(
    edges: Float[ndarray, "edge path"], paid: Float[ndarray, "edge holder path"]
) -> Float[ndarray, "holder inner path"]:
    """Return each holder's share of the next unit after each edge but the last; (holder, edge, path)."""
    found, before = [], np.zeros(paid.shape[1:])
    for place, width in enumerate(np.diff(edges, axis=0)):
        wide = width > SAME * edges[place + 1]
        share = (paid[place + 1] - paid[place]) / np.where(wide, width, 1.0)
        before = np.where(wide & (np.abs(share - before) > SAME), share, before)
        found.append(before)
    return np.moveaxis(np.array(found), 0, 1)


def _packed(edges: Float[ndarray, "edge path"], slopes: Float[ndarray, "holder inner path"]) -> Payoffs:
    """Keep the edges at which somebody's share changes, as few rows of them as there are on any path."""
    bend = np.diff(slopes, axis=1, prepend=0.0)
    bends = np.any(bend != 0.0, axis=0)
    bends[0] = True  # the first hinge is that of the equity itself
    order = np.argsort(~bends, axis=0, kind="stable")[: int(bends.sum(axis=0).max())]
    kept = np.take_along_axis(bends, order, axis=0)
    at = np.where(kept, np.take_along_axis(edges[:-1], order, axis=0), 0.0)
    return Payoffs(at, np.where(kept, np.take_along_axis(bend, order[None], axis=1), 0.0))
