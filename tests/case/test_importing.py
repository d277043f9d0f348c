"""A case that another system had begun: what it takes to go on here, and that nothing of before happens again."""

from datetime import datetime
from typing import Any

import pytest

from chaos.checks.events import read_event
from chaos.checks.fold import before_everything, standings
from chaos.checks.policies import read_policy
from chaos.checks.rows import differences
from models.case import events as e
from models.case.commands import BENEFICIARY, COMMAND, Actor, Import
from models.case.events import Event
from models.case.projection import project
from models.case.state import CaseState, Refusal
from models.codes import AuditFlaw, ClockKind, Priority, RefusalCode, Role, Stage
from models.trust.evidence import Archive, first_unsigned
from models.trust.keys import thumbprint
from models.trust.statement import CaseAddress, Said, kept, signed
from models.trust.tokens import LOCAL_ISSUER, local_key
from tests.support.database import request
from tests.support.signed_lives import signatory
from tests.support.simulation import DAY, DIRECTOR, HOUR, LAYLA, OMAR, SALMA, Case, code, policy, riyadh
from tests.support.trust import ISSUER
from workflows.case.audit.redecide import redecide
from workflows.case.decide import decide
from workflows.case.evolve import evolve, fold
from workflows.case.importing import decide_import, import_fingerprint

OPENED, AS_OF, NOW = (riyadh(f"2026-01-{day} 09:00") for day in ("04", "08", "11"))
REQUEST = request(id="OLD-77", submitted_at=OPENED)
QUEUED: dict[str, Any] = {
    "stage": "queued",
    "team": "exit_visas",
    "used": 10 * HOUR,
    "opened_at": OPENED,
    "as_of": AS_OF,
}
HELD: dict[str, Any] = QUEUED | {"stage": "in_review", "first_responded_at": riyadh("2026-01-05 09:00")}
WITH_BENEFICIARY: dict[str, Any] = HELD | {
    "stage": "awaiting_beneficiary",
    "rounds": 1,
    "asked": {"since": riyadh("2026-01-08 08:00"), "documents": ("passport_copy",), "questions": ("متى السفر؟",)},
}
WITH_A_VENDOR: dict[str, Any] = HELD | {
    "stage": "awaiting_third_party",
    "waits": 1,
    "wait": {"party": "gateway", "reason": "fault_repair", "since": riyadh("2026-01-08 08:00")},
}
WITH_AN_AUTHORITY: dict[str, Any] = WITH_A_VENDOR | {
    "wait": {"party": "traffic", "reason": "verification", "since": riyadh("2026-01-07 09:00")}
}


STAFF = {(LOCAL_ISSUER, each.id): each.id for each in (OMAR, DIRECTOR)}
KNOWN = Archive("default", {thumbprint(ISSUER.public): local_key(ISSUER.public)}, {}, STAFF)


def importing(actor: Actor = DIRECTOR, to: Actor | None = None, **standing: Any) -> Import:
    """The command that imports the request where it stands."""
    fields = {"command_id": "import-of-77", "fingerprint": REQUEST.fingerprint, "standing": standing, "to": to}
    command = COMMAND.validate_python({"kind": "import", "actor": actor, **fields})
    assert isinstance(command, Import)
    return command


def imported(command: Import, now: datetime = NOW, **changes: Any) -> Case:
    """The case after its import."""
    case = Case(**changes)
    event = decide_import(REQUEST, case.opened_under, command, now)
    assert isinstance(event, Event), event
    case.now, case.events = now, [event]
    case.state = fold(CaseState(reference=REQUEST.reference, policy=case.opened_under), [event])
    return case


def refusal(command: Import, now: datetime = NOW, **changes: Any) -> Refusal:
    """Why there is no such case."""
    found = decide_import(REQUEST, policy(**changes), command, now)
    assert isinstance(found, Refusal), found
    return found


