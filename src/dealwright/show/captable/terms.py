"""Say the terms of a class, a convertible or a right in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.captable.figures import per_share, rate, ratio, shares
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.exact import Exact
    from dealwright.equity.securities import (
        AntiDilution,
        Convertible,
        Dividend,
        IpoRatchet,
        QualifiedIpo,
        ReturnCap,
        Right,
        ShareClass,
    )
    from dealwright.equity.vesting import Vesting
    from dealwright.show.captable.names import TableNames

_PROTECTION = {
    "broad_based": "broad-based weighted average anti-dilution",
    "narrow_based": "narrow-based weighted average anti-dilution",
    "full_ratchet": "full ratchet anti-dilution",
    "none": "no anti-dilution",
}
RIGHTS = ("Options", "Warrants", "Restricted units", "Appreciation rights")
"""What rights of each kind are called: options, warrants, restricted stock units, stock appreciation rights."""
_FATE = {
    "forfeited": "forfeited on conversion",
    "paid": "paid in money on conversion",
    "converts": "converting with the share",
}
_BASIS = {
    "outstanding_shares": "shares outstanding",
    "outstanding_options": "options granted",
    "unissued_options": "the pool",
    "this_security": "this security",
    "other_converting": "the other convertibles",
    "topup_for_promised": "promised options",
    "additional_topup": "the round's pool increase",
    "new_money": "new money",
}


def class_terms(cls: ShareClass, names: TableNames) -> list[str]:
    """Say what a class of shares carries beside its price, each term in a few words."""
    said = []
    if cls.preference:
        said += [f"{ratio(cls.preference)}x preference", f"rank {ratio(cls.seniority)}", _participation(cls)]
    if cls.converts_into is not None:
        said.append(_conversion(cls, names))
    said += [] if cls.dividend is None else [_dividend(cls.dividend)]
    said += [] if cls.anti_dilution is None else [_protection(cls.anti_dilution, names)]
    said += [] if cls.ipo_ratchet is None else [_ratchet(cls.ipo_ratchet)]
    said += [] if cls.qualified_ipo is None else [_qualified(cls.qualified_ipo)]
    if cls.threshold is not None:
        said.append(f"takes part above {per_share(cls.threshold)} a share (profits interest)")
    said += [] if cls.return_cap is None else [_return_cap(cls.return_cap, names)]
    said += ["pro rata right"] if cls.pro_rata else []
    if cls.votes != WHOLE:
        said.append("no votes" if not cls.votes else f"{ratio(cls.votes)} votes a share")
    return said or ["one vote a share, nothing before others"]


def _participation(cls: ShareClass) -> str:
    if cls.participation == "capped" and cls.cap is not None:
        return f"participating up to {ratio(cls.cap)}x, the preference included"
    return "participating without a cap" if cls.participation == "full" else "not participating"


def _conversion(cls: ShareClass, names: TableNames) -> str:
    into = names.security(cls.converts_into or "")
    at = "" if cls.conversion_price is None else f" at {per_share(cls.conversion_price)}"
    return f"converts into {into}{at}, {ratio(cls.ratio)} for 1"


def _dividend(dividend: Dividend) -> str:
    if not dividend.cumulative:
        return f"{rate(dividend.rate)} dividend a year if declared"
    counted = "simple" if dividend.compounding == "simple" else f"compounded {spoken(dividend.compounding)}"
    return (
        f"{rate(dividend.rate)} cumulative dividend, {counted}, {dividend.day_count}, " + _FATE[dividend.on_conversion]
    )


def _protection(protection: AntiDilution, names: TableNames) -> str:
    waived = joined([names.holder(each) for each in protection.waived_by])
    return _PROTECTION[protection.kind] + (f", waived by {waived}" if waived else "")


def _ratchet(ratchet: IpoRatchet) -> str:
    return f"worth at least {ratio(ratchet.multiple)}x its price in an IPO"


def _qualified(qualified: QualifiedIpo) -> str:
    asked = []
    if qualified.price is not None:
        asked.append(f"{per_share(qualified.price)} a share")
    if qualified.price_multiple is not None:
        asked.append(f"{ratio(qualified.price_multiple)}x its price")
    if qualified.proceeds is not None:
        asked.append(f"proceeds of {_money(qualified.proceeds)}")
    if qualified.valuation is not None:
        asked.append(f"a valuation of {_money(qualified.valuation)}")
    return "must convert in an IPO" + (f" at {joined(asked)} or more" if asked else "")


def _return_cap(cap: ReturnCap, names: TableNames) -> str:
    most = f"{ratio(cap.multiple)}x what was paid" if cap.multiple is not None else _money(cap.amount or NOTHING)
    rest = "to all others" if cap.rest_to is None else f"to {names.holder(cap.rest_to)}"
    return f"at most {most} ever, the rest {rest}"


def convertible_terms(convertible: Convertible) -> list[str]:
    """Say how a SAFE or note converts, each term in a few words."""
    said = []
    if convertible.cap is not None:
        said.append(f"{convertible.cap_money}-money cap of {_money(convertible.cap)}")
    if convertible.discount:
        said.append(f"{rate(convertible.discount)} discount")
    if convertible.fixed_share is not None:
        said.append(f"{rate(convertible.fixed_share)} of the company whatever the price")
    if convertible.mfn:
        said.append("most favoured nation")
    if convertible.pro_rata:
        said.append("pro rata right")
    if convertible.rate:
        counted = "simple" if convertible.compounding == "simple" else f"compounded {spoken(convertible.compounding)}"
        said.append(f"{rate(convertible.rate)} interest, {counted}, {convertible.day_count}")
    if convertible.maturity is not None:
        said.append(f"due {number.day(convertible.maturity)}")
    if convertible.exit_multiple != WHOLE:
        said.append(f"{ratio(convertible.exit_multiple)}x at an exit")
    if convertible.capitalization is not None:
        counts = [words for flag, words in _BASIS.items() if getattr(convertible.capitalization, flag)]
        said.append(f"its capitalization counts {joined(counts)}")
    return said or ["uncapped, without discount"]


def vesting_words(vesting: Vesting | None) -> str:
    """Say how something vests, in a few words; nothing where it vests at once."""
    if vesting is None:
        return ""
    said = []
    if vesting.months:
        said.append(f"over {vesting.months} months" + (f", {vesting.cliff} months' cliff" if vesting.cliff else ""))
    if vesting.instalments:
        said.append(f"in {len(vesting.instalments)} instalments to {number.day(vesting.instalments[-1].on)}")
    for part in vesting.parts:
        when = part.when
        what = {
            "milestone": f"when {spoken(when.name)} is reached",
            "spend": f"when {spoken(when.name)} has spent {_money(when.amount or NOTHING)}",
            "price": f"when {spoken(when.name) or 'a share'} reaches {per_share(when.amount)}",
        }[when.kind]
        said.append(f"{rate(part.share)} {what}")
    return "vests " + "; ".join(said) if said else ""


def right_words(right: Right, names: TableNames) -> str:
    """Name rights of a kind, their class unless it is the only common one, and their strike: `Options at 0.20`."""
    kind = dict(zip(("option", "warrant", "rsu", "sar"), RIGHTS, strict=True))
    on = "" if names.only_common == right.of else f" on {names.security(right.of)}"
    at = f" at {per_share(right.strike)}" if right.strike else ""
    return f"{kind[right.kind]}{on}{at}"


def convertible_words(convertible: Convertible, names: TableNames, among: Mapping[str, Convertible]) -> str:
    """Name a convertible by its holder, by its month where the holder has several, by its day where that is not enough.

    Args:
        convertible: A SAFE or note.
        names: What ids are called.
        among: All convertibles there are.
    """
    kind = "SAFE" if convertible.kind == "safe" else "Note"
    said = f"{kind} of {names.holder(convertible.holder)}"
    like = [each for each in among.values() if (each.kind, each.holder) == (convertible.kind, convertible.holder)]
    if len(like) == 1:
        return said
    day, month, year = number.day(convertible.on).split()
    same_month = [each for each in like if each.on.replace(day=1) == convertible.on.replace(day=1)]
    if len(same_month) == 1:
        return f"{said}, {month[:3]} {year}"
    same_day = sum(each.on == convertible.on for each in same_month) > 1
    return f"{said}, {day} {month[:3]} {year}" + (f" ({convertible.id})" if same_day else "")


def is_many(name: str) -> bool:
    """Tell whether a name stands for several, so that a verb follows it in the plural.

    Example:
        >>> is_many("Options at 0.20"), is_many("Profit units"), is_many("Series A")
        (True, True, False)
    """
    return name.startswith(RIGHTS) or name.lower().endswith(("units", "shares"))


def authorised_words(cls: ShareClass) -> str:
    """Say how many shares may be issued; nothing where there is no limit."""
    return "" if cls.authorised is None else f"{shares(cls.authorised)} authorised"


def _money(amount: Exact) -> str:
    return number.money(float(amount))
