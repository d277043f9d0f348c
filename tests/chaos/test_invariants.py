"""Each invariant is tested: made-up evidence in which all hold, and for each some in which it is violated."""

import json
from dataclasses import replace
from datetime import timedelta
from math import inf
from typing import Any

import pytest

from chaos.checks.invariants import INVARIANTS, coverage, name_of, violations_of
from chaos.faults.nemesis import FaultKind, InjectedFault
from chaos.history.log import OPEN, READ, Result
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import (
    Appealed,
    AppealOf,
    AppealOpened,
    Assessed,
    Event,
    LostEvent,
    ReminderGiven,
    SharedOut,
    SplitOf,
)
from models.codes import Effect, Outcome, ShareBy
from models.sharing import Colleague
from tests.chaos.breaking import (
    CONFIRMED,
    CONTESTED,
    GIVEN,
    GIVEN_AGAIN,
    GOOD,
    HELPED,
    MOVED,
    NEGLECTED,
    OWED,
    SECOND,
    SPLIT,
    UNANSWERED,
    WAITING,
    WITHDRAWN,
    Break,
    also,
    answer,
    case,
    event,
    events,
    evidence,
    forged,
    forget,
    in_an_outage,
    message,
    moved,
    op,
    pack,
    reconciled,
    replay,
    row,
    run,
    tampered,
    the_op,
    without,
    workflow,
)
from tests.chaos.made_up import AT, QUEUED, Story, accepted, events_of, evidence_of, receipt_after
from tests.chaos.made_up_packs import PACK
from tests.support.simulation import LAYLA, OMAR, SALMA


def test_a_run_in_which_every_promise_holds_has_no_violation() -> None:
    assert [str(violation) for violation in violations_of(GOOD)] == []


def test_every_invariant_has_a_bad_history_that_it_catches() -> None:
    assert [name_of(check) for check in INVARIANTS] == list(BAD)


DIVERGED: dict[str, Any] = {"kind": "records_diverged", "reference": WAITING, "about": "3"}
AFTERWARDS = {**DIVERGED, "about": "99"}
OK, FAIL, UNKNOWN = Result.OK, Result.FAIL, Result.UNKNOWN
FIRST = events_of(GOOD.cases[CONTESTED])[3]
RUN, LIVE = GOOD.workflows[CONTESTED].runs[0], GOOD.workflows[NEGLECTED]
TIMELINE, VIEW = LIVE.timeline or (), LIVE.view
assert VIEW
STRANGE = {**TIMELINE[-1], "seq": len(TIMELINE) + 1, "body": {"type": "noted", "text": "unheard of"}}
RECEIPT = receipt_after(GOOD.cases[CONTESTED], 2)
UNHEARD = tuple(replace(each, result=UNKNOWN, answer=None) for each in GOOD.operations[:4])
[*_, KEY] = [row["key"] for row in GOOD.cases[CONTESTED].notices]

(FOUND,) = (each.body for each in events_of(GOOD.cases[SECOND]) if isinstance(each.body, Assessed))
RETURNED = FOUND.assessment.but(effect=Effect.RETURN_GUIDANCE)

GIVEN_TO = events_of(GOOD.cases[GIVEN])[2]
assert isinstance(GIVEN_TO.body, SharedOut)

