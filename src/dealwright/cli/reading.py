"""Reads the deal that a verb works on, and says what is wrong with it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dealwright.cli.console import print_problems, say
from dealwright.cli.options import Stop, WrongUsage

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded


def read_deal(options: argparse.Namespace) -> Loaded:
    """Read and check the file, with the changes of `--set` laid over it.

    Args:
        options: The parsed options of a verb that has `add_deal`.

    Returns:
        What was read, with all its problems.
    """
    from dealwright.lang.load import load

    loaded = load(options.file, sources=options.sources)
    if options.overrides and loaded.deal is not None:
        loaded = loaded.with_overrides(dict(options.overrides))
    return loaded


def read_sound_deal(options: argparse.Namespace) -> Loaded:
    """Read a deal that is to be valued: print its problems, and stop where one is an error.

    Args:
        options: The parsed options of a verb that has `add_deal`.

    Returns:
        What was read, without errors.

    Raises:
        Stop: The file has errors, which were printed.
    """
    loaded = read_deal(options)
    wrong = len(loaded.errors)
    if not wrong:
        for warning in loaded.problems:  # in one line each: `check` shows them in full
            say(str(warning))
    else:
        print_problems(loaded.problems, loaded.line)
        say(f"{options.file}: {counted(wrong, 'error')}; nothing was computed")
        raise Stop(1)
    return loaded


@contextmanager
def explained(options: argparse.Namespace, loaded: Loaded) -> Iterator[None]:
    """Turn what the study says about a deal that it cannot compute into words: that is no bug of ours.

    Args:
        options: The parsed options.
        loaded: The deal that is computed.

    Yields:
        Nothing; the computing goes on inside.

    Raises:
        Stop: The study has said why it cannot go on, and so have we.
    """
    try:
        yield
    except ArithmeticError as reason:
        if (expression := getattr(reason, "expression", None)) is not None:  # it has no finite value in some future
            print_problems([_undefined(expression.place, str(reason))], loaded.line)
            raise Stop(1) from reason
        if type(reason) is not ArithmeticError:  # a division by zero or an overflow is a bug
            raise
        say(f"{options.file}: {reason}")
        raise Stop(1) from reason
    except MemoryError as reason:
        say(f"{options.file}: there is not enough memory for {options.paths:,} futures; say fewer with --paths")
        raise Stop(1) from reason


def _undefined(place: Place, what: str) -> Problem:
    from dealwright.ground.problem import error

    mend = "keep it finite: `max(x, ...)` under a logarithm or a root, or a divisor that cannot become nothing"
    return error(place, "undefined-number", what, "a finite number in every future", mend)


def chosen_scenarios(options: argparse.Namespace, loaded: Loaded) -> Sequence[str] | None:
    """Give the scenarios of `--scenario`.

    Args:
        options: The parsed options.
        loaded: What was read, without errors.

    Returns:
        Names, or None for all.

    Raises:
        WrongUsage: The file has no such scenario.
    """
    from dealwright.show.words import IN_FORCE

    known = [IN_FORCE, *(loaded.deal.scenarios if loaded.deal is not None else ())]
    for name in options.scenarios:
        if name not in known:
            message = f"there is no scenario '{name}' in {options.file}; there are {', '.join(known)}"
            raise WrongUsage(message)
    return options.scenarios or None


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    Args:
        number: How many.
        noun: The word for one.

    Returns:
        Words such as `1 error` or `3 errors`.
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
