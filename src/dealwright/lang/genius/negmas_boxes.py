"""Read utility functions of NegMAS that are no sums: hyperrectangles, and a table of all outcomes."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from dealwright.lang.genius.boxes import Box, Boxed, Boxes, Listed
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


def _sides(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> tuple[tuple[int, float, float], ...]:
    """Read between which numbers each issue lies, by its place from 0; a single number is both."""
    found = []
    for key, value in entry.items():
        place = key.value()
        if not isinstance(place, int) or not 0 <= place < len(issues) or _words(issues[place]):
            what = f"`{place}` is not the place of an issue of numbers"
            findings.error(key.place, "genius-unknown-issue", what, f"from 0 to {len(issues) - 1}")
            continue
        ends = [number_of(each, 0.0, "an end of a range", findings) for each in value.listed() or [value]]
        if len(ends) > _TWO:
            findings.error(value.place, "genius-bounds", "a range has two ends here", "`[least, most]`")
            continue
        found.append((place, min(ends), max(ends)))
    return tuple(found)


def _words(issue: Issue) -> bool:
    return any(isinstance(value, str) for value in issue.values)


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
