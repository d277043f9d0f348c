"""Intake of a request: read it, run the first stage with what the records know, and make the events of the opening."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self

from pydantic import ValidationError
from sqlalchemy import Integer, bindparam, cast, func, select
from sqlmodel import col

from activities.importing import fingerprint_of, is_import, signed_import
from activities.in_force import VersionsRead, keep_words
from activities.records import lookup
from activities.records.calendars import ANNOUNCED, announced_since
from activities.records.database import RUNS
from activities.records.pace import Pace
from activities.records.store import Records
from activities.trust.evidence import ARCHIVE, archive_of, read_events
from activities.trust.trust_list import TrustList
from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules
from models.case.commands import ChangeCalendar
from models.case.events import Assessed, Event, Imported
from models.case.state import CaseState, Receipt, Refusal, utc_text
from models.codes import RefusalCode, Whose
from models.intake.duplicates import OF_ONE_APPLICANT, DuplicateRule
from models.intake.form import IntakeForm
from models.intake.imported import handed_in
from models.intake.person_hash import applicant_key, concerned_key, duplicate_key, key_on_record
from models.intake.reference import json_fingerprint
from models.intake.request import InvalidRequest, Request, read_request
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack, UnknownChannel, forms_of, pack_for
from models.policy import CasePolicy, intern
from models.tables import CaseTable, EventTable, PolicyTable, RequestTable
from models.triage.policy import TriagePolicy
from models.trust.forgery import Forgery
from models.trust.statement import AUTH, FINGERPRINT, CaseAddress, kept
from workflows.case.audit.proof import proof_of_case
from workflows.case.opening import decide_opening, opened
from workflows.case.running.from_records import carried_from_records
from workflows.ports import Carried, Preparation, PrepareCase, RestartNote
from workflows.triage.assess import conclude
from workflows.triage.facts import gather

_OPENING = (
    select(col(EventTable.body), col(PolicyTable.slice))
    .join(RequestTable, col(RequestTable.reference) == EventTable.reference)
    .join(CaseTable, col(CaseTable.reference) == EventTable.reference)
    .join(PolicyTable, col(PolicyTable.digest) == CaseTable.policy)
    .where(
        col(EventTable.reference) == bindparam("reference"),
        col(EventTable.seq) <= cast(func.jsonb_extract_path_text(RequestTable.receipt, "seq"), Integer),
    )
    .order_by(col(EventTable.seq))
)
"""The events up to the one whose number the receipt has, each with the case policy."""

_CASE = """
SELECT r.received, r.receipt, p.slice, s.note,
       array(SELECT body FROM case_event WHERE reference = c.reference ORDER BY seq) AS bodies
