"""Read a term of the contract as a sentence from its keys alone: a new kind of term needs no words of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show.parts_words import keys_words, parts_words
from dealwright.show.rights_words import option_words, termination_words
from dealwright.show.royalty_words import royalty_words
from dealwright.show.words import capital, spoken, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dealwright.engine.trail import Trail
    from dealwright.show.names import Names

_NAMED = ("the ", "a ", "an ")
"""Begins a clause that begins with somebody's name."""
_SIDES = (
    ("payer", "payee", "{0} shall pay {1} {main}"),
    ("buyer", "seller", "{0} shall buy from {1} {main}"),
    ("grantor", "holder", "{0} shall license {1} {main}"),
    ("company", "holder", "{main} of {0} belongs to {1}"),
)
"""Verbs that do not tell one from many: a name may be that of a group."""
_BY_KIND: dict[str, tuple[tuple[str, ...], ...]] = {
    "loan": (("lender", "borrower", "{0} shall lend {1} {main}"),),
    "exclusivity": (("grantor", "holder", "{0} shall deal with {1} alone{main}"),),
}
"""Words of kinds whose sides do not say what they do; the first whose sides are named."""
_ONE_SIDE = (
    ("payee", "{0} shall receive, from outside the deal, {main}"),
    ("payer", "{0} shall pay, outside the deal, {main}"),
)
_SPOKEN_KEYS = {
    "on": "of {}",
    "rate": "{}",
    "stake": "{}",
    "amount": "{}",
    "residual": "the rest goes to {}",
    "period": "every {}",
    "cap": "at most {} in all",
    "period_cap": "at most {} a period",
    "minimum": "at least {} a period",
    "of": "of the sum of {}",
    "any": "whichever comes first",
    "field": "in {}",
    "unmet_by": "unmet by {}",
    "worth": "worth {} a year to the holder",
    "costs": "costing {} a year",
    "principal": "{}",
    "usage": "using {}",
    "year_starts": "in years that start on {}",
    "maturity": "until {}",
    "price": "at a price of {}",
    "fee": "a fee of {}",
    "currency": "in {}",
    "prices": "in {} prices",
    "paid": "paid at the {} of the period",
}
_ONCE = "on {}"
"""How a term with an amount names its date, where another names its base."""
_OWN_WORDS = {"option": option_words, "termination": termination_words, "royalty": royalty_words}
"""Kinds whose keys make one sentence together."""
_NO_LIFE = frozenset({"option", "termination"})
"""Kinds whose sentence says when."""
_MAIN = ("principal", "members", "rate", "stake", "amount", "on", "tiers")
"""Keys that go on with the sentence; the others follow after a colon."""
_SIDE_KEYS = frozenset({"residual"})
_LONG = 240
_ONCE_PAID = frozenset({"payment", "milestone"})
_SILENT = frozenset(
    {
        *("kind", "title", "note", "source", "rank", "discount", "active", "from", "until", "beyond"),
        *("starts_on", "ends_on", "ends_on_all", "ends_not_before", "replaces", "takes_over"),
    },
)


