"""A case that is erased: nobody reads it any more, nowhere, and the audit is whole."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.keys.case_keys import LONGEST_REMEMBERED, case_keys_of
from activities.keys.parts import PartSealer
from activities.packs import load_packs
from activities.records.audit import verify
from activities.records.database import connect
from activities.retention.dispose import disposals_of, dispose
from activities.retention.due import due_cases
from client import connected
from commands.common.words.advice import ExitCode
from models.authority import Scope
from models.case.commands import BENEFICIARY
from models.codes import DisposalResult, Stage
from recovery.deleting import delete_runs
from recovery.erasing import CaseEraser
from tests.files.test_watch import put
from tests.records.lost.test_recovery import records_of
from tests.records.lost.test_retention import AT_ONCE
from tests.support.attackers.leaks import dumped, in_clear
from tests.support.simulation import DIRECTOR
from tests.support.system import System, eventually, running
from tests.support.terminal import Ended, tawasul
from tests.system.test_privacy_outside_payloads import TEXT, canary
from watchdog.loop import Watchdog


@pytest.fixture(scope="module")
async def small(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """Servers of these tests alone, without quiet hours."""
    folder = tmp_path_factory.mktemp("erasure")
    async with running(folder / "home", AT_ONCE) as system:
        yield system


async def told(system: System, *arguments: str) -> Ended:
    """A command as an operator gives it, who has the owner's role."""
    environ = system.stack.environment | {"TAWASUL_MIGRATION_URL": system.stack.migration_url}
    return await asyncio.to_thread(tawasul, *arguments, environ=environ)


async def closed_case(system: System) -> tuple[str, tuple[str, ...]]:
    """A case that went its whole way and has ended, full of strings that must go."""
    request, secrets = canary(system)
    reference = request.reference
    await system.open(request)
    await system.do(reference, "claim")
    await system.do(reference, "note", text=TEXT)
    await system.approve(reference, reply={"text": TEXT})
    await system.do(reference, "rate", BENEFICIARY, score=5, comment=TEXT)
    await system.end(reference)
    await eventually(lambda: _is_closed(system, reference))
    return reference, secrets


async def _is_closed(system: System, reference: str) -> bool:
    find = "SELECT 1 FROM case_row WHERE reference = %s AND stage = 'closed' AND notices_waiting = 0"
    return bool(await asyncio.to_thread(system.rows, find, reference))


async def test_after_an_erasure_nobody_reads_it_and_the_audit_is_whole(small: System) -> None:
    reference, secrets = await closed_case(small)
    other, _ = await closed_case(small)
    chain = small.rows("SELECT seq, hash FROM case_event WHERE reference = %s ORDER BY seq", reference)
    mail = small.config.home / "mailbox"
    assert list(mail.glob(f"{reference}.*"))
    await asyncio.to_thread(put, small, reference)
    files = small.config.home / "files"
    assert [each for each in files.rglob("*") if each.is_file()]
    ended = await told(small, "erase", reference, "--reason", "requested", "--as", "dana", "--json")
    assert ended.code == 0, ended
    assert ended.data["files"] == 1 and not [each for each in files.rglob("*") if each.is_file()]
    assert ended.data["runs"] == 1 and ended.data["mail"] and ended.data["events_in_clear"] == 0

    shown = await told(small, "show", reference, "--as", "dana")
    assert "erased" in shown.text and "by dana" in shown.text and not in_clear(secrets, shown.out)
    assert not list(mail.glob(f"{reference}.*")) and list(mail.glob(f"{other}.*"))
    with pytest.raises(RPCError):
        await small.handle(reference).describe()
    assert [each async for each in small.client.list_workflows(f"WorkflowId = '{reference}'")] == []
    assert in_clear(secrets, dumped(small.stack.migration_url)) == []
    wrapped, people = await asyncio.to_thread(_left, small, reference)
    assert wrapped is None and people == ("", "", "", None)

    now = small.rows("SELECT seq, type, actor, body, hash FROM case_event WHERE reference = %s ORDER BY seq", reference)
    assert [{"seq": each["seq"], "hash": each["hash"]} for each in now[:-1]] == chain
    assert (now[-1]["type"], now[-1]["actor"]) == ("erased", "dana")
    audit = await told(small, "audit", "verify", "--json")
    assert audit.data["flaws"] == [] and audit.data["unread"] == 1, audit
    assert (await told(small, "show", other, "--as", "dana")).code == 0


def _left(system: System, reference: str) -> tuple[bytes | None, tuple[str | None, ...]]:
    """The wrapped key of a case, and by what its person and its source are found."""
    find = """SELECT wrapped, source_id, applicant_key, concerned_key, error_code
              FROM case_key JOIN request USING (reference) WHERE reference = %s"""
    with psycopg.connect(system.stack.database_url) as connection:
        wrapped, *people = connection.execute(find, (reference,)).fetchone() or pytest.fail("no row")
    return wrapped, tuple(people)


async def test_what_comes_with_an_erased_request_that_is_filed_again_is_deleted(small: System) -> None:
    request, _ = canary(small)
    reference, receipt = request.reference, await small.open(request)
    await small.do(reference, "withdraw", BENEFICIARY)
    await eventually(lambda: _is_closed(small, reference))
    await eventually(lambda: _has_ended(small, reference))
    assert (await told(small, "erase", reference, "--reason", "requested", "--as", "dana")).code == 0
    assert await small.open(request) == receipt
    await eventually(lambda: _has_ended(small, reference))

    with records_of(small) as records:
        watchdog = Watchdog(small.client, small.config.database_url, records)

        async def forgotten() -> bool:
            await watchdog.look()
            try:
                await small.handle(reference).describe()
            except RPCError:
                return not [each async for each in small.client.list_workflows(f"WorkflowId = '{reference}'")]
            return False

        await eventually(forgotten, 90)
    wrapped, people = await asyncio.to_thread(_left, small, reference)
    assert wrapped is None and people == ("", "", "", None)


