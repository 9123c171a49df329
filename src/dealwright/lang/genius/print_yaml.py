"""Write a scenario as NegMAS reads it: an outcome space, and a file for each utility function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Line, Triangle, exact_values
from dealwright.lang.genius.scenario import Additive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.scenario import Profile, Scenario

DOMAIN = "domain"
_CONTINUOUS = {"real": "ContinuousIssue", "integer": "ContiguousIssue"}


class NotOfNegmasError(ValueError):
    """NegMAS has no word for what a profile says."""


def yaml_files(scenario: Scenario, notes: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """Write a scenario.

    Args:
        scenario: Issues and profiles.
        notes: What is told at the top of a file, line by line, by the name of the file without its ending.

    Returns:
        The texts by file name. Evaluations that GENIUS divides by their largest are written divided.

    Raises:
        NotOfNegmasError: If NegMAS has no word for something.
    """
    told = notes or {}
    files = {f"{DOMAIN}.yml": _text(_domain(scenario), told.get(DOMAIN, ()))}
    for profile in scenario.profiles:
        files[f"{profile.name}.yml"] = _text(_profile(profile, scenario.issues), told.get(profile.name, ()))
    return files


def _text(lines: Iterator[str], notes: Sequence[str]) -> str:
    return "\n".join([*(f"# {' '.join(note.split())}" for note in notes), *lines]) + "\n"


def _scalar(value: Value) -> str:
    """Write a value so that it is read back as what it is: words in quotes, numbers plain."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    """Write a number so that YAML 1.1 takes it for one: with a point before an exponent, infinity in its words."""
    if value in {float("inf"), float("-inf")}:
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    sign = exponent if exponent[0] in "+-" else f"+{exponent}"
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{sign}"


def _domain(scenario: Scenario) -> Iterator[str]:
    discrete = all(issue.kind != "real" for issue in scenario.issues)
    yield f"name: {_scalar(scenario.name)}"
    yield f"type: {'Discrete' if discrete else ''}CartesianOutcomeSpace"
    yield "issues:"
    for issue in scenario.issues:
        yield f"- name: {_scalar(issue.name)}"
        yield f"  type: {_issue_type(issue)}"
        yield "  values:"
        ends = (
            (int(issue.lower), int(issue.upper))
            if issue.kind == "integer"
            else (float(issue.lower), float(issue.upper))
        )
        yield from (f"  - {_scalar(value)}" for value in (issue.values if issue.kind == "discrete" else ends))


def _issue_type(issue: Issue) -> str:
    if issue.kind != "discrete":
        return _CONTINUOUS[issue.kind]
    words = any(isinstance(value, str) for value in issue.values)
    return "CategoricalIssue" if words else "DiscreteCardinalIssue"


def _profile(profile: Profile, issues: Sequence[Issue]) -> Iterator[str]:
    yield f"name: {_scalar(profile.name)}"
    if profile.discount_factor == 1:
        yield from _additive(profile, issues)
        return
    yield "type: ExpDiscountedUFun"
    yield f"discount: {_number(profile.discount_factor)}"
    yield "factor: relative_time"
    yield f"reserved_value: {_number(profile.reservation_value)}"
    yield "ufun:"
    yield from (f"  {line}" for line in _additive(profile, issues))


def _additive(profile: Profile, issues: Sequence[Issue]) -> Iterator[str]:
    utility = profile.utility
    if not isinstance(utility, Additive):
        raise NotOfNegmasError(f"what `{profile.name}` wants is no sum over the issues, and only sums are written")
    yield "type: LinearAdditiveUtilityFunction"
    yield f"reserved_value: {_number(profile.reservation_value)}"
    yield f"bias: {_number(utility.bias)}"
    yield "weights:"
    yield from (f"- {_number(weight)}" for weight in utility.weights)
    yield "values:"
    for issue, function in zip(issues, utility.functions, strict=True):
        yield from _function(issue, function, profile)


def _function(issue: Issue, function: Function, profile: Profile) -> Iterator[str]:
    """Write what a party makes of an issue; of a kind of GENIUS, a table of its values."""
    table = exact_values(function, issue)
    if table is not None:
        yield "- type: TableFun"
        yield "  mapping:"
        yield from (f"    {_key(value)}: {_number(number)}" for value, number in table)
    elif isinstance(function, Line) and not function.clipped:
        yield "- type: AffineFun"
        yield f"  slope: {_number(function.slope)}"
        yield f"  bias: {_number(function.offset - function.slope * function.origin)}"
    elif isinstance(function, Triangle):
        yield "- type: TriangularFun"
        for key, number in (("start", function.lower), ("middle", function.top), ("end", function.upper)):
            yield f"  {key}: {_number(number)}"
    else:
        raise NotOfNegmasError(f"NegMAS cannot keep what `{profile.name}` makes of `{issue.name}` from 0 to 1")


def _key(value: Value) -> str:
    """Write a key: one that is longer than YAML allows in short form gets the long one."""
    text, short = _scalar(value), 900
    return text if len(text) < short else f"? {text}\n    "


def plain_yaml(data: Mapping[str, object], indent: str = "") -> str:
    """Write words, numbers and mappings of them.

    Example:
        >>> print(plain_yaml({"title": "a: b", "parties": {"ada": {"base": 1e20}}}), end="")
        title: "a: b"
        parties:
          "ada":
            "base": 1.0e+20
    """
    lines = ""
    for key, value in data.items():
        name = key if not indent else _scalar(key)
        if isinstance(value, dict):
            lines += f"{indent}{name}:\n{plain_yaml(value, indent + '  ')}"
        elif isinstance(value, str | int | float):
            lines += f"{indent}{name}: {_scalar(value)}\n"
    return lines
