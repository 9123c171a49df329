"""`dealwright report`: where the file goes. What it shows is tested in its own room."""

import shlex
import subprocess
import sys
from pathlib import Path

from cli.answer import Run

FEW = ("--paths", "256")
LAST = "<!doctype html><title>the last one</title>"


def test_the_report_is_written_where_asked_and_its_place_is_told(deal: Path, run: Run) -> None:
    out = deal.parent / "new" / "folder" / "report.html"
    answer = run("report", str(deal), "--out", str(out), *FEW)
    assert answer.code == 0
    assert str(out) in answer.out
    assert out.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_without_out_it_is_named_after_the_deal(deal: Path, run: Run) -> None:
    assert run("report", str(deal), *FEW).code == 0
    assert (deal.parent / "deal.html").exists()


def test_the_report_says_how_to_make_it_again(deal: Path, run: Run) -> None:
    run("report", "deal.yaml", "--seed", "5", *FEW)
    assert "dealwright report deal.yaml --seed 5 --paths 256" in (deal.parent / "deal.html").read_text(encoding="utf-8")


def test_a_folder_is_no_place_for_a_report(deal: Path, run: Run) -> None:
    answer = run("report", str(deal), "--out", str(deal.parent))
    assert answer.code == 2
    assert "is a folder" in answer.err


def test_a_report_that_cannot_be_made_leaves_the_last_one(deal: Path, run: Run) -> None:
    out = deal.parent / "deal.html"
    out.write_text(LAST, encoding="utf-8")
    assert run("report", str(deal), "--set", "terms.royalty.rate=140%").code == 1
    assert out.read_text(encoding="utf-8") == LAST
    assert run("report", str(deal), "--set", "terms.royalty.rate=140%", "--out", "new/folder/deal.html").code == 1
    assert not (deal.parent / "new").exists()


def test_the_deal_is_never_overwritten_by_its_report(deal: Path, run: Run) -> None:
    before = deal.read_bytes()
    answer = run("report", str(deal), "--out", "./deal.yaml", *FEW)
    assert answer.code == 2
    assert "is the deal itself; say another file, as in --out deal-report.html" in answer.err
    assert deal.read_bytes() == before


def test_what_is_no_report_is_not_overwritten_by_one(deal: Path, run: Run) -> None:
    notes, link = deal.parent / "notes.yaml", deal.parent / "link.html"
    notes.write_text("dealwright: 1\n", encoding="utf-8")
    for option, kind, ending in (("--out", "page", "html"), ("--excel", "workbook", "xlsx")):
        answer = run("report", str(deal), option, str(notes), *FEW)
        assert answer.code == 2
        say = f"as in {option} {deal.parent / f'deal-report.{ending}'}, or remove it"
        assert f"{notes} is there already and is no {kind}; say another file, {say}" in answer.err
    assert notes.read_text(encoding="utf-8") == "dealwright: 1\n"
    link.symlink_to(deal)
    assert "as in --out deal-report.html" in run("report", str(deal), "--out", "link.html", *FEW).err
    assert "is a folder" in run("report", str(deal), "--out", "", *FEW).err
    assert sorted(each.name for each in deal.parent.iterdir()) == ["deal.yaml", "link.html", "notes.yaml"]


def test_where_nothing_can_be_written_another_place_is_said(deal: Path, run: Run) -> None:
    answer = run("report", str(deal), "--out", f"{deal}/below/a/file.html", *FEW)
    assert answer.code == 2
    assert "Not a directory; say another place, as in --out deal-report.html" in answer.err


