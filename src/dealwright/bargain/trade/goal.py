"""Read a goal such as `party.borealis.certainty_equivalent=40bn`, and tell what a deal has of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.bargain.trade.desk import CannotStandError
from dealwright.engine import beliefs as belief
from dealwright.engine.result import Estimate
from dealwright.engine.stage import IN_FORCE
from dealwright.engine.valuation import value_deal
from dealwright.ground.closest import closest, listed
from dealwright.lang.compose import compose_value
from dealwright.lang.grammar import Grammar
from dealwright.lang.parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.trade.desk import Desk
    from dealwright.engine.result import Json
    from dealwright.lang.load import Loaded

OF_PARTY = ("certainty_equivalent", "mean", "gain")
"""What a goal may be of a party."""
_PARTY = re.compile(r"party\.(?P<party>.+)\.(?P<figure>[a-z_]+)")
FORMS = (
    "`party.NAME.certainty_equivalent=40bn`, `party.NAME.mean=...`, `party.NAME.gain=...`, or a path of `value --json`"
)
"""How a goal is written."""


class NoGoalError(LookupError):
    """Says why something is no goal, and what would be one."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached.

    Args:
        path: What, as it was said.
        target: How much of it, in plain units.
        written: The same as it was said.
        party: Whose; empty for a path of `value --json`.
        figure: One of `OF_PARTY`; empty for such a path.
    """

    path: str
    target: float
    written: str
    party: str = ""
    figure: str = ""


def goal_of(words: str, loaded: Loaded) -> Goal:
    """Read a goal.

    Args:
        words: A path, `=`, and a value, such as `party.borealis.certainty_equivalent=40bn`.
        loaded: The deal.

    Raises:
        NoGoalError: If it is none.
    """
    path, sign, value = (each.strip() for each in words.partition("="))
    if not sign or not path or not value:
        raise NoGoalError(f"'{words}' is no goal; say {FORMS}")
    target = _number(value, loaded)
    found = _PARTY.fullmatch(path)
    if found is None and path.partition(".")[0] == "scenarios" and path.count(".") > 1:
        return Goal(path, target, value)
    if found is None:
        raise NoGoalError(f"'{path}' is nothing that can be reached; say {FORMS}")
    party, figure = found["party"], found["figure"]
    parties = list(loaded.sound.parties)
    if party not in parties:
        raise NoGoalError(f"there is no party '{party}'; there are {listed(parties)}")
    if figure not in OF_PARTY:
        near = closest(figure, OF_PARTY)
        raise NoGoalError(f"a party has no '{figure}'" + (f"; say {near}" if near else f"; say {listed(OF_PARTY)}"))
    if figure == "gain" and loaded.negotiate is None:
        raise NoGoalError("a gain is over no deal, and the file negotiates nothing")
    return Goal(path, target, value, party, figure)


def _number(text: str, loaded: Loaded) -> float:
    node, problems = compose_value(text, "<goal>")
    said, wrong = (None, []) if node is None else parse(node, Grammar(loaded.currency))
    unreadable = f"'{text}' is no amount to reach; say one such as 40bn, 12% or 0"
    if said is None or problems or any(each.severity == "error" for each in wrong):
        raise NoGoalError(unreadable)
    try:
        return belief.constant(loaded.sound, said)
    except (ValueError, TypeError, KeyError) as reason:
        raise NoGoalError(unreadable) from reason


def of_party(desk: Desk, party: str, figure: str, changes: Mapping[str, str]) -> Estimate:
    """Tell a party's figure with values laid over the deal.

    Args:
        desk: The deal where its terms stand.
        party: The party.
        figure: One of `OF_PARTY`.
        changes: The values.

    Raises:
        CannotStandError: If they cannot stand.
    """
    here = desk.worth(changes)[party]
    if figure == "gain":
        return desk.estimate((1.0, here), (-1.0, desk.held(changes)[party]))
    measure = "mean_at_discount" if figure == "mean" else figure
    return desk.estimate((1.0, here), measure=measure)


def of_result(desk: Desk, path: str, changes: Mapping[str, str]) -> Estimate:
    """Tell what stands at a path of `value --json` with values laid over the deal.

    Raises:
        CannotStandError: If they cannot stand.
        NoGoalError: If nothing there is a number.
    """
    laid = {**desk.at, **changes}
    form = desk.loaded.with_overrides(laid, warnings=False) if laid else desk.loaded
    if form.deal is None:
        raise CannotStandError(form.errors[0].what, form.errors)
    keys = path.split(".")
    known = [IN_FORCE, *form.sound.scenarios]
    if keys[1] not in known:
        raise NoGoalError(f"there is no scenario '{keys[1]}'; there are {listed(known)}")
    written: Json = value_deal(form, desk.draws, scenarios=[keys[1]]).to_json()
    for place, key in enumerate(keys):
        inside = _inside(written, key)
        if inside is None:
            there = listed(list(written)) if isinstance(written, dict) else "nothing more"
            raise NoGoalError(f"`value --json` has no `{'.'.join(keys[: place + 1])}`; there is {there}")
        written = inside[0]
    return _estimate(written, path)


def _inside(written: Json, key: str) -> tuple[Json] | None:
    if isinstance(written, dict):
        return (written[key],) if key in written else None
    if isinstance(written, list) and key.isdigit() and int(key) < len(written):
        return (written[int(key)],)
    return None


def _estimate(written: Json, path: str) -> Estimate:
    if isinstance(written, dict) and isinstance(written.get("value"), float | int):
        error = written.get("standard_error")
        return Estimate(float(written["value"]), float(error) if isinstance(error, float | int) else 0.0)  # type: ignore[arg-type]
    if isinstance(written, float | int) and not isinstance(written, bool):
        return Estimate(float(written))
    inside = f"; there is {listed(list(written))}" if isinstance(written, dict) else ""
    raise NoGoalError(f"`{path}` of `value --json` is no number{inside}")
