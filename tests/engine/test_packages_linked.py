"""What touches in a roundabout way is valued together: events of terms behind companies, exits and options."""

from collections.abc import Callable

import numpy as np
import pytest

from dealwright.bargain.packages import value_grid
from dealwright.engine.grids.links import Link
from dealwright.lang.load import Loaded
from engine.test_packages import DRAWS, DRIVERS, FEE, FIRM, HEAD, PARTIES, RENT, STAKE, TABLE, alone

Read = Callable[..., Loaded]

STOP = "  stop: {kind: termination, ends: rent, on: 2027-06-30, fee: 1m, payer: bob, payee: ada}\n"
TERMS = f"terms:\n{FEE}{RENT}{STAKE}{STOP}"
OVER = f"""{TABLE}    terms.stop.on: [2026-06-30, 2028-06-30]
    terms.fee.rate: [5%, 12%]
    terms.stake.stake: [25%, 60%]
"""
MORE = "  more: {kind: option, holder: bob, writer: ada, price: 2m, "

NEGOTIATIONS = {
    "an exit on the day on which a term takes effect": (
        HEAD + PARTIES + DRIVERS + FIRM.replace("[sold, horizon]", "[stop, horizon]") + TERMS + OVER,
        Link("companies.firm", "stop", "names", "exit"),
    ),
    "a company that earns until a term ends": (
        HEAD + PARTIES + DRIVERS + FIRM.replace("-10% * sales", "-10% * sales * before(stop)") + TERMS + OVER,
        Link("companies.firm", "stop", "names", "cash_flow"),
    ),
    "an option that makes one term of another": (
        HEAD + PARTIES + DRIVERS + f"""terms:
  rent: {{kind: flow, payer: ada, payee: bob, amount: 5% * sales}}
  fee: {{kind: flow, payer: bob, payee: ada, amount: 2% * sales}}
{MORE}on: 2026-01-01, exercise: always, switches: {{terms.rent.amount: 300% * terms.fee.paid}}}}
""" + TABLE + """    terms.fee.amount: [1% * sales, 4% * sales]
    terms.more.price: [1m, 12m]
""",
        Link("rent", "fee", "uses", "amount"),
    ),
    "a sum that a term may end, weighed by the holder of an option": (
        HEAD + PARTIES + DRIVERS + f"""terms:
  rent: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: 5%}}
{MORE}from: 2026-01-01, until: 2027-12-31, every: half, switches: {{terms.rent.rate: 20%}}}}
  upfront: {{kind: payment, payer: ada, payee: bob, amount: 20m, on: 2029-03-01}}
  stop: {{kind: termination, ends: upfront, when: sales > 150m USD/year}}
""" + TABLE + """    terms.upfront.amount: [0 USD, 900m USD]
    terms.more.price: [1m, 12m]
""",
        Link("more", "upfront", "weighs"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEGOTIATIONS)
def test_what_touches_in_a_roundabout_way_is_worth_what_it_is_alone(read: Read, name: str) -> None:
    text, why = NEGOTIATIONS[name]
    loaded = read(text)
    grid = value_grid(loaded, DRAWS)
    assert why in {link for group in grid.worlds[0].plan.groups for link in group.links}
    for number in range(0, grid.worth.shape[1], 3):
        for place, party in enumerate(("ada", "bob")):
            apart = grid.worth[place, number] - alone(loaded, grid.package(number), party)
            assert abs(apart) < 1e-9 * 1e8, (party, grid.package(number))
    assert np.ptp(grid.worth, axis=1).min() > 1e5, "packages differ"
