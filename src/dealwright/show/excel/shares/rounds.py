"""A priced round as formulas: its price, what converts and how, what is protected, and the pool, all at once.

A round's unknowns are the largest of some forms (`dealwright.equity.rounds.equations`). Which form that is, is found
step by step: each step takes for every unknown the form that was the largest at the step before, and solves for the
price. After few steps nothing changes; the sheet has more of them than that, and says whether the last two agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from dealwright.equity.rounds.equations import EXACT, Arithmetic, before_new_money, capitalization, everything
from dealwright.equity.rounds.solving import form_of_way, forms_of_pools
from dealwright.show.excel.cells import both, choose, greatest, node, ratio, total
from dealwright.show.excel.shares.claims import is_nought
from dealwright.show.excel.shares.traced import formula_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.rounds.equations import Equations, Form, Group
    from dealwright.equity.rounds.setting import Setting
    from dealwright.show.captable.names import TableNames
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node

STEPS = 7
"""Steps that the sheet has."""
SAME = 1e-9
"""Part of a price by which two that are the same may differ."""
FIRST_STEP = 1
TALL = 30
"""Points of a row with a head of two lines."""
COEFFICIENTS = ("of all that converts", "of protected shares", "of what the pools may grant", "of the price", "money")
_AS_IT_IS = Arithmetic(pick=EXACT.pick, positive=lambda value, _: value, somewhere=EXACT.somewhere, number=EXACT.number)

NodeForm = tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One form that an unknown may have, in cells."""

    called: str
    form: NodeForm


@dataclass(slots=True)
class Step:
    """One step: the forms that are taken, and what they come to.

    Args:
        taken: For each convertible and the pools, what part of each of its options is taken: 1 or nothing.
        groups: The form of each group of protected shares.
        at: What converts, what is protected, the pools, and the price.
    """

    taken: list[list[Node]]
    groups: list[NodeForm]
    at: NodeForm = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class LiveSolution:
    """What a round comes to, in cells.

    Args:
        price: Money per share.
        converted: Worth of each convertible at it.
        adjusted: Worth of each group of protected shares.
        pool: Worth of what the pools may grant.
        settled: Whether the last two steps agree.
    """

    price: Node
    converted: Sequence[Node]
    adjusted: Sequence[Node]
    pool: Node
    settled: Node


def nodes_of(form: Form) -> NodeForm:
    """Return the coefficients of a form as formulas."""
    return tuple(formula_of(Fraction(each) if isinstance(each, int) else each) for each in form)


def worth(form: NodeForm, at: NodeForm) -> Node:
    """Return what a form comes to."""
    return total([coefficient * value for coefficient, value in zip(form, (*at, node(1.0)), strict=True)])


@dataclass(slots=True)
class Rows:
    """Rows with a label and a column for each step, while a round is written."""

    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)

    def put(self, label: str, step: int, content: Node, style: str = "rounded") -> Node:
        """Write into the row of a label, which is made where there is none yet; what is nothing stays as it is."""
        if label not in self.places:
            self.places[label] = self.sheet.row
            self.sheet.put(self.sheet.row, 0, label, "label")
            self.sheet.row += 1
        if content.constant and is_nought(content):
            return content
        return self.sheet.put(self.places[label], FIRST_STEP + step, content, style)


def lay_solution(sheet: Sheet, setting: Setting, given: str, value: Node, names: TableNames) -> LiveSolution:
    """Write a round's equations and the search for their answer.

    Args:
        sheet: Where to, from its next free row on.
        setting: The round in numbers that carry their formulas.
        given: Which of `pre_money`, `post_money` and `price` is given.
        value: It.
        names: Names of securities for a reader.

    Returns:
        The answer.
    """
    eq = setting.equations
    options = _lay_options(sheet, setting, names)
    counted = nodes_of(before_new_money(eq) if given == "pre_money" else everything(eq))
    groups = [names.security(each.of) for each in setting.protected]
    sheet.put(sheet.row + 1, 0, "Step by step to the price", "section")
    sheet.row += 2
    sheet.put(sheet.row, 0, "Each step takes what was best at the step before", "head")
    for step in range(STEPS):
        sheet.put(sheet.row, FIRST_STEP + step, f"Step {step + 1}", "head_right")
    sheet.row += 1
    rows = Rows(sheet)
    first = [[node(1.0 if k == 0 else 0.0) for k in range(len(each))] for each in options]
    plain = [nodes_of((0, 0, 0, group.shares, 0)) for group in eq.groups]
    now = Step(first, plain)
    worths: list[list[Node]] = []
    settled: list[Node] = []
    for step in range(STEPS):
        before = now.at[3] if now.at else node(0.0)
        now.at = _solve(rows, step, (options, now), (given, value, counted))
        worths = [
            [rows.put(f"Worth: {each.called}", step, worth(each.form, now.at), "money") for each in ways]
            for ways in options
        ]
        if step + 1 < STEPS:
            now = replace(_better(rows, step + 1, (eq, groups), (options, worths, now)), at=now.at)
        else:
            settled = _settled((options, worths, now), before)
    chosen = [
        total([t * w for t, w in zip(taken, own, strict=True)]) for taken, own in zip(now.taken, worths, strict=True)
    ]
    adjusted = [worth(form, now.at) for form in now.groups]
    agreed = rows.put("The last two steps agree", STEPS - 1, both(*settled), "condition")
    return LiveSolution(now.at[3], chosen[:-1], adjusted, now.at[2], agreed)


