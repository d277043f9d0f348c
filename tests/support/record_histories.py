"""Records the golden histories anew, on real servers: `python -m tests.support.record_histories`, or some by name.

One small file for every path of a case. Who ran them and where is taken out.
"""

import asyncio
import base64
import json
import sys
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payload

from activities.keys.case_keys import CaseKeys, case_keys_of
from activities.keys.codec import SEALED
from activities.keys.endpoint import unsealed
from activities.packs import load_pack
from activities.records.store import records_of
from bench.packs import Table, edit_toml, without_quiet_hours
from client import import_case
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.state import Receipt
from models.codes import ClockKind, DiscrepancyKind, Priority, Role, Stage, StopCause
from models.intake.request import read_request
from models.packs.derive import case_policy
from models.packs.pack import forms_of
from models.policy import terms_of
from recovery.discrepancy import Discrepancy
from recovery.restarting import restart
from settings import PROJECT
from tests.support.requests import sample, wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, STRANGER
from tests.support.system import System, an_iqama, command, eventually, running
from tests.support.two_calendars import DECLARATION, policies_in_days
from workflows.case.rules.splitting import second_reference

HISTORIES = PROJECT / "tests" / "histories"
_SEALED = base64.b64encode(SEALED).decode()
_IDENTITIES = {"identity", "workerVersion", "workerDeploymentName"}

RECALLING = "final_exit_cancel"
"""A service whose official replies can be recalled."""
ASK: dict[str, Any] = {"reason": "documents_missing", "reply": {"text": "نأمل الإرفاق"}}
REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر"}}


async def approved(system: System) -> str:
    reference = await _claimed(system)
    await system.settled(await system.approve(reference))
    await system.end(reference)
    return reference


async def rejected(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "reject", **REJECTION)
    return reference


async def asked_and_answered(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "ask", **ASK)
    await system.pass_time(reference, days=1)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    await system.settled(await system.approve(reference))
    return reference


async def asked_in_vain(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "ask", **ASK)
    await system.end(reference)
    return reference


async def two_persons(system: System) -> str:
    receipt = await system.submit(**sample("SR-13"))
    officer = OMAR.model_copy(update={"teams": (receipt.team,)})
    supervisor = SALMA.model_copy(update={"teams": (receipt.team,)})
    await system.do(receipt.reference, "claim", officer)
    await system.approve(receipt.reference, officer)
    await system.do(receipt.reference, "send_back", supervisor, note="راجع")
    await system.approve(receipt.reference, officer)
    await system.settled(await system.do(receipt.reference, "confirm", supervisor))
    return receipt.reference


async def redirected(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "redirect", team="payments", reason="other_team")
    other = OMAR.model_copy(update={"teams": ("payments",)})
    await system.do(reference, "claim", other)
    reply = {"text": "من اختصاص المرور"}
    last = await system.do(reference, "redirect", other, authority="traffic", reason="other_authority", reply=reply)
    await system.settled(last)
    return reference


async def merged_by_hand(system: System) -> str:
    first, second = await system.submit(), await _claimed(system)
    await system.do(second, "merge", into=first.reference)
    await system.end(second)
    return second


async def merged_by_the_first_stage(system: System) -> str:
    applicant = an_iqama()
    first = await system.submit(applicant__id_number=applicant)
    await system.settled(first)
    second = await system.submit(applicant__id_number=applicant)
    await system.end(second.reference)
    return second.reference


async def returned_by_the_first_stage(system: System) -> str:
    receipt = await system.submit(**sample("SR-10"))
    assert receipt.stage is Stage.AWAITING_BENEFICIARY
    await system.settled(await system.do(receipt.reference, "reply", BENEFICIARY, text="مرفق"))
    return receipt.reference


async def appealed(system: System) -> str:
    """A refusal that is appealed; the appeal is decided by others, and over."""
    reference, appeal = await _appealed(system)
    await system.do(reference, "close", SALMA, **_FOR_SOMEBODY)
    await _appeal_decided(system, appeal)
    await system.handle(reference).result()
    return reference


