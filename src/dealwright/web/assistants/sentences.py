"""Say an answer in a sentence, and tell a long one briefly: an assistant reads words before it reads data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dealwright.show.number import count, scale_of, uncertain_money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_TOLD = 40
"""So many packages of a frontier are told."""


def sentence(name: str, of: str, told: Any) -> str:  # noqa: ANN401 - a parsed JSON is anything
    """Say an answer in a sentence.

    Args:
        name: the question.
        of: the file, or the word that was asked about.
        told: the answer.
    """
    return _SAID[name](of, told)


def briefly(told: Any) -> tuple[Any, str]:  # noqa: ANN401 - see above
    """Leave out most packages of a long frontier.

    Args:
        told: an answer.

    Returns:
        The answer, its frontier with the ends and packages evenly between them; and a sentence on what is left out.
    """
    many = len(told["frontier"]) if isinstance(told, dict) and "frontier" in told else 0
    if many <= MOST_TOLD:
        return told, ""
    places = [round(each * (many - 1) / (MOST_TOLD - 1)) for each in range(MOST_TOLD)]
    brief = {**told, "frontier": [told["frontier"][place] for place in places]}
    if told.get("spread") is not None:
        brief["spread"] = {**told["spread"], "frontier": [told["spread"]["frontier"][place] for place in places]}
    return brief, f"Of the {count(many)} packages on the frontier {MOST_TOLD} are told, evenly spread."


def _checked(of: str, problems: list[dict[str, Any]]) -> str:
    if not problems:
        return f"{of} has no problems."
    wrong = [each for each in problems if each["severity"] == "error"]
    more = len(problems) - len(wrong)
    counted = [_counted(len(wrong), "error")] if wrong else []
    counted += [_counted(more, "warning")] if more else []
    first = (wrong or problems)[0]
    return f"{of} has {' and '.join(counted)}; the first, at {first['file']}:{first['line']}, is that {first['what']}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _valued(_of: str, told: dict[str, Any]) -> str:
    by = "mean" if told["worth_by"] == "mean_at_discount" else "certainty_equivalent"
    worths = {
        name: {party: each[by] for party, each in scenario["parties"].items()}
        for name, scenario in told["scenarios"].items()
    }
    parts = [f"in {name} {_amounts(each, told['currency'])}" for name, each in worths.items()]
    return f"By {by.replace('_', ' ')}, {'; '.join(parts)} ({_futures(told)})."


def _amounts(worths: dict[str, dict[str, float | None]], currency: str) -> str:
    """Say what each party has; what is no finite number is said to be none."""
    scale = scale_of(each["value"] for each in worths.values() if each["value"] is not None)
    written = []
    for party, each in worths.items():
        value, error = each["value"], each.get("standard_error")
        text, doubt = ("no finite amount", "") if value is None else uncertain_money(value, error or 0.0, scale)
        unit = "" if value is None else scale.suffix
        written.append(f"{party} has {text}{unit}" + (f" {doubt}" if doubt else ""))
    return f"{', '.join(written)} {currency}"


def _bargained(_of: str, told: dict[str, Any]) -> str:
    many = f"Of {count(told['packages'])} packages {count(told['zone']['packages'])} are refused by nobody"
    nash = told["solutions"].get("nash")
    if nash is None:
        return f"{many}; {told['no_solution'] or 'no solution names one'} ({_futures(told)})."
    package = ", ".join(f"{path} {value}" for path, value in nash["package"].items())
    gains = {party: {"value": gain} for party, gain in nash["surplus"].items()}
    gained = _amounts(gains, told["currency"]).replace(" has ", " ")
    return f"{many}; the Nash solution is {package}, and over no deal it brings {gained} ({_futures(told)})."


def _futures(told: dict[str, Any]) -> str:
    return f"{count(told['paths'])} futures, seed {told['seed']}"


def _explained(of: str, told: dict[str, str]) -> str:
    group, text = next(iter(told.items()))
    return f"{of} ({group}): {' '.join(text.strip().split(chr(10) * 2)[0].split())}"


_SAID: Mapping[str, Callable[[str, Any], str]] = {
    "check": _checked,
    "value": _valued,
    "bargain": _bargained,
    "explain": _explained,
}
