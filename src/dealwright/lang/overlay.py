"""Lay pairs of path and value over a deal: the one way to vary it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.deal.correlation import pair as pair_of
from dealwright.ground.closest import closest, listed
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.compose import compose_value
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.entry import KEYED, Path
from dealwright.lang.flow_text import flow_text, written
from dealwright.lang.paths import keys_at, with_value
from dealwright.lang.tree import MappingNode, Node

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Pair:
    """One path with the value to lay there.

    Args:
        path: Keys joined by dots.
        value: The value as text or as a node.
        place: Where the path is written.
    """

    path: str
    value: str | Node
    place: Place


@dataclass(frozen=True, slots=True)
class Laid:
    """A file with something laid over it.

    Args:
        root: The whole file as it now stands.
        touched: The ways to the entries that changed or came.
        problems: Paths that lead nowhere and values that cannot be read.
    """

    root: MappingNode
    touched: tuple[Path, ...]
    problems: tuple[Problem, ...]


def typed_pairs(overrides: Mapping[str, object]) -> list[Pair]:
    """Return pairs as they are given on a command line or by a program; their places are named after their paths."""
    typed = {str(path): written(value) for path, value in overrides.items()}
    return [Pair(path, value, _place_of(path, value)) for path, value in typed.items()]


def _place_of(path: str, value: str | Node) -> Place:
    if isinstance(value, str):
        return Place(f"<set {path}>", 1, 1, 1, max(2, len(value) + 1))
    return value.place


def written_pairs(node: Node) -> list[Pair]:
    """Return the pairs that a mapping of the file holds: a scenario's `set`, an offer, an overlay."""
    if not isinstance(node, MappingNode):
        return []
    return [Pair(path, value, node.keys[path]) for path, value in node.entries.items()]


def scenario_pairs(node: Node) -> list[Pair]:
    """Return the pairs of a scenario, written flat or under `set`."""
    if not isinstance(node, MappingNode):
        return []
    pairs = []
    for pair in written_pairs(node):
        if pair.path == "set":
            pairs += written_pairs(node.entries["set"])
        elif pair.path not in {"title", "note"}:
            pairs.append(pair)
    return pairs


def lay(root: MappingNode, pairs: list[Pair]) -> Laid:
    """Lay pairs over a file, later ones over earlier ones.

    Args:
        root: The whole file; it stays as it is.
        pairs: What to lay.
    """
    touched: dict[Path, None] = {}
    problems: list[Problem] = []
    for pair in pairs:
        value, wrong = compose_value(pair.value, pair.place.file) if isinstance(pair.value, str) else (pair.value, [])
        problems += wrong
        if value is None:
            continue
        entry = _entry_of(root, pair, value)
        if isinstance(entry, Problem):
            problems.append(entry)
            continue
        laid = _lay_one(root, pair, value, entry)
        if isinstance(laid, Problem):
            problems.append(laid)
        else:
            root = laid
            touched[entry] = None
    return Laid(root, tuple(touched), tuple(problems))


def _entry_of(root: MappingNode, pair: Pair, value: Node) -> Path | Problem:
    """Return the way to the entry that a path leads into, or the problem that there is none."""
    section, _, rest = pair.path.partition(".")
    if section in KEYED:
        return _named(root, pair, value)
    if section == "negotiate":
        return (section,)
    if section == "talks":
        keys = keys_at(root, f"talks.{rest.partition('.')[0]}") if rest else None
        expected = "the number of a talk from 0, or its date"
        return keys or _nowhere(pair, "there is no such talk", expected, "use `talks.0`")
    if rest:
        likely = closest(section, KEYED)
        home = next((name for name in KEYED if section in _names(root, name)), None)
        mend = f"use `{home}.{pair.path}`" if home else f"use `{likely or 'terms'}.{rest}`"
        return _nowhere(pair, f"the deal holds no `{section}`", listed(KEYED), mend)
    return ()


def _named(root: MappingNode, pair: Pair, value: Node) -> Path | Problem:
    """Return the way to an entry of a section of names; a mapping may be a new entry."""
    section, _, rest = pair.path.partition(".")
    if not rest:
        expected = "the path of one value, such as `terms.NAME.rate`"
        mend = f"write `{_flat(section, value)}`" if isinstance(value, MappingNode) else f"use `{section}.NAME`"
        return _nowhere(pair, f"`{section}` is a whole section", expected, mend)
    names = _names(root, section)
    name = _longest(rest, names)
    if name is not None:
        return (section, name)
    wanted = rest.partition(".")[0]
    single = (section == "correlations" and pair_of(rest) is not None) or (
        section == "exchange_rates" and rest in CURRENCIES
    )
    if single or (isinstance(value, MappingNode) and wanted == rest):
        return (section, rest)
    likely = closest(wanted, names)
    mend = f"use `{section}.{likely}{rest[len(wanted) :]}`" if likely else f"add `{wanted}` to `{section}`"
    return _nowhere(pair, f"`{section}` holds no `{wanted}`", listed(names) or "nothing is in it", mend)


def _flat(path: str, value: Node) -> str:
    """Return the first of the values of nested mappings as a pair of path and value."""
    while isinstance(value, MappingNode) and value.entries:
        key, value = next(iter(value.entries.items()))
        path = f"{path}.{key}"
    return f"{path}: {flow_text(value)}"


def _nowhere(pair: Pair, why: str, expected: str, mend: str) -> Problem:
    """Return the problem of a path that leads nowhere."""
    return error(pair.place, "unknown-path", f"there is no `{pair.path}`: {why}", expected, mend)


def _names(root: MappingNode, section: str) -> list[str]:
    node = root.entries.get(section)
    return list(node.entries) if isinstance(node, MappingNode) else []


def _longest(rest: str, names: list[str]) -> str | None:
    """Return the longest name with which the rest of a path begins."""
    fitting = [name for name in names if rest == name or rest.startswith(f"{name}.")]
    return max(fitting, key=len, default=None)


def _lay_one(root: MappingNode, pair: Pair, value: Node, entry: Path) -> MappingNode | Problem:
    """Lay one value; a fact is given by its name alone, and then has no readings any more."""
    path = pair.path
    if entry and entry[0] == "facts" and path in {f"facts.{entry[1]}", f"facts.{entry[1]}.is"}:
        if isinstance(value, MappingNode) and path == f"facts.{entry[1]}" and {"is", "readings"} & set(value.entries):
            return with_value(root, path, value, pair.place)
        path = f"facts.{entry[1]}.is"
        root = _without_readings(root, str(entry[1]))
    return with_value(root, path, value, pair.place)


def _without_readings(root: MappingNode, name: str) -> MappingNode:
    """Return the file in which a fact has no readings, and no words to find for a value that is not the source's."""
    facts = root.entries["facts"]
    fact = facts.entries.get(name) if isinstance(facts, MappingNode) else None
    if not isinstance(facts, MappingNode) or not isinstance(fact, MappingNode):
        return root
    kept = {key: node for key, node in fact.entries.items() if key not in {"readings", "find"}}
    changed = replace(facts, entries={**facts.entries, name: replace(fact, entries=kept)})
    return replace(root, entries={**root.entries, "facts": changed})
