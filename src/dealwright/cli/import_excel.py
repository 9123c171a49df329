"""`dealwright import-excel`: reads what was typed over the inputs of a workbook back as overrides of its deal file."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Stop, Verbs, WrongUsage, add_json, add_verb
from dealwright.cli.reading import as_json, counted, kind_of_file
from dealwright.cli.set_value import show_edit
from dealwright.cli.table_report import digest_of_files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from dealwright.ground.problem import Problem
    from dealwright.lang.captable import LoadedTable
    from dealwright.lang.edit import Edit
    from dealwright.lang.load import Loaded
    from dealwright.show.excel.read.overrides import Change, Compared
    from dealwright.show.excel.read.typed import BadCell, Read

MORE = """

  dealwright import-excel deal.xlsx
  dealwright import-excel deal.xlsx --write deal.yaml

It compares the blue cells of the sheet Inputs with what the tool wrote there, and prints what was changed, ready to
type behind another verb: `--set PATH=VALUE`. Nothing is valued, and no file is changed without --write, which shows
the difference and keeps comments, order and line breaks. The deal file must be the one that the workbook was made
of."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "import-excel", run, "read changed inputs of a workbook back as overrides", MORE)
    parser.add_argument("workbook", metavar="OUT.xlsx", help="a workbook that `report --excel` made")
    parser.add_argument(
        "--deal", metavar="FILE", help="the file that it was made of (default: as the workbook names it, or beside it)"
    )
    parser.add_argument(
        "--write", metavar="FILE", help="write the file with the changes: the deal file itself, or a new one"
    )
    parser.add_argument("--dry-run", action="store_true", help="with --write: show the difference, and write nothing")
    add_json(parser)


@dataclass(frozen=True, slots=True)
class Opened:
    """The file that a workbook was made of.

    Args:
        file: Where it is.
        loaded: What it says, with what was laid over it when the workbook was made.
    """

    file: str
    loaded: Loaded | LoadedTable


def run(options: argparse.Namespace) -> int:
    """Print what was changed in a workbook.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        Stop: Something cannot be read back; all of it was printed.
        WrongUsage: The options cannot be meant.
    """
    if options.dry_run and options.write is None:
        raise WrongUsage("--dry-run shows what --write would write: say --write as well")
    from dealwright.show.excel.read.typed import UnreadableError, read_workbook

    try:
        read = read_workbook(Path(options.workbook))
    except UnreadableError as refusal:
        raise _refused(options, [refusal.problem]) from None
    opened = _opened(options, read)
    found = _compared(opened, read)
    if found.bad:
        raise _refused(options, found.bad)
    _check(options, opened, found)
    if options.json:
        print_json(_data(options, opened, read, found))
    else:
        _print(options, opened, read, found)
    return _write(options, opened, found) if options.write is not None else 0


def _refused(options: argparse.Namespace, bad: Sequence[BadCell]) -> Stop:
    """Tell what cannot be read back; return what ends the verb."""
    if as_json(options):
        print_json([each.to_json() for each in bad], sys.stderr)
    else:
        for each in bad:
            where = ", ".join(part for part in (options.workbook, each.cell) if part)
            say(f"{where}: {each.what}\n  expected: {each.expected}\n  mend: {each.mend}")
        say(f"{options.workbook}: {counted(len(bad), 'problem')}; nothing was read back")
    return Stop(1)


def _opened(options: argparse.Namespace, read: Read) -> Opened:
    """Find and read the file that the workbook was made of."""
    from dealwright.show.excel.read.typed import SUMMARY, BadCell

    beside = Path(options.workbook).parent / Path(read.file).name
    places = [Path(options.deal)] if options.deal else [Path(read.file), beside]
    file = next((each for each in places if each.exists()), None)
    if file is None:
        what = f"the file that it was made of, `{places[0]}`, is not there"
        raise _refused(options, [BadCell(SUMMARY, what, "that file", "say where it is, as in --deal deal.yaml")])
    loaded = _load(str(file))
    digest = digest_of_files(file)
    if not digest.startswith(read.digest):
        what = (
            f"the workbook was made of a file with the SHA-256 {read.digest}…, and `{file}` has {digest[:16]}…: it has "
            "changed since, or is another"
        )
        mend = f"say which file with --deal, or make the workbook again: dealwright report {file} --excel OUT.xlsx"
        raise _refused(options, [BadCell(SUMMARY, what, "the file that it was made of", mend)])
    laid = dict(each.partition("=")[::2] for each in read.laid)
    loaded = loaded.with_overrides(laid) if laid else loaded
    if loaded.errors:
        raise _wrong(options, loaded.errors, loaded)
    return Opened(str(file), loaded)


def _load(file: str) -> Loaded | LoadedTable:
    from dealwright.lang.captable import load_table
    from dealwright.lang.load import load

    return load(file) if kind_of_file(file) == "deal" else load_table(file)


