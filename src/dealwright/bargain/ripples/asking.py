"""Says how the parties may agree, where that is not what the file says, and what else is asked of a bargain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.bargain.ripples.asked_package import asked_package
from dealwright.bargain.ripples.weights import WeightsError, weights_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.lang.load import Loaded


@dataclass(frozen=True, slots=True)
class Asking:
    """How the parties may agree, where that is not what the file says, and what else is asked.

    Attributes:
        power: weights for the Nash solution, 0 to 1, by party; who is not named shares alike what is left. None leaves
            it to the file.
        side_payments: whether they may pay each other beside a package; None leaves it to the file.
        lotteries: whether they may draw lots between packages; None leaves it to the file.
        implied_by: the package whose implied power is wanted, by path; what is not said of it stays as signing leaves
            it. None for what was signed in the talks.
        side_by_side: whether packages, payments beside one, and draws between them are to be laid side by side.

    Example:
        >>> Asking(power={"microsoft": 0.6}, side_payments=True).side_payments
        True
    """

    power: Mapping[str, float] | None = None
    side_payments: bool | None = None
    lotteries: bool | None = None
    implied_by: Mapping[str, str] | None = None
    side_by_side: bool = False

    def laid_over(self, loaded: Loaded) -> Loaded:
        """Lay over a deal how the parties may agree.

        Args:
            loaded: The deal, checked.

        Raises:
            WeightsError: If weights are negative, do not sum to one, or somebody is not at the table, or the parties
                may both pay and draw lots.
        """
        negotiate, laid = loaded.sound.negotiate, dict[str, object]()
        if self.power is not None and negotiate is not None:
            laid["negotiate.power"] = weights_of(self.power, negotiate.between)
        switches = {"side_payments": self.side_payments, "lotteries": self.lotteries}
        for one, other in (("side_payments", "lotteries"), ("lotteries", "side_payments")):
            if switches[one] and switches[other] is None:
                switches[other] = False  # what is asked for takes the place of what the file says
        laid |= {f"negotiate.{name}": "yes" if on else "no" for name, on in switches.items() if on is not None}
        changed = loaded.with_overrides(laid, warnings=False) if laid else loaded
        if changed.deal is None:
            raise WeightsError(f"the parties cannot agree so:\n\n{changed}")
        return changed

    def package(self, loaded: Loaded) -> dict[str, str] | None:
        """Complete the package that was asked about; none where none was.

        Args:
            loaded: The deal, checked.

        Raises:
            PackageError: If it is none of those that are negotiated.
        """
        return None if self.implied_by is None else asked_package(loaded, self.implied_by)


AS_WRITTEN = Asking()
"""As the file says, and nothing else."""
