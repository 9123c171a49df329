"""Check uncertain quantities: `5% to 20%`, `normal(mean, sd)`, `pert(min, mode, max)`, `one_of({a: 60%, b: 40%})`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dealwright.deal.expression import Expression, Family, Name, Quantity, Uncertain
from dealwright.ground.unit import Unit, describe
from dealwright.lang.grammar import refuse

if TYPE_CHECKING:
    from dealwright.ground.place import Place

SIGNATURES = {
    "interval": "5% to 20%",
    "normal": "normal(mean, sd)",
    "lognormal": "lognormal(mean, sd)",
    "beta": "beta(a, b)",
    "pert": "pert(min, mode, max)",
    "uniform": "uniform(low, high)",
    "one_of": "one_of({a: 60%, b: 40%})",
}
"""How each family is written; mean and sd are those of the quantity itself."""
_COUNTS = {"pert": 3}
_WHOLE = 1e-9


def make_uncertain(
    family: str,
    arguments: tuple[Expression, ...],
    place: Place,
    choices: tuple[tuple[Quantity, Expression], ...] = (),
) -> Uncertain:
    """Return an uncertain quantity.

    Args:
        family: Its family.
        arguments: Its parameters.
        place: Where it stands.
        choices: Values with weights, for `one_of`.

    Raises:
        Refusal: If a parameter is no literal, the units differ, or the parameters make no distribution.
    """
    if family == "one_of":
        return Uncertain("one_of", (), _weighed(choices, place), place)
    count = _COUNTS.get(family, 2)
    if len(arguments) != count:
        what = f"`{family}` has {len(arguments)} parameter{'' if len(arguments) == 1 else 's'}"
        refuse(place, "wrong-arguments", what, f"{count}: `{SIGNATURES[family]}`", f"write `{SIGNATURES[family]}`")
    if all(isinstance(argument, Quantity) and argument.kind == "date" for argument in arguments):
        what, expected = f"`{family}` does not spread over dates", "one date, or a few with weights"
        days = [cast("Quantity", argument).written for argument in arguments[:: count - 1]]
        mend = f"write `one_of({{{days[0]}: 50%, {days[1]}: 50%}})`"
        refuse(place, "bad-distribution", what.replace("interval", "to"), expected, mend)
    parameters = tuple(_literal(argument) for argument in arguments)
    _same_units(family, parameters, place)
    values = [cast("float", parameter.value) for parameter in parameters]
    fault = _fault(family, values)
    if fault:
        what, expected, mend = fault
        refuse(place, "bad-distribution", what, expected, mend)
    return Uncertain(cast("Family", family), parameters, (), place)


def make_choice(value: Expression) -> Quantity:
    """Return a choice of `one_of`: a literal, or a word as text.

    Raises:
        Refusal: If it is anything else.
    """
    if isinstance(value, Name):
        return Quantity(value.name, Unit.NONE, "text", value.name, value.place)
    if isinstance(value, Quantity):
        return value
    return refuse(
        value.place, "bad-distribution", "a choice of `one_of` is no literal", SIGNATURES["one_of"], "write a literal"
    )


def _literal(argument: Expression) -> Quantity:
    if isinstance(argument, Quantity) and argument.kind in {"number", "duration"}:
        return argument
    what = "a parameter of an uncertain quantity is no number"
    return refuse(argument.place, "bad-distribution", what, "a literal such as `20%` or `13bn`", "write a number")


def _same_units(family: str, parameters: tuple[Quantity, ...], place: Place) -> None:
    expected = Unit.NONE if family == "beta" else next((p.unit for p in parameters if p.value), Unit.NONE)
    for parameter in parameters:
        if parameter.value and parameter.unit != expected:
            what = f"`{parameter.written}` is {describe(parameter.unit)} beside {describe(expected)}"
            refuse(parameter.place, "unit-mismatch", what, describe(expected), _mend_units(family, parameters))
    if len({parameter.prices for parameter in parameters if parameter.prices is not None}) > 1:
        what, mend = "nominal and real rates stand in one uncertain quantity", "write all of them nominal, or all real"
        refuse(place, "mixed-prices", what, "parameters of one kind", mend)
    first, last = parameters[0], parameters[-1]
    if family == "interval" and "%" in last.written and "%" not in first.written and first.value:
        what = f"`{first.written}` has no `%` beside `{last.written}`"
        refuse(place, "unit-mismatch", what, "both ends in the same unit", _mend_units(family, parameters))


def _mend_units(family: str, parameters: tuple[Quantity, ...]) -> str:
    """Give an interval's low end the unit of its high end: `8 to 12bn` becomes `8bn to 12bn`."""
    if family != "interval":
        return "write all parameters in the same unit"
    low, high = parameters
    suffix = high.written.lstrip("-0123456789._")
    bare = low.written.rstrip("%xkmbtn ")
    return f"write `{bare}{suffix} to {high.written}`" if suffix else "write both ends in the same unit"


def _fault(family: str, values: list[float]) -> tuple[str, str, str] | None:
    """Return what is wrong with the parameters, what was expected and how to mend it; None if they are fine."""
    signature = SIGNATURES[family]
    rising = sorted(values) == values and values[0] < values[-1]
    if family in {"interval", "uniform", "pert"} and not rising:
        order = "from low to high" if family != "pert" else "as least, likeliest, greatest"
        return "the ends are not in rising order", f"{order}, as in `{signature}`", "swap them"
    if family in {"normal", "lognormal"} and not values[1] > 0:
        return "the standard deviation is not positive", f"`{signature}` with sd above zero", "write a positive sd"
    if family == "lognormal" and not values[0] > 0:
        return "the mean of a lognormal is not positive", f"`{signature}` with both above zero", "use `normal`"
    if family == "beta" and not all(value > 0 for value in values):
        return "a shape of a beta is not positive", f"`{signature}` with both above zero", "write positive shapes"
    return None


def _weighed(choices: tuple[tuple[Quantity, Expression], ...], place: Place) -> tuple[tuple[Quantity, float], ...]:
    """Return the choices with their weights, which are literals and sum to 100 %."""
    weights = [_literal(weight) for _, weight in choices]
    signature = SIGNATURES["one_of"]
    if len(choices) < 2:  # noqa: PLR2004 - one choice is no choice
        refuse(place, "bad-distribution", "`one_of` has fewer than two choices", f"`{signature}`", "add another choice")
    for weight in weights:
        if weight.unit != Unit.NONE or not 0 <= cast("float", weight.value) <= 1:
            what = f"`{weight.written}` is no weight"
            refuse(weight.place, "bad-distribution", what, "a share from 0% to 100%", "write a share such as `60%`")
    total = sum(cast("float", weight.value) for weight in weights)
    if abs(total - 1) > _WHOLE:
        what = f"the weights sum to {total:.6%}".replace(".000000%", "%")
        last = 1 - total + cast("float", weights[-1].value)
        mend = f"write `{last:.10g}` for the last" if last > 0 else "lower them"
        refuse(place, "bad-weights", what, "weights that sum to 100%", _percent(mend, last))
    return tuple((value, cast("float", weight.value)) for (value, _), weight in zip(choices, weights, strict=True))


def _percent(mend: str, last: float) -> str:
    return mend.replace(f"`{last:.10g}`", f"`{last * 100:.10g}%`")
