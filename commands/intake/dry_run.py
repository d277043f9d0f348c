"""The dry run of the first stage: it assesses each request of a file as of the instant it was submitted.

Nothing is started and the records are not asked. In their place, the requests of the file that were submitted earlier
count as cases on record, and as open until the end of their promise.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.calendar.days import last_day
from models.case.state import CaseState
from models.codes import UNDECIDED, Whose
from models.intake.beyond import open_cases
from models.intake.duplicates import DuplicateRule
from models.intake.person_hash import applicant_key, concerned_key
from models.intake.reference import parse_reference
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack, pack_for
from models.policy import CasePolicy
from models.triage.assessment import Assessment, KnownFromRecords, Parent
from models.triage.policy import TriagePolicy
from workflows.case.opening import decide_opening
from workflows.explain.other_way import Ground
from workflows.triage.assess import assess

_HOUR = timedelta(hours=1)
Matter = tuple[str, ...]
"""Whose requests of which service are compared with one another."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """A request with its assessment, and the case it would become."""

    request: Request
    assessment: Assessment
    state: CaseState
    ground: Ground
    """What the assessment rests on."""

    @property
    def last_day(self) -> date | None:
        """The last local day on which the law allows what is asked for."""
        limit = self.assessment.due_cap
        return last_day(limit, self.state.rules.working_calendar.zone) if limit else None

    def is_undecided(self, at: datetime) -> bool:
        """Whether the case would still wait for its decision."""
        return self.state.stage in UNDECIDED and (self.state.due is None or at < self.state.due)


def dry_run(requests: Sequence[Request], packs: Mapping[str, Pack]) -> list[Triaged]:
    """Each request assessed, in the order of their submission. Raises UnknownChannel."""
    run = _DryRun(packs)
    in_order = sorted(range(len(requests)), key=lambda place: requests[place].submitted_at)
    triaged = {place: run.triage(requests[place]) for place in in_order}
    return [triaged[place] for place in range(len(requests))]


class _DryRun:
    """The cases that would be on record, request after request."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._packs = packs
        self._rules: dict[tuple[str, str, str], tuple[CasePolicy, TriagePolicy]] = {}
        self._cases: dict[str, Triaged] = {}
        self._by_matter: defaultdict[Matter, list[Triaged]] = defaultdict(list)
        self._times_of_error: defaultdict[str, list[datetime]] = defaultdict(list)

    def triage(self, request: Request) -> Triaged:
        """Assess one request as of its submission; sent again, it is the case it was."""
        policy, triage = self._rules_for(request)
        at = request.submitted_at
        known = self._known(request, triage.duplicates)
        assessment = assess(request, known, triage, policy.working_calendar, at)
        state, _ = decide_opening(request, policy, assessment, at)
        ground = Ground(request, known, triage, policy.working_calendar, at)
        case = self._cases.setdefault(request.reference, Triaged(request, assessment, state, ground))
        if case.request is request:
            self._by_matter[_matter(request, triage.duplicates)].append(case)
            self._times_of_error[_error_code(request)].append(at)
        return case

    def _rules_for(self, request: Request) -> tuple[CasePolicy, TriagePolicy]:
        pack = pack_for(self._packs, request.channel)
        service, _ = pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in pack.seed_kinds else None
        name = (pack.name, service, seed_kind or "")
        if name not in self._rules:
            self._rules[name] = case_policy(pack, service, seed_kind), triage_policy(pack, request.service)
        return self._rules[name]

    def _known(self, request: Request, rule: DuplicateRule) -> KnownFromRecords:
        at, code = request.submitted_at, _error_code(request)
        since = at - timedelta(days=rule.within_days) if rule.within_days else None
        waiting = (
            each
            for each in self._by_matter[_matter(request, rule)]
            if each.is_undecided(at) and (since is None or each.request.submitted_at >= since)
        )
        same = open_cases(request, {each.request.reference: each.request for each in waiting}, rule)
        last_hour = sum(1 for other in self._times_of_error[code] if at - _HOUR < other)
        return KnownFromRecords(
            open_duplicates=same.repeated,
            alike=same.alike,
            beyond=same.beyond,
            parent=self._parent(request),
            same_error_last_hour=last_hour if code else 0,
        )

    def _parent(self, request: Request) -> Parent | None:
        """The earlier request of the file that this one names by its reference."""
        attempt = request.prior_attempt
        parent = self._cases.get(_own_reference(attempt.reference if attempt else None))
        if parent is None:
            return None
        state = parent.state
        overdue = state.stage in UNDECIDED and state.due is not None and state.due <= request.submitted_at
        return Parent(reference=state.reference, stage=state.stage, due=state.due, overdue=overdue, team=state.team)


def _matter(request: Request, rule: DuplicateRule) -> Matter:
    if rule.whose is Whose.ANYONE:
        return rule.key(request) or (request.reference,)
    of = concerned_key if rule.whose is Whose.CONCERNED else applicant_key
    return of("", request), request.service


def _error_code(request: Request) -> str:
    return request.prior_attempt.error_code or "" if request.prior_attempt else ""


def _own_reference(text: str | None) -> str:
    """The reference of a case; empty for other systems' numbers."""
    try:
        return parse_reference(text) if text else ""
    except ValueError:
        return ""