FROM case_row c JOIN request r USING (reference) JOIN policy p ON p.digest = c.policy
LEFT JOIN restart s ON s.reference = c.reference AND s.seq = c.seq
WHERE c.reference = %(reference)s
"""
_LIVE_CASE = f"{_CASE} AND ({RUNS})"

_WRONG_FINGERPRINT = (
    "the fingerprint is neither that of the request in its normal form, {}, nor that of the request as it was sent;"
    " no case was opened"
)


def _nothing_stopped(channel: object) -> None:
    """No pack is unusable."""


class Policies(NamedTuple):
    """Policies of one service, under the calendar as announced."""

    case: CasePolicy
    triage: TriagePolicy


class Prepared(NamedTuple):
    """The answer to the workflow, and the state after the opening if there is one to put on record."""

    answer: Preparation
    opened: CaseState | None = None
    confident: bool = True
    """Whether the first stage was sure of the problem."""


class _Filed(NamedTuple):
    """A request as somebody filed it who may: the hash by which they know it, and what is kept of their signature."""

    request: Request
    order: PrepareCase
    sent: str
    signed: str


@dataclass(frozen=True)
class Intake:
    """Reads requests and concludes the first stage."""

    records: Records
    packs: Mapping[str, Pack]
    trust: TrustList
    namespace: str = "default"
    stopped: Callable[[object], str | None] = _nothing_stopped
    """Why the requests of a channel cannot be taken just now."""
    some_unusable: bool = False
    """Whether a pack of the folder cannot be used just now."""
    _derived: dict[tuple[str, ...], Policies] = field(default_factory=dict)
    """Policies derived from the packs so far: few, as their keys are codes of the packs and versions of calendars."""
    _pace: Pace = field(default_factory=Pace)
    _versions: VersionsRead = field(default_factory=VersionsRead)

    def as_of(self, instant: datetime) -> Self:
        """The same under the packs in force at an instant."""
        packs = self._versions.packs_at(self.records, self.packs, instant)
        return self if packs is self.packs else replace(self, packs=packs)

    def read(self, order: PrepareCase) -> Request | Preparation:
        """The request; the refusal of what is none, or was filed under another reference than its own.

        Without a request, the case on record to go on from.
        """
        if order.request is None and (carried := self._on_record_at(_CASE, order.reference)):
            return Preparation(resumed=carried)
        try:
            request = read_request(handed_in(order.request).request, forms=self._forms)
        except InvalidRequest as problem:
            return self._stopped(order) or _malformed(self._of_channel(order) or str(problem))
        if request.reference != order.reference:
            return _malformed(f"the workflow id of this request must be {request.reference}")
        if _sent_fingerprint(request, order) is None:
            known = self._stopped(order)
            return known or _refused(RefusalCode.WRONG_FINGERPRINT, _WRONG_FINGERPRINT.format(request.fingerprint))
        return request

    @cached_property
    def _forms(self) -> Mapping[str, IntakeForm]:
        return forms_of(self.packs)

    def _of_channel(self, order: PrepareCase) -> str:
        """That no pack takes the channel of what cannot be read; empty where one does, or it names none."""
        sent = handed_in(order.request).request
        channel = sent.get("channel") if isinstance(sent, Mapping) else None
        found = self._pack(channel) if isinstance(channel, str) else None
        return str(found) if isinstance(found, UnknownChannel) else ""

    def _stopped(self, order: PrepareCase) -> Preparation | None:
        """The refusal of what is of a channel whose pack cannot be used: nobody knows what it may say."""
        sent = handed_in(order.request).request
        reason = self.stopped(sent.get("channel")) if isinstance(sent, Mapping) else None
        if reason is None:
            return None
        return Preparation(refusal=Refusal(code=RefusalCode.NOT_OPEN, detail=reason, retryable=True), run_fails=True)

    def matter(self, request: Request) -> str:
        """Who asks for what, as a key.

        Requests of one matter are opened in turn: of two at the same moment the second finds the first (R5). For whom
        is no part of it: one request may name a person by an identity number, and the other by a passport.
        """
        rule, index_key = self._duplicate_rule(request), self.records.index_key
        if rule.whose is Whose.ANYONE and (key := duplicate_key(index_key, request, rule)):
            return key
        of = concerned_key if rule.whose is Whose.CONCERNED else applicant_key
        return f"{of(index_key, request)}|{request.service}"

    def prepare(self, request: Request, order: PrepareCase, run_id: str) -> Prepared:
        """The opening of the case a request asks for; else the refusal, or what is on record of the case already."""
        pack, at, sent = self._pack(request.channel), order.at, _sent_fingerprint(request, order) or ""
        known_pack = pack if isinstance(pack, Pack) else None
        known = lookup.look_up(self.records, request, known_pack, at, self._duplicate_rule(request))
        if receipt := known.receipt(run_id):
            return Prepared(self._on_record(request, known.fingerprint, receipt, sent))
        if isinstance(pack, UnknownChannel):
            return Prepared(self._stopped(order) or _malformed(str(pack)))
        if known.on_record and (before := self._opened_before(request)):
            return Prepared(before)
        if is_import(order):
            return self._imported(request, order, pack, known)
        return self._filed(request, order, sent, pack, known)

    def _filed(
        self, request: Request, order: PrepareCase, sent: str, pack: Pack, known: lookup.WhatIsKnown
    ) -> Prepared:
        """The opening of a new case, as its channel filed it."""
        signed = self._signed(request, order, sent)
        if isinstance(signed, Forgery):
            return Prepared(_refused(RefusalCode.NOT_AUTHENTIC, signed))
        if free_again := self._pace.free_again(self.records, request, pack.openings, order.at):
            return Prepared(_too_many(free_again))
        return self._decided_opening(_Filed(request, order, sent, signed), pack, known)

    def _imported(self, request: Request, order: PrepareCase, pack: Pack, known: lookup.WhatIsKnown) -> Prepared:
        """The opening of a case that another system had begun: no first stage, and no bound on how many were filed."""
        place = CaseAddress(self.namespace, request.reference)
        signed = signed_import(self.trust, place, request, order)
        if isinstance(signed, Refusal):
            return Prepared(Preparation(refusal=signed, run_fails=True))
        case, _ = self._policies(pack, request, known.changes)
        event = signed.event(request, case, order.at, order.edition)
        if isinstance(event, Refusal):
            return Prepared(Preparation(refusal=event, run_fails=True))
        answer = Preparation(
            request=request,
            policy=case.packed,
            at=order.at,
            events=(event,),
            stable_instants=True,
            stopped=known.restart.stopped,
        )
        return Prepared(answer, opened(request.reference, case, (event,)))

    def _signed(self, request: Request, order: PrepareCase, sent: str) -> Forgery | str:
        """The request as its channel signed it, by one of its fingerprints, to be kept; else why nobody did."""
        place = CaseAddress(self.namespace, request.reference)
        fingerprints = (request.fingerprint, sent)
        said = self.trust.signed_fingerprint(place, request.channel, order.request, fingerprints)
        return said if isinstance(said, Forgery) else kept({FINGERPRINT: said, AUTH: order.request[AUTH]})

    def _pack(self, channel: str) -> Pack | UnknownChannel:
        """The pack of a channel; the error when there is none, for what is on record is answered without it."""
        try:
            return pack_for(self.packs, channel)
        except UnknownChannel as unknown:
            return unknown

    def _duplicate_rule(self, request: Request) -> DuplicateRule:
        """Which open requests are the same as this one, as its pack says for the service."""
        pack = self._pack(request.channel)
        if isinstance(pack, UnknownChannel):
            return OF_ONE_APPLICANT
        return pack.service(request.service)[1].duplicates or pack.duplicates

    def duplicate_key(self, request: Request) -> str | None:
        """By which it will be found as the same as another."""
        return key_on_record(self.records.index_key, request, self._duplicate_rule(request))

    def _on_record(self, request: Request, fingerprint: str, receipt: Receipt, sent: str) -> Preparation:
        """The answer for a case on record that another run opened, whichever request was filed under its id now."""
        return Preparation(
            known=receipt,
            known_fingerprint=fingerprint,
            sent_fingerprint=sent if request.fingerprint == fingerprint else "",
            resumed=self._on_record_at(_LIVE_CASE, request.reference),
            run_fails=request.fingerprint != fingerprint,
        )

    def _on_record_at(self, statement: str, reference: str) -> Carried | None:
        """The case as it is on record, with what it is told when it is started again; none where the query has none."""
        found = self.records.all(statement, {"reference": reference})
        if not found:
            return None
        (row,) = found
        opened = self.records.opened
        events = read_events(opened(bytes(body)) for body in row.bodies)
        policy = CasePolicy.model_validate_json(row.slice)
        request = Request.model_validate(self.records.opened_json(row.received))
        self._check_proof(CaseState(reference=reference, policy=policy), events, request)
        receipt = Receipt.model_validate(row.receipt) if row.receipt else None
        carried = carried_from_records(reference, policy, events, request, receipt)
        note = RestartNote.model_validate_json(opened(bytes(row.note))) if row.note else RestartNote()
        return carried.but(announced=self.announced_since(carried.state.rules), **dict(note))

    def _check_proof(self, start: CaseState, events: list[Event], request: Request) -> None:
        """Raise ValueError for records with an event that nobody known signed, or that the rules do not bring about: no
        case goes on from them.
        """
        (row,) = self.records.all(ARCHIVE, {})
        if unproved := proof_of_case(archive_of(row._mapping, self.namespace), start, events, request).difference:
            raise ValueError(f"event {unproved.seq}: {unproved.what}")

    def announced_since(self, policy: CasePolicy) -> tuple[ChangeCalendar, ...]:
        """The changes of its calendars that were announced and are not in a case's policy."""
        return tuple(chain.from_iterable(self._announced_since(policy.pack, rules) for rules in policy.all_calendars))

    def _announced_since(self, pack: str, rules: CalendarRules) -> tuple[ChangeCalendar, ...]:
        rows = self.records.all(ANNOUNCED, {"pack": pack, "calendar": rules.name})
        return announced_since((row._mapping for row in rows), rules)

    def _decided_opening(self, filed: _Filed, pack: Pack, known: lookup.WhatIsKnown) -> Prepared:
        """The first stage of a new case, and the events of its opening."""
        request, at = filed.request, filed.order.at
        case, triage = self._policies(pack, request, known.changes)
        as_of = case.counts_from(request.submitted_at, at)
        calendar = case.working_calendar
        facts = gather(request, known.for_first_stage, triage, calendar, as_of)
        concluded = conclude(facts, request, known.for_first_stage, triage, calendar=calendar, now=as_of)
        assessment = known.with_fault(concluded)
        state, (first, *others) = decide_opening(
            request, case, assessment, at, sent_fingerprint=filed.sent, edition=filed.order.edition
        )
        answer = Preparation(
            request=request,
            policy=case.packed,
            assessment=assessment,
            at=at,
            events=(first.but(signed=filed.signed), *others),
            stable_instants=True,
            stopped=known.restart.stopped,
        )
        return Prepared(answer, state, confident=facts.yes_no("confident") is True)

    def _opened_before(self, request: Request) -> Preparation | None:
        """The opening as an earlier try of this run put it on record; none when it is not there."""
        rows = self.records.all(_OPENING, {"reference": request.reference})
        events = tuple(Event.model_validate_json(self.records.opened(bytes(row.body))) for row in rows)
        for event in events:
            if isinstance(event.body, Assessed | Imported):
                policy = CasePolicy.model_validate_json(rows[0].slice).packed
                assessment = event.body.assessment if isinstance(event.body, Assessed) else None
                return Preparation(
                    request=request,
                    policy=policy,
                    assessment=assessment,
                    at=event.at,
                    events=events,
                    stable_instants=True,
                )
        return None

    def _policies(self, pack: Pack, request: Request, changes: tuple[CalendarChange, ...]) -> Policies:
        """The policies of a request, derived once for each service, seed kind and calendar."""
        service, _ = pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in pack.seed_kinds else None
        versions = (part for change in changes for part in (change.calendar, change.version))
        name = (pack.name, pack.version, service, seed_kind or "", *versions)
        if name not in self._derived:
            keep_words(self.records, pack)
            case = case_policy(pack, request.service, seed_kind).after_changes(changes)
            self._derived[name] = Policies(intern(case), triage_policy(pack, request.service))
        return self._derived[name]


