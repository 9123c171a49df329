"""Read a scenario of NegMAS: an outcome space, and utility functions over it.

Source:
    `Scenario.from_yaml_files`, `LinearAdditiveUtilityFunction`, `value_fun` in NegMAS 0.16: without weights each issue
    has the weight 1; an issue that a mapping of value functions leaves out is worth its own number; no reserved value
    is minus infinity, and that of a discounted function is its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Function, Line, Table, Triangle
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.negmas_boxes import read_mapping, read_rectangles
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.lang.genius.yaml_tree import Entry, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.scenario import Utility

_ADDITIVE = {"LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction"}
_AFFINE = {"AffineUtilityFunction", "LinearUtilityFunction"}
_LISTS = {"CategoricalIssue", "DiscreteCardinalIssue", "DiscreteOrdinalIssue", "CardinalIssue", "OrdinalIssue", ""}
_DISCOUNTED = "ExpDiscountedUFun"
NEVER = float("-inf")
_TWO = 2


def kind_of(entry: Entry) -> str:
    """Return the class that a file names, without the modules before it."""
    named = entry.get("type") or entry.get("__python_class__")
    return "" if named is None else (named.text() or "").rpartition(".")[2]


def is_domain(entry: Entry) -> bool:
    """Tell whether a file holds an outcome space, as NegMAS does."""
    return "OutcomeSpace" in kind_of(entry)


def is_profile(entry: Entry) -> bool:
    """Tell whether a file holds a utility function, as NegMAS does."""
    return "fun" in kind_of(entry).lower()


def read_negmas(
    domain: Entry, profiles: Sequence[tuple[Path, Entry]], name: str, findings: Findings
) -> Scenario | None:
    """Read a scenario.

    Args:
        domain: The outcome space.
        profiles: The utility functions, with their files.
        name: What to call the scenario where it has no name.
        findings: Where problems go.

    Returns:
        The scenario; None where it cannot be read, which was told.
    """
    issues = read_issues(domain, findings)
    wanted = [read_ufun(entry, file.stem, issues, findings) for file, entry in profiles]
    named = domain.get("name")
    sound = tuple(each for each in wanted if each is not None)
    if findings.fatal:
        return None
    return Scenario((named.text() if named is not None else None) or name, issues, sound, "NegMAS")


def read_issues(domain: Entry, findings: Findings) -> tuple[Issue, ...]:
    """Read the issues of an outcome space."""
    listed = domain.get("issues")
    issues = [_issue(each, at, findings) for at, each in enumerate([] if listed is None else listed.listed(), 1)]
    if not issues:
        findings.error(domain.place, "genius-no-issues", "this outcome space has no issues", "`issues:` with a list")
    return tuple(each for each in issues if each is not None)


def _issue(entry: Entry, at: int, findings: Findings) -> Issue | None:
    named, values, kind = entry.get("name"), entry.get("values"), kind_of(entry)
    name = (named.text() if named is not None else None) or f"issue {at}"
    if values is None:
        findings.error(entry.place, "genius-no-values", f"`{name}` has no values", "`values:` with a list")
        return None
    if kind in _LISTS and values.is_list:
        found = tuple(value for each in values.listed() if (value := each.value()) is not None)
        if not found or len(set(found)) < len(found):
            findings.error(values.place, "genius-no-values", f"`{name}` has no values, or one twice", "each value once")
            return None
        return Issue(name, "discrete", found, index=at)
    whole = kind in {"ContiguousIssue", ""}
    ends = [number_of(each, 0.0, f"an end of `{name}`", findings) for each in values.listed()]
    if not values.is_list and whole:
        ends = [0.0, number_of(values, 1.0, f"the values of `{name}`", findings) - 1.0]
    if not (whole or kind == "ContinuousIssue") or len(ends) != _TWO or not NEVER < ends[0] <= ends[1] < -NEVER:
        what = f"`{name}` is a `{kind}` whose values cannot be read"
        findings.error(entry.place, "genius-kind", what, "a list of values, or two finite ends", "list its values")
        return None
    return Issue(name, "integer" if whole else "real", (), ends[0], ends[1], at)


def read_ufun(entry: Entry, name: str, issues: tuple[Issue, ...], findings: Findings) -> Profile | None:
    """Read a utility function.

    Args:
        entry: What the file holds.
        name: What to call the party where it has no name.
        issues: The issues.
        findings: Where problems go.
    """
    named = entry.get("name")
    called = (named.text() if named is not None else None) or name
    discount, inner = 1.0, entry
    while kind_of(inner) == _DISCOUNTED and inner.get("ufun") is not None:
        discount *= number_of(inner.get("discount"), 1.0, "a discount", findings)
        inner = inner.get("ufun") or inner
    held = _reserved(entry, findings)
    if inner is not entry and _reserved(inner, findings) not in {held, NEVER}:
        what = "the function that is discounted has another reserved value; that of the outer one counts, as in NegMAS"
        findings.warn(entry.place, "genius-twice", what, "the same in both")
    utility = _utility(inner, issues, findings)
    if not 0 < discount <= 1:
        findings.error(entry.place, "genius-discount", f"`{discount:g}` is no discount", "above 0, at most 1")
    return None if utility is None else Profile(called, utility, held, discount)


def _reserved(entry: Entry, findings: Findings) -> float:
    return number_of(entry.get("reserved_value"), NEVER, "a reserved value", findings)


def _utility(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Utility | None:
    kind = kind_of(entry)
    bias = number_of(entry.get("bias"), 0.0, "a bias", findings)
    if kind in _ADDITIVE | _AFFINE:
        weights = _weights(entry, issues, findings)
        functions = _functions(entry, issues, findings) if kind in _ADDITIVE else [Line(1.0)] * len(issues)
        if weights is None or functions is None:
            return None
        return Additive(tuple(weights), tuple(functions), bias)
    if kind == "ConstUtilityFunction":
        value = number_of(entry.get("value"), 0.0, "a utility", findings)
        nothing = tuple(Table(tuple((value, 0.0) for value in each.choices()), by_largest=False) for each in issues)
        return Additive((0.0,) * len(issues), nothing, value)
    if kind == "HyperRectangleUtilityFunction":
        return read_rectangles(entry, issues, bias, findings)
    if kind == "MappingUtilityFunction":
        return read_mapping(entry, issues, findings)
    what = f"`{kind}` is no utility function that is read here"
    expected = "LinearAdditive-, Affine-, Linear-, Const-, HyperRectangle-, MappingUtilityFunction, ExpDiscountedUFun"
    findings.error(entry.place, "genius-shape", what, expected)
    return None


def _weights(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> list[float] | None:
    """Read the weights: a list in the order of the issues, or by their names."""
    said = entry.get("weights")
    if said is None:
        return [1.0] * len(issues)
    if said.is_mapping:
        return [number_of(said.get(issue.name), 1.0, f"the weight of `{issue.name}`", findings) for issue in issues]
    found = [number_of(each, 0.0, "a weight", findings) for each in said.listed()]
    if len(found) != len(issues):
        what = f"there are {len(found)} weights for {len(issues)} issues"
        findings.error(said.place, "genius-no-weight", what, "one for each issue, in their order")
        return None
    return found


def _functions(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> list[Function] | None:
    """Read the value functions: a list in the order of the issues, or by their names."""
    said = entry.get("values")
    if said is None or not (said.is_list or said.is_mapping):
        findings.error(entry.place, "genius-no-evaluation", "there are no value functions", "`values:` with a list")
        return None
    given = [said.get(issue.name) for issue in issues] if said.is_mapping else [*said.listed()]
    if len(given) != len(issues):
        what = f"there are {len(given)} value functions for {len(issues)} issues"
        findings.error(said.place, "genius-no-evaluation", what, "one for each issue, in their order")
        return None
    found = [
        Line(1.0) if each is None else _function(each, issue, findings)
        for each, issue in zip(given, issues, strict=True)
    ]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _function(entry: Entry, issue: Issue, findings: Findings) -> Function | None:
    kind = kind_of(entry)
    if kind == "TableFun" or (not kind and entry.is_mapping):
        return _table(entry.get("mapping") or entry, issue, findings)
    numbers = {
        key: number_of(entry.get(key), otherwise, f"`{key}`", findings)
        for key, otherwise in (
            ("slope", 1.0),
            ("bias", 0.0),
            ("start", 0.0),
            ("middle", 0.0),
            ("end", 0.0),
            ("scale", 1.0),
        )
    }
    if kind in {"AffineFun", "LinearFun", "IdentityFun", "ConstFun"} and not _words(issue):
        slope = {"IdentityFun": 1.0, "ConstFun": 0.0}.get(kind, numbers["slope"])
        return Line(slope, numbers["bias"])
    rises = numbers["start"] < numbers["middle"] <= numbers["end"]
    if kind == "TriangularFun" and rises and not _words(issue) and numbers["bias"] == 0 and numbers["scale"] == 1:
        return Triangle(numbers["start"], numbers["end"], numbers["middle"])
    if kind == "ConstFun":
        return Table(tuple((value, numbers["bias"]) for value in issue.values), by_largest=False)
    what = f"`{kind_of(entry)}` is no value function that is read here for `{issue.name}`"
    expected = "TableFun, AffineFun, LinearFun, IdentityFun, ConstFun, TriangularFun"
    findings.error(entry.place, "genius-shape", what, expected)
    return None


def _words(issue: Issue) -> bool:
    return any(isinstance(value, str) for value in issue.values)


def _table(entry: Entry, issue: Issue, findings: Findings) -> Table | None:
    """Read a table: each value of the issue must have its number."""
    entries: list[tuple[Value, float]] = []
    for key, value in entry.items():
        found = key.value()
        if found is not None:
            entries.append((found, number_of(value, 0.0, f"the worth of `{found}`", findings)))
    known = {value for value, _ in entries}
    missing = [value for value in issue.choices() if value not in known] if issue.kind != "real" else ["every number"]
    if missing:
        what = f"`{missing[0]}` of `{issue.name}` has no worth in this table"
        findings.error(entry.place, "genius-no-evaluation", what, "one for each value", f"write `{missing[0]}: 0`")
        return None
    return Table(tuple(entries), by_largest=False)
