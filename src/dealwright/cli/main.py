"""The command line: reads the words, calls one verb, and turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
import codecs
import contextlib
import errno
import io
import os
import shlex
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from dealwright import __version__
from dealwright.cli import (
    advice,
    backtest,
    bargain,
    captable,
    check,
    dependence,
    explain,
    facts,
    genius,
    import_excel,
    mcp,
    new,
    offers,
    plan,
    report,
    schema,
    sensitivities,
    serve,
    set_value,
    statement,
    talks,
    terms,
    trade,
    value,
)
from dealwright.cli.console import nearest, say
from dealwright.cli.memory import keep_freed_memory, read_in_peace
from dealwright.cli.options import Stop, WrongUsage, with_values

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = (
    new,
    check,
    terms,
    value,
    sensitivities,
    dependence,
    statement,
    plan,
    bargain,
    trade,
    advice,
    offers,
    facts,
    talks,
    backtest,
    captable,
    genius,
    report,
    import_excel,
    explain,
    schema,
    serve,
    mcp,
    set_value,
)
"""Every verb's module, in the order of the help."""

FINE, PROBLEMS, WRONG_USAGE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
"""What the process answers."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""Why nothing more can be written, which is no fault of the file and no bug of ours."""


def parser() -> argparse.ArgumentParser:
    """Build the whole command line, every verb with its options.

    Returns:
        The parser; each verb leaves the function to call in `run`.
    """
    top = argparse.ArgumentParser(
        prog="dealwright",
        description="A plain-text deal engine: what a deal is worth to each side, and which packages both would sign.",
        epilog="Exit codes: 0 fine, 1 problems in the file, 2 wrong usage, 3 a bug of ours.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"dealwright {__version__}")
    top.add_argument("--debug", action="store_true", help="show where in our code an error arose")
    verbs = top.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    for module in VERBS:
        module.add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after `dealwright`; those of the process if None.

    Returns:
        0 fine, 1 problems in the file, 2 wrong usage, 3 a bug of ours.

    Example:
        >>> main(["explain", "royalty"])  # doctest: +SKIP
        0
    """
    _have_somewhere_to_write()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # we use none, and looking for them takes a while
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: threads on them wait for each other
    keep_freed_memory()
    words = with_values(sys.argv[1:] if arguments is None else arguments)
    if not words:
        parser().print_help(sys.stderr)
        return WRONG_USAGE
    try:
        options, strange = parser().parse_known_args(words)
        if options.verb == "set" and not any(word.startswith("--") for word in strange):
            options.words += strange  # what stands behind `--dry-run`
        elif strange:  # said by the verb, whose usage shows what it knows
            options.refuse(f"unrecognized arguments: {' '.join(strange)}")
    except SystemExit as leaving:  # argparse leaves this way after --help, --version and wrong usage
        return int(leaving.code or 0)
    options.typed = shlex.join(["dealwright", *words])
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # so that a reader who has gone is noticed here
    except BaseException as reason:  # noqa: BLE001 - the last door: nobody sees a traceback who did not ask for it
        return answer(reason, options)
    return code


def leave() -> None:
    """Run the command of this process, and leave it; one that was interrupted waits for none of its threads."""
    read_in_peace()
    code = main()
    if code == INTERRUPTED:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def answer(reason: BaseException, options: argparse.Namespace) -> int:
    """Turn what ended a verb early into words and an exit code.

    Args:
        reason: What was raised.
        options: The parsed options.

    Returns:
        The exit code.
    """
    code = OUR_BUG
    match reason:
        case Stop():
            code = reason.code
        case SystemExit():  # a library left, as when whoever read our output has gone
            code = FINE if isinstance(reason.__context__, BrokenPipeError) else int(reason.code or 0)
        case WrongUsage():
            say(f"{options.called}: {reason}\n{options.called} --help shows what can be said")
            code = WRONG_USAGE
        case BrokenPipeError():  # whoever read our output has had enough, as `| head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = FINE
        case OSError(errno=number) if number in NO_ROOM:
            say(f"cannot write {reason.filename or 'the output'}: {reason.strerror}")
            code = WRONG_USAGE
        case KeyboardInterrupt():
            said = str(reason) if type(reason) is not KeyboardInterrupt else ""  # a run says how it goes on
            say(said or "stopped")
            code = INTERRUPTED
        case _:
            confess(reason, traced=options.debug)
    return code


def confess(bug: BaseException, *, traced: bool) -> None:
    """Say that the program failed, and what to do about it.

    Args:
        bug: What went wrong.
        traced: Whether to show where in our code.
    """
    if traced:
        traceback.print_exception(bug)
    say(f"this is a bug, please report it: {type(bug).__name__}: {bug}")
    say(
        f"Dealwright {__version__}, Python {sys.version.split()[0]}"
        + ("" if traced else "; --debug shows where it arose")
    )


def _have_somewhere_to_write() -> None:
    """Let a closed stream swallow what is written, and one that knows few letters show the nearest that it knows."""
    codecs.register_error("nearest", nearest)
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="nearest")


def _nowhere() -> TextIO:
    """Open what swallows everything."""
    return Path(os.devnull).open("w", encoding="utf-8")