async def appealed_when_closed(system: System) -> str:
    """The run of a case that had ended, for the appeal against its result."""
    reference, appeal = await _appealed(system, closed=True)
    await system.do(appeal, "withdraw", BENEFICIARY)
    await system.handle(reference).result()
    return reference


async def appeal_of_a_refusal(system: System) -> str:
    """The case of an appeal."""
    _, appeal = await _appealed(system)
    await _appeal_decided(system, appeal)
    await system.handle(appeal).result()
    return appeal


async def appeal_at_another_level(system: System) -> str:
    """An appeal against what a director decided, which a manager decides."""
    reference = (await system.submit()).reference
    await system.do(reference, "claim", DIRECTOR)
    await system.do(reference, "reject", DIRECTOR, **REJECTION)
    receipt = await system.do(reference, "appeal", BENEFICIARY, text="لم ينظر في الصك")
    await eventually(lambda: _has(system, reference, "appeal_opened"), seconds=60)
    appeal, manager = str(receipt.appeal), Actor(id="ahmad", role=Role.MANAGER)
    await system.do(appeal, "claim", manager)
    denied = {"reason": "decision_upheld", "reply": {"template": "appeal_denied"}}
    await system.settled(await system.do(appeal, "reject", manager, **denied))
    return appeal


async def appealed_for_somebody(system: System) -> str:
    """A refusal that staff appeal for the applicant, who withdraws the appeal."""
    reference = await _claimed(system)
    await system.do(reference, "reject", **REJECTION)
    receipt = await system.do(reference, "appeal_for", SALMA, text="اتصل المستفيد", **_FOR_SOMEBODY)
    await eventually(lambda: _has(system, reference, "appeal_opened"), seconds=60)
    await system.do(str(receipt.appeal), "withdraw", BENEFICIARY)
    await eventually(lambda: _has(system, reference, "appeal_concluded"), seconds=60)
    await system.end(reference)
    return reference


async def whole_ladder(system: System) -> str:
    receipt = await system.submit()
    await system.pass_time(receipt.reference, days=30)
    return receipt.reference


async def reopened_and_rated(system: System) -> str:
    reference = await _claimed(system)
    await system.approve(reference)
    await system.do(reference, "reopen", BENEFICIARY, text="فشلت", retry_failed=True)
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.settled(await system.do(reference, "rate", BENEFICIARY, score=5))
    return reference


async def of_a_fault(system: System) -> str:
    receipt = await system.submit()
    fault = "FT-7K3M-9QXD-2VHA-K"
    await system.do(receipt.reference, "claim")
    await system.do(receipt.reference, "link_fault", fault=fault)
    await system.signal(receipt.reference, command("link_fault", SYSTEM, fault=fault, known=True))
    last = await system.do(receipt.reference, "unlink_fault", fault=fault, note="رسالة أخرى")
    await system.settled(last)
    return receipt.reference


async def recalled(system: System) -> str:
    receipt = await system.submit(service=RECALLING)
    reference = receipt.reference
    await system.do(reference, "claim")
    await system.do(reference, "ask", **ASK)
    await system.do(reference, "recall", note="القالب خطأ")
    await system.approve(reference)
    await system.pass_time(reference, minutes=5)
    await system.do(reference, "recall", SALMA, note="القالب خطأ")
    await system.approve(reference)
    await system.pass_time(reference, hours=1)
    await eventually(lambda: _has(system, reference, "reply_final"))
    await system.end(reference)
    return reference


async def withdrawn(system: System) -> str:
    receipt = await system.submit()
    await system.do(receipt.reference, "withdraw", BENEFICIARY)
    await system.end(receipt.reference)
    return receipt.reference


async def withdrawn_for_somebody(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "withdraw_for", SALMA, **_FOR_SOMEBODY)
    await system.end(reference)
    return reference


