"""Load a cap table from a file of its own: its text, its tree, the table it says, and every problem in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.equity.audit import audit
from dealwright.ground.problem import Problem, in_file_order, render
from dealwright.lang.auditing import sound
from dealwright.lang.captable_reading import declared_table, joined_table, read_table
from dealwright.lang.compose import compose, compose_value
from dealwright.lang.narrow import narrowed_by_line
from dealwright.lang.overlay import typed_pairs
from dealwright.lang.paths import with_value
from dealwright.lang.plain_rows import plain_rows
from dealwright.lang.reading import CAP_TABLE, Source, digest_of, read_source
from dealwright.lang.tree import Tree, split_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.securities import CapTableFile
    from dealwright.equity.captable import CapTable
    from dealwright.equity.ocf import OcfReading
    from dealwright.ground.place import Place


_TOLD = 20
"""How many problems a table tells when it is only looked at."""


@dataclass(frozen=True, repr=False)
class LoadedTable:
    """A cap table that was read from a file of its own or a package, and perhaps had something laid over it.

    Args:
        file: Its name as the user gave it.
        tree: Its tree as it now stands; None where the text is no usable YAML.
        problems: Everything wrong with it, in the order of the file.
        table: The cap table; None while an error stands.
        texts: What the file says, and each value laid over it, by the name that places give it.
        source: The text, where it was read without making a tree of all of it.
        reading: The package of the Open Cap Format that it was read from, where nothing was laid over it.
    """

    file: str
    tree: Tree | None
    problems: tuple[Problem, ...]
    table: CapTable | None
    texts: Mapping[str, str]
    source: Source | None = None
    reading: OcfReading | None = None

    def __repr__(self) -> str:
        """Say which table this is, with its problems as a person reads them."""
        told = [render(problem, self.line(problem.place)) for problem in self.problems[:_TOLD]]
        count = len(self.errors)
        said = self.table.company if self.table is not None else f"{count} error{'s' if count != 1 else ''}"
        return "\n\n".join([*told, f"{self.file}: {said}"])

    @property
    def sound(self) -> CapTable:
        """Return the table, of which no error stands.

        Raises:
            ValueError: If one does; the message says them all.
        """
        if self.table is None:
            raise ValueError(f"nothing is computed while an error stands\n\n{self}")
        return self.table

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems for which nothing is computed."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {name: split_lines(text) for name, text in self.texts.items()}

    def declared(self) -> CapTableFile:
        """Return what a sound table's file declares, its values as they are written.

        Raises:
            ValueError: An error stands.
        """
        table = self.sound
        whole = self if self.tree is not None else read_whole(self.source or _as_source(self))
        found = None if whole.tree is None else declared_table(whole.tree)
        if found is None:
            raise ValueError(f"{table.company} cannot be read value by value")
        return found

    def line(self, place: Place) -> str:
        """Return the line of text on which a place begins; empty where there is none."""
        lines = self._lines.get(place.file, [])
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def with_overrides(self, overrides: Mapping[str, object]) -> LoadedTable:
        """Return the table with values laid over it.

        Args:
            overrides: Values by path, such as `{"classes.series_a.preference": "2x"}`.
        """
        if not overrides or (self.tree is None and self.table is None):
            return self
        if self.tree is None:
            return read_whole(self.source or _as_source(self)).with_overrides(overrides)
        root, found, texts = self.tree.root, list[Problem](), dict(self.texts)
        for pair in typed_pairs(overrides):
            value, wrong = (
                compose_value(pair.value, pair.place.file) if isinstance(pair.value, str) else (pair.value, [])
            )
            found += wrong
            if isinstance(pair.value, str):
                texts[pair.place.file] = pair.value
            laid = with_value(root, pair.path, value, pair.place) if value is not None else root
            if isinstance(laid, Problem):
                found.append(laid)
            else:
                root = laid
        return _of_tree(replace(self.tree, root=root), found, texts)


def load_table(path: str | Path) -> LoadedTable:
    """Load a cap table and check it.

    Args:
        path: The file; or a folder or zip of the Open Cap Format.

    Returns:
        What was read, with every problem; never raises on what a file says.
    """
    if Path(path).is_dir() or Path(path).suffix.lower() == ".zip":
        from dealwright.equity.ocf import read_ocf

        reading = read_ocf(path)
        return LoadedTable(
            str(path), None, reading.problems, reading.table if reading.sound else None, {}, reading=reading
        )
    source, problems = read_source(path, limits=CAP_TABLE)
    return LoadedTable(str(path), None, tuple(problems), None, {}) if source is None else table_in(source)


def _as_source(loaded: LoadedTable) -> Source:
    """Return the text of a cap table that was read from a package, so that values can be laid over it."""
    from dealwright.lang.captable_text import captable_text

    return Source(captable_text(loaded.sound), f"<{loaded.file}>", "")


def loads_table(text: str, file: str = "captable.yaml", *, audited: bool = True) -> LoadedTable:
    """Load a cap table from a text.

    Args:
        text: A whole file.
        file: What problems call it.
        audited: Whether to find what does not add up, besides what cannot be read.
    """
    return table_in(Source(text, file, digest_of(text.encode())), audited=audited)


def table_in(source: Source, *, audited: bool = True) -> LoadedTable:
    """Return the cap table that a text says, with every problem."""
    return read_fast(source, audited=audited) or read_whole(source, audited=audited)


def read_whole(source: Source, *, audited: bool = True) -> LoadedTable:
    """Return what a text says, read value by value, with every problem."""
    texts = {source.file: source.text}
    tree, problems = compose(source.text, source.file, source.digest, CAP_TABLE)
    if tree is None:
        return LoadedTable(source.file, None, tuple(problems), None, texts)
    return _of_tree(tree, problems, texts, audited=audited)


def read_fast(source: Source, *, audited: bool) -> LoadedTable | None:
    """Return what a long text says, its plain lines read straight; None where it must be read whole."""
    rows = plain_rows(source.text, source.file)
    if rows is None:
        return None
    tree, problems = compose(rows.rest, source.file, source.digest, CAP_TABLE)
    table = None if tree is None or problems else joined_table(tree, rows)
    if tree is None or table is None:
        return None
    wrong = audit(table) if audited else []
    wrong = narrowed_by_line(wrong, tree.root, source.text, source.file)
    texts = {source.file: source.text}
    return LoadedTable(source.file, None, tuple(wrong), table if sound(wrong) else None, texts, source)


def _of_tree(tree: Tree, problems: list[Problem], texts: Mapping[str, str], *, audited: bool = True) -> LoadedTable:
    """Read and check a tree."""
    table, found = read_table(tree, audited=audited)
    found = [*problems, *found]
    return LoadedTable(tree.file, tree, tuple(in_file_order(found)), table if sound(found) else None, texts)
