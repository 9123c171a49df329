"""Say of every key of a kind of term whether it must be there, what may stand there, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from dealwright.deal.measure import Refers
from dealwright.ground.speech import joined
from dealwright.lang.schema import shapes, told
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.lang.schema import Json

_DEFINED = "#/$defs/"
_SECTIONS = {
    "parties": "a party",
    "companies": "a company",
    "events": "an event",
    "sources": "a source",
    "terms": "a term",
    "scenarios": "a scenario",
    "drivers": "a driver",
    "facts": "a fact",
}
_HELD = {
    "Venture.members": "Members, each with its share, such as `{ada: 60%, bruno: 40%}`",
    "Venture.own_contributions": "Members, each with a schedule, such as `{ada: {2025: 5m USD}}`",
    "Venture.takes": "Members, each with a share, such as `{ada: 50%, bruno: 30%}`",
    "VentureCall.unmet_by": "A member, or a list of them",
    "Licence.parts": "Names, each with keys of its own, such as `{oncology: {worth: 5m USD/year}}`",
    "Option.switches": "Paths, each with a value, such as `{terms.access.until: 2035-12-31}`",
    "Option.appraisals": "A list of two amounts of money",
    "Termination.when": "A condition, such as `sales < 10m USD/year`",
    "Termination.on": "An event or a date, or a list of them",
    "FirstRefusal.on": "An event, or a list of them",
    "Milestone.when": "A condition, such as `sales >= 10m USD/year`, or a list of them",
    "Royalty.advance": "`{amount: ..., on: ...}`, or a list of such payments",
    "ParticipationTier.shares": "Parties, each with its share, such as `{ada: 60%, bruno: 20%}`",
    "ParticipationTier.of": "A party",
    "Opening.paid_to": "Parties, each with an amount, such as `{bruno: 2m USD}`",
    "exclusive_until": "A date or an event, or a list of them",
    "year_starts": "A month and a day, such as `10-01`",
    "calendar": "A country's code or a market, such as `TARGET`, or a list of them",
    "currency": "A currency's code, such as `EUR`",
    "if": "A condition, such as `sales >= 10m USD/year`",
}
"""What stands in keys whose form alone does not tell."""


@dataclass(frozen=True, slots=True)
class KeyWords:
    """What there is to say of one key.

    Attributes:
        key: The key; one inside another has both, as in `opening.paid`.
        must: Whether it must be there.
        holds: What may stand there.
        otherwise: What counts where it is left out; empty where nothing does.
        says: What it is for.
        own: Whether the kind has it beside the keys that all kinds share.
    """

    key: str
    must: bool
    holds: str
    otherwise: str
    says: str
    own: bool

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


def meaning(kind: type[Term]) -> str:
    """Return what a kind of term is in a sentence.

    Example:
        >>> from dealwright.terms import KINDS
        >>> meaning(KINDS["milestone"])
        'Money paid once, on the day an event happens or a threshold is first passed.'
    """
    return " ".join((kind.__doc__ or "").strip().split("\n\n")[0].split())


def term_keys(kind: type[Term]) -> tuple[KeyWords, ...]:
    """List the keys of a kind of term: its own in the order of its declaration, then those that all kinds share.

    Args:
        kind: The kind.

    Returns:
        The keys that change something in the kind, `kind` itself left out; keys inside others follow them.
    """
    shared = {field.alias or name for name, field in Term.model_fields.items()}
    return tuple(sorted(_keys(kind, shared), key=lambda each: not each.own))


@cache
def _shapes() -> Mapping[str, Json]:
    """Return the schema of every shape, made once for all kinds; nobody changes it."""
    return shapes()


def _keys(kind: type[Term], shared: set[str]) -> Iterator[KeyWords]:
    """Go through the keys of a kind, each followed by those inside it."""
    parts = _shapes()
    part = parts[kind.__name__]
    names = {field.alias or name: refers for name, field in kind.model_fields.items() if (refers := _refers(field))}
    for key, value in part["properties"].items():
        if key == "kind" or value.get("deprecated"):
            continue
        own, inner = key not in shared, _inside(value).removeprefix(_DEFINED)
        said = _said(kind.__name__, part, key, own=own)
        named = key in names and f"{kind.__name__}.{key}" not in _HELD
        yield replace(said, holds=_named(names[key], said.holds)) if named else said
        for each in parts[inner]["properties"] if inner else ():
            if key != "opening" or each in kind.OPENING:
                yield replace(_said(inner, parts[inner], each, own=own), key=f"{key}.{each}")


def _said(shape: str, part: Json, key: str, *, own: bool) -> KeyWords:
    about, value = told(shape, part, key), part["properties"][key]
    allowed = ", ".join(f"`{word}`" for word in value.get("enum", ()))
    holds = _HELD.get(f"{shape}.{key}") or _HELD.get(key) or about.measured or allowed or _plain(value)
    return KeyWords(key, key in part.get("required", []), holds, about.absent.rstrip("."), about.words, own)


def _plain(value: Mapping[str, Any]) -> str:
    """Say what stands in a key that measures nothing and names nothing."""
    if _inside(value):
        return "A list, each with keys of its own" if value.get("type") == "array" else "Keys of its own"
    if value.get("type") == "array":
        return "A list"
    return "Text, or a list" if any(branch.get("type") == "array" for branch in value.get("anyOf", ())) else "Text"


def _inside(value: Mapping[str, Any]) -> str:
    """Return the reference to the shape that a key holds, alone or in a list."""
    return str(value.get("$ref") or value.get("items", {}).get("$ref", ""))


def _named(sections: tuple[str, ...], holds: str) -> str:
    """Say what is named, such as `A party or a company`."""
    one = joined([_SECTIONS.get(each, each) for each in sections], "or")
    if holds == "A list":
        return f"A list, each {one}"
    return f"{one[:1].upper()}{one[1:]}{', or a list of them' if 'list' in holds else ''}"


def _refers(declared: object) -> tuple[str, ...]:
    """Return the sections that a declared key's names may come from; none if it names nothing."""
    marks = (*getattr(declared, "metadata", ()), *getattr(declared, "__metadata__", ()))
    own = [each.sections for each in marks if isinstance(each, Refers)]
    inner = (getattr(declared, attribute, None) for attribute in ("annotation", "__origin__"))
    inside = [*(each for each in inner if each is not None), *getattr(declared, "__args__", ())]
    return next(filter(None, [*own, *(_refers(each) for each in inside)]), ())
