"""List the terms of a deal: who owes whom what, for how long, and which term acts on which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_origin

from pydantic import BaseModel

from dealwright.engine.expressions import references, terms_used
from dealwright.engine.trails import trails
from dealwright.show.clauses import clauses
from dealwright.show.contract_keys import contract_keys
from dealwright.show.names import names_of_deal
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term

_NO_NAMES = frozenset({"kind", "title", "note", "source"})


@dataclass(frozen=True, slots=True)
class TermInWords:
    """One term of a deal.

    Attributes:
        term: its key in the file.
        title: its name in words.
        kind: its kind.
        sides: who stands on which side, by the key that names them.
        says: what it makes whom do.
        runs: when it runs.
        acts: what it takes from other terms or does to them, by its key that names them.
        acted: terms that take something from it or act on it.
        active: whether it is in force.
    """

    term: str
    title: str
    kind: str
    sides: dict[str, str]
    says: str
    runs: str
    acts: dict[str, tuple[str, ...]]
    acted: tuple[str, ...]
    active: bool

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "term": self.term,
            "title": self.title,
            "kind": self.kind,
            "sides": self.sides,
            "says": self.says,
            "runs": self.runs,
            "acts": {key: list(others) for key, others in self.acts.items()},
            "acted_on_by": list(self.acted),
            "active": self.active,
        }

    @property
    def dealings(self) -> str:
        """Say which terms it acts on, and which act on it."""
        said = [f"{spoken(key)}: {', '.join(others)}" for key, others in self.acts.items()]
        return "; ".join([*said, *([f"named by {', '.join(self.acted)}"] if self.acted else [])])


def contract(loaded: Loaded) -> list[TermInWords]:
    """Read all terms of a deal.

    Args:
        loaded: the deal, checked.

    Returns:
        Its terms, in the file's order.
    """
    deal = loaded.sound
    every = (*trails(loaded), *contract_keys(loaded))
    acting = {name: acts(name, deal) for name in deal.terms}
    found = []
    for clause in clauses(every, names_of_deal(deal, every), deal.dates[0]):
        term = deal.terms[clause.term]
        by = tuple(
            name for name, others in acting.items() if name != clause.term and clause.term in _flat(others.values())
        )
        sides = {role: side for role in term.ROLES if (side := getattr(term, role)) is not None}
        words = (clause.title, term.kind, sides, clause.says, clause.runs)
        found.append(TermInWords(clause.term, *words, acting[clause.term], by, clause.active))
    return sorted(found, key=lambda each: list(deal.terms).index(each.term))


def acts(name: str, deal: Deal) -> dict[str, tuple[str, ...]]:
    """Find which other terms a term names: in its expressions, by a plain name, or by a path that it changes.

    Args:
        name: the term.
        deal: its deal.

    Returns:
        Other terms by the key that names them.
    """
    term = deal.terms[name]
    hidden = {*_NO_NAMES, *type(term).ROLES}
    found = {
        field.alias or key: tuple(other for other in deal.terms if other != name and other in _named(term, key, deal))
        for key, field in type(term).model_fields.items()
        if key not in hidden and get_origin(field.annotation) is not Literal
    }
    return {key: others for key, others in found.items() if others}


def _named(term: Term, key: str, deal: Deal) -> set[str]:
    """Return the names by which a key may mean terms."""
    value = getattr(term, key)
    plain = {each for each in references(value) if each not in deal.drivers}
    return set(terms_used(value)) | plain | {path.split(".")[1] for path in _paths(value) if path.startswith("terms.")}


def _paths(value: object) -> Iterable[str]:
    """Return the paths that a key lays values over."""
    if isinstance(value, BaseModel):
        return _flat(_paths(getattr(value, name)) for name in type(value).model_fields)
    return [str(key) for key in value] if isinstance(value, dict) else []


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [each for group in groups for each in group]