REQUEST: dict[str, Any] = dict(GOOD.cases[CONTESTED].request or {})
SENT: dict[str, Any] = the_op(OPEN, OK).value["request"]
GONE = GOOD.workflows[WITHDRAWN].runs[0]
ANOTHER = replace(QUEUED, value={**QUEUED.value, "command_id": "another-reject"})
REPLAY = (GOOD.replayed or {})[NEGLECTED].timeline or b""
PORTAL = next(place for place, each in enumerate(GOOD.accepted) if each.channel == "portal")
WEBHOOK = GOOD.accepted[PORTAL]
LOST = LostEvent(seq=3, at=AT, kind="noted", actor=LAYLA.id, role="officer", command_id="lost-note")
STRAY = accepted(f"{WAITING}:3:beneficiary:portal", at=AT - timedelta(days=400))
[HELD_BACK] = [row["key"] for row in GOOD.cases[WAITING].notices]
FAULTS_BEFORE = tuple(replace(fault, at=AT - timedelta(hours=1)) for fault in GOOD.faults)
CLOSURE = {"id": "storm", "from_date": "2026-01-20", "to_date": "2026-01-21"}
ANNOUNCED = {"calendar": "passports", "version": "v2", "change": {"closures": [CLOSURE]}}


TOLD = {"calendar": "passports", "version": "v2", "change": {"closures": []}, "announced_by": "dana"}


def appealed(known: list[Event]) -> list[Event]:
    """An appeal against a result that may not be appealed."""
    body = Appealed(number=1, appeal="TW-7K3M-9QXD-2VHA-K", text="x")
    return [*known, Event(seq=len(known) + 1, at=known[-1].at, actor=BENEFICIARY, body=body)]


def told_of_an_appeal(known: list[Event]) -> list[Event]:
    """An appeal whose case is said to be open, and is not there."""
    opened = AppealOpened(appeal="TW-7K3M-9QXD-2VHA-K", team="exit_visas")
    return [*appealed(known), Event(seq=len(known) + 2, at=known[-1].at, actor=SYSTEM, body=opened)]