async def extended_and_passed_on(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "extend", SALMA, by=25_200, note="مهلة")
    await system.do(reference, "prioritise", SALMA, priority="urgent")
    await system.do(reference, "escalate")
    await system.do(reference, "assign", SALMA, to=LAYLA)
    await system.settled(await system.do(reference, "release", LAYLA))
    return reference


async def calendar_changed(system: System) -> str:
    receipt = await system.submit()
    change = {"calendar": "passports", "version": "later"}
    await system.settled(await system.do(receipt.reference, "calendar_changed", SYSTEM, change=change, why="announced"))
    return receipt.reference


async def promised_in_days(system: System) -> str:
    """Days that a pause, a closure of one calendar, and a priority that counts in another one change."""
    receipt = await system.submit(**DECLARATION)
    supervisor = SALMA.model_copy(update={"teams": (receipt.team,)})
    reference, change = receipt.reference, {"version": "later"}
    await system.do(reference, "claim", supervisor)
    await system.do(reference, "ask", supervisor, **(ASK | {"reason": "receipt_missing", "questions": ["متى؟"]}))
    await system.pass_time(reference, days=1)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    for calendar in ("expenses", "always"):
        await system.do(reference, "calendar_changed", SYSTEM, change={"calendar": calendar, **change}, why="announced")
    await system.do(reference, "prioritise", supervisor, priority="urgent", note="x")
    await system.pass_time(reference, days=2)
    await system.settled(await system.do(reference, "note", supervisor, text="مراجعة"))
    return reference


async def refused_signals(system: System) -> str:
    reference = await _claimed(system)
    for junk in (None, "junk", {"kind": "nowhere"}):
        await system.handle(reference).signal("command", junk)
    await system.settled(await system.approve(reference))
    return reference


async def cancelled_by_hand(system: System) -> str:
    reference = await _claimed(system)
    await system.handle(reference).cancel()
    await eventually(lambda: _has(system, reference, "resumed"))
    await system.settled(await system.approve(reference))
    return reference


async def unheld_in_review(system: System) -> tuple[str, str]:
    """A case in review that nobody holds, with its team: its proposal was given up by its holder, and sent back."""
    receipt = await system.submit(**sample("SR-13"))
    team = str(receipt.team)
    officer, supervisor = (person.model_copy(update={"teams": (team,)}) for person in (OMAR, SALMA))
    await system.do(receipt.reference, "claim", officer)
    await system.approve(receipt.reference, officer)
    await system.do(receipt.reference, "release", officer)
    await system.settled(await system.do(receipt.reference, "send_back", supervisor, note="راجع"))
    return receipt.reference, team


async def claimed_in_review(system: System) -> str:
    reference, team = await unheld_in_review(system)
    officer = LAYLA.model_copy(update={"teams": (team,)})
    await system.signal(reference, command("claim", officer))
    await eventually(lambda: _is_held(system, reference))
    await system.settled(await system.do(reference, "note", officer, text="مراجعة"))
    return reference


async def _is_held(system: System, reference: str) -> bool:
    return (await system.view(reference)).row.assignee is not None


async def _has(system: System, reference: str, kind: str) -> bool:
    return kind in await system.types(reference)


async def went_on_as_new(system: System) -> str:
    reference = await _claimed(system)
    for number in range(40):
        await system.do(reference, "note", text=f"ملاحظة {number}")
    await system.settled(await system.approve(reference))
    return reference


async def under_a_legal_limit(system: System) -> str:
    reported = (datetime.now(UTC) - timedelta(days=10)).date()
    receipt = await system.submit(**(sample("SR-04") | {"context": {"absence_report_at": str(reported)}}))
    reference, officer = receipt.reference, OMAR.model_copy(update={"teams": (receipt.team,)})
    await system.do(reference, "claim", officer)
    await system.do(reference, "ask", officer, **ASK)
    await system.pass_time(reference, days=1)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق")
    await system.pass_time(reference, days=10)
    await system.settled(await system.approve(reference, officer))
    return reference


