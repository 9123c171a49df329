"""What the process answers, whatever happens."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dealwright.cli import main as command
from dealwright.cli import new, schema


def test_no_verb_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "usage: dealwright" in capsys.readouterr().err


def test_without_a_word_the_verbs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "show which packages both sides would sign" in capsys.readouterr().err


def test_an_unknown_option_is_said_with_the_usage_of_its_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["value", "deal.yaml", "--path", "5"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("usage: dealwright value")
    assert "dealwright value: error: unrecognized arguments: --path 5" in told


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs the device that is always full")
def test_an_output_that_takes_no_more_is_no_bug_of_ours() -> None:
    full = f"{shlex.quote(sys.executable)} -m dealwright schema > /dev/full"
    done = subprocess.run(["sh", "-c", full], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "cannot write the output: No space left on device\n")


def test_a_closed_output_swallows_what_is_written(tmp_path: Path) -> None:
    closed = f"{shlex.quote(sys.executable)} -m dealwright new mine.yaml >&- 2>&-"
    assert subprocess.run(["sh", "-c", closed], cwd=tmp_path, check=False).returncode == 0


def test_an_unknown_verb_is_wrong_usage_and_the_verbs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["chek", "deal.yaml"]) == 2
    assert "bargain" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["value", "deal.yaml", "--paths", "0"],
        ["value", "deal.yaml", "--paths", "many"],
        ["value", "deal.yaml", "--paths", "99999999999"],
        ["value", "deal.yaml", "--seed", "-1"],
        ["value", "deal.yaml", "--set", "terms.stake.stake"],
        ["value", "deal.yaml", "--set", "=30%"],
        ["value", "deal.yaml", "--js"],
        ["new", "mine.yaml", "--template", "cake"],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err


def test_help_and_version_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--version"]) == 0
    assert command.main(["value", "--help"]) == 0
    assert "--scenario NAME" in capsys.readouterr().out


def fail(options: object) -> int:
    del options
    message = "the sum is off"
    raise ArithmeticError(message)


def test_a_bug_of_ours_is_confessed_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "run", fail)
    assert command.main(["schema"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "this is a bug, please report it: ArithmeticError: the sum is off" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("words", [["--debug", "schema"], ["schema", "--debug"]])
def test_debug_shows_where_it_arose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setattr(schema, "run", fail)
    assert command.main(words) == 3
    assert "Traceback" in capsys.readouterr().err


def test_control_c_stops_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(options: object) -> int:
        raise KeyboardInterrupt(options)

    monkeypatch.setattr(schema, "run", interrupted)
    assert command.main(["schema"]) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_a_reader_who_has_had_enough_is_no_bug(tmp_path: Path) -> None:
    pipe = f"{shlex.quote(sys.executable)} -m dealwright schema | head -c 10"
    done = subprocess.run(["sh", "-c", pipe], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_process_runs_as_a_module(tmp_path: Path) -> None:
    ask = [sys.executable, "-m", "dealwright", "--version"]
    assert subprocess.check_output(ask, cwd=tmp_path, text=True).startswith("dealwright 0.")


def test_the_command_line_imports_no_arrays_before_a_verb_needs_them() -> None:
    heavy = "numpy scipy rich jinja2 vl_convert pydantic yaml"
    look = f"import sys, dealwright.cli.main; print([name for name in '{heavy}'.split() if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", look], text=True).strip() == "[]"


def test_letters_that_a_terminal_lacks_do_not_end_the_program(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "dealwright", "check", "année.yaml"]
    narrow = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(words, cwd=tmp_path, env=narrow, capture_output=True, text=True, check=False)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


def test_every_template_has_a_file_and_every_file_is_a_template() -> None:
    there = {path.stem for path in (Path(new.__file__).parent / "templates").glob("*.yaml")}
    assert there == set(new.TEMPLATES)


DUMB = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}


def test_a_terminal_without_a_minus_gets_a_hyphen_and_no_question_mark(deal: Path) -> None:
    text = deal.read_text(encoding="utf-8").replace("rate: 8%", "rate: 60%")
    deal.write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "dealwright", "value", "deal.yaml", "--paths", "64", "--scenario", "in_force"]
    told = subprocess.check_output(words, cwd=deal.parent, env=DUMB, text=True)
    assert "?" not in told
    assert re.search(r"Royalty +[\d,.]+ +-[\d,.]+", told)


def test_json_survives_a_stream_that_knows_few_letters(deal: Path) -> None:
    deal.write_text(deal.read_text(encoding="utf-8").replace("Ada's kettle\nas", "Añade\nas"), encoding="utf-8")
    words = [sys.executable, "-m", "dealwright", "value", "deal.yaml", "--paths", "64", "--json"]
    assert json.loads(subprocess.check_output(words, cwd=deal.parent, env=DUMB, text=True))["deal"] == "Añade"


def test_who_was_interrupted_waits_for_no_thread_that_still_works() -> None:
    program = (
        "import threading, time, dealwright.cli.main as command\n"
        "def works():\n    threading.Thread(target=time.sleep, args=(60,)).start()\n    print('said')\n"
        "    return command.INTERRUPTED\n"
        "command.main = works\ncommand.leave()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (130, "said\n", "")
