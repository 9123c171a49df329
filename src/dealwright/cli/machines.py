"""Names who values packages and where they are kept, and says in words why that cannot be."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from dealwright.cli.console import say
from dealwright.cli.options import WrongUsage

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from dealwright.cli.progress import Step
    from dealwright.study import Machines


@contextmanager
def at_work(options: argparse.Namespace) -> Iterator[Callable[[Step | None], Machines]]:
    """Name who works, for a verb that has `add_machines`.

    Args:
        options: The parsed options.

    Yields:
        A function from the bar that shows how far the work is to those who work.

    Raises:
        WrongUsage: There is no such cluster, it is lost, or the folder cannot keep the packages.
    """
    from dealwright.study import KeepError, LostWorkersError, NoClusterError

    try:
        yield partial(_machines, options)
    except (KeepError, NoClusterError) as reason:
        raise WrongUsage(str(reason)) from reason
    except LostWorkersError as reason:
        message = f"{reason}; what is kept with --keep is not lost, and the same command goes on from there"
        raise WrongUsage(message) from reason


def _machines(options: argparse.Namespace, step: Step | None) -> Machines:
    from dealwright.study import Machines

    told = _quiet if options.json else say
    if step is None:
        return Machines(options.workers, options.cluster, options.keep, told=told)
    return Machines(options.workers, options.cluster, options.keep, valued=step.count, told=told)


def _quiet(_: str) -> None:
    """Say nothing."""
