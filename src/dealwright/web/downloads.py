"""Make what can be taken away: the report, and what a page shows as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dealwright import __version__
from dealwright.show.document import Made
from dealwright.show.study_report import write_study_report
from dealwright.web.meant import few_enough
from dealwright.web.telling import bargained, story_of

if TYPE_CHECKING:
    from dealwright.web.desk import Read
    from dealwright.web.state import State
    from dealwright.web.telling import Part, Progress


def report(read: Read, _state: State, progress: Progress) -> dict[str, Any]:
    """Write the report of the file as it is."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.html"
        few_enough(read)
        made = Made(datetime.now().astimezone().date(), read.settings.command("report"), __version__)
        write_study_report(read.study, out, made=made, progress=progress)
        return {"content": out.read_bytes()}


def workbook_xlsx(read: Read, _state: State, progress: Progress) -> dict[str, Any]:
    """Write the workbook of the file as it is, its certain case in live formulas."""
    from dealwright.show.excel.workbook import workbook

    few_enough(read)
    return {"content": workbook(read.study, datetime.now().astimezone().date(), progress)}


def worth_json(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Write the worths that the page shows, as `value --json` does."""
    return _json(story_of(read, state).valuation.to_json())


def worth_csv(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Write the worths that the page shows, a row for each scenario, party and figure."""
    valuation = story_of(read, state).valuation
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["scenario", "party", "figure", "value", "standard_error", "currency"])
    for name, scenario in valuation.scenarios.items():
        for party, worth in scenario.parties.items():
            for figure, value in worth.to_json().items():
                if isinstance(value, dict) and "value" in value:
                    row: list[Any] = [value["value"], value.get("standard_error", "")]
                elif isinstance(value, float | int):
                    row = [value, ""]
                else:
                    continue
                sheet.writerow([name, party, figure, *row, valuation.currency])
    return {"content": out.getvalue().encode("utf-8-sig")}


def bargain_json(read: Read, _state: State, progress: Progress) -> dict[str, Any]:
    """Write the bargain, as `bargain --json` does."""
    return _json(bargained(read, progress).to_json())


def deal_yaml(read: Read, _state: State, _progress: Progress) -> dict[str, Any]:
    """Give the deal file as it was last read without errors."""
    return {"content": read.loaded.texts[read.loaded.file].encode()}


def _json(told: object) -> dict[str, Any]:
    return {"content": json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False).encode()}


MADE: dict[str, Part] = {
    "report.html": report,
    "workbook.xlsx": workbook_xlsx,
    "worth.json": worth_json,
    "worth.csv": worth_csv,
    "bargain.json": bargain_json,
    "deal.yaml": deal_yaml,
}
"""What can be taken away, by the name under which it is."""
