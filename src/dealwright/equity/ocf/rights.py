"""Read options, units and warrants, with how they vest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ocf.convertibles import mechanism_of
from dealwright.equity.ocf.entities import only_common
from dealwright.equity.ocf.values import date_at, money_at, number_at, object_at, objects_at, text_at, texts_at
from dealwright.equity.ocf.vesting_terms import Graph, graph_of, vesting_of
from dealwright.equity.securities import Right, RightKind
from dealwright.equity.vested import vested
from dealwright.equity.vesting import Condition, Instalment, Part, Vesting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence

    from dealwright.equity.ocf.book import Book
    from dealwright.equity.ocf.json_text import Json
    from dealwright.equity.ocf.lineage import Issuance, Lineage
    from dealwright.equity.securities import Pool, ShareClass

_KINDS: dict[str, RightKind] = {"RSU": "rsu", "CSAR": "sar", "SSAR": "sar"}
_ESTIMATES = ("", "HUMAN_ESTIMATED", "MACHINE_ESTIMATED", "UNSPECIFIED")


@dataclass(slots=True)
class Vestings:
    """Reads how grants vest, each schedule once.

    Attributes:
        book: The objects.
        lineage: Where securities come from.
    """

    book: Book
    lineage: Lineage
    _terms: dict[str, Json] = field(default_factory=dict)
    _happened: dict[str, dict[str, dt.date]] = field(default_factory=lambda: defaultdict(dict))
    _made: dict[Hashable, Vesting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._terms.update((entry.id, entry.content) for entry in self.book.of("VESTING_TERMS"))
        for entry in self.book.of("TX_VESTING_START", "TX_VESTING_EVENT"):
            on, lot = date_at(entry.content, "date"), self.lineage.root(text_at(entry.content, "security_id"))
            if on is not None:
                self._happened[lot].setdefault(text_at(entry.content, "vesting_condition_id"), on)

    def graph(self, issuance: Issuance) -> Graph | None:
        """Return the graph of conditions that a security vests by."""
        terms = self._terms.get(text_at(issuance.entry.content, "vesting_terms_id"))
        if terms is None or objects_at(issuance.entry.content, "vestings"):
            return None
        lot = self.lineage.root(issuance.security)
        return graph_of(terms, issuance.count, self._happened[lot], self.book.name(lot), self.book.names)

    def of(self, issuance: Issuance) -> Vesting | None:
        """Return how a security vests; None where it is vested at once."""
        content, spot = issuance.entry.content, issuance.entry.spot
        written = objects_at(content, "vestings")
        if written and issuance.count:
            instalments = tuple(_instalments(written, issuance.count))
            rest = 1 - sum((one.share for one in instalments), NOTHING)
            never = Condition("milestone", f"{self.book.name(issuance.security)}: the rest")
            return Vesting(instalments=instalments, parts=(Part(rest, never),) if rest > 0 else ())
        id_ = text_at(content, "vesting_terms_id")
        if not id_:
            return None
        graph = self.graph(issuance)
        if graph is None:
            self.book.findings.error(
                spot.at("vesting_terms_id"), "ocf-unknown-terms", f"there are no vesting terms `{id_}`"
            )
            return None
        if graph.start is None and any(graph.sort(i) == "VESTING_START_DATE" for i in graph.conditions):
            self.book.findings.warn(
                spot, "ocf-vesting", "its vesting has not begun: nothing vests", "a `TX_VESTING_START` of this security"
            )
        key = self._key(id_, graph)
        if key not in self._made:
            self._made[key] = vesting_of(self._terms[id_], graph)
        return self._made[key]

    def _key(self, id_: str, graph: Graph) -> Hashable:
        """Return what a vesting depends on: even schedules do not depend on the count or on whose they are."""
        own = any(graph.sort(i) == "VESTING_EVENT" for i in graph.conditions) or graph.start is None
        return id_, tuple(graph.happened.items()), graph.count, graph.lot if own else ""


def _instalments(written: list[Json], count: Exact) -> list[Instalment]:
    """Read a schedule that is written out in shares."""
    shares: dict[dt.date, Exact] = defaultdict(lambda: NOTHING)
    for one in written:
        on, amount = date_at(one, "date"), number_at(one, "amount")
        if on is not None and amount:
            shares[on] += amount / count
    return [Instalment(on, shares[on]) for on in sorted(shares)]


def right(
    book: Book,
    issuance: Issuance,
    vestings: Vestings,
    known: tuple[Mapping[str, ShareClass], Mapping[str, Pool]],
    exercised: Sequence[tuple[dt.date, Exact]],
) -> Right | None:
    """Read an option, a unit, an appreciation right or a warrant.

    Args:
        book: The objects.
        issuance: How it was issued.
        vestings: How grants vest.
        known: The classes and the pools.
        exercised: When how many shares of it were exercised.

    Returns:
        The right; None where nobody can say of which class, or of how many shares it is.
    """
    content = issuance.entry.content
    warrant = issuance.family == "WARRANT"
    of = _class_of_warrant(book, issuance, known[0]) if warrant else _class_of_grant(book, issuance, known)
    given = sum((shares for _, shares in exercised), NOTHING)
    count = _count(book, issuance, given) if warrant else issuance.count
    if of is None or count is None:
        return None
    kind: RightKind = "warrant" if warrant else _KINDS.get(text_at(content, "compensation_type"), "option")
    plan = book.name(text_at(content, "stock_plan_id"))
    return Right(
        id=book.name(issuance.security),
        kind=kind,
        holder=book.name(issuance.holder),
        of=of,
        count=count,
        strike=_strike(content, kind),
        on=date_at(content, "date"),
        pool=plan if plan in known[1] else None,
        expires=date_at(content, "warrant_expiration_date" if warrant else "expiration_date"),
        vesting=_unless_early(book, issuance, vestings.of(issuance), exercised),
        place=issuance.entry.place,
    )


def _unless_early(
    book: Book, issuance: Issuance, vesting: Vesting | None, exercised: Sequence[tuple[dt.date, Exact]]
) -> Vesting | None:
    """Return how a right vests; one that may be exercised before it vests, and was, counts as vested."""
    if vesting is None or issuance.entry.content.get("early_exercisable") is not True:
        return vesting
    given = NOTHING
    for on, shares in sorted(exercised):
        given += shares
        if given > vested(vesting, issuance.count, on):
            what = f"it was exercised on {on} before it vested: it counts as vested"
            book.findings.warn(issuance.entry.spot.at("early_exercisable"), "ocf-vesting", what)
            return None
    return vesting


def _strike(content: Json, kind: RightKind) -> Exact:
    """Return what exercise costs a share; a unit costs nothing."""
    if kind == "rsu":
        return NOTHING
    key = "base_price" if kind == "sar" else "exercise_price"
    return money_at(content, key) or NOTHING


def _class_of_grant(
    book: Book, issuance: Issuance, known: tuple[Mapping[str, ShareClass], Mapping[str, Pool]]
) -> str | None:
    """Return the class that a grant gives: its own word, else its plan's."""
    classes, pools = known
    content, spot = issuance.entry.content, issuance.entry.spot
    id_, plan = text_at(content, "stock_class_id"), text_at(content, "stock_plan_id")
    if plan and book.name(plan) not in pools:
        report = book.findings.warn if book.name(id_) in classes else book.findings.error
        report(spot.at("stock_plan_id"), "ocf-unknown-plan", f"there is no stock plan `{plan}`", "", "")
    if book.name(id_) in classes:
        return book.name(id_)
    if id_:
        book.findings.error(spot.at("stock_class_id"), "ocf-unknown-class", f"there is no stock class `{id_}`")
        return None
    if book.name(plan) in pools:
        return pools[book.name(plan)].of
    if not plan:
        book.findings.error(spot, "ocf-unknown-class", "neither a class nor a plan says what it gives")
    return None