BAD: dict[str, list[Break]] = {
    "every acknowledged intake has one case": [
        forget(CONTESTED),
        op(OPEN, OK, command_id="open-another"),
        op(OPEN, OK, reference="TW-7K3M-9QXD-2VHA-P", result=UNKNOWN, answer={"queued": True}),
        also(NEGLECTED, 3, like=1),
        case(CONFIRMED, request={**(GOOD.cases[CONFIRMED].request or {}), "source_id": "contested"}),
        workflow(CONTESTED, runs=(RUN, replace(RUN, run_id="other", first_run="other"))),
    ],
    "every reference is that of its request": [
        case(CONTESTED, request={**REQUEST, "source_id": "another"}),
        case(CONTESTED, request={**REQUEST, "received": {**REQUEST["received"], "section": "another"}}),
        case(CONTESTED, request={**REQUEST, "fingerprint": "another"}),
        row(CONTESTED, fingerprint="another"),
        event(CONTESTED, 1, {"fingerprint": "another"}),
        op(OPEN, OK, value={"request": {**SENT, "id": "another"}}),
        op(OPEN, OK, value={"request": {**SENT, "subject_ar": "another"}}),
    ],
    "every intake of a request gets the same receipt": [
        answer(OPEN, OK, due=None),
        case(CONTESTED, request={**REQUEST, "receipt": {**REQUEST["receipt"], "team": "visit_visas"}}),
    ],
    "a round has one final decision": [
        also(CONTESTED, 10, like=9),
        also(CONTESTED, 6, like=9),
        also(UNANSWERED, 7, like=6),
        also(CONTESTED, 11, like=10),
        without(CONTESTED, 6),
        also(WITHDRAWN, 5, like=4),
    ],
    "decisions are linearisable": [
        op("approve", FAIL, result=OK, answer=the_op("approve", OK).answer),
        answer("approve", FAIL, by="salma", at=FIRST.at.isoformat(), outcome="refused"),
        answer("approve", FAIL, 1, by="omar", at=FIRST.at.isoformat(), outcome="refused"),
        op(READ, OK, 0, answer=the_op(READ, OK, 1).answer),
        op(READ, OK, 1, answer=the_op(READ, OK, 0).answer),
    ],
    "a second person confirms": [
        event(CONFIRMED, 5, actor=OMAR),
        event(CONFIRMED, 5, actor=LAYLA),
        event(CONFIRMED, 5, actor=LAYLA.in_place_of(SALMA.but(id=OMAR.id))),
        event(CONFIRMED, 5, actor=OMAR.in_place_of(SALMA)),
        without(CONFIRMED, 4),
    ],
    "every appeal is of a result that may be appealed": [
        events(CONTESTED, appealed),
        events(UNANSWERED, appealed),
    ],
    "every appeal is decided by others": [
        event(WAITING, 1, {"appeal_of": AppealOf(reference=CONTESTED, number=1)}),
    ],
    "both cases say the same of an appeal": [
        events(CONTESTED, told_of_an_appeal),
        event(WAITING, 1, {"appeal_of": AppealOf(reference=CONTESTED, number=1)}),
    ],
    "every split has its second case": [
        forget(SECOND),
        without(SPLIT, 5),
    ],
    "every second case was asked for": [
        forget(SPLIT),
        without(SPLIT, 4, 5),
        event(SPLIT, 4, {"number": 2}),
        event(SPLIT, 4, {"service": "a_service"}),
        event(SECOND, 1, {"clock_from": AT}),
        event(SECOND, 1, {"submitted_at": AT}),
        event(SECOND, 1, {"split_of": SplitOf(reference=SPLIT, number=2)}),
        event(SECOND, 2, {"assessment": RETURNED}),
    ],
    "every wait is one that the policy allows": [
        event(HELPED, 4, {"reason": "weather"}),
        event(HELPED, 4, {"pauses": False}),
        event(HELPED, 4, {"limit": timedelta(hours=29)}),
        event(HELPED, 4, {"limit": timedelta()}),
        event(HELPED, 4, {"party": "exit_visas"}),
        also(HELPED, 10, like=7),
    ],
    "every question has its time and one answer": [
        event(HELPED, 12, {"limit": timedelta(hours=28)}),
        event(HELPED, 12, {"to": "exit_visas"}),
        also(HELPED, 13, like=12),
        also(HELPED, 14, like=13),
    ],
    "whoever owes an answer is waited for by its clock": [without(HELPED, 9), event(HELPED, 4, {"party": ""})],
    "a beneficiary reminds once in so many days": [
        moved(HELPED, 10, days=-3),
        also(HELPED, 12, like=10),
        also(NEGLECTED, 3, like=2, body=ReminderGiven(number=1)),
    ],
    "every case is given by the rule of its team": [
        also(CONTESTED, 3, like=2, body=GIVEN_TO.body),
        event(GIVEN, 3, {"team": "visit_visas"}),
        event(GIVEN, 3, {"step": "review"}),
        event(GIVEN, 3, {"by": ShareBy.ROUND_ROBIN}),
        event(GIVEN, 3, {"to": OMAR}),
        event(GIVEN, 3, {"to": LAYLA.in_place_of(SALMA)}),
        event(GIVEN, 3, {"among": ()}),
        event(GIVEN_AGAIN, 5, {"to": SALMA, "among": (Colleague(id=SALMA.id),)}),
        also(GIVEN, 4, like=3),
        also(OWED, 5, like=3),
        event(OWED, 3, {"among": GIVEN_TO.body.among}),
    ],
    "nobody is given more than the capacity of the team": [
        event(GIVEN_AGAIN, 5, {"to": LAYLA}),
        event(GIVEN, 3, {"to": OMAR}),
    ],
    "what is owed to somebody is given or a rung": [without(OWED, 3, 4), without(GIVEN, 3), without(GIVEN_AGAIN, 5)],
    "every acknowledged command is on record": [
        without(CONTESTED, 8),
        forget(CONTESTED),
        answer("claim", OK, stage="queued"),
        op("claim", OK, actor="layla"),
        event(CONTESTED, 9, {"outcome": Outcome.DONE}),
    ],
    "what is lost is named": [reconciled(WAITING, LOST), reconciled(CONTESTED, LOST.but(command_id=FIRST.command_id))],
    "what was refused changed nothing": [op("approve", FAIL, command_id=FIRST.command_id)],
    "what was queued is handled": [
        without(CONTESTED, 7),
        event(CONTESTED, 7, {"command": "claim"}),
        run(CONTESTED, signals=()),
        run(CONTESTED, signals=(QUEUED, ANOTHER)),
        run(CONTESTED, signals=(QUEUED, QUEUED)),
        run(CONTESTED, signals=(QUEUED, replace(QUEUED, name="unheard_of"))),
    ],
    "nothing happens that nobody asked for": [
        event(CONTESTED, 8, command_id="never-sent"),
        op("claim", OK, 1, reference=NEGLECTED),
        event(MOVED, 4, actor=SALMA, command_id="announced"),
        lambda good: event(MOVED, 4, actor=SALMA, command_id="announced")(replace(good, announced=(TOLD,))),
    ],
    "a command takes effect once": [also(CONTESTED, 9, like=8), also(CONTESTED, 8, like=3)],
    "an interrupted command ends at once": [
        op("claim", OK, result=UNKNOWN, answer={"interrupted": True, "exit": 7, "seconds": 0.2}),
        op("claim", OK, result=UNKNOWN, answer={"interrupted": True, "exit": 130, "seconds": 24.0}),
        op("reject", UNKNOWN, answer={"interrupted": True, "exit": 130, "seconds": 0.2}),
    ],
    "every case can be read": [
        case(CONTESTED, policy=None),
        case(CONTESTED, policy=(GOOD.cases[CONTESTED].policy or "") + " "),
        case(CONTESTED, event_rows=()),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[1:]),
        tampered(3, body=b"{}"),
        forged(NEGLECTED, 4, rung="never"),
    ],
    "the records are what the workflow decided": [
        run(
            CONTESTED,
            commands={**RUN.commands, "unknown-one": {"kind": "note", "command_id": "unknown-one"}},
            answers={"unknown-one": RECEIPT},
        ),
        run(WITHDRAWN, commands={}),
        run(WITHDRAWN, commands={name: {"actor": {"id": "omar"}, "command_id": name} for name in GONE.commands}),
        workflow(NEGLECTED, timeline=TIMELINE[:-1]),
        workflow(NEGLECTED, timeline=(*TIMELINE[:-1], {**STRANGE, "seq": len(TIMELINE)})),
        workflow(NEGLECTED, timeline=(*TIMELINE, STRANGE)),
        workflow(NEGLECTED, view={**VIEW, "row": {**VIEW["row"], "team": "visit_visas"}}),
        run(CONTESTED, answers={**RUN.answers, str(FIRST.command_id): RECEIPT}),
        run(CONTESTED, answers={"open-f": RECEIPT}),
        run(CONTESTED, receipt=RECEIPT),
    ],
    "a replay says what is on record": [
        evidence(replayed={}),
        replay(WITHDRAWN, timeline=None),
        replay(NEGLECTED, timeline=REPLAY.replace(b'"half"', b'"Half"')),
        replay(NEGLECTED, timeline=REPLAY.replace(b":", b": ", 1)),
        replay(NEGLECTED, timeline=b"[]"),
        replay(NEGLECTED, view={**VIEW, "row": {**VIEW["row"], "updated_at": AT.isoformat()}}),
    ],
    "the audit is whole": [
        tampered(3, body=b"{}"),
        tampered(3, hash=b"0"),
        tampered(3, actor="layla"),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[:-1]),
        case(CONTESTED, event_rows=GOOD.cases[CONTESTED].event_rows[1:]),
        case(CONTESTED, event_rows=()),
        case(CONTESTED, row=None),
        row(CONTESTED, head=b"0"),
        forged(CONTESTED, 10, outcome=Outcome.DONE),
        row(CONTESTED, outcome="refused"),
        moved(CONTESTED, 8, days=-1),
    ],
    "every case has its rows": [
        case(CONTESTED, request=None),
        case(CONTESTED, request={**(GOOD.cases[CONTESTED].request or {}), "receipt": None}),
        evidence(attention=(*GOOD.attention, DIVERGED)),
        lambda known: reconciled(WAITING, first=5)(replace(known, attention=(*known.attention, DIVERGED))),
        lambda known: reconciled(WAITING)(replace(known, attention=(*known.attention, AFTERWARDS))),
    ],
    "every policy is that of its pack": [
        evidence(packs={"test": PACK}),
        pack("test", follow_up={"window": "9d"}),
        pack("portal", routes=[]),
        pack("test", approvals={**PACK["approvals"], "two_persons": []}),
        pack("test", calendar={**PACK["calendar"], "closures": []}),
        pack("quiet", quiet=None),
    ],
    "what is open is alive and the reverse": [
        evidence(workflows={}),
        run(NEGLECTED, status="TERMINATED"),
        run(NEGLECTED, status="FAILED"),
        workflow(CONTESTED, runs=(replace(RUN, status="FAILED"), replace(RUN, run_id="other", first_run="other"))),
        workflow(NEGLECTED, timeline=None),
        run(CONTESTED, status="RUNNING"),
        forget(NEGLECTED),
        row(CONTESTED, notices_waiting=1),
    ],
    "every notice arrived or is on the list": [
        evidence(accepted=GOOD.accepted[1:]),
        evidence(accepted=()),
        evidence(attention=()),
        case(CONFIRMED, notices=({"key": GOOD.cases[CONFIRMED].notices[0]["key"], "status": "pending"},)),
        without(CONFIRMED, 6),
        evidence(at=GOOD.at + timedelta(hours=10)),
    ],
    "nothing was sent that was not intended": [
        evidence(accepted=(*GOOD.accepted, accepted(f"{CONTESTED}:3:beneficiary:sms"))),
        evidence(accepted=(*GOOD.accepted, accepted("TW-7K3M-9QXD-2VHA-P:4:beneficiary:sms"))),
        evidence(accepted=(*GOOD.accepted, accepted("none"))),
    ],
    "who was misled is told": [
        reconciled(WAITING, LOST.but(role="beneficiary")),
        lambda good: replace(reconciled(WAITING)(good), accepted=(*good.accepted, STRAY)),
    ],
    "every message is the notice on record": [
        message(0, body=b"{}"),
        message(0, body=accepted(GOOD.accepted[0].key, "another text").body),
        message(PORTAL, body=None),
        case(CONTESTED, notices=tuple({**each, "template": "x"} for each in GOOD.cases[CONTESTED].notices)),
        case(CONTESTED, notices=tuple({**each, "recipients": []} for each in GOOD.cases[CONTESTED].notices)),
    ],
    "nothing is sent before its hour": [
        message(0, at=AT - timedelta(days=400)),
        evidence(accepted=(*GOOD.accepted, accepted(HELD_BACK))),
    ],
    "a beneficiary is reached where the request says": [
        message(0, body=b'{"to": ["+966500000000"], "text": "x"}'),
        message(0, body=b'{"to": ["+966512340072", "+966500000000"], "text": "x"}'),
        message(PORTAL, body=b'{"data": {"to": ["absher_individuals:another"]}}'),
        case(
            CONTESTED,
            request={**REQUEST, "received": {**REQUEST["received"], "applicant": {"mobile": "+966500000000"}}},
        ),
    ],
    "every try sends the same bytes": [evidence(accepted=(*GOOD.accepted, accepted(KEY, "another text")))],
    "every try is signed under its key": [
        message(0, headers={}),
        message(0, headers={"idempotency-key": "another"}),
        message(PORTAL, headers={}),
        message(PORTAL, headers={**WEBHOOK.headers, "webhook-signature": "v1,AAAA"}),
        message(PORTAL, headers={**WEBHOOK.headers, "webhook-id": "another"}),
        message(PORTAL, body=(WEBHOOK.body or b"") + b" "),
        message(PORTAL, at=AT + timedelta(hours=1)),
        evidence(portal_secret="whsec_YW5vdGhlcg=="),
    ],
    "no message is repeated without a cause": [
        evidence(accepted=(*GOOD.accepted, *[accepted(KEY)] * 13)),
        evidence(accepted=(*GOOD.accepted, accepted(KEY)), faults=FAULTS_BEFORE),
    ],
    "every roundup tells of its cases": [
        evidence(accepted=(*GOOD.accepted, accepted("RU-0123456789ABCDEF:20261122T050000Z:1"))),
    ],
    "nothing falls due early": [
        moved(NEGLECTED, 3, seconds=-1),
        moved(NEGLECTED, 4, seconds=-1),
        event(NEGLECTED, 4, {"due": GOOD.at}),
        event(NEGLECTED, 8, {"due": events_of(GOOD.cases[NEGLECTED])[6].at}),
        moved(UNANSWERED, 5, seconds=-1),
        moved(UNANSWERED, 6, seconds=-1),
        moved(CONTESTED, 10, seconds=-1),
    ],
    "every open case has what was announced": [
        evidence(announced=(ANNOUNCED,)),
        evidence(announced=({**ANNOUNCED, "change": {"removed": ["founding-day"]}},)),
    ],
    "every stated instant is right": [
        event(CONTESTED, 1, {"clock_from": events_of(GOOD.cases[CONTESTED])[0].at - timedelta(hours=1)}),
        event(CONTESTED, 4, {"in_time": False}),
        event(NEGLECTED, 4, {"due": events_of(GOOD.cases[NEGLECTED])[3].at - timedelta(seconds=1)}),
        event(UNANSWERED, 5, {"due": AT}),
        event(MOVED, 4, {"due_after": AT}),
        event(MOVED, 4, {"due_before": None}),
    ],
    "everything happens once and in order": [
        also(NEGLECTED, 5, like=4),
        also(NEGLECTED, 9, like=8),
        without(MOVED, 4),
        events(NEGLECTED, in_an_outage),
    ],
    "no breach without its rungs": [without(NEGLECTED, 4, 5), without(NEGLECTED, 9, 10, 11)],
    "nothing is overdue": [without(NEGLECTED, 8, 9, 10, 11), without(NEGLECTED, 7), without(CONTESTED, 10, 11)],
    "most operations are determinate": [
        evidence(operations=(*UNHEARD, *GOOD.operations[len(UNHEARD) :])),
        evidence(operations=()),
    ],
    "every component was killed": [
        evidence(faults=GOOD.faults[1:]),
        evidence(faults=tuple(replace(fault, kind=FaultKind.PAUSE) for fault in GOOD.faults)),
        evidence(targets=("sms", *GOOD.targets)),
    ],
    "every check had something to check": [
        evidence(promised=frozenset({coverage.SIGNALS}), workflows={}),
        evidence(replayed=None),
        forget(CONTESTED),
    ],
    "every verb took effect": [
        evidence(verbs=frozenset({"merge"})),
        evidence(verbs=frozenset({"claim"}), workflows={}),
    ],
}


