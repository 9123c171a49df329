"""Say what to type for the numbers of one section of a report: the command that answers them by itself."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERBS = {
    "advice": "advice",
    "worth": "value",
    "bargain": "bargain",
    "power": "bargain",
    "offers": "offers",
    "trade": "trade",
    "talks": "talks",
    "packages": "bargain",
    "futures": "value",
    "options": "value",
    "companies": "value",
    "dependence": "dependence",
    "contract": "statement",
    "clauses": "statement",
    "doubts": "facts",
    "facts": "facts",
    "assumptions": "facts",
    "owners": "captable show",
    "exit": "captable waterfall",
    "rounds": "captable round",
    "ipo": "captable ipo",
    "raised": "captable show",
}
_ADVISE = {"advice", "offers", "trade", "talks", "facts"}
"""Verbs that advise one side, who is named by `--for`."""
_OF_REPORTS = {"--out", "--excel", "--scenario"}
"""Options that only a report has, or has in its own way."""
_SIMULATED = {"--seed", "--paths", "--draws"}
"""Options of what is simulated; nothing of a cap table is."""


def typed_for(sections: Iterable[str], command: str) -> dict[str, str]:
    """Say what to type for the numbers of some sections.

    Args:
        sections: names of sections.
        command: what makes the report, `dealwright report FILE ...`.

    Returns:
        The command of each section that one answers; none where the report was made by another program.

    Example:
        >>> typed_for(["worth", "captable-acme"], "dealwright report deal.yaml --seed 2 --for ada --out out.html")
        {'worth': 'dealwright value deal.yaml --seed 2', 'captable-acme': 'dealwright captable show deal.yaml'}
    """
    if not command.startswith("dealwright report "):
        return {}
    verbs = {name: _VERBS.get(name, "captable show" if name.startswith("captable-") else "") for name in sections}
    return {name: _instead(command, verb) for name, verb in verbs.items() if verb}


def _instead(command: str, verb: str) -> str:
    """Return the command with another verb, without the options that this one has not."""
    words = shlex.split(command)[2:]
    dropped = _OF_REPORTS | (set() if verb in _ADVISE else {"--for"})
    dropped |= _SIMULATED if verb.startswith("captable") else set()
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in dropped:
            next(rest, None)
        elif word.partition("=")[0] not in dropped:
            kept.append(word)
    return shlex.join(["dealwright", *verb.split(), *kept])
