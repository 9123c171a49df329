"""Follows every number of a deal back to where it comes from: fact or assumption, source, place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel

from dealwright.deal.expression import Name, Quantity, show
from dealwright.deal.securities import Securities
from dealwright.engine.expressions import expressions, names_used
from dealwright.engine.trail import Trail, TrailReading, TrailSource

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.deal.source import Fact, Reading
    from dealwright.engine.trail import TrailKind
    from dealwright.lang.load import Loaded

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?![\w.(:])")
_SHARES = frozenset({"stake", "rate"})
"""Keys of terms whose share a reader wants to see, and not only what it is made of."""
SECTIONS: dict[str, TrailKind] = {"parties": "party", "drivers": "driver", "companies": "company", "terms": "term"}


def trails(loaded: Loaded) -> tuple[Trail, ...]:
    """Follow every fact, assumption and declared value of a deal.

    Args:
        loaded: The deal, checked.

    Returns:
        One trail per fact and per key with a value, in the file's order.
    """
    deal = loaded.sound
    out = [_fact(loaded, deal, name, fact) for name, fact in deal.facts.items()]
    for section, kind in SECTIONS.items():
        for name, shape in getattr(deal, section).items():
            out.extend(_keys(loaded, deal, f"{section}.{name}", kind, shape))
    for name in deal.scenarios:
        out.extend(_scenario(loaded, deal, name))
    out.extend(_whole(loaded, deal))
    return tuple(out)


def _whole(loaded: Loaded, deal: Deal) -> list[Trail]:
    """Follow what belongs to the deal as a whole: its rate without risk, what moves together, exchange rates."""
    values = {"risk_free": deal.risk_free} | {
        f"{section}.{name}": value
        for section in ("correlations", "exchange_rates")
        for name, value in getattr(deal, section).items()
    }
    return [_value(loaded, deal, path, "deal", value) for path, value in values.items()]


def _scenario(loaded: Loaded, deal: Deal, name: str) -> list[Trail]:
    """Follow what a scenario lays over the deal."""
    out = []
    for path in deal.scenarios[name].overrides:
        stands = [f"scenarios.{name}.set.{path}", f"scenarios.{name}.{path}"]
        where = next((each for each in stands if loaded.place_of(each) is not None), stands[0])
        text = _short(loaded.text_at(where))
        file, line, column = _place(loaded, where)
        uses = _named(deal, text)
        out.append(Trail(f"scenarios.{name}.{path}", "scenario", text, uses=uses, file=file, line=line, column=column))
    return out


def _fact(loaded: Loaded, deal: Deal, name: str, fact: Fact) -> Trail:
    path = f"facts.{name}"
    file, line, column = _place(loaded, path)
    return Trail(
        path=path,
        kind="fact" if fact.source is not None or fact.readings is not None else "assumption",
        text=_written(loaded, f"{path}.is", fact.is_),
        status=fact.status or ("reported" if fact.source is not None else "assumed"),
        title=fact.title or "",
        reason=fact.reason or "",
        sources=_sources(deal, fact.source),
        confidence=fact.confidence or "",
        find=fact.find or "",
        note=fact.note or "",
        readings=tuple(_reading(loaded, deal, path, i, reading) for i, reading in enumerate(fact.readings or ())),
        expression=_expression(fact.is_),
        uses=tuple(dict.fromkeys((*_uses(deal, fact.is_), *_reading_uses(loaded, deal, path, fact)))),
        file=file, line=line, column=column,
    )  # fmt: skip


def _reading_uses(loaded: Loaded, deal: Deal, path: str, fact: Fact) -> list[str]:
    """Name what the readings of a fact use: in their values, and in the clauses they word anew."""
    found: list[str] = []
    for index, reading in enumerate(fact.readings or ()):
        found += _uses(deal, reading.is_)
        for where in reading.overlay or {}:
            found += _named(deal, loaded.text_at(f"{path}.readings.{index}.overlay.{where}") or "")
    return found


def _reading(loaded: Loaded, deal: Deal, path: str, index: int, reading: Reading) -> TrailReading:
    text = _written(loaded, f"{path}.readings.{index}.is", reading.is_)
    if reading.overlay is not None:
        text = "; ".join(
            f"{where}: {_short(loaded.text_at(f'{path}.readings.{index}.overlay.{where}'))}"
            for where in reading.overlay
        )
    return TrailReading(
        text,
        show(reading.weight),
        reading.title or "",
        _sources(deal, reading.source),
        reading.find or "",
        reading.note or "",
        _place(loaded, f"{path}.readings.{index}")[1],
    )


def _short(text: str | None) -> str:
    return text if text is not None else "another wording"


def _keys(loaded: Loaded, deal: Deal, path: str, kind: TrailKind, shape: object) -> list[Trail]:
    out = []
    for key, field in type(shape).model_fields.items():  # type: ignore[attr-defined]
        value = getattr(shape, key)
        if value is None or not list(expressions(value)):
            continue
        where = f"{path}.{field.alias or key}"
        if isinstance(value, Securities):
            out.extend(_issued(loaded, deal, where, kind, value))
            continue
        file, line, column = _place(loaded, where)
        used = tuple(dict.fromkeys(use for each in expressions(value) for use in _uses(deal, each)))
        text = loaded.text_at(where) or "; ".join(show(each) for each in expressions(value))
        trail = Trail(
            path=where,
            kind=kind,
            text=text,
            sources=_sources(deal, getattr(shape, "source", None)),
            note=getattr(shape, "note", None) or "",
            title=getattr(shape, "title", None) or "",
            expression=_expression(value) if not isinstance(value, dict | list) else "",
            comes_to=_comes_to(loaded, value) if key in _SHARES else "",
            uses=used,
            file=file,
            line=line,
            column=column,
        )
        out.append(trail)
    return out


def _issued(loaded: Loaded, deal: Deal, path: str, kind: TrailKind, shape: BaseModel) -> list[Trail]:
    """Follow the values of a company's securities, each by itself; what happened is told as one."""
    found = []
    for key, field in type(shape).model_fields.items():
        value, where = getattr(shape, key), f"{path}.{field.alias or key}"
        if isinstance(value, BaseModel):
            found += _issued(loaded, deal, where, kind, value)
        elif isinstance(value, dict):
            for name, inside in value.items():
                inner = f"{where}.{name}"
                if isinstance(inside, BaseModel):
                    found += _issued(loaded, deal, inner, kind, inside)
                elif list(expressions(inside)):
                    found.append(_value(loaded, deal, inner, kind, inside))
        elif list(expressions(value)):
            found.append(_value(loaded, deal, where, kind, value))
    return found