def test_a_case_goes_on_where_it_stood_with_what_was_used() -> None:
    case = imported(importing(to=OMAR, priority="high", problem="technical_error", **HELD))
    state, row = case.state, project(case.state)
    assert (state.stage, state.team, state.assignee, state.priority) == (
        Stage.IN_REVIEW, "exit_visas", OMAR, Priority.HIGH,
    )  # fmt: skip
    assert (state.opened_at, state.clock_from, state.imported_by, state.imported_at) == (OPENED, OPENED, DIRECTOR, NOW)
    assert (row.imported, row.problem, row.submitted_at) == (True, "technical_error", OPENED)
    assert case.left() == 7 * DAY - 10 * HOUR - state.rules.working_calendar.between(AS_OF, NOW)
    assert not isinstance(case.approve(), Refusal)
    assert case.state.stage is Stage.RESOLVED


def test_no_notice_is_sent_and_no_rung_reached_for_what_lies_before() -> None:
    case = imported(importing(**QUEUED | {"used": 25 * HOUR}))
    case.wake()
    assert (case.types(), case.state.outbox, case.state.pending) == (["imported"], (), ())
    assert case.state.escalation == 1
    assert case.state.next_rung() and case.state.clocks[ClockKind.RESOLUTION].fired == ("half",)
    case.at("2026-02-01 09:00")
    assert case.rungs() == ["four_fifths", "breach"]


def test_a_promise_that_was_broken_before_stays_broken_and_nobody_is_told_again() -> None:
    long_ago: dict[str, Any] = QUEUED | {"opened_at": riyadh("2025-11-04 09:00"), "used": 60 * HOUR}
    old = request(id="OLD-77", submitted_at=riyadh("2025-11-04 09:00"))
    command = importing(**long_ago).but(fingerprint=old.fingerprint)
    event = decide_import(old, policy(), command, NOW)
    assert isinstance(event, Event)
    state = evolve(CaseState(reference=old.reference, policy=policy()), event)
    assert (project(state).breached, state.clocks[ClockKind.RESOLUTION].fired) == (
        True,
        ("half", "four_fifths", "breach"),
    )
    assert isinstance(event.body, e.Imported) and {each.clock for each in event.body.passed} == {
        ClockKind.RESOLUTION,
        ClockKind.FIRST_RESPONSE,
    }


def test_a_case_with_its_beneficiary_waits_on_from_when_it_was_asked() -> None:
    case = imported(importing(to=OMAR, **WITH_BENEFICIARY))
    since = case.state.clocks[ClockKind.ANSWER].started_at
    assert since == riyadh("2026-01-08 08:00") and case.state.status == "returned_to_applicant"
    assert (case.due(ClockKind.RESOLUTION), case.state.round) == (None, 1)
    assert case.due(ClockKind.ANSWER) == case.state.rules.working_calendar.add(since, 3 * DAY)
    case.do("reply", BENEFICIARY, text="غدًا")
    assert case.state.stage is Stage.REPLIED
    assert case.left() == 7 * DAY - 10 * HOUR


@pytest.mark.parametrize(("standing", "pauses"), [(WITH_A_VENDOR, False), (WITH_AN_AUTHORITY, True)])
def test_a_case_with_a_third_party_waits_on_and_its_promise_pauses_as_the_pack_says(
    standing: dict[str, Any], pauses: bool
) -> None:
    case = imported(importing(to=OMAR, **standing), now=riyadh("2026-01-08 12:00"))
    assert project(case.state).paused is pauses
    assert (case.state.wait and case.state.wait.party, case.state.waits) == (standing["wait"]["party"], 1)
    assert not isinstance(case.do("resume", OMAR, answer="وصل الرد"), Refusal)
    assert case.state.stage is Stage.IN_REVIEW


