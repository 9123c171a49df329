"""What a company's securities pay to some holders as a sum of hinges and steps of its equity: one for every package."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.issuer import issuer_of
from dealwright.engine.issuers.payouts import offered_on, payments, primary_of
from dealwright.engine.issuers.regions import regions_of
from dealwright.engine.issuers.stages import stage_stacks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.engine.issuers.regions import Regions
    from dealwright.engine.issuers.stages import StageStack
    from dealwright.engine.view import FuturesView

SAME = 1e-12
"""Slopes nearer than this are one, and so are corners nearer than this part of them."""
STRAIGHT = 1e-9
"""Part of the equity by which what is paid may miss a straight line."""


@dataclass(frozen=True, slots=True)
class Payoffs:
    """What some holders get of a company's equity E at its exit.

    That is the sum of bend x max(0, E - at) over the hinges, and of what a step brings over those at or under E.

    Args:
        at: Where they get another share of the next unit of equity, the first at nothing; (hinge, path) money.
        bend: By how much their share of it changes there; (holder, hinge, path).
        step_at: Where what they get jumps, as a class must convert at a public offering of so much; (step, path).
        step: By how much it jumps there; (holder, step, path) money at the exit.
    """

    at: Float[ndarray, "hinge path"]
    bend: Float[ndarray, "holder hinge path"]
    step_at: Float[ndarray, "step path"]
    step: Float[ndarray, "holder step path"]


@dataclass(frozen=True, slots=True)
class _Paid:
    """What holders get at the ends of each stretch between two edges: at its first, and short of its last."""

    first: Float[ndarray, "stretch holder path"]
    last: Float[ndarray, "stretch holder path"]


def payoffs(deal: Deal, name: str, exit_: ExitTime, view: FuturesView, holders: Sequence[str]) -> Payoffs | None:
    """Lay out what a company's securities pay to some holders, whatever its equity comes to.

    Args:
        deal: The deal.
        name: The company, which has securities.
        exit_: When its exit comes, and by what.
        view: The futures.
        holders: Parties.

    Returns:
        The hinges and steps; none where what they get is no sum of these.
    """
    issuer = issuer_of(deal, name, view)
    offered, primary = offered_on(issuer, exit_), primary_of(issuer)
    regions = [(stage, regions_of(stage, offered[stage.places], primary)) for stage in stage_stacks(issuer, exit_)]
    edges = _edges(regions, view.paths)
    middles = (edges[1:] + edges[:-1]) / 2.0
    found = _paid_between(regions, edges, holders)
    between = np.array([_paid(issuer, exit_, middle, holders) for middle in middles])
    missed = np.abs(between - (found.first + found.last) / 2.0).max(axis=1)
    wide = np.diff(edges, axis=0) > STRAIGHT * edges[1:]  # a step lies on either side of rounding
    if np.any(wide & (missed > STRAIGHT * edges[1:])) or np.any(found.first[0]):
        return None
    return _packed(edges, _slopes(edges, found), *_steps(regions, edges, found))


def _edges(regions: Sequence[tuple[StageStack, Regions]], paths: int) -> Float[ndarray, "edge path"]:
    """Return exit values between which everybody gets a straight line, rising, and one beyond."""
    found = np.zeros((1 + max(len(each.edges) for _, each in regions), paths))
    for stage, each in regions:
        for row, at in enumerate(each.edges, start=1):
            found[row, stage.places] = np.where(np.isfinite(at), np.maximum(0.0, at), 0.0)
    found.sort(axis=0)
    found[1:][found[1:] == found[:-1]] = 0.0  # what stands twice is needed once
    found.sort(axis=0)
    found = found[int((found == 0.0).all(axis=1).sum()) - 1 :]
    return np.append(found, 2.0 * found[-1:] + 1.0, axis=0)


def _paid_between(
    regions: Sequence[tuple[StageStack, Regions]], edges: Float[ndarray, "edge path"], holders: Sequence[str]
) -> _Paid:
    """Pay the ends of each stretch by what must convert within it."""
    first, last = np.zeros((2, len(edges) - 1, len(holders), edges.shape[1]))
    for stage, each in regions:
        here = edges[:, stage.places]
        for place, (low, high) in enumerate(pairwise(here)):
            forced = each.forced_at(low)
            ends = ((first, low), (last, high)) if each.steps or place == 0 else ((last, high),)
            for out, money in ends:
                payouts = each.paid(stage, money, forced)
                for row, holder in enumerate(holders):
                    out[place, row, stage.places] = payouts.to(holder)
        if not each.steps:
            first[1:, :, stage.places] = last[:-1, :, stage.places]
    return _Paid(first, last)


def _paid(
    issuer: Issuer, exit_: ExitTime, equity: Float[ndarray, " path"], holders: Sequence[str]
) -> Float[ndarray, "holder path"]:
    found = np.zeros((len(holders), len(equity)))
    for stage, payouts in payments(issuer, exit_, equity):
        for row, holder in enumerate(holders):
            found[row, stage.places] = payouts.to(holder)
    return found


def _slopes(edges: Float[ndarray, "edge path"], paid: _Paid) -> Float[ndarray, "holder inner path"]:
    """Return each holder's share of the next unit after each edge but the last; (holder, edge, path)."""
    found, before = [], np.zeros(paid.first.shape[1:])
    for place, width in enumerate(np.diff(edges, axis=0)):
        wide = width > SAME * edges[place + 1]
        share = (paid.last[place] - paid.first[place]) / np.where(wide, width, 1.0)
        before = np.where(wide & (np.abs(share - before) > SAME), share, before)
        found.append(before)
    return np.moveaxis(np.array(found), 0, 1)


def _steps(
    regions: Sequence[tuple[StageStack, Regions]], edges: Float[ndarray, "edge path"], paid: _Paid
) -> tuple[Bool[ndarray, "inner path"], Float[ndarray, "holder inner path"]]:
    """Return at which edges but the last what somebody gets jumps, and by how much."""
    there = np.zeros(paid.first.shape[:1] + edges.shape[1:], dtype=bool)
    for stage, each in regions:
        for at in each.steps:
            there[:, stage.places] |= edges[:-1, stage.places] == at
    before = np.concatenate([np.zeros_like(paid.last[:1]), paid.last[:-1]])
    jump = np.where(there[:, None], paid.first - before, 0.0)
    return there & np.any(jump != 0.0, axis=1), np.moveaxis(jump, 0, 1)


def _packed(
    edges: Float[ndarray, "edge path"],
    slopes: Float[ndarray, "holder inner path"],
    jumps: Bool[ndarray, "inner path"],
    jump: Float[ndarray, "holder inner path"],
) -> Payoffs:
    """Keep the edges at which somebody's share changes, as few rows of them as there are on any path; and the jumps."""
    bend = np.diff(slopes, axis=1, prepend=0.0)
    bends = np.any(bend != 0.0, axis=0)
    bends[0] = True  # the first hinge is that of the equity itself
    return Payoffs(*_rows(edges[:-1], bends, bend), *_rows(edges[:-1], jumps, jump))


def _rows(
    edges: Float[ndarray, "inner path"], there: Bool[ndarray, "inner path"], change: Float[ndarray, "holder inner path"]
) -> tuple[Float[ndarray, "row path"], Float[ndarray, "holder row path"]]:
    order = np.argsort(~there, axis=0, kind="stable")[: int(there.sum(axis=0).max())]
    kept = np.take_along_axis(there, order, axis=0)
    at = np.where(kept, np.take_along_axis(edges, order, axis=0), 0.0)
    return at, np.where(kept, np.take_along_axis(change, order[None], axis=1), 0.0)
