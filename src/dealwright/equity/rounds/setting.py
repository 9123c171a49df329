"""Set a round out in equations: what converts and how, what is protected, what the pools need, what counts where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.rounds.anti_dilution import Protected, protected
from dealwright.equity.rounds.conversion import Way, class_of, converting_amount, ways_of
from dealwright.equity.rounds.equations import Equations, Group, Part, Target
from dealwright.equity.rounds.impossible import impossible

if TYPE_CHECKING:
    from dealwright.equity.financing import PoolTarget, Round
    from dealwright.equity.holdings import HeldPool, Holdings
    from dealwright.equity.securities import Convertible

NEW_POOL = "pool"
"""Name of a pool that a round makes where the company has none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A round and what it meets.

    Attributes:
        held: Holdings before.
        round: The round.
        converting: Convertibles that convert.
        amounts: Money that each converts.
        ways: Ways of each.
        protected: Groups of protected shares.
        pool: Name of the pool that is topped up; None: none is.
        equations: All that in numbers.
    """

    held: Holdings
    round: Round
    converting: tuple[Convertible, ...]
    amounts: tuple[Exact, ...]
    ways: tuple[tuple[Way, ...], ...]
    protected: tuple[Protected, ...]
    pool: str | None
    equations: Equations


def given_by(round_: Round) -> tuple[Literal["pre_money", "post_money", "price"], Exact]:
    """Return what says the price of a round: the price itself before the pre-money before the post-money.

    Raises:
        ImpossibleError: If nothing does, or it is not above zero.
    """
    choices: tuple[tuple[Literal["pre_money", "post_money", "price"], Exact | None], ...] = (
        ("price", round_.price),
        ("pre_money", round_.pre_money),
        ("post_money", round_.post_money),
    )
    said = [(name, value) for name, value in choices if value is not None]
    for name, value in said:
        if value <= 0:
            raise impossible(
                round_.place, "impossible-round", f"round `{round_.id}` has a `{name}` that is not above zero",
                "money above zero", f"write what the company is worth as `{name}`",
            ).within(name)  # fmt: skip
    if not said:
        raise impossible(
            round_.place, "round-without-price", f"round `{round_.id}` does not say what a share costs",
            "`pre_money`, `post_money` or `price`", "write `pre_money: ...`",
        )  # fmt: skip
    return said[0]


def setting_of(held: Holdings, round_: Round) -> Setting:
    """Set a round out in equations.

    Args:
        held: Holdings before it.
        round_: The round.

    Returns:
        The round in numbers.

    Raises:
        ImpossibleError: If it names what is not there, or has nothing to price.
    """
    converting = _converting(held, round_)
    amounts = tuple(converting_amount(convertible, round_.on) for convertible in converting)
    ways = tuple(ways_of(c, amount, held.convertibles) for c, amount in zip(converting, amounts, strict=True))
    groups = protected(held)
    pool = _pool(held, round_)
    equations = _equations(held, round_, groups, _target(held, round_.pool, pool), (converting, amounts, ways))
    return Setting(held, round_, converting, amounts, ways, groups, pool, equations)


def _converting(held: Holdings, round_: Round) -> tuple[Convertible, ...]:
    """Return the convertibles that convert in the round."""
    if round_.converts is None:
        money = round_.new_money
        return tuple(c for c in held.convertibles.values() if (c.qualified_financing or NOTHING) <= money)
    for name in round_.converts:
        if name not in held.convertibles:
            raise impossible(
                round_.place, "not-held", f"round `{round_.id}` converts `{name}`, which is not outstanding then",
                _one_of(held.convertibles), "name a convertible that is outstanding on that day",
            ).within("converts", name)  # fmt: skip
    return tuple(held.convertibles[name] for name in dict.fromkeys(round_.converts))


def _one_of(names: object) -> str:
    """List names."""
    listed = [f"`{name}`" for name in names] if hasattr(names, "__iter__") else []
    return ", ".join(listed) if listed else "none is outstanding"


def _pool(held: Holdings, round_: Round) -> str | None:
    """Return the name of the pool that the round tops up."""
    if round_.pool is None:
        return None
    if round_.pool.pool is not None:
        return round_.pool.pool
    if len(held.pools) > 1:
        raise impossible(
            round_.place, "pool-not-named", f"round `{round_.id}` does not say which pool it tops up",
            _one_of(held.pools), f"write `pool: {next(iter(held.pools))}` under its `pool`",
        ).within("pool")  # fmt: skip
    return next(iter(held.pools), NEW_POOL)


def _target(held: Holdings, wanted: PoolTarget | None, pool: str | None) -> Target:
    """Return the size that the pools shall have, in shares as converted."""
    least = held.available + sum(shortfall(p) * held.counted_ratio_of_class(p.pool.of) for p in held.pools.values())
    if wanted is None:
        return Target(None, NOTHING, least)
    own = held.pools.get(pool or "")
    ratio = held.counted_ratio_of_class(own.pool.of) if own else NOTHING
    own_least = (max(own.available, NOTHING) + shortfall(own)) * ratio if own else NOTHING
    if wanted.add is not None:
        short = shortfall(own) * ratio if own else NOTHING
        return Target(None, NOTHING, least - short + max(wanted.add, short))
    counted = own.granted * ratio if own and wanted.of == "total" else NOTHING
    return Target(wanted.share, least - own_least - counted, least, post=wanted.when == "post")


def shortfall(pool: HeldPool) -> Exact:
    """Return by how much what was promised out of a pool is more than it has to grant."""
    return max(pool.pool.promised - max(pool.available, NOTHING), NOTHING)


def _equations(
    held: Holdings,
    round_: Round,
    groups: tuple[Protected, ...],
    target: Target,
    convertibles: tuple[tuple[Convertible, ...], tuple[Exact, ...], tuple[tuple[Way, ...], ...]],
) -> Equations:
    """Put the round into numbers."""
    converting, amounts, ways = convertibles
    apart = sum((group.shares for group in groups), NOTHING)  # rights to protected shares among them
    promised = sum((shortfall(p) * held.counted_ratio_of_class(p.pool.of) for p in held.pools.values()), NOTHING)
    return Equations(
        outstanding=held.outstanding - apart,
        granted=held.granted,
        unissued=held.available,
        promised=promised,
        new_money=round_.new_money,
        convertibles=tuple(tuple(Part(w.money, w.share, w.counts) for w in each) for each in ways),
        amounts=amounts,
        groups=tuple(_group(g, round_, converting, amounts) for g in groups),
        target=target,
        counts_converted=round_.convertibles_in_pre_money,
        counts_pool=round_.pool is None or round_.pool.in_pre_money,
        counts_adjusted=round_.anti_dilution_in_pre_money,
    )


def _group(group: Protected, round_: Round, converting: tuple[Convertible, ...], amounts: tuple[Exact, ...]) -> Group:
    """Put a group of protected shares into numbers."""
    exempt, new = group.terms.exempt, round_.new_class.id
    issues = tuple(
        number
        for number, (convertible, amount) in enumerate(zip(converting, amounts, strict=True))
        if amount > 0 and convertible.id not in exempt and class_of(convertible, new)[0] not in exempt
    )
    return Group(group.shares, group.conversion_price, group.base, issues, round_.new_money > 0 and new not in exempt)
