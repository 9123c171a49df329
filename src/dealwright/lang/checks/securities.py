"""Check companies that say what they have issued: whose it is, and that nothing else says so too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import names
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.cap_tables import party_of
from dealwright.lang.checks.equity import active_stakes

_ROUNDING = 1e-9
_MULTIPLE = "a return cap as a multiple of what was paid"

if TYPE_CHECKING:
    from dealwright.deal.party import Company
    from dealwright.deal.securities import Securities
    from dealwright.lang.draft import Draft


def securities_of(draft: Draft) -> dict[str, Securities]:
    """Return the securities of each company that has some and could be read."""
    companies: dict[str, Company] = draft.sound("companies")
    return {name: company.securities for name, company in companies.items() if company.securities is not None}


def check_securities(draft: Draft) -> list[Problem]:
    """Find securities beside `equity` terms or priced rounds, holders that are no party of the deal, and what to come.

    Also companies that own a part of themselves through one another's securities, and public offerings that never are.
    """
    found = []
    for company, securities in securities_of(draft).items():
        found += _owned_twice(draft, company)
        found += _rounds_elsewhere(draft, company)
        found += _nobody(draft, company, securities)
        found += _to_come(draft, company, securities)
        found += _too_late(draft, company, securities)
        found += _no_exit(draft, company, securities)
        found += _no_proceeds(draft, company, securities)
        found += _no_offering(draft, company, securities)
        found += _kept_by_path(draft, company, securities)
        found += _earned(draft, company, securities)
    return found + _owned_in_a_circle(draft)


def _earned(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find rights that vest both by themselves and with what terms do, or whose tranches are more than all of them."""
    found = []
    for name, right in securities.rights.items():
        way = ("companies", company, "securities", "rights", name)
        if right.vests_with is not None and right.vesting is not None:
            what = f"`{name}` has both `vesting` and `vests_with`"
            mend = "remove `vesting`, or write two rights"
            found.append(error(draft.key(*way, "vesting"), "one-too-many", what, "one of the two", mend))
        parts = [] if right.vests_with is None else right.vests_with.tranches or []
        total = sum(draft.constants.number(part.share) or 0.0 for part in parts)
        if total > 1 + _ROUNDING:
            what = f"the tranches of `{name}` sum to {100 * total:.6g}%"
            place = draft.key(*way, "vests_with", "tranches")
            found.append(error(place, "over-whole", what, "at most 100%", "lower one of them"))
    return found


def _owned_twice(draft: Draft, company: str) -> list[Problem]:
    """Find stakes in a company whose securities say already who owns it."""
    what = f"`{company}` has `securities`, which say who owns it, and so does this"
    expected = "either `securities` or `equity` terms"
    return [
        error(draft.key("terms", term), "owned-twice", what, expected, f"remove `{term}`, or write it as securities")
        for term in active_stakes(draft, company)
    ]


def _rounds_elsewhere(draft: Draft, company: str) -> list[Problem]:
    """Find rounds that price a company whose securities do so."""
    rounds = draft.sound("companies")[company].rounds
    what = f"a round with a price stands outside the `securities` of `{company}`"
    expected, mend = "rounds without `pre_money` here", "write it in `securities.rounds`, with its class and investors"
    return [
        error(draft.key("companies", company, "rounds", position, "pre_money"), "round-elsewhere", what, expected, mend)
        for position, round_ in enumerate(rounds)
        if round_.pre_money is not None
    ]