async def by_a_substitute(system: System) -> str:
    """A signal of somebody who stands in for the second person: done, or refused by an earlier version."""
    receipt = await system.submit(**sample("SR-13"))
    reference = receipt.reference
    officer, supervisor = (person.model_copy(update={"teams": (receipt.team,)}) for person in (OMAR, SALMA))
    await system.do(reference, "claim", officer)
    await system.approve(reference, officer)
    system.stands_in(STRANGER, supervisor)
    await system.signal(reference, command("confirm", STRANGER, absent=[supervisor]))
    await eventually(lambda: _has_one_of(system, reference, {"resolved", "refused"}))
    await system.settled(await system.do(reference, "note", officer, text="مراجعة"))
    return reference


async def started_from_the_records(system: System) -> str:
    """A case whose run was ended by hand, and that goes on from its records in another."""
    reference = await _claimed(system)
    await system.caught_up(reference)
    await system.handle(reference).terminate("by hand")
    records = records_of(system.config, 2)
    try:
        finding = Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, 0)
        await restart(system.client, system.stack.database_url, records, finding, StopCause.TERMINATED)
    finally:
        records.engine.dispose()
    await eventually(lambda: _has(system, reference, "resumed"))
    await system.settled(await system.approve(reference))
    return reference


async def waited_for_an_authority(system: System) -> str:
    """Waits that were answered and that ended by themselves, and a return that staff did not wait for."""
    reference = await _claimed(system)
    await system.do(reference, "wait", party="foreign_affairs", reason="verification")
    await system.pass_time(reference, days=1)
    await system.do(reference, "resume", answer="لا مانع")
    await system.do(reference, "wait", party="payment_gateway", reason="fault_repair")
    await system.pass_time(reference, days=12)
    await system.do(reference, "ask", **ASK)
    await system.do(reference, "resume", note="وصل المستند")
    await system.settled(await system.approve(reference))
    return reference


async def waited_for_a_team(system: System) -> str:
    """A wait for another team of the directorate, which is reminded and answers; two splits of one kind."""
    reference = await _claimed(system)
    await system.do(reference, "wait", party="records_unit", reason="fault_repair")
    await system.pass_time(reference, days=4)
    clerk = STRANGER.model_copy(update={"teams": ("records_unit",)})
    await system.do(reference, "resume", clerk, answer="صحح القيد")
    given: dict[str, Any] = {"service": "exit_reentry_cancel", "note": "الشطر الثاني"}
    await system.do(reference, "split", **given)
    await eventually(lambda: _splits(system, reference, 1))
    await system.do(reference, "split", **given, another=True)
    await eventually(lambda: _splits(system, reference, 2))
    await system.settled(await system.approve(reference))
    return reference


async def _splits(system: System, reference: str, times: int) -> bool:
    return (await system.types(reference)).count("split_off") == times


async def consulted(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "consult", to="records_unit", question="هل القيد موجود؟")
    await system.do(reference, "interim_reply", reply={"text": "ما زال الطلب تحت المعالجة"})
    await system.pass_time(reference, days=5)
    clerk = STRANGER.model_copy(update={"teams": ("records_unit",)})
    await system.do(reference, "answer_consultation", clerk, answer="موجود")
    await system.settled(await system.approve(reference))
    return reference


async def answered_for_others(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "consult", to="traffic", question="هل القيد موجود؟")
    await system.pass_time(reference, days=1)
    told: dict[str, Any] = {"answer": "موجود", "said_by": "مدير الرخص", "way": "phone"}
    await system.do(reference, "answer_consultation", **told)
    await system.settled(await system.approve(reference))
    return reference


async def reclassified(system: System) -> str:
    reference = await _claimed(system)
    await system.pass_time(reference, days=2)
    await system.do(reference, "reclassify", service="exit_reentry_cancel", assess_again=True, note="إلغاء لا إصدار")
    await eventually(lambda: _has(system, reference, "reclassified"))
    await system.do(reference, "reclassify", problem="unheard_of", note="خطأ")
    await eventually(lambda: _has(system, reference, "not_reclassified"))
    await system.settled(await system.approve(reference))
    return reference


