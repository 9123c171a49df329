"""Read the issues of a domain of GENIUS, in the order in which GENIUS goes through them.

Source:
    `DomainImpl.loadTreeFromXML` and `Objective.getPreorderIssueEnumeration` in GENIUS 10.4: the first objective is the
    root; at each level what stands under inner objectives comes before the issues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.issue import Issue, Kind
from dealwright.lang.genius.numbers import needed, needed_whole

if TYPE_CHECKING:
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.xml_tree import Element

_KINDS: dict[str, Kind] = {"discrete": "discrete", "integer": "integer", "real": "real"}
MOST_VALUES = 1_000_000
"""Values that an issue may have."""


def read_domain(root: Element, findings: Findings) -> tuple[Issue, ...]:
    """Read the issues of a domain.

    Args:
        root: The outermost element.
        findings: Where problems go.

    Returns:
        The issues that can be read.
    """
    spaces = [root] if root.tag == "utility_space" else root.named("utility_space")
    objectives = spaces[0].named("objective") if spaces else []
    if not objectives:
        what = "there is no `<utility_space>` with an `<objective>` in it, so there are no issues"
        mend = 'put the issues into `<utility_space><objective index="0" name="root">`'
        findings.error(root.place, "genius-no-issues", what, "an objective with issues", mend)
        return ()
    if len(objectives) > 1:
        what = "GENIUS reads the first objective; what stands in this one is left out"
        findings.warn(objectives[1].place, "genius-objectives", what, "one objective around all others")
    elements = issue_elements(objectives[0])
    issues = [issue for each in elements if (issue := read_issue(each, findings)) is not None]
    _alike(issues, elements, findings)
    if not elements:
        findings.error(objectives[0].place, "genius-no-issues", "this objective holds no issue", "`<issue ...>` in it")
    return tuple(issues)


def issue_elements(objective: Element) -> list[Element]:
    """List the issues under an objective, those of inner objectives first."""
    inner = [issue for child in objective.named("objective") for issue in issue_elements(child)]
    return [*inner, *objective.named("issue")]


def kind_of(element: Element, other: str, findings: Findings) -> Kind:
    """Say of what kind an issue is, as GENIUS does.

    Args:
        element: The issue.
        other: The attribute that should say the same as `type`: `vtype` in a domain, `etype` in a profile.
        findings: Where what is odd goes.

    Returns:
        What `type` says, whatever its capitals; `discrete` where it says nothing, or nothing that is known.
    """
    said, besides = element.get("type"), element.get(other)
    if said is None:
        return "discrete"
    if besides is not None and besides.lower() != said.lower():
        what = f"`type` says `{said}` and `{other}` says `{besides}`; `type` counts, as in GENIUS"
        findings.warn(element.at(other), "genius-kind", what, "the same in both", f'write `{other}="{said}"`')
    kind = _KINDS.get(said.lower())
    if kind is None:
        what = f"`{said}` is no type of an issue; it is read as discrete, as GENIUS does"
        findings.warn(element.at("type"), "genius-kind", what, "discrete, integer, real", 'write `type="discrete"`')
    return kind or "discrete"


def read_issue(element: Element, findings: Findings) -> Issue | None:
    """Read one issue of a domain.

    Returns:
        The issue; None where it cannot be read, which was told.
    """
    index, kind = needed_whole(element, "index", findings), kind_of(element, "vtype", findings)
    name = element.get("name") or (f"issue {index}" if index is not None else "")
    if not element.get("name"):
        findings.warn(element.place, "genius-missing", f"this issue has no name; it is called `{name}`", '`name="..."`')
    if kind == "discrete":
        values = _values(element, findings)
        return None if index is None or not values else Issue(name, kind, values, index=index)
    ends = bounds(element, kind, findings)
    return None if index is None or ends is None else Issue(name, kind, (), *ends, index=index)


def _values(element: Element, findings: Findings) -> tuple[Value, ...]:
    """Read the values of a discrete issue."""
    values: list[Value] = []
    for item in element.named("item"):
        value = item.get("value")
        if value is None:
            mend = 'write `value="..."`'
            findings.error(item.place, "genius-missing", "this item has no `value`", '`value="..."`', mend)
        else:
            if value in values:
                what = f"`{value}` is there twice in this issue; outcomes with it are counted twice, as in GENIUS"
                findings.warn(item.at("value"), "genius-twice", what, "each value once", "delete one")
            values.append(value)
    if not element.named("item"):
        what = "this discrete issue has no values"
        findings.error(element.place, "genius-no-values", what, '`<item index="1" value="..."/>`')
    return tuple(values)


def bounds(element: Element, kind: Kind, findings: Findings) -> tuple[float, float] | None:
    """Read between which numbers an issue lies.

    GENIUS looks for those of an integer issue in the issue itself, and for those of a real issue in its `range`. Older
    files have both in a `range`.

    Returns:
        The least and the largest; None where they cannot be read, which was told.
    """
    ranges = element.named("range")
    holder = ranges[0] if ranges and (kind == "real" or element.get("lowerbound") is None) else element
    read = needed if kind == "real" else needed_whole
    lower, upper = read(holder, "lowerbound", findings), read(holder, "upperbound", findings)
    if lower is None or upper is None:
        return None
    if lower > upper:
        what = f"this issue goes from `{lower:g}` down to `{upper:g}`"
        findings.error(holder.at("lowerbound"), "genius-bounds", what, "the lower bound first", "swap them")
        return None
    if kind == "integer" and upper - lower >= MOST_VALUES:
        what = f"this issue has {upper - lower + 1:,.0f} values"
        findings.error(holder.at("upperbound"), "genius-bounds", what, f"at most {MOST_VALUES:,}", "make it real")
        return None
    return lower, upper


def _alike(issues: list[Issue], elements: list[Element], findings: Findings) -> None:
    """Tell what GENIUS could not tell apart: two issues of one number, and warn of two of one name."""
    where = {each.get("index"): each for each in reversed(elements)}
    seen: set[int] = set()
    names: set[str] = set()
    for issue in issues:
        place = where.get(str(issue.index), elements[0]).place
        if issue.index in seen:
            what = f"two issues have the index `{issue.index}`, so a weight for it may be of either"
            findings.error(place, "genius-twice", what, "an index of its own for each issue", "number them anew")
        if issue.name in names:
            findings.error(place, "genius-twice", f"two issues are called `{issue.name}`", "a name of its own for each")
        seen.add(issue.index)
        names.add(issue.name)
