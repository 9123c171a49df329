"""Turn the file's own names and values into words: paths, packages, lists, scenarios."""

from __future__ import annotations

import re
from datetime import date

from dealwright.show import number

IN_FORCE = "in_force"
SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}
"""What the field calls its solutions."""
LINES = {
    "exit": "business at exit",
    "limited_liability": "limited liability",
    "waterfall": "waterfall",
    "rounds": "later rounds",
}
"""Lines of a worth that are no term."""
_SERIES = re.compile(r"\bseries ([a-h])\b")
_PRE = re.compile(r"\b(pre|post) money\b")
_KEEP_UPPER = re.compile(r"\b(agi|ipo|api|rofr|gpu|us|eu|uk|ai|llc|nda)\b")
_SECTIONS = frozenset({"terms", "drivers", "facts", "companies", "parties", "scenarios"})
_WHOLE = {"risk_free": "risk-free rate", "correlations": "correlation of", "exchange_rates": "exchange rate of"}
"""What belongs to the deal as a whole, in words."""
_SHELVES = frozenset({"classes", "rounds", "convertibles", "rights", "pools", "new_class"})
"""Sections of a company's securities, which a name does not need."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1900, 2200)
"""A number of these in a path is a calendar year of a schedule, and no place in a list."""
_GROUPED = re.compile(r"(?<=\d)_(?=\d{3}(?!\d))")
_SIGNED = re.compile(r"(?<![\w.])-(?=\d)")


def spoken(key: str) -> str:
    """Read a key of the file as words.

    Example:
        >>> spoken("revenue_share"), spoken("ipo_if_signed"), spoken("series_a"), spoken("pre_money")
        ('revenue share', 'IPO if signed', 'Series A', 'pre-money')
    """
    words = _PRE.sub(r"\1-money", _SERIES.sub(lambda found: f"Series {found[1].upper()}", key.replace("_", " ")))
    return _KEEP_UPPER.sub(lambda found: found.group().upper(), words)


def capital(text: str) -> str:
    """Return the text with its first letter raised.

    Example:
        >>> capital("access until 2034")
        'Access until 2034'
    """
    return text[:1].upper() + text[1:]


def inside(title: str) -> str:
    """Return a title as it reads inside a sentence: its first letter small, unless it begins with a name.

    Example:
        >>> inside("The share falls as OpenAI told investors"), inside("IPO next year")
        ('the share falls as OpenAI told investors', 'IPO next year')
    """
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() else title[:1].lower() + title[1:]


def path_words(path: str) -> str:
    """Read a path of the deal as words, without its section and without saying a name twice.

    Example:
        >>> path_words("terms.revenue_share.rate"), path_words("terms.stake.stake"), path_words("drivers.ipo.chance")
        ('revenue share rate', 'stake', 'IPO chance')
        >>> path_words("companies.acme.securities.rounds.series_a.pre_money")
        'Series A pre-money'
        >>> path_words("terms.royalty.tiers.0.rate"), path_words("companies.acme.rounds.1.new_money")
        ('royalty tier 1 rate', 'acme round 2 new money')
        >>> path_words("terms.plant.contributions.2028"), path_words("drivers.upkeep.2030")
        ('plant contributions 2028', 'upkeep 2030')
        >>> path_words("correlations.revenue ~ multiple"), path_words("risk_free"), path_words("exchange_rates.EUR")
        ('correlation of revenue and multiple', 'risk-free rate', 'exchange rate of EUR')
    """
    section, _, key = path.partition(".")
    if section in _WHOLE:
        return f"{_WHOLE[section]} {spoken(key.replace(' ~ ', ' and '))}".strip()
    steps = path.split(".")
    if len(steps) > 1 and steps[0] in _SECTIONS:
        steps = steps[1:]
    if "securities" in steps[1:2]:  # a security is known by its own name
        steps = [step for step in steps[2:] if step not in _SHELVES] or steps
    said: list[str] = []
    for step in steps:
        if step.isdecimal() and said and int(step) not in _YEARS:  # of a list the first is named 0
            said[-1] = f"{said[-1].removesuffix('s')}_{int(step) + 1}"
        elif step not in said:
            said.append(step)
    return " ".join(value_words(step) if _DATE.fullmatch(step) else spoken(step) for step in said)


def value_words(text: str) -> str:
    """Read a value as written: dates in words, a true minus, everything else as the author wrote it.

    Example:
        >>> value_words("2034-12-31"), value_words("12%"), value_words("-40%"), value_words("1_250_000 JPY")
        ('31 December 2034', '12%', '−40%', '1,250,000 JPY')
    """
    return _GROUPED.sub(",", _SIGNED.sub(number.MINUS, _DATE.sub(_written_day, text)))


def _written_day(found: re.Match[str]) -> str:
    try:
        return number.day(date.fromisoformat(found.group()))
    except ValueError:
        return found.group()


def solution_name(name: str) -> str:
    """Name a solution as the field does.

    Example:
        >>> solution_name("kalai_smorodinsky"), solution_name("asymmetric_nash")
        ('Kalai-Smorodinsky', 'Asymmetric nash')
    """
    return SOLUTIONS.get(name, capital(spoken(name)))


def measure_words(measure: str) -> str:
    """Name the measure that a worth is told in.

    Example:
        >>> measure_words("certainty_equivalent")
        'certainty equivalent'
    """
    return {"mean_at_discount": "mean at each party's discount rate"}.get(measure, spoken(measure))


def counted(amount: int, noun: str) -> str:
    """Count things, in words up to nine.

    Example:
        >>> counted(1, "fact"), counted(3, "class"), counted(12, "fact"), counted(0, "fact")
        ('one fact', 'three classes', '12 facts', 'no facts')
    """
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    said = small[amount] if 0 <= amount < len(small) else number.count(amount)
    many = "es" if noun.endswith("s") else "s"
    return f"{said} {noun}" if amount == 1 else f"{said} {noun}{many}"