async def split_in_two(system: System) -> str:
    reference = await _claimed(system)
    await system.do(reference, "split", service="exit_reentry_cancel", note="الشطر الثاني عن إلغاء التأشيرة")
    await eventually(lambda: _has(system, reference, "split_off"))
    await system.do(reference, "split", service="unheard_of", note="خطأ")
    await eventually(lambda: _has(system, reference, "not_split"))
    await system.settled(await system.approve(reference))
    return reference


async def taken_out_of_another(system: System) -> str:
    first = await _claimed(system)
    await system.do(first, "split", service="exit_reentry_cancel", note="الشطر الثاني عن إلغاء التأشيرة")
    await eventually(lambda: _has(system, first, "split_off"))
    reference = second_reference("absher_individuals", first, 1)
    await system.do(reference, "claim")
    await system.settled(await system.approve(reference))
    return reference


async def reminded_and_ticked(system: System) -> str:
    reference = await _claimed(system)
    await system.pass_time(reference, days=4)
    await system.do(reference, "remind", BENEFICIARY)
    await system.do(reference, "ask", **ASK, documents=("passport_copy",))
    attached = ({"file_name": "p.pdf", "kind": "passport_copy"},)
    await system.do(reference, "reply", BENEFICIARY, text="مرفق", attachments=attached)
    await system.do(reference, "seen", documents=("passport_copy",))
    await system.settled(await system.approve(reference))
    return reference


async def migrated(system: System) -> str:
    """Under a version with shorter promises, and then decided."""
    reference = await _claimed(system)
    rules = load_pack(PROJECT / "policies" / "passports")
    terms = terms_of(case_policy(rules, (await system.view(reference)).row.service))
    hours = dict.fromkeys(Priority, timedelta(hours=21))
    shorter = terms.but(targets=terms.targets | {ClockKind.RESOLUTION: hours})
    fields = {"version": "another", "terms": shorter.model_dump(mode="json"), "why": "shorter promises"}
    await system.settled(await system.do(reference, "migrate", DIRECTOR, **fields))
    await system.settled(await system.approve(reference))
    return reference


async def shared_out(system: System) -> str:
    """At first nobody is there; then it is given to one, who puts it back, and to another, who decides it."""
    receipt = await system.submit(**sample("SR-04"))
    reference, teams = receipt.reference, {"teams": (receipt.team,)}
    await eventually(lambda: _has(system, reference, "nobody_available"))
    omar, layla = (each.model_copy(update=teams) for each in (OMAR, LAYLA))
    system.signer(omar)
    while not await _has(system, reference, "shared_out"):
        await system.pass_time(reference, hours=2)
    system.signer(layla)
    await system.do(reference, "release", omar)
    await eventually(lambda: _holds(system, reference, layla))
    await system.settled(await system.approve(reference, layla))
    return reference


async def _holds(system: System, reference: str, person: Actor) -> bool:
    return (await system.view(reference)).row.assignee == person.id


async def on_behalf(system: System) -> str:
    reference = await _claimed(system)
    await system.approve(reference)
    await system.do(reference, "reopen_for", SALMA, text="ما زالت الرسالة تظهر", **_FOR_SOMEBODY)
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.do(reference, "close", **_FOR_SOMEBODY)
    await system.end(reference)
    return reference


async def _has_one_of(system: System, reference: str, kinds: set[str]) -> bool:
    return bool(kinds.intersection(await system.types(reference)))


async def imported(system: System) -> str:
    now = datetime.now(UTC)
    request = system.request(submitted_at=(now - timedelta(days=9)).isoformat())
    standing = {
        "opened_at": now - timedelta(days=8),
        "as_of": now - timedelta(hours=1),
        "stage": "awaiting_beneficiary",
        "team": "exit_visas",
        "used": timedelta(hours=5),
        "rounds": 1,
        "asked": {"since": now - timedelta(hours=2), "questions": ["متى السفر؟"]},
    }
    given = command("import", DIRECTOR, fingerprint=request.fingerprint, standing=standing, to=OMAR)
    await import_case(system.client, request, given, system.signer(DIRECTOR))
    await system.do(request.reference, "reply", BENEFICIARY, text="غدًا")
    await system.settled(await system.approve(request.reference))
    await system.end(request.reference)
    return request.reference


