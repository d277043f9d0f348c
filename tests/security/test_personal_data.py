"""Personal data of a case on real servers: exported for the person, disposed of, and the audit stays whole."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from activities.packs import load_packs
from activities.records.audit import verify
from activities.records.database import connect
from activities.retention.dispose import dispose
from activities.retention.due import due_cases
from commands.common.words.advice import ExitCode
from models.authority import Scope
from models.case.commands import BENEFICIARY
from models.codes import DisposalResult
from tests.support import terminal
from tests.support.retention import KeyShredder
from tests.support.simulation import DIRECTOR
from tests.support.system import System, an_iqama, running
from tests.support.terminal import Ended


@pytest.fixture(scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system of its own, in which notices go out at any hour."""
    folder = tmp_path_factory.mktemp("personal-data")
    async with running(folder / "home") as alive:
        yield alive


async def tawasul(system: System, *arguments: str, stdin: str = "") -> Ended:
    environment = system.stack.environment | {"TAWASUL_STAFF": DIRECTOR.id}
    return await asyncio.to_thread(terminal.tawasul, *arguments, environ=environment, stdin=stdin)


async def test_a_case_is_exported_for_its_person_then_disposed_of_and_the_audit_stays_whole(system: System) -> None:
    number = an_iqama()
    receipt = await system.submit(applicant__id_number=number)
    await system.do(receipt.reference, "claim")
    await system.approve(receipt.reference)
    await system.do(receipt.reference, "rate", BENEFICIARY, score=5, comment="شكرا")
    await system.end(receipt.reference)

    export = await tawasul(
        system, "person", "export", "-", "--json", "--why", "request of the person", stdin=f"{number}\n"
    )
    assert export.code == ExitCode.DONE, export.err
    (case,) = export.data["cases"]
    assert (case["reference"], case["stage"], case["roles"]) == (receipt.reference, "closed", ["applicant"])
    assert case["request"]["applicant"]["id_number"] == number
    sent = [each for each in case["notices"] if each["audience"] == "beneficiary" and each["channel"] == "sms"]
    assert sent and all(each["body"] and each["recipients"] == ["+966512340011"] for each in sent)
    assert all(each["last_day"] for each in case["retention"] if each["then"] != "keep")

    held = await tawasul(system, "retention", "hold", receipt.reference, "--why", "a case in court", "--json")
    assert await _disposed(system, years=20) == []
    await tawasul(system, "retention", "release", receipt.reference, "--hold", str(held.data["id"]), "--why", "ended")
    assert await _disposed(system, years=1) == []
    assert set(await _disposed(system, years=20)) == {DisposalResult.DONE}
    assert await _disposed(system, years=20) == []

    with connect(system.stack.database_url) as connection:
        assert verify(connection, receipt.reference, system.config.index_key).whole
    again = await tawasul(
        system, "person", "export", "-", "--json", "--why", "request of the person", stdin=f"{number}\n"
    )
    (case,) = again.data["cases"]
    assert {each["kind"] for each in case["disposals"]} >= {"notices", "request"}
    assert {(each["recipients"] == [], each["body"]) for each in case["notices"]} == {(True, "")}
    assert "+966512340011" not in json.dumps(case["notices"])


async def _disposed(system: System, years: int) -> list[DisposalResult]:
    """What comes of everything that is due so many years after the last closing."""
    pack = load_packs(system.config.policies)["passports"]
    (last,) = system.rows("SELECT max(closed_at) AS at FROM case_row")
    then = last["at"] + timedelta(days=366 * years)
    with connect(system.stack.desk_url) as desk, connect(system.stack.admin_url) as admin:
        cases = due_cases(desk, pack, then, Scope((DIRECTOR,), True), None)
        return [dispose(admin, case, each, DIRECTOR, KeyShredder()) for case in cases for each in case.due]
