"""`dealwright report`: where the file goes. What it shows is tested in its own room."""

from pathlib import Path

from cli.answer import Run

FEW = ("--paths", "256")


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
    out.write_text("the last one", encoding="utf-8")
    assert run("report", str(deal), "--set", "terms.royalty.rate=140%").code == 1
    assert out.read_text(encoding="utf-8") == "the last one"
