"""Run every check over a draft and keep what each found, so that a change repeats only the checks it concerns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, in_file_order
from dealwright.lang.auditing import audit_company
from dealwright.lang.checks import DEAL_CHECKS, ENTRY_CHECKS, WARNING_CHECKS, WORD_CHECKS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry, Path

_FOLLOWING = frozenset({"moving-value", "not-certain"})
"""What is not said of a value that has the wrong unit: another will stand there once it is mended."""
_DOUBTFUL = frozenset({"unused-fact", "unused-driver"})
"""What is not said while an error stands."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found wrong, by what found it.

    Args:
        by_entry: Problems of each entry by itself.
        by_check: Problems that each check of the whole deal found, by its name.
        added_up: What stands for each history of securities that was seen to add up, here or before a change.
    """

    by_entry: Mapping[Path, tuple[Problem, ...]]
    by_check: Mapping[str, tuple[Problem, ...]]
    added_up: set[Hashable] = field(default_factory=set, compare=False, repr=False)

    def all(self) -> list[Problem]:
        """Return every problem once, in the order of the file."""
        found = [problem for problems in self.by_entry.values() for problem in problems]
        found += [problem for problems in self.by_check.values() for problem in problems]
        return in_file_order(found)


def without_doubtful(problems: Sequence[Problem]) -> list[Problem]:
    """Leave out what would not be so once the errors are mended: a name that is misspelt where it is used, is used."""
    wrong = any(problem.severity == "error" for problem in problems)
    return [problem for problem in problems if not wrong or problem.code not in _DOUBTFUL]


def find_all(draft: Draft) -> Findings:
    """Run every check."""
    added_up = set[Hashable]()
    by_entry = {entry.path: _of_entry(draft, entry, added_up) for entry in draft.every()}
    return Findings(by_entry, {check.__name__: tuple(check(draft)) for check, _ in DEAL_CHECKS}, added_up)


def find_again(
    before: Findings, old: Draft, new: Draft, touched: Collection[Path], *, warnings: bool = True, words: bool = True
) -> Findings:
    """Run the checks whose answer may differ after a change.

    Args:
        before: What was found in the old draft.
        old: The draft before the change.
        new: The draft after it.
        touched: The ways to the entries that changed or came.
        warnings: Whether to repeat the checks that only raise warnings.
        words: Whether more than numbers may have changed, each into one of the same unit.
    """
    everything = (
        new.units is not old.units
        or () in touched
        or any(old.entry(path) is None or new.entry(path) is None for path in touched)
    )
    concerned = list(new.every()) if everything else _concerned(new, touched)
    by_entry = {
        **before.by_entry,
        **{entry.path: _of_entry(new, entry, before.added_up, words=words) for entry in concerned},
    }
    for path in touched:
        if new.entry(path) is None:
            by_entry.pop(path, None)
    sections = {str(path[0]) if path else "" for path in touched}
    by_check = dict(before.by_check)
    for check, concerns in DEAL_CHECKS:
        wanted = (warnings or check not in WARNING_CHECKS) and (words or check not in WORD_CHECKS)
        if wanted and (sections & concerns or "" in sections):
            by_check[check.__name__] = tuple(check(new))
    return Findings(by_entry, by_check, before.added_up)


def _concerned(draft: Draft, touched: Collection[Path]) -> list[Entry]:
    """Return the entries that changed, and all that use a fact or driver that did, by whatever detour."""
    entries = [entry for path in touched if (entry := draft.entry(path)) is not None]
    if any(entry.path[0] == "correlations" for entry in entries):
        entries += [entry for entry in draft.of("drivers") if entry.path not in touched]
    changed = {str(path[1]) for path in touched if path[0] in {"facts", "drivers"}}
    if not changed:
        return entries
    concerned = {entry.path for entry in entries}
    others = [entry for entry in draft.every() if entry.path not in concerned]
    growing = True
    while growing:
        using = [entry for entry in others if not changed.isdisjoint(entry.uses)]
        others = [entry for entry in others if changed.isdisjoint(entry.uses)]
        named = {entry.name for entry in using if entry.path[:1] in {("facts",), ("drivers",)}}
        growing = not named <= changed
        changed |= named
        entries += using
    return entries


def _of_entry(draft: Draft, entry: Entry, added_up: set[Hashable], *, words: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with one entry: what reading found, and what each check of entries finds."""
    found = list(entry.problems)
    for check in ENTRY_CHECKS:
        if words or check not in WORD_CHECKS:
            found += check(draft, entry)
    found += audit_company(draft, entry, found, added_up)
    wrong = {problem.place for problem in found if problem.code == "unit-mismatch"}
    return tuple(problem for problem in found if problem.code not in _FOLLOWING or problem.place not in wrong)
