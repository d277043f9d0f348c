"""The dry run of the first stage: what would happen to each request of a file, as of the instant it was submitted.

Nothing is started and the records are not asked. What they would know is played too: of the requests of the file,
those submitted earlier count as cases on record, and as open until the end of their promise.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case.state import CaseState
from models.codes import UNDECIDED
from models.intake.person_hash import applicant_key, concerned_key
from models.intake.reference import parse_reference
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack, pack_for
from models.policy import CasePolicy
from models.triage.assessment import Assessment, KnownFromRecords, Parent
from models.triage.rules import TriagePolicy
from workflows.case.opening import open_case
from workflows.triage.assess import assess

_HOUR = timedelta(hours=1)
Matter = tuple[str, str, str]
"""Applicant, person concerned and service: alike in duplicates."""


@dataclass(frozen=True, slots=True)
class Played:
    """A request, what the first stage concluded, and the case it would become."""

    request: Request
    assessment: Assessment
    state: CaseState

    def is_open(self, at: datetime) -> bool:
        """Whether it would still wait for its decision."""
        return self.state.stage in UNDECIDED and (self.state.due is None or at < self.state.due)


def rehearse(requests: Sequence[Request], packs: Mapping[str, Pack]) -> list[Played]:
    """What would become of each request, opened in the order of their submission. Raises UnknownChannel."""
    rehearsal = _Rehearsal(packs)
    in_order = sorted(range(len(requests)), key=lambda place: requests[place].submitted_at)
    played = {place: rehearsal.play(requests[place]) for place in in_order}
    return [played[place] for place in range(len(requests))]


class _Rehearsal:
    """The house as it would be, request after request."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self._packs = packs
        self._rules: dict[tuple[str, str, str], tuple[CasePolicy, TriagePolicy]] = {}
        self._played: dict[str, Played] = {}
        self._alike: defaultdict[Matter, list[Played]] = defaultdict(list)
        self._errors: defaultdict[str, list[datetime]] = defaultdict(list)

    def play(self, request: Request) -> Played:
        """Open one request as of its submission; sent again, it is the case it was."""
        policy, triage = self._rules_for(request)
        at = request.submitted_at
        assessment = assess(request, self._known(request), triage, policy.working_calendar, at)
        state, _ = open_case(request, policy, assessment, at)
        played = self._played.setdefault(request.reference, Played(request, assessment, state))
        if played.request is request:
            self._alike[_matter(request)].append(played)
            self._errors[_error_code(request)].append(at)
        return played

    def _rules_for(self, request: Request) -> tuple[CasePolicy, TriagePolicy]:
        pack = pack_for(self._packs, request.channel)
        service, _ = pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in pack.seed_kinds else None
        name = (pack.name, service, seed_kind or "")
        if name not in self._rules:
            self._rules[name] = case_policy(pack, service, seed_kind), triage_policy(pack, request.service)
        return self._rules[name]

    def _known(self, request: Request) -> KnownFromRecords:
        at, code = request.submitted_at, _error_code(request)
        alike = (each for each in self._alike[_matter(request)] if each.is_open(at))
        lately = sum(1 for other in self._errors[code] if at - _HOUR < other)
        return KnownFromRecords(
            open_duplicates=tuple(each.request.reference for each in alike),
            parent=self._parent(request),
            same_error_last_hour=lately if code else 0,
        )

    def _parent(self, request: Request) -> Parent | None:
        """The earlier request of the file that this one names by its reference."""
        attempt = request.prior_attempt
        named = self._played.get(_reference(attempt.reference if attempt else None))
        if named is None:
            return None
        state = named.state
        overdue = state.stage in UNDECIDED and state.due is not None and state.due <= request.submitted_at
        return Parent(reference=state.reference, stage=state.stage, due=state.due, overdue=overdue, team=state.team)


def _matter(request: Request) -> Matter:
    return applicant_key("", request), concerned_key("", request), request.service


def _error_code(request: Request) -> str:
    return request.prior_attempt.error_code or "" if request.prior_attempt else ""


def _reference(text: str | None) -> str:
    """A reference of ours; other systems' numbers name no case."""
    try:
        return parse_reference(text) if text else ""
    except ValueError:
        return ""
