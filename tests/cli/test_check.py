"""`dealwright check`: every problem at once, with its place, for people and as JSON."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.answer import Run


def test_a_sound_file_is_said_to_be_one(deal: Path, run: Run) -> None:
    answer = run("check", str(deal))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{deal}: no problems (2 parties, 3 terms, 2 drivers, 1 scenario)\n"


def test_the_file_may_be_left_out_where_it_is_called_deal_yaml(deal: Path, run: Run) -> None:
    assert deal.name == "deal.yaml"
    assert run("check").code == 0


def test_every_problem_is_told_on_stderr_with_its_line(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8").replace("payer: bruno", "payr: bruno").replace("2025-01-01", "2025-13-01")
    deal.write_text(text, encoding="utf-8")
    answer = run("check", "deal.yaml")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.index("deal.yaml:4:8: error[") < answer.err.index("deal.yaml:16:28: error[unknown-key]")
    assert " 16 |   royalty: {kind: royalty, payr: bruno" in answer.err
    assert "= mend: " in answer.err
    assert re.search(r"deal.yaml: \d errors\n$", answer.err)


def test_json_goes_to_stdout_with_the_keys_that_editors_need(deal: Path, run: Run) -> None:
    deal.write_text(deal.read_text(encoding="utf-8").replace("payer: bruno", "payr: bruno"), encoding="utf-8")
    answer = run("check", "deal.yaml", "--json")
    assert (answer.code, answer.err) == (1, "")
    (problem,) = answer.json
    wanted = {"file", "line", "column", "end_column", "severity", "code", "what", "expected", "mend"}
    assert wanted <= set(problem)
    assert (problem["file"], problem["line"], problem["column"]) == ("deal.yaml", 16, 28)
    assert (problem["severity"], problem["code"]) == ("error", "unknown-key")


def test_json_of_a_sound_file_is_an_empty_list(deal: Path, run: Run) -> None:
    assert run("check", str(deal), "--json").json == []


def test_a_value_laid_over_the_deal_is_checked_and_quoted(deal: Path, run: Run) -> None:
    answer = run("check", str(deal), "--set", "terms.royalty.rate=140%")
    assert answer.code == 1
    assert "<set terms.royalty.rate>:1:1: error[" in answer.err
    assert "| 140%" in answer.err


def test_a_path_that_leads_nowhere_is_a_problem(deal: Path, run: Run) -> None:
    answer = run("check", str(deal), "--set", "terms.royalti.rate=14%")
    assert answer.code == 1
    assert "royalti" in answer.err


def test_a_file_that_is_not_there_is_told_without_a_traceback(tmp_path: Path, run: Run) -> None:
    answer = run("check", str(tmp_path / "none.yaml"))
    assert answer.code in {1, 2}
    assert "none.yaml" in answer.err
    assert "Traceback" not in answer.err


def test_no_colour_reaches_a_file_or_a_pipe(deal: Path) -> None:
    deal.write_text("dealwright: 1\n", encoding="utf-8")
    words = [sys.executable, "-m", "dealwright", "check", str(deal)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "\x1b[" not in done.stderr + done.stdout


def test_checking_imports_neither_arrays_nor_tables(deal: Path) -> None:
    look = (
        "import sys; from dealwright.cli.main import main; main(['check', sys.argv[1]]);"
        "print([name for name in ('numpy', 'scipy', 'rich', 'jinja2', 'vl_convert') if name in sys.modules])"
    )
    told = subprocess.check_output([sys.executable, "-c", look, str(deal)], text=True)
    assert told.splitlines()[-1] == "[]"


@pytest.mark.parametrize("sources", ["nowhere", "deal.yaml"])
def test_a_folder_of_sources_that_is_none_is_wrong_usage(deal: Path, run: Run, sources: str) -> None:
    answer = run("check", str(deal), "--sources", sources)
    assert (answer.code, answer.out) == (2, "")
    assert f"there is no folder {sources} to look up sources in" in answer.err