async def reported_to_a_city(system: System) -> str:
    """A report in Spanish of somebody unknown: its place is missing, days are promised, another authority acts."""
    pack = load_pack(system.config.policies / "city")
    request = read_request(wire_request(id=f"C-{uuid.uuid4().hex[:12]}", **POTHOLE), forms=forms_of({"city": pack}))
    returned = await system.open(request)
    assert isinstance(returned, Receipt) and returned.stage is Stage.AWAITING_BENEFICIARY
    clerk, reference = OMAR.model_copy(update={"teams": (returned.team,)}), returned.reference
    photo = {"file_name": "bache.jpg", "kind": "photo"}
    await system.do(reference, "reply", BENEFICIARY, text="Calle del Olmo, 7", attachments=(photo,))
    await system.do(reference, "claim", clerk)
    await system.pass_time(reference, days=2)
    await system.do(reference, "wait", clerk, party="state_roads", reason="authority_acts")
    await system.pass_time(reference, days=5)
    await system.do(reference, "resume", clerk, answer="The road is theirs.")
    roads = {f"authority_{language}": pack.authorities["state_roads"].of(language) for language in pack.languages}
    reply = {"template": "other_authority", "values": roads}
    await system.do(reference, "redirect", clerk, authority="state_roads", reason="other_authority", reply=reply)
    await system.end(reference)
    return reference


async def imported_to_a_city(system: System) -> str:
    """A report that nobody had answered elsewhere: its promises count in two calendars."""
    now, forms = datetime.now(UTC), forms_of({"city": load_pack(system.config.policies / "city")})
    old = POTHOLE | {"submitted_at": (now - timedelta(days=9)).isoformat(), "context": {"place": "Calle del Olmo, 7"}}
    request = read_request(wire_request(id=f"C-{uuid.uuid4().hex[:12]}", **old), forms=forms)
    standing = {
        "opened_at": now - timedelta(days=8),
        "as_of": now - timedelta(hours=1),
        "stage": "queued",
        "team": "streets",
        "used": timedelta(hours=5),
    }
    given = command("import", DIRECTOR, fingerprint=request.fingerprint, standing=standing)
    await import_case(system.client, request, given, system.signer(DIRECTOR))
    clerk = OMAR.model_copy(update={"teams": ("streets",)})
    await system.do(request.reference, "claim", clerk)
    done = {"reason": "work_done", "reply": {"template": "work_done"}}
    await system.settled(await system.do(request.reference, "approve", clerk, **done))
    await system.end(request.reference)
    return request.reference


_SHARING = """
[sharing]
again_after = "5m"
[sharing.teams.domestic_workers]
by = "least_loaded"
capacity = 5
"""
"""No other path goes to this team."""

POTHOLE: dict[str, Any] = {
    "channel": "city_portal",
    "lang": "es",
    "section": "streets",
    "service": "pothole",
    "seed_kind": "report",
    "applicant": {"type": "resident"},
    "subject": "Bache",
    "subject_ar": None,
    "text_ar": None,
    "text_en": None,
    "text": "Hay un bache muy grande.",
    "context": {},
    "prior_attempt": None,
    "on_behalf_of": None,
    "attachments": [],
}
"""A report to the city, as changes of `wire_request`."""


