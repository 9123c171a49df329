"""Companies in a deal's workbook, computed anew by LibreOffice: they pay what the engine pays, inputs changed too."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dealwright.engine import beliefs as belief
from dealwright.engine.lines import Rates, kept_after_tax, through
from dealwright.lang.load import load
from dealwright.show.excel.cells import Cell, Node
from dealwright.show.excel.workbook import Model, model_of, written_out
from dealwright.study import Study
from spreadsheet.recalculated import ERRORS, Computed, computed

ROOT = Path(__file__).resolve().parent.parent.parent / "examples"
DATE = dt.date(2026, 1, 1)
LISTING = "../tests/spreadsheet/firms/listing.yaml"
FILES = {"option": "terms/option.yaml", "listing": LISTING, "all must": LISTING, "none must": LISTING}
JUNIPER, FIRM = "companies.juniper.securities", "companies.firm.securities"
CHANGES: dict[str, dict[str, tuple[str, Any]]] = {
    "term-sheet": {
        f"{JUNIPER}.rounds.series_a.pre_money": ("16m USD", 16e6),
        f"{JUNIPER}.classes.series_a.preference": ("2x", 2.0),
        f"{JUNIPER}.classes.series_a.participation": ("full", "full"),
        f"{JUNIPER}.rounds.series_a.pool.share": ("15%", 0.15),
        f"{JUNIPER}.convertibles.scout_safe.cap": ("3m USD", 3e6),
        f"{JUNIPER}.events.0.shares": ("5_000_000", 5e6),
        "facts.new_money": ("7m USD", 7e6),
        "facts.multiple_grown": ("5x", 5.0),
    },
    "renault-nissan": {
        "facts.renault_part": ("40%", 0.4),
        "facts.nissan_part": ("12%", 0.12),
        "facts.nissan_price_july": ("700 JPY", 700.0),
        "facts.renault_price_july": ("31 EUR", 31.0),
        "facts.holders_rate": ("9%", 0.09),
    },
    "openai-microsoft": {
        "facts.round_2025": ("35bn USD", 35e9),
        "facts.cash_before_2024": ("2bn USD", 2e9),
        "facts.private_discount": ("25%", 0.25),
        "facts.stargate_capital_cost": ("13%", 0.13),
        "facts.stargate_worth": ("140%", 1.4),
    },
    "option": {
        "companies.firm.enterprise_value": ("12m USD", 12e6),
        "companies.firm.cost_of_capital": ("8%", 0.08),
        "terms.call.stake": ("30%", 0.3),
        "parties.maker.discount": ("12%", 0.12),
        "parties.inventor.discount": ("9%", 0.09),
    },
    "listing": {
        "companies.firm.cash": ("2.7m USD", 2.7e6),
        f"{FIRM}.convertibles.safe.cap": ("18m USD", 18e6),
        f"{FIRM}.rights.w.count": ("150_000", 150e3),
        f"{FIRM}.events.1.shares": ("2_100_000", 2.1e6),
        f"{FIRM}.exit.fee_share": ("4%", 0.04),
        "parties.late.discount": ("19%", 0.19),
        "drivers.revenue.growth": ("26%", 0.26),
    },
    "all must": {
        f"{FIRM}.classes.seed.qualified_ipo.price": ("3.5 USD", 3.5),
        f"{FIRM}.classes.series_a.qualified_ipo.price_multiple": ("1.2x", 1.2),
        f"{FIRM}.classes.series_a.qualified_ipo.proceeds": ("7m USD", 7e6),
        f"{FIRM}.classes.seed.participation": ("none", "none"),
        f"{FIRM}.classes.series_a.preference": ("2x", 2.0),
    },
    "none must": {
        f"{FIRM}.classes.seed.qualified_ipo.price": ("6 USD", 6.0),
        f"{FIRM}.classes.series_a.qualified_ipo.valuation": ("90m USD", 90e6),
        f"{FIRM}.classes.series_a.cap": ("2.5x", 2.5),
        f"{FIRM}.classes.seed.dividend.rate": ("9%", 0.09),
        f"{FIRM}.rights.o.strike": ("0.9 USD", 0.9),
    },
}
"""By example: inputs by path, each as `--set` takes it and as it is typed into the cell."""


@dataclass
class Case:
    """A workbook, computed anew after inputs were changed or not, and what the engine says of the same.

    Args:
        model: The workbook as it was written.
        engine: The same deal, overrides laid.
        book: What LibreOffice found.
    """

    model: Model
    engine: Model
    book: Computed

    def read(self, node: Node) -> float:
        """Return what stands in a cell."""
        (cell,) = node.parts
        assert isinstance(cell, Cell)
        return float(self.book.anew[cell.sheet][Cell(cell.sheet, cell.row, cell.column).text(cell.sheet)] or 0.0)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str) -> dict[str, Case]:
    """Give the workbooks, as they are and with inputs changed, computed anew in one go."""
    folder = tmp_path_factory.mktemp("companies")
    files, typed, pairs = {}, {}, {}
    for name, changes in CHANGES.items():
        loaded = load(str(ROOT / FILES.get(name, f"{name}/deal.yaml")))
        model = model_of(Study(loaded, paths=64))
        file = folder / f"{name}.xlsx"
        file.write_bytes(written_out(model, DATE))
        said = {f"{path}.is" if path.startswith("facts.") else path: words for path, (words, _) in changes.items()}
        files |= {name: file, f"{name} changed": file}
        typed[f"{name} changed"] = {_named(model, path): value for path, (_, value) in changes.items()}
        pairs |= {name: (model, model), f"{name} changed": (model, model_of(Study(loaded, paths=64, overrides=said)))}
    books = computed(files, spreadsheet_program, folder / "work", typed)
    return {name: Case(*pair, books[name]) for name, pair in pairs.items()}


def _named(model: Model, path: str) -> str:
    (cell,) = model.inputs.by_path[path].cell.parts
    assert isinstance(cell, Cell)
    return cell.name


def test_every_company_of_these_examples_is_live(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        assert case.model.companies.reasons == {}, name
        assert case.engine.companies.reasons == {}, name


def test_equity_and_what_each_holder_gets_are_the_engine_s(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        for company, laid in case.model.companies.laid.items():
            engine = case.engine.part.books.companies[company]
            equity = float(np.ravel(engine.equity)[0])
            assert case.read(laid.equity) == pytest.approx(equity, rel=1e-9), (name, company)
            for who, money in laid.payouts.items():
                wanted = float(np.ravel(engine.payout(who))[0]) if who in engine.holders else 0.0
                assert case.read(money) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * equity), (name, company, who)


def test_what_companies_are_worth_to_parties_is_the_engine_s(cases: dict[str, Case]) -> None:
    seen = 0
    for name, case in cases.items():
        part = case.engine.part
        for party, worth in case.model.companies.worths.items():
            rates = Rates(belief.traits(part.deal, party).discount, own_rates=True)
            parts = [
                float(np.sum(each)) for firm in part.books.companies for each in through(part.books, firm, party, rates)
            ]
            wanted = sum(parts) * kept_after_tax(part.deal, party, part.view)
            size = sum(map(abs, parts))
            assert case.read(worth) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * size), (name, party)
            seen += 1
    assert seen >= 20


def test_the_changes_change_what_companies_are_worth_and_bring_no_error(cases: dict[str, Case]) -> None:
    for name in CHANGES:
        plain, changed = cases[name], cases[f"{name} changed"]
        first = next(iter(plain.model.companies.laid.values()))
        one, other = ([case.read(money) for money in first.payouts.values()] for case in (plain, changed))
        assert one != other, name
        shown = [value for cells in changed.book.anew.values() for value in cells.values()]
        assert not [value for value in shown if str(value).startswith(ERRORS)], name