def _class_of_warrant(book: Book, issuance: Issuance, classes: Mapping[str, ShareClass]) -> str | None:
    """Return the class that a warrant gives."""
    triggers = objects_at(issuance.entry.content, "exercise_triggers")
    ids = [text_at(object_at(one, "conversion_right"), "converts_to_stock_class_id") for one in triggers]
    found = next((book.name(id_) for id_ in ids if book.name(id_) in classes), None)
    if found is not None:
        return found
    spot = issuance.entry.spot.at("exercise_triggers")
    missing = next((id_ for id_ in ids if id_), None)
    if missing:
        book.findings.error(spot, "ocf-unknown-class", f"there is no stock class `{missing}`")
        return None
    later = any(object_at(one, "conversion_right").get("converts_to_future_round") is True for one in triggers)
    common = None if later else only_common(classes)
    what = "it is kept and not counted" if common is None else f"it counts as of `{common}`, the one common class"
    book.findings.warn(
        spot, "ocf-warrant", f"no class says what this warrant gives: {what}", "`converts_to_stock_class_id`"
    )
    return common


def _count(book: Book, issuance: Issuance, exercised: Exact) -> Exact | None:
    """Return for how many shares a warrant is: as told, else by its fixed amount, else as it was exercised."""
    content, spot = issuance.entry.content, issuance.entry.spot
    told = number_at(content, "quantity")
    mechanisms = [mechanism_of(one) for one in objects_at(content, "exercise_triggers")]
    fixed = next((n for one in mechanisms if (n := number_at(one, "converts_to_quantity"))), None)
    if told is not None and fixed is not None and told != fixed:
        book.findings.warn(
            spot, "ocf-warrant", f"its `quantity` is {told}, and its mechanism gives {fixed}: the quantity counts"
        )
    count = fixed if told is None else told
    if fixed is None and text_at(content, "quantity_source") in _ESTIMATES and exercised > (count or NOTHING):
        return exercised
    if count is None:
        book.findings.warn(
            spot, "ocf-warrant", "its number of shares follows from a formula: it is kept and not counted", "`quantity`"
        )
    return count


def class_of_stock(content: Json) -> str:
    """Return the identifier of the class of some stock."""
    return text_at(content, "stock_class_id")


def made_by(content: Json) -> list[str]:
    """Return the securities that a transaction says it made."""
    return texts_at(content, "resulting_security_ids")