_ENTRY = re.compile(r"(\d{4}(?:-\d\d-\d\d)?): ([^{}]*?)(?=, \d{4}(?:-\d\d-\d\d)?: |\}$)")
_TIER = re.compile(r"(?:share: ([^,}]+)|shares: \{([^}]*)\})((?:, \w+: [^,}]+)*)")
_TIER_END = re.compile(r"(until_\w+): ([^,}]+)")
_ENDS = {
    "until_paid": "{} was paid",
    "until_base": "{} was earned",
    "until_multiple": "{} of what was invested was paid",
    "until_hurdle": "a return of {} was paid",
    "until_catch_up": "{} of the profit was caught up",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A term in words.

    Attributes:
        term: its key in the file.
        title: its name in words.
        kind: its kind in words.
        says: what it makes whom do.
        runs: when it runs.
        keys: its keys, in the file's order.
        active: whether it is in force.
    """

    term: str
    title: str
    kind: str
    says: str
    runs: str
    keys: tuple[Trail, ...]
    active: bool = True


def clauses(trails: Sequence[Trail], names: Names, as_of: date) -> list[Clause]:
    """Read all terms of a deal.

    Args:
        trails: the deal's trails; those of kind `term` have paths such as `terms.access.until`.
        names: what the deal's keys are called.
        as_of: the day from which a term without a beginning runs.

    Returns:
        One clause per term, in the file's order.
    """
    terms: dict[str, list[Trail]] = {}
    for trail in trails:
        if trail.kind == "term" and trail.path.count(".") > 1:
            terms.setdefault(trail.path.split(".")[1], []).append(trail)
    return [_clause(term, keys, names, as_of) for term, keys in terms.items()]


def _clause(term: str, keys: list[Trail], names: Names, as_of: date) -> Clause:
    values = {trail.path.split(".", 2)[2]: trail.comes_to or trail.text for trail in keys}
    sides = _sides(values)
    roles = {"payer", "payee", "buyer", "seller", "grantor", "holder", "company", "lender", "borrower", "writer"}
    kind = values.get("kind", "term")
    active = values.get("active", "yes") not in {"no", "none"}
    if kind in _OWN_WORDS:
        says = _OWN_WORDS[kind](values, names)
        return Clause(term, names.line(term), spoken(kind), says, _runs(values, names, as_of), tuple(keys), active)
    told = {
        key: _once(text, values, names) if key == "on" and "amount" in values else _told(kind, key, text, names)
        for key, text in values.items()
        if key not in _SILENT and key not in roles and text not in {"", "no", "none"}
    }
    if kind == "milestone":
        _reached(told, values)
    if kind == "commitment":
        _of_period(told, values)
    if "tiers" in told and "on" in told:
        told["on"] = f"out {told['on']}:"
    if "tiers" in told and "residual" in told:
        share = names.resolved(values["residual_share"]) if told.pop("residual_share", "") else "all of it"
        told["residual"] = f"after that {share} to {names.said(values['residual'])}"
    if "principal" in told and "rate" in told:
        told["rate"] = f"at {told['rate']} a year"
    main = " ".join(told.pop(key) for key in _MAIN if key in told)
    rest = ", ".join(told.values())
    main += " a year" if values.get("kind") == "flow" and "amount" in values else ""
    main = main.replace("/year a year", " a year")
    pattern = sides[-1] if sides else "{main}"
    named = [names.said(values[role]) for role in sides[:-1]] if sides else []
    begun = " ".join(pattern.format(*named, main=main).split())
    begun = capital(begun) if begun.startswith(_NAMED) else begun
    says = (", " if main else ": ").join(part for part in (begun, rest) if part)
    return Clause(term, names.line(term), spoken(kind), says, _runs(values, names, as_of), tuple(keys), active)


def _once(text: str, values: Mapping[str, str], names: Names) -> str:
    """Say on which day or at which events an amount falls due."""
    return _ONCE.format(joined(names.moments(text), "or" if values.get("any") == "yes" else "and"))


def _reached(told: dict[str, str], values: Mapping[str, str]) -> None:
    """Say of a milestone what must be reached together with its tiers, and at the end of which period it falls due."""
    if "of" in told:
        told["tiers"] = " ".join(told.pop(key) for key in ("tiers", "of") if key in told)
    told.pop("period", None)
    period = values.get("period", values.get("within"))
    if period is not None and values.get("paid") == "end":
        later = told.pop("after", "").removeprefix("after ")
        when = f"{later} after the end" if later else "at the end"
        told["paid"] = f"due {when} of the {'half-year' if period == 'half' else period}"


def _of_period(told: dict[str, str], values: Mapping[str, str]) -> None:
    """Say of a commitment for which period its minimum is."""
    told.pop("period", None)
    period = values.get("period", "year")
    period = "half-year" if period == "half" else period
    if told.get("minimum", "").endswith(" a period"):
        told["minimum"] = f"{told['minimum'].removesuffix(' a period')} a {period}"
    elif period != "year":
        told["period"] = f"settled every {period}"
    if "paid" in told:
        told["paid"] = told["paid"].replace("the period", f"the {period}")


def _sides(values: Mapping[str, str]) -> tuple[str, ...] | None:
    """Choose the words for who stands on which side; the last of them says how, none where no side is named."""
    patterns = _BY_KIND.get(values.get("kind", ""), (*_SIDES, *_ONE_SIDE))
    return next((each for each in patterns if all(role in values for role in each[:-1])), None)


def _told(kind: str, key: str, text: str, names: Names) -> str:
    return parts_words(kind, key, text, names) or _detail(key, text, names)


def _detail(key: str, text: str, names: Names) -> str:
    """Say one key; a value too long for a sentence is left to the file."""
    name = spoken(key.replace(".", " "))
    if key == "tiers":
        return _tiers(text, names)
    if text == "yes":
        return name
    if text.startswith("{"):
        return _mapping(key, name, text, names)
    said = names.said(text) if key in _SIDE_KEYS else names.resolved(text)
    said = joined(names.moments(text), "or") if key == "exclusive_until" else said
    said = "half-year" if key == "period" and text == "half" else said
    if len(said) > _LONG:
        return f"{'an ' if key == 'amount' else ''}{name} as in the file"
    worded = _SPOKEN_KEYS[key].format(said) if key in _SPOKEN_KEYS else f"{name} {said}"
    return worded.replace("/year a year", " a year")


def _mapping(key: str, name: str, text: str, names: Names) -> str:
    """Say a key that holds several: amounts by date or year, or keys of its own."""
    if not _ENTRY.search(text):
        return f"{name} ({keys_words(text, names)})"
    said = _yearly(text, names) if key == "minimum" else _schedule(text, names)
    return said if key == "amount" else f"{name} {said}"


def _schedule(text: str, names: Names) -> str:
    """Say amounts by date or year, such as `8bn in 2025, 20bn in 2028`; many of them by their number alone.

    Example:
        >>> from dealwright.show.names import Names
        >>> _schedule("{2025: 8bn, 2028: 20bn}", Names({}))
        '8bn in 2025, 20bn in 2028'
        >>> _schedule("{2025-12-31: 2bn, 2026-12-31: 2bn, 2027-12-31: 2bn}", Names({}))
        '2bn on each of 3 dates from 31 December 2025 to 31 December 2027'
    """
    entries = [(when, names.resolved(amount.strip())) for when, amount in _ENTRY.findall(text)]
    dated = "-" in entries[0][0]
    first, last = (value_words(entries[place][0]) for place in (0, -1))
    count, what = len(entries), "dates" if dated else "years"
    if count > 1 and len({amount for _, amount in entries}) == 1:
        return f"{entries[0][1]} {'on' if dated else 'in'} each of {count} {what} from {first} to {last}"
    said = ", ".join(f"{amount} {'on' if dated else 'in'} {value_words(when)}" for when, amount in entries)
    return said if len(said) <= _LONG else f"amounts for {count} {what} from {first} to {last}, as in the file"


def _yearly(text: str, names: Names) -> str:
    """Say amounts a year that each hold until the next.

    Example:
        >>> from dealwright.show.names import Names
        >>> _yearly("{2025: 8bn, 2028: 20bn}", Names({}))
        '8bn a year from 2025, 20bn a year from 2028'
    """
    entries = [(value_words(when), names.resolved(amount.strip())) for when, amount in _ENTRY.findall(text)]
    said = ", ".join(f"{amount} a year from {when}" for when, amount in entries)
    return said if said and len(said) <= _LONG else "amounts by year, as in the file"


def _tiers(text: str, names: Names) -> str:
    """Say the tiers of a participation, such as `75% until 13bn was paid, then 49%`.

    Example:
        >>> from dealwright.show.names import Names
        >>> _tiers("[{share: 75%, until_paid: 13bn}, {share: 49%, until_base: a + b}]", Names({}))
        '75% until 13bn was paid, then 49% until a + b was earned'
    """
    said = []
    for share, shares, rest in _TIER.findall(text):
        parts = [part.split(":", 1) for part in shares.split(", ")] if shares else []
        who = joined([f"{names.resolved(part.strip())} to {names.said(name.strip())}" for name, part in parts], "and")
        ends = [_ENDS[key].format(names.resolved(amount.strip())) for key, amount in _TIER_END.findall(rest)]
        end = f" until {joined(ends, 'or')}" if ends else ""
        said.append((who or names.resolved(share.strip())) + end)
    return ", then ".join(said)


def _runs(values: Mapping[str, str], names: Names, as_of: date) -> str:
    """Say when a term runs: from and until which day, at which events it begins and ends, in whose place."""
    if values.get("kind") in _NO_LIFE:
        return ""
    events = _events(values, names)
    if values.get("kind") in _ONCE_PAID and not {"from", "until", "every", "of"} & values.keys():
        several = values.get("amount", "").startswith("{") or "stages" in values
        said = "on each date" if several else "once"
        return "; ".join([said, *events])
    start, end = (values.get(key, "") for key in ("from", "until"))
    begin = names.resolved(start) if start else value_words(as_of.isoformat())
    said = f"{begin} to {names.resolved(end)}" if end else f"from {begin}" if start else "with no end of its own"
    return "; ".join([said, *events])


def _events(values: Mapping[str, str], names: Names) -> list[str]:
    """Say at which events a term begins and ends, and which other it follows."""
    told = {key: _listed(values.get(key, "none"), names) for key in ("starts_on", "ends_on", "ends_on_all")}
    found = [f"begins on {joined(told['starts_on'], 'or')}"] if told["starts_on"] else []
    found += [f"ends on {joined(told['ends_on'], 'or')}"] if told["ends_on"] else []
    found += [f"ends once {joined(told['ends_on_all'], 'and')} have happened"] if told["ends_on_all"] else []
    if values.get("ends_not_before", "none") != "none":
        found.append(f"no event ends it before {names.resolved(values['ends_not_before'])}")
    if values.get("replaces", "none") != "none":
        over = " and goes on with what that one has done" if values.get("takes_over") == "yes" else ""
        found.append(f"in place of {names.line(values['replaces'])}{over}")
    return found


def _listed(text: str, names: Names) -> list[str]:
    return [] if text.strip("[] ") in {"", "none"} else names.moments(text)
