"""The pure core as the system on which a log is played: no server, and the log's own time."""

from dataclasses import dataclass, field
from datetime import datetime

from errors import Refused
from models.case.commands import AnyCommand
from models.case.events import Closed, Merged, Resolved
from models.case.projection import project
from models.case.row import CaseRow
from models.case.state import CaseState, Receipt, Refusal
from models.case.views import View, view
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from models.triage.assessment import KnownFromRecords
from models.triage.policy import TriagePolicy
from simulation.logs.reading import LogCase
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.case.opening import decide_opening
from workflows.triage.assess import assess

DECISIONS = (Resolved, Closed, Merged)


@dataclass
class Core:
    """Cases in memory. Each command is decided at the instant of its event: what fell due before it has happened."""

    pack: Pack
    in_flight: int = 1
    states: dict[str, CaseState] = field(default_factory=dict)
    decided_otherwise: int = 0
    """Decisions that no command of the log brought about."""
    _policies: dict[str, tuple[CasePolicy, TriagePolicy]] = field(default_factory=dict)

    def counts_from(self, case: LogCase) -> datetime:
        """When the request arrived."""
        return case.arrived

    async def open(self, request: Request, at: datetime) -> Receipt | None:
        """Open the case of a request; nothing is known from records. The first event may lie before the arrival."""
        policy, triage = self._policy(request.service)
        now = max(at, request.submitted_at)
        assessment = assess(request, KnownFromRecords(), triage, policy.working_calendar, now)
        state, _ = decide_opening(request, policy, assessment, now)
        self.states[request.reference] = state
        return state.receipt(opening=True)

    async def view(self, reference: str) -> View:
        """A case as its last command left it."""
        return view(self.states[reference])

    async def give(self, reference: str, command: AnyCommand, at: datetime) -> Receipt | None:
        """Give a command. Raises Refused."""
        state = self.states[reference]
        verdict = decide(state, command, at)
        if isinstance(verdict, Refusal):
            raise Refused(verdict.code, verdict.detail, command.kind)
        self.decided_otherwise += sum(e.command_id is None and isinstance(e.body, DECISIONS) for e in verdict)
        self.states[reference] = state = fold(state, verdict)
        return state.receipt()

    def row(self, reference: str) -> CaseRow:
        """A case as it would stand in lists."""
        return project(self.states[reference])

    def _policy(self, service: str) -> tuple[CasePolicy, TriagePolicy]:
        if service not in self._policies:
            self._policies[service] = case_policy(self.pack, service), triage_policy(self.pack, service)
        return self._policies[service]
