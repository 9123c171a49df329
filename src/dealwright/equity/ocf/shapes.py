"""List the fields of each kind of object in Open Cap Format, as far as reading and checking needs them.

A line names a field, then `!` if reading cannot do without it or `*` if the format asks for it, then its kind:
`s` text, `d` date, `n` number as text, `p` fraction of one as text, `m` money, `r` ratio, `b` true or false, `i` whole
number, `S` list of texts, `a` authorised shares, `x` anything, `E:NAME` one of an enumeration, `o:SHAPE` an object,
`l:SHAPE` a list of them.

Copyright (c) 2024 Open Cap Table Coalition. This software includes material derived from the JSON Schema files of the
Open Cap Format, https://github.com/Open-Cap-Table-Coalition/Open-Cap-Format-OCF/tree/main/schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_TX = "date!d comments:S"
_SEC = f"security_id!s {_TX}"
_ISSUE = (
    f"{_SEC} stakeholder_id!s custom_id*s security_law_exemptions*x board_approval_date:d stockholder_approval_date:d "
    "consideration_text:s"
)
_VESTS = "vesting_terms_id:s vestings:l:VESTED"
_APPROVED = "board_approval_date:d stockholder_approval_date:d"
_CANCEL = f"{_SEC} reason_text*s balance_security_id:s"
_MOVE = f"{_SEC} resulting_security_ids!S balance_security_id:s consideration_text:s"
_CAPITALIZATION = "capitalization_definition:s capitalization_definition_rules:o:RULES"
_TRIGGER = "trigger_id*s nickname:s trigger_description:s trigger_type:s conversion_right!o:RIGHT"

_LINES = {
    "ISSUER": "legal_name!s dba:s formation_date*d country_of_formation*s country_subdivision_of_formation:s "
    "country_subdivision_name_of_formation:s tax_ids:x email:x phone:x address:x comments:S "
    "initial_shares_authorized:a",
    "STAKEHOLDER": "name!o:NAME stakeholder_type*E:STAKEHOLDER issuer_assigned_id:s "
    "current_relationship:E:RELATIONSHIP current_relationships:x "
    "current_status:s primary_contact:x contact_info:x addresses:x tax_ids:x comments:S",
    "STOCK_CLASS": "name!s class_type!E:CLASS default_id_prefix*s "
    "initial_shares_authorized*a current_shares_authorized:a board_approval_date:d "
    "stockholder_approval_date:d votes_per_share*n par_value:m price_per_share:m seniority*n "
    "conversion_rights:l:RIGHT liquidation_preference_multiple:n participation_cap_multiple:n comments:S",
    "STOCK_LEGEND_TEMPLATE": "name*s text*s comments:S",
    "STOCK_PLAN": f"plan_name!s {_APPROVED} initial_shares_reserved*n current_shares_reserved:n "
    "default_cancellation_behavior:E:CANCELLATION "
    "stock_class_id:s stock_class_ids:S comments:S",
    "VALUATION": f"price_per_share!m effective_date!d stock_class_id*s valuation_type*s provider:s "
    f"{_APPROVED} comments:S",
    "VESTING_TERMS": "name*s description*s allocation_type*E:ALLOCATION vesting_conditions!l:CONDITION comments:S",
    "FINANCING": "name*s issuance_ids!S date!d comments:S",
    "DOCUMENT": "md5*s path:s uri:s related_objects:x comments:S",
    "CE_STAKEHOLDER_RELATIONSHIP": f"stakeholder_id*s relationship_started:s relationship_ended:s {_TX}",
    "CE_STAKEHOLDER_STATUS": f"stakeholder_id*s new_status*s {_TX}",
    "TX_ISSUER_AUTHORIZED_SHARES_ADJUSTMENT": f"issuer_id*s new_shares_authorized*a {_APPROVED} {_TX}",
    "TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT": f"stock_class_id!s new_ratio_conversion_mechanism!o:RATIO_CONVERSION "
    f"{_APPROVED} {_TX}",
    "TX_STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT": f"stock_class_id!s new_shares_authorized!a {_APPROVED} {_TX}",
    "TX_STOCK_CLASS_SPLIT": f"stock_class_id!s split_ratio!r {_APPROVED} {_TX}",
    "TX_STOCK_PLAN_POOL_ADJUSTMENT": f"stock_plan_id!s shares_reserved!n {_APPROVED} {_TX}",
    "TX_STOCK_PLAN_RETURN_TO_POOL": f"{_SEC} stock_plan_id!s quantity!n reason_text*s",
    "TX_CONVERTIBLE_ACCEPTANCE": _SEC,
    "TX_CONVERTIBLE_CANCELLATION": f"{_CANCEL} amount!m",
    "TX_CONVERTIBLE_CONVERSION": f"{_SEC} resulting_security_ids!S reason_text*s trigger_id*s quantity_converted:n "
    "balance_security_id:s capitalization_definition:x",
    "TX_CONVERTIBLE_ISSUANCE": f"{_ISSUE} investment_amount!m convertible_type*E:CONVERTIBLE "
    "conversion_triggers!l:TRIGGER pro_rata:n seniority*i",
    "TX_CONVERTIBLE_RETRACTION": f"{_SEC} reason_text*s",
    "TX_CONVERTIBLE_TRANSFER": f"{_MOVE} amount*m",
    "TX_EQUITY_COMPENSATION_ACCEPTANCE": _SEC,
    "TX_EQUITY_COMPENSATION_CANCELLATION": f"{_CANCEL} quantity!n",
    "TX_EQUITY_COMPENSATION_EXERCISE": f"{_SEC} resulting_security_ids*S quantity!n balance_security_id:s "
    "consideration_text:s",
    "TX_EQUITY_COMPENSATION_ISSUANCE": f"{_ISSUE} stock_plan_id:s stock_class_id:s compensation_type*E:COMPENSATION "
    f"plan_security_type:s option_grant_type:s quantity!n exercise_price:m base_price:m early_exercisable:b {_VESTS} "
    "expiration_date*d termination_exercise_windows*x",
    "TX_EQUITY_COMPENSATION_RELEASE": f"{_SEC} resulting_security_ids*S quantity!n settlement_date*d release_price*m "
    "balance_security_id:s consideration_text:s",
    "TX_EQUITY_COMPENSATION_REPRICING": f"{_SEC} new_exercise_price!m",
    "TX_EQUITY_COMPENSATION_RETRACTION": f"{_SEC} reason_text*s",
    "TX_EQUITY_COMPENSATION_TRANSFER": f"{_MOVE} quantity!n",
    "TX_STOCK_ACCEPTANCE": _SEC,
    "TX_STOCK_CANCELLATION": f"{_CANCEL} quantity!n",
    "TX_STOCK_CONSOLIDATION": f"security_ids!S resulting_security_id!s reason_text:s {_TX}",
    "TX_STOCK_CONVERSION": f"{_SEC} resulting_security_ids!S quantity_converted*n balance_security_id:s quantity:n",
    "TX_STOCK_ISSUANCE": f"{_ISSUE} stock_class_id!s stock_plan_id:s share_numbers_issued:x share_price*m quantity!n "
    f"{_VESTS} cost_basis:m stock_legend_ids*S issuance_type:E:ISSUANCE",
    "TX_STOCK_REISSUANCE": f"{_SEC} resulting_security_ids!S split_transaction_id:s reason_text:s",
    "TX_STOCK_REPURCHASE": f"{_SEC} price!m quantity!n consideration_text:s balance_security_id:s",
    "TX_STOCK_RETRACTION": f"{_SEC} reason_text*s",
    "TX_STOCK_TRANSFER": f"{_MOVE} quantity!n",
    "TX_WARRANT_ACCEPTANCE": _SEC,
    "TX_WARRANT_CANCELLATION": f"{_CANCEL} quantity!n",
    "TX_WARRANT_EXERCISE": f"{_SEC} resulting_security_ids!S trigger_id*s consideration_text:s balance_security_id:s "
    "quantity:n",
    "TX_WARRANT_ISSUANCE": f"{_ISSUE} quantity:n quantity_source:E:SOURCE exercise_price:m purchase_price*m "
    f"exercise_triggers*l:TRIGGER warrant_expiration_date:d {_VESTS}",
    "TX_WARRANT_RETRACTION": f"{_SEC} reason_text*s",
    "TX_WARRANT_TRANSFER": f"{_MOVE} quantity!n",
    "TX_VESTING_ACCELERATION": f"{_SEC} quantity!n reason_text*s",
    "TX_VESTING_EVENT": f"{_SEC} vesting_condition_id!s",
    "TX_VESTING_START": f"{_SEC} vesting_condition_id!s",
    "NAME": "legal_name!s first_name:s last_name:s",
    "VESTED": "date!d amount!n",
    "RIGHT": "type:s conversion_mechanism!o:MECHANISM converts_to_future_round:b converts_to_stock_class_id:s",
    "RULES": "include_outstanding_shares*b include_outstanding_options*b include_outstanding_unissued_options*b "
    "include_this_security*b include_other_converting_securities*b include_option_pool_topup_for_promised_options*b "
    "include_additional_option_pool_topup*b include_new_money*b",
    "RATE": "rate!p accrual_start_date*d accrual_end_date:d",
    "RATIO_CONVERSION": "type*s conversion_price*m ratio*r rounding_type*E:ROUNDING",
    "SAFE_CONVERSION": f"type*s conversion_discount:p conversion_valuation_cap:m exit_multiple:r conversion_mfn*b "
    f"conversion_timing:E:TIMING {_CAPITALIZATION}",
    "CONVERTIBLE_NOTE_CONVERSION": "type*s interest_rates*l:RATE interest_rate:n "
    "day_count_convention*E:DAYS interest_payout*E:PAYOUT "
    "interest_accrual_period*E:ACCRUAL compounding_type*E:COMPOUNDING conversion_discount:p conversion_valuation_cap:m "
    f"exit_multiple:r conversion_mfn:b conversion_timing:E:TIMING {_CAPITALIZATION}",
    "FIXED_AMOUNT_CONVERSION": "type*s converts_to_quantity!n",
    "FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION": f"type*s converts_to_percent!p {_CAPITALIZATION}",
    "CUSTOM_CONVERSION": "type*s custom_conversion_description*s",
    "VALUATION_BASED_CONVERSION": f"type*s valuation_type*E:VALUATION valuation_amount:m {_CAPITALIZATION}",
    "PPS_BASED_CONVERSION": "type*s description*s discount:b discount_percentage:p discount_amount:m",
    "AUTOMATIC_ON_CONDITION": f"type:s {_TRIGGER} trigger_condition*s",
    "AUTOMATIC_ON_DATE": f"type:s {_TRIGGER} trigger_date*d",
    "ELECTIVE_AT_WILL": f"type:s {_TRIGGER}",
    "ELECTIVE_IN_RANGE": f"type:s {_TRIGGER} start_date*d end_date*d",
    "ELECTIVE_ON_CONDITION": f"type:s {_TRIGGER} trigger_condition*s",
    "UNSPECIFIED": f"type:s {_TRIGGER}",
    "CONDITION": "id!s description:s portion:o:PORTION quantity:n trigger!o:VESTING_TRIGGER next_condition_ids*S "
    "cliff_condition:x",
    "PORTION": "numerator!n denominator!n remainder:b",
    "VESTING_START_DATE": "type*s",
    "VESTING_EVENT": "type*s",
    "VESTING_SCHEDULE_ABSOLUTE": "type*s date!d",
    "VESTING_SCHEDULE_RELATIVE": "type*s period!o:PERIOD relative_to_condition_id!s",
    "PERIOD": "length!i type!E:PERIOD occurrences!i day_of_month:s cliff_installment:i",
}

ENUMERATIONS = {
    "STAKEHOLDER": ("INDIVIDUAL", "INSTITUTION"),
    "RELATIONSHIP": (
        "ADVISOR", "BOARD_MEMBER", "CONSULTANT", "EMPLOYEE", "EX_ADVISOR", "EX_CONSULTANT", "EX_EMPLOYEE", "EXECUTIVE",
        "FOUNDER", "INVESTOR", "NON_US_EMPLOYEE", "OFFICER", "OTHER",
    ),
    "CLASS": ("COMMON", "PREFERRED"),
    "CANCELLATION": ("RETIRE", "RETURN_TO_POOL", "HOLD_AS_CAPITAL_STOCK", "DEFINED_PER_PLAN_SECURITY"),
    "ALLOCATION": (
        "CUMULATIVE_ROUNDING", "CUMULATIVE_ROUND_DOWN", "FRONT_LOADED", "BACK_LOADED", "FRONT_LOADED_TO_SINGLE_TRANCHE",
        "BACK_LOADED_TO_SINGLE_TRANCHE", "FRACTIONAL",
    ),
    "CONVERTIBLE": ("NOTE", "SAFE", "CONVERTIBLE_SECURITY"),
    "COMPENSATION": ("OPTION_NSO", "OPTION_ISO", "OPTION", "RSU", "CSAR", "SSAR"),
    "ISSUANCE": ("RSA", "FOUNDERS_STOCK"),
    "SOURCE": (
        "HUMAN_ESTIMATED", "MACHINE_ESTIMATED", "UNSPECIFIED", "INSTRUMENT_FIXED", "INSTRUMENT_MAX", "INSTRUMENT_MIN",
    ),
    "ROUNDING": ("CEILING", "FLOOR", "NORMAL"),
    "TIMING": ("PRE_MONEY", "POST_MONEY"),
    "DAYS": ("ACTUAL_365", "30_360"),
    "PAYOUT": ("DEFERRED", "CASH"),
    "ACCRUAL": ("DAILY", "MONTHLY", "QUARTERLY", "SEMI_ANNUAL", "ANNUAL"),
    "COMPOUNDING": ("COMPOUNDING", "SIMPLE"),
    "VALUATION": ("FIXED", "ACTUAL", "CAP"),
    "PERIOD": ("DAYS", "MONTHS", "YEARS"),
}  # fmt: skip

BY_TYPE = frozenset({"MECHANISM", "TRIGGER", "VESTING_TRIGGER"})
"""Shapes that an object's own `type` chooses."""

