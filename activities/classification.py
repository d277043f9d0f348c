"""What a pack says of a corrected classification: the terms of the service, and the first stage again where asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import col

from activities.records import lookup
from activities.records.store import Records
from models.calendar.working import compile_calendar
from models.case.commands import ChangeCalendar
from models.case.state import Reclassification
from models.intake.request import Request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack
from models.policy import CasePolicy, ServiceTerms, terms_of
from models.tables import RequestTable
from models.triage.assessment import Assessment
from workflows.case.rules.checklist import documents_in
from workflows.ports import FindTerms, TermsFound
from workflows.triage.assess import assess

_REQUEST = select(col(RequestTable.received)).where(col(RequestTable.reference) == bindparam("reference"))


@dataclass(frozen=True)
class Classification:
    """Looks up what is asked for, in the packs as they are now and the request as it was received."""

    records: Records
    packs: Mapping[str, Pack]
    announced_since: Callable[[CasePolicy], Iterable[ChangeCalendar]]
    """The changes of the calendars of a policy that are not in it."""

    def find_terms(self, order: FindTerms) -> TermsFound:
        """The terms and the assessment; or the codes that the pack does not have."""
        pack, wanted = self.packs.get(order.pack), order.wanted
        if pack is None:
            return TermsFound(unknown=(order.pack,))
        if unknown := unknown_codes(pack, wanted):
            return TermsFound(unknown=unknown)
        row = self.records.one(_REQUEST, {"reference": order.reference})
        request = corrected(Request.model_validate(self.records.opened_json(row.received)), wanted)
        terms = self._terms(pack, wanted.service, request, order) if wanted.service else None
        return TermsFound(
            terms=terms,
            provided=documents_in(request.attachments, terms.checklist) if terms else (),
            assessment=self._assess(pack, request, order) if wanted.assess_again else None,
        )

    def _terms(self, pack: Pack, service: str, request: Request, order: FindTerms) -> ServiceTerms:
        """The terms of a service for a case that keeps its calendar, with what was announced of other ones."""
        policy = case_policy(pack, service, request.seed_kind, order.calendar)
        changes = (each.change for each in self.announced_since(policy))
        return terms_of(policy.after_changes(changes))

    def _assess(self, pack: Pack, request: Request, order: FindTerms) -> Assessment:
        """What the first stage concludes of the corrected request, as of now."""
        calendar, triage = compile_calendar(order.calendar), triage_policy(pack, request.service)
        rule = triage.duplicates
        known = lookup.look_up(self.records, request, None, order.at, rule).for_first_stage
        return assess(request, known, triage, calendar, order.at)


def unknown_codes(pack: Pack, wanted: Reclassification) -> tuple[str, ...]:
    """The codes of a correction that a pack does not have."""
    named = (
        (wanted.service, pack.services),
        (wanted.section, pack.sections),
        (wanted.problem, pack.problems),
    )
    return tuple(code for code, table in named if code is not None and code not in table)


def corrected(request: Request, wanted: Reclassification) -> Request:
    """The request as if it had been filed with the corrected codes."""
    given = {"service": wanted.service, "section": wanted.section}
    return request.model_copy(update={name: code for name, code in given.items() if code})
