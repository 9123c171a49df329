"""Say what each key of securities is for: the words by which the model itself explains its attributes."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from dealwright.deal.measure import Measure
from dealwright.equity.declared import MADE
from dealwright.equity.exact import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_ATTRIBUTE = re.compile(r"^    (?P<name>\w+): (?P<words>.+?)(?=^    \w+: |\Z)", re.MULTILINE | re.DOTALL)
_SECTIONS = {
    "stakeholders": "Everybody who holds securities, by name.",
    "classes": "Classes of shares and units, by name, with the terms that they were created with.",
    "pools": "Shares set aside for rights to come, by name.",
    "convertibles": "SAFEs and convertible notes, by name, as they were issued.",
    "rights": "Options, warrants, restricted stock units and stock appreciation rights, by name, as they were granted.",
    "events": "What happened, in the order of days; the list only ever grows.",
    "rounds": "Priced rounds to be worked out, made or planned, by name.",
    "ipo": "An IPO to be worked out.",
    "exit": "What an exit pays before the holders, and what it does to rights.",
    "financings": "Rounds as the record tells them, by name.",
    "headlines": "Totals raised that somebody published, by name.",
    "sources": "What each source is, by name, for people to read.",
    "valuations": "Appraisals, by name.",
    "rounding": "How prices and shares are rounded; nothing is rounded unless it says so.",
    "extras": "What a foreign format said that has no word here.",
}
_OTHERS = {
    "CapTableFile.captable": "Version of the language of cap tables: 1.",
    "CapTableFile.company": "Name of the company that issued all this.",
    "CapTableFile.currency": "Code of the one currency of all its money, such as `USD`.",
    "CapTableFile.as_of": "Day for which the table is shown unless another is asked for.",
    "Securities.file": "A cap table file, or a folder or zip of the Open Cap Format, in the deal's folder.",
    "Securities.holders": "Which party or company each stakeholder is, where it does not bear its name.",
    "Securities.others": "Party that stands for all further stakeholders.",
    "Stakeholder.party": "Party or company of the deal that it is, if that does not bear its name.",
    "NewClass.id": "Name of the class, where it is not the round's.",
    "PricedRound.if": "Whether the round comes at all: a scenario without it says `no`. Without this key: `yes`.",
    "PricedRound.new_class": "A class of `classes`, or the terms of a new one; else that of the round's name.",
    "ForeignWords.of": "Name of what it belongs to.",
    "ForeignWords.content": "What was said, as JSON.",
    "PoolAdjustmentEvent.pool": "Pool.",
    "PoolAdjustmentEvent.reserved": "Shares set aside in all from now on.",
    "AuthorisedAdjustmentEvent.of": "Class.",
    "AuthorisedAdjustmentEvent.authorised": "Most shares that may be issued from now on; without it, no limit.",
    "Appraisal.of": "Class.",
    "Appraisal.on": "Day of the appraisal.",
    "Appraisal.price": "Money per share.",
    "Appraisal.provider": "Who made it.",
    "Instalment.on": "Day on which it vests.",
    "Instalment.share": "Part of the grant.",
    "Right.vests_with": "How it vests with what terms and drivers do, path by path, in place of `vesting`.",
    "VestsWith.share": "The part that has vested by the exit: `cumulative(terms.cloud.due) / 600m`.",
    "VestsWith.tranches": "Parts that vest one by one, each once its condition is true.",
    "EarnedTranche.share": "Part of the grant.",
    "EarnedTranche.when": "The condition, such as `cumulative(terms.cloud.due) >= 50m`, true once.",
    "ShareClass.par": "Par value of a share. Without it: none.",
    "NewClass.par": "Par value of a share. Without it: none.",
    **{
        f"Capitalization.{key}": words
        for key, words in {
            "outstanding_shares": "Whether issued shares count, preferred ones as converted.",
            "outstanding_options": "Whether options and warrants granted count.",
            "unissued_options": "Whether what is left of the pools counts.",
            "this_security": "Whether what this convertible converts into counts.",
            "other_converting": "Whether what all other convertibles convert into counts.",
            "topup_for_promised": "Whether a pool's increase for promised grants counts.",
            "additional_topup": "Whether all further increase of a pool in the round counts.",
            "new_money": "Whether the round's new shares count.",
        }.items()
    },
}


def security_help() -> dict[str, str]:
    """Return a sentence for each key of each declared shape of securities, by `Shape.key`."""
    help_: dict[str, str] = {}
    for shape, kind in MADE.items():
        for ancestor in reversed(kind.__mro__):
            help_ |= {f"{shape.__name__}.{name}": words for name, words in _attributes(ancestor.__doc__ or "")}
    for shape_name in ("Issued", "Securities", "CapTableFile"):
        help_ |= {f"{shape_name}.{section}": words for section, words in _SECTIONS.items()}
    return {**help_, **_OTHERS}


def _attributes(doc: str) -> Iterator[tuple[str, str]]:
    """Yield what a docstring says of each attribute, as a sentence."""
    _, _, listed = doc.partition("Attributes:\n")
    for found in _ATTRIBUTE.finditer(re.sub(r"^ {4}(?= )", "", listed, flags=re.MULTILINE)):
        words = re.sub(r"(;|,) (or|and)$", "", " ".join(found["words"].split())).rstrip(";,.")
        words = f"{words[0].upper()}{words[1:]}."
        yield found["name"], re.sub(r"[;.] None: ([^;]*)$", r". Without it: \1", words)


def security_defaults() -> dict[str, str]:
    """Return what counts where a key of securities is left out, as it would be written, by `Shape.key`.

    It is what the model itself takes; keys whose absence is no value say in their sentence what it means.
    """
    return {
        f"{shape.__name__}.{field.name}": written
        for shape, kind in MADE.items()
        for field in dataclasses.fields(kind)
        if field.name in shape.model_fields and (written := _written(field.default, shape.model_fields[field.name]))
    }


def _written(value: object, declared: FieldInfo) -> str:
    """Write a default as a file would have it; nothing for one that is no value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if not isinstance(value, Fraction):
        return ""
    unit = next((note.unit for note in _notes(declared) if isinstance(note, Measure)), "")
    return {"multiple": f"{spoken(value)}x", "share": f"{spoken(value * 100)}%", "rate": f"{spoken(value * 100)}%"}.get(
        unit, spoken(value)
    )


def _notes(declared: FieldInfo) -> Iterator[object]:
    """Yield what the declaration of a key notes of its value."""
    yield from declared.metadata
    for branch in get_args(declared.annotation):
        yield from getattr(branch, "__metadata__", ())
