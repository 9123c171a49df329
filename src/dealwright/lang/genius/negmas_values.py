"""Read the value functions of NegMAS: what a party makes of the values of one issue.

Source:
    `negmas.preferences.value_fun` in NegMAS 0.16: its names, its keys, and what counts where one is left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.lang.genius.curves import Bell, Exponential, Logarithm, Mixture, Polynomial, Roof, Wave
from dealwright.lang.genius.functions import Function, Line, Table
from dealwright.lang.genius.yaml_tree import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Issue, Value
    from dealwright.lang.genius.yaml_tree import Entry


def kind_of(entry: Entry) -> str:
    """Return the class that a file names, without the modules before it."""
    named = entry.get("type") or entry.get("__python_class__")
    return "" if named is None else (named.text() or "").rpartition(".")[2]


def has_words(issue: Issue) -> bool:
    """Tell whether an issue has values that are no numbers."""
    return any(isinstance(value, str) for value in issue.values)


def read_function(entry: Entry, issue: Issue, findings: Findings) -> Function | None:
    """Read a value function.

    Args:
        entry: What stands there.
        issue: The issue that it is about.
        findings: Where problems go.

    Returns:
        The function; None where it cannot be read, which was told.
    """
    kind = kind_of(entry)
    if kind == "TableFun" or (not kind and entry.is_mapping):
        return _table(entry.get("mapping") or entry, issue, findings)
    if kind == "ConstFun" and has_words(issue):
        constant = number_of(entry.get("bias"), 0.0, "`bias`", findings)
        return Table(tuple((value, constant) for value in issue.values), by_largest=False)
    if kind in _TOGETHER:
        return _TOGETHER[kind](entry, issue, findings)
    if kind not in _ALONE or has_words(issue):
        what = f"`{kind or entry.text()}` is no value function that is read here for `{issue.name}`"
        expected = "TableFun or ConstFun" if has_words(issue) else f"TableFun, {', '.join([*_ALONE, *_TOGETHER])}"
        mend = "list what each value is worth: `type: TableFun` with a `mapping:`"
        findings.error(entry.place, "genius-shape", what, expected, mend)
        return None
    needed, make = _ALONE[kind]
    found = make(_Keys(entry, kind, needed, findings))
    if found is None or isinstance(found, Line):
        return found
    return found if _finite(found, entry, issue, findings) else None


class _Keys:
    """The numbers of a function, by their keys."""

    def __init__(self, entry: Entry, kind: str, needed: tuple[str, ...], findings: Findings) -> None:
        self._entry, self._findings = entry, findings
        self.missing = [key for key in needed if entry.get(key) is None]
        for key in self.missing:
            findings.error(entry.place, "genius-missing", f"this `{kind}` has no `{key}`", f"`{key}: 1.0`")

    def __call__(self, key: str, otherwise: float = 0.0) -> float:
        return number_of(self._entry.get(key), otherwise, f"`{key}`", self._findings)

    def row(self, key: str) -> list[float]:
        """Read a list of numbers."""
        held = self._entry.get(key)
        return [] if held is None else [number_of(each, 0.0, f"`{key}`", self._findings) for each in held.listed()]

    def misfit(self, what: str, expected: str) -> None:
        """Tell that the numbers make no function."""
        self._findings.error(self._entry.place, "genius-bounds", what, expected)


def _roof(of: _Keys) -> Function | None:
    ends = of("start"), of("rise_end"), of("fall_start"), of("end")
    if list(ends) != sorted(ends):
        of.misfit("this trapezoid turns back", "start, rise_end, fall_start and end in this order")
        return None
    return Roof(*ends, scale=of("scale", 1.0), offset=of("bias"))


def _tent(of: _Keys) -> Function | None:
    start, middle, end = of("start"), of("middle"), of("end")
    if not start <= middle <= end:
        of.misfit("this triangle turns back", "start, middle and end in this order")
        return None
    return Roof(start, middle, middle, end, scale=of("scale", 1.0), offset=of("bias"), pointed=True)


def _bell(of: _Keys) -> Function | None:
    if not of("sigma", 1.0):
        of.misfit("this bell has no width", "`sigma` above zero")
        return None
    return Bell(of("center"), of("sigma", 1.0), of("scale", 1.0), of("bias"))


def _exponential(of: _Keys) -> Function | None:
    if of("base", math.e) <= 0:
        of.misfit("this raises nothing, or less", "`base` above zero")
        return None
    return Exponential(of("tau", 1.0), of("base", math.e), of("bias"))


def _logarithm(of: _Keys) -> Function | None:
    if of("base", math.e) <= 0 or of("base", math.e) == 1:
        of.misfit("there is no logarithm to this base", "`base` above zero, and not one")
        return None
    return Logarithm(of("tau", 1.0), of("base", math.e), of("scale", 1.0), of("bias"))


_ALONE: Mapping[str, tuple[tuple[str, ...], Callable[[_Keys], Function | None]]] = {
    "AffineFun": (("slope",), lambda of: Line(of("slope"), of("bias"))),
    "LinearFun": (("slope",), lambda of: Line(of("slope"))),
    "IdentityFun": ((), lambda _: Line(1.0)),
    "ConstFun": (("bias",), lambda of: Line(0.0, of("bias"))),
    "TriangularFun": (("start", "middle", "end"), _tent),
    "TrapezoidalFun": (("start", "rise_end", "fall_start", "end"), _roof),
    "QuadraticFun": (("a2", "a1"), lambda of: Polynomial((of("bias"), of("a1"), of("a2")))),
    "PolynomialFun": (("coefficients",), lambda of: Polynomial((of("bias"), *of.row("coefficients")))),
    "ExponentialFun": (("tau",), _exponential),
    "LogFun": (("tau",), _logarithm),
    "CosFun": ((), lambda of: Wave(of("multiplier", 1.0), of("phase"), of("amplitude", 1.0), of("bias"))),
    "SinFun": ((), lambda of: Wave(of("multiplier", 1.0), of("phase"), of("amplitude", 1.0), of("bias"), sine=True)),
    "GaussianFun": (("center", "sigma"), _bell),
}
"""By name: the keys that must be there, and how the function is made of them."""


def _finite(function: Function, entry: Entry, issue: Issue, findings: Findings) -> bool:
    """See that a function has a number for every value; of a real issue, at its ends."""
    for value in (issue.lower, issue.upper) if issue.kind == "real" else issue.choices():
        try:
            sound = math.isfinite(function.of([value])[0])
        except (ValueError, OverflowError, ZeroDivisionError):
            sound = False
        if not sound:
            what = f"`{kind_of(entry)}` has no finite number for `{value:g}` of `{issue.name}`"
            findings.error(entry.place, "genius-bounds", what, "a number for every value")
            return False
    return True


def _mixed(entry: Entry, issue: Issue, findings: Findings) -> Function | None:
    """Read functions that are weighted and added, or one with something added."""
    if (said := entry.get("normalize")) is not None and (said.text() or "").lower() == "true":
        what = "this function is to be stretched from 0 to 1 when it is read, as far as samples show"
        findings.error(said.place, "genius-shape", what, "`normalize: false`, and numbers that are stretched already")
        return None
    held = entry.get("funs")
    parts = [entry.get("fun")] if held is None else held.listed()
    found = [read_function(each, issue, findings) for each in parts if each is not None]
    functions = tuple(each for each in found if each is not None)
    if not parts or len(functions) < len(parts):
        if None in parts or not parts:
            what = f"this `{kind_of(entry)}` is of no function"
            findings.error(entry.place, "genius-missing", what, "`fun:` or `funs:`")
        return None
    return _weighed(functions, entry, issue, findings)


def _weighed(functions: tuple[Function, ...], entry: Entry, issue: Issue, findings: Findings) -> Function | None:
    of = _Keys(entry, kind_of(entry), (), findings)
    weights = of.row("weights") or [1.0] * len(functions)
    if len(weights) != len(functions):
        what = f"there are {len(weights)} weights for {len(functions)} functions"
        findings.error(entry.place, "genius-no-weight", what, "one for each, in their order")
        return None
    found = Mixture(functions, tuple(weights), of("bias"))
    return found if _finite(found, entry, issue, findings) else None


def _several(entry: Entry, issue: Issue, findings: Findings) -> Function | None:
    """Read several trapezoids or bells whose numbers stand in lists, one list for each key."""
    bells, kind = kind_of(entry) == "MultiModalGaussianFun", kind_of(entry)
    keys = ("centers", "sigmas") if bells else ("starts", "rise_ends", "fall_starts", "ends")
    of = _Keys(entry, kind, keys, findings)
    rows = [of.row(key) for key in keys]
    count = len(rows[0])
    rows += [of.row("scales") or [1.0] * count, of.row("biases") or [0.0] * count]
    if of.missing or any(len(row) != count for row in rows) or not count:
        of.misfit(f"the lists of this `{kind}` are not of one length", "a number in each, for every part")
        return None
    parts = list(zip(*rows, strict=True))
    if any((not part[1]) if bells else list(part[:4]) != sorted(part[:4]) for part in parts):
        of.misfit(f"a part of this `{kind}` has no shape", "sigmas above zero" if bells else "ends in their order")
        return None
    functions: tuple[Function, ...] = tuple((Bell if bells else Roof)(*part) for part in parts)
    return _weighed(functions, entry, issue, findings)


_TOGETHER: Mapping[str, Callable[[Entry, Issue, Findings], Function | None]] = {
    "AggregatingFun": _mixed,
    "BiasedFun": _mixed,
    "MultiModalTrapezoidalFun": _several,
    "MultiModalGaussianFun": _several,
}


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
