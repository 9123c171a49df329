"""Reads the deal that a verb works on, and says what is wrong with it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.memory import search_what_follows
from dealwright.cli.options import Stop, WrongUsage

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded
    from dealwright.study import Study

IN_FORCE = "in_force"
"""How `--scenario` calls the contract as it stands."""


def read_deal(options: argparse.Namespace) -> tuple[Loaded, Loaded]:
    """Read and check the file.

    Args:
        options: The parsed options of a verb that has `add_deal`.

    Returns:
        What the file says, and that with the changes of `--set` laid over it, each with all its problems.

    Raises:
        WrongUsage: The folder of sources is none.
    """
    from dealwright.lang.load import load

    if options.sources is not None and not Path(options.sources).is_dir():
        message = f"there is no folder {options.sources} to look up sources in"
        raise WrongUsage(message)
    loaded = load(options.file, sources=options.sources)
    search_what_follows()
    return loaded, loaded.with_overrides(dict(options.overrides)) if options.overrides else loaded


def kind_of_file(file: str) -> Literal["deal", "table", "package"]:
    """Tell a cap table, or a package of the Open Cap Format, from a deal.

    Args:
        file: The file or folder.

    Returns:
        What it is; `deal` where that cannot be told.
    """
    path = Path(file)
    if path.suffix.lower() == ".zip" or (path.is_dir() and any(path.glob("*.ocf.json"))):
        return "package"
    from dealwright.lang.reading import CAP_TABLE, is_captable, read_source

    source, _ = read_source(file, limits=CAP_TABLE)
    return "table" if source is not None and is_captable(source.text) else "deal"


def no_line(place: Place) -> str:
    """Give no line of text: for places in files that are not shown.

    Args:
        place: Any place.
    """
    del place
    return ""


def read_sound(options: argparse.Namespace) -> tuple[Loaded, Loaded]:
    """Read a deal that is to be used: print its problems, and stop where one is an error.

    Args:
        options: The parsed options of a verb that has `add_deal`.

    Returns:
        What the file says, and that with the changes of `--set` laid over it, which has no errors.

    Raises:
        Stop: The file has errors, which were printed.
        WrongUsage: It is no deal but a cap table.
    """
    loaded, changed = read_deal(options)
    if changed.deal is None:
        _not_a_table(options)
        tell(options, _because_of(options, loaded, changed), changed.line)
        if not as_json(options):
            say(f"{options.file}: {counted(len(changed.errors), 'error')}; nothing was computed")
        raise Stop(1)
    if as_json(options) and changed.problems:
        tell(options, changed.problems, changed.line)
    elif not as_json(options):
        for warning in changed.problems:  # in one line each: `check` shows them in full
            say(str(warning))
    return loaded, changed


def open_study(options: argparse.Namespace) -> tuple[Study, Deal]:
    """Read a deal that is to be valued: print its problems, and stop where one is an error.

    Args:
        options: The parsed options of a verb that has `add_deal` and `add_futures`.

    Returns:
        The study of a deal without errors, with the changes of `--set`; and the deal as changed.

    Raises:
        Stop: The file has errors, which were printed.
        WrongUsage: It is no deal but a cap table.
    """
    loaded, changed = read_sound(options)
    _few_enough(options, changed)
    from dealwright.study import Study

    if loaded.deal is None:  # the change has mended it, so there is nothing to compare with
        return Study(changed, options.seed, options.paths, options.draws), changed.sound
    overrides = dict(options.overrides)
    return Study(loaded, options.seed, options.paths, options.draws, overrides=overrides), changed.sound


def _few_enough(options: argparse.Namespace, deal: Loaded) -> None:
    """See that a deal has no more packages than whoever asks is answered for.

    Raises:
        WrongUsage: It has more.
    """
    most = getattr(options, "most_packages", None)
    if most is None or deal.sound.negotiate is None:
        return
    many = prod(len(values) for values in deal.ranges().values())
    if many > most:
        message = f"{options.file} has {many:,} packages; {most:,} are valued here at most: take larger steps"
        raise WrongUsage(message)


def _not_a_table(options: argparse.Namespace) -> None:
    """Send who values a cap table to what can be asked of one.

    Raises:
        WrongUsage: The file is a cap table, or a package of the Open Cap Format.
    """
    kind = kind_of_file(options.file) if Path(options.file).exists() else "deal"
    if kind != "deal":
        what = "a cap table" if kind == "table" else "a package of the Open Cap Format"
        message = (
            f"{options.file} is {what}, not a deal: `dealwright captable waterfall {options.file}` shows what an exit"
            " pays, and a deal names it by `securities: {file: ...}`"
        )
        raise WrongUsage(message)


def _because_of(options: argparse.Namespace, loaded: Loaded, changed: Loaded) -> list[Problem]:
    """Return the problems; those that what was set brings about elsewhere in the file say so."""
    before, laid = set(loaded.problems), ", ".join(f"`--set {path}={value}`" for path, value in options.overrides)
    return [
        problem
        if problem in before or problem.place.file != loaded.file
        else replace(problem, what=f"with {laid}: {problem.what}")
        for problem in changed.problems
    ]


@contextmanager
def explained(options: argparse.Namespace, study: Study) -> Iterator[None]:
    """Turn what the study says about a deal that it cannot compute into words: that is no bug of ours.

    Args:
        options: The parsed options.
        study: What is computed.

    Yields:
        Nothing; the computing goes on inside.

    Raises:
        Stop: The study has said why it cannot go on, and so have we.
    """
    try:
        yield
    except ArithmeticError as reason:
        if (problem := getattr(reason, "problem", None)) is not None:  # no calibration meets the price
            tell(options, getattr(reason, "problems", [problem]), study.written.line)
            raise Stop(1) from reason
        if (expression := getattr(reason, "expression", None)) is not None:  # it has no finite value in some future
            tell(options, [_undefined(expression.place, str(reason))], study.written.line)
            raise Stop(1) from reason
        if (term := getattr(reason, "term", None)) is not None:  # it moves an amount that is infinite or no number
            place = study.written.place_of(f"terms.{term}")
            tell(options, [] if place is None else [_undefined(place, str(reason))], study.written.line)
            raise Stop(1) from reason
        if type(reason) is not ArithmeticError:  # a division by zero or an overflow is a bug
            raise
        say(f"{options.file}: {reason}")
        raise Stop(1) from reason
    except MemoryError as reason:
        say(f"{options.file}: there is not enough memory for {options.paths:,} futures; say fewer with --paths")
        raise Stop(1) from reason


def as_json(options: argparse.Namespace) -> bool:
    """Tell whether JSON was asked for, of a verb that has it."""
    return bool(getattr(options, "json", False))


def tell(options: argparse.Namespace, problems: Sequence[Problem], line: Callable[[Place], str]) -> None:
    """Print problems on stderr, as JSON where JSON was asked for.

    Args:
        options: The parsed options.
        problems: What is wrong.
        line: Gives the line of text on which a place begins.
    """
    if as_json(options):
        print_json([problem.to_json() for problem in problems], sys.stderr)
    else:
        print_problems(problems, line)


def _undefined(place: Place, what: str) -> Problem:
    from dealwright.ground.problem import error

    mend = "keep it finite: `max(x, ...)` under a logarithm or a root; no divisor or base of an index may be nothing"
    return error(place, "undefined-number", what, "a finite number in every future", mend)


def chosen_scenarios(options: argparse.Namespace, deal: Deal) -> Sequence[str] | None:
    """Give the scenarios of `--scenario`.

    Args:
        options: The parsed options.
        deal: The deal.

    Returns:
        Names, or None for all.

    Raises:
        WrongUsage: The file has no such scenario.
    """
    known = [IN_FORCE, *deal.scenarios]
    for name in options.scenarios:
        if name not in known:
            message = f"there is no scenario '{name}' in {options.file}; there are {', '.join(known)}"
            raise WrongUsage(message)
    return list(dict.fromkeys(options.scenarios)) or None


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    Args:
        number: How many.
        noun: The word for one.

    Returns:
        Words such as `1 error` or `3 errors`.
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"
