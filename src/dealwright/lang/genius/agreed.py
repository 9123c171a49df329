"""Read what agents agreed on, as GENIUS or NegMAS tells it: a value for each issue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.lang.genius.findings import Findings
from dealwright.lang.genius.yaml_tree import Entry, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BID = re.compile(r"\bBid\s*\[(.*)\]", re.DOTALL)
_UNDER = ("agreement", "issuevalues", "outcome", "package")
"""Keys under which the outcome may stand."""


def read_agreement(text: str, issues: Sequence[str]) -> dict[str, str]:
    """Read an outcome.

    Args:
        text: A bid as GENIUS prints it, `Bid[price: low, days: 30, ]`; or JSON or YAML that holds a mapping or a list
            of values, on its own or under `agreement`; or a package of the exact table, `price=low; days=30`.
        issues: The issues, in order.

    Returns:
        The value of each issue that was found.

    Raises:
        ValueError: If no outcome can be read.

    Example:
        >>> read_agreement("Agreement: Bid[price: low, or lower, days: 30, ]", ["price", "days"])
        {'price': 'low, or lower', 'days': '30'}
        >>> read_agreement('{"agreement": ["low", 30]}', ["price", "days"])
        {'price': 'low', 'days': '30'}
        >>> read_agreement("price=low; days=30", ["price", "days"])
        {'price': 'low', 'days': '30'}
    """
    bid = _BID.search(text)
    if bid is not None:
        return _cut(bid[1], issues, ",:")
    entry = read_yaml("agreement", text, Findings())
    found = {} if entry is None else _of(entry, issues)
    found = found or _cut(text.strip().strip("\"'"), issues, ";=")
    if not found:
        raise ValueError("there is no agreement in it: a mapping of issues to values, or a list in their order")
    return found


def _of(entry: Entry, issues: Sequence[str]) -> dict[str, str]:
    """Read an outcome of a mapping, or of a list."""
    for key in _UNDER:
        inner = entry.get(key)
        if inner is not None:
            return _of(inner, issues) or _cut(inner.text() or "", issues, ";=")
    if entry.is_list:
        values = [each.text() for each in entry.listed()]
        if len(values) == 1 and len(issues) > 1 and values[0] is not None:
            return _cut(values[0], issues, ";=")
        if len(values) != len(issues):
            raise ValueError(f"there are {len(values)} values for {len(issues)} issues: {', '.join(issues)}")
        return {issue: value for issue, value in zip(issues, values, strict=True) if value is not None}
    return {str(key.text()): text for key, value in entry.items() if (text := value.text()) is not None}


def _cut(text: str, issues: Sequence[str], signs: str) -> dict[str, str]:
    """Cut a text where the issues' names stand, since a value may hold the sign between two issues.

    Args:
        text: The text, which begins with an issue.
        issues: The issues.
        signs: What stands between two issues, and between an issue and its value.
    """
    between, after = map(re.escape, signs)
    names = "|".join(re.escape(issue) for issue in sorted(issues, key=len, reverse=True))
    found = list(re.finditer(rf"(?:^|{between})\s*({names})\s*{after}\s*", text))
    if not found or found[0].start():
        return {}
    ends = [each.start() for each in found[1:]] + [len(text)]
    rest = re.compile(rf"\s*{between}?\s*$")
    return {each[1]: rest.sub("", text[each.end() : stop]) for each, stop in zip(found, ends, strict=True)}


def missing_of(agreement: Mapping[str, str], issues: Sequence[str]) -> str:
    """Say what an outcome lacks, or has that it should not; nothing where it is whole.

    Args:
        agreement: The value of each issue.
        issues: The issues.
    """
    lacking = [issue for issue in issues if issue not in agreement]
    odd = [issue for issue in agreement if issue not in issues]
    if lacking:
        return f"it says nothing of {', '.join(lacking)}"
    return f"{odd[0]} is not negotiated; there are {', '.join(issues)}" if odd else ""
