"""Read one entry of a deal file (a term, a fact, the head of the file) by its declared shape."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from dealwright.deal.deal import Correlation, Deal, ExchangeRate, Header
from dealwright.deal.expression import Name, TermField, walk
from dealwright.deal.measure import Measure
from dealwright.deal.party import Company, Party
from dealwright.deal.securities import Issued, Securities
from dealwright.deal.source import Fact, Source
from dealwright.deal.talk import Negotiate, Scenario, Talk
from dealwright.ground.problem import Problem, error
from dealwright.lang.choice import choose_driver, choose_term
from dealwright.lang.currencies import meant_currency
from dealwright.lang.misfit import Part, empty_value, kind_of_node, meant_key, problems_of
from dealwright.lang.money import Prices
from dealwright.lang.reader import Reader, Reference, Value
from dealwright.lang.shape import keys_of, required_keys
from dealwright.lang.tree import MappingNode, Node, ScalarNode
from dealwright.lang.unfold import Empty, Keys, is_none, unfold
from dealwright.terms.base import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from dealwright.ground.place import Place
    from dealwright.lang.money import Money
    from dealwright.lang.shape import Shape

Path: TypeAlias = tuple[str | int, ...]
"""The way to an entry: `()` the head, `("terms", "stake")` a term, `("talks", 0)` the first talk."""

KEYED = ("sources", "facts", "parties", "drivers", "correlations", "exchange_rates", "companies", "terms", "scenarios")
"""Sections that map names to entries."""
SECTIONS = (*KEYED, "negotiate", "talks")
"""Every section of a deal file; all other keys belong to its head."""
SHAPES: dict[str, tuple[Shape, str]] = {
    "sources": (Source, "a source"),
    "facts": (Fact, "a fact"),
    "parties": (Party, "a party"),
    "companies": (Company, "a company"),
    "scenarios": (Scenario, "a scenario"),
    "negotiate": (Negotiate, "`negotiate`"),
    "talks": (Talk, "a talk"),
}
"""Shape and name of the entries of each section whose entries have one shape."""

_CHOICES: dict[str, Callable[[Node, Place], tuple[Shape | None, str, list[Problem]]]] = {
    "drivers": choose_driver,
    "terms": choose_term,
}
_VALUES: dict[str, Measure] = {
    section: next(note for note in get_args(value) if isinstance(note, Measure))
    for section, value in (("correlations", Correlation), ("exchange_rates", ExchangeRate))
}
"""What the entries measure of each section whose entries are single values."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file as it was read.

    Args:
        path: The way to it.
        node: What the file says.
        key: Place of its key.
        shape: What it became, unknown keys aside; None if it could not be read.
        values: Its expressions, with what their keys measure.
        references: Its names of things declared elsewhere.
        problems: What is wrong with it by itself.
        money: In what money it is.
        uses: The names its expressions use, results of terms as `terms.NAME`, with the place of the first use of each.
        beside: Names, by section, of securities that were read apart from this entry.
    """

    path: Path
    node: Node
    key: Place
    shape: Any
    values: tuple[Value, ...]
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]
    money: Money
    uses: Mapping[str, Place]
    beside: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """Return the currency of its money that names none."""
        return self.money.currency

    @property
    def name(self) -> str:
        """Return the name of the entry in its section."""
        return str(self.path[-1]) if self.path else ""


def read_entry(path: Path, node: Node, key: Place, money: Money, before: Entry | None = None) -> Entry:
    """Read one entry.

    Args:
        path: The way to it; its first step names the section.
        node: What the file says.
        key: Place of its key, or of the item of a list.
        money: The money of the deal.
        before: The entry as it was before a change, whose unchanged values need not be parsed again.

    Returns:
        The entry with all its problems; never raises on what a file says.
    """
    section = str(path[0]) if path else ""
    money = _own_money(node, money) if section == "terms" else money
    same = before is not None and before.money == money
    reader = Reader(money, {id(value.node): value for value in before.values} if before and same else {})
    shape: Any = None
    if not path:
        shape = _head(node, key, reader)
    elif section in _VALUES:
        shape = _value(node, key, path, reader)
    elif section in _CHOICES:
        chosen, noun, problems = _CHOICES[section](node, key)
        reader.problems += problems
        shape = _shape(Part(node, key, chosen, noun), reader) if chosen is not None else None
    else:
        chosen, noun = SHAPES[section]
        shape = _shape(Part(node, key, chosen, noun), reader)
    return _entry(path, Part(node, key, Deal, ""), shape, reader)


def read_part(part: Part, path: Path, money: Money) -> Entry:
    """Read a whole mapping by one shape, such as a cap table in a file of its own.

    Args:
        part: What the file says, and by which shape.
        path: The way to it.
        money: The money of the file.
    """
    reader = Reader(money)
    return _entry(path, part, _shape(part, reader), reader)


def _entry(path: Path, part: Part, shape: Any, reader: Reader) -> Entry:  # noqa: ANN401 - any declared shape
    values, references = tuple(reader.values), tuple(reader.references)
    problems = tuple(reader.problems)
    uses = _uses(values, references, shape)
    return Entry(path, part.node, part.key, shape, values, references, problems, reader.money, uses)


def _own_money(node: Node, money: Money) -> Money:
    """Return the money of a term: of the currency and the prices that it names, else of the deal's."""
    named = node.entries.get("currency") if isinstance(node, MappingNode) else None
    meant = meant_currency(named.text) if isinstance(named, ScalarNode) and not is_none(named) else None
    money = money if meant is None else replace(money, currency=meant)
    said = node.entries.get("prices") if isinstance(node, MappingNode) else None
    prices = said.text if isinstance(said, ScalarNode) else money.prices
    if prices == money.prices or prices not in get_args(Prices):
        return money
    return replace(money, currency=f"{money.currency} {prices}")