def _lay_options(sheet: Sheet, setting: Setting, names: TableNames) -> list[list[Option]]:
    """Write every form that a convertible or the pools may have: a sum of parts of the unknowns."""
    eq = setting.equations
    sheet.put(sheet.row, 0, "What each may be worth at the price of the round: the sum of", "head")
    sheet.heights[sheet.row] = TALL
    for place, head in enumerate(COEFFICIENTS, start=1):
        sheet.put(sheet.row, place, head, "head_right")
    sheet.row += 1
    kinds = {way.counts for ways in eq.convertibles for way in ways if way.share}
    counted = {counts: capitalization(eq, counts) for counts in kinds}
    found: list[list[Option]] = []
    for number, (ways, parts) in enumerate(zip(setting.ways, eq.convertibles, strict=True)):
        name = names.security(setting.converting[number].id)
        found.append([])
        for way, part in zip(ways, parts, strict=True):
            of = "" if way.terms == setting.converting[number].id else f" of {names.security(way.terms)}"
            label = f"{name}: {REASONS[way.reason]}{of}"
            found[-1].append(_lay_form(sheet, label, form_of_way(part, counted, number, _AS_IT_IS)))
    pools = forms_of_pools(eq)
    labels = ("Pools as they are", "Pools at their target")
    found.append([_lay_form(sheet, label, form) for label, form in zip(labels, pools, strict=False)])
    return found


REASONS = {
    "round_price": "at the price of the round",
    "discount": "at its discount",
    "cap": "at its cap",
    "fixed_share": "at its fixed share",
}


def _lay_form(sheet: Sheet, label: str, form: Form) -> Option:
    placed = []
    sheet.put(sheet.row, 0, label, "label")
    for place, each in enumerate(nodes_of(form), start=1):
        placed.append(each if is_nought(each) else sheet.put(sheet.row, place, each, "rounded"))
    sheet.row += 1
    return Option(label, tuple(placed))


def _solve(rows: Rows, step: int, by: tuple[list[list[Option]], Step], given: tuple[str, Node, NodeForm]) -> NodeForm:
    """Solve for what converts, what is protected, the pools and the price, with the forms that are taken."""
    (options, now), (key, value, counted) = by, given
    converting, pools = _sum(options[:-1], now.taken[:-1]), _sum(options[-1:], now.taken[-1:])
    s = [rows.put(f"What converts: {COEFFICIENTS[k]}", step, each) for k, each in enumerate(converting)]
    y = [total([form[k] for form in now.groups]) for k in range(5)]
    if now.groups:
        y = [rows.put(f"Protected shares: {COEFFICIENTS[k]}", step, each) for k, each in enumerate(y)]
    q = [rows.put(f"Pools: {COEFFICIENTS[k]}", step, each) for k, each in enumerate(pools)]
    if now.groups:  # put what is protected into the others
        left = 1.0 - y[1]
        y = [ratio(each, left) if k != 1 else node(0.0) for k, each in enumerate(y)]
        s = [
            rows.put(f"What converts, protected shares put in: {COEFFICIENTS[k]}", step, s[k] + s[1] * y[k])
            for k in (0, 2, 3, 4)
        ]
        q = [
            rows.put(f"Pools, protected shares put in: {COEFFICIENTS[k]}", step, q[k] + q[1] * y[k])
            for k in (0, 2, 3, 4)
        ]
    else:
        s, q = [s[0], *s[2:]], [q[0], *q[2:]]
    det = rows.put("Both solved together: divided by", step, (1.0 - s[0]) * (1.0 - q[1]) - s[1] * q[0])
    solved = {}
    for k, what in ((2, "for each unit of the price"), (3, "money")):
        solved["s", k] = rows.put(f"What converts, {what}", step, (s[k] * (1.0 - q[1]) + s[1] * q[k]) / det)
        solved["q", k] = rows.put(f"Pools, {what}", step, (q[k] * (1.0 - s[0]) + q[0] * s[k]) / det)
    protected = {k: y[0] * solved["s", k] + y[2] * solved["q", k] + y[k + 1] for k in (2, 3)}
    if key == "price":
        price = rows.put("Price of a share", step, value, "exact")
    else:
        a, b, c, d, e = counted
        slope = a * solved["s", 2] + b * protected[2] + c * solved["q", 2] + d
        rest = a * solved["s", 3] + b * protected[3] + c * solved["q", 3] + e
        slope = rows.put("Shares that the valuation counts, for each unit of the price", step, slope)
        price = rows.put("Price of a share", step, (value - rest) / slope, "exact")
    total_s = rows.put("Worth of all that converts", step, solved["s", 2] * price + solved["s", 3], "money")
    total_q = rows.put("Worth of what the pools may grant", step, solved["q", 2] * price + solved["q", 3], "money")
    total_y = protected[2] * price + protected[3]
    if now.groups:
        total_y = rows.put("Worth of protected shares", step, total_y, "money")
    return total_s, total_y, total_q, price


