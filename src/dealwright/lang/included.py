"""Put a cap table where a company's `securities` name its file: each value keeps the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dealwright.deal.securities import CapTableFile, Issued
from dealwright.ground.closest import listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.compose import compose
from dealwright.lang.draft import currency_of
from dealwright.lang.find import inside, leads_out
from dealwright.lang.reading import CAP_TABLE, read_source
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dealwright.ground.place import Place
    from dealwright.lang.tree import Tree

_HEAD = frozenset(CapTableFile.model_fields) - frozenset(Issued.model_fields)
_LISTS = frozenset({"events", "extras"})


@dataclass(slots=True)
class Included:
    """A deal's tree with the cap tables that it names.

    Args:
        root: The whole file, cap tables put in their places.
        texts: The text of each of them by the name that places give it.
        problems: What stands in the way.
        known: Texts that were read before, by the same names: those files are not looked for.
    """

    root: MappingNode
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: Mapping[str, str] = field(default_factory=dict)


def include(root: MappingNode, folder: Path | None, known: Mapping[str, str] | None = None) -> Included:
    """Put every cap table that a deal names into its tree.

    Args:
        root: The deal's tree.
        folder: The deal's own folder, in which the files must lie; None for a deal that is no file.
        known: Texts that were read before, by the names that places give them.
    """
    included = Included(root, known=known or {})
    companies = root.entries.get("companies")
    if not isinstance(companies, MappingNode):
        return included
    changed = {name: _company(node, included, folder) for name, node in companies.entries.items()}
    if any(changed[name] is not node for name, node in companies.entries.items()):
        entries = {**root.entries, "companies": replace(companies, entries=changed)}
        included.root = replace(root, entries=entries)
    return included


def _company(node: Node, included: Included, folder: Path | None) -> Node:
    """Return a company with the cap table that it names."""
    securities = node.entries.get("securities") if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or not isinstance(securities, MappingNode):
        return node
    named = securities.entries.get("file")
    if not isinstance(named, ScalarNode) or not named.text:
        return node
    tree = _read(named, included, folder)
    if tree is None:
        kept = {key: value for key, value in securities.entries.items() if key not in Issued.model_fields}
        bare = replace(securities, entries={**kept, "holders": MappingNode({}, {}, named.place)})
        return replace(node, entries={**node.entries, "securities": bare})
    included.texts[tree.file] = tree.source
    included.problems += _other_currency(tree, named, included.root)
    return replace(node, entries={**node.entries, "securities": _joined(securities, tree.root, included)})


def _read(named: ScalarNode, included: Included, folder: Path | None) -> Tree | None:
    """Read the file that a company names, or say why it cannot be read."""
    path = None if folder is None or leads_out(named.text) else folder / named.text
    read_before = next((name for name in (str(path), f"<{path}>") if name in included.known), None)
    if read_before is not None:
        return compose(included.known[read_before], read_before, "", CAP_TABLE)[0]
    if path is None or folder is None or not inside(folder, path):
        what = f"`{named.text}` lies outside the deal's folder"
        if folder is None:
            what = f"`{named.text}` cannot be found: the deal itself is no file"
        expected, mend = "a file in the deal's folder or below it", "copy the file there"
        included.problems.append(error(named.place, "outside-folder", what, expected, mend))
        return None
    if path.is_dir() or path.suffix == ".zip":
        return _foreign(path, included)
    source, problems = read_source(path, limits=CAP_TABLE)
    if source is None:
        included.problems += [_at(problem, named.place) for problem in problems]
        return None
    tree, problems = compose(source.text, source.file, source.digest, CAP_TABLE)
    included.texts[source.file] = source.text
    included.problems += problems
    if tree is not None and "captable" not in tree.root.entries:
        what = f"`{named.text}` is no cap table"
        expected = "a file that begins with `captable: 1`, or a folder of the Open Cap Format"
        included.problems.append(error(named.place, "not-a-cap-table", what, expected, "name another file"))
        return None
    return tree


def _foreign(path: Path, included: Included) -> Tree | None:
    """Read a folder or zip of the Open Cap Format as the cap table that it says."""
    from dealwright.equity.ocf import read_ocf  # needed by few deals
    from dealwright.lang.captable_text import captable_text

    reading = read_ocf(path)
    included.problems += reading.problems
    if reading.table is None or not reading.sound:
        return None
    tree, problems = compose(captable_text(reading.table), f"<{path}>", "", CAP_TABLE)
    included.problems += problems
    return tree


def _at(problem: Problem, place: Place) -> Problem:
    """Return a problem of a whole file at the place that names it."""
    if problem.code != "missing-file":
        return replace(problem, place=place)
    expected = "a cap table in the deal's folder"
    return replace(problem, place=place, expected=expected, mend="put the file there, or name another")


def _other_currency(tree: Tree, named: ScalarNode, root: MappingNode) -> list[Problem]:
    """Find a cap table in another currency than the deal's."""
    node, wanted = tree.root.entries.get("currency"), currency_of(root)
    if not isinstance(node, ScalarNode) or node.text == wanted:
        return []
    what = f"the cap table in `{named.text}` is in `{node.text}`, and the deal in `{wanted}`"
    return [error(named.place, "currency-mix", what, wanted, f"write the cap table in {wanted}")]


def _joined(securities: MappingNode, table: MappingNode, included: Included) -> MappingNode:
    """Return a company's securities with those of a file: what the deal adds comes after."""
    entries, keys = dict(securities.entries), dict(securities.keys)
    for key, node in table.entries.items():
        if key in _HEAD:
            continue
        added = securities.entries.get(key)
        entries[key] = node if added is None else _both(node, added, key, included)
        keys.setdefault(key, table.keys[key])
    return replace(securities, entries=entries, keys=keys)


def _both(node: Node, added: Node, key: str, included: Included) -> Node:
    """Return a section that stands in both the file and the deal."""
    if isinstance(node, SequenceNode) and isinstance(added, SequenceNode) and key in _LISTS:
        return replace(node, items=(*node.items, *added.items))
    if not isinstance(node, MappingNode) or not isinstance(added, MappingNode):
        return added
    twice = [name for name in added.entries if name in node.entries]
    for name in twice:
        what = f"`{name}` stands in the cap table's file as well"
        mend = "remove it here, and change the file, or lay a value over it in a scenario"
        expected = listed(list(node.entries))
        included.problems.append(error(added.keys[name], "name-taken", what, f"other names than {expected}", mend))
    return replace(node, entries={**node.entries, **added.entries}, keys={**node.keys, **added.keys})
