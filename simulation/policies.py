"""The policy under which recorded cases are lived again: that of a pack, or each case's own."""

from dataclasses import dataclass, field
from typing import Protocol

from models.calendar.change import CalendarChange
from models.case.events import Body, NotReclassified, Opened, Reclassified
from models.case.state import CaseState, Reclassification
from models.packs.derive import appeal_policy, case_policy, triage_policy
from models.packs.pack import Pack
from models.policy import CasePolicy, terms_of
from models.triage.assessment import Assessment
from models.triage.policy import TriagePolicy
from simulation.recorded import PastCase


class NotOfThePolicy(LookupError):
    """A case that a policy knows nothing of: it is of another pack, or its own policy is not on record."""


class PolicySource(Protocol):
    """Where a recorded case finds its policy."""

    @property
    def name(self) -> str:
        """How reports call it."""

    @property
    def again(self) -> bool:
        """Whether the first stage is run again where the request is known."""

    def of(self, case: PastCase) -> CasePolicy:
        """The policy of a case. Raises NotOfThePolicy."""

    def triage(self, service: str) -> TriagePolicy:
        """What the first stage needs. Raises NotOfThePolicy."""

    def terms(self, state: CaseState, wanted: Reclassification, before: Body | None) -> Body:
        """What is said of a correction; `before` is what was said of it then."""


@dataclass(frozen=True)
class OwnPolicies:
    """Each case under the policy that it was opened under."""

    name: str = "as recorded"
    again: bool = False

    def of(self, case: PastCase) -> CasePolicy:
        """The case's own policy."""
        if case.policy is None:
            raise NotOfThePolicy(case.name)
        return case.policy

    def triage(self, service: str) -> TriagePolicy:
        """None is on record."""
        raise NotOfThePolicy(service)

    def terms(self, state: CaseState, wanted: Reclassification, before: Body | None) -> Body:
        """What was said then."""
        return before or NotReclassified(unknown=(wanted.service or "",))


@dataclass(frozen=True)
class PackPolicies:
    """Every case under the policy that a pack has for its service, with the announced changes of calendars."""

    pack: Pack
    changes: tuple[CalendarChange, ...] = ()
    again: bool = False
    _policies: dict[tuple[str, str | None, bool], CasePolicy] = field(default_factory=dict)
    _triage: dict[str, TriagePolicy] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Pack and version."""
        return f"{self.pack.name} {self.pack.version}"

    def of(self, case: PastCase) -> CasePolicy:
        """That of the case's service, or of an appeal about it."""
        if case.policy and case.policy.pack != self.pack.name:
            raise NotOfThePolicy(case.name)
        kind = case.request.seed_kind if case.request else None
        first = case.first.body if case.first else None
        is_appeal = isinstance(first, Opened) and first.appeal_of is not None
        return self.policy(case.service, kind if kind in self.pack.seed_kinds else None, is_appeal=is_appeal)

    def policy(self, service: str, seed_kind: str | None = None, *, is_appeal: bool = False) -> CasePolicy:
        """The policy of a service, derived once."""
        known = (service, seed_kind, is_appeal)
        if known not in self._policies:
            derive = appeal_policy if is_appeal and self.pack.appeals else case_policy
            self._policies[known] = derive(self.pack, service, seed_kind).after_changes(self.changes)
        return self._policies[known]

    def triage(self, service: str) -> TriagePolicy:
        """That of a service."""
        if service not in self._triage:
            self._triage[service] = triage_policy(self.pack, service)
        return self._triage[service]

    def terms(self, state: CaseState, wanted: Reclassification, before: Body | None) -> Body:
        """The pack's terms of the service; an assessment is the one that was made then."""
        if wanted.service and wanted.service not in self.pack.services:
            return NotReclassified(unknown=(wanted.service,))
        policy = self._corrected(state, wanted.service) if wanted.service else None
        assessment: Assessment | None = None
        if wanted.assess_again:
            assessment = before.assessment if isinstance(before, Reclassified) else state.assessment
        return Reclassified(
            service=wanted.service,
            section=wanted.section,
            problem=wanted.problem,
            terms=terms_of(policy) if policy else None,
            assessment=assessment,
            provided=before.provided if isinstance(before, Reclassified) else (),
        )

    def _corrected(self, state: CaseState, service: str) -> CasePolicy:
        return case_policy(self.pack, service, None, state.rules.calendar)