@pytest.mark.parametrize(
    ("changes", "to", "found", "about"),
    [
        ({"stage": "resolved"}, None, RefusalCode.MALFORMED, "stage"),
        ({"stage": "awaiting_approval"}, OMAR, RefusalCode.MALFORMED, "stage"),
        ({"team": "nobody"}, None, RefusalCode.UNKNOWN_TEAM, "team"),
        ({"stage": "in_review"}, None, RefusalCode.MALFORMED, "holder"),
        ({}, OMAR, RefusalCode.MALFORMED, "holder"),
        ({"stage": "in_review", "team": "visit_visas"}, OMAR, RefusalCode.NOT_AUTHORISED, "holder"),
        ({"used": 99 * HOUR}, None, RefusalCode.MALFORMED, "used"),
        ({"as_of": NOW + HOUR}, None, RefusalCode.MALFORMED, "as_of"),
        ({"opened_at": OPENED - HOUR}, None, RefusalCode.MALFORMED, "opened_at"),
        ({"first_responded_at": NOW}, None, RefusalCode.MALFORMED, "first_responded_at"),
        ({"extensions": 1}, None, RefusalCode.MALFORMED, "extensions"),
        ({"extended": HOUR}, None, RefusalCode.MALFORMED, "extensions"),
        ({"stage": "awaiting_beneficiary"}, None, RefusalCode.MALFORMED, "asked"),
        ({"asked": WITH_BENEFICIARY["asked"]}, None, RefusalCode.MALFORMED, "asked"),
        (WITH_BENEFICIARY | {"rounds": 0}, OMAR, RefusalCode.MALFORMED, "rounds"),
        (WITH_BENEFICIARY | {"asked": {"since": AS_OF, "documents": ("moon",)}}, OMAR, RefusalCode.MALFORMED, "asked"),
        (WITH_A_VENDOR | {"waits": 0}, OMAR, RefusalCode.MALFORMED, "waits"),
        (
            WITH_A_VENDOR | {"wait": {"party": "gateway", "reason": "moon", "since": AS_OF}},
            OMAR, RefusalCode.UNKNOWN_REASON, "wait",
        ),
        (
            WITH_A_VENDOR | {"wait": {"party": "traffic", "reason": "fault_repair", "since": AS_OF}},
            OMAR, RefusalCode.UNKNOWN_TEAM, "wait",
        ),
    ],
)  # fmt: skip
def test_what_could_not_stand_so_is_refused_with_the_field(
    changes: dict[str, Any], to: Actor | None, found: RefusalCode, about: str
) -> None:
    given = refusal(importing(to=to, **QUEUED | changes))
    assert (given.code, given.detail.startswith(about)) == (found, True), given.detail


@pytest.mark.parametrize("standing", [WITH_BENEFICIARY, WITH_A_VENDOR])
def test_no_import_closes_a_case_or_ends_a_wait_whose_time_has_passed(standing: dict[str, Any]) -> None:
    assert "has passed" in refusal(importing(to=OMAR, **standing), now=riyadh("2026-02-10 09:00")).detail


@pytest.mark.parametrize(
    ("actor", "roles", "may"),
    [
        (DIRECTOR, None, True),
        (Actor(id="majed", role=Role.MANAGER), None, True),
        (SALMA, None, False),
        (OMAR, None, False),
        (BENEFICIARY, None, False),
        (SALMA, (Role.SUPERVISOR,), True),
        (Actor(id="other", role=Role.SUPERVISOR, teams=("visit_visas",)), (Role.SUPERVISOR,), False),
        (DIRECTOR, (Role.SUPERVISOR,), False),
    ],
)
def test_who_may_import_is_what_the_table_of_authority_says(
    actor: Actor, roles: tuple[Role, ...] | None, may: bool
) -> None:
    decided = {"command_roles": {"import": roles}} if roles else {}
    found = decide_import(REQUEST, policy(**decided), importing(actor, **QUEUED), NOW)
    assert isinstance(found, Event) is may
    assert may or code(found) is RefusalCode.NOT_AUTHORISED  # type: ignore[arg-type]


def test_an_import_is_of_one_request_alone() -> None:
    other = importing(**QUEUED).but(fingerprint="0" * 64)
    assert refusal(other).code is RefusalCode.WRONG_FINGERPRINT


def test_the_same_import_has_the_same_fingerprint_whoever_gives_it_and_another_standing_another() -> None:
    one, again = importing(**QUEUED), importing(SALMA, **QUEUED).but(command_id="another-id")
    assert import_fingerprint(one) == import_fingerprint(again)
    others = [importing(**QUEUED | {"used": HOUR}), importing(to=OMAR, **QUEUED), importing(**QUEUED | {"rounds": 2})]
    assert import_fingerprint(one) not in map(import_fingerprint, others)


