"""Read utility functions of NegMAS that are no sums: hyperrectangles, and a table of all outcomes."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from dealwright.lang.genius.boxes import Box, Boxed, Boxes, Listed, Side
from dealwright.lang.genius.issue import outcomes_of
from dealwright.lang.genius.yaml_tree import number_of

if TYPE_CHECKING:
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.yaml_tree import Entry

MOST_LISTED = 1_000_000
"""Outcomes of which a table is read."""
_TWO = 2


def read_rectangles(entry: Entry, issues: tuple[Issue, ...], bias: float, findings: Findings) -> Boxed | None:
    """Read hyperrectangles: outcomes inside a range add its utility times its weight.

    Args:
        entry: The utility function.
        issues: The issues.
        bias: What is added to every outcome.
        findings: Where problems go.
    """
    ranges, worths, weights = (entry.get(key) for key in ("outcome_ranges", "utilities", "weights"))
    if ranges is None or worths is None or len(ranges.listed()) != len(worths.listed()):
        what = "there is no utility for each of the outcome ranges"
        findings.error(entry.place, "genius-no-evaluation", what, "as many `utilities` as `outcome_ranges`")
        return None
    numbers = [number_of(each, 0.0, "the utility of a range", findings) for each in worths.listed()]
    given = [] if weights is None else [number_of(each, 1.0, "a weight", findings) for each in weights.listed()]
    weighted = [number * weight for number, weight in zip(numbers, given or [1.0] * len(numbers), strict=False)]
    sides = [_sides(each, issues, findings) for each in ranges.listed()]
    if findings.fatal or len(weighted) < len(sides):
        return None
    boxes = tuple(Box(side, worth) for side, worth in zip(sides, weighted, strict=True))
    return Boxed(Boxes("sum", boxes), bias=bias)


def _sides(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> tuple[Side, ...]:
    """Read what is inside of each issue, by its place from 0."""
    found = []
    for key, value in entry.items():
        place = key.value()
        if not isinstance(place, int) or not 0 <= place < len(issues):
            what = f"`{place}` is not the place of an issue"
            findings.error(key.place, "genius-unknown-issue", what, f"from 0 to {len(issues) - 1}")
            continue
        found.append(_side(place, value, issues[place], findings))
    return tuple(found)


def _side(place: int, entry: Entry, issue: Issue, findings: Findings) -> Side:
    """Read one issue: a value is itself, a list is any of its values, two numbers are what lies between them.

    Source:
        `outcome_in_range` in NegMAS 0.16, and what it makes of a file: both ends of two numbers are left out, also
        where they are inside a list; nothing at all is in no range.
    """
    between = _between(entry)
    parts = [entry] if between or not entry.is_list else entry.listed()
    spans = [span for part in parts if (span := _between(part))]
    values = [value for part in parts if not part.is_list and (value := part.value()) is not None]
    words = any(isinstance(value, str) for value in issue.values)
    if words and spans:
        findings.error(
            entry.place, "genius-kind", f"`{issue.name}` has words, and nothing lies between two numbers", "words"
        )
    odd = [value for value in values if value not in issue.values] if issue.kind == "discrete" else []
    if odd:
        known = ", ".join(f"`{value}`" for value in issue.values[:8])
        findings.error(entry.place, "genius-unknown-value", f"`{odd[0]}` is no value of `{issue.name}`", known)
    spans += [(float(value), float(value)) for value in values if not isinstance(value, str)]
    return Side(place, tuple(spans), tuple(value for value in values if isinstance(value, str)))


def _between(entry: Entry) -> tuple[float, float] | None:
    """Read what lies between two numbers; None of what is no two numbers."""
    ends = [each.value() for each in entry.listed()]
    if len(ends) != _TWO:
        return None
    low, high = ends
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return None
    return math.nextafter(low, math.inf), math.nextafter(high, -math.inf)


def read_mapping(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Listed | None:
    """Read a table of all outcomes; one that it leaves out has the default, which must then be finite.

    Args:
        entry: The utility function.
        issues: The issues.
        findings: Where problems go.
    """
    count = outcomes_of(issues)
    if any(issue.kind == "real" for issue in issues) or count > MOST_LISTED:
        what = f"a table over {count:,} outcomes, or over real numbers, is not read"
        findings.error(entry.place, "genius-shape", what, f"at most {MOST_LISTED:,} outcomes")
        return None
    default = number_of(entry.get("default"), -math.inf, "a default", findings)
    mapping = entry.get("mapping")
    known: dict[tuple[Value | None, ...], float] = {}
    for key, value in [] if mapping is None else mapping.items():
        outcome = tuple(each.value() for each in key.listed()) if key.is_list else (key.value(),)
        known[outcome] = number_of(value, 0.0, "the utility of an outcome", findings)
    worths = tuple(known.get(outcome, default) for outcome in product(*(issue.choices() for issue in issues)))
    if not all(map(math.isfinite, worths)):
        missing = sum(not math.isfinite(worth) for worth in worths)
        what = f"{missing:,} of {count:,} outcomes have no finite utility"
        findings.error(entry.place, "genius-no-evaluation", what, "one for each outcome, or a finite `default`")
        return None
    return Listed(worths)
