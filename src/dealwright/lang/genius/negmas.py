"""Read a scenario of NegMAS: an outcome space, and utility functions over it.

Source:
    `Scenario.from_yaml_files`, `LinearAdditiveUtilityFunction`, `value_fun` in NegMAS 0.16: without weights each issue
    has the weight 1; an issue that a mapping of value functions leaves out is worth its own number; no reserved value
    is minus infinity, and that of a discounted function is its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Function, Line, Table
from dealwright.lang.genius.issue import Issue
from dealwright.lang.genius.negmas_boxes import read_mapping, read_rectangles
from dealwright.lang.genius.negmas_values import kind_of, read_function
from dealwright.lang.genius.negmas_woven import read_woven
from dealwright.lang.genius.scenario import Additive, Profile, Scenario
from dealwright.lang.genius.woven import Blend, Woven
from dealwright.lang.genius.yaml_tree import Entry, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dealwright.lang.genius.boxes import Boxed
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.scenario import Utility

_LISTS = {"CategoricalIssue", "DiscreteCardinalIssue", "DiscreteOrdinalIssue", "CardinalIssue", "OrdinalIssue", ""}
_EXPONENTIAL = "ExpDiscountedUFun"
_DISCOUNTED = {_EXPONENTIAL, "LinDiscountedUFun"}
NEVER = float("-inf")
_TWO = 2


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
    while kind_of(inner) in _DISCOUNTED and inner.get("ufun") is not None:
        discount *= _discount(inner, findings)
        inner = inner.get("ufun") or inner
    held = _reserved(entry, findings)
    if inner is not entry and _reserved(inner, findings) not in {held, NEVER}:
        what = "the function that is discounted has another reserved value; that of the outer one counts, as in NegMAS"
        findings.warn(entry.place, "genius-twice", what, "the same in both")
    utility = _utility(inner, issues, findings)
    if not 0 < discount <= 1:
        findings.error(entry.place, "genius-discount", f"`{discount:g}` is no discount", "above 0, at most 1")
    return None if utility is None else Profile(called, utility, held, discount)


def _discount(entry: Entry, findings: Findings) -> float:
    """Read what is left of a utility at the end of the talks, where that can be told from the file."""
    said = entry.get("factor")
    factor = "step" if said is None else said.text()
    if kind_of(entry) != _EXPONENTIAL:
        if number_of(entry.get("cost"), 0.0, "a cost", findings):
            what = "what waiting costs is taken from each utility by a rule that is not read; nothing is taken here"
            findings.warn(entry.place, "genius-discount", what, f"`{_EXPONENTIAL}` with `factor: relative_time`")
        return 1.0
    discount = number_of(entry.get("discount"), 1.0, "a discount", findings)
    if discount != 1 and factor != "relative_time":
        what = f"this discounts by `{factor}`, and how many of those the talks have is not said; nothing is discounted"
        findings.warn((said or entry).place, "genius-discount", what, "`factor: relative_time`")
        return 1.0
    return discount


def _reserved(entry: Entry, findings: Findings) -> float:
    return number_of(entry.get("reserved_value"), NEVER, "a reserved value", findings)


def _utility(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Utility | None:
    kind = kind_of(entry)
    if kind not in _KINDS:
        what = f"`{kind}` is no utility function that is read here"
        mend = "write it as a `MappingUtilityFunction`, with what each outcome is worth"
        findings.error(entry.place, "genius-shape", what, ", ".join([*_KINDS, *sorted(_DISCOUNTED)]), mend)
        return None
    return _KINDS[kind](entry, issues, findings)


def _bias(entry: Entry, findings: Findings) -> float:
    return number_of(entry.get("bias"), 0.0, "a bias", findings)


def _additive(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Additive | None:
    """Read a sum over the issues, each with a value function."""
    weights, functions = _weights(entry, issues, findings), _functions(entry, issues, findings)
    if weights is None or functions is None:
        return None
    return Additive(tuple(weights), tuple(functions), _bias(entry, findings))


def _affine(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Additive | None:
    """Read a sum over issues of numbers."""
    weights = _weights(entry, issues, findings)
    if weights is None:
        return None
    return Additive(tuple(weights), (Line(1.0),) * len(issues), _bias(entry, findings))


def _constant(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Additive:
    """Read a utility that is the same of all outcomes."""
    nothing = tuple(Table(tuple((value, 0.0) for value in each.choices()), by_largest=False) for each in issues)
    return Additive((0.0,) * len(issues), nothing, number_of(entry.get("value"), 0.0, "a utility", findings))


def _woven(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Woven | None:
    return read_woven(entry, issues, _bias(entry, findings), findings)


def _rectangles(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Boxed | None:
    return read_rectangles(entry, issues, _bias(entry, findings), findings)


def _blend(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Blend | None:
    """Read a weighted sum of utility functions; what they hold without an agreement does not count."""
    held, said = entry.get("ufuns"), entry.get("weights")
    parts = [] if held is None else held.listed()
    weights = [1.0] * len(parts) if said is None else [number_of(w, 1.0, "a weight", findings) for w in said.listed()]
    if not parts or len(weights) != len(parts):
        what = f"there are {len(weights)} weights for {len(parts)} utility functions"
        findings.error(entry.place, "genius-no-weight", what, "one for each of `ufuns`")
        return None
    found = [_utility(each, issues, findings) for each in parts]
    utilities = [each for each in found if each is not None]
    return Blend(tuple(zip(weights, utilities, strict=True))) if len(utilities) == len(parts) else None


_KINDS: Mapping[str, Callable[[Entry, tuple[Issue, ...], Findings], Utility | None]] = {
    "LinearAdditiveUtilityFunction": _additive,
    "LinearUtilityAggregationFunction": _additive,
    "AffineUtilityFunction": _affine,
    "LinearUtilityFunction": _affine,
    "ConstUtilityFunction": _constant,
    "HyperRectangleUtilityFunction": _rectangles,
    "MappingUtilityFunction": read_mapping,
    "GLAUtilityFunction": _woven,
    "GPAUtilityFunction": _woven,
    "PAUtilityFunction": _woven,
    "WeightedUtilityFunction": _blend,
}
"""What is read, by the name of its class."""


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
        Line(1.0) if each is None else read_function(each, issue, findings)
        for each, issue in zip(given, issues, strict=True)
    ]
    return None if any(each is None for each in found) else [each for each in found if each is not None]