def _sum(options: Sequence[Sequence[Option]], taken: Sequence[Sequence[Node]]) -> list[Node]:
    """Add up the forms that are taken."""
    pairs = [
        (each, own) for ways, flags in zip(options, taken, strict=True) for each, own in zip(ways, flags, strict=True)
    ]
    return [total([own * each.form[k] for each, own in pairs]) for k in range(5)]


def _better(
    rows: Rows, step: int, of: tuple[Equations, list[str]], by: tuple[list[list[Option]], list[list[Node]], Step]
) -> Step:
    """Take for every unknown the form that was the largest."""
    (eq, groups), (options, worths, now) = of, by
    taken = []
    for ways, own in zip(options, worths, strict=True):
        if len(ways) == 1:
            taken.append([node(1.0)])
            continue
        best, flags = greatest(*own), list["Node"]()
        for way, value in zip(ways, own, strict=True):
            free = 1.0 - total(flags) if flags else node(1.0)
            here = choose(value >= best, free, 0.0)
            flags.append(rows.put(f"Taken (1: it is): {way.called}", step, here, "count"))
        taken.append(flags)
    new = Step(taken, [])
    for number, (group, name) in enumerate(zip(eq.groups, groups, strict=True)):
        label = f"{name} ({number + 1})" if len(groups) > 1 else name
        new.groups.append(_protected(rows, step, (eq, group, label), (options, now, new, number)))
    return new


def _protected(rows: Rows, step: int, of: tuple[Equations, Group, str], by: tuple[Any, ...]) -> NodeForm:
    """Return the form of protected shares: the largest of what they are, and what cheaper issues make them."""
    (eq, group, name), (options, now, new, number) = of, by
    old, at = now.groups[number], now.at
    shares, price = formula_of(group.shares), formula_of(group.conversion_price)
    was = rows.put(f"{name}: worth at the step before", step, worth(old, at), "money")
    sold = nodes_of((0, 0, 0, 0, eq.new_money)) if eq.sold is None else nodes_of((0, 0, 0, eq.sold, 0))
    issues = [(_picked(options[k], new.taken[k]), formula_of(eq.amounts[k]), str(k + 1)) for k in group.issues]
    if group.new_money:
        issues.append((sold, formula_of(eq.new_money), "new money"))
    forms = [nodes_of((0, 0, 0, 0, group.least))] if group.least else []
    if group.base is None:
        forms += [tuple(shares * price / amount * each for each in form) for form, amount, _ in issues]
    else:
        base = formula_of(group.base)
        under, over = base, [node(0.0), node(0.0), node(0.0), base, node(0.0)]
        for form, amount, issue in issues:
            cheaper = choose(amount * was < price * shares * worth(form, at), 1.0, 0.0)
            counts = rows.put(f"{name}: counts issue {issue} (1: it is cheaper)", step, cheaper, "count")
            over = [one + counts * each for one, each in zip(over, form, strict=True)]
            under = under + counts * amount / price
        under = rows.put(f"{name}: base with the issues at its old price", step, under)
        forms.append(tuple(shares / under * each for each in over))
    best, value = old, was
    for place, form in enumerate(forms):
        here = rows.put(
            f"{name}: worth if adjusted" + (f" ({place + 1})" if len(forms) > 1 else ""), step, worth(form, at), "money"
        )
        more = here > value * (1.0 + 1e-12)
        best = tuple(choose(more, each, own) for each, own in zip(form, best, strict=True))
        value = choose(more, here, value)
    return tuple(
        rows.put(f"{name}: {COEFFICIENTS[k]}", step, each) if not each.constant else each for k, each in enumerate(best)
    )


def _picked(options: Sequence[Option], taken: Sequence[Node]) -> NodeForm:
    return tuple(total([own * each.form[k] for each, own in zip(options, taken, strict=True)]) for k in range(5))


def _settled(by: tuple[list[list[Option]], list[list[Node]], Step], before: Node) -> list[Node]:
    """Say whether nothing is larger than what is taken, and the price is that of the step before."""
    options, worths, now = by
    found = [both(now.at[3] < before * (1.0 + SAME), now.at[3] > before * (1.0 - SAME))]
    for ways, own, taken in zip(options, worths, now.taken, strict=True):
        if len(ways) > 1:
            chosen = total([flag * value for flag, value in zip(taken, own, strict=True)])
            found.append(greatest(*own) <= chosen * (1.0 + SAME))
    return found
