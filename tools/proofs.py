"""Name, for each kind of term, a published worked example that it reproduces and a property that holds for all of it.

The manual's pages show this table, and a test proves that each test named here is there, with its source in its file.
"""

from typing import NamedTuple


class Proof(NamedTuple):
    """What a kind of term is checked against.

    Attributes:
        example: The published example in words.
        source: Where it is published: an address, or the name of a vector.
        shown_by: The test that reproduces it, as `file::name` in the folder of tests.
        holds: What holds for every term of the kind, in words.
        proven_by: The test that tries that on drawn terms.
    """

    example: str
    source: str
    shown_by: str
    holds: str
    proven_by: str


PROOFS: dict[str, Proof] = {
    "royalty": Proof(
        "Percentage rent above a breakpoint: 4% of what sales exceed 1,000,000 by",
        "https://www.realized1031.com/glossary/percentage-rent",
        "published/test_shares_of_sales.py::test_percentage_rent_above_a_breakpoint",
        "a cap never raises what is paid",
        "terms/test_royalty_properties.py::test_a_cap_never_raises_what_is_paid",
    ),
    "payment": Proof(
        "A rent that rises by three per cent a year",
        "https://usecalcpro.com/finance/lease-escalation-calculator",
        "published/test_what_falls_due_once.py::test_a_rent_rises_by_three_per_cent_a_year",
        "an index that is bounded never leaves its bounds",
        "terms/test_payment.py::test_a_bounded_index_never_leaves_its_bounds",
    ),
    "milestone": Proof(
        "Rights to payments on the sales of a year",
        "https://capedge.com/filing/920465/0001193125-20-177096/LJPC-SCTOC/file/3",
        "published/test_what_falls_due_once.py::test_rights_to_payments_on_the_sales_of_a_year",
        "tiers are paid in order, and none twice",
        "terms/test_milestones.py::test_tiers_are_paid_in_order_and_none_twice",
    ),
    "licence": Proof(
        "Two licences, one for a fixed fee and one for a share of sales",
        "https://jkjiwani.teachable.com/courses/ifrs-15-revenue-from-contracts-with-customers-",
        "published/test_rights_and_options.py::test_two_licences_for_a_fixed_fee_and_for_a_share_of_sales",
        "one part by itself is the licence",
        "terms/test_rights.py::test_a_part_by_itself_is_the_licence",
    ),
    "exclusivity": Proof(
        "A right of first refusal as an option to exchange one asset for another",
        "https://github.com/lballabio/QuantLib/blob/master/test-suite/margrabeoption.cpp",
        "published/test_rights_and_options.py::test_a_right_of_first_refusal_is_worth_an_option_to_exchange",
        "a right to choose is never worth less than a fixed answer",
        "terms/test_rights.py::test_a_right_to_choose_is_never_worth_less_than_a_fixed_answer",
    ),
    "commitment": Proof(
        "Gas that is paid for and not taken is taken later, free of charge",
        "https://lsd.law/define/makeup-gas",
        "published/test_promises_to_buy.py::test_gas_paid_for_and_not_taken_is_taken_later_free_of_charge",
        "what is paid covers usage, and make-up returns no more than was paid",
        "terms/test_commitment.py::test_what_is_paid_covers_usage_and_make_up_returns_no_more_than_was_paid",
    ),
    "equity": Proof(
        "What a round leaves of each founder's share",
        "simple_multi_investor_round",
        "published/test_stakes.py::test_a_round_leaves_each_founder_the_published_share",
        "a higher value at the exit never lowers what a stake is paid",
        "engine/test_properties.py::test_a_higher_exit_never_lowers_equity",
    ),
    "profit_participation": Proof(
        "A carry of a fifth, after a hurdle and a full catch-up",
        "carry_catch_up",
        "published/test_vectors.py::test_a_carry_with_a_full_catch_up",
        "more tiers of the same share change nothing",
        "terms/test_participation.py::test_more_tiers_of_the_same_share_change_nothing",
    ),
    "loan": Proof(
        "A loan with monthly interest, test pam01 of ACTUS",
        "actus_pam01",
        "published/test_vectors.py::test_a_loan_with_monthly_interest",
        "a later maturity moves interest by its days",
        "terms/test_loan.py::test_the_day_of_maturity_moves_interest_by_a_day",
    ),
    "flow": Proof(
        "Parts of a year by actual days, as ISDA counts them",
        "act_act_isda",
        "published/test_vectors.py::test_interest_by_actual_days_of_each_year",
        "a day more brings a day's money",
        "terms/test_edges.py::test_a_day_more_brings_a_days_money",
    ),
    "option": Proof(
        "Leaving a project is worth a put on what it would still bring",
        "https://fliphtml5.com/ftmsg/ruay/AFM_-_Real_options/10/",
        "published/test_rights_and_options.py::test_leaving_a_project_is_worth_a_put_on_what_it_would_still_bring",
        "a right is never worth less to its holder than a branch fixed in advance",
        "engine/test_exercise_properties.py::test_an_option_is_never_worth_less_than_a_branch_fixed_in_advance",
    ),
    "termination": Proof(
        "A lease is left for six months' rent and what was spent on it",
        "https://everycalc.org/lease-termination-option-cost-calculator",
        "published/test_what_falls_due_once.py::test_a_lease_is_left_for_six_months_rent_and_what_was_spent_on_it",
        "a full tail without end pays what the contract would have",
        "terms/test_termination.py::test_a_full_tail_without_end_pays_what_the_contract_would_have",
    ),
    "venture": Proof(
        "A partner who stops paying is diluted to what it has paid",
        "https://ja.scribd.com/presentation/372601405/PPT-Assignment-Ch-15",
        "published/test_rights_and_options.py::test_a_partner_who_stops_paying_is_diluted_to_what_it_has_paid",
        "what is brought is divided without rest",
        "terms/test_venture.py::test_what_is_brought_is_divided_without_rest",
    ),
}
"""By the name of the kind."""


def told(kind: str) -> list[str]:
    """Say what a kind is checked against, as lines of Markdown.

    Args:
        kind: The kind.
    """
    proof = PROOFS[kind]
    address = "://" in proof.source
    source = f"<{proof.source}>" if address else f"the worked example `{proof.source}`"
    return [
        "## Checked against\n",
        f"- Published: {proof.example[0].lower()}{proof.example[1:]} ({source}), in `tests/{proof.shown_by}`.",
        f"- For every term of the kind: {proof.holds}, in `tests/{proof.proven_by}`.\n",
    ]
