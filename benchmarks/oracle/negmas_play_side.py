"""Let two agents of NegMAS negotiate on a scenario, by alternating offers: run by tests and by hand.

Run: python negmas_play_side.py FOLDER [STEPS]. A party that holds out meets one that gives way, in the order of the
files. Prints JSON: the names of the parties, the agreement as a value for each issue, what it is worth to each as
NegMAS says, what each holds without one, and in which step it came.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

from negmas.inout import Scenario
from negmas.sao import BoulwareTBNegotiator, ConcederTBNegotiator, SAOMechanism

STEPS = 100


def main() -> None:
    """Print what they agree on."""
    warnings.simplefilter("ignore")
    scenario = Scenario.load(Path(sys.argv[1]))
    if scenario is None:
        sys.exit("NegMAS cannot read the scenario")
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS  # noqa: PLR2004 - the folder, and how many
    talks = SAOMechanism(outcome_space=scenario.outcome_space, n_steps=steps)
    agents = [BoulwareTBNegotiator, *[ConcederTBNegotiator] * (len(scenario.ufuns) - 1)]
    for agent, wanted in zip(agents, scenario.ufuns, strict=True):
        talks.add(agent(name=wanted.name), ufun=wanted)
    state = talks.run()
    names = [issue.name for issue in scenario.outcome_space.issues]
    agreed = None if state.agreement is None else dict(zip(names, state.agreement, strict=True))
    print(
        json.dumps(
            {
                "parties": [wanted.name for wanted in scenario.ufuns],
                "agreement": agreed,
                "utility": [float(wanted(state.agreement)) for wanted in scenario.ufuns],
                "held": [float(wanted.reserved_value) for wanted in scenario.ufuns],
                "step": state.step,
            }
        )
    )


if __name__ == "__main__":
    main()