def _nobody(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find stakeholders that are neither a party nor a company of the deal."""
    known = [*draft.names("parties"), *draft.names("companies")]
    found = []
    for name in securities.stakeholders:
        if party_of(name, securities, known) is None:
            meant = closest(name, known, surely=True) or next(iter(draft.names("parties")), "PARTY")
            what = f"the stakeholder `{name}` is no party or company of the deal"
            mend = f"write `party: {meant}` for it, or `others: {meant}` for all like it"
            place = draft.key("companies", company, "securities", "stakeholders", name)
            found.append(error(place, "no-party", what, listed(known), mend))
    return found


def _to_come(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find what is said to happen after the deal's first day, which would count for nothing: only rounds may come."""
    start, found = draft.as_of, []
    dated: list[tuple[str, str | int, object]] = [
        ("events", place, event.on) for place, event in enumerate(securities.events)
    ]
    for section in ("pools", "rights", "convertibles"):
        dated += [(section, name, each.on) for name, each in getattr(securities, section).items()]
    for section, name, on in dated:
        day = draft.constants.moment(on)  # type: ignore[arg-type]
        if start is not None and day is not None and day > start:
            what = f"what `{company}` has issued is counted on {start}, and this comes on {day}"
            place = draft.key("companies", company, "securities", section, name, "on")
            mend = "write a round to come under `rounds`, and leave out what else is to come"
            found.append(error(place, "date-to-come", what, f"a date up to {start}", mend))
    return found


def _too_late(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find rounds after the horizon, before which every exit has come."""
    last, found = draft.horizon, []
    for name, round_ in securities.rounds.items():
        day = draft.constants.moment(round_.on)
        if last is not None and day is not None and day > last:
            what = f"the round `{name}` comes on {day}, past the horizon ({last})"
            place = draft.key("companies", company, "securities", "rounds", name, "on")
            found.append(
                error(place, "past-horizon", what, f"a date up to {last}", "leave it out, or move the horizon")
            )
    return found


def _no_exit(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find public offerings that are none of the company's exits."""
    exits = draft.sound("companies")[company].exits
    named = securities.exit.ipo if securities.exit is not None else []
    return [
        error(
            draft.key("companies", company, "securities", "exit", "ipo"),
            "unknown-event",
            f"`{event}` is none of the exits of `{company}`, so it never is its public offering",
            listed([each for each in exits if each != "horizon"]) or "an event under the company's `exit`",
            f"name `{event}` under the `exit` of `{company}` as well, or leave it out here",
        )
        for event in named
        if event not in exits and event in draft.sound("drivers")
    ]


def _no_offering(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Warn of an offering that is told and that no exit of the company is."""
    if securities.ipo is None or securities.file is not None or (securities.exit is not None and securities.exit.ipo):
        return []
    exits = [each for each in draft.sound("companies")[company].exits if each != "horizon"]
    mend = f"add `exit: {{ipo: [{exits[0]}]}}`, or take `ipo:` out" if exits else "take `ipo:` out"
    return [
        warning(
            draft.key("companies", company, "securities", "ipo"),
            "counts-for-nothing",
            f"`ipo` of `{company}` counts for nothing: in a deal an offering comes of an event, and none is one",
            "`ipo:` under `exit`, the events that are public offerings",
            mend,
        )
    ]


def _no_proceeds(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find classes whose conversion waits for proceeds of an offering of which no size is said."""
    said = securities.ipo is not None and securities.ipo.primary is not None
    if said or securities.exit is None or not securities.exit.ipo:
        return []
    new = {f"rounds.{name}.new_class": each.new_class for name, each in securities.rounds.items()}
    classes = {**{f"classes.{name}": each for name, each in securities.classes.items()}, **new}
    what = "this waits for the proceeds of an offering, and nothing says how many shares are sold there"
    mend = "write `ipo: {on: ..., price: ..., primary: 5_000_000}`, of which only `primary` counts here"
    return [
        error(
            draft.key("companies", company, "securities", *way.split("."), "qualified_ipo", "proceeds"),
            "missing-key", what, "`ipo` with `primary`, the new shares that the company sells", mend,
        )
        for way, each in classes.items()
        if (asked := getattr(each, "qualified_ipo", None)) is not None and asked.proceeds is not None
    ]  # fmt: skip


def _kept_by_path(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find terms that a round priced by the path leaves as they are, though it adjusts the class that they hang on."""
    drivers = set(draft.names("drivers"))
    moved = [
        name
        for name, round_ in securities.rounds.items()
        for price in (round_.pre_money, round_.post_money, round_.price)
        if price is not None and names(price) & drivers
    ]
    if not moved:
        return []
    way = ("companies", company, "securities")
    found = []
    for of, cls in securities.classes.items():
        kind = cls.anti_dilution if isinstance(cls.anti_dilution, str) else getattr(cls.anti_dilution, "kind", "none")
        if cls.anti_dilution is None or kind == "none":
            continue
        if cls.return_cap is not None and cls.return_cap.amount is not None:
            what = (
                f"`{of}` has a return cap in money, and round `{moved[0]}`, priced by the path, may adjust its shares"
            )
            mend = "write `return_cap: {multiple: ...}`"
            found.append(error(draft.key(*way, "classes", of, "return_cap"), "kept-by-path", what, _MULTIPLE, mend))
        found += [
            warning(
                draft.key(*way, "rights", name),
                "kept-by-path",
                f"`{name}` keeps its shares where round `{moved[0]}`, priced by the path, adjusts those of `{of}`",
                "rights on a class without anti-dilution, or a round of one price",
                f"make it a right on what `{of}` converts into",
            )
            for name, right in securities.rights.items()
            if right.of == of
        ]
    return found


def _owned_in_a_circle(draft: Draft) -> list[Problem]:
    """Find companies that own a part of themselves through one another, by securities and stakes."""
    known = [*draft.names("parties"), *draft.names("companies")]
    owners = {
        company: {party_of(name, securities, known) for name in securities.stakeholders}
        for company, securities in securities_of(draft).items()
    }
    if not owners:
        return []
    for company in draft.names("companies"):
        stakes = active_stakes(draft, company).values()
        owners.setdefault(company, set()).update(side for term in stakes for side in (term.holder, term.residual))
    for company in owners:
        reached, waiting = set[str | None](), [company]
        while waiting:
            held_by = owners.get(waiting.pop(), set()) & owners.keys()
            if company in held_by:
                what = f"`{company}` owns a part of itself"
                expected = "companies that belong to parties in the end"
                place = draft.key("companies", company)
                return [error(place, "definition-cycle", what, expected, "name a party as the holder")]
            waiting += [str(each) for each in held_by - reached]
            reached |= held_by
    return []
