"""Say the deal's own keys, paths and values as a reader would: by the titles and names that the file gives."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.number import MINUS
from dealwright.show.words import LINES, capital, path_words, spoken, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.result import Valuation
    from dealwright.engine.trail import Trail

LONG_NAME = 26
"""A longer name is said in full only where it heads something."""

_NAME = re.compile(r"\bterms\.(\w+)\.(\w+)|(?<![\d_])[A-Za-z_][A-Za-z0-9_]*|(?<=\d)[A-Za-z][A-Za-z0-9_]*")
_LAID = re.compile(r"(terms\.\w+|facts\.\w+\.readings\.\d+)\.(?:switches|overlay)\.(.+)")
_READING = re.compile(r"(facts\.\w+)\.readings\.(\d+)")
_ARTICLE = re.compile(r"(?:The|An?) \w")
_WORDS = re.compile(r"[A-Za-z0-9]+")
_MOST_TITLE = 60
_SWITCHES = ("active", "if")
_LONG_VALUE = 60


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a deal are called.

    Attributes:
        parties: each party's name in words.
        shorts: its shorter name, where the file gives one.
        companies: each company's name in words.
        titles: titles of terms, drivers and facts by path, such as `terms.access`.
        literals: what each fact says, where it says one plain value.
    """

    parties: Mapping[str, str]
    shorts: Mapping[str, str] = field(default_factory=dict)
    companies: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)

    def party(self, key: str) -> str:
        """Name a party or company in full."""
        return self.parties.get(key) or self.companies.get(key) or spoken(key)

    def opening(self, key: str) -> str:
        """Name a party or company where a sentence or a cell begins: by its shorter name if the full one is long."""
        full = self.party(key)
        return self.shorts.get(key, full) if len(full) > LONG_NAME else full

    def said(self, key: str) -> str:
        """Name a party or company inside a sentence, where its article, if its name begins with one, is small.

        Example:
            >>> names = Names({"club": "The Harbour Club", "thelma": "Thelma"})
            >>> names.said("club"), names.opening("club"), names.said("thelma")
            ('the Harbour Club', 'The Harbour Club', 'Thelma')
        """
        return within(self.opening(key))

    def short(self, key: str) -> str:
        """Name a party or company where there is little room."""
        return self.shorts.get(key) or self.party(key)

    def proper(self, text: str) -> str:
        """Write the names of parties and companies inside a text as they are written.

        Example:
            >>> Names({"mgx": "MGX"}).proper("stargate mgx")
            'stargate MGX'
        """
        every = {**self.companies, **self.parties}
        known = {key: first for key, name in every.items() if (first := name.partition(" ")[0]).lower() == key}
        return _WORDS.sub(lambda found: known.get(found.group(), found.group()), text)

    def line(self, key: str) -> str:
        """Name a line of a worth: a term by its title, or by its key in words."""
        title = self.titles.get(f"terms.{key}", "")
        return title or LINES.get(key) or self.proper(spoken(key))

    def driver(self, key: str) -> str:
        """Name a driver by its title, or by its key in words."""
        return self.titles.get(f"drivers.{key}") or capital(self.proper(spoken(key)))

    def moments(self, text: str) -> list[str]:
        """Say days and events that stand alone or in a list: an event by its title between quotes, if it has one.

        Example:
            >>> Names({}, titles={"drivers.approved": "The drug is approved"}).moments("[approved, trial_ends]")
            ['“The drug is approved”', 'trial ends']
        """
        keys = [text] if "(" in text else [each.strip() for each in text.strip("[]").split(",")]
        return [self._moment(key) for key in keys]

    def _moment(self, key: str) -> str:
        title = self.titles.get(f"drivers.{key}") or self.titles.get(f"terms.{key}")
        if title:
            return f"“{title}”"
        event = key.isidentifier() and key not in self.literals
        return self.proper(spoken(key) if event else self.resolved(key))

    def path(self, path: str) -> str:
        """Name a path of the deal: its title, or the title of what it belongs to and its keys, or its keys alone.

        Example:
            >>> Names({}).path("terms.access.until"), Names({}).path("facts.opening.readings.0")
            ('access until', 'opening, reading 1')
            >>> Names({}).path("facts.opening.readings.0.overlay.terms.access.until")
            'opening, reading 1: access until'
        """
        if path in self.titles:
            return self.titles[path]
        if laid := _LAID.fullmatch(path):  # what an option or a reading lays over the deal
            return f"{self.path(laid[1])}: {self.path(laid[2])}"
        if reading := _READING.match(path):
            return f"{self.path(reading[1])}, reading {int(reading[2]) + 1}"
        whole, _, key = path.rpartition(".")
        if key in _SWITCHES or (key == "is" and whole.startswith(("facts.", "drivers."))):
            return self.path(whole)
        return self.proper(path_words(path))

    def _quoted(self, path: str) -> str:
        """Name a path inside a sentence: a title, which may be a sentence of its own, between quotes."""
        name = self.path(path)
        return f"“{name}”" if name in self.titles.values() else name

    def cell(self, path: str, value: str) -> str:
        """Write a value of a package in a table.

        Example:
            >>> Names({}).cell("terms.access.ends_on", "none"), Names({}).cell("terms.access.until", "2034-12-31")
            ('no event', '31 December 2034')
        """
        if path.endswith(".ends_on"):
            return "no event" if value == "none" else self.proper(spoken(value))
        return self.resolved(value)

    def change(self, path: str, value: str) -> str:
        """Say one change of a package, such as a rate, a date or a switch.

        Example:
            >>> names = Names({})
            >>> names.change("terms.compute.take_or_pay", "no"), names.change("terms.first_refusal.active", "yes")
            ('no compute take or pay', 'first refusal')
            >>> names.change("terms.access.ends_on", "none"), names.change("terms.revenue_share.rate", "12%")
            ('access ends on no event', 'revenue share rate 12%')
            >>> Names({}, titles={"terms.put": "The put option"}).change("terms.put.active", "no")
            'no “The put option”'
        """
        name = self._quoted(path)
        if path.endswith(".ends_on"):
            return f"{name} {self.cell(path, value)}"
        if value in {"no", "none"}:
            return f"no {name}"
        if value == "yes":
            return name
        said = self.resolved(value)
        return f"{name} {said}" if len(said) <= _LONG_VALUE else f"{name} as the scenario has it"

    def package(self, package: Mapping[str, str]) -> str:
        """Say a whole package in one line.

        Example:
            >>> Names({}).package({"terms.share.rate": "12%", "terms.stake.stake": "35%"})
            'share rate 12%, stake 35%'
        """
        said = ", ".join(self.change(path, value) for path, value in package.items())
        return said or "the contract as it stands"

    def resolved(self, text: str) -> str:
        """Write a value with the facts it names in place of their keys, and the keys of the rest as words.

        Example:
            >>> names = Names({}, literals={"plan": "10%"})
            >>> names.resolved("plan"), names.resolved("2030-12-31"), names.resolved("rest_of_it - plan")
            ('10%', '31 December 2030', 'rest of it − 10%')
        """
        if text in self.literals:
            return value_words(self.literals[text])
        plain = {name: value for name, value in self.literals.items() if " " not in value}
        found = _NAME.sub(
            lambda name: (
                f"{spoken(name[2])} under {spoken(name[1])}"
                if name[1]
                else plain.get(name.group(), name.group().replace("_", " "))
            ),
            text,
        )
        return value_words(found.replace(" * ", " × ").replace(" - ", f" {MINUS} "))


