"""The error gallery: every code has a file that provokes it and the text that a person then sees."""

import ast
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from dealwright.bargain.talking.contradiction import ContradictedError
from dealwright.engine.calibrate import UnmetPriceError
from dealwright.equity.ledger import holdings_on
from dealwright.equity.offerings.ipo import hold_ipo
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.ground.problem import Problem, render
from dealwright.lang.captable import load_table
from dealwright.lang.codes import CODES, TABLE
from dealwright.lang.edit import set_value
from dealwright.lang.genius.codes import GENIUS_CODES
from dealwright.lang.load import load
from dealwright.study import Study

GALLERY = Path(__file__).resolve().parent.parent / "gallery"
FILES = sorted(path.stem for path in GALLERY.glob("*.yaml"))
DEAL = (GALLERY / "unused-source.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("errors_maker", root / "tools" / "errors.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("code", FILES)
def test_a_file_of_the_gallery_provokes_its_code_and_no_other(
    code: str, maker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GALLERY)
    loaded = maker.opened(f"{code}.yaml")
    assert {problem.code for problem in loaded.problems} == {code}
    assert maker.rendered(loaded) == (GALLERY / f"{code}.txt").read_text(encoding="utf-8"), "run: make docs"


@pytest.mark.parametrize("code", FILES)
def test_every_problem_says_where_and_what_and_how_to_mend_it(
    code: str, maker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GALLERY)
    warnings = {explained.name for explained in TABLE if explained.warning}
    for problem in maker.opened(f"{code}.yaml").problems:
        assert problem.place.file == f"{code}.yaml"
        assert problem.expected
        assert problem.mend
        assert (problem.severity == "warning") == (code in warnings) or code in {"out-of-order", "date-to-come"}


def _missing(folder: Path) -> list[Problem]:
    return list(load(folder / "deal.yaml").problems)


def _folder(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").mkdir()
    return list(load(folder / "deal.yaml").problems)


def _unreadable(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").symlink_to("deal.yaml")  # a link to itself: nobody can read it, whoever they are
    return list(load(folder / "deal.yaml").problems)


def _too_large(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text("# " + "x" * 2_000_001, encoding="utf-8")
    return list(load(folder / "deal.yaml").problems)


def _too_many(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(f"facts: [{'1,' * 100_001}]", encoding="utf-8")
    return list(load(folder / "deal.yaml").problems)


def _no_text(folder: Path) -> list[Problem]:
    deal = DEAL.replace("publisher: Ada", "publisher: Ada, file: memo.txt")
    (folder / "deal.yaml").write_text(
        f"{deal}drivers: {{tax: {{kind: constant, is: 20%, source: memo}}}}\n", encoding="utf-8"
    )
    (folder / "texts").mkdir()
    return list(load(folder / "deal.yaml", sources=folder / "texts").problems)


def _several(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    return set_value(folder / "deal.yaml", "parties", "ada")[1]


def _changed(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    edit, _ = set_value(folder / "deal.yaml", "risk_free", "5%")
    assert edit is not None
    (folder / "deal.yaml").write_text(f"{DEAL}# mine\n", encoding="utf-8")
    return edit.write()


def _unwritable(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    edit, _ = set_value(folder / "deal.yaml", "risk_free", "5%")
    assert edit is not None
    with pytest.MonkeyPatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        patch.setattr(os, "replace", refuse)
        patch.setattr(Path, "replace", refuse)
        return edit.write()


def _unmet(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(
        f"{DEAL}drivers: {{sales: {{kind: gbm, start: 5m USD/year, growth: 0%, volatility: 20%}}}}\n"
        "companies:\n  mill: {enterprise_value: 2 years * sales, cash: 10m, cost_of_capital: 12%,\n"
        "         calibrate: {round: 2024-12-31, post_money: 5m, by: sales.start}}\n"
        "terms: {stake: {kind: equity, company: mill, holder: ada, stake: 30%, residual: ben}}\n",
        encoding="utf-8",
    )
    with pytest.raises(UnmetPriceError) as raised:
        Study(load(folder / "deal.yaml"), paths=64).value()
    return [raised.value.problem]


def _no_common(folder: Path) -> list[Problem]:
    (folder / "table.yaml").write_text(
        "captable: 1\ncompany: Acme\ncurrency: USD\nas_of: 2024-12-31\nstakeholders: {ann: {}}\n"
        "classes: {series_a: {kind: preferred, original_issue_price: 1 USD}}\n"
        "events:\n  - {kind: issue, on: 2020-01-01, of: series_a, holder: ann, shares: 1_000}\n"
        "ipo: {on: 2025-06-01, price: 10 USD, primary: 100}\n",
        encoding="utf-8",
    )
    table = load_table(folder / "table.yaml").table
    assert table is not None
    assert table.ipo is not None
    with pytest.raises(ImpossibleError) as raised:
        hold_ipo(holdings_on(table), table.ipo)
    return [raised.value.problem]


def _contradicted(folder: Path) -> list[Problem]:
    (folder / "deal.yaml").write_text(
        f"{DEAL}terms:\n"
        "  fee: {kind: payment, active: no, payer: ada, payee: ben, amount: 10m, on: 2025-06-30}\n"
        "scenarios: {signed: {terms.fee.active: yes}, no_deal: {}}\nsigned: signed\n"
        "negotiate: {between: [ada, ben], no_deal: no_deal, over: {terms.fee.amount: 1m .. 20m by 1m}}\n"
        "talks:\n  - {by: ada, on: 2024-12-01, offer: {terms.fee.amount: 20m}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContradictedError) as raised:
        Study(load(folder / "deal.yaml"), paths=64).talks("ben")
    return [raised.value.problem]


MADE: dict[str, Callable[[Path], list[Problem]]] = {
    "missing-file": _missing,
    "not-a-file": _folder,
    "unreadable-file": _unreadable,
    "too-large": _too_large,
    "too-many-values": _too_many,
    "no-source-text": _no_text,
    "not-one-value": _several,
    "changed-file": _changed,
    "unwritable-file": _unwritable,
    "unmet-price": _unmet,
    "no-common": _no_common,
    "contradicted-belief": _contradicted,
}
"""Codes that no file of the gallery can provoke by itself."""


@pytest.mark.parametrize("code", MADE)
def test_a_code_about_the_file_itself_is_provoked(code: str, tmp_path: Path) -> None:
    problems = MADE[code](tmp_path)
    assert {problem.code for problem in problems} == {code}
    text = "\n\n".join(render(problem) for problem in problems).replace(f"{tmp_path}/", "") + "\n"
    assert text == (GALLERY / f"{code}.txt").read_text(encoding="utf-8")


def test_every_code_is_in_the_gallery_and_explained() -> None:
    assert sorted(CODES) == sorted([*FILES, *MADE])
    assert len(CODES) >= 60
    for code in TABLE:
        assert code.meaning.endswith((".", "?"))
        assert code.expected.endswith(".")
        assert code.mend.endswith(".")


def test_every_code_that_the_language_reports_is_explained(root: Path) -> None:
    used: set[str] = set()
    for path in (root / "src" / "dealwright" / "lang").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
                name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
                if name in {"error", "warning", "refuse", "report"} and len(call.args) > 1:
                    used |= _texts(call.args[1])
    assert len(used) > 60
    assert used <= CODES.keys() | GENIUS_CODES.keys()


def _texts(argument: ast.expr) -> set[str]:
    """Return the texts that an argument may be."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return {argument.value}
    return _texts(argument.body) | _texts(argument.orelse) if isinstance(argument, ast.IfExp) else set()


def test_the_page_of_problems_is_current(root: Path, maker: ModuleType) -> None:
    assert (root / "docs" / "errors.md").read_text(encoding="utf-8") == maker.page(), "run: make docs"