def _value(loaded: Loaded, deal: Deal, where: str, kind: TrailKind, value: object) -> Trail:
    """Follow one value, or a list of what happened."""
    file, line, column = _place(loaded, where)
    every = list(expressions(value))
    return Trail(
        path=where,
        kind=kind,
        text=loaded.text_at(where) or "; ".join(show(each) for each in every),
        expression=_expression(every[0]) if len(every) == 1 and not isinstance(value, list) else "",
        uses=tuple(dict.fromkeys(use for each in every for use in _uses(deal, each))),
        file=file,
        line=line,
        column=column,
    )


def _comes_to(loaded: Loaded, value: Expression) -> str:
    """Say what share an expression of certain facts comes to."""
    if isinstance(value, Name | Quantity) or loaded.draft is None:
        return ""
    share = loaded.draft.constants.number(value)
    return "" if share is None else f"{100 * share:.3g}%"


def _place(loaded: Loaded, path: str) -> tuple[str, int, int]:
    place = loaded.place_of(path)
    return ("", 0, 0) if place is None else (place.file, place.line, place.column)


def _written(loaded: Loaded, path: str, value: Expression | None) -> str:
    return "" if value is None else loaded.text_at(path) or show(value)


def _expression(value: Expression | None) -> str:
    return "" if value is None or hasattr(value, "value") else show(value)


def _uses(deal: Deal, value: Expression | None) -> tuple[str, ...]:
    if value is None:
        return ()
    used = names_used(value)
    facts = tuple(f"facts.{name}" for name in deal.facts if name in used)
    return facts + tuple(f"drivers.{name}" for name in deal.drivers if name in used)


def _named(deal: Deal, text: str) -> tuple[str, ...]:
    """Name the facts and drivers that a text of the file uses, where it is kept as written."""
    used = set(_NAME.findall(re.sub(r'"[^"]*"', "", text)))
    facts = tuple(f"facts.{name}" for name in deal.facts if name in used)
    return facts + tuple(f"drivers.{name}" for name in deal.drivers if name in used)


def _sources(deal: Deal, named: str | list[str] | None) -> tuple[TrailSource, ...]:
    names = [named] if isinstance(named, str) else named or []
    return tuple(_source(deal, name) for name in names if name in deal.sources)


def _source(deal: Deal, name: str) -> TrailSource:
    source = deal.sources[name]
    date = "" if source.date is None else show(source.date)
    return TrailSource(name, source.publisher or "", source.title or "", date, source.grade or "", source.url or "")
