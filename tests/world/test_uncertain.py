import datetime as dt

import numpy as np
import pytest
from scipy import stats

from dealwright.deal.expression import Quantity, Uncertain
from dealwright.world.uncertain import pick, quantile

LEVELS = np.array([0.001, 0.05, 0.3, 0.5, 0.95, 0.999])


def literal(family: str, *numbers: float) -> Uncertain:
    """Give an uncertain literal with plain numbers."""
    return Uncertain(family, tuple(Quantity(number) for number in numbers))  # type: ignore[arg-type]


# A lognormal is given by the mean and standard deviation of the quantity itself: here 3 and 2.
SIGMA = np.sqrt(np.log(1 + 4 / 9))
THEIRS = {
    "normal": (literal("normal", 3, 2), stats.norm(3, 2)),
    "lognormal": (literal("lognormal", 3, 2), stats.lognorm(SIGMA, scale=3 / np.exp(SIGMA**2 / 2))),
    "beta": (literal("beta", 2, 5), stats.beta(2, 5)),
    "uniform": (literal("uniform", -1, 4), stats.uniform(-1, 5)),
    "pert": (literal("pert", 1, 2, 5), stats.beta(2, 4, loc=1, scale=4)),
}


@pytest.mark.parametrize(("ours", "theirs"), THEIRS.values(), ids=THEIRS)
def test_quantiles_are_those_of_scipy(ours: Uncertain, theirs: stats.rv_continuous) -> None:
    assert np.allclose(quantile(ours, LEVELS), theirs.ppf(LEVELS), rtol=1e-12)


def test_a_lognormal_has_the_mean_and_deviation_it_is_given() -> None:
    values = quantile(literal("lognormal", 3, 2), (np.arange(400_000) + 0.5) / 400_000)
    assert np.allclose([values.mean(), values.std()], [3, 2], rtol=2e-3)


def test_choices_come_with_their_weights_in_the_order_of_the_file() -> None:
    choices = Uncertain("one_of", (), ((Quantity(7.0), 0.25), (Quantity(3.0), 0.75)))
    assert list(quantile(choices, np.array([0.0001, 0.2499, 0.2501, 0.9999]))) == [7, 7, 3, 3]


def test_dates_become_days_by_the_reader_s_own_rule() -> None:
    choices = Uncertain("one_of", (), ((Quantity(dt.date(2030, 1, 1), kind="date"), 1.0),))
    assert quantile(choices, np.array([0.5]), lambda quantity: quantity.value.toordinal())[0] == 741_078
    with pytest.raises(TypeError, match="no number"):
        quantile(choices, np.array([0.5]))


def test_what_is_left_of_a_choice_s_uniform_is_uniform_again() -> None:
    uniform = (np.arange(10_000) + 0.5) / 10_000
    place, inside = pick(uniform, [0.2, 0.5, 0.3])
    for choice in range(3):
        chosen = inside[place == choice]
        assert np.allclose(np.quantile(chosen, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=1e-3)
        assert 0 < chosen.min() < chosen.max() < 1


def test_a_pert_of_no_width_is_certain() -> None:
    assert np.all(quantile(literal("pert", 2, 2, 2), LEVELS) == 2)