def test_a_case_that_is_open_takes_no_import() -> None:
    case = Case().claim()
    assert code(decide(case.state, importing(**HELD), case.now)) is RefusalCode.WRONG_STAGE


def signed_import(command: Import, by: Actor, **changes: Any) -> tuple[CaseState, Event]:
    """The start of a case and its import, as it is kept with the signature of somebody."""
    rules = policy(**changes)
    event = decide_import(REQUEST, rules, command, NOW)
    assert isinstance(event, Event)
    place = CaseAddress("default", REQUEST.reference)
    message = kept(signed(signatory(by), place, Said.COMMAND, command.model_dump(mode="json")))
    return CaseState(reference=REQUEST.reference, policy=rules), event.but(signed=message)


def test_the_audit_decides_an_import_again() -> None:
    start, event = signed_import(importing(to=OMAR, **HELD), DIRECTOR)
    found = redecide(start, [event], REQUEST)
    assert (found.difference, found.redecided) == (None, 1)
    assert first_unsigned(KNOWN, start.reference, [event]) is None


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"to": LAYLA}, AuditFlaw.OTHERWISE),
        ({"passed": ()}, AuditFlaw.OTHERWISE),
        ({"clock_from": NOW}, AuditFlaw.OTHERWISE),
    ],
)
def test_an_import_that_was_changed_on_record_is_named(change: dict[str, Any], flaw: AuditFlaw) -> None:
    start, event = signed_import(importing(to=OMAR, **HELD | {"used": 25 * HOUR}), DIRECTOR)
    forged = event.but(body=event.body.but(**change))
    found = redecide(start, [forged], REQUEST).difference
    assert found and found.what is flaw


def test_an_import_that_nobody_signed_or_somebody_else_did_is_named() -> None:
    start, event = signed_import(importing(to=OMAR, **HELD), DIRECTOR)
    assert first_unsigned(KNOWN, start.reference, [event.but(signed=None)]) == 1
    _, by_another = signed_import(importing(to=OMAR, **HELD), OMAR)
    assert first_unsigned(KNOWN, start.reference, [by_another]) == 1
    standing = importing(**HELD | {"used": HOUR}).standing
    other = event.but(body=event.body.but(standing=standing))
    assert first_unsigned(KNOWN, start.reference, [other]) == 1


@pytest.mark.parametrize(
    "to_and_standing", [(None, QUEUED), (OMAR, HELD), (OMAR, WITH_BENEFICIARY), (OMAR, WITH_A_VENDOR)]
)
def test_the_checker_that_shares_no_code_folds_an_import_to_the_same_row(
    to_and_standing: tuple[Actor | None, dict[str, Any]],
) -> None:
    to, standing = to_and_standing
    extended = standing | {
        "used": 27 * HOUR,
        "extensions": 1,
        "extended": 2 * HOUR,
        "legal_limit": riyadh("2026-01-20 23:59"),
    }
    case = imported(importing(to=to, **extended), now=riyadh("2026-01-08 12:00"))
    case.do("prioritise", SALMA, priority=Priority.URGENT)
    case.at("2026-01-12 09:00")
    start = before_everything(REQUEST.reference, read_policy(case.opened_under.text))
    events = [read_event(event.model_dump_json().encode()) for event in case.events]
    last = list(standings(start, events, lambda _, __: ()))[-1]
    row = project(case.state).model_copy(update={"notices_waiting": 0})
    assert differences(row.model_dump(), last) == []


def test_an_imported_event_is_read_back_as_it_was_written() -> None:
    (event,) = imported(importing(to=OMAR, **WITH_BENEFICIARY)).events
    assert Event.model_validate_json(event.model_dump_json()) == event


def test_what_another_system_counted_stays_where_a_promise_comes_to_count_in_another_calendar() -> None:
    case = imported(importing(to=OMAR, **HELD))
    before = case.state.clocks[ClockKind.RESOLUTION].segments
    case.do("reclassify", OMAR, service="b_service", note="x")
    case.classified()
    assert case.state.clocks[ClockKind.RESOLUTION].segments == before
    assert case.state.clocks[ClockKind.RESOLUTION].consumed == 10 * HOUR