@pytest.mark.parametrize(
    ("promise", "break_it"),
    [pytest.param(promise, each, id=f"{promise}-{n}") for promise, ways in BAD.items() for n, each in enumerate(ways)],
)
def test_a_broken_promise_is_seen(promise: str, break_it: Break) -> None:
    assert promise in {violation.invariant for violation in violations_of(break_it(GOOD))}


def test_a_violation_is_one_line() -> None:
    [about_a_case] = violations_of(answer(OPEN, OK, due=None)(GOOD))
    assert str(about_a_case) == (
        f"every intake of a request gets the same receipt: {CONTESTED} client-1 got another receipt than the stored one"
    )
    [about_the_run] = violations_of(evidence(faults=GOOD.faults[1:])(GOOD))
    assert str(about_the_run) == "every component was killed: worker was killed 2 times"


def test_a_command_that_another_process_retries_is_one_command() -> None:
    """The first process was killed after the case had decided, so a rival was refused before the second one began."""
    known = the_op("approve", OK)
    first = replace(known, id="first", result=UNKNOWN, answer=None, returned=inf)
    second = replace(known, id="second", client="client-2", invoked=12.1, returned=12.2)
    others = [each for each in GOOD.operations if each is not known]
    assert "decisions are linearisable" in broken(operations=(*others, second))
    assert broken(operations=(*others, first, second)) == set()


