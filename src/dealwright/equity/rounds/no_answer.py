"""Say in words why a round has no price: what takes all of the company, and where that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, decimal_text, spoken
from dealwright.equity.rounds.impossible import impossible
from dealwright.ground.place import NOWHERE

if TYPE_CHECKING:
    from dealwright.equity.exact import Exact
    from dealwright.equity.rounds.impossible import ImpossibleError
    from dealwright.equity.rounds.setting import Setting
    from dealwright.ground.place import Place


def no_answer(setting: Setting, unknown: int | str) -> ImpossibleError:
    """Return the problem of a round whose equations have no answer.

    Args:
        setting: The round.
        unknown: What has no finite worth: the number of a convertible, `converted`, `adjusted`, `pool`, `price`, or
            `rounding` where a price is rounded to nothing.

    Returns:
        The exception that carries the problem, at the place of the convertible or of the round.
    """
    if isinstance(unknown, int) or unknown == "converted":
        return _conversion_takes_all(setting, unknown)
    if unknown == "pool":
        return _pool_takes_all(setting)
    if unknown == "adjusted":
        return _protection_takes_all(setting)
    if unknown == "rounding":
        return impossible(
            setting.round.place, "price-rounds-to-nothing",
            f"a price of round `{setting.round.id}` is so low that it is rounded to nothing",
            "more digits after the point than the first that is not a nought", "raise `price_places` under `rounding`",
        )  # fmt: skip
    return _nothing_left(setting)


def rights_take_all(setting: Setting) -> ImpossibleError:
    """Return the problem of pro rata rights to more than the round."""
    return impossible(
        setting.round.place, "pro-rata-takes-all",
        f"the pro rata rights in round `{setting.round.id}` take more than its new money",
        "rights to less than the whole round", "raise the new money, or write `pro_rata: no`",
    )  # fmt: skip


def _place(setting: Setting, own: Place) -> Place:
    """Return a place, or that of the round where there is none."""
    return setting.round.place if own == NOWHERE else own


def _share(number: Exact) -> str:
    """Write a share as a percentage."""
    return f"{decimal_text(100 * number, 1)} %"


def _conversion_takes_all(setting: Setting, unknown: int | str) -> ImpossibleError:
    """Say which convertibles together become the whole company or more."""
    shares = {
        convertible.id: max(way.share for way in ways)
        for convertible, ways in zip(setting.converting, setting.ways, strict=True)
        if any(way.share for way in ways)
    }
    if isinstance(unknown, int):
        name = setting.converting[unknown].id
        shares = {name: shares[name]}
    largest = max(shares, key=lambda name: shares[name])
    listed = ", ".join(f"`{name}` ({_share(share)})" for name, share in shares.items())
    whose = "its capitalization" if len(shares) == 1 else "their capitalizations, which count one another"
    return impossible(
        _place(setting, setting.held.convertibles[largest].place), "conversion-takes-all",
        f"in round `{setting.round.id}` {listed} would become {_share(sum(shares.values(), NOTHING))} of {whose}: "
        "nothing is left for those who hold shares",
        "amounts over caps, and fixed shares, that come to less than 100 %", "raise the cap, or check the amount",
    ).within("cap" if setting.held.convertibles[largest].fixed_share is None else "fixed_share")  # fmt: skip


def _pool_takes_all(setting: Setting) -> ImpossibleError:
    """Say that the pool and what converts leave nothing."""
    share = setting.equations.target.share or NOTHING
    return impossible(
        setting.round.place, "pool-takes-all",
        f"in round `{setting.round.id}` a pool of `{_share(share)}` and what converts leave nothing for other holders",
        "a share of the pool that, with what converts, is under 100 %", "lower the share of the pool",
    ).within("pool", "share")  # fmt: skip


def _protection_takes_all(setting: Setting) -> ImpossibleError:
    """Say that a conversion price and the convertibles drive each other down without end."""
    first = setting.held.classes[setting.protected[0].of]
    return impossible(
        _place(setting, first.place), "anti-dilution-without-end",
        f"in round `{setting.round.id}` the anti-dilution of `{first.id}` adds shares, which lower the price at which "
        "convertibles convert, which lowers its conversion price again, without end",
        "a protection that does not count those conversions",
        f"write `exempt: [{', '.join(c.id for c in setting.converting)}]` under `anti_dilution` of `{first.id}`",
    ).within("anti_dilution")  # fmt: skip


def _nothing_left(setting: Setting) -> ImpossibleError:
    """Say what is worth more than the valuation."""
    round_, eq = setting.round, setting.equations
    if eq.outstanding + eq.granted + eq.unissued + sum(g.shares for g in eq.groups) <= 0:
        return impossible(
            round_.place, "nothing-outstanding", f"round `{round_.id}` has no shares to put a price on",
            "shares issued before the round", "issue the founders' shares first, or give the round's `price`",
        )  # fmt: skip
    name = "pre_money" if round_.pre_money is not None else "post_money"
    said = round_.pre_money if round_.pre_money is not None else round_.post_money
    takes = [f"`{c.id}`" for c in setting.converting] if eq.counts_converted or name == "post_money" else []
    if round_.anti_dilution_in_pre_money:
        takes += [f"the anti-dilution of `{of}`" for of in dict.fromkeys(group.of for group in setting.protected)]
    takes += [f"the pool of `{_share(eq.target.share)}`"] if eq.target.share and eq.counts_pool else []
    takes += [f"new money of `{spoken(round_.new_money)}`"] if name == "post_money" else []
    return impossible(
        round_.place, "valuation-too-small",
        f"the `{name}` of `{spoken(said or NOTHING)}` of round `{round_.id}` does not cover what counts in it: "
        f"{', '.join(takes)}",
        "a valuation that leaves something for those who hold shares", f"raise `{name}`, or let less convert",
    ).within(name)  # fmt: skip
