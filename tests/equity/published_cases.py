"""Compares the figures in a test with those of the published case beside the repository, where there is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "vectors"


def same_as_published(name: str, **figures: Any) -> None:
    """Compare the figures that a test carries with those of the case's file, where it is there.

    Args:
        name: The case.
        figures: By section and key, joined by two underscores, such as `inputs__exit`.
    """
    file = FOLDER / f"{name}.json"
    if not file.is_file():
        return  # the test stands by its own figures
    case = json.loads(file.read_text(encoding="utf-8"))
    for path, figure in figures.items():
        found: Any = case
        for key in path.split("__"):
            found = found[int(key)] if isinstance(found, list) else found[key]
        assert found == figure, f"{name}: {path}"
