"""Says what the log of the talks told one side: what the others know and want, and what stands on the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.negotiation import compare
from dealwright.bargain.talking.ground import Ground as Talked
from dealwright.bargain.talking.learnt import learn_from_the_log
from dealwright.bargain.talking.log import over_by, read_log
from dealwright.bargain.talking.other_side import across
from dealwright.bargain.talking.particles import drawn_by_weight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.offering.ground import Ground
    from dealwright.bargain.offering.view import View
    from dealwright.bargain.talking.learnt import Learnt
    from dealwright.bargain.talking.log import Said

SLACK = 1e-9
"""Part of a gain that is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the log told one side.

    Args:
        learnt: What it learnt of each other side that did something.
        ours: Its own last offer; none if it made none.
        theirs: What another offered last that it may still accept; none where nothing is.
    """

    learnt: Sequence[Learnt]
    ours: Said | None = None
    theirs: Said | None = None

    @property
    def entries(self) -> int:
        """How many entries of the log it learnt from."""
        return len({number for each in self.learnt for number in each.numbers})

    def levels(self, count: int, seed: int) -> dict[str, Float[ndarray, " case"]]:
        """Draw levels of probability of what the others know and we do not, as they are believed to lie now.

        Args:
            count: Number of draws.
            seed: Seed of the draws; that of the futures.

        Returns:
            By fact and trait; what one side knows is drawn together.
        """
        found: dict[str, Float[ndarray, " case"]] = {}
        for number, each in enumerate(self.learnt):
            random = np.random.default_rng([seed, 2, number])
            points = each.believed.points[drawn_by_weight(each.believed.weights, count, random)]
            found |= each.seen.levels(random.permutation(points))
        return found

    @property
    def packages(self) -> list[Mapping[str, str]]:
        """The packages that stand on the table: its own, then theirs."""
        return [said.package for said in (self.ours, self.theirs) if said is not None]

    def keeps_faith(self, view: View, stands: View) -> list[int]:
        """List the packages that take back nothing of one's own last offer, and bring no less than theirs.

        Args:
            view: What packages bring each side, in every case.
            stands: The same of those that stand on the table.

        Returns:
            Places of the packages which, on average, bring each other side at least what one's own last offer does, and
            oneself at least what may be had by accepting theirs.
        """
        others = np.einsum("c,cpo->po", view.weights, view.others)
        kept = np.ones(len(others), dtype=bool)
        if self.ours is not None:
            least = np.einsum("c,co->o", stands.weights, stands.others[:, 0])
            kept &= (others >= least - SLACK * np.abs(least)).all(axis=1)
        if self.theirs is not None:
            sure = float(stands.weights @ stands.mine[:, -1])
            kept &= view.weights @ view.mine >= sure - SLACK * abs(sure)
        return np.flatnonzero(kept).tolist()


def heard_by(ground: Ground, party: str) -> Heard | None:
    """Read what the log told a side; none where nothing is logged, or the talks are over.

    Args:
        ground: All packages.
        party: The side.

    Raises:
        ContradictedError: If what is believed of a side rules out an offer that it made.
    """
    log = read_log(ground.loaded)
    if not log or over_by(ground.loaded.sound) is not None:
        return None
    standing = compare(ground.loaded, ground.draws, lambda _done, _of: None) if ground.filed is None else ground.filed
    talked = Talked(ground.loaded, ground.draws, log, *standing)
    others = [other for other in ground.table if other != party]
    learnt = learn_from_the_log(talked, [across(talked.model, party, other) for other in others])
    return Heard([each for each in learnt if each.steps], own_offer(log, party), _may_accept(log, party, others))


def own_offer(log: Sequence[Said], party: str) -> Said | None:
    """Find what a side offered last.

    Args:
        log: What was said.
        party: The side.
    """
    return next((each for each in reversed(log) if each.offers and each.by == party and each.answer != "signed"), None)


def others_offer(log: Sequence[Said], party: str) -> Said | None:
    """Find what somebody else offered a side last.

    Args:
        log: What was said.
        party: The side.
    """
    made = (each for each in reversed(log) if each.offers and each.by != party and each.answer != "signed")
    return next((each for each in made if each.to in {"", party}), None)


def _may_accept(log: Sequence[Said], party: str, others: Sequence[str]) -> Said | None:
    """Find the other's offer that a side may accept: where two bargain, their last one unless it was refused."""
    last = others_offer(log, party) if len(others) == 1 else None
    if last is None or last.answer == "refused":
        return None
    refused = any(each.by == party and each.answer == "refused" and not each.offers for each in log[log.index(last) :])
    return None if refused else last
