"""The one door to a deal: questions to it, one file for each kind."""

from dealwright.bargain.result import Bargain
from dealwright.bargain.ripples.asked_package import PackageError
from dealwright.bargain.ripples.asking import Asking
from dealwright.bargain.ripples.lost import NotLostError
from dealwright.bargain.ripples.weights import WeightsError
from dealwright.engine.executors.executor import LostWorkersError, NoClusterError, StoppedError
from dealwright.engine.executors.running import HaltedError, KeepError, Machines
from dealwright.engine.result import Estimate, PartyWorth, ScenarioWorth, Valuation
from dealwright.engine.statements.chosen import NoStatementError
from dealwright.study.study import Study

__all__ = [
    "Asking",
    "Bargain",
    "Estimate",
    "HaltedError",
    "KeepError",
    "LostWorkersError",
    "Machines",
    "NoClusterError",
    "NoStatementError",
    "NotLostError",
    "PackageError",
    "PartyWorth",
    "ScenarioWorth",
    "StoppedError",
    "Study",
    "Valuation",
    "WeightsError",
]
