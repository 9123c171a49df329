"""Read a scenario of GeniusWeb: profiles in JSON, each of which holds the domain.

Source:
    GeniusWeb's `LinearAdditiveUtilitySpace`: `issueUtilities` with `discreteutils` or `numberutils`, `issueWeights`,
    and a `reservationBid` whose utility is what no agreement is worth; without one nothing is worth less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Function, Line, Table
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.lang.genius.yaml_tree import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.yaml_tree import Entry

SPACE = "LinearAdditiveUtilitySpace"
UNREAD = {
    "DefaultPartialOrdering": "ranks outcomes, and does not say what they are worth",
    "SumOfGroupsUtilitySpace": "sums over groups of issues, and is not read",
}
"""Other profiles of GeniusWeb, and what they do."""
NEVER = float("-inf")


def is_geniusweb(entry: Entry) -> bool:
    """Tell whether a file is a profile or a domain of GeniusWeb."""
    return any(entry.get(key) is not None for key in (SPACE, "issuesValues", *UNREAD))


def read_geniusweb(entries: Sequence[tuple[Path, Entry]], name: str, findings: Findings) -> Scenario | None:
    """Read a scenario.

    Args:
        entries: What the files hold.
        name: What to call it.
        findings: Where problems go.

    Returns:
        The scenario, its issues as the first profile has them; None where it cannot be read, which was told.
    """
    if _told_unread(entries, findings):
        return None
    spaces = [(file, space) for file, entry in entries if (space := entry.get(SPACE)) is not None]
    if not spaces:
        what = f"there is no profile with a `{SPACE}`"
        findings.error(entries[0][1].place, "genius-no-profile", what, "a profile for each party")
        return None
    first = spaces[0][1].get("domain")
    issues = () if first is None else _issues(first, findings)
    if not issues:
        findings.error(spaces[0][1].place, "genius-no-issues", "this profile holds no domain", "`domain` with issues")
        return None
    profiles = [_profile(space, file.stem, issues, findings) for file, space in spaces]
    sound = tuple(each for each in profiles if each is not None)
    return None if findings.fatal else Scenario(name, issues, sound, "GeniusWeb")


def _told_unread(entries: Sequence[tuple[Path, Entry]], findings: Findings) -> bool:
    """Tell of profiles of other kinds; say whether there are any."""
    odd = [(kind, found) for _, entry in entries for kind in UNREAD if (found := entry.get(kind)) is not None]
    for kind, found in odd:
        mend = f"write it as a `{SPACE}`, with what each value is worth"
        findings.error(found.place, "genius-shape", f"a `{kind}` {UNREAD[kind]}", f"`{SPACE}`", mend)
    return bool(odd)


def _issues(domain: Entry, findings: Findings) -> tuple[Issue, ...]:
    """Read the issues; their numbers are those of their places."""
    found: list[Issue] = []
    values = domain.get("issuesValues")
    for at, (key, entry) in enumerate([] if values is None else values.items(), 1):
        name, listed, ends = str(key.value()), entry.get("values"), entry.get("range")
        if listed is not None:
            words = tuple(value for each in listed.listed() if (value := each.value()) is not None)
            found.append(Issue(name, "discrete", words, index=at))
        elif ends is not None and len(ends.listed()) > 1:
            lower, upper = (
                number_of(each, 0.0, f"an end of `{name}`", findings, quoted=True) for each in ends.listed()[:2]
            )
            found.append(Issue(name, "real", (), lower, upper, at))
        else:
            findings.error(entry.place, "genius-no-values", f"`{name}` has no values", "`values` or `range`")
    return tuple(found)


def _profile(space: Entry, name: str, issues: tuple[Issue, ...], findings: Findings) -> Profile | None:
    utilities, weights, named = space.get("issueUtilities"), space.get("issueWeights"), space.get("name")
    functions: list[Function] = []
    given: list[float] = []
    for issue in issues:
        entry = None if utilities is None else utilities.get(issue.name)
        weight = None if weights is None else weights.get(issue.name)
        if entry is None or weight is None:
            what = f"this profile says nothing of `{issue.name}`, or does not weigh it"
            findings.error(space.place, "genius-no-weight", what, "utilities and a weight for each issue")
            continue
        given.append(number_of(weight, 0.0, f"the weight of `{issue.name}`", findings, quoted=True))
        functions.append(_function(entry, issue, findings))
    if len(functions) < len(issues):
        return None
    utility = Additive(tuple(given), tuple(functions))
    called = (named.text() if named is not None else None) or name
    return Profile(called, utility, _reservation(space.get("reservationBid"), issues, utility))


def _function(entry: Entry, issue: Issue, findings: Findings) -> Function:
    """Read what the values of an issue are worth; those that are not named are worth nothing, as in GeniusWeb."""
    numbers, listed = entry.get("numberutils"), entry.get("discreteutils")
    if numbers is not None and issue.kind == "real":
        low, low_utility, high, high_utility = (
            number_of(numbers.get(key), otherwise, f"`{key}`", findings, quoted=True)
            for key, otherwise in (("lowValue", 0.0), ("lowUtility", 0.0), ("highValue", 1.0), ("highUtility", 1.0))
        )
        if low == high:
            findings.error(numbers.place, "genius-bounds", "these utilities are of one number alone", "two numbers")
            return Line(0.0)
        return Line((high_utility - low_utility) / (high - low), low_utility, low)
    said = None if listed is None else listed.get("valueUtilities")
    if said is None or issue.kind == "real":
        findings.error(entry.place, "genius-shape", f"what `{issue.name}` is worth cannot be read", "`discreteutils`")
        return Line(0.0)
    known: dict[Value, float] = dict.fromkeys(issue.values, 0.0)
    for key, value in said.items():
        found = key.value()
        if found is not None:
            known[found] = number_of(value, 0.0, f"the worth of `{found}`", findings, quoted=True)
    return Table(tuple(known.items()), by_largest=False)


def _reservation(bid: Entry | None, issues: tuple[Issue, ...], utility: Additive) -> float:
    """Say what the reservation bid is worth; an issue that it leaves out adds nothing."""
    said = None if bid is None else bid.get("issuevalues")
    if said is None:
        return NEVER
    total = 0.0
    for issue, weight, function in zip(issues, utility.weights, utility.functions, strict=True):
        entry = said.get(issue.name)
        value = None if entry is None else entry.value()
        if value is not None and (issue.kind == "real" or value in issue.values):
            total += weight * function.of([value])[0]
    return total
