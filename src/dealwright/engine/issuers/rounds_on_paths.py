"""Price a round on every path: where drivers move its price, or an earlier round's.

The equations are those of `dealwright.equity.rounds.priced`, solved on arrays. Nothing is rounded there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.held import Held, Lone
from dealwright.equity.exact import NOTHING, WHOLE
from dealwright.equity.holdings import HeldPool, Lot
from dealwright.equity.rounds.anti_dilution import price_of
from dealwright.equity.rounds.conversion import class_of
from dealwright.equity.rounds.equations import Group
from dealwright.equity.rounds.on_paths import ON_PATHS
from dealwright.equity.rounds.setting import setting_of
from dealwright.equity.rounds.solving import solve
from dealwright.equity.securities import Pool, Stakeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.claims import Number
    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.equations import Equations, Solution
    from dealwright.equity.rounds.setting import Setting
    from dealwright.equity.securities import AntiDilution, Convertible, ShareClass

    Column = Float[ndarray, " path"]


def after_round_on_paths(held: Held, round_: Round, given: str, value: Column) -> tuple[Held, Column]:
    """Return who holds what after a round.

    Args:
        held: Who holds what before it.
        round_: The round; its own price does not count.
        given: Which of `pre_money`, `post_money` and `price` is given.
        value: It, on each path.

    Returns:
        Who holds what then, and the price of a share; no number where the round's terms have no answer.
    """
    setting = setting_of(held.exact, round_)
    lone = _protected(held, round_)
    equations = _as_floats(_with_lone(setting.equations, held, setting, lone))
    with np.errstate(all="ignore"):
        solution = solve(equations, given, value, ON_PATHS)  # type: ignore[arg-type]
        return _after(held, setting, solution, lone, equations), np.asarray(solution.price)


def _protected(held: Held, round_: Round) -> list[int]:
    """Return which of the lots counted by path have a conversion price that is protected in a round."""
    return [
        place
        for place, each in enumerate(held.lone)
        if (terms := held.exact.classes[each.lot.of].anti_dilution) is not None
        and terms.kind != "none"
        and each.lot.holder not in terms.waived_by
        and round_.new_class.id not in terms.exempt
    ]


def _with_lone(equations: Equations, held: Held, setting: Setting, protected: list[int]) -> Equations:
    """Add what is counted by path to a round's equations."""
    kinds, counts = held.exact.classes, held.exact.counts
    plain = sum((e.as_converted for n, e in enumerate(held.lone) if n not in protected and counts(e.lot.of)), start=0.0)
    every = sum((each.as_converted for each in held.counted), start=0.0)
    preferred = sum((e.as_converted for e in held.counted if kinds[e.lot.of].kind == "preferred"), start=0.0)
    added = sum(held.added.values(), start=0.0)

    def base(kind: str, unissued: bool) -> Number:  # noqa: FBT001 - as a class says it
        return preferred if kind == "narrow_based" else every + added * unissued

    groups = [
        each
        if each.base is None
        else replace(each, base=float(each.base) + base(g.terms.kind, g.terms.unissued_options))
        for each, g in zip(equations.groups, setting.protected, strict=True)
    ]
    for place in protected:
        each = held.lone[place]
        terms = kinds[each.lot.of].anti_dilution
        assert terms is not None  # noqa: S101 - it is protected
        whole = None if terms.kind == "full_ratchet" else _base(held.exact, terms.kind, terms.unissued_options)
        counted = None if whole is None else whole + base(terms.kind, terms.unissued_options)
        issues = tuple(n for n, each in enumerate(setting.converting) if not exempted(each, terms))
        groups.append(Group(each.as_converted, each.price / each.ratio, counted, issues, setting.round.new_money > 0))
    target = equations.target
    beside = sum((more for pool, more in held.added.items() if pool != setting.pool), start=0.0)
    return replace(
        equations,
        outstanding=float(equations.outstanding) + plain,
        unissued=float(equations.unissued) + added,
        groups=tuple(groups),
        target=replace(target, beside=float(target.beside) + beside, least=float(target.least) + added),
    )


def exempted(convertible: Convertible, terms: AntiDilution) -> bool:
    """Tell whether what a convertible becomes never triggers a protection."""
    return convertible.id in terms.exempt or convertible.converts_into in terms.exempt


def _base(held: Holdings, kind: str, unissued: bool) -> float:  # noqa: FBT001 - as a class says it
    """Count the shares of a weighted average's base that are the same on every path."""
    if kind == "narrow_based":
        return float(
            sum(
                (x.shares * held.counted_ratio_of(x) for x in held.lots if held.classes[x.of].kind == "preferred"),
                NOTHING,
            )
        )
    return float(held.outstanding + held.granted + (held.available if unissued else NOTHING))


