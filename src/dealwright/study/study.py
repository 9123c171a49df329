"""The one door to what a deal is worth: a deal, a seed, a number of futures, and what follows from them."""

from __future__ import annotations

from typing import final

from dealwright.study.advised import Advised
from dealwright.study.played import Played
from dealwright.study.stated import Stated
from dealwright.study.valued import Valued


@final
class Study(Valued, Stated, Advised, Played):
    """Ask a deal what it is worth. The same deal, seed and paths give the same answers, byte for byte.

    Args:
        loaded: A deal read without problems.
        seed: Seed of all randomness, a whole number from 0.
        paths: Number of futures, at least 1; where nothing from 4 to 32 divides it, the next multiple of 8 is drawn.
        draws: `sobol` for scrambled Sobol points, `plain` for plain draws.
        overrides: Values by path, laid over the deal once its calibrations are solved, as a scenario's are.

    Raises:
        ValueError: If the deal has errors, or there are no such futures.

    Example:
        >>> import dealwright
        >>> study = dealwright.Study(dealwright.load("examples/hello.yaml"), paths=1024)
        >>> sorted(study.value().scenarios)[:1]
        ['in_force']
    """

    __slots__ = ()