def _sent_fingerprint(request: Request, order: PrepareCase) -> str | None:
    """The hash by which the source knows its request, as it was sent; None when it claimed one that is not of it."""
    as_sent = fingerprint_of(order) if is_import(order) else json_fingerprint(_without_auth(order.request))
    if not order.claimed or not {request.fingerprint, as_sent}.isdisjoint(order.claimed):
        return as_sent
    read_elsewhere = _as_read_elsewhere(order.request)
    return read_elsewhere if read_elsewhere in order.claimed else None


def _without_auth(sent: object) -> object:
    """A request as its source knows it: who signed it is no part of it."""
    return {name: value for name, value in sent.items() if name != AUTH} if isinstance(sent, Mapping) else sent


def _as_read_elsewhere(sent: object) -> str:
    """The fingerprint of a request in the normal form of a sender whose library knows other mobiles than ours."""
    try:
        return Request.model_validate(sent).fingerprint
    except ValidationError:
        return ""


def _malformed(detail: str) -> Preparation:
    return _refused(RefusalCode.MALFORMED, detail[:500])


def _too_many(free_again: datetime) -> Preparation:
    detail = f"too many requests were filed lately: the same one is taken from {utc_text(free_again)} on"
    refusal = Refusal(code=RefusalCode.TOO_MANY_REQUESTS, detail=detail, at=free_again, retryable=True)
    return Preparation(refusal=refusal, run_fails=True)


def _refused(code: RefusalCode, detail: str) -> Preparation:
    refusal = Refusal(code=code, detail=detail)
    return Preparation(refusal=refusal, run_fails=True)
