"""Load a deal file: its text, its tree, the deal it says, and every problem in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from dealwright.deal.expression import Uncertain
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, UnsoundError, in_file_order, render
from dealwright.lang.auditing import sound
from dealwright.lang.compose import compose
from dealwright.lang.draft import Draft, read_draft
from dealwright.lang.find import Shelf, check_sources
from dealwright.lang.findings import Findings, find_again, find_all, without_doubtful
from dealwright.lang.flow_text import flow_text
from dealwright.lang.included import include
from dealwright.lang.overlay import Pair, lay, scenario_pairs, typed_pairs, written_pairs
from dealwright.lang.paths import keys_at
from dealwright.lang.ranges import is_range
from dealwright.lang.reading import Source, digest_of, read_source
from dealwright.lang.spans import span_of
from dealwright.lang.switches import switched
from dealwright.lang.tree import MappingNode, Node, Tree, split_lines
from dealwright.lang.trials import try_overlays
from dealwright.lang.unfold import descend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Quantity
    from dealwright.deal.talk import Negotiate
    from dealwright.lang.spans import Span

_OVERLAID = frozenset({"scenarios", "negotiate", "talks"})
"""Sections of what is laid over the rest of the file, and is tried when it changes."""
_VERSIONS = 512
"""Versions of a deal that are kept at most; then all are forgotten."""

Layer = tuple[tuple[Pair, ...], bool]
"""Pairs that were laid over a deal at once, and whether they settle what readings may not change."""

_TOLD = 20
"""How many problems a deal tells when it is only looked at."""


@dataclass(frozen=True)
class Loaded:
    """A deal file that was read, and perhaps had something laid over it.

    Args:
        file: Its name as the user gave it.
        tree: Its tree as it now stands; None where the text is no usable YAML.
        draft: The deal read as far as it can be; None where there is no tree.
        findings: What each check found.
        others: Problems of the text itself, of paths that lead nowhere, of scenarios, and of words not found.
        deal: The deal; None while an error stands.
        texts: What the file says, and each value laid over it, by the name that places give it.
        laid_paths: Paths at which a scenario, a package or a user has laid something.
        beside: The texts of the cap tables that it names, by the name that places give them.
        layers: All that was laid over it, in its order; each with whether it settles what readings may not change.
    """

    file: str
    tree: Tree | None
    draft: Draft | None = field(repr=False)
    findings: Findings = field(repr=False)
    others: tuple[Problem, ...]
    deal: Deal | None = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    laid_paths: frozenset[str] = field(default=frozenset(), repr=False)
    beside: Mapping[str, str] = field(default_factory=dict, repr=False)
    layers: tuple[Layer, ...] = field(default=(), repr=False)
    _versions: dict[object, tuple[list[Pair], Loaded]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __repr__(self) -> str:
        """Say which deal this is, with its problems as a person reads them: for a notebook, and for who asks at all."""
        count = len(self.errors)
        told = [render(problem, self.line(problem.place)) for problem in self.problems[:_TOLD]]
        said = f"{count} error{'s' if count != 1 else ''}" if self.deal is None else self.deal.title
        return "\n\n".join([*told, f"{self.file}: {said}"])

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """Keep the lines of each text, once they were asked for."""
        return {}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem, in the order of the file."""
        return tuple(in_file_order(without_doubtful([*self.others, *self.findings.all()])))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stop valuation."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the problems that stop nothing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def sound(self) -> Deal:
        """Return the deal, of which no error stands.

        Raises:
            UnsoundError: If one does; the message says them all.
        """
        if self.deal is None:
            raise UnsoundError(f"nothing is valued while an error stands\n\n{self}", self.errors)
        return self.deal

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, in hexadecimal; empty where it could not be read."""
        return self.tree.digest if self.tree is not None else ""

    def line(self, place: Place) -> str:
        """Return the line of text on which a place begins; empty where there is none."""
        lines = self._lines.get(place.file) or split_lines(self.texts.get(place.file, ""))
        self._lines[place.file] = lines
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    @property
    def currency(self) -> str:
        """Return the deal's currency."""
        return self.draft.currency if self.draft is not None else ""

    def currency_at(self, path: str) -> str:
        """Return the currency of money that names none at a path: a term's own, or the deal's."""
        return self.draft.currency_at(path) if self.draft is not None else ""

    def with_overrides(self, overrides: Mapping[str, object], *, warnings: bool = True) -> Loaded:
        """Return the deal with values laid over it.

        Args:
            overrides: Values by path, such as `{"terms.royalty.rate": "12%"}`: texts as the file has them, or numbers,
                truths, dates, lists and mappings of the program.
            warnings: Whether to look for what only raises warnings, too.

        Returns:
            The deal as it then stands; its problems are in places called `<set PATH>`.

        Example:
            >>> dearer = load("deal.yaml").with_overrides({"terms.royalty.rate": "12%"})  # doctest: +SKIP
        """
        laid = self.laid(typed_pairs(overrides), warnings=warnings)
        if not any(path.partition(".")[0] in _OVERLAID for path in overrides):
            return laid
        found = [problem for problem in try_overlays(laid) if problem not in laid.others]
        changed = replace(laid, others=(*laid.others, *found))
        return replace(changed, deal=None) if changed.errors else changed

    def laid(self, pairs: list[Pair], *, warnings: bool = True, settles: bool = True, words: bool = True) -> Loaded:
        """Return the deal with pairs of path and value laid over it, in their order; asked again, the same.

        Args:
            pairs: What to lay.
            warnings: Whether to look for what only raises warnings, too.
            settles: Whether no reading is to change again what is laid.
            words: Whether more than numbers may change, each into one of the same unit.
        """
        values = ((pair.path, pair.value if isinstance(pair.value, str) else id(pair.value)) for pair in pairs)
        key = (warnings, settles, words, *values)
        if key not in self._versions:
            if len(self._versions) == _VERSIONS:
                self._versions.clear()
            laid = self._laid(pairs, warnings=warnings, settles=settles, words=words)
            self._versions[key] = (pairs, laid)  # with the pairs, whose nodes so keep their identity
        return self._versions[key][1]

    def _laid(self, pairs: list[Pair], *, warnings: bool, settles: bool, words: bool) -> Loaded:
        if self.tree is None or self.draft is None:
            return self
        laid = lay(self.tree.root, pairs)
        typed = {pair.place.file: pair.value for pair in pairs if isinstance(pair.value, str)}
        draft = self.draft.reread(laid.root, laid.touched)
        findings = find_again(self.findings, self.draft, draft, laid.touched, warnings=warnings, words=words)
        changed = replace(
            self,
            tree=replace(self.tree, root=laid.root),
            draft=draft,
            findings=findings,
            others=(*self.others, *laid.problems),
            deal=None,
            texts={**self.texts, **typed},
            laid_paths=self.laid_paths | {pair.path for pair in pairs if settles},
            layers=(*self.layers, (tuple(pairs), settles)),
        )
        if changed.errors:
            return changed
        deal = _knowing_switches(draft.deal_after(self.deal, laid.touched), draft)
        return replace(changed, deal=deal if deal is None or self.deal is None else deal.laid_over(self.deal))

    def scenario(self, name: str) -> Loaded:
        """Return the deal with a scenario laid over it.

        Raises:
            KeyError: If the file has no such scenario.
        """
        return self.laid(self._pairs_of(name))

    def package(self, overrides: Mapping[str, object]) -> Loaded:
        """Return the deal that a package makes: the `signed` scenario, if the file names one, under the package."""
        return self.laid([*self._signed_pairs(), *typed_pairs(overrides)])

    def signed(self) -> Loaded:
        """Return the deal with what signing itself changes: the `signed` scenario, if the file names one."""
        pairs = self._signed_pairs()
        return self.laid(pairs) if pairs else self

    def no_deal(self) -> Loaded:
        """Return the deal if no package is signed: the scenario that `negotiate` names, or the contract in force."""
        negotiate = self.negotiate
        return self.scenario(negotiate.no_deal) if negotiate is not None and negotiate.no_deal is not None else self

    def outside(self, party: str) -> Loaded | None:
        """Return the deal if a party takes its outside option; None if it has none."""
        negotiate = self.negotiate
        name = negotiate.outside.get(party) if negotiate is not None else None
        return self.scenario(name) if name is not None else None

    def reading(self, fact: str, index: int) -> Loaded:
        """Return the deal in which one reading of a fact is true.

        A reading says how the file is to be read: what a scenario or a package has laid over a clause stands.

        Args:
            fact: Name of a fact with readings, or one of several things; or the path of a value that is one of several.
            index: Which of its readings or choices, from 0.
        """
        shape = self.deal.facts[fact].is_ if self.deal is not None and fact in self.deal.facts else None
        if isinstance(shape, Uncertain) and shape.choices:
            return self.laid(typed_pairs({f"facts.{fact}.is": shape.choices[index][0].written}), settles=False)
        choices = self._choices_at(fact) if "." in fact else ()
        if choices:
            return self.laid(typed_pairs({fact: choices[index][0].written}), settles=False)
        node = self.node_at(f"facts.{fact}.readings.{index}")
        if not isinstance(node, MappingNode):
            raise KeyError(fact)
        if "is" in node.entries:
            return self.laid([Pair(f"facts.{fact}.is", node.entries["is"], node.keys["is"])])
        read = [pair for pair in written_pairs(node.entries["overlay"]) if not self._settled(pair.path)]
        return self.laid(read, settles=False)

    def _choices_at(self, path: str) -> tuple[tuple[Quantity, float], ...]:
        """Return what a value at a path may be, each with its weight, if it is one of several."""
        node, entries = self.node_at(path), self.draft.every() if self.draft is not None else ()
        found = (value.expression for entry in entries for value in entry.values if value.node is node)
        return next((each.choices for each in found if isinstance(each, Uncertain)), ())

    def _settled(self, path: str) -> bool:
        """Tell whether something was laid at a path, or over all that it is part of."""
        return any(path == laid or path.startswith(f"{laid}.") for laid in self.laid_paths)

    @property
    def negotiate(self) -> Negotiate | None:
        """Return who bargains over what, if the file says so and it can be read."""
        entry = self.draft.entry(("negotiate",)) if self.draft is not None else None
        return entry.shape if entry is not None else None

    def _signed_pairs(self) -> list[Pair]:
        name = self.draft.word("signed") if self.draft is not None else None
        return self._pairs_of(name) if name is not None and self.node_at(f"scenarios.{name}") is not None else []

    def _pairs_of(self, name: str) -> list[Pair]:
        """Return what a scenario lays over the deal."""
        node = self.node_at(f"scenarios.{name}")
        if node is None:
            raise KeyError(name)
        return scenario_pairs(node)

    def ranges(self) -> dict[str, tuple[str, ...]]:
        """Return the negotiable paths with the text of each of their values."""
        return {path: tuple(value.written for value in self.quantities(path)) for path in self.over()}

    def quantities(self, path: str) -> tuple[Quantity, ...]:
        """Return the values of a negotiable path.

        Raises:
            KeyError: If the path is not negotiable.
        """
        if path not in self.over():
            raise KeyError(path)
        return (self.draft.range_of(path) if self.draft is not None else None) or ()

    def spans(self) -> dict[str, Span]:
        """Return what lies between the ends of each negotiable range, where the parties may agree on it.

        A list holds all that may be agreed; so does a range of whole numbers, such as a count of shares.
        """
        found = {path: span_of(self.quantities(path)) for path, node in self.over().items() if is_range(node)}
        return {
            path: span for path, span in found.items() if span is not None and span.finer and not self._counts(path)
        }

    def _counts(self, path: str) -> bool:
        """Tell whether what stands at a negotiable path is counted in whole numbers."""
        laid = self.package({path: self.quantities(path)[0].written})
        node, entries = laid.node_at(path), laid.draft.every() if laid.draft is not None else ()
        return any(value.measure.unit == "count" for entry in entries for value in entry.values if value.node is node)

    def over(self) -> dict[str, Node]:
        """Return the negotiable paths with what stands after them in the file."""
        node = self.node_at("negotiate.over")
        return node.entries if isinstance(node, MappingNode) else {}

    def over_place(self, path: str) -> Place:
        """Return where a negotiable path is written."""
        node = self.node_at("negotiate.over")
        return node.keys[path] if isinstance(node, MappingNode) else Place.whole(self.file)

    def node_at(self, path: str) -> Node | None:
        """Return the node that a path leads to, if there is one."""
        keys = keys_at(self.tree.root, path) if self.tree is not None else None
        return descend(self.tree.root, keys)[0] if self.tree is not None and keys is not None else None

    def text_at(self, path: str) -> str | None:
        """Return what the deal now says at a path, on one line."""
        node = self.node_at(path)
        return None if node is None else flow_text(node)

    def place_of(self, path: str) -> Place | None:
        """Return where the value at a path stands."""
        node = self.node_at(path)
        return None if node is None else node.place


