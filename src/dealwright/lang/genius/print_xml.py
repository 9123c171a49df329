"""Write a scenario as GENIUS reads it: a domain, and a file for each profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Line, Table, Triangle
from dealwright.lang.genius.scenario import Additive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Issue
    from dealwright.lang.genius.scenario import Profile, Scenario

DOMAIN = "domain"
"""What the file of the domain is called."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_SILENT = re.compile("[<>]")
"""What would end a comment for GENIUS, or begin another."""
_ROOT = '<objective index="{}" name="root" description="" type="objective" etype="objective">'


class NotOfGeniusError(ValueError):
    """GENIUS has no word for what a profile says."""


def xml_files(scenario: Scenario, notes: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """Write a scenario.

    Args:
        scenario: Issues and profiles, all in the words of GENIUS.
        notes: What is told at the top of a file, line by line, by the name of the file without its ending.

    Returns:
        The texts by file name.

    Raises:
        NotOfGeniusError: If GENIUS has no word for something.

    Example:
        >>> from dealwright.lang.genius.issue import Issue
        >>> from dealwright.lang.genius.scenario import Scenario
        >>> sorted(xml_files(Scenario("s", (Issue("price", values=("low", "high"), index=1),), ())))
        ['domain.xml']
    """
    told = notes or {}
    files = {f"{DOMAIN}.xml": _text(_domain(scenario), told.get(DOMAIN, ()))}
    for profile in scenario.profiles:
        files[f"{profile.name}.xml"] = _text(_profile(profile, scenario), told.get(profile.name, ()))
    return files


def _text(lines: Iterator[str], notes: Sequence[str]) -> str:
    """Put a file together; what is told stands before the first tag, where GENIUS skips it."""
    said = [f"<!-- {' '.join(_SILENT.sub(' ', note).replace('--', '-').split())} -->" for note in notes]
    return "\n".join([_HEAD, *said, *lines]) + "\n"


def _quoted(text: object) -> str:
    return '"' + "".join(_SIGNS.get(letter, letter) for letter in str(text)) + '"'


def _root_index(scenario: Scenario) -> int:
    """Give the outermost objective a number that no issue has: GENIUS looks among both."""
    taken = {issue.index for issue in scenario.issues}
    return 0 if 0 not in taken else max(taken) + 1


def _domain(scenario: Scenario) -> Iterator[str]:
    yield "<negotiation_template>"
    yield f'<utility_space number_of_issues="{len(scenario.issues)}">'
    yield _ROOT.format(_root_index(scenario))
    for issue in scenario.issues:
        yield from _issue(issue)
    yield from ("</objective>", "</utility_space>", "</negotiation_template>")


def _issue(issue: Issue) -> Iterator[str]:
    """Write an issue of the domain."""
    head = f'<issue index="{issue.index}" name={_quoted(issue.name)} type="{issue.kind}" etype="{issue.kind}"'
    head += f' vtype="{issue.kind}"'
    if issue.kind == "integer":
        yield f'{head} lowerbound="{int(issue.lower)}" upperbound="{int(issue.upper)}"/>'
        return
    yield f"{head}>"
    if issue.kind == "real":
        yield f'  <range lowerbound="{float(issue.lower)!r}" upperbound="{float(issue.upper)!r}"/>'
    for place, value in enumerate(issue.values, 1):
        yield f'  <item index="{place}" value={_quoted(value)}/>'
    yield "</issue>"


def _profile(profile: Profile, scenario: Scenario) -> Iterator[str]:
    utility = profile.utility
    if not isinstance(utility, Additive) or utility.bias or utility.most != 1.0:
        raise NotOfGeniusError(f"what `{profile.name}` wants is no sum over the issues as GENIUS has it")
    yield "<utility_space>"
    yield _ROOT.format(_root_index(scenario))
    for issue, function in zip(scenario.issues, utility.functions, strict=True):
        yield from _evaluated(issue, function, profile)
    for issue, weight in zip(scenario.issues, utility.weights, strict=True):
        yield f'<weight index="{issue.index}" value="{weight!r}"/>'
    yield "</objective>"
    yield f'<discount_factor value="{profile.discount_factor!r}"/>'
    yield f'<reservation value="{profile.reservation_value!r}"/>'
    yield "</utility_space>"


def _evaluated(issue: Issue, function: Function, profile: Profile) -> Iterator[str]:
    """Write what a party makes of an issue."""
    head = f'<issue index="{issue.index}" name={_quoted(issue.name)} type="{issue.kind}" etype="{issue.kind}"'
    if issue.kind == "discrete" and isinstance(function, Table) and function.by_largest:
        yield f"{head}>"
        for place, (value, number) in enumerate(function.entries, 1):
            yield f'  <item index="{place}" value={_quoted(value)} evaluation="{number!r}"/>'
    elif issue.kind == "integer" and isinstance(function, Line) and function.clipped:
        yield f'{head} lowerbound="{int(function.origin)}" upperbound="{int(issue.upper)}">'
        yield f'  <evaluator ftype="linear" slope="{function.slope!r}" offset="{function.offset!r}"/>'
    elif issue.kind == "real" and (shape := _shape(function)):
        yield f"{head}>"
        yield f'  <range lowerbound="{float(issue.lower)!r}" upperbound="{float(issue.upper)!r}"/>'
        yield f"  <evaluator {shape}/>"
    else:
        raise NotOfGeniusError(f"GENIUS cannot say what `{profile.name}` makes of `{issue.name}`")
    yield "</issue>"


def _shape(function: Function) -> str:
    """Write the shape of a real issue; nothing where GENIUS has none."""
    if isinstance(function, Triangle):
        numbers = enumerate((function.lower, function.upper, function.top))
        return " ".join(['ftype="triangular"', *(f'parameter{at}="{number!r}"' for at, number in numbers)])
    if isinstance(function, Line) and function.clipped and not function.origin:
        return f'ftype="linear" parameter0="{function.offset!r}" parameter1="{function.slope!r}"'
    if isinstance(function, Line) and not function.clipped and not function.slope:
        return f'ftype="constant" parameter0="{function.offset!r}"'
    return ""
