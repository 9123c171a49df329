"""Check options: days on which they may be exercised, what they switch, the stake that they move, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import FAIR_VALUE, names
from dealwright.ground.problem import Problem, error, warning
from dealwright.lang.checks.equity import active_stakes, has_securities
from dealwright.lang.switches import MOST_ON_ONE, switches, terms_of
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.overlay import Pair

_CLOSE = 1e-9
DAYS_PER_YEAR = 365


def check_option(draft: Draft, entry: Entry) -> list[Problem]:
    """Find options without a day, with two, or with keys that count for nothing or lack what they need."""
    if not isinstance(entry.shape, Option):
        return []
    return [
        *_days(draft, entry),
        *_needs(draft, entry),
        *_prices(draft, entry),
        *_idle_keys(draft, entry),
        *_late(draft, entry),
        *_ended(draft, entry),
        *_name(draft, entry),
    ]


def _days(draft: Draft, entry: Entry) -> list[Problem]:
    term: Option = entry.shape
    found = []
    if term.on is not None and term.at is not None:
        what = f"`{entry.name}` may be exercised `on` a date and `at` an event"
        place = draft.key(*entry.path, "at")
        found.append(error(place, "option-days", what, "one of `on`, `at`, or a window", "remove `at` or `on`"))
    if all(each is None for each in (term.on, term.at, term.from_, term.until)):
        what = f"`{entry.name}` does not say when it may be exercised"
        expected = "one of `on: DATE`, `at: EVENT`, or a window `from` to `until`"
        found.append(error(entry.key, "option-days", what, expected, f"add `on: {draft.horizon or '2030-12-31'}`"))
    day = draft.constants.moment(term.on)
    if day is not None and draft.as_of is not None and day < draft.as_of:
        what = f"{day} lies before `as_of` ({draft.as_of}); what was not exercised then is no right any more"
        place = draft.place(*entry.path, "on")
        found.append(error(place, "date-passed", what, f"a date from {draft.as_of}", "write a later date"))
    bounds = draft.constants.moment(term.from_), draft.constants.moment(term.until)
    late = day is not None and bounds[1] is not None and day > bounds[1]
    if late or (day is not None and bounds[0] is not None and day < bounds[0]):
        what = f"`{entry.name}` can never be exercised: {day} lies outside its life"
        place = draft.place(*entry.path, "on")
        found.append(error(place, "option-days", what, "a date from `from` to `until`", "move the date"))
    return found


def _late(draft: Draft, entry: Entry) -> list[Problem]:
    """Find a notice that is over after the horizon only, whenever it is given."""
    term: Option = entry.shape
    day, notice = draft.constants.moment(term.on or term.from_), draft.constants.number(term.notice)
    if day is None or notice is None or draft.horizon is None:
        return []
    if (draft.horizon - day).days >= int(notice * DAYS_PER_YEAR):
        return []
    what = f"`{entry.name}` never takes effect: its notice is over after the horizon ({draft.horizon})"
    place = draft.place(*entry.path, "notice")
    return [
        error(place, "past-horizon", what, "a day up to the horizon", "set a later `horizon`, or a shorter `notice`")
    ]


def _ended(draft: Draft, entry: Entry) -> list[Problem]:
    """Find an option that ends itself, or what is over, by its dates, before the option may be exercised."""
    term: Option = entry.shape
    place = draft.place(*entry.path, "ends")
    if entry.name in term.ended:
        what = f"`{entry.name}` ends itself"
        return [error(place, "definition-cycle", what, "names of other terms", f"remove `{entry.name}`")]
    first = draft.constants.moment(term.on or term.from_)
    longer = {pair.path for pairs in switches(draft).values() for pair in pairs}
    found = []
    for name in term.ended:
        other = draft.sound("terms").get(name)
        last = None if other is None or f"terms.{name}.until" in longer else draft.constants.moment(other.until)
        if first is not None and last is not None and last < first:
            what = f"`{name}` is over on {last}, and `{entry.name}` cannot be exercised before {first}"
            expected = "a term that still runs then"
            found.append(warning(place, "idle-key", what, expected, f"remove `{name}` from `ends`, or move the date"))
    return found


def _needs(draft: Draft, entry: Entry) -> list[Problem]:
    """Find keys without one that they need."""
    term: Option = entry.shape
    pairs = [("stake", "company"), ("stake", "writer"), ("company", "stake")]
    pairs += [("third", "appraisals"), ("third", "apart"), ("apart", "third")]
    pairs += [(key, "price") for key in ("price_floor", "price_cap") if term.appraisals is None]
    found = []
    for key, needed in pairs:
        if getattr(term, key) is not None and getattr(term, needed) is None:
            what = f"`{entry.name}` has `{key}`, and no `{needed}`"
            place = draft.key(*entry.path, key)
            found.append(error(place, "missing-key", what, f"the key `{needed}`", f"add `{needed}: ...`"))
    if term.third_counts != "nearest" and term.third is None:
        what, place = f"`{entry.name}` has `third_counts`, and no `third`", draft.key(*entry.path, "third_counts")
        found.append(error(place, "missing-key", what, "the key `third`", "add `third: ...`"))
    return found


def _prices(draft: Draft, entry: Entry) -> list[Problem]:
    """Find two prices for one exercise, and bounds that leave none between them."""
    term: Option = entry.shape
    found = []
    if term.price is not None and term.appraisals is not None:
        what = f"`{entry.name}` has both `price` and `appraisals`"
        place = draft.key(*entry.path, "appraisals")
        found.append(error(place, "one-too-many", what, "one of the two", "remove `price` or `appraisals`"))
    low, high = (draft.constants.number(each) for each in (term.price_floor, term.price_cap))
    if low is not None and high is not None and low > high:
        what = f"the floor of the price of `{entry.name}` lies above its cap"
        place = draft.place(*entry.path, "price_cap")
        found.append(error(place, "out-of-bounds", what, "a cap from the floor on", "exchange the two"))
    return found


def check_fair_value(draft: Draft, entry: Entry) -> list[Problem]:
    """Find `fair_value` where it is not the price of a stake that somebody else than the company sells."""
    place = entry.uses.get(FAIR_VALUE)
    term = entry.shape if isinstance(entry.shape, Option) else None
    if place is None or (term is not None and term.stake is None and FAIR_VALUE not in draft.units):
        return []
    others = [] if term is None else [term.if_, term.receives]
    mend = "write an amount or an expression in its place"
    if term is None or not term.at_fair_value or any(FAIR_VALUE in names(each) for each in others if each is not None):
        what = f"`{FAIR_VALUE}` means nothing here"
    elif term.stake is None:
        what, mend = f"`{entry.name}` moves no stake that could have a fair value", "add `stake` and `company`"
    elif term.company in (term.holder, term.writer):
        what = f"`{term.company}` would be paid out of what it is itself worth"
    elif term.currency is not None and term.currency != draft.currency:
        what, mend = f"fair value is in {draft.currency}, and `{entry.name}` in {term.currency}", "remove `currency`"
    else:
        return []
    expected = "the price of an option on a stake, in the deal's currency, between others than the company itself"
    return [error(place, "misplaced-name", what, expected, mend)]


def _idle_keys(draft: Draft, entry: Entry) -> list[Problem]:
    term: Option = entry.shape
    written = set(getattr(entry.node, "entries", {}))
    idle = [("every", "a window from `from` to `until`", "every" in written and (term.on or term.at) is not None)]
    idle += [("sells", "the key `stake`", term.sells is not None and term.stake is None)]
    return [
        warning(draft.key(*entry.path, key), "idle-key", f"`{key}` changes nothing here", expected, f"remove `{key}`")
        for key, expected, holds in idle
        if holds
    ]


def _name(draft: Draft, entry: Entry) -> list[Problem]:
    """Find an option called like something else that an expression may name."""
    for section in ("drivers", "facts"):
        if entry.name in draft.names(section):
            what = f"`{entry.name}` is a name in `{section}`, too, and an option is an event that others may name"
            return [error(entry.key, "name-taken", what, "a name of its own", f"rename it `{entry.name}_right`")]
    return []


def check_options(draft: Draft) -> list[Problem]:
    """Find switches that lead where no option may, stakes that the seller lacks, options that do nothing."""
    options = {name: term for name, term in draft.sound("terms").items() if isinstance(term, Option)}
    if not options:
        return _asked_by_drivers(draft)
    laid = switches(draft)
    found = [problem for name, pairs in laid.items() for pair in pairs for problem in _switch(name, pair, draft)]
    touched = {name: terms_of(pairs, draft) for name, pairs in laid.items()}
    found += _crowded(draft, touched)
    found += [problem for name, term in options.items() for problem in _stake(draft, name, term, options)]
    return found + _asked_by_drivers(draft)


def _switch(name: str, pair: Pair, draft: Draft) -> list[Problem]:
    section, _, rest = pair.path.partition(".")
    term = max((each for each in draft.names("terms") if rest.startswith(f"{each}.")), key=len, default="")
    expected = "paths of keys of terms, such as `terms.access.until`"
    if section != "terms":
        what = f"`{pair.path}` is no part of a term: an option changes the contract, not the world"
        return [error(pair.place, "bad-switch", what, expected, "write the path of a term's key")]
    if isinstance(draft.sound("terms").get(term), Option):
        other = "itself" if term == name else f"the option `{term}`"
        mend = "let the other one begin with this: `starts_on`" if term != name else f"change `{name}` itself"
        return [error(pair.place, "bad-switch", f"`{name}` switches {other}", expected, mend)]
    if rest == f"{term}.active" and draft.constants.is_no(getattr(draft.sound("terms").get(term), "active", None)):
        what = f"`{name}` cannot switch `{term}` on: a term that is not active is no part of the contract"
        mend = f"remove `active: no` from `{term}`, and write `starts_on: {name}` there"
        return [error(pair.place, "bad-switch", what, "a term that is active, and begins with the option", mend)]
    return []


def _crowded(draft: Draft, touched: Mapping[str, Collection[str]]) -> list[Problem]:
    """Find terms that more options switch than can be told apart."""
    found = []
    for term in draft.names("terms"):
        by = [name for name, terms in touched.items() if term in terms]
        if len(by) > MOST_ON_ONE:
            what = f"{len(by)} options switch `{term}`: {', '.join(f'`{name}`' for name in by)}"
            place = draft.key("terms", by[MOST_ON_ONE], "switches")
            mend = f"cut `{term}` into parts, each switched by some of them"
            found.append(error(place, "too-many-switches", what, f"at most {MOST_ON_ONE} for each term", mend))
    return found


def _stake(draft: Draft, name: str, term: Option, options: Mapping[str, Option]) -> list[Problem]:
    if term.company is None or term.stake is None or term.company not in draft.names("companies"):
        return []
    if has_securities(draft, term.company):
        what = f"`{term.company}` has `securities`, and its owners change there"
        mend = f"give the right in `companies.{term.company}.securities`, as a security of kind `option`"
        place = draft.key("terms", name, "stake")
        return [error(place, "option-on-securities", what, "a company with `equity` terms", mend)]
    seller = term.trades[0]
    has = _held(draft, term.company, seller)
    acting = {each: option for each, option in options.items() if not draft.constants.is_no(option.active)}
    wanted = [
        draft.constants.number(each.stake)
        for each in acting.values()
        if each.stake is not None and each.company == term.company and each.trades[0] == seller
    ]
    if seller is None or has is None or None in wanted:
        return []
    sold = sum(each for each in wanted if each is not None)
    last = [n for n, each in acting.items() if each.company == term.company and each.trades[0] == seller][-1:]
    if [name] != last or sold <= has + _CLOSE:
        return []
    what = f"`{seller}` may have to give {sold * 100:.6g}% of `{term.company}`, and holds {has * 100:.6g}%"
    place = draft.place("terms", name, "stake")
    return [error(place, "short-stake", what, f"at most {has * 100:.6g}%", "lower `stake`, or name another side")]


def _held(draft: Draft, company: str, holder: str | None) -> float | None:
    """Return the part of a company that somebody holds by its equity terms; none where that is not certain."""
    stakes = active_stakes(draft, company)
    numbers = {name: draft.constants.number(term.stake) for name, term in stakes.items()}
    if None in numbers.values():
        return None
    sure = {name: value for name, value in numbers.items() if value is not None}
    held = sum(sure[name] for name, term in stakes.items() if term.holder == holder)
    if any(term.residual == holder for term in stakes.values()):
        held += 1.0 - sum(sure.values())
    return held


def _asked_by_drivers(draft: Draft) -> list[Problem]:
    """Find drivers and facts that hang on whether a term happens: the world does not hang on the contract."""
    happening = {name for name, term in draft.sound("terms").items() if term.HAPPENS}
    found = []
    for section in ("drivers", "facts"):
        for entry in draft.of(section):
            for name in happening.intersection(entry.uses):
                what = f"the definition of `{entry.name}` asks whether `{name}` happens, which is a term"
                mend = f"write `after({name})` in a term, or make `{name}` an event among the `drivers`"
                expected = "drivers and facts: the world does not hang on the contract"
                found.append(error(entry.uses[name], "driver-on-term", what, expected, mend))
    return found


def check_idle_options(draft: Draft) -> list[Problem]:
    """Warn of options whose exercise changes nothing."""
    terms = draft.sound("terms")
    named = {name for entry in draft.every() for name in entry.uses}
    named |= {each.name for entry in draft.every() for each in entry.references}
    found = []
    for name, term in terms.items():
        does = ("switches", "ends", "receives", "stake", "replaces")
        if isinstance(term, Option) and not any(getattr(term, key) for key in does) and name not in named:
            what = f"to exercise `{name}` changes nothing"
            expected = "`switches`, `ends`, `receives`, a `stake`, or a term that names it: `starts_on`"
            place = draft.key("terms", name)
            found.append(warning(place, "idle-option", what, expected, f"add `switches`, or remove `{name}`"))
    return found