def load(path: str | FilePath, sources: str | FilePath | None = None) -> Loaded:
    """Load a deal file and check it.

    Args:
        path: The file.
        sources: Folder with the texts of sources, to look up each `find:`; the deal's own folder is searched as well.

    Returns:
        What was read, with every problem; never raises on what a file says.
    """
    source, problems = read_source(path)
    if source is None:
        return Loaded(str(path), None, None, Findings({}, {}), tuple(problems), None, {})
    shelf = Shelf(FilePath(path).parent, None if sources is None else FilePath(sources))
    return _checked(source, shelf)


def loads(text: str, file: str = "deal.yaml") -> Loaded:
    """Load a deal from a text; texts of sources are not looked up.

    Args:
        text: A whole deal file.
        file: What problems call it.
    """
    return _checked(Source(text, file, digest_of(text.encode())), Shelf())


def loads_again(text: str, file: str, beside: Mapping[str, str], layers: Iterable[Layer]) -> Loaded:
    """Load a deal that was loaded before, perhaps on another machine, from its texts alone.

    Args:
        text: What its file said.
        file: What problems call it.
        beside: The texts of the cap tables that it names, as `Loaded.beside` has them.
        layers: What was laid over it, as `Loaded.layers` has it.
    """
    loaded = _checked(Source(text, file, digest_of(text.encode())), Shelf(), beside)
    for pairs, settles in layers:
        loaded = loaded.laid(list(pairs), warnings=False, settles=settles)
    return loaded


