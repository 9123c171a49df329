"""Say in words what lies between the steps of a bargain's ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from dealwright.bargain.refinement import Refinement
    from dealwright.show.story import Story


def refined_words(story: Story, refined: Refinement) -> str:
    """Say what a refinement adds, where it adds nothing that can be measured, and how far the grid's frontier was off.

    Args:
        story: What the words are made from.
        refined: What lies between the steps.
    """
    within = [solution_name(name) for name, each in refined.better.items() if each.within_error]
    said = [_found(refined)] if refined.paths else []
    if within:
        said.append(f"What {joined(within)} {'adds' if len(within) == 1 else 'add'} is within the error.")
    short = [f"{number.money(most)} for {story.names.said(party)}" for party, most in refined.most.items() if most > 0]
    if short:
        said.append(
            "Along the frontier a package between the steps gives one side more, the other no less, than any on the "
            f"grid: by at most {joined(short)}."
        )
    if refined.at_steps:
        named = joined([f"“{story.names.path(path)}”" for path in refined.at_steps])
        said.append(f"Only the steps of {named} were looked at: each value is a world of its own.")
    return " ".join(said)


def _found(refined: Refinement) -> str:
    if not refined.solutions:
        return "Between the steps of the ranges, too, no package suits everyone."
    if not refined.better:
        return "Between the steps of the ranges nothing is better than what the solutions name."
    return (
        "The parties may agree on values between the steps; each is one that can be written, and is valued as written."
    )
