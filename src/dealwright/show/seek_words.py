"""Say in words which value of a path reaches a goal, or that none does and how far the range comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.trade_words import digits
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.bargain.trade.sought import Answer, At, Sought
    from dealwright.engine.result import Estimate
    from dealwright.show.names import Names

_HUNDRED = 100.0
_MONEY = 1e5
"""From this size on a figure of a result is written as money is."""
FIGURES = {"certainty_equivalent": "certainty equivalent", "mean": "mean", "gain": "gain over no deal"}


def goal_words(sought: Sought, names: Names) -> str:
    """Name what was to be reached: `Microsoft's certainty equivalent`."""
    if not sought.party:
        return sought.goal.partition("=")[0]
    return f"{_possessive(names.said(sought.party))} {FIGURES[sought.figure]}"


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def amount(value: float, sought: Sought) -> str:
    """Write a figure: a party's as money, of a result what is small with three digits."""
    if sought.party or abs(value) >= _MONEY or value == 0.0:
        return number.money(value)
    return _three_digits(value)


def _three_digits(value: float) -> str:
    text = f"{value:.3g}"
    return (f"{float(text):,.0f}" if "e+" in text else text).replace("-", "−", 1)


def figure_words(figure: Estimate, sought: Sought) -> str:
    """Write a figure with its error."""
    if not sought.party and abs(figure.value) < _MONEY and figure.standard_error < 1.0:
        return _three_digits(figure.value)
    return " ".join(each for each in number.uncertain_money(figure.value, figure.standard_error) if each)


def error_words(sought: Sought, answer: Answer) -> str:
    """Write the error of a value in its own unit: `±0.03 points`, `±12 days`; nothing where there is none."""
    if answer.error is None:
        return ""
    if sought.kind == "date":
        return f"±{max(1, round(answer.error))} days"
    if sought.kind == "duration":
        word = answer.value.rpartition(" ")[2].removesuffix("s")
        return f"±{answer.error:.1f} {'days' if word in {'day', 'week'} else 'months'}"
    if "%" in answer.value:
        return f"±{_small(answer.error * _HUNDRED)} points"
    return f"±{number.money(answer.error)}" if answer.error >= 1.0 else f"±{_small(answer.error)}"


def _small(error: float) -> str:
    return number.plain(error, digits(error, error))


def verdict(sought: Sought, names: Names) -> str:
    """Say which values reach the goal, or that none does and how far the ends of the range come."""
    what, target = goal_words(sought, names), amount(sought.target, sought)
    path, (low, high) = names.path(sought.path), sought.ends
    if not sought.answers:
        return (
            f"No value of {path} in {sought.range_is} brings {what} to {target}: it is {_at(sought, names, low)} and "
            f"{_at(sought, names, high)}, {amount(sought.short_by, sought)} short at the nearer end"
        )
    said = joined([_answer(sought, names, each) for each in sought.answers])
    many = len(sought.answers) > 1
    at_several = f" at {len(sought.answers)} values that were found" if many else ""
    return f"{capital(what)} is {target}{at_several} where {path} is {said}"


def _answer(sought: Sought, names: Names, answer: Answer) -> str:
    value = names.cell(sought.path, answer.value)
    if answer.between is not None:
        low, high = answer.between
        return f"between {_value(sought, names, low)} and {_value(sought, names, high)}, where it leaps over it"
    return f"{value} {error_words(sought, answer)}".strip()


def _value(sought: Sought, names: Names, at: At) -> str:
    return f"{names.cell(sought.path, at.value)} ({figure_words(at.figure, sought)})"


def _at(sought: Sought, names: Names, at: At) -> str:
    return f"{figure_words(at.figure, sought)} at {names.cell(sought.path, at.value)}"
