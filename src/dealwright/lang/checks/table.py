"""List every check once, with the sections of the file that its answer depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from dealwright.lang.checks.believed import check_believed
from dealwright.lang.checks.bounds import check_bounds
from dealwright.lang.checks.certain import check_certain
from dealwright.lang.checks.chains import check_chains
from dealwright.lang.checks.choices import check_alternatives
from dealwright.lang.checks.commitments import check_commitment
from dealwright.lang.checks.computable import check_computable
from dealwright.lang.checks.correlations import check_correlations
from dealwright.lang.checks.currencies import (
    check_exchange_rates,
    check_money_between_terms,
    check_unused_exchange_rates,
)
from dealwright.lang.checks.cycles import check_cycles
from dealwright.lang.checks.dates import check_currency, check_head_dates, check_source_dates
from dealwright.lang.checks.decided_often import check_decided_often
from dealwright.lang.checks.drivers import check_driver, check_slots
from dealwright.lang.checks.endless import check_endless
from dealwright.lang.checks.equity import check_equity
from dealwright.lang.checks.facts import check_readings, check_reasons
from dealwright.lang.checks.issued import check_issued, check_no_doubt, check_no_earned
from dealwright.lang.checks.licences import check_right
from dealwright.lang.checks.lives import (
    check_chance_dates,
    check_idle_keys,
    check_life,
    check_round_dates,
    check_sides,
)
from dealwright.lang.checks.loans import check_loan
from dealwright.lang.checks.milestones import check_milestone
from dealwright.lang.checks.names import check_entry_names, check_moving_names
from dealwright.lang.checks.negotiation import check_negotiation
from dealwright.lang.checks.openings import check_opening
from dealwright.lang.checks.options import check_fair_value, check_idle_options, check_option, check_options
from dealwright.lang.checks.passed import check_passed, check_sideless
from dealwright.lang.checks.pay_days import check_pay_days
from dealwright.lang.checks.payments import check_payment
from dealwright.lang.checks.prices import check_calibration
from dealwright.lang.checks.prices_of_amounts import check_amounts
from dealwright.lang.checks.prices_of_rates import check_inflation, check_rates, check_unused_inflation
from dealwright.lang.checks.references import check_known_to, check_references
from dealwright.lang.checks.reservations import check_reservations
from dealwright.lang.checks.royalties import check_royalty
from dealwright.lang.checks.sections import check_declared_twice, check_sections
from dealwright.lang.checks.securities import check_securities
from dealwright.lang.checks.side_by_side import check_side_by_side
from dealwright.lang.checks.spread import check_spread
from dealwright.lang.checks.succession import check_succession
from dealwright.lang.checks.switched_twice import check_switched_twice
from dealwright.lang.checks.talks import check_answers, check_signed, check_talk, check_talk_dates
from dealwright.lang.checks.terminations import check_termination
from dealwright.lang.checks.tiers import check_tiers
from dealwright.lang.checks.units import check_value_units
from dealwright.lang.checks.unused import check_unused_drivers, check_unused_facts, check_unused_sources
from dealwright.lang.checks.ventures import check_venture
from dealwright.lang.checks.year_starts import check_year_starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.ground.problem import Problem
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

    EntryCheck: TypeAlias = Callable[[Draft, Entry], list[Problem]]
    DealCheck: TypeAlias = Callable[[Draft], list[Problem]]

ENTRY_CHECKS: tuple[EntryCheck, ...] = (
    check_entry_names,
    check_references,
    check_known_to,
    check_moving_names,
    check_certain,
    check_computable,
    check_value_units,
    check_bounds,
    check_rates,
    check_amounts,
    check_alternatives,
    check_issued,
    check_driver,
    check_spread,
    check_life,
    check_idle_keys,
    check_passed,
    check_pay_days,
    check_payment,
    check_year_starts,
    check_loan,
    check_royalty,
    check_tiers,
    check_termination,
    check_option,
    check_fair_value,
    check_commitment,
    check_milestone,
    check_opening,
    check_right,
    check_venture,
    check_sides,
    check_round_dates,
    check_chance_dates,
    check_readings,
    check_reasons,
    check_talk,
)
"""Checks of one entry by itself; they may look up what else the file declares."""

SECURITIES_CHECKS: tuple[EntryCheck, ...] = (
    check_references,
    check_moving_names,
    check_computable,
    check_value_units,
    check_bounds,
    check_issued,
    check_no_doubt,
    check_no_earned,
)
"""Checks of a cap table in a file of its own."""

DEAL_CHECKS: tuple[tuple[DealCheck, frozenset[str]], ...] = (
    (check_sections, frozenset()),
    (check_declared_twice, frozenset({"facts", "drivers", "parties", "companies"})),
    (check_currency, frozenset()),
    (check_money_between_terms, frozenset({"facts", "terms"})),
    (check_exchange_rates, frozenset({"exchange_rates", "facts", "drivers", "terms"})),
    (check_inflation, frozenset()),
    (check_head_dates, frozenset()),
    (check_source_dates, frozenset({"sources"})),
    (check_talk_dates, frozenset({"talks", "negotiate"})),
    (check_signed, frozenset({"talks", "facts"})),
    (check_answers, frozenset({"talks", "facts"})),
    (check_side_by_side, frozenset({"facts", "drivers", "terms"})),
    (check_cycles, frozenset({"facts", "drivers", "companies", "terms"})),
    (check_chains, frozenset({"facts", "drivers", "terms"})),
    (check_succession, frozenset({"facts", "drivers", "terms"})),
    (check_slots, frozenset({"facts", "drivers"})),
    (check_correlations, frozenset({"facts", "drivers", "correlations"})),
    (check_equity, frozenset({"facts", "companies", "terms"})),
    (check_securities, frozenset({"facts", "parties", "companies", "terms"})),
    (check_options, frozenset({"facts", "drivers", "companies", "terms"})),
    (check_endless, frozenset({"facts", "parties", "companies", "terms"})),
    (check_calibration, frozenset({"facts", "drivers", "companies"})),
    (check_negotiation, frozenset({"negotiate", "parties"})),
    (check_reservations, frozenset({"negotiate", "parties", "facts"})),
    (check_believed, frozenset({"parties"})),
    (check_decided_often, frozenset({"companies", "parties", "negotiate", "terms"})),
    (check_unused_sources, frozenset({"sources"})),
    (check_unused_facts, frozenset({"facts"})),
    (check_unused_drivers, frozenset({"drivers"})),
    (check_sideless, frozenset({"facts", "drivers", "companies", "terms"})),
    (check_unused_exchange_rates, frozenset({"exchange_rates"})),
    (check_switched_twice, frozenset({"facts", "terms"})),
    (check_idle_options, frozenset({"companies", "scenarios", "terms", "negotiate"})),
    (check_unused_inflation, frozenset({"facts", "parties", "drivers", "companies", "terms"})),
)
"""Checks of the deal as a whole; each is repeated when one of its sections or the head of the file changes."""

WARNING_CHECKS: frozenset[DealCheck] = frozenset(
    {
        check_source_dates,
        check_decided_often,
        check_switched_twice,
        check_idle_options,
        check_unused_sources,
        check_unused_facts,
        check_unused_drivers,
        check_sideless,
        check_unused_exchange_rates,
        check_unused_inflation,
    }
)
"""Those of them that only raise warnings."""

WORD_CHECKS: frozenset[EntryCheck | DealCheck] = frozenset(
    {
        check_entry_names,
        check_references,
        check_known_to,
        check_moving_names,
        check_certain,
        check_value_units,
        check_spread,
        check_idle_keys,
        check_money_between_terms,
        check_cycles,
    }
)
"""Checks that find no other error where nothing but numbers have changed, each into one of the same unit."""
