"""The wheel: builds without a network, holds what it should, and works in an empty environment."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
    ]
    subprocess.run([*build, str(root)], check=True, capture_output=True)
    return next(out.glob("dealwright-*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a new environment, which finds the packages it depends on in ours."""
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    ours = sysconfig.get_path("purelib")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    theirs = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    # A .pth line is appended after the environment's own packages, and our editable install's hook is not run.
    Path(theirs.strip(), "dependencies.pth").write_text(ours + "\n", encoding="utf-8")
    return home / "bin" / "dealwright"


def test_the_wheel_holds_the_package_its_data_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "dealwright/py.typed" in names
    assert "dealwright/cli/templates/partnership.yaml" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "examples"))]


def test_the_installed_command_works_alone(command: Path, tmp_path: Path) -> None:
    shown = subprocess.run([command, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "check" in shown
    subprocess.run([command, "new", "mine.yaml"], cwd=tmp_path, check=True, capture_output=True)
    checked = subprocess.run([command, "check", "mine.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_the_installed_command_shows_the_small_deal_of_a_kind(command: Path, tmp_path: Path, root: Path) -> None:
    shown = subprocess.run([command, "explain", "milestone"], cwd=tmp_path, capture_output=True, text=True, check=True)
    first = (root / "examples" / "terms" / "milestone.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first in shown.stdout


def test_the_installed_package_is_not_the_checkout(command: Path, tmp_path: Path) -> None:
    ask = [command.parent / "python", "-c", "import dealwright; print(dealwright.__file__)"]
    where = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(command.parents[1]))
