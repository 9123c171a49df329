"""Check facts: their readings and their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule, Uncertain
from dealwright.deal.source import Fact, Reading
from dealwright.ground.problem import Problem, error, warning
from dealwright.ground.unit import Unit, describe
from dealwright.lang.unit_mends import mend_result

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_CLOSE = 1e-9
_FEWEST = 2
_TASTES = ("discount", "risk_tolerance", "reservation", "risk_free", "worth_by")
"""What no reading moves: rates and tolerances by which worth is counted."""


def check_readings(draft: Draft, entry: Entry) -> list[Problem]:
    """Find readings that are not alternatives of one another with weights that sum to 100 %."""
    if not isinstance(entry.shape, Fact) or entry.shape.readings is None:
        return []
    readings = entry.shape.readings
    place = draft.key(*entry.path, "readings")
    if len(readings) < _FEWEST:
        what = f"`{entry.name}` has {'one reading' if readings else 'no readings'}"
        return [error(place, "too-few-readings", what, "two or more readings, or `is`", "write `is: ...` instead")]
    found = []
    for position, reading in enumerate(readings):
        found += _one_reading(draft, entry, position, reading)
        found += _unread(draft, entry, position, reading)
        if isinstance(reading.weight, Uncertain):
            what, where = "this weight is itself uncertain", draft.place(*entry.path, "readings", position, "weight")
            found.append(error(where, "bad-weights", what, "one share", "write a share such as `60%`"))
    weights = [draft.constants.number(reading.weight) for reading in readings]
    known = [weight for weight in weights if weight is not None]
    total = sum(known)
    if len(known) == len(weights) and abs(total - 1) > _CLOSE:
        what = f"the weights of the readings of `{entry.name}` sum to {total * 100:.6g}%"
        rest = 1 - total + known[-1]
        mend = f"write `weight: {rest * 100:.6g}%` in the last one"
        if not 0 < rest <= 1:
            shares = ", ".join(f"`{weight / total * 100:.6g}%`" for weight in known) if min(known) >= 0 else "weights"
            mend = f"write {shares}, which sum to 100%"
        found.append(error(place, "bad-weights", what, "100%", mend))
    if len({reading.overlay is None for reading in readings}) > 1:
        what = f"some readings of `{entry.name}` have `is`, others `overlay`"
        found.append(
            error(
                place,
                "mixed-readings",
                what,
                "`is` in all of them or `overlay` in all of them",
                "write `overlay: {}` for the deal as it stands",
            )
        )
    return found


def _one_reading(draft: Draft, entry: Entry, position: int, reading: Reading) -> list[Problem]:
    """Find a reading that has both a value and an overlay or neither, or a value in another unit than the first."""
    place = draft.place(*entry.path, "readings", position)
    if (reading.is_ is None) == (reading.overlay is None):
        what = "this reading has " + (
            "neither `is` nor `overlay`" if reading.is_ is None else "both `is` and `overlay`"
        )
        code = "none-of" if reading.is_ is None else "one-too-many"
        return [
            error(
                place,
                code,
                what,
                "exactly one of is, overlay",
                "add `is: ...`" if reading.is_ is None else "remove one",
            )
        ]
    if isinstance(reading.is_, Schedule):
        what = f"a schedule is one of the readings of `{entry.name}`"
        place = draft.place(*entry.path, "readings", position, "is")
        mend = "use `overlay` readings, each with a path and its schedule"
        return [error(place, "not-a-value", what, "one value in each reading", mend)]
    wanted, mine = draft.units[entry.name], draft.units.of(reading.is_)
    if reading.is_ is not None and isinstance(wanted, Unit) and isinstance(mine, Unit) and mine != wanted:
        what = f"this reading is {describe(mine)}, the first one {describe(wanted)}"
        place = draft.place(*entry.path, "readings", position, "is")
        return [error(place, "unit-mismatch", what, describe(wanted), mend_result(reading.is_, mine, wanted, {}))]
    return []


def _unread(draft: Draft, entry: Entry, position: int, reading: Reading) -> list[Problem]:
    """Warn of a reading that rewords what a party is like, or by which rate all is compared: neither is ever read."""
    found = []
    for path in reading.overlay or {}:
        section, _, rest = path.partition(".")
        key = rest.partition(".")[2] if section == "parties" else path
        if key in _TASTES:
            what = f"`{path}` changes nothing in a reading: what is worth how much to whom is not read in several ways"
            unsure = f"write an uncertain `{key}` under `{path.rpartition('.')[0]}`, which the party alone knows"
            mend = unsure if section == "parties" else "remove it"
            place = draft.key(*entry.path, "readings", position, "overlay", path)
            found.append(warning(place, "idle-key", what, "paths of terms, companies, drivers and facts", mend))
    return found


def check_reasons(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of a fact that has neither a source nor a reason."""
    del draft
    fact = entry.shape
    if not isinstance(fact, Fact) or fact.source is not None or fact.reason is not None:
        return []
    if fact.readings and all(reading.source is not None for reading in fact.readings):
        return []
    what = f"`{entry.name}` has neither a source nor a reason"
    return [warning(entry.key, "no-reason", what, "`source`, or `reason` for an assumption", "add `reason: ...`")]