def test_a_refusal_shows_whether_there_was_a_decision() -> None:
    late = next(each for each in GOOD.operations if each.reference == WITHDRAWN and each.result is FAIL)
    others = [each for each in GOOD.operations if each is not late]
    too_early = replace(late, answer={"code": "wrong_stage", "detail": "held by layla"})
    assert late.code == "not_open"
    assert "decisions are linearisable" in broken(operations=(*others, too_early))
    unmade = tuple(each for each in GOOD.operations if each.kind != "withdraw")
    assert "decisions are linearisable" in broken(operations=unmade)


def test_an_acknowledged_command_that_is_named_as_lost_breaks_no_promise() -> None:
    known = the_op("approve", OK)
    op = replace(known, id="lost", reference=WAITING, command_id="lost-note", kind="note", actor=LAYLA.id, value={})
    asked = replace(GOOD, operations=(*GOOD.operations, op), stale=frozenset({WAITING}))
    assert "every acknowledged command is on record" in {each.invariant for each in violations_of(asked)}
    listed = {"kind": "command_lost", "reference": WAITING, "about": f"noted by {LAYLA.id}, lost-note"}
    named = replace(reconciled(WAITING, LOST)(asked), attention=(*GOOD.attention, listed))
    assert {each.invariant for each in violations_of(named)} == set()