PATHS: tuple[Callable[[System], Awaitable[str]], ...] = (
    of_a_fault,
    approved,
    rejected,
    asked_and_answered,
    asked_in_vain,
    two_persons,
    redirected,
    merged_by_hand,
    merged_by_the_first_stage,
    returned_by_the_first_stage,
    whole_ladder,
    reopened_and_rated,
    recalled,
    withdrawn,
    extended_and_passed_on,
    calendar_changed,
    promised_in_days,
    refused_signals,
    cancelled_by_hand,
    claimed_in_review,
    went_on_as_new,
    under_a_legal_limit,
    by_a_substitute,
    started_from_the_records,
    waited_for_an_authority,
    waited_for_a_team,
    consulted,
    answered_for_others,
    reclassified,
    on_behalf,
    imported,
    appealed,
    appealed_when_closed,
    appeal_of_a_refusal,
    appeal_at_another_level,
    appealed_for_somebody,
    withdrawn_for_somebody,
    split_in_two,
    taken_out_of_another,
    reminded_and_ticked,
    migrated,
    shared_out,
    reported_to_a_city,
    imported_to_a_city,
)


async def record(folder: Path, *names: str) -> None:
    """Run a case through every path once, or those of some names, and keep the history of its last run."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as packs:
        policies = packs_of_histories(Path(packs) / "policies")
        hints = "limit.historyCount.suggestContinueAsNew=160"
        async with running(Path(home), hints, policies=policies) as system:
            for path in (each for each in PATHS if not names or each.__name__ in names):
                history = await system.handle(await path(system)).fetch_history()
                plain = await unsealed_history(json.loads(history.to_json()), case_keys_of(system.config))
                keep_history(folder / f"{path.__name__}.json", plain)


def packs_of_histories(folder: Path) -> Path:
    """The packs of the paths, without quiet hours: a case whose notices wait for the morning does not end before it."""
    policies_in_days(folder)
    for pack in folder.glob("*/pack.toml"):
        edit_toml(pack, without_quiet_hours)
    (folder / "passports" / "sharing.toml").write_text(_SHARING)
    edit_toml(folder / "passports" / "services" / "exit_visas.toml", _with_recall)
    return folder


def _with_recall(tables: Table) -> None:
    tables["services"][RECALLING]["recall"] = "30m"


async def unsealed_history(value: Any, keys: CaseKeys) -> Any:
    """A history with its payloads as they were before they were sealed: it replays without keys, and can be read."""
    if isinstance(value, list):
        return [await unsealed_history(each, keys) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("metadata", {}).get("encoding") == _SEALED:
        payload = ParseDict(value, Payload())
        (payload,) = await unsealed(keys, "default", [payload], frozenset({payload.metadata["case"].decode()}))
        return MessageToDict(payload)
    return {name: await unsealed_history(each, keys) for name, each in value.items()}


def keep_history(path: Path, history: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    kept = _without_identities(history)
    path.write_text(json.dumps(kept, separators=(",", ":"), ensure_ascii=False))


_FOR_SOMEBODY: dict[str, Any] = {"requested_by": "applicant", "way": "phone"}


async def _appealed(system: System, *, closed: bool = False) -> tuple[str, str]:
    """A refused case, and the appeal against it, which is open."""
    reference = await _claimed(system)
    await system.do(reference, "reject", **REJECTION)
    if closed:
        await system.do(reference, "close", SALMA, **_FOR_SOMEBODY)
        await system.handle(reference).result()
    receipt = await system.do(reference, "appeal", BENEFICIARY, text="لم ينظر في الصك")
    await eventually(lambda: _has(system, reference, "appeal_opened"), seconds=60)
    return reference, str(receipt.appeal)


async def _appeal_decided(system: System, appeal: str) -> None:
    await system.do(appeal, "claim", SALMA)
    reply = {"template": "appeal_denied"}
    await system.do(appeal, "reject", DIRECTOR, reason="decision_upheld", reply=reply)
    await system.do(appeal, "close", DIRECTOR, **_FOR_SOMEBODY)


async def _claimed(system: System) -> str:
    receipt = await system.submit()
    await system.do(receipt.reference, "claim")
    return receipt.reference


def _without_identities(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_identities(each) for name, each in value.items() if name not in _IDENTITIES}
    return [_without_identities(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    asyncio.run(record(HISTORIES, *sys.argv[1:]))