def _as_floats(equations: Equations) -> Equations:
    """Return equations in floats: an exact number times an array would be an array of objects."""
    target = equations.target
    return replace(
        equations,
        granted=float(equations.granted),
        promised=float(equations.promised),
        new_money=float(equations.new_money),
        convertibles=tuple(
            tuple(replace(way, money=float(way.money), share=float(way.share)) for way in ways)
            for ways in equations.convertibles
        ),
        amounts=tuple(float(each) for each in equations.amounts),
        groups=tuple(
            each if not isinstance(each.shares, type(WHOLE)) else replace(
                each, shares=float(each.shares), conversion_price=float(each.conversion_price), least=float(each.least)
            )
            for each in equations.groups
        ),
        target=replace(target, share=None if target.share is None else float(target.share)),
    )  # fmt: skip


def _after(held: Held, setting: Setting, solution: Solution, lone: list[int], equations: Equations) -> Held:
    """Lay out who holds what at a round's solution."""
    round_, price = setting.round, solution.price
    factors = [worth / (price * group.shares) for worth, group in zip(solution.adjusted, equations.groups, strict=True)]
    found = _diluted(held, setting, lone, factors)
    more = np.maximum(solution.pool / price - equations.unissued, 0.0)
    new = (*_converted(setting, solution, factors), *_bought(round_, price))
    exact = _opened(found.exact, setting)
    added = dict(held.added)
    if setting.pool is not None:
        added[setting.pool] = added.get(setting.pool, 0.0) + more
    return Held(exact, (*found.lone, *new), added)


def _diluted(held: Held, setting: Setting, protected: list[int], factors: list[Number]) -> Held:
    """Give protected lots the shares that a round's cheaper price brings them."""
    found = held
    own, by_path = factors[: len(setting.protected)], factors[len(setting.protected) :]
    for group, factor in zip(setting.protected, own, strict=True):
        if np.any(np.greater(factor, ON_PATHS.more)):
            lots = [
                lot
                for lot in found.exact.lots
                if lot.of == group.of
                and lot.holder not in group.terms.waived_by
                and price_of(held.exact, lot) == group.conversion_price
            ]
            found = found.apart(lots, factor)
    scaled = dict(zip(protected, by_path, strict=True))
    lone = tuple(
        replace(each, ratio=each.ratio * scaled[place]) if place in scaled else each
        for place, each in enumerate(found.lone)
    )
    return replace(found, lone=lone)


def _converted(setting: Setting, solution: Solution, factors: list[Number]) -> Iterator[Lone]:
    """Yield the lots that convertibles become."""
    round_, price = setting.round, solution.price
    for convertible, amount, worth in zip(setting.converting, setting.amounts, solution.converted, strict=True):
        into, is_new = class_of(convertible, round_.new_class.id)
        ratio: Number = 1.0 if is_new else float(setting.held.ratio_of_class(into))
        shares = worth / price / ratio
        own = float(amount) / shares
        for group, factor in zip(setting.protected, factors, strict=False):  # it joins a class whose ratio has risen
            cls = setting.held.classes[group.of]
            if not is_new and group.of == into and group.conversion_price * cls.ratio == cls.original_issue_price:
                ratio = ratio * factor
        counted: Number = own
        if convertible.preference == "round_price":
            counted = price if is_new else float(setting.held.classes[into].original_issue_price or 0)
        yield Lone(_lot(convertible.id, into, convertible.holder, round_), shares, counted, ratio)


def _bought(round_: Round, price: Number) -> Iterator[Lone]:
    """Yield the lots that investors buy."""
    for investor, money in round_.investors.items():
        if money > 0:
            lot = _lot(f"{round_.id}:{investor}", round_.new_class.id, investor, round_)
            yield Lone(lot, float(money) / price, price)


def _lot(name: str, of: str, holder: str, round_: Round) -> Lot:
    return Lot(name, of, holder, WHOLE, WHOLE, round_.on)


def _opened(exact: Holdings, setting: Setting) -> Holdings:
    """Return what is the same on every path, with the round's class, investors and pool, and what converted gone."""
    round_, gone = setting.round, {convertible.id for convertible in setting.converting}
    classes: dict[str, ShareClass] = {**exact.classes, round_.new_class.id: round_.new_class}
    pools, holders = dict(exact.pools), dict(exact.stakeholders)
    for investor in round_.investors:
        holders.setdefault(investor, Stakeholder(investor, investor, "investor"))
    if setting.pool is not None and setting.pool not in pools:
        common = next((cls.id for cls in classes.values() if cls.kind == "common"), next(iter(classes)))
        pools[setting.pool] = HeldPool(Pool(setting.pool, setting.pool, common, NOTHING))
    return replace(
        exact,
        on=round_.on,
        stakeholders=holders,
        classes=classes,
        pools=pools,
        convertibles={name: each for name, each in exact.convertibles.items() if name not in gone},
    )
