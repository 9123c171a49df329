"""Try everything that a file would lay over itself: scenarios, beliefs, readings, options, values, offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.checks.negotiation import NEGOTIABLE
from dealwright.lang.checks.talks import is_signed
from dealwright.lang.even import POINTS
from dealwright.lang.overlay import Pair, scenario_pairs, written_pairs
from dealwright.lang.ranges import parse_range
from dealwright.lang.shorter import shorter
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.expression import Quantity
    from dealwright.ground.place import Place
    from dealwright.lang.load import Loaded

MOST_OF_A_LIST = 100
"""So many values of a list are tried; a wrong one past them shows when it is laid."""
MOST_WORK = 20_000
"""Trials times entries of the file: so much work is done; in a huge file the last trials wait until they are laid."""
MOST_VALUES = 50_000
"""So many values of ranges are read: more make more packages than can be valued, which is said."""
FEWEST = 5
"""So many trials are made in any file."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Something to lay over a deal.

    Args:
        loaded: The deal.
        words: What it is, such as `the scenario no_deal`.
        node: Where it is written: problems that show elsewhere are moved there.
        pairs: The pairs to lay.
        signed: Whether it is an offer that was signed.
        values: All values of the range of which it is one; none where it is none of a range.
    """

    loaded: Loaded
    words: str
    node: Node
    pairs: list[Pair]
    signed: bool = False
    values: tuple[str, ...] = ()


def try_overlays(loaded: Loaded) -> list[Problem]:
    """Return the problems that only show when something of the file is laid over the rest of it.

    Args:
        loaded: The deal in force, with its own problems found.
    """
    if loaded.draft is None:
        return []
    signed = loaded.signed()
    found = [*_wrong_ranges(loaded), *_not_negotiable(loaded)]
    most = max(FEWEST, MOST_WORK // sum(1 for _ in loaded.draft.every()))
    failed: set[int] = set()
    for trial in islice(_trials(loaded, signed), most):
        if id(trial.node) not in failed:  # one wrong value of a range is enough
            new = _tried(trial)
            failed |= {id(trial.node)} if new else set()
            found += new
    return found


def _tried(trial: Trial) -> list[Problem]:
    """Return the errors that laying brings about."""
    return [_told(problem, trial) for problem in _new(trial, trial.pairs)]


def _new(trial: Trial, pairs: list[Pair]) -> list[Problem]:
    """Return the errors that some pairs bring about."""
    before = set(trial.loaded.problems)
    after = trial.loaded.laid(pairs, warnings=False)
    return [problem for problem in after.problems if problem.severity == "error" and problem not in before]


def _told(problem: Problem, trial: Trial) -> Problem:
    """Return a problem with where it is brought about, and of a range with which value and how to narrow it."""
    inside = _inside(problem.place, trial.node.place)
    if not inside:
        problem = _moved(problem, trial)
    elif trial.values and not any(value in problem.what for value in trial.values):  # the range is shown, not the value
        problem = replace(problem, what=f"with {trial.words}: {problem.what}")
    else:
        return problem
    narrower = _narrower(trial)
    if not narrower:
        return problem
    other = "" if problem.mend.startswith("write ") else f", or {problem.mend}"  # what to write elsewhere is no help
    return replace(problem, mend=f"write {narrower}{other}")


def _narrower(trial: Trial) -> str:
    """Write the range of a value with those of its values that can stand; empty where hardly any can."""
    if not 0 < len(trial.values) <= MOST_OF_A_LIST:
        return ""
    (pair,) = trial.pairs

    def stands(value: str) -> bool:
        return not _new(trial, [replace(pair, value=ScalarNode(value, "folded", trial.node.place))])

    kept = [value for value in trial.values if stands(value)]
    return f"`{pair.path}: {shorter(trial.node, trial.values, kept)}`" if len(kept) > 1 else ""


def _inside(place: Place, outer: Place) -> bool:
    """Say whether a place begins within another."""
    first, last = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return place.file == outer.file and first <= (place.line, place.column) < last


def _moved(problem: Problem, trial: Trial) -> Problem:
    """Return a problem at the place of what brings it about."""
    return replace(problem, place=trial.pairs[0].place, what=f"with {trial.words}: {problem.what}")


def _trials(loaded: Loaded, signed: Loaded) -> Iterator[Trial]:
    """Yield everything that the file would lay over itself."""
    own = (*_scenarios(loaded), *_believed(loaded), *_readings(loaded), *_switches(loaded))
    for trial in (*own, *_values(signed), *_offers(signed)):
        if trial.pairs:
            yield trial


def _scenarios(loaded: Loaded) -> Iterator[Trial]:
    """Yield every scenario."""
    for entry in loaded.draft.of("scenarios") if loaded.draft else []:
        if entry.shape is not None:
            yield Trial(loaded, f"the scenario `{entry.name}`", entry.node, scenario_pairs(entry.node))


def _believed(loaded: Loaded) -> Iterator[Trial]:
    """Yield what each party believes."""
    for entry in loaded.draft.of("parties") if loaded.draft else []:
        node = entry.node.entries.get("believes") if isinstance(entry.node, MappingNode) else None
        if node is not None and entry.shape is not None:
            yield Trial(loaded, f"what `{entry.name}` believes", node, written_pairs(node))


def _readings(loaded: Loaded) -> Iterator[Trial]:
    """Yield every structural reading."""
    for name, fact in (loaded.draft.sound("facts") if loaded.draft else {}).items():
        for position, reading in enumerate(fact.readings or ()):
            node = loaded.node_at(f"facts.{name}.readings.{position}.overlay")
            if reading.overlay and node is not None:
                yield Trial(loaded, f"reading {position + 1} of `{name}`", node, written_pairs(node))


def _switches(loaded: Loaded) -> Iterator[Trial]:
    """Yield what every option lays over the terms once it is exercised."""
    for entry in loaded.draft.of("terms") if loaded.draft else []:
        node = entry.node.entries.get("switches") if isinstance(entry.node, MappingNode) else None
        if node is not None and entry.shape is not None:
            yield Trial(loaded, f"the option `{entry.name}` exercised", node, written_pairs(node))


def _offers(loaded: Loaded) -> Iterator[Trial]:
    """Yield every offer of the talks."""
    for entry in loaded.draft.of("talks") if loaded.draft else []:
        node = entry.node.entries.get("offer") if isinstance(entry.node, MappingNode) else None
        if entry.shape is not None and node is not None:
            signed = is_signed(loaded.draft, entry) if loaded.draft else False
            yield Trial(loaded, f"the offer of `{entry.shape.by}`", node, written_pairs(node), signed)


def _values(loaded: Loaded) -> Iterator[Trial]:
    """Yield values of every negotiable path: those of a list, both ends of a range."""
    for path, node, values, _ in _ranges(loaded):
        if values is None or path.partition(".")[0] not in NEGOTIABLE:
            continue
        whole: tuple[str, ...] = ()
        if isinstance(node, SequenceNode):
            tried: list[Node] = list(node.items[:MOST_OF_A_LIST])
        else:
            whole = tuple(value.written for value in values)
            ends = dict.fromkeys((values[0].written, values[-1].written))
            tried = [ScalarNode(text, "folded", node.place) for text in ends]
        for value in tried:
            words = value.text if isinstance(value, ScalarNode) else "..."
            pairs = [Pair(path, value, loaded.over_place(path))]
            yield Trial(loaded, f"`{path}: {words}`", node, pairs, values=whole)


def _ranges(loaded: Loaded) -> Iterator[tuple[str, Node, tuple[Quantity, ...] | None, list[Problem]]]:
    """Yield every negotiable path with its values and what is wrong with them, up to more than can be valued."""
    count = 0
    for path, node in loaded.over().items():
        points = loaded.draft.points if loaded.draft is not None else POINTS[0]
        values, problems = parse_range(node, loaded.currency_at(path), points)
        yield path, node, values, problems
        count += len(values or ())
        if count > MOST_VALUES:
            return


def _wrong_ranges(loaded: Loaded) -> list[Problem]:
    """Find negotiable ranges that are none."""
    return [problem for _, _, _, problems in _ranges(loaded) for problem in problems]


def _not_negotiable(loaded: Loaded) -> list[Problem]:
    """Find offers on paths that are not negotiable; what was signed may hold others as well, where there are any."""
    known = list(loaded.over())
    found = []
    for trial in _offers(loaded):
        if known and trial.signed:
            continue
        for pair in trial.pairs:
            if pair.path not in known:
                meant = closest(pair.path, known)
                what = f"`{pair.path}` is not negotiable, so nobody can offer it"
                mend = f"write `{meant}`" if meant else f"add `{pair.path}` to `negotiate.over`"
                expected = listed(known) or "a path of `negotiate.over`"
                found.append(error(pair.place, "not-negotiable", what, expected, mend))
    return found
