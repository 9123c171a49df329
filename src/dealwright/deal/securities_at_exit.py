"""What an exit pays before the holders of a company's securities, as a file declares it."""

from __future__ import annotations

from pydantic import BaseModel

from dealwright.deal.measure import FROZEN, EventName
from dealwright.deal.security_measures import Amount, Part, StakeholderName


class CarveOut(BaseModel):
    """A share of the proceeds for some, such as management, before the stack."""

    model_config = FROZEN
    to: StakeholderName
    share: Part
    most: Amount | None = None


class Tier(BaseModel):
    """One step of a distribution by cumulative amounts; what `shares` leaves goes on to the stack."""

    model_config = FROZEN
    shares: dict[StakeholderName, Part]
    until: StakeholderName | None = None
    reach: Amount | None = None
    up_to: Amount | None = None


class Exit(BaseModel):
    """What an exit pays before the holders, and what it does to rights."""

    model_config = FROZEN
    debt: Amount | None = None
    fees: Amount | None = None
    fee_share: Part | None = None
    carve_outs: list[CarveOut] = []
    tiers: list[Tier] = []
    opening: dict[StakeholderName, Amount] = {}
    accelerates: Part | None = None
    ipo: list[EventName] = []
