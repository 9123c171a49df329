"""Say with NegMAS what each outcome is worth by each utility function of a folder of YAML.

Run: python negmas_utilities_side.py FOLDER. The folder holds `domain.yml` and the utility functions, each in a file.
Prints JSON: by the name of the file, the utility of each outcome, the last issue running fastest, real issues at three
values.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from itertools import product
from pathlib import Path

from negmas.inout import Scenario


def main() -> None:
    """Print what NegMAS makes of every outcome."""
    warnings.simplefilter("ignore")
    folder, said = Path(sys.argv[1]), {}
    for file in sorted(folder.glob("*.yml")):
        if file.stem == "domain":
            continue
        with tempfile.TemporaryDirectory() as name:
            for each in (folder / "domain.yml", file):
                (Path(name) / each.name).write_text(each.read_text("utf-8"), encoding="utf-8")
            scenario = Scenario.load(Path(name))
        if scenario is None:
            sys.exit(f"NegMAS cannot read {file.name}")
        low_to_high = [list(i.all) if i.is_discrete() else _three(*i.values) for i in scenario.outcome_space.issues]
        said[file.stem] = [float(scenario.ufuns[0](outcome)) for outcome in product(*low_to_high)]
    print(json.dumps(said))


def _three(low: float, high: float) -> list[float]:
    return [low, (low + high) / 2, high]


if __name__ == "__main__":
    main()