def test_a_case_that_diverged_and_says_that_it_went_on_breaks_no_promise() -> None:
    went_on = reconciled(WAITING)(replace(GOOD, attention=(*GOOD.attention, DIVERGED)))
    assert [str(violation) for violation in violations_of(went_on)] == []


def test_what_lies_in_the_mailbox_folder_and_on_the_list_is_not_lost() -> None:
    listed = {"kind": "notice_unaddressed", "reference": CONTESTED, "about": KEY}
    without_it = tuple(each for each in GOOD.accepted if each.key != KEY)
    assert broken(accepted=without_it) == {"every notice arrived or is on the list"}
    assert broken(accepted=without_it, attention=(*GOOD.attention, listed)) == set()


def test_a_case_replaced_after_a_disaster_has_one_live_workflow() -> None:
    lost = replace(LIVE.runs[0], run_id="lost", first_run="lost", status="TERMINATED")
    replaced = workflow(NEGLECTED, runs=(lost, LIVE.runs[0]))(GOOD)
    assert {violation.invariant for violation in violations_of(replaced)} == {"every acknowledged intake has one case"}
    assert violations_of(replace(replaced, replaced=frozenset({NEGLECTED}))) == []


def test_a_case_that_was_told_of_a_closure_has_it_and_a_closed_one_needs_not() -> None:
    told = tuple(each for each in GOOD.cases if each in (MOVED, CONTESTED))
    cases = {reference: GOOD.cases[reference] for reference in told}
    kept = replace(GOOD, cases=cases, announced=(ANNOUNCED,))
    assert "every open case has what was announced" not in {each.invariant for each in violations_of(kept)}