def _uses(values: tuple[Value, ...], references: tuple[Reference, ...], shape: object) -> dict[str, Place]:
    """Return the names that some values use, or that a term reads, with the place of the first use of each."""
    read = shape.reads if isinstance(shape, Term) else ()
    uses = {f"terms.{each.name}": each.place for each in references if each.name in read}
    for value in values:
        for part in walk(value.expression):
            if isinstance(part, Name):
                uses.setdefault(part.name, part.place)
            elif isinstance(part, TermField):
                uses.setdefault(f"terms.{part.term}", part.place)
    return uses


def _shape(part: Part, reader: Reader) -> Any:  # noqa: ANN401 - any declared shape
    """Validate a mapping of keys."""
    content = unfold(part.node, raw=part.shape is Scenario)
    if isinstance(content, Empty) and not any(field.is_required() for field in part.shape.model_fields.values()):
        content = None
    _drop_empty_sections(part.shape, content)
    absent = _missing_unless(part.shape, content)
    return _validated(part.shape, {} if content is None else content, part, reader, absent)


def _missing_unless(shape: Shape, content: object) -> list[str]:
    """Name the keys that must be there since none of those is that would take their place."""
    written = {key for key, value in content.items() if value is not None} if isinstance(content, dict) else None
    unless: Mapping[str, tuple[str, ...]] = getattr(shape, "UNLESS", {})
    return [key for key, others in unless.items() if written is not None and written.isdisjoint((key, *others))]


def _drop_empty_sections(shape: Shape, content: object) -> None:
    """Take a section of securities with nothing in it as if it were not there."""
    if not isinstance(content, dict):
        return
    if issubclass(shape, Issued):
        for key in [key for key, value in content.items() if isinstance(value, Empty) and key in Issued.model_fields]:
            del content[key]
    elif shape is Company:
        _drop_empty_sections(Securities, content.get("securities"))


def _head(root: Node, key: Place, reader: Reader) -> Any:  # noqa: ANN401 - the head's shape or nothing
    """Validate the file without its sections, but let a mistyped section be known as one."""
    content = unfold(root)
    if not isinstance(content, Keys):
        return None
    head = {name: value for name, value in content.items() if name not in SECTIONS}
    part = Part(root, key, Deal, "a deal")
    return _validated(Header, head, part, reader, [] if "parties" in content else ["parties"])


def _validated(shape: Shape, content: object, part: Part, reader: Reader, absent: Sequence[str] = ()) -> Any:  # noqa: ANN401 - any declared shape or nothing
    """Return the shape that pydantic makes of the content, or note what it found wrong."""
    if isinstance(content, dict):  # what has a value of its own is as if it were not written
        optional = set(keys_of(shape)).difference(required_keys(shape))
        content = {key: value for key, value in content.items() if value is not None or key not in optional}
    missing: list[ErrorDetails] = [{"type": "missing", "loc": (key,), "msg": "", "input": None} for key in absent]
    try:
        made = shape.model_validate(content, context=reader, by_alias=True, by_name=False)
    except ValidationError as wrong:
        details = wrong.errors(include_url=False)
        reader.problems += problems_of([*details, *missing], part)
        slips = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
        return _read_on(shape, content, part, reader, slips) if slips else None
    reader.problems += problems_of(missing, part)
    return made


def _read_on(shape: Shape, content: object, part: Part, reader: Reader, slips: Sequence[tuple[str | int, ...]]) -> Any:  # noqa: ANN401 - any declared shape or nothing
    """Return the shape that pydantic makes once unknown keys are mended or gone, so that they hide nothing else."""
    for *way, key in slips:
        holder: Any = content
        for step in way:
            if step in holder if isinstance(holder, dict) else isinstance(holder, list) and isinstance(step, int):
                holder = holder[step]
        value, meant = holder.pop(key, None), meant_key(str(key), way, part, surely=True)
        if meant is not None:
            holder[meant] = value
    again = Reader(reader.money, {**reader.known, **{id(value.node): value for value in reader.values}})
    try:
        return shape.model_validate(content, context=again, by_alias=True, by_name=False)
    except ValidationError:
        return None
    finally:
        reader.values, reader.references = again.values, again.references
        reader.problems += [problem for problem in again.problems if problem not in reader.problems]


def _value(node: Node, key: Place, path: Path, reader: Reader) -> Any:  # noqa: ANN401 - an expression or nothing
    """Read an entry that is a single value."""
    if isinstance(node, MappingNode):
        what = f"`{path[-1]}` is {kind_of_node(node)}"
        reader.problems.append(error(key, "wrong-kind", what, "a single value", "write one number"))
        return None
    try:
        return reader.read(unfold(node), _VALUES[str(path[0])])
    except PydanticCustomError:
        reader.problems.append(empty_value(key, f"`{path[-1]}`"))
        return None
