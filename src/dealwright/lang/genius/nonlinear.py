"""Read a profile of GENIUS whose utility is no sum of weights: it is made of boxes, or of rules.

Source:
    `NonlinearUtilitySpace.loadNonlinearSpace` in GENIUS 10.4: the first `utility` of the first element, its first
    `ufun`; the weight of that outermost one does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.genius.boxes import Box, Boxed, Boxes, How, Side
from dealwright.lang.genius.numbers import double, needed, needed_whole
from dealwright.lang.genius.rules import read_ruled

if TYPE_CHECKING:
    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Issue
    from dealwright.lang.genius.ruled import Ruled
    from dealwright.lang.genius.xml_tree import Element

_HOWS: dict[str, How] = {"sum": "sum", "min": "min", "max": "max"}


def is_nonlinear(root: Element) -> bool:
    """Tell whether a profile is none of weights: its type says so, or it holds a `utility` or `rules`."""
    said = (root.get("type") or "").lower()
    inside = root.children[0].children if root.children else []
    return said in {"nonlinear", "constraint"} or any(each.tag in {"utility", "rules"} for each in inside)


def read_unsummed(root: Element, issues: tuple[Issue, ...], findings: Findings) -> Boxed | Ruled | None:
    """Read a utility of boxes, or of ranks and rules.

    Args:
        root: The profile.
        issues: The issues of the domain.
        findings: Where problems go.

    Returns:
        The utility; None where it cannot be read, which was told.
    """
    held = root.children[0] if root.children else root
    if held.named("rules"):
        return read_ruled(held.named("rules")[0], issues, findings)
    utilities = held.named("utility")
    functions = utilities[0].named("ufun") if utilities else []
    if not functions:
        what = "this profile is nonlinear, but there is no `utility` with a `ufun` in it"
        findings.error(root.place, "genius-no-evaluation", what, '`<utility maxutility="..."><ufun ...>`')
        return None
    most = needed(utilities[0], "maxutility", findings)
    boxes = _boxes(functions[0], {issue.index: at for at, issue in enumerate(issues)}, issues, findings)
    if most is not None and most <= 0:
        findings.error(
            utilities[0].at("maxutility"), "genius-bounds", f"`{most:g}` is no largest utility", "above zero"
        )
        return None
    return None if most is None or boxes is None else Boxed(boxes, most, most=1.0)


def _boxes(element: Element, places: dict[int, int], issues: tuple[Issue, ...], findings: Findings) -> Boxes | None:
    """Read a function: its boxes, and the functions inside it with their weights."""
    said = (element.get("aggregation") or "").lower()
    if said not in _HOWS:
        what = f"`{element.get('aggregation')}` puts nothing together; the sum is taken, as in GENIUS"
        findings.warn(element.at("aggregation"), "genius-kind", what, "sum, min, max")
    found = [_box(each, places, issues, findings) for each in element.named("hyperRectangle")]
    inner = [(_weight(each, findings), _boxes(each, places, issues, findings)) for each in element.named("ufun")]
    boxes = tuple(each for each in found if each is not None)
    held = tuple((weight, each) for weight, each in inner if each is not None)
    if len(boxes) < len(found) or len(held) < len(inner):
        return None
    return Boxes(_HOWS.get(said, "sum"), boxes, held)


def _weight(element: Element, findings: Findings) -> float:
    if element.get("weight") is None:
        return 1.0
    number = double(element.get("weight") or "")
    if number is None:
        needed(element, "weight", findings)
    return 1.0 if number is None else number


def _box(element: Element, places: dict[int, int], issues: tuple[Issue, ...], findings: Findings) -> Box | None:
    worth = needed(element, "utility", findings)
    outside = element.named("EXCLUDES")
    sides = [_side(each, places, issues, findings) for each in outside or element.named("INCLUDES")]
    given = tuple(each for each in sides if each is not None)
    if worth is None or len(given) < len(sides):
        return None
    return Box(given, worth * _weight(element, findings), outside=bool(outside))


def _side(element: Element, places: dict[int, int], issues: tuple[Issue, ...], findings: Findings) -> Side | None:
    index, low, high = (needed_whole(element, name, findings) for name in ("index", "min", "max"))
    if index is None or low is None or high is None:
        return None
    if index not in places:
        what = f"the domain has no issue {index}"
        findings.error(element.at("index"), "genius-unknown-issue", what, "the index of an issue of the domain")
        return None
    if issues[places[index]].kind != "integer":
        what = f"`{issues[places[index]].name}` is no integer issue, so GENIUS fails at this bound"
        findings.error(element.at("index"), "genius-kind", what, "an integer issue")
        return None
    return Side(places[index], ((float(low), float(high)),))
