"""`dealwright captable export` of a package that somebody else wrote."""

import json
from collections.abc import Iterable
from pathlib import Path

from cli.answer import Run
from dealwright.equity.ocf import read_ocf
from equity.ocf_package import ACME, needs_samples


def in_text(objects: Iterable[object]) -> list[str]:
    """Return objects as texts, in an order of their own."""
    return sorted(json.dumps(each, sort_keys=True) for each in objects)


@needs_samples
def test_a_package_of_others_goes_out_object_by_object_as_it_was_read(run: Run, tmp_path: Path) -> None:
    """Retractions, reissuances, comments and words of an older version among them. Source: sample of OCF-Tools."""
    files = [json.loads(file.read_text(encoding="utf-8")) for file in ACME.glob("*.json")]
    objects = [each for file in files for each in [*file.get("items", ()), *filter(None, [file.get("issuer")])]]
    kinds = {each["object_type"] for each in objects}
    assert {"ISSUER", "TX_STOCK_RETRACTION", "TX_STOCK_REISSUANCE"} <= kinds
    out, packed = tmp_path / "out", tmp_path / "out.zip"
    assert run("captable", "export", str(ACME), "--out", str(out)).code == 0
    assert in_text(read_ocf(out).objects) == in_text(objects)
    assert run("captable", "export", str(ACME), "--out", str(out), "--force").code == 0
    assert in_text(read_ocf(out).objects) == in_text(objects)
    assert run("captable", "export", str(out), "--out", str(packed)).code == 0
    assert in_text(read_ocf(packed).objects) == in_text(objects)