def within(name: str) -> str:
    """Write a name as it reads inside a sentence: an article with which it begins is small."""
    return name[:1].lower() + name[1:] if _ARTICLE.match(name) else name


def names_of(valuation: Valuation, trails: Sequence[Trail] = ()) -> Names:
    """Collect what the keys of a deal are called.

    Args:
        valuation: the results, with the parties' and companies' names.
        trails: the deal's trails, with the titles of terms, drivers and facts.
    """
    companies = {
        key: isolated(_own(key, company.name))
        for scenario in valuation.scenarios.values()
        for key, company in scenario.companies.items()
    }
    return Names(
        parties={key: isolated(_own(key, card.name)) for key, card in valuation.parties.items()},
        shorts={key: isolated(card.short) for key, card in valuation.parties.items() if card.short},
        companies=companies,
        titles={**valuation.titles, **_titles(trails)},
        literals={trail.path.partition(".")[2]: trail.text for trail in trails if _is_literal(trail)},
    )


def names_of_deal(deal: Deal, trails: Sequence[Trail] = ()) -> Names:
    """Collect what the keys of a deal are called, without valuing it.

    Args:
        deal: the deal.
        trails: its trails, with the titles of terms, drivers and facts.
    """
    return Names(
        parties={key: isolated(_own(key, party.name or key)) for key, party in deal.parties.items()},
        shorts={key: isolated(party.short) for key, party in deal.parties.items() if party.short},
        companies={key: isolated(_own(key, company.name or key)) for key, company in deal.companies.items()},
        titles={**{f"terms.{key}": term.title for key, term in deal.terms.items() if term.title}, **_titles(trails)},
        literals={trail.path.partition(".")[2]: trail.text for trail in trails if _is_literal(trail)},
    )


def _own(key: str, name: str) -> str:
    """Return a name; a key that stands for one is written like a name."""
    return capital(spoken(key)) if name == key else name


def isolated(name: str) -> str:
    """Keep a name that is written from right to left from turning the words and figures around it.

    Example:
        >>> isolated("Borealis"), len(isolated(chr(0x5D1) * 3))
        ('Borealis', 5)
    """
    turns = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if turns else name


def _titles(trails: Sequence[Trail]) -> dict[str, str]:
    """Collect titles: a fact's own; of a driver or term, the one that each of its keys carries."""
    titles: dict[str, str] = {}
    for trail in trails:
        whole = trail.path if trail.kind in {"fact", "assumption"} else ".".join(trail.path.split(".")[:2])
        if trail.title and len(trail.title) <= _MOST_TITLE:
            titles.setdefault(whole, isolated(trail.title))
    return titles


def _is_literal(trail: Trail) -> bool:
    return trail.kind in {"fact", "assumption"} and not trail.readings and not trail.uses and bool(trail.text)
