"""Read a profile of GENIUS that ranks values, and rules when an issue or a whole outcome is worth nothing.

Source:
    `ConstraintUtilitySpace.loadConstraintSpace` in GENIUS 10.4, and its classes of constraints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.numbers import needed_whole, whole
from dealwright.lang.genius.ruled import Rule, Ruled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Issue
    from dealwright.lang.genius.xml_tree import Element

_OF_OUTCOMES = {"inclusiveZeroOutcomeConstraint", "conditionalZeroOutcomeConstraint"}
_SUMS = {"sumZeroConstraint", "sumZeroNotConstraint", "sumZeroConstraintList"}
_OF_ISSUES = {"zeroConstraint", "conditionalZeroConstraint", *_SUMS}
_BUCKETS, _TWO = 16, 2
"""Places of a small map in Java, in whose order GENIUS goes through two checks."""


def read_ruled(rules: Element, issues: tuple[Issue, ...], findings: Findings) -> Ruled | None:
    """Read ranks and rules.

    Args:
        rules: The element that holds both.
        issues: The issues of the domain.
        findings: Where problems go.

    Returns:
        The utility; None where it cannot be read, which was told.
    """
    reader = _Reader(issues, findings)
    ranks, constraints = rules.named("ranks"), rules.named("constraints")
    if not ranks or not constraints or not ranks[0].named("issue"):
        what = "there are no ranks of issues here, or no `constraints` beside them"
        findings.error(rules.place, "genius-no-evaluation", what, "`<ranks>` with issues, and `<constraints>`")
        return None
    held = [reader.ranked(each) for each in ranks[0].named("issue")]
    found = [reader.rule(each) for each in constraints[0].named("constraint")]
    if findings.fatal:
        return None
    known = tuple(each for each in held if each is not None)
    return Ruled(known, tuple(each for each in found if each is not None))


class _Reader:
    """Reads with the issues of the domain at hand."""

    def __init__(self, issues: tuple[Issue, ...], findings: Findings) -> None:
        self._issues, self._findings = issues, findings
        self._places = {issue.index: at for at, issue in enumerate(issues)}

    def _at(self, element: Element) -> int | None:
        """Find the issue that an element speaks of: one with a list of values."""
        index = needed_whole(element, "index", self._findings)
        if index is None:
            return None
        if index not in self._places:
            what = f"the domain has no issue {index}"
            self._findings.error(element.at("index"), "genius-unknown-issue", what, "an issue of the domain")
            return None
        if self._issues[self._places[index]].kind == "real":
            what = f"`{self._issues[self._places[index]].name}` is real, and only lists of values can be ranked"
            self._findings.error(element.at("index"), "genius-kind", what, "a discrete or integer issue")
            return None
        return self._places[index]

    def _values(self, at: int) -> list[str]:
        return [str(value) for value in self._issues[at].choices()]

    def ranked(self, element: Element) -> tuple[int, tuple[float, ...]] | None:
        """Read the ranks of an issue's values."""
        at = self._at(element)
        if at is None:
            return None
        ranks = {item.get("value"): needed_whole(item, "rank", self._findings) for item in element.named("item")}
        most = max((rank for rank in ranks.values() if rank is not None), default=0)
        missing = [value for value in self._values(at) if value not in ranks]
        if missing or (most <= 0 and None not in ranks.values()):
            what = f"`{missing[0]}` of `{self._issues[at].name}` has no rank" if missing else "no rank is above zero"
            self._findings.error(element.place, "genius-no-evaluation", what, "a rank for each value of the domain")
            return None
        return at, tuple((ranks[value] or 0) / (most or 1) for value in self._values(at))

    def rule(self, element: Element) -> Rule | None:
        """Read a constraint."""
        kind = element.get("type")
        if kind in _OF_OUTCOMES:
            return self._of_outcome(element, conditional=kind.startswith("conditional"))
        if kind not in _OF_ISSUES:
            what = f"`{kind}` is no type of a constraint; GENIUS leaves it out"
            self._findings.warn(element.at("type"), "genius-kind", what, ", ".join(sorted(_OF_OUTCOMES | _OF_ISSUES)))
            return None
        at = self._at(element)
        if at is None:
            return None
        return self._of_sum(element, at) if kind in _SUMS else self._of_values(element, at)

    def _of_values(self, element: Element, at: int) -> Rule | None:
        """Read a rule of an issue that holds where others have certain values."""
        wanted: dict[int, str] = {}
        for each in element.named("valueassignment"):
            place = self._at(each)
            if place is not None:
                wanted[place] = each.get("value") or ""
        checks = [self._check(place, text.__eq__) for place, text in wanted.items()]
        if element.get("type") == "conditionalZeroConstraint":
            text = self._needed(element, "value")
            checks.append(self._check(at, lambda value: text not in value))
        return Rule(at, tuple(checks))

    def _of_sum(self, element: Element, at: int) -> Rule | None:
        """Read a rule of an issue that holds where the numbers of others add up to something."""
        low, high = (needed_whole(element, name, self._findings) for name in ("min", "max"))
        places = [place for each in element.named("item") if (place := self._at(each)) is not None]
        summed = tuple((place, self._numbers(place, element)) for place in places)
        if element.get("type") == "sumZeroConstraintList":
            words = [self._needed(each, "value") for each in element.named("condition")]
            checks = [self._check(at, lambda value: any(word in value for word in words))]
        else:
            text, inside = self._needed(element, "value"), element.get("type") == "sumZeroConstraint"
            checks = [self._check(at, lambda value: (text in value) == inside)]
        return None if low is None or high is None else Rule(at, tuple(checks), summed, low, high)

    def _of_outcome(self, element: Element, *, conditional: bool) -> Rule | None:
        """Read a rule of the whole outcome."""
        wanted: dict[int, str] = {}
        for each in element.named("checkassignment"):
            place = self._at(each)
            if place is not None:
                wanted[place] = self._needed(each, "condition")
        if not conditional:
            return Rule(None, tuple(self._holding(place, text, element) for place, text in wanted.items()))
        if len(wanted) != _TWO:
            what = f"this rule has {len(wanted)} checks, and GENIUS fails at it"
            self._findings.error(element.place, "genius-missing", what, "two of them, of two issues")
            return None
        first, second = sorted(wanted, key=lambda place: self._issues[place].index % _BUCKETS)
        signs = {"numeric=positive": 1, "numeric=negative": -1}
        if wanted[first] not in signs:
            what = "this rule does not begin with a sign: it never holds, as in GENIUS"
            self._findings.warn(element.place, "genius-kind", what, 'condition="numeric=positive" of the first issue')
            return None
        sign, text = signs[wanted[first]], wanted[second]
        numbers = self._numbers(first, element)
        checks = ((first, tuple(sign * number > 0 for number in numbers)), self._check(second, lambda v: text not in v))
        return Rule(None, checks)

    def _holding(self, at: int, text: str, element: Element) -> tuple[int, tuple[bool, ...]]:
        """Say for which values a condition holds: one of a sign holds at zero, too, and without a sign always."""
        if "numeric" not in text:
            return self._check(at, lambda value: text in value)
        sign = 1 if "positive" in text else -1 if "negative" in text else 0
        numbers: Sequence[int] = self._numbers(at, element) if sign else [0] * len(self._values(at))
        return at, tuple(sign * number >= 0 for number in numbers)

    def _check(self, at: int, holds: Callable[[str], bool]) -> tuple[int, tuple[bool, ...]]:
        return at, tuple(bool(holds(value)) for value in self._values(at))

    def _needed(self, element: Element, name: str) -> str:
        text = element.get(name)
        if text is None:
            what = f"this `{element.tag}` has no `{name}`"
            self._findings.error(element.place, "genius-missing", what, f'`{name}="..."`', f'write `{name}="..."`')
        return text or ""

    def _numbers(self, at: int, element: Element) -> tuple[int, ...]:
        """Read the values of an issue as whole numbers."""
        found = [whole(value) for value in self._values(at)]
        if None in found:
            odd = self._values(at)[found.index(None)]
            what = f"`{odd}` of `{self._issues[at].name}` is no whole number, so GENIUS fails at this rule"
            self._findings.error(element.place, "genius-number", what, "an issue whose values are whole numbers")
        return tuple(number or 0 for number in found)
