"""Part the terms of securities that count only at an exit from all that decides who holds what.

Preference, participation and the like decide neither who holds what nor what a round comes to. What is slow is worked
out without them, so that a thousand packages of them share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from dealwright.deal.securities import Issued
from dealwright.deal.securities_events import DistributionEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

AT_EXIT = ("seniority", "preference", "participation", "cap", "qualified_ipo", "ipo_ratchet")
"""The terms of a class that count only at an exit."""
UNSAID: Mapping[str, Any] = {key: "none" if key == "participation" else None for key in AT_EXIT}
"""What stands for them where they do not count."""

Shape = TypeVar("Shape", bound=Issued)


def without_terms(shape: Shape) -> Shape:
    """Leave out the terms at an exit, unless something was already paid out by them.

    Args:
        shape: A company's securities.

    Returns:
        The same as far as it decides who holds what, and what rounds come to; common shares keep all their terms.
    """
    unsaid = {} if any(isinstance(event, DistributionEvent) for event in shape.events) else dict(UNSAID)
    rounds = {
        name: each.model_copy(update={"new_class": each.new_class.model_copy(update=unsaid)})
        if isinstance(each.new_class, BaseModel) and each.new_class.kind != "common"
        else each
        for name, each in shape.rounds.items()
    }
    classes = {
        name: each if each.kind == "common" else each.model_copy(update=unsaid) for name, each in shape.classes.items()
    }
    return shape.model_copy(update={"classes": classes, "rounds": rounds, "exit": None})
