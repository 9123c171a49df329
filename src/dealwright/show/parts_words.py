"""Say the keys of a term that hold several things by name or in a list: members, fields, tiers of sums, calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from dealwright.show.names import Names


def parts_words(kind: str, key: str, text: str, names: Names) -> str | None:
    """Say one key, where it is one of these.

    Args:
        kind: The kind of the term.
        key: The key.
        text: What the file says.
        names: What the deal's keys are called.

    Returns:
        The words; none for a key that holds one thing.
    """
    match kind, key:
        case "milestone", "tiers":
            said = _each(text, "{amount} at {at}", names)
        case "payment", "stages":
            said = f"in stages: {_stages(text, names)}"
        case "venture", "members":
            said = f"{_shares(text, names)} share a venture"
        case "venture", "takes":
            said = f"of the capacity {_shares(text, names)}"
        case "venture", "calls":
            said = f"called {_each(text, '{amount} on {on}', names)}"
        case "licence", "parts":
            said = "; ".join(f"for {spoken(name)} {keys_words(part, names)}".rstrip() for name, part in entries(text))
        case "exclusivity", "first_refusal":
            said = f"with a right of first refusal on {_resolved(text, names).get('on', '')}"
        case _:
            return None
    return said


def _each(text: str, pattern: str, names: Names) -> str:
    """Say each thing of a list by some of its keys."""
    found = [_resolved(each, names) for each in items(text)]
    return joined([pattern.format_map(each) for each in found], "and")


def _stages(text: str, names: Names) -> str:
    """Say the stages of a payment, such as `40% on 31 March 2026 and 60% 30 days after handover if sales > 1m`."""
    said = []
    for each in items(text):
        found = _resolved(each, names)
        when = f"{found['after']} after {found['on']}" if "after" in found else f"on {found['on']}"
        held = f" if {found['if']}" if "if" in found else ""
        said.append(f"{found.get('share', found.get('amount', ''))} {when}{held}")
    return joined(said, "and")


def _resolved(text: str, names: Names) -> dict[str, str]:
    """Say each value of a part; what it is `on` is a day or an event."""
    return {key: joined(names.moments(value)) if key == "on" else names.resolved(value) for key, value in entries(text)}


def keys_words(text: str, names: Names) -> str:
    """Say the keys of a part one after the other.

    Args:
        text: The part, as the file has it.
        names: What the deal's keys are called.
    """
    said = [spoken(key) if value == "yes" else f"{spoken(key)} {names.resolved(value)}" for key, value in entries(text)]
    return ", ".join(said)


def _shares(text: str, names: Names) -> str:
    return joined([f"{names.said(name)} {names.resolved(share)}" for name, share in entries(text)], "and")


def entries(text: str) -> list[tuple[str, str]]:
    """Take a mapping on one line apart into its keys and values.

    Example:
        >>> entries("{a: {until: 2030, worth: 5m}, b: {worth: 2m}}")
        [('a', '{until: 2030, worth: 5m}'), ('b', '{worth: 2m}')]
    """
    pairs = (each.partition(":") for each in items(text))
    return [(key.strip().strip("'\""), value.strip()) for key, _, value in pairs]


def items(text: str) -> list[str]:
    """Take a mapping or list on one line apart at the commas that stand in no bracket inside it.

    Example:
        >>> items("[{at: 1m, amount: 5k}, {at: 2m, amount: max(a, b)}]")
        ['{at: 1m, amount: 5k}', '{at: 2m, amount: max(a, b)}']
    """
    found, depth = [""], 0
    for sign in text.strip()[1:-1]:
        depth += (sign in "{[(") - (sign in "}])")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [each.strip() for each in found if each.strip()]
