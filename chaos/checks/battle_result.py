"""The result of a battle: its evidence and violations, and which of its cases were contested."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chaos.faults.nemesis import FaultKind
from chaos.history.evidence import Evidence
from chaos.outcome import Violation


@dataclass(frozen=True)
class BattleResult:
    """The evidence of a battle and its violations; `seconds` holds how long each phase of it took."""

    seed: int
    contested: AbstractSet[str]
    """The references of the contested cases."""
    evidence: Evidence
    violations: tuple[Violation, ...]
    seconds: dict[str, float]
    replayed: int
    seen: Counter[str]
    """How much the invariants had to look at, by kind."""
    races: Mapping[str, str] = field(default_factory=dict)
    """The name of the race that a case had, by its reference."""

    @property
    def kills(self) -> Counter[str]:
        """How often each kind of component was killed."""
        return Counter(fault.component for fault in self.evidence.faults if fault.kind is FaultKind.KILL)

    @property
    def pauses(self) -> int:
        """How often a component was paused."""
        return sum(fault.kind is FaultKind.PAUSE for fault in self.evidence.faults)


def total_kills(battles: Iterable[BattleResult]) -> Counter[str]:
    """How often each kind of component was killed in all battles."""
    return sum((one.kills for one in battles), Counter[str]())


def total_seconds(battles: Iterable[BattleResult]) -> float:
    """How long all phases of all battles took together."""
    return sum(sum(one.seconds.values()) for one in battles)