async def _has_ended(system: System, reference: str) -> bool:
    return (await system.handle(reference).describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_a_copy_of_the_records_made_afterwards_opens_nothing_with_the_wrapping_key(small: System) -> None:
    reference, _ = await closed_case(small)
    assert (await told(small, "erase", reference, "--reason", "ordered", "--as", "dana")).code == 0
    with psycopg.connect(small.stack.database_url) as connection:
        kept = connection.execute("SELECT body, type FROM case_event WHERE reference = %s", (reference,)).fetchall()
        keys = connection.execute(
            "SELECT count(*) FROM case_key WHERE reference = %s AND wrapped IS NOT NULL", (reference,)
        )
        assert keys.fetchone() == (0,)
    noted = [body for body, kind in kept if kind == "noted"]
    assert noted and all(body.startswith(b"\x01tw1") for body in noted)


async def test_a_request_that_is_held_is_not_erased_until_the_hold_ends(small: System) -> None:
    reference, _ = await closed_case(small)
    held = await told(small, "retention", "hold", reference, "--why", "a case in court", "--as", "dana")
    assert held.code == 0, held
    refused = await told(small, "erase", reference, "--reason", "requested", "--as", "dana", "--json")
    assert refused.code == ExitCode.REFUSED and "retention list" in refused.out + refused.err, refused
    assert small.rows("SELECT 1 FROM case_event WHERE reference = %s AND type = 'erased'", reference) == []
    await told(small, "retention", "release", reference, "--why", "it has ended", "--as", "dana")
    assert (await told(small, "erase", reference, "--reason", "requested", "--as", "dana")).code == 0


async def test_a_rule_of_retention_erases_by_the_key_of_the_case_and_the_audit_is_whole(small: System) -> None:
    reference, secrets = await closed_case(small)
    assert set(await asyncio.to_thread(disposed, small, reference)) == {DisposalResult.DONE}
    assert await asyncio.to_thread(disposed, small, reference) == []
    shown = await told(small, "show", reference, "--as", "dana")
    assert "erased" in shown.text and "by dana" in shown.text and not in_clear(secrets, shown.out)
    with connect(small.stack.desk_url) as desk:
        kinds = {each.kind for each in disposals_of(desk, reference)}
        assert kinds == {"request", "attachments", "events", "notices", "advice"}
        sealer = PartSealer(case_keys_of(small.config))
        assert verify(desk, reference, small.config.index_key, sealer=sealer).flaws == []


def disposed(system: System, reference: str) -> list[DisposalResult]:
    """What comes of everything of a case that is due twenty years after it was closed."""
    config, pack = system.config, load_packs(system.config.policies)["passports"]
    (closed,) = system.rows("SELECT closed_at AS at FROM case_row WHERE reference = %s", reference)
    then = closed["at"] + timedelta(days=366 * 20)

    def delete_all(case: str) -> int:
        async def delete() -> int:
            return await delete_runs(await connected(config), case)

        return asyncio.run(delete())

    with (
        connect(system.stack.desk_url) as desk,
        connect(system.stack.admin_url) as admin,
        connect(system.stack.migration_url) as owner,
    ):
        eraser = CaseEraser(owner, config.home, delete_all)
        cases = due_cases(desk, pack, then, Scope((DIRECTOR,), True), None)
        of_case = [(case, due) for case in cases if case.reference == reference for due in case.due]
        return [dispose(admin, case, due, DIRECTOR, eraser) for case, due in of_case]


async def test_it_may_be_given_again(small: System) -> None:
    reference, _ = await closed_case(small)
    for _ in range(2):
        assert (await told(small, "erase", reference, "--reason", "requested", "--as", "dana")).code == 0
    assert len(small.rows("SELECT 1 FROM case_event WHERE reference = %s AND type = 'erased'", reference)) == 1


async def test_an_open_case_is_not_erased_nor_by_an_officer(small: System) -> None:
    reference = (await small.submit()).reference
    assert (await told(small, "erase", reference, "--reason", "requested", "--as", "dana")).code == 3
    assert (await told(small, "erase", reference, "--reason", "requested", "--as", "omar")).code == 6
    asked = ("erase", reference, "--reason", "ordered", "--as", "dana")
    application = await asyncio.to_thread(tawasul, *asked, environ=small.stack.environment)
    assert application.code == 2 and "TAWASUL_MIGRATION_URL" in application.err
    assert (await small.view(reference)).row.stage is not Stage.CLOSED
    (key,) = small.rows("SELECT wrapped IS NOT NULL AS there FROM case_key WHERE reference = %s", reference)
    assert key["there"]


async def test_without_keys_the_audit_checks_every_chain(small: System) -> None:
    await closed_case(small)
    with connect(small.stack.database_url) as connection:
        report = verify(connection, None)
    assert report.flaws == [] and report.unread == report.cases > 0
    with psycopg.connect(small.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        changed = owner.execute(
            """UPDATE case_event SET body = set_byte(body, length(body) - 1, get_byte(body, length(body) - 1) # 1)
               WHERE type = 'noted' AND reference = (SELECT max(reference) FROM case_event WHERE type = 'noted')
               RETURNING reference"""
        ).fetchone()
        owner.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")
    with connect(small.stack.database_url) as connection:
        (flaw,) = verify(connection, None).flaws
    assert changed and flaw.reference == changed[0]


def test_a_process_forgets_keys_within_minutes() -> None:
    assert LONGEST_REMEMBERED <= 600
