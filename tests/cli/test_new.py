"""`dealwright new`: a deal that checks clean, can be valued, and leaves something to agree on."""

import re
from pathlib import Path

import pytest

from cli.answer import Run
from dealwright.cli.new import TEMPLATES

each_template = pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "captable"])


@each_template
def test_a_template_has_no_problem(template: str, tmp_path: Path, run: Run) -> None:
    file = str(tmp_path / "mine.yaml")
    assert run("new", file, "--template", template).code == 0
    assert run("check", file, "--json").json == []
    assert f"dealwright value {file}" in Path(file).read_text(encoding="utf-8")


def test_a_cap_table_is_started_with_what_to_do_next(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("new", "--captable")
    assert answer.code == 0
    assert "next: dealwright captable show captable.yaml" in answer.out
    assert run("check", "captable.yaml", "--json").json == []
    typed = re.findall(r"#   dealwright (captable .*?)  ", (tmp_path / "captable.yaml").read_text(encoding="utf-8"))
    assert [run(*words.split()).code for words in typed] == [0, 0, 0]


@each_template
def test_a_template_leaves_something_to_agree_on(template: str, tmp_path: Path, run: Run) -> None:
    file = str(tmp_path / "mine.yaml")
    run("new", file, "--template", template)
    found = run("bargain", file, "--paths", "1024", "--json").json
    assert 0 < found["zone"]["packages"] < found["packages"]


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine\n", encoding="utf-8")
    answer = run("new", str(file))
    assert answer.code == 2
    assert "is there already" in answer.err
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path, run: Run) -> None:
    assert run("new", str(tmp_path / "none" / "mine.yaml")).code == 2


def test_a_name_with_a_space_is_quoted_in_what_is_to_be_typed(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("new", "my deal.yaml")
    assert "next: dealwright value 'my deal.yaml'" in answer.out
    assert "dealwright check 'my deal.yaml'" in (tmp_path / "my deal.yaml").read_text(encoding="utf-8")


def test_what_a_file_without_a_deal_is_told_to_type_works(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for content in (b"", b"PK\x03\x04\x00"):
        (tmp_path / "deal.yaml").write_bytes(content)
        (problem,) = run("check", "--json").json
        typed = problem["mend"].partition("`dealwright ")[2].removesuffix("`").split()
        answer = run(*typed)
        assert answer.code == 0, answer.err
        (tmp_path / typed[-1]).unlink()
