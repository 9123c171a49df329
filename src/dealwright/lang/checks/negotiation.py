"""Check who bargains and over what; the values of the ranges are tried by laying them over the deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.deal.talk import MOST_PACKAGES
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.checks.references import unknown
from dealwright.lang.ranges import has_step
from dealwright.lang.tree import MappingNode, ScalarNode

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.deal.talk import Negotiate
    from dealwright.lang.draft import Draft

_FEWEST = 2
_ROUNDING = 1e-9
PRICES = ("number", "duration", "date")
"""What a value may be in which other changes are priced."""
NEGOTIABLE = ("terms", "companies", "parties", "drivers", "facts")
"""Sections in which a negotiable path may stand."""


def check_negotiation(draft: Draft) -> list[Problem]:
    """Find negotiations between fewer than two parties, over nothing, or with parties that are not at the table."""
    entry = draft.entry(("negotiate",))
    if entry is None or entry.shape is None:
        return []
    negotiate: Negotiate = entry.shape
    found = []
    for position, party in enumerate(negotiate.between):
        if party in negotiate.between[:position]:
            place = draft.place("negotiate", "between", position)
            found.append(
                error(
                    place, "name-taken", f"`{party}` stands twice in `between`", "each party once", "remove one of them"
                )
            )
    if len(negotiate.between) < _FEWEST:
        what = f"{len(negotiate.between) or 'no'} party bargains"
        found.append(
            error(
                draft.key("negotiate", "between"), "too-few-parties", what, "two or more parties", "add the other side"
            )
        )
    if not negotiate.over:
        found.append(
            error(
                draft.key("negotiate", "over"),
                "nothing-to-negotiate",
                "`over` names no path",
                "paths with values",
                "add a path such as `terms.NAME.rate: 5% .. 20% by 1%`",
            )
        )
    checks = (
        _pays_and_draws,
        _shares_of_power,
        _not_of_the_deal,
        _not_at_the_table,
        _one_inside_another,
        _too_many,
        _no_price,
        _no_step,
    )
    return [*found, *(problem for check in checks for problem in check(draft, negotiate))]


def _pays_and_draws(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find parties who may both pay each other and draw lots: who may pay has no need to draw."""
    if not (_is_yes(negotiate.side_payments) and _is_yes(negotiate.lotteries)):
        return []
    place, what = draft.key("negotiate", "lotteries"), "the parties may pay each other and draw lots"
    expected, mend = "`side_payments` or `lotteries`", "remove `lotteries`: who may pay has no need to draw"
    return [error(place, "pays-and-draws", what, expected, mend)]


def _is_yes(condition: Expression | None) -> bool:
    return isinstance(condition, Quantity) and condition.value is True


def _shares_of_power(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find powers that read as shares of one, and do not sum to it; others, such as 2 and 1, are weights."""
    power = negotiate.power or {}
    values = [each.value for each in power.values() if isinstance(each, Quantity)]
    given = [float(each) for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    total = sum(given)
    if not given or len(given) < len(power) or max(given) > 1 or total == len(given) or abs(total - 1) <= _ROUNDING:
        return []
    what = f"the powers sum to {100 * total:.6g}%"
    expected, mend = "shares that sum to 100%, or weights such as 2 and 1", "give each party at the table its share"
    return [error(draft.key("negotiate", "power"), "powers-not-whole", what, expected, mend)]


def _not_of_the_deal(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find paths that no package may set: the head of the file, its scenarios, the negotiation itself."""
    return [
        error(
            draft.key("negotiate", "over", path),
            "not-negotiable",
            f"`{path}` is nothing that parties agree on",
            f"a path in {', '.join(NEGOTIABLE)}",
            "negotiate over a path such as `terms.NAME.rate`",
        )
        for path in negotiate.over
        if path.partition(".")[0] not in NEGOTIABLE
    ]


def _not_at_the_table(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find outside options and powers of parties that do not bargain."""
    known = list(negotiate.between)
    return [
        unknown(party, draft.key("negotiate", key, party), ("parties",), known, draft)
        for key in ("outside", "power")
        for party in getattr(negotiate, key) or {}
        if party not in known
    ]


def _one_inside_another(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find paths of what another path replaces as a whole: which of the two counted would be chance."""
    found = []
    for path in negotiate.over:
        steps = path.split(".")
        above = (".".join(steps[:length]) for length in range(1, len(steps)))
        other = next((each for each in above if each in negotiate.over), None)
        if other is not None:
            what = f"`{path}` lies within `{other}`, which is negotiated, too"
            expected = "paths that do not lie inside one another"
            mend = f"remove `{path}`, or vary it in the values of `{other}`"
            found.append(error(draft.key("negotiate", "over", path), "overlapping-paths", what, expected, mend))
    return found


def _too_many(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find ranges that together make more packages than can be valued at once."""
    packages = 1
    for path in negotiate.over:
        packages *= len(draft.range_of(path) or (None,))
        if packages > MOST_PACKAGES**2:
            break
    if packages <= MOST_PACKAGES:
        return []
    what = f"the ranges make {packages:,} packages" + (" or more" if packages > MOST_PACKAGES**2 else "")
    expected, mend = f"at most {MOST_PACKAGES:,} packages", "take larger steps, or leave out a path"
    return [error(draft.key("negotiate", "over"), "too-many-packages", what, expected, mend)]


def _no_price(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find a term to price the others in that is not negotiated, or is no number."""
    path = negotiate.priced_in
    if path is None:
        return []
    place = draft.place("negotiate", "priced_in")
    if path not in negotiate.over:
        meant = closest(path, list(negotiate.over))
        what = f"`{path}` is not negotiated, so nothing can be priced in it"
        mend = f"write `{meant}`" if meant else f"add `{path}` to `over`"
        return [error(place, "no-price", what, listed(list(negotiate.over)), mend)]
    values = draft.range_of(path)
    if values and (len(values) < _FEWEST or any(value.kind not in PRICES for value in values)):
        what = f"nothing can be priced in `{path}`, which is not a range of numbers or dates"
        return [
            error(place, "no-price", what, "a path with two or more numbers or dates", "name such a path of `over`")
        ]
    return []


def _no_step(draft: Draft, negotiate: Negotiate) -> list[Problem]:
    """Find ranges that say no step where only steps may be agreed."""
    refine, over = negotiate.refine, draft.node("negotiate", "over")
    if not isinstance(refine, Quantity) or refine.value is not False or not isinstance(over, MappingNode):
        return []
    found = []
    for path, node in over.entries.items():
        values = draft.range_of(path)
        if isinstance(node, ScalarNode) and values is not None and not has_step(node):
            what = f"`{node.text}` says no step, and by `refine: no` only steps may be agreed"
            mend = f"write `[{', '.join(value.written for value in values)}]`"
            found.append(error(node.place, "bad-range", what, "a range with a step, or a list", mend))
    return found