def test_what_was_announced_by_somebody_is_told_to_cases_in_their_name() -> None:
    told = event(MOVED, 4, actor=SALMA, command_id="announced")(
        replace(GOOD, announced=({**TOLD, "announced_by": SALMA.id},))
    )
    assert "nothing happens that nobody asked for" not in {each.invariant for each in violations_of(told)}


def test_staff_may_withdraw_for_somebody_and_that_decides() -> None:
    asked_for: dict[str, Any] = {"requested_by": "applicant", "way": "phone"}
    story = Story.begin("withdrawn-for", pack="test").do("claim").do("withdraw_for", SALMA, **asked_for).do("claim")
    found = violations_of(replace(evidence_of(story), promised=frozenset()))
    assert "decisions are linearisable" not in {each.invariant for each in found}


def test_a_closure_of_another_pack_is_none_of_a_case_whose_calendar_has_its_name() -> None:
    own = json.loads(GOOD.cases[CONTESTED].policy or "{}")["pack"]
    for name, missing in (("elsewhere", False), (own, True)):
        announced = replace(GOOD, announced=({**ANNOUNCED, "pack": name},))
        found = {each.invariant for each in violations_of(announced)}
        assert ("every open case has what was announced" in found) is missing


def test_a_pause_can_cause_a_repeat_for_as_long_as_it_lasts() -> None:
    first = min(each.at for each in GOOD.accepted if each.key == KEY)
    pause = InjectedFault("worker", "worker-1", FaultKind.PAUSE, first - timedelta(seconds=80), seconds=90)
    again = (*GOOD.accepted, accepted(KEY))
    promise = "no message is repeated without a cause"
    assert promise not in broken(accepted=again, faults=(*FAULTS_BEFORE, pause))
    assert promise in broken(accepted=again, faults=(*FAULTS_BEFORE, replace(pause, seconds=20)))
    assert promise in broken(accepted=again, faults=(*FAULTS_BEFORE, replace(pause, kind=FaultKind.KILL)))


