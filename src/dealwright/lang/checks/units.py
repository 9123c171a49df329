"""Check the unit of every value against what its key measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Chance, Name, Quantity, show
from dealwright.deal.measure import EXAMPLES, MEANINGS
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Kind, Unit, describe
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.currency_mends import mend_currency
from dealwright.lang.pratt import brief
from dealwright.lang.unfold import descend
from dealwright.lang.units import check_moment, check_units, unit_of_measure

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.reader import Value

_EXAMPLE_DATE = "2028-12-31"


def check_value_units(draft: Draft, entry: Entry) -> list[Problem]:
    """Find values whose unit is not the one that their key measures, and names that nothing declares."""
    found = []
    for value in entry.values:
        found += _wrong_form(value) or _wrong_unit(draft, entry, value) or _zero(draft, entry, value)
    return found


def _wrong_form(value: Value) -> list[Problem]:
    """Find chances by a date and futures past the horizon where none may be, and other values where they must be."""
    unit, expression = value.measure.unit, value.expression
    if unit == "chance" and not isinstance(expression, Chance):
        mend = (
            f"write `{expression.written} by {_EXAMPLE_DATE}`"
            if isinstance(expression, Quantity)
            else f"add `by {_EXAMPLE_DATE}`"
        )
        expected = f"`p by DATE`, such as `60% by {_EXAMPLE_DATE}`"
        return [error(value.place, "bad-chance", "this is no chance by a date", expected, mend)]
    if unit != "chance" and isinstance(expression, Chance):
        what = "a chance by a date stands where a plain value should"
        return [error(value.place, "bad-chance", what, "one value", f"write `{show(expression.probability)}`")]
    perpetuity = isinstance(expression, Call) and expression.function == "perpetuity"
    if unit == "beyond" and not perpetuity and expression != Name("cut"):
        what, expected = "this does not say what becomes of the term past the horizon", "`cut` or `perpetuity(GROWTH)`"
        return [error(value.place, "bad-beyond", what, expected, "write `cut`, or `perpetuity(2%)`")]
    if unit != "beyond" and perpetuity:
        what = "`perpetuity` stands where it has no meaning"
        return [
            error(
                value.place,
                "misplaced-call",
                what,
                "`perpetuity` only as the value of `beyond`",
                "write it under `beyond`",
            )
        ]
    return []


def _wrong_unit(draft: Draft, entry: Entry, value: Value) -> list[Problem]:
    """Find what does not fit inside a value, and a whole that is not in the unit of its key."""
    expression = value.expression
    if value.measure.unit == "beyond":
        growth = expression.arguments[0] if isinstance(expression, Call) else None
        return [] if growth is None else check_units(growth, draft.units, Unit.NONE)[1]
    if value.measure.unit == "per_year":
        unit, found = check_units(expression, draft.units)
        return found if unit == Unit.NONE / Unit.YEAR else found or check_units(expression, draft.units, Unit.NONE)[1]
    if value.measure.unit == "moment":
        return check_moment(expression, draft.units, entry.name)
    wanted = _wanted(draft, entry, value)
    unit, found = check_units(expression, draft.units)
    if value.measure.unit == "condition_or_share":
        wanted = Kind.CONDITION if unit == Kind.CONDITION else Unit.NONE
    if isinstance(unit, Unit) and isinstance(wanted, Unit):
        mend = mend_currency(draft, entry, value, unit, wanted)
        if mend:
            what = f"`{brief(expression)}` is {describe(unit)}"
            return [*found, error(expression.place, "unit-mismatch", what, describe(wanted), mend)]
        if value.measure.yearly_with and unit == wanted / Unit.YEAR:
            what = f"`{brief(expression)}` is {describe(unit)}, and there is no `{value.measure.yearly_with}`"
            expected = f"{describe(wanted)}, or the key `{value.measure.yearly_with}`"
            mend = f"add `{value.measure.yearly_with}: actual/365` to pay it by days"
            return [*found, error(expression.place, "unit-mismatch", what, expected, mend)]
    return check_units(expression, draft.units, wanted)[1]


def _wanted(draft: Draft, entry: Entry, value: Value) -> Unit | Kind | None:
    """Return what a value must be; None for anything."""
    if value.measure.unit != "exchange_rate":
        unit = unit_of_measure(value.measure.unit, entry.currency)
        key = value.measure.yearly_with
        yearly = key and descend(draft.root, (*entry.path, key))[1] == (*entry.path, key)
        return unit / Unit.YEAR if yearly and isinstance(unit, Unit) else unit
    code = entry.name
    return Unit.of(draft.currency) / Unit.of(code) if code in CURRENCIES and code != draft.currency else None


def _zero(draft: Draft, entry: Entry, value: Value) -> list[Problem]:
    """Find a zero, which fits every unit of a number, where a date or yes or no must stand."""
    wanted = unit_of_measure(value.measure.unit, entry.currency)
    if wanted not in {Kind.DATE, Kind.CONDITION} or draft.units.of(value.expression) != Kind.ANY:
        return []
    if draft.constants.number(value.expression) is None:
        return []
    what = f"`{show(value.expression)}` is a number"
    mend = f"write {MEANINGS[value.measure.unit]}, such as `{EXAMPLES[value.measure.unit]}`"
    return [error(value.place, "unit-mismatch", what, describe(wanted), mend)]