def _compared(opened: Opened, read: Read) -> Compared:
    """Compare what stands on the sheet with what the file says."""
    from dealwright.lang.captable import LoadedTable
    from dealwright.show.excel.read.overrides import compared

    if isinstance(opened.loaded, LoadedTable):
        from dealwright.show.excel.table_workbook import inputs_of_table

        return compared(read.rows, inputs_of_table(opened.loaded), lambda _: None)
    from dealwright.show.excel.inputs import expression_at
    from dealwright.show.excel.workbook import inputs_of

    inputs, deal = inputs_of(opened.loaded)
    return compared(read.rows, inputs, lambda path: expression_at(deal, path))


def _check(options: argparse.Namespace, opened: Opened, found: Compared) -> None:
    """See that the file can hold what was typed."""
    from dealwright.show.excel.read.overrides import as_overrides
    from dealwright.show.excel.read.typed import BadCell

    if not found.changes:
        return
    cells = {f"<set {change.path}>": change for change in found.changes}
    errors = opened.loaded.with_overrides(dict(as_overrides(found.changes))).errors
    bad = [
        BadCell(", ".join(cells[each.place.file].cells), each.what, each.expected, each.mend)
        for each in errors
        if each.place.file in cells
    ]
    others = [each for each in errors if each.place.file not in cells]
    if bad:
        raise _refused(options, bad)
    if others:
        raise _wrong(options, others, opened.loaded)
    _note_readings(opened, found)


def _note_readings(opened: Opened, found: Compared) -> None:
    """Note what was typed for a value that a reading of the sources words: an override does not reach it."""
    deal = getattr(opened.loaded, "deal", None)
    for name, fact in deal.facts.items() if deal is not None else ():
        worded = {path for reading in fact.readings or () for path in reading.overlay or {}}
        for change in found.changes:
            if any(change.path.startswith(f"{path}.") for path in worded):
                said = f"`{change.path}` is worded by a reading of `facts.{name}`, which goes before an override"
                found.notes.append(f"{said}: change it there, in the file")


def _wrong(options: argparse.Namespace, errors: Sequence[Problem], loaded: Loaded | LoadedTable) -> Stop:
    """Tell what would be wrong with the file under what was typed; return what ends the verb."""
    if as_json(options):
        print_json([each.to_json() for each in errors], sys.stderr)
    else:
        print_problems(list(errors), loaded.line)
        count = counted(len(errors), "error")
        say(f"{options.workbook}: {count} in the file with what was typed; nothing was read back")
    return Stop(1)


def _data(options: argparse.Namespace, opened: Opened, read: Read, found: Compared) -> dict[str, object]:
    """Return the result as plain data."""
    return {
        "workbook": options.workbook,
        "file": opened.file,
        "laid_over_it": list(read.laid),
        "overrides": {change.path: change.now for change in found.changes},
        "changes": [change.to_json() for change in found.changes],
        "notes": found.notes,
    }


def _print(options: argparse.Namespace, opened: Opened, read: Read, found: Compared) -> None:
    """Print what was changed, and how to type it."""
    for note in found.notes:
        say(note)
    if not found.changes:
        print(f"no input of {options.workbook} was changed since it was made of {opened.file}")
        return
    say(f"{counted(len(found.changes), 'input')} changed since {options.workbook} was made of {opened.file}:")
    for change in found.changes:
        say(f"  {', '.join(change.cells)}: {change.path}: {change.was} -> {change.now}{_noted(change)}")
    if read.laid:
        say("the workbook was made with what stands first here")
    for pair in (*read.laid, *(f"{change.path}={change.now}" for change in found.changes)):
        print(f"--set {shlex.quote(pair)}")


def _noted(change: Change) -> str:
    return f" ({change.note})" if change.note else ""


def _write(options: argparse.Namespace, opened: Opened, found: Compared) -> int:
    """Show the file with the changes, and write it."""
    out = Path(options.write)
    if Path(opened.file).is_dir():
        raise WrongUsage(f"{opened.file} is a folder: import it first, with dealwright captable import")
    if out.exists() and not out.samefile(opened.file):
        raise WrongUsage(f"{out} is there already; name a file that is not, or {opened.file} itself")
    edit = _edited(opened, found)
    if edit is None:
        print(f"{opened.file}: nothing to write")
        return 0
    show_edit(edit)
    if not options.dry_run:
        refusal = edit.write() if out.exists() else edit.write_new(out)
        if refusal:
            raise _wrong(options, refusal, opened.loaded)
        say(f"{out}: written")
    return 0


def _edited(opened: Opened, found: Compared) -> Edit | None:
    """Prepare the change of the file; none where there is nothing to change.

    Raises:
        Stop: A value cannot be changed in place.
    """
    from dealwright.lang.edit import set_value

    edit: Edit | None = None
    wrong: list[Problem] = []
    for change in found.changes:
        made, problems = set_value(opened.file, change.path, change.now, edit)
        edit, wrong = made or edit, wrong + ([] if made else problems)
    if wrong:
        print_problems(wrong, opened.loaded.line)
        say(f"{opened.file}: stays as it was")
        raise Stop(1)
    return edit
