"""What every test of the house may use."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# A shared two-core machine is no stop-watch: no deadline. Checks repeat themselves: the same examples each time.
settings.register_profile(
    "check", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


sys.path.insert(0, str(Path(__file__).parent))  # before pytest's own `pythonpath` is in force


def pytest_configure() -> None:
    """Check the axes of arrays against their annotations while the tests run, where `make test` asks for it."""
    if os.environ.get("DEALWRIGHT_CHECK_SHAPES"):
        from shapes import check_shapes

        check_shapes()


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of published examples and source texts beside the repository; skip where there is none."""
    if not SHARED.is_dir():
        absent = f"no published examples beside the repository ({SHARED.name}/)"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the browser's path; skip where there is none, or fail where the check must not do without it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    absent = "no browser: install Debian's package chromium"
    if os.environ.get("DEALWRIGHT_REQUIRE_BROWSER"):
        pytest.fail(absent)
    pytest.skip(absent)


def _found(command: str, absent: str, required: str) -> str:
    """Give a command's path; skip where there is none, or fail where a variable says that the check must have it."""
    path = shutil.which(command)
    if path:
        return path
    if os.environ.get(required):
        pytest.fail(absent)
    pytest.skip(absent)


@pytest.fixture(scope="session")
def pdf_reader() -> str:
    """Give the command that reads a PDF's text; skip where there is none, or fail where the check must not."""
    return _found("pdftotext", "no reader of PDF: install Debian's package poppler-utils", "DEALWRIGHT_REQUIRE_BROWSER")


@pytest.fixture(scope="session")
def spreadsheet_program() -> str:
    """Give LibreOffice's command; skip where there is none, or fail where the check must not do without it."""
    return _found(
        "soffice", "no spreadsheet program: install Debian's package libreoffice-calc", "DEALWRIGHT_REQUIRE_SPREADSHEET"
    )