_RENAMED = {
    "TX_VESTING_SCHEDULE_START": "TX_VESTING_START",
    "TX_STOCK_SPLIT": "TX_STOCK_CLASS_SPLIT",
    "TX_STAKEHOLDER_RELATIONSHIP_CHANGE_EVENT": "CE_STAKEHOLDER_RELATIONSHIP",
    "TX_STAKEHOLDER_STATUS_CHANGE_EVENT": "CE_STAKEHOLDER_STATUS",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a shape.

    Attributes:
        name: Its key.
        kind: What it holds.
        asked: Whether the format asks for it.
        needed: Whether reading cannot do without it.
    """

    name: str
    kind: str
    asked: bool
    needed: bool


def current(kind: str) -> str:
    """Return today's name of an object type: those of plan securities became those of equity compensation.

    Example:
        >>> current("TX_PLAN_SECURITY_ISSUANCE")
        'TX_EQUITY_COMPENSATION_ISSUANCE'
    """
    return _RENAMED.get(kind, kind.replace("TX_PLAN_SECURITY_", "TX_EQUITY_COMPENSATION_"))


@cache
def shape(name: str) -> tuple[Field, ...] | None:
    """Return the fields of a shape; None where the format has none of this name."""
    if name not in _LINES:
        return None
    fields = []
    for word in _LINES[name].split():
        cut = min(i for i in (word.find(mark) for mark in "!*:") if i > 0)
        fields.append(Field(word[:cut], word[cut + 1 :], word[cut] in "!*", word[cut] == "!"))
    return tuple(fields)


_STANDING = (
    "ISSUER", "STAKEHOLDER", "STOCK_CLASS", "STOCK_LEGEND_TEMPLATE", "STOCK_PLAN", "VALUATION", "VESTING_TERMS",
    "FINANCING", "DOCUMENT",
)  # fmt: skip
OBJECT_TYPES = frozenset(name for name in _LINES if name.startswith(("TX_", "CE_")) or name in _STANDING)
"""Every `object_type` that the format has, by its name of today."""
