"""Read what is negotiable: `5% .. 20% by 1%`, `2027-12-31 .. 2037-12-31`, or a list; both ends count."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from dealwright.deal.expression import Quantity, Uncertain, walk
from dealwright.ground.calendar import add_months
from dealwright.ground.unit import Unit, describe
from dealwright.lang.even import POINTS, even_dates, even_numbers
from dealwright.lang.flow_text import flow_text
from dealwright.lang.grammar import RANGE_LIMIT, Grammar, Refusal, refuse
from dealwright.lang.literal import negated, read_literal
from dealwright.lang.parse import parse
from dealwright.lang.range_mends import larger_steps, same_suffix, swapped, usual_step, with_round_step
from dealwright.lang.steps import DAYS, DURATION, MONTHS, amount_text, duration_text
from dealwright.lang.tokens import Tokens
from dealwright.lang.tree import Node, ScalarNode, SequenceNode, scalars

if TYPE_CHECKING:
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem
    from dealwright.lang.tokens import Token

_DATES = "2027-12-31 .. 2037-12-31 by 1 year"
_LENGTHS = "6 months .. 24 months by 6 months"
_FORM = "a range such as `5% .. 20% by 1%` or a list such as `[yes, no]`"
_RANGE = re.compile(r"\.\. .+ by ")
_FEW = 20
_SMALLEST = dict.fromkeys(MONTHS, "month") | dict.fromkeys(DAYS, "day")


def parse_range(
    node: Node, currency: str, points: int = POINTS[0]
) -> tuple[tuple[Quantity, ...] | None, list[Problem]]:
    """Read the values that a term may take in a negotiation.

    Args:
        node: A scalar that holds a range, or a list of values.
        currency: Code of the deal's currency.
        points: At how many values a range without a step is compared, at most.

    Returns:
        The values in order, each with the text that lays it over the deal in `written`; or None; and the problems.

    Example:
        >>> from dealwright.lang.compose import compose_value
        >>> values, _ = parse_range(compose_value("5% .. 20% by 5%", "example")[0], "USD")
        >>> [value.written for value in values]
        ['5%', '10%', '15%', '20%']
    """
    if isinstance(node, ScalarNode):
        values, found = _read(node, currency, points)
        return values, list(found)
    problems: list[Problem] = []
    try:
        if isinstance(node, SequenceNode):
            return _listed(node, currency, problems), problems
        refuse(node.place, "bad-range", "a mapping stands where a range should", _FORM, "write a list of mappings")
    except Refusal as refusal:
        return None, [*problems, refusal.problem]


def is_range(node: Node) -> bool:
    """Tell whether a negotiable path has a range, with all that lies between its ends, and no list."""
    return isinstance(node, ScalarNode)


def has_step(node: Node) -> bool:
    """Tell whether a range says at which steps it is compared; a list does."""
    return not (isinstance(node, ScalarNode) and ".." in node.text and not _RANGE.search(node.text))


def widened(node: Node, value: str, currency: str) -> str:
    """Write what is negotiable such that it includes one more value.

    Args:
        node: A range or a list.
        value: The value, as written.
        currency: Code of the deal's currency.

    Returns:
        The range or list; empty where no range of the same steps includes the value.

    Example:
        >>> from dealwright.lang.compose import compose_value
        >>> widened(compose_value("5% .. 20% by 5%", "example")[0], "30%", "USD")
        '5% .. 30% by 5%'
    """
    if isinstance(node, SequenceNode):
        return f"[{', '.join([*map(flow_text, node.items), value])}]"
    if not isinstance(node, ScalarNode):
        return ""
    old = {each.value for each in parse_range(node, currency)[0] or ()}
    low, dots, rest = node.text.partition(" .. ")
    high, by, step = rest.partition(" by ")
    for text in (f"{low}{dots}{value}{by}{step}", f"{value}{dots}{high}{by}{step}"):
        tried = replace(node, text=text)
        values, problems = parse_range(tried, currency)
        if values and old and not problems and old <= {each.value for each in values}:
            return text
    return ""


# ------------------------------------------------------------------------------------------------------------- lists


def _listed(node: SequenceNode, currency: str, problems: list[Problem]) -> tuple[Quantity, ...]:
    """Read a list: literals as such, anything else as the text that is laid over the deal."""
    if not node.items:
        refuse(
            node.place,
            "bad-range",
            "the list is empty",
            "at least one value",
            "write `[yes, no]`, or whatever may be chosen",
        )
    if len(node.items) > RANGE_LIMIT:
        _too_many(node.place)
    values: dict[str, Quantity] = {}
    seen: set[object] = set()
    for item in node.items:
        value = _item(item, currency, problems)
        same = (value.value, value.unit, value.kind, value.prices)
        if value.written in values or same in seen:
            refuse(
                item.place,
                "duplicate-value",
                f"`{value.written}` stands in the list twice",
                "each value once",
                "delete one",
            )
        values[value.written] = value
        seen.add(same)
    return tuple(values.values())


def _item(item: Node, currency: str, problems: list[Problem]) -> Quantity:
    """Read one value of a list; a mapping of a list is laid as it stands."""
    inner = parse_range(item, currency)[0] if isinstance(item, ScalarNode) and _RANGE.search(item.text) else None
    if inner is not None:
        shown = f"`{', '.join(value.written for value in inner)}`" if len(inner) <= _FEW else "each of them"
        refuse(item.place, "bad-range", "a range stands in a list", "single values in a list", f"write {shown}")
    read = [(node, *parse(node, Grammar(currency))) for node in scalars(item)]
    for node, part, _ in read:
        if part is not None and any(isinstance(each, Uncertain) for each in walk(part)):
            what = f"`{node.text}` is uncertain, and parties agree on what is certain"
            refuse(node.place, "bad-range", what, "literals, names and expressions", "make it a fact, and use its name")
    if isinstance(item, ScalarNode) and isinstance(read[0][1], Quantity):
        problems += read[0][2]
        return read[0][1]
    return Quantity(text := flow_text(item), Unit.NONE, "text", text, item.place)


# ------------------------------------------------------------------------------------------------------------ ranges


@dataclass(frozen=True, slots=True)
class _Ends:
    """The three literals of a range."""

    low: Quantity
    high: Quantity
    step: Quantity
    place: Place
    stepped: bool = True

    @property
    def swapped(self) -> str:
        """What to write where they do not lead up."""
        return swapped(self.low, self.high, self.step if self.stepped else None)

    def fail(self, what: str, expected: str, mend: str) -> NoReturn:
        refuse(self.place, "bad-range", what, expected, mend)


@lru_cache(maxsize=32)
def _read(node: ScalarNode, currency: str, points: int) -> tuple[tuple[Quantity, ...] | None, tuple[Problem, ...]]:
    """Read a range once, however often a deal is read again with other values."""
    problems: list[Problem] = []
    try:
        return _range(node, currency, points, problems), tuple(problems)
    except Refusal as refusal:
        return None, (*problems, refusal.problem)


def _range(node: ScalarNode, currency: str, points: int, problems: list[Problem]) -> tuple[Quantity, ...]:
    tokens = Tokens(node, currency, problems).cut()
    ends = _ends(node, tokens)
    if ends.stepped:
        texts = {"date": _dates, "duration": _durations}.get(ends.low.kind, _amounts)(ends)
    else:
        texts = _even(ends, points)
    values = []
    for text in texts:
        value = read_literal(text, currency, node.place)
        if value is None:
            ends.fail(f"`{text}` is no value", _FORM, "write other ends, or a list")
        values.append(value)
    return tuple(values)


def _ends(node: ScalarNode, tokens: list[Token]) -> _Ends:
    """Read `low .. high by step`."""
    literals: list[Quantity] = []
    signs: list[str] = []
    minus: Token | None = None
    for token in tokens:
        if token.quantity is not None:
            literals.append(_signed(node, token, minus))
            minus = None
        elif token.text == "-" and minus is None:
            minus = token
        else:
            signs.append(token.text)
    if signs[:1] == ["to"] and literals:
        first, last = (literal.written for literal in (literals + literals)[:2])
        mend = f"write `{first} .. {last} by {usual_step(literals)}`"
        refuse(node.place, "bad-range", f"`{node.text}` is an uncertain quantity, not a range", _FORM, mend)
    if signs == ["..", ""] and len(literals) == 2 and minus is None:  # noqa: PLR2004 - both ends
        ends = _Ends(literals[0], literals[1], literals[1], node.place, stepped=False)
        _same_kind(ends)
        return ends
    if signs == [""] and len(literals) == 1:
        refuse(node.place, "bad-range", f"`{node.text}` is one value", _FORM, f"write `[{node.text}]`")
    if signs != ["..", "by", ""] or len(literals) != 3 or minus is not None:  # noqa: PLR2004 - low, high and step
        refuse(node.place, "bad-range", f"`{node.text}` is no range", _FORM, "write `LOW .. HIGH by STEP`")
    low, high, step = literals
    ends = _Ends(low, high, step, node.place)
    _same_kind(ends)
    return ends


def _signed(node: ScalarNode, token: Token, minus: Token | None) -> Quantity:
    quantity = token.quantity
    if quantity is None or quantity.kind not in {"number", "duration", "date"}:
        refuse(
            node.part(token.start, token.end),
            "bad-range",
            f"`{token.text}` is no end of a range",
            _FORM,
            "write a list such as `[yes, no]`",
        )
    if minus is None:
        return quantity
    return negated(quantity, f"-{quantity.written}", node.part(minus.start, token.end))


def _same_kind(ends: _Ends) -> None:
    """Require ends of one kind and unit, and a step that fits them."""
    low, high, step = ends.low, ends.high, ends.step
    if low.kind == "date":
        if high.kind != "date" or (ends.stepped and step.kind != "duration"):
            ends.fail("a range of dates needs two dates and a duration", f"`{_DATES}`", f"write `{_DATES}`")
        return
    unit = next((q.unit for q in (low, high, step) if q.value), Unit.NONE)
    for quantity in (low, high, step):
        mixed = {low.prices, high.prices, step.prices} >= {"nominal", "real"}
        if quantity.kind == "date" or (quantity.value and quantity.unit != unit) or mixed:
            what = f"`{quantity.written}` does not fit the rest of the range, which is {describe(unit)}"
            ends.fail(what, "both ends and the step in one unit", f"write all three in {unit}")


def _count(ends: _Ends, low: Decimal, high: Decimal, step: Decimal) -> int:
    """Return how many steps lead from low to high."""
    if step <= 0:
        ends.fail(f"the step `{ends.step.written}` does not lead up", "a positive step", ends.swapped)
    if high < low:
        mend = same_suffix(ends.low, ends.high, ends.step) or ends.swapped
        ends.fail(f"`{ends.high.written}` lies below `{ends.low.written}`", "the low end first", mend)
    if (high - low) / step >= RANGE_LIMIT:
        _too_many(ends.place, larger_steps(ends.low, ends.high))
    count, rest = divmod(high - low, step)
    if rest:
        what = f"steps of `{ends.step.written}` from `{ends.low.written}` do not reach `{ends.high.written}`"
        last = amount_text(low + count * step, ends.low, ends.high, ends.step) if ends.low.kind == "number" else ""
        mend = f"end the range at `{last}`" if last else ""
        ends.fail(what, "a step that reaches the high end", mend if count else with_round_step(ends.low, ends.high))
    return int(count)


def _too_many(place: Place, mend: str = "take larger steps") -> NoReturn:
    what = f"this has more than {RANGE_LIMIT} values"
    refuse(place, "range-too-long", what, f"at most {RANGE_LIMIT} values", mend)


def _even(ends: _Ends, points: int) -> list[str]:
    """Write the values at which a range without a step is compared."""
    low, high = ends.low.value, ends.high.value
    counted = _counted(ends, ends.low, ends.high) if ends.low.kind == "duration" else None
    if low == high:
        ends.fail(f"`{ends.low.written}` is both ends", _FORM, f"write `[{ends.low.written}]`")
    if high < low:  # type: ignore[operator]
        ends.fail(f"`{ends.high.written}` lies below `{ends.low.written}`", "the low end first", ends.swapped)
    if isinstance(low, dt.date) and isinstance(high, dt.date):
        return [day.isoformat() for day in even_dates(low, high, points)]
    if counted is not None:
        (first, last), word = counted
        months = even_numbers(first, last, points, whole=True)
        size = MONTHS.get(word) or DAYS[word]
        word, size = (word, size) if all(each % size == 0 for each in months) else (_SMALLEST[word], 1)
        return [duration_text(each / size, word) for each in months]
    first, last = (Decimal(repr(quantity.value)) for quantity in (ends.low, ends.high))
    plain = first % 1 == last % 1 == 0 and all(
        re.fullmatch(r"-?[\d_]+", each.written) for each in (ends.low, ends.high)
    )
    return [amount_text(each, ends.low, ends.high) for each in even_numbers(first, last, points, whole=plain)]


def _amounts(ends: _Ends) -> list[str]:
    low, high, step = (Decimal(repr(quantity.value)) for quantity in (ends.low, ends.high, ends.step))
    counted = range(_count(ends, low, high, step) + 1)
    return [amount_text(low + n * step, ends.low, ends.high, ends.step) for n in counted]


def _durations(ends: _Ends) -> list[str]:
    """Count in months where all three are whole months, else in days."""
    (low, high, step), word = _counted(ends, ends.low, ends.high, ends.step)
    size = MONTHS.get(word) or DAYS[word]
    return [duration_text((low + n * step) / size, word) for n in range(_count(ends, low, high, step) + 1)]


def _counted(ends: _Ends, *durations: Quantity) -> tuple[list[Decimal], str]:
    """Count durations in months or in days, and name the word in which they are written."""
    parts = [DURATION.fullmatch(quantity.written or "0 years") for quantity in durations]
    words = [part["word"] for part in parts if part]
    if len(words) < len(parts):
        ends.fail("the durations are written in different ways", f"`{_LENGTHS}`", "write all of them in months")
    if all(word in MONTHS for word in words):
        sizes, name = MONTHS, "month"
    elif all(word in DAYS for word in words):
        sizes, name = DAYS, "day"
    else:
        ends.fail("this range mixes days and months", "all of them in one", "write all in months")
    counts = [Decimal(part["count"]) * sizes[part["word"]] for part in parts if part]
    return counts, words[0] if len(set(words)) == 1 else name


def _dates(ends: _Ends) -> list[str]:
    """Step by calendar months or by days; a month's end stays one, unless only the plain day reaches the high end."""
    low, high = ends.low.value, ends.high.value
    part = DURATION.fullmatch(ends.step.written)
    if not isinstance(low, dt.date) or not isinstance(high, dt.date) or part is None:
        ends.fail("a range of dates needs two dates and a duration", f"`{_DATES}`", f"write `{_DATES}`")
    if high < low:
        ends.fail(f"`{high}` comes before `{low}`", "the earlier date first", ends.swapped)
    size = Decimal(part["count"]) * (MONTHS.get(part["word"]) or DAYS[part["word"]])
    if size <= 0 or size % 1 or ends.step.written.startswith("-"):
        ends.fail(f"`{ends.step.written}` is no whole step", "whole months or days", "write `1 year` or `1 month`")
    whole, days = int(size), part["word"] in DAYS
    reached = _stepped(ends, low, high, whole, days=days, keep_end=True)
    if reached[-1] != high and not days:
        plain = _stepped(ends, low, high, whole, days=days, keep_end=False)
        reached = plain if plain[-1] == high else reached
    if reached[-1] != high:
        what = f"steps of `{ends.step.written}` from `{low}` do not reach `{high}`"
        ends.fail(what, "a step that reaches the later date", f"end the range at `{reached[-1]}`")
    return [moment.isoformat() for moment in reached]


def _stepped(ends: _Ends, low: dt.date, high: dt.date, size: int, *, days: bool, keep_end: bool) -> list[dt.date]:
    reached = [low]  # from low up to high at most
    while len(reached) <= RANGE_LIMIT:
        count = size * len(reached)
        try:
            following = low + dt.timedelta(count) if days else add_months(low, count, keep_end=keep_end)
        except OverflowError:
            return reached
        if following > high:
            return reached
        reached.append(following)
    return _too_many(ends.place)
