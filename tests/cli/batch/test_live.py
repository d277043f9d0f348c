"""Commands of staff for many cases on real servers."""

import asyncio
import signal
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

import worker
from commands.common.words.advice import ExitCode
from tests.cli.live.test_interrupt import started
from tests.cli.live.test_live import APPROVAL, Tawasul
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.system import System

AS_OMAR = ("--as", OMAR.id)


@pytest.fixture
def tawasul(system: System, tmp_path: Path) -> Tawasul:
    tawasul = Tawasul(system)
    tawasul.environ |= {"TAWASUL_BATCH_PER_SECOND": "0"}
    return tawasul


async def several(tawasul: Tawasul, count: int) -> list[str]:
    return [await tawasul.opened() for _ in range(count)]


async def test_one_command_goes_to_many_cases_and_each_decides_for_itself(tawasul: Tawasul) -> None:
    cases = await several(tawasul, 4)
    await tawasul.system.do(cases[1], "claim", LAYLA)
    await tawasul.system.do(cases[2], "claim", OMAR)
    taken = await tawasul("claim", *cases, cases[0], *AS_OMAR, "--json")
    assert [each["reference"] for each in taken.lines] == cases
    assert [each.get("stage", each.get("already", each.get("error"))) for each in taken.lines] == [
        "in_review", taken.lines[1]["error"], True, "in_review",
    ]  # fmt: skip
    assert (taken.lines[1]["error"]["code"], taken.lines[1]["error"]["holder"]) == ("wrong_stage", LAYLA.id)
    assert (taken.code, taken.err) == (ExitCode.REFUSED, "3 of 4 cases taken; 1 wrong_stage\n")
    mine = [cases[0], *cases[2:]]
    decided = await tawasul("approve", "-", *AS_OMAR, *APPROVAL, "--yes", stdin="\n".join(mine))
    assert (decided.code, decided.err) == (ExitCode.DONE, "3 of 3 cases approved\n")
    assert [line[:19] for line in decided.out.splitlines()] == mine
    for each in mine:
        assert (await tawasul.system.types(each)).count("resolved") == 1


async def test_a_dry_run_foresees_what_the_command_then_does(tawasul: Tawasul) -> None:
    cases = await several(tawasul, 2)
    await tawasul.system.do(cases[0], "claim", LAYLA)
    await tawasul.system.caught_up(cases[0])
    asked = ("assign", *cases, "TW-7K3M-9QXD-2VHA-K", "--to", OMAR.id, "--as", SALMA.id, "--json")
    foreseen, done = await tawasul(*asked, "--dry-run"), await tawasul(*asked)

    def essence(line: dict[str, Any]) -> Any:
        return line["error"]["code"] if "error" in line else (line["stage"], line["due"])

    assert [*map(essence, foreseen.lines)] == [*map(essence, done.lines)]
    assert foreseen.code == done.code == ExitCode.NO_SUCH_CASE


async def test_a_command_id_of_ones_own_is_that_of_each_case_and_does_nothing_twice(tawasul: Tawasul) -> None:
    cases = await several(tawasul, 2)
    note = ("note", *cases, "--text", "seen", *AS_OMAR, "--command-id", f"script-{uuid.uuid4().hex}", "--json")
    first, second = await tawasul(*note), await tawasul(*note)
    assert first.lines == second.lines and first.code == second.code == ExitCode.DONE
    for each in cases:
        assert (await tawasul.system.types(each)).count("noted") == 1


async def test_what_one_holds_already_is_claimed_without_an_error(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    again = await tawasul("claim", reference, *AS_OMAR, "--json")
    assert (again.code, again.data["already"], again.data["holder"]) == (ExitCode.DONE, True, OMAR.id)
    assert "yours already" in (await tawasul("claim", reference, *AS_OMAR)).out
    assert (await tawasul("claim", reference, "--as", LAYLA.id)).code == ExitCode.REFUSED


async def test_an_interrupted_command_goes_on_with_the_others_under_the_same_id(idle_system: System) -> None:
    tawasul = Tawasul(idle_system)
    tawasul.environ |= {"TAWASUL_BATCH_PER_SECOND": "4"}
    note = ("note", "-", "--text", "seen", *AS_OMAR)
    async with worker.serving(idle_system.config):
        cases = await several(tawasul, 12)
        async with started(idle_system, *note, TAWASUL_BATCH_PER_SECOND="2") as process:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.write("\n".join(cases).encode())
            process.stdin.close()
            first = (await process.stdout.readline()).decode()
            process.send_signal(signal.SIGINT)
            code, err = await process.wait(), (await process.stderr.read()).decode()
        assert (code, first[:19]) == (ExitCode.INTERRUPTED, cases[0])
        assert "of 12 cases noted" not in err and "--resume goes on with the others" in err
        unsaid = await tawasul(*note, stdin="\n".join(cases))
        assert unsaid.code == ExitCode.WRONG_USAGE and "--resume" in unsaid.err and "--anew" in unsaid.err
        resumed = await tawasul(*note, "--resume")
        assert resumed.code == ExitCode.DONE and "12 of 12 cases noted" in resumed.err
        assert cases[0] not in resumed.out
        for each in cases:
            assert (await idle_system.types(each)).count("noted") == 1
        assert (await tawasul(*note, "--resume")).code == ExitCode.WRONG_USAGE


async def test_without_a_worker_every_case_is_queued_and_done_once(idle_system: System) -> None:
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        cases = await several(tawasul, 3)
    queued = await tawasul("note", *cases, "--text", "x", *AS_OMAR, "--json")
    assert queued.code == ExitCode.QUEUED and all(each["queued"] for each in queued.lines)
    async with worker.serving(idle_system.config):
        for each in cases:
            await tawasul.until(each, "seq", lambda seq: seq >= 3)
            assert (await idle_system.types(each)).count("noted") == 1


async def test_whoever_leaves_hands_over_everything(idle_system: System) -> None:
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        cases = await several(tawasul, 3)
        for each in cases[:2]:
            await idle_system.do(each, "claim", OMAR)
            await idle_system.caught_up(each)
        left = await tawasul("staff", "leave", OMAR.id, "--give-to", LAYLA.id, "--as", DIRECTOR.id)
        assert (left.code, left.err) == (ExitCode.DONE, "2 of 2 cases assigned\n")
        for each in cases[:2]:
            await idle_system.caught_up(each)
            assert (await tawasul.shown(each))["assignee"]["id"] == LAYLA.id
        assert (await tawasul("claim", cases[2], *AS_OMAR)).code == ExitCode.NOT_ALLOWED
        back = await tawasul("staff", "leave", LAYLA.id, "--release", "--as", DIRECTOR.id, "--json")
        assert sorted(each["reference"] for each in back.lines) == sorted(cases[:2])
        assert {each["stage"] for each in back.lines} == {"queued"}
    with psycopg.connect(idle_system.stack.migration_url) as records:
        active = records.execute("SELECT id FROM staff WHERE NOT active ORDER BY id").fetchall()
    assert active == [(LAYLA.id,), (OMAR.id,)]


async def test_the_rate_is_kept(tawasul: Tawasul) -> None:
    cases = await several(tawasul, 3)
    tawasul.environ |= {"TAWASUL_BATCH_PER_SECOND": "1"}
    began = asyncio.get_running_loop().time()
    assert (await tawasul("note", *cases, "--text", "x", *AS_OMAR)).code == ExitCode.DONE
    assert asyncio.get_running_loop().time() - began >= 2
