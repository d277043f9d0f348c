"""Paths of cases whose terms, calendar, holder or run are changed from outside."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from activities.packs import load_pack
from activities.records.store import records_of
from errors import Refused
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.codes import ClockKind, DiscrepancyKind, Priority, StopCause
from models.packs.derive import case_policy
from models.policy import terms_of
from recovery.discrepancy import Discrepancy
from recovery.restarting import restart
from settings import PROJECT
from tests.support.histories.steps import ASK, claimed, has, has_one_of
from tests.support.policies.two_calendars import DECLARATION
from tests.support.requests import sample
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, STRANGER
from tests.support.system import System, command, eventually


async def of_a_fault(system: System) -> str:
    receipt = await system.submit()
    fault = "FT-7K3M-9QXD-2VHA-K"
    await system.do(receipt.reference, "claim")
    await system.do(receipt.reference, "link_fault", fault=fault)
    await system.signal(receipt.reference, command("link_fault", SYSTEM, fault=fault, known=True))
    last = await system.do(receipt.reference, "unlink_fault", fault=fault, note="رسالة أخرى")
    await system.settled(last)
    return receipt.reference


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
    reference = await claimed(system)
    for junk in (None, "junk", {"kind": "nowhere"}):
        await system.handle(reference).signal("command", junk)
    await system.settled(await system.approve(reference))
    return reference


async def of_what_was_seen(system: System) -> str:
    """Commands that say which version was seen: one is taken, one comes too late by update and one by signal."""
    reference = await claimed(system)
    seq = (await system.view(reference)).row.seq
    await system.do(reference, "note", text="مراجعة", expected_seq=seq)
    with suppress(Refused):
        await system.do(reference, "note", text="متأخرة", expected_seq=seq)
    await system.signal(reference, command("note", text="متأخرة", expected_seq=seq))
    await eventually(lambda: has(system, reference, "noted"))
    await system.settled(await system.approve(reference))
    return reference


async def cancelled_by_hand(system: System) -> str:
    reference = await claimed(system)
    await system.handle(reference).cancel()
    await eventually(lambda: has(system, reference, "resumed"))
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


async def went_on_as_new(system: System) -> str:
    reference = await claimed(system)
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
    await eventually(lambda: has_one_of(system, reference, {"resolved", "refused"}))
    await system.settled(await system.do(reference, "note", officer, text="مراجعة"))
    return reference


async def started_from_the_records(system: System) -> str:
    """A case whose run was ended by hand, and that goes on from its records in another."""
    reference = await claimed(system)
    await system.caught_up(reference)
    await system.handle(reference).terminate("by hand")
    records = records_of(system.config, 2)
    try:
        finding = Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, 0)
        await restart(system.client, system.stack.database_url, records, finding, StopCause.TERMINATED)
    finally:
        records.engine.dispose()
    await eventually(lambda: has(system, reference, "resumed"))
    await system.settled(await system.approve(reference))
    return reference


async def migrated(system: System) -> str:
    """Under a version with shorter promises, and then decided."""
    reference = await claimed(system)
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
    await eventually(lambda: has(system, reference, "nobody_available"))
    omar, layla = (each.model_copy(update=teams) for each in (OMAR, LAYLA))
    system.signer(omar)
    while not await has(system, reference, "shared_out"):
        await system.pass_time(reference, hours=2)
    system.signer(layla)
    await system.do(reference, "release", omar)
    await eventually(lambda: _holds(system, reference, layla))
    await system.settled(await system.approve(reference, layla))
    return reference


async def _holds(system: System, reference: str, person: Actor) -> bool:
    return (await system.view(reference)).row.assignee == person.id
