"""Say what a royalty pays in one sentence, its clauses in the order in which they are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show.parts_words import entries, items
from dealwright.show.words import capital, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.show.names import Names


def royalty_words(values: Mapping[str, str], names: Names) -> str:
    """Say who pays whom which share of what, and every clause that bears on it.

    Args:
        values: The royalty's keys, as the file has them.
        names: What the deal's keys are called.
    """
    period = _period(values.get("period", "quarter"))
    clauses = [
        *_base(values, names),
        *(_change(dict(entries(each)), names) for each in items(values.get("rate_changes", "[]"))),
        *_favoured(values, names),
        *_limit(values, "period_cap", f"at most {{}} a {period}", names),
        *_stacking(dict(entries(values.get("stacking", "{}"))), names),
        *_advance(values, names),
        *_minimum(values, period, names),
        *_limit(values, "cap", "at most {} in all", names),
        *_limit(values, "netted_with", "netted with {}", names),
        *_payment(values, names),
    ]
    sides = [names.said(values[role]) for role in ("payer", "payee") if role in values]
    return "; ".join([f"{capital(' shall pay '.join(sides))} {_shares(values, names)}, every {period}", *clauses])


def _period(said: str) -> str:
    return "half-year" if said == "half" else said


def _shares(values: Mapping[str, str], names: Names) -> str:
    """Say the rates of the base, or of each of several."""
    parts = [dict(entries(each)) for each in items(values.get("bases", "[]"))] or [dict(values)]
    said = joined([_share(part, names) for part in parts], "and")
    several = any("tiers" in part for part in parts)
    if values.get("tier_method") == "retroactive" and several:
        said += ", all of it at the rate that is reached"
    if values.get("tiers_on") == "cumulative":
        return f"{said}, counted over all time"
    return f"{said}, counted over the {_period(values['tier_period'])}" if "tier_period" in values else said


def _share(part: Mapping[str, str], names: Names) -> str:
    base = names.resolved(part.get("on", ""))
    title = part.get("title", "").strip("'\"")
    base = f"{title} ({base})" if title and "kind" not in part else base
    said = f"out of {base} {tiers_words(part['tiers'], names)}" if "tiers" in part else ""
    return said or f"{names.resolved(part.get('rate', ''))} of {base}"


def tiers_words(text: str, names: Names) -> str:
    """Say rates by amounts of the base.

    Args:
        text: The tiers, as the file has them.
        names: What the deal's keys are called.

    Example:
        >>> from dealwright.show.names import Names
        >>> tiers_words("[{up_to: 1m, rate: 5%}, {rate: 6%}]", Names({}))
        '5% up to 1m and 6% above'
    """
    found = [dict(entries(each)) for each in items(text)]
    return joined(
        [
            names.resolved(tier.get("rate", ""))
            + (f" up to {names.resolved(tier['up_to'])}" if "up_to" in tier else " above" if found[1:] else "")
            for tier in found
        ],
        "and",
    )


def _base(values: Mapping[str, str], names: Names) -> list[str]:
    """Say what comes off the base, and whether its losses are kept."""
    found = []
    if "deductions" in values:
        most = f" (at most {names.resolved(values['deductions_cap'])} of it)" if "deductions_cap" in values else ""
        found.append(f"after deductions of {names.resolved(values['deductions'])}{most}")
    return [*found, *(["losses carried forward"] if values.get("carry_losses") == "yes" else [])]


def _change(change: Mapping[str, str], names: Names) -> str:
    on = joined(names.moments(change.get("on", "")))
    if "times" in change:
        return f"from {on} on {names.resolved(change['times'])} of that rate"
    said = tiers_words(change["tiers"], names) if "tiers" in change else names.resolved(change.get("rate", ""))
    return f"from {on} on {said}"


def _favoured(values: Mapping[str, str], names: Names) -> list[str]:
    others = [names.line(each.strip()) for each in values.get("most_favoured", "").strip("[]").split(",")]
    return [f"at no lower rate than under {joined(others, 'and')}"] if others[0] else []


def _limit(values: Mapping[str, str], key: str, pattern: str, names: Names) -> list[str]:
    said = values.get(key, "none")
    return (
        [] if said == "none" else [pattern.format(names.line(said) if key == "netted_with" else names.resolved(said))]
    )


def _stacking(said: Mapping[str, str], names: Names) -> list[str]:
    """Say what royalties owed to others take off this one."""
    if not said:
        return []
    told = {key: names.resolved(value) for key, value in said.items()}
    owed = told.get("third_party") or f"{told.get('third_party_rate', '')} of the base"
    found = f"less {told['deduct']} of the" if "deduct" in told else "less the"
    found += f" {owed} owed to others"
    found += f" but not under {told['floor']}" if "floor" in told else ""
    found += f" and by at most {told['most']}" if "most" in told else ""
    return [found + (" and the rest later" if told.get("carry_forward") == "yes" else "")]


def _advance(values: Mapping[str, str], names: Names) -> list[str]:
    """Say what is paid ahead, and how it is recouped."""
    text = values.get("advance", "")
    sums = [dict(entries(each)) for each in (items(text) if text.startswith("[") else [text] if text else [])]
    if not sums:
        return []
    paid = [
        f"{names.resolved(each.get('amount', ''))} ahead"
        + (f" on {joined(names.moments(each['on']))}" if "on" in each else "")
        for each in sums
    ]
    source = "the base itself" if values.get("recoup_from") == "gross" else "what falls due"
    part = f"{names.resolved(values['recoupment'])} of " if "recoupment" in values else ""
    return [f"{joined(paid, 'and')}, recouped from {part}{source}"]


def _minimum(values: Mapping[str, str], period: str, names: Names) -> list[str]:
    """Say the least that is paid, for how long, and what becomes of what it adds."""
    text = values.get("minimum", "none")
    if text == "none":
        return []
    if text.startswith("{"):
        least = joined(
            [f"{names.resolved(amount)} a year from {value_words(on)}" for on, amount in entries(text)], "and"
        )
    else:
        least = f"{names.resolved(text)} a {_period(values.get('minimum_period', period))}"
    said = f"at least {least}"
    said += " before what is withheld" if values.get("minimum_applies") == "before_recoupment" else ""
    said += f" settled at the end of the {_period(values['true_up'])}" if "true_up" in values else ""
    if values.get("minimum_recoupable") == "yes":
        said += " which later royalties recoup"
        said += f" for {names.resolved(values['recoupable_for'])}" if "recoupable_for" in values else ""
        said += f" until {names.resolved(values['recoupable_until'])}" if "recoupable_until" in values else ""
    return [said]


def _payment(values: Mapping[str, str], names: Names) -> list[str]:
    """Say when it is paid, in what money, and what there was before."""
    found = []
    days = dict(entries(values.get("business_days", "{}")))
    if "pays_after" in values:
        found.append(f"paid {names.resolved(values['pays_after'])} after its end")
    elif values.get("paid") == "end" or days:
        found.append("paid at its end")
    found += [f"on a business day of {days.get('calendar', 'any week').strip('[]')}"] if days else []
    found += [f"in {values['currency']}"] if "currency" in values else []
    found += [f"in {values['prices']} prices"] if "prices" in values else []
    if "year_starts" in values:
        found.append(f"years from {value_words(values['year_starts'])}")
    opening = [f"{key.replace('_', ' ')} {names.resolved(each)}" for key, each in entries(values.get("opening", "{}"))]
    return [*found, *([f"before that {joined(opening, 'and')}"] if opening else [])]