def test_a_report_may_go_to_whoever_reads_it(deal: Path) -> None:
    command = [sys.executable, "-m", "dealwright", "report", "deal.yaml", "--paths", "64", "--out", "/dev/stdout"]
    done = subprocess.run(command, cwd=deal.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lower().startswith("<!doctype html>")


def test_an_empty_file_that_was_there_outlives_a_report_that_cannot_be_made(deal: Path, run: Run) -> None:
    out = deal.parent / "empty.html"
    out.touch()
    assert run("report", str(deal), "--out", str(out), "--set", "terms.royalty.rate=140%").code == 1
    assert out.exists()


def test_a_full_disk_is_said_and_leaves_the_last_report(deal: Path) -> None:
    out = deal.parent / "deal.html"
    out.write_text(LAST, encoding="utf-8")
    report = f"ulimit -f 100; exec {shlex.quote(sys.executable)} -m dealwright report deal.yaml --paths 64"
    done = subprocess.run(["sh", "-c", report], cwd=deal.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot write deal.html: File too large; what was there is as it was\n" in done.stderr
    assert [path.name for path in deal.parent.iterdir() if path != deal] == ["deal.html"]
    assert out.read_text(encoding="utf-8") == LAST


def test_only_the_scenarios_asked_for_are_shown_beside_no_deal(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8")
    more = "scenarios:\n  boom: {title: Kettles for all, drivers.sales.growth: 30%}\n"
    deal.write_text(text.replace("scenarios:\n", more), encoding="utf-8")
    page = deal.parent / "deal.html"
    assert run("report", *FEW).code == 0
    assert "Kettles for all" in page.read_text(encoding="utf-8").split("drivers.sales.growth: 30%")[0]
    assert run("report", "--scenario", "in_force", *FEW).code == 0
    assert "Kettles for all" not in page.read_text(encoding="utf-8").replace("title: Kettles for all", "")
    assert run("report", "--scenario", "bom", *FEW).code == 2


TABLE = """captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {name: Ana}}
classes: {common: {kind: common, authorised: 200}}
events:
  - {kind: issue, on: 2024-01-01, of: common, holder: ana, shares: 100}
"""


def test_a_cap_table_gets_a_page_of_its_own(deal: Path, run: Run) -> None:
    file = deal.parent / "acme.yaml"
    file.write_text(TABLE, encoding="utf-8")
    answer = run("report", "acme.yaml")
    assert answer.code == 0
    page = (deal.parent / "acme.html").read_text(encoding="utf-8")
    assert "Ana holds 100% of Acme" in page
    assert "dealwright report acme.yaml" in page


def test_a_cap_table_with_an_error_gets_none(deal: Path, run: Run) -> None:
    file = deal.parent / "acme.yaml"
    file.write_text(TABLE.replace("shares: 100", "shares: -100"), encoding="utf-8")
    answer = run("report", "acme.yaml", "--set", "company=Other")
    assert answer.code == 1
    assert "acme.yaml:8:" in answer.err
    assert "1 error; nothing was computed" in answer.err
    assert not (deal.parent / "acme.html").exists()


def test_a_value_may_be_laid_over_a_cap_table_and_it_has_no_scenarios(deal: Path, run: Run) -> None:
    (deal.parent / "acme.yaml").write_text(TABLE, encoding="utf-8")
    assert run("report", "acme.yaml", "--set", "stakeholders.ana.name=Anna").code == 0
    assert "Anna holds 100%" in (deal.parent / "acme.html").read_text(encoding="utf-8")
    answer = run("report", "acme.yaml", "--scenario", "no_deal")
    assert answer.code == 2
    assert "a cap table has no scenarios" in answer.err


def test_a_folder_of_open_cap_format_gets_a_page(deal: Path, run: Run, shared: Path) -> None:
    samples = shared / "ocf" / "extra" / "ocf-tools" / "sample_ocf_folders" / "acme_holdings_limited"
    answer = run("report", str(samples), "--out", "acme.html")
    assert answer.code == 0
    assert "warning[ocf-checksum]" in answer.err
    assert "Fiona Felicity Founder" in (deal.parent / "acme.html").read_text(encoding="utf-8")
    refused = run("report", str(samples), "--out", "acme.html", "--set", "company=Other")
    assert refused.code == 2


def test_what_a_sound_table_names_and_cannot_be_is_told_beside_its_page(deal: Path, run: Run) -> None:
    ipo = "ipo: {on: 2026-01-01, price: 3 USD, primary: 10, secondary: {ana: 500}}\n"
    (deal.parent / "acme.yaml").write_text(TABLE + ipo, encoding="utf-8")
    answer = run("report", "acme.yaml")
    assert answer.code == 0
    assert "acme.yaml:9:1: error[not-held]: `ana` sells `500` shares" in answer.err
    assert "The offering cannot be worked out" in (deal.parent / "acme.html").read_text(encoding="utf-8")
