"""Set-up on a machine that lacks something: it says what, and what to do about it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MISSING = "There is no no-such-python here"


def make_setup(root: Path, folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    tools = {"PYTHON": python, "VENV": str(folder / "venv"), "PATH": f"{folder}:/usr/bin:/bin"}
    return subprocess.run(
        ["sh", "tools/setup.sh"], cwd=root, env=os.environ | tools, capture_output=True, text=True, check=False
    )


def stand_in(folder: Path, name: str, answers: str) -> str:
    """Write a program that stands in for a Python."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{answers}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_no_python_at_all(root: Path, tmp_path: Path) -> None:
    done = make_setup(root, tmp_path, "no-such-python")
    assert done.returncode == 1
    assert MISSING in done.stderr
    assert "3.11" in done.stderr


def test_a_python_that_is_too_old(root: Path, tmp_path: Path) -> None:
    for newer in ("python3.11", "python3.12", "python3.13"):  # hide those that this machine may have
        stand_in(tmp_path, newer, "exit 1")
    old = stand_in(tmp_path, "oldpython", '[ "$1" = -V ] && echo Python 3.9.2 && exit 0; exit 1')
    done = make_setup(root, tmp_path, old)
    assert done.returncode == 1
    assert "is Python 3.9.2, and Dealwright needs 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_without_environments(root: Path, tmp_path: Path) -> None:
    bare = stand_in(tmp_path, "barepython", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = make_setup(root, tmp_path, bare)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_make_help_lists_what_can_be_made_with_python_and_make_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    make = shutil.which("make")
    assert make
    alone = {"PATH": str(tmp_path)}
    listed = subprocess.run([make, "help"], cwd=root, env=alone, capture_output=True, text=True, check=True).stdout
    for goal in ("setup", "demo", "test", "bench", "clean"):
        assert f"make {goal} " in listed
