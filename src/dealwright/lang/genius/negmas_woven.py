"""Read utility functions of NegMAS in which issues work together, as far as a file can say them.

Source:
    `GLAUtilityFunction`, `GPAUtilityFunction`, `PAUtilityFunction` and the functions of several issues in
    `negmas.preferences.value_fun`, in NegMAS 0.16.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from dealwright.lang.genius.functions import Line, Table
from dealwright.lang.genius.negmas_values import has_words, kind_of, read_function
from dealwright.lang.genius.woven import Factor, Grid, Joint, Powers, Products, Woven
from dealwright.lang.genius.yaml_tree import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.functions import Function
    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.yaml_tree import Entry

_SEVERAL = "BilinearMultiFun, AffineMultiFun, LinearMultiFun, QuadraticMultiFun, PolynomialMultiFun, ProductMultiFun"
_TWO = 2


def read_woven(entry: Entry, issues: tuple[Issue, ...], bias: float, findings: Findings) -> Woven | None:
    """Read a utility that is made of factors.

    Args:
        entry: The utility function.
        issues: The issues.
        bias: What is added to every outcome.
        findings: Where problems go.

    Returns:
        The utility; None where it cannot be read, which was told.
    """
    alone = kind_of(entry) == "PAUtilityFunction"
    said = entry.get("values" if alone else "factors")
    parts = [] if said is None else said.listed()
    if not parts or (alone and len(parts) != len(issues)):
        what = f"there are {len(parts)} value functions" if alone else "there are no factors"
        findings.error(entry.place, "genius-no-evaluation", what, "one for each issue" if alone else "`factors:`")
        return None
    if alone:
        read = [_one(each, at, issues, findings) for at, each in enumerate(parts)]
    else:
        read = [_factor(each, issues, findings) for each in parts]
    factors = tuple(each for each in read if each is not None)
    if len(factors) < len(read):
        return None
    if kind_of(entry) == "GLAUtilityFunction":
        weights = [_weight(each, findings) for each in parts]
        return Woven(factors, Products(tuple((weight, ((at, 1.0),)) for at, weight in enumerate(weights)), bias))
    terms = _terms(entry, len(factors), findings)
    return None if terms is None else Woven(factors, Products(terms, bias))


def _weight(entry: Entry, findings: Findings) -> float:
    listed = entry.listed()
    return number_of(listed[_TWO], 1.0, "a weight", findings) if len(listed) > _TWO else 1.0


def _factor(entry: Entry, issues: tuple[Issue, ...], findings: Findings) -> Factor | None:
    """Read which issues a factor is of, and what they make."""
    listed = entry.listed()
    said = (listed[0].listed() or listed[:1]) if len(listed) >= _TWO else []
    places = [_place(each, issues) for each in said]
    known = tuple(each for each in places if each is not None)
    if not known or len(known) < len(places):
        what = "this factor does not say of which issues it is"
        findings.error(entry.place, "genius-unknown-issue", what, f"places from 0 to {len(issues) - 1}, and a function")
        return None
    if len(known) == 1:
        return _one(listed[1], known[0], issues, findings)
    joint = _joint(listed[1], [issues[each] for each in known], findings)
    return None if joint is None else Factor(known, joint)


def _place(entry: Entry, issues: tuple[Issue, ...]) -> int | None:
    value = entry.value()
    names = [issue.name for issue in issues]
    if isinstance(value, str):
        return names.index(value) if value in names else None
    return value if isinstance(value, int) and 0 <= value < len(issues) else None


def _one(entry: Entry, at: int, issues: tuple[Issue, ...], findings: Findings) -> Factor | None:
    """Read what one issue makes; a number alone is that of all its values."""
    constant = entry.value()
    if isinstance(constant, int | float):
        values = issues[at].values
        held: Function = Table(tuple((value, float(constant)) for value in values), by_largest=False)
        return Factor((at,), held if values else Line(0.0, float(constant)))
    function = read_function(entry, issues[at], findings)
    return None if function is None else Factor((at,), function)


def _joint(entry: Entry, issues: Sequence[Issue], findings: Findings) -> Joint | None:
    """Read what several issues make together."""
    kind = kind_of(entry)
    if isinstance(constant := entry.value(), int | float):
        return Products((), float(constant))
    if kind == "TableMultiFun" or (not kind and entry.is_mapping):
        return _grid(entry.get("mapping") or entry, issues, findings)
    terms = _monomials(entry, kind, len(issues), findings)
    if terms is None or any(has_words(issue) for issue in issues):
        what = f"`{kind}` is no function of these {len(issues)} issues that is read here"
        expected = "TableMultiFun" if any(has_words(issue) for issue in issues) else f"TableMultiFun, {_SEVERAL}"
        findings.error(entry.place, "genius-shape", what, expected, "list what each combination is worth")
        return None
    return Products(terms, number_of(entry.get("bias"), 0.0, "`bias`", findings))


def _monomials(entry: Entry, kind: str, count: int, findings: Findings) -> tuple[tuple[float, Powers], ...] | None:
    """Read products of numbers: a coefficient, and the power of each issue."""

    def row(key: str, length: int) -> list[float]:
        held = entry.get(key)
        found = [] if held is None else [number_of(each, 0.0, f"`{key}`", findings) for each in held.listed()]
        if len(found) != length:
            what = f"there are {len(found)} numbers in `{key}`"
            findings.error(entry.place, "genius-missing", what, f"{length} of them")
        return found

    each: list[Powers] = [((at, 1.0),) for at in range(count)]
    pairs: list[Powers] = [((one, 1.0), (other, 1.0)) for one, other in combinations(range(count), 2)]
    if kind in {"AffineMultiFun", "LinearMultiFun"}:
        return tuple(zip(row("slope", count), each, strict=False))
    if kind == "BilinearMultiFun" and count == _TWO:
        three = [number_of(entry.get(key), 0.0, f"`{key}`", findings) for key in "abc"]
        return tuple(zip(three, [*each, *pairs], strict=True))
    if kind == "QuadraticMultiFun":
        squares: list[Powers] = [((at, 2.0),) for at in range(count)]
        numbers = row("linear", count) + row("quadratic", count) + row("interactions", len(pairs))
        return tuple(zip(numbers, [*each, *squares, *pairs], strict=False))
    if kind == "ProductMultiFun":
        powers = tuple(enumerate(row("powers", count)))
        return ((number_of(entry.get("scale"), 1.0, "`scale`", findings), powers),)
    return _terms(entry, count, findings) if kind == "PolynomialMultiFun" else None


def _terms(entry: Entry, count: int, findings: Findings) -> tuple[tuple[float, Powers], ...] | None:
    """Read terms: how much each counts, with a power for each of what is multiplied."""
    said = entry.get("terms")
    found: list[tuple[float, Powers]] = []
    for term in [] if said is None else said.listed():
        parts = term.listed()
        powers = parts[1].listed() if len(parts) == _TWO else []
        if len(powers) != count:
            what = f"this term has {len(powers)} powers for {count} factors"
            findings.error(term.place, "genius-no-weight", what, "a number, and a list with a power for each")
            return None
        raised = [number_of(each, 0.0, "a power", findings) for each in powers]
        held = tuple((at, power) for at, power in enumerate(raised) if power)
        found.append((number_of(parts[0], 1.0, "a coefficient", findings), held))
    if said is None:
        findings.error(entry.place, "genius-missing", "there are no `terms`", "`terms:` with a list")
        return None
    return tuple(found)


def _grid(entry: Entry, issues: Sequence[Issue], findings: Findings) -> Grid | None:
    """Read a table over several issues: each combination must have its number."""
    if any(issue.kind == "real" for issue in issues):
        findings.error(entry.place, "genius-shape", "a table over real numbers is not read", "issues with lists")
        return None
    known: dict[tuple[Value | None, ...], float] = {}
    for key, value in entry.items():
        outcome = tuple(each.value() for each in key.listed())
        known[outcome] = number_of(value, 0.0, "the worth of values", findings)
    wanted = list(product(*(issue.choices() for issue in issues)))
    missing = [each for each in wanted if each not in known]
    if missing:
        what = f"{len(missing):,} of {len(wanted):,} combinations have no worth, such as `{list(missing[0])}`"
        findings.error(entry.place, "genius-no-evaluation", what, "one for each combination")
        return None
    return Grid(tuple((each, known[each]) for each in wanted))
