"""Check the calibration of companies: it names one number of a driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Chance
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Unit
from dealwright.lang.tree import MappingNode, Node, ScalarNode

if TYPE_CHECKING:
    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_calibration(draft: Draft) -> list[Problem]:
    """Find calibrations by a path that leads to no number."""
    found = []
    for name, company in draft.sound("companies").items():
        if company.calibrate is None or company.calibrate.by is None:
            continue
        place = draft.place("companies", name, "calibrate", "by")
        problem = _wrong_path(draft, company.calibrate.by, place)
        found += [problem] if problem else []
    return found


def _wrong_path(draft: Draft, path: str, place: Place) -> Problem | None:
    driver, *keys = path.removeprefix("drivers.").split(".")
    entry = draft.entry(("drivers", driver))
    expected = "the path of a number of a driver, such as `multiple.start`"
    if entry is None:
        meant = closest(driver, draft.names("drivers"))
        mend = f"write `{'.'.join([meant, *keys])}`" if meant else f"add `{driver}` to `drivers`"
        what = f"there is no driver `{driver}` to calibrate by"
        return error(place, "unknown-driver", what, listed(draft.names("drivers")) or expected, mend)
    numbers = number_paths(draft, entry)
    if ".".join(keys) in numbers or entry.shape is None or entry.problems:
        return None
    likely = closest(".".join(keys), numbers) or next(iter(numbers), None)
    mend = f"write `{driver}.{likely}`" if likely else "name a driver that has a `start`"
    return error(
        place,
        "bad-calibration",
        f"`{path}` is no number of a driver",
        listed([f"{driver}.{number}" for number in numbers]) or expected,
        mend,
    )


def number_paths(draft: Draft, entry: Entry) -> list[str]:
    """Return the paths, inside an entry, of its values that are numbers and do not move with time."""
    numbers = {
        value.place
        for value in entry.values
        if isinstance(draft.units.of(value.expression), Unit) and not isinstance(value.expression, Chance)
    }
    found: list[str] = []
    waiting: list[tuple[str, Node]] = [("", entry.node)]
    while waiting:
        path, node = waiting.pop(0)
        if isinstance(node, ScalarNode) and node.place in numbers:
            found.append(path)
        elif isinstance(node, MappingNode):
            waiting += [(f"{path}.{key}".lstrip("."), value) for key, value in node.entries.items()]
    return found