def broken(**changes: Any) -> set[str]:
    """The promises broken by changed evidence."""
    return {violation.invariant for violation in violations_of(evidence(**changes)(GOOD))}


def test_a_run_that_refused_its_request_before_it_was_filed_again_breaks_no_promise() -> None:
    refused = replace(RUN, run_id="refused", first_run="refused", status="FAILED", answers={}, commands={}, signals=())
    again = replace(GOOD.workflows[CONTESTED], runs=(refused, RUN))
    known = replace(GOOD, workflows={**GOOD.workflows, CONTESTED: again})
    assert [str(violation) for violation in violations_of(known)] == []


def test_a_signal_that_the_next_run_was_told_again_counts_once_and_another_one_does_not() -> None:
    """The run before was ended before it decided the signal; the one that was told it again refused it."""
    before = replace(RUN, run_id="before", first_run="before", status="TERMINATED", answers={}, commands={})
    promise = "what was queued is handled"
    for told, breaks in ((QUEUED, False), (ANOTHER, True)):
        runs = (replace(before, signals=(told,)), RUN)
        again = replace(GOOD.workflows[CONTESTED], runs=runs)
        found = violations_of(replace(GOOD, workflows={**GOOD.workflows, CONTESTED: again}))
        assert any(each.invariant == promise for each in found) is breaks


def test_a_run_that_gave_the_receipt_on_record_again_breaks_no_promise_and_one_with_commands_does() -> None:
    receipt = (GOOD.cases[CONTESTED].request or {})["receipt"]
    gave = replace(RUN, run_id="gave", first_run="gave", receipt=receipt, answers={}, commands={}, signals=())
    opened = replace(gave, commands=RUN.commands, answers=RUN.answers, receipt=RUN.receipt)
    promise = "every acknowledged intake has one case"
    for again, breaks in ((gave, False), (opened, True)):
        runs = replace(GOOD.workflows[CONTESTED], runs=(RUN, again))
        found = violations_of(replace(GOOD, workflows={**GOOD.workflows, CONTESTED: runs}))
        assert any(each.invariant == promise for each in found) is breaks
