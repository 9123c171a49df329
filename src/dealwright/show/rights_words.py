"""Say what an option lets its holder do, and what a termination brings to an end, in one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show.parts_words import entries, items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.show.names import Names


def option_words(values: Mapping[str, str], names: Names) -> str:
    """Say who may do what, when, and for how much.

    Args:
        values: The option's keys, as the file has them.
        names: What the deal's keys are called.
    """
    writer = names.said(values["writer"]) if "writer" in values else ""
    said = f"{names.opening(values['holder'])} may {joined(_acts(values, names), 'and')} {_when(values, names)}"
    parts = [
        f"pays {writer} {_price(values, names)}".replace("  ", " ") if {"price", "appraisals"} & values.keys() else "",
        f"receives {names.resolved(values['receives'])}" if "receives" in values else "",
    ]
    if values.get("sells") == "yes" and parts[0]:
        parts[0] = f"is paid {_price(values, names)}"
    said += f"; it {joined([part for part in parts if part], 'and')}" if any(parts) else ""
    said += _notice(values, names)
    return said + {"always": "; it always does", "never": "; it never does"}.get(values.get("exercise", ""), "")


def termination_words(values: Mapping[str, str], names: Names) -> str:
    """Say which terms end when, after what notice, for what fee and with what tail.

    Args:
        values: The termination's keys, as the file has them.
        names: What the deal's keys are called.
    """
    ends = _terms(values["ends"], names)
    on = _moments(values["on"], names) if "on" in values else f"when {names.resolved(values['when'])}"
    said = f"{joined(ends, 'and')} end{'s' if len(ends) == 1 else ''}"
    notice = _notice(values, names).removeprefix(", ")
    said += f" {notice} given {on}" if "notice" in values else f" {on}{_notice(values, names)}"
    payer, payee = (names.said(values[role]) if role in values else "" for role in ("payer", "payee"))
    who = f" that {payer} shall pay {payee}" if payer and payee else f" that {payer} shall pay" if payer else ""
    said += f", for a fee of {names.resolved(values['fee'])}{who}" if "fee" in values else ""
    if "tail" in values:
        share = f"{names.resolved(values['tail_share'])} of " if "tail_share" in values else ""
        brought = f"{share}what {'it' if len(ends) == 1 else 'they'} would have brought"
        said += f"; {brought} is still due for {names.resolved(values['tail'])} after"
    return said


def _notice(values: Mapping[str, str], names: Names) -> str:
    """Say after what notice something takes effect, and to the end of which period."""
    said = f", after notice of {names.resolved(values['notice'])}" if "notice" in values else ""
    return said + (
        f"{' ' if said else ', '}to the end of a {_period(values['notice_to'])}" if "notice_to" in values else ""
    )


def _period(name: str) -> str:
    return "half-year" if name == "half" else name


def _acts(values: Mapping[str, str], names: Names) -> list[str]:
    """Say what the holder may do."""
    found = []
    if "stake" in values:
        stake = f"{names.resolved(values['stake'])} of {names.said(values.get('company', ''))}"
        found.append(f"sell {stake}" if values.get("sells") == "yes" else f"buy {stake}")
    if "ends" in values:
        found.append(f"end {joined(_terms(values['ends'], names), 'and')}")
    if "replaces" in values:
        found.append(f"end {names.line(values['replaces'])}")
    pairs = entries(values.get("switches", "{}"))
    if pairs:
        made = [f"{names.path(path)} to {names.cell(path, value)}" for path, value in pairs]
        found.append(f"set {joined(made, 'and')}")
    return found or ["exercise it"]


def _when(values: Mapping[str, str], names: Names) -> str:
    """Say when it may be exercised."""
    if "at" in values:
        said = _moments(values["at"], names)
    elif "on" in values:
        said = _moments(values["on"], names)
    else:
        every = _period(values.get("every", "quarter"))
        start, end = (names.resolved(values[key]) if key in values else "" for key in ("from", "until"))
        said = f"at the end of a {every}" + (f" from {start}" if start else "") + (f" to {end}" if end else "")
    return said + (f", if {names.resolved(values['if'])}" if "if" in values else "")


_THIRD = {
    "alone": ", which then counts alone)",
    "all": ", then of all three)",
    "nearer": ", then of it and the nearer one)",
}


def _price(values: Mapping[str, str], names: Names) -> str:
    """Say the price, or of which opinions it is made."""
    if "appraisals" in values:
        said = f"the mean of {joined([names.resolved(each) for each in items(values['appraisals'])], 'and')}"
        if "third" in values:
            apart = names.resolved(values.get("apart", "0%"))
            said += f" (with {names.resolved(values['third'])} as a third where they are more than {apart} apart"
            said += _THIRD.get(values.get("third_counts", ""), ")")
    else:
        said = names.resolved(values["price"])
    floor, most = (names.resolved(values[key]) if key in values else "" for key in ("price_floor", "price_cap"))
    return said + (f", at least {floor}" if floor else "") + (f", at most {most}" if most else "")


def _terms(text: str, names: Names) -> list[str]:
    """Name terms that stand alone or in a list."""
    return [names.line(each.strip()) for each in text.strip("[]").split(",")]


def _moments(text: str, names: Names) -> str:
    """Say a day, an event, or the first of several."""
    said = names.moments(text)
    return f"on {joined(said, 'or')}" + (", whichever comes first" if len(said) > 1 else "")