def _checked(source: Source, shelf: Shelf, beside: Mapping[str, str] | None = None) -> Loaded:
    """Compose, read and check a text."""
    file, texts = source.file, {source.file: source.text}
    tree, problems = compose(source.text, file, source.digest)
    if tree is None:
        return Loaded(file, None, None, Findings({}, {}), tuple(problems), None, texts)
    own = FilePath(file).parent if beside else shelf.own
    included = include(tree.root, own, beside)
    tree, problems, texts = replace(tree, root=included.root), [*problems, *included.problems], texts | included.texts
    draft = read_draft(tree.root, file)
    loaded = Loaded(file, tree, draft, find_all(draft), tuple(problems), None, texts, beside=included.texts)
    tried = try_overlays(loaded) if sound(included.problems) else []  # else all that was to be laid has no place
    loaded = replace(loaded, others=(*loaded.others, *check_sources(draft, shelf), *tried))
    return loaded if loaded.errors else replace(loaded, deal=_knowing_switches(draft.deal(), draft))


def _knowing_switches(deal: Deal | None, draft: Draft) -> Deal | None:
    """Return the deal with what its options make of its terms."""
    if deal is None or not (deal.switched or any(getattr(term, "switches", None) for term in deal.terms.values())):
        return deal
    return deal.with_switched(switched(draft))
