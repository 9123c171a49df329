"""Answer a command of this program as data: for the server and for assistants, which ask what the verbs answer."""

from __future__ import annotations

import argparse
import io
import json
import shlex
import sys
import traceback
from argparse import BooleanOptionalAction
from bisect import bisect_left
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.cli.options import Stop, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.web.api.questions import Answered, Option, Question

_APART = frozenset({"help", "debug", "json", "csv", "all", "sources", "workers", "cluster", "keep", "readings"})
"""Options that lay out the answer, or say where on this machine something is read, computed or kept."""
_SEEK = frozenset({"vary", "until", "break-even", "range"})
_MANY = frozenset({"bargain", "trade", "offers", "facts", "talks", "advice", "dependence"})
"""Verbs that value every package."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and by which verb it is answered."""

    says: tuple[str, ...]
    meaning: str = ""
    long: bool = False
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()


ASKED: Mapping[str, _Asked] = {
    "check": _Asked(("check",)),
    "terms": _Asked(
        ("terms",), "the terms of the deal: who owes whom what, and for how long", without=frozenset({"keys"})
    ),
    "value": _Asked(("value",)),
    "sensitivities": _Asked(("sensitivities",), long=True),
    "dependence": _Asked(("dependence",), long=True),
    "statement": _Asked(("statement",)),
    "readings": _Asked(("statement", "--readings"), "state each disputed clause under each of its readings"),
    "plan": _Asked(("plan",)),
    "bargain": _Asked(("bargain",), long=True),
    "trade": _Asked(("trade",), long=True, without=_SEEK),
    "seek": _Asked(
        ("trade",),
        "seek the value of a path that reaches a goal, or at which parties are indifferent",
        only=_SEEK | {"at", "set", "seed", "paths", "draws"},
        needs=("vary", "until", "break-even"),
    ),
    "offers": _Asked(("offers",), long=True),
    "facts": _Asked(("facts",), long=True),
    "talks": _Asked(("talks",), long=True),
    "advice": _Asked(("advice",), long=True),
    "captable": _Asked(("captable", "show")),
    "explain": _Asked(("explain",)),
}
"""What can be asked, by name, with the verb that answers."""


def questions(defaults: Mapping[str, int | str]) -> tuple[Question, ...]:
    """Say what can be asked, with every option as the command line has it.

    Args:
        defaults: What counts where an option is not said, by its name.
    """
    return tuple(_question(name, asked, defaults) for name, asked in ASKED.items())


def _question(name: str, asked: _Asked, defaults: Mapping[str, int | str]) -> Question:
    from dealwright.web.api.questions import Question

    verb, meaning = _verb(asked.says)
    options = tuple(
        _option(action, word, defaults.get(word))
        for action in verb._actions  # noqa: SLF001 - argparse has no other list of them
        for word in [next((each[2:] for each in action.option_strings if each.startswith("--")), "")]
        if word and word not in _APART | asked.without and (not asked.only or word in asked.only)
    )
    says = asked.meaning or meaning
    sources = defaults.get("sources")
    can = any("--sources" in action.option_strings for action in verb._actions)  # noqa: SLF001 - see above
    given = (*asked.says, f"--sources={sources}") if can and sources else asked.says
    word = "word" if name == "explain" else ""
    return Question(name, given, f"{says[0].upper()}{says[1:]}", options, word, asked.needs, long=asked.long)


def _verb(says: Sequence[str]) -> tuple[argparse.ArgumentParser, str]:
    """Return the parser of a verb, or of its part, and its summary."""
    from dealwright.cli.main import parser

    found, meaning = parser(), ""
    for word in says:
        for action in found._actions:  # noqa: SLF001 - see above
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - its class is private
                meaning = next(each.help or "" for each in action._choices_actions if each.dest == word)  # noqa: SLF001
                found = action.choices[word]
                break
    return found, meaning


def _option(action: argparse.Action, word: str, default: int | str | None) -> Option:
    from dealwright.web.api.questions import MOST_WHOLE, Option

    off = f"--no-{word}" if isinstance(action, BooleanOptionalAction) else ""
    whole = action.metavar == "N"
    least, most = _bounds(action) if whole else (0, MOST_WHOLE)
    return Option(
        word,
        " ".join((action.help or "").replace("%%", "%").split()),
        repeated=isinstance(action, argparse._AppendAction),  # noqa: SLF001 - its class is private
        switch=action.nargs == 0,
        whole=whole,
        choices=tuple(action.choices or ()),
        default=default,
        off=off,
        needed=action.required,
        least=least,
        most=most,
    )


def _bounds(action: argparse.Action) -> tuple[int, int]:
    """Return the least and the largest whole number that an option takes: what it reads without a complaint."""
    from dealwright.web.api.questions import MOST_WHOLE

    def takes(number: int) -> bool:
        assert callable(action.type)  # noqa: S101 - so is what reads a number
        try:
            action.type(str(number))
        except (argparse.ArgumentTypeError, ValueError):
            return False
        return True

    least = 0 if takes(0) else 1
    return least, bisect_left(range(least, MOST_WHOLE), True, key=lambda number: not takes(number + 1)) + least  # noqa: FBT003


def answer(words: Sequence[str]) -> Answered:
    """Answer the words of a command line that asks for JSON.

    Args:
        words: The words after `dealwright`.

    Returns:
        What it prints, exactly; or why it prints nothing.
    """
    from dealwright.web.api.questions import Answered

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        what, ours = _run(list(words))
    if ours:
        sys.stderr.write(err.getvalue())
        return Answered(what=what, ours=True)
    if out.getvalue():
        return Answered(told=out.getvalue())
    problems, said = _problems(err.getvalue())
    what = what or said or "; ".join(str(each["what"]) for each in problems)
    return Answered(what=what, problems=tuple(problems))


def _run(words: list[str]) -> tuple[str, bool]:
    """Run a verb; return why it has no answer, where it says that by itself, and whether that is a bug of ours."""
    from dealwright.cli.main import parser
    from dealwright.web.api.questions import MOST_PACKAGES

    try:
        options = parser().parse_args(words)
        options.typed = shlex.join(["dealwright", *words])
        options.most_packages = MOST_PACKAGES if words[0] in _MANY else None
        options.run(options)
    except WrongUsage as reason:
        return str(reason), False
    except (Stop, SystemExit):  # the reason has been printed
        return "", False
    except Exception as bug:  # noqa: BLE001 - the last door, as in `main`
        traceback.print_exc()
        return f"this is a bug of ours: {type(bug).__name__}: {bug}", True
    return "", False


def _problems(printed: str) -> tuple[list[dict[str, Any]], str]:
    """Part what was printed into problems, each once, and a sentence."""
    found: dict[str, dict[str, Any]] = {}
    rest = printed.lstrip()
    while rest.startswith(("[", "{")):
        told, end = json.JSONDecoder().raw_decode(rest)
        found |= {json.dumps(each): each for each in told}
        rest = rest[end:].lstrip()
    return list(found.values()), "\n".join(_sentences(rest))


def _sentences(printed: str) -> Iterator[str]:
    """Give the lines that were printed; of a refusal by the parser only what it is about."""
    for line in printed.splitlines():
        if ": error: " in line:
            yield line.partition(": error: ")[2]
        elif line.strip() and not line.startswith(("usage:", " ")):
            yield line
