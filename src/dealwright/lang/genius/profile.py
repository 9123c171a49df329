"""Read what one party wants from a profile of GENIUS, as GENIUS reads it.

Source:
    `AdditiveUtilitySpace.loadTreeRecursive` in GENIUS 10.4: at each level a `weight` belongs to the issue of its index
    at that level. An issue without a weight has no evaluator, and no outcome has a utility then. Weights are not made
    to sum to one. What objectives weigh is read and not used. Issues are known by their index, not by their name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from dealwright.lang.genius.domain import bounds, kind_of
from dealwright.lang.genius.functions import Function, Line, Table, Triangle
from dealwright.lang.genius.nonlinear import is_nonlinear, read_unsummed
from dealwright.lang.genius.numbers import NOT_A_NUMBER, double, mend_of, needed, whole
from dealwright.lang.genius.scenario import Additive, Profile

if TYPE_CHECKING:
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.xml_tree import Element

_WHOLE_SUM = (0.98, 1.02)
"""Between these GENIUS takes weights for summing to one."""


@final
@dataclass(slots=True)
class _Found:
    """What the profile says of each issue, by its index."""

    weights: dict[int, float] = field(default_factory=dict)
    elements: dict[int, Element] = field(default_factory=dict)


def read_profile(root: Element, name: str, issues: tuple[Issue, ...], findings: Findings) -> Profile | None:
    """Read a profile.

    Args:
        root: The outermost element.
        name: What to call the party.
        issues: The issues of the domain.
        findings: Where problems go.

    Returns:
        The profile; None where it cannot be read, which was told.
    """
    reservation, discount = _reservation(root, findings), _discount(root, findings)
    if is_nonlinear(root):
        unsummed = read_unsummed(root, issues, findings)
        return None if unsummed is None else Profile(name, unsummed, reservation, discount)
    found = _gathered(root, findings)
    read = [_of_issue(issue, found, root, findings) for issue in issues]
    _unknown(found, issues, findings)
    usable = [each for each in read if each is not None]
    if len(usable) < len(issues) or not issues:
        return None
    weights = tuple(weight for weight, _ in usable)
    _warn_of_weights(weights, root, findings)
    return Profile(name, Additive(weights, tuple(function for _, function in usable), most=1.0), reservation, discount)


def _gathered(root: Element, findings: Findings) -> _Found:
    """Go through all levels, and gather weights with the issues that stand beside them."""
    found = _Found()
    for level in root.walk():
        here = {index: each for each in level.named("issue") if (index := whole(each.get("index"))) is not None}
        weighed: set[int] = set()
        for weight in level.named("weight"):
            index = whole(weight.get("index"))
            value = needed(weight, "value", findings)
            if index is None:
                findings.error(weight.at("index"), NOT_A_NUMBER, "this weight does not say of which issue", "`index`")
            elif value is not None and index in here:
                if index in weighed:
                    what = f"issue {index} has two weights; the last counts, as in GENIUS"
                    findings.warn(weight.place, "genius-twice", what, "one weight", "delete one")
                weighed.add(index)
                found.weights[index] = value
        found.elements.update(here)
    return found


def _of_issue(issue: Issue, found: _Found, root: Element, findings: Findings) -> tuple[float, Function] | None:
    """Read weight and evaluations of one issue."""
    element = found.elements.get(issue.index)
    if element is None:
        what = f"this profile says nothing of issue {issue.index}, `{issue.name}`"
        findings.error(root.place, "genius-no-evaluation", what, f'`<issue index="{issue.index}" ...>`')
        return None
    if element.get("name") not in {None, issue.name}:
        what = f"issue {issue.index} is called `{issue.name}` in the domain; the index counts, as in GENIUS"
        findings.warn(element.at("name"), "genius-name", what, f"`{issue.name}`")
    weight = found.weights.get(issue.index)
    if weight is None:
        what = f"there is no weight for issue {issue.index}, `{issue.name}`: GENIUS gives no outcome a utility then"
        mend = f'write `<weight index="{issue.index}" value="1.0"/>` beside the issue'
        findings.error(element.place, "genius-no-weight", what, "a weight for each issue", mend)
    elif weight < 0:
        what = f"the weight of `{issue.name}` is below zero; it is taken as it is, as in GENIUS"
        findings.warn(element.place, "genius-weights", what, "weights of at least zero")
    function = _function(issue, element, findings)
    return None if weight is None or function is None else (weight, function)


def _function(issue: Issue, element: Element, findings: Findings) -> Function | None:
    kind = kind_of(element, "etype", findings)
    if kind != issue.kind:
        what = f"`{issue.name}` is {issue.kind} in the domain and {kind} here"
        findings.error(element.at("type"), "genius-kind", what, issue.kind, f'write `type="{issue.kind}"`')
        return None
    if kind == "discrete":
        return _table(issue, element, findings)
    return _line(issue, element, findings) if kind == "integer" else _real(issue, element, findings)


def _table(issue: Issue, element: Element, findings: Findings) -> Table | None:
    """Read the evaluations of a discrete issue; what is no number is left out, as in GENIUS."""
    entries: list[tuple[Value, float]] = []
    for item in element.named("item"):
        value, text = item.get("value"), item.get("evaluation")
        number = None if text is None or value is None else double(text)
        if value is None or text is None or number is None:
            _told_of_item(item, issue, findings)
            continue
        if value in dict(entries):
            what = f"`{value}` has two evaluations; the last counts, as in GENIUS"
            findings.warn(item.at("value"), "genius-twice", what, "one evaluation", "delete one")
        if value not in issue.values:
            what = f"`{value}` is no value of `{issue.name}` in the domain; it counts where the largest is looked for"
            findings.warn(item.at("value"), "genius-unknown-value", what, _some(issue.values))
        if number < 0:
            what = f"`{text}` is below zero, and is taken as it is, as in GENIUS"
            findings.warn(item.at("evaluation"), "genius-evaluation", what, "at least zero")
        entries.append((value, number))
    missing = [each for each in issue.values if each not in dict(entries)]
    for bare in dict.fromkeys(map(str, missing)):
        if not any(item.get("value") == bare for item in element.named("item")):
            what = f"`{bare}` of `{issue.name}` has no evaluation"
            mend = f'write `<item value="{bare}" evaluation="0"/>`'
            findings.error(element.place, "genius-no-evaluation", what, "one for each value of the domain", mend)
    return None if missing or not entries else Table(tuple(entries))


def _told_of_item(item: Element, issue: Issue, findings: Findings) -> None:
    """Tell of an item without a number: a problem if the domain has its value, odd if not."""
    value, text = item.get("value"), item.get("evaluation")
    if value is None:
        findings.warn(item.place, "genius-missing", "this item has no `value`; it is left out", '`value="..."`')
        return
    tell = findings.error if value in issue.values else findings.warn
    if text is None or text == "null":
        mend = 'write `evaluation="0"`'
        tell(item.place, "genius-no-evaluation", f"`{value}` has no evaluation", '`evaluation="..."`', mend)
        return
    what = f"`{text}` is no number: GENIUS leaves the evaluation of `{value}` out"
    tell(item.at("evaluation"), NOT_A_NUMBER, what, "a number such as `3` or `0.5`", mend_of(text))


def _line(issue: Issue, element: Element, findings: Findings) -> Line | None:
    """Read the line of an integer issue; without one all is worth nothing."""
    ends, lines = bounds(element, "integer", findings), element.named("evaluator")
    if ends is None:
        return None
    if ends != (issue.lower, issue.upper):
        what = f"`{issue.name}` goes from {issue.lower:g} to {issue.upper:g} in the domain"
        findings.warn(element.place, "genius-bounds", f"{what}; its line begins at {ends[0]:g} here", "the same bounds")
    if not lines:
        what = f"nothing says what the numbers of `{issue.name}` are worth: each is worth nothing, as in GENIUS"
        findings.warn(element.place, "genius-no-evaluation", what, '`<evaluator slope="0.1" offset="0"/>`')
        return Line(0.0, 0.0, ends[0], clipped=True)
    slope, offset = needed(lines[0], "slope", findings), needed(lines[0], "offset", findings)
    return None if slope is None or offset is None else Line(slope, offset, ends[0], clipped=True)


def _real(issue: Issue, element: Element, findings: Findings) -> Function | None:
    """Read what a real issue is worth."""
    shapes = element.named("evaluator")
    if not shapes:
        what = f"nothing says what the numbers of `{issue.name}` are worth"
        mend = 'write `<evaluator ftype="linear" parameter0="0" parameter1="1"/>`'
        findings.error(element.place, "genius-no-evaluation", what, "an evaluator", mend)
        return None
    shape, said = shapes[0], (shapes[0].get("ftype") or "").lower()
    names = {"linear": ("parameter1", "parameter0"), "constant": ("parameter0",)}
    names["triangular"] = ("parameter0", "parameter1", "parameter2")
    if said not in names:
        what = f"`{shape.get('ftype')}` is no shape that GENIUS evaluates"
        findings.error(
            shape.at("ftype"), "genius-shape", what, "linear, constant, triangular", 'write `ftype="linear"`'
        )
        return None
    numbers = [needed(shape, each, findings) for each in names[said]]
    given = [number for number in numbers if number is not None]
    if len(given) < len(numbers):
        return None
    if said == "linear":
        return Line(given[0], given[1], clipped=True)
    return Triangle(*given) if said == "triangular" else Line(0.0, given[0])


def _unknown(found: _Found, issues: tuple[Issue, ...], findings: Findings) -> None:
    """Warn of issues that the domain does not have."""
    for index in sorted(found.elements.keys() - {issue.index for issue in issues}):
        element = found.elements[index]
        what = f"the domain has no issue {index}; what is said of `{element.get('name') or index}` is left out"
        findings.warn(element.place, "genius-unknown-issue", what, "an issue of the domain")


def _warn_of_weights(weights: tuple[float, ...], root: Element, findings: Findings) -> None:
    total = sum(weights)
    if not _WHOLE_SUM[0] < total < _WHOLE_SUM[1]:
        what = f"the weights sum to {total:.6g}; they are taken as they are, as in GENIUS, and no utility exceeds 1"
        findings.warn(root.place, "genius-weights", what, "weights that sum to 1", "divide each by their sum")


def _reservation(root: Element, findings: Findings) -> float:
    """Read what no agreement is worth: the last that is said counts; nothing said, or no number, is zero."""
    return _setting(root, "reservation", 0.0, findings)


def _discount(root: Element, findings: Findings) -> float:
    """Read what is left at the end of the talks.

    Source:
        `AbstractUtilitySpace.validateDiscount` in GENIUS 10.4: what is not above 0 and at most 1 counts as 1.
    """
    factor = _setting(root, "discount_factor", 1.0, findings)
    if 0 < factor <= 1:
        return factor
    place = next(each for each in root.walk() if each.tag == "discount_factor").at("value")
    findings.warn(place, "genius-discount", f"`{factor:g}` discounts nothing, as in GENIUS", "above 0, at most 1")
    return 1.0


def _setting(root: Element, tag: str, otherwise: float, findings: Findings) -> float:
    number = otherwise
    for element in root.walk():
        if element.tag == tag:
            text = element.get("value")
            read = None if text is None else double(text)
            if read is None:
                what = f"this `{tag}` has no number; it counts as {otherwise:g}, as in GENIUS"
                findings.warn(element.at("value"), NOT_A_NUMBER, what, '`value="0.5"`', mend_of(text or ""))
            else:
                number = read
    return number


def _some(values: tuple[Value, ...]) -> str:
    few = 8
    return ", ".join(f"`{value}`" for value in values) if len(values) <= few else f"one of {len(values)} values"
