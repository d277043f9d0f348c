"""The command line on the real servers, as people and scripts use it."""

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.service import RPCError

import worker
from chaos.faults.proxy import FaultProxy, LinkFaults
from commands.common.advice import ExitCode
from models.intake.request import read_request
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.system import System, an_iqama, eventually
from tests.support.terminal import NOWHERE, Ended, tawasul

APPROVAL = ("--reason", "note_removed", "--reply-template", "note_resolved")


class Door:
    """The command line beside the system of this test run; `without` sends some of it nowhere."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.environ = system.stack.environment

    async def __call__(self, *arguments: str, stdin: str = "", without: tuple[str, ...] = ()) -> Ended:
        environ = self.environ | {name: NOWHERE[name] for name in without}
        return await asyncio.to_thread(tawasul, *arguments, environ=environ, stdin=stdin)

    async def opened(self, **changes: Any) -> str:
        """The reference of a new request, which is on record."""
        receipt = await self.system.submit(**changes)
        await self.system.recorded(receipt.reference, receipt.seq)
        return receipt.reference

    async def held(self, **changes: Any) -> str:
        """The reference of a new request that Omar has taken."""
        reference = await self.opened(**changes)
        await self.system.do(reference, "claim")
        return reference

    async def shown(self, reference: str) -> Any:
        """The case as programs see it."""
        return (await self("show", reference, "--json")).data

    async def until(self, reference: str, field: str, there: Callable[[Any], bool]) -> None:
        """Wait until the records show it."""
        async with asyncio.timeout(20):
            while not there((await self.shown(reference))[field]):
                continue


@pytest.fixture
def door(system: System) -> Door:
    return Door(system)


def lines(*requests: dict[str, Any]) -> str:
    """Requests as JSON lines."""
    return "\n".join(json.dumps(request) for request in requests)


def a_request() -> dict[str, Any]:
    """A new request of somebody new."""
    return wire_request(id=uuid.uuid4().hex, applicant__id_number=an_iqama())


async def test_a_file_of_requests_gets_a_line_each_and_the_same_receipts_again(door: Door) -> None:
    two = [a_request(), a_request()]
    first = await door("submit", "-", stdin=lines(*two))
    assert (first.code, first.err) == (ExitCode.DONE, "2 of 2 taken\n")
    line = first.out.splitlines()[0]
    assert line.startswith("TW-") and "routed to exit_visas" in line and "due 20" in line
    assert line.endswith("تحت المعالجة")
    again = await door("submit", "-", "--json", stdin=lines(*two))
    assert [each["id"] for each in again.lines] == [request["id"] for request in two]
    assert [each["reference"] for each in again.lines] == [line[:19] for line in first.out.splitlines()]


async def test_a_bad_item_and_a_conflict_are_refused_and_the_rest_go_on(door: Door) -> None:
    known, new = a_request(), a_request()
    assert (await door("submit", "-", stdin=lines(known))).code == ExitCode.DONE
    changed = known | {"subject_ar": "another subject"}
    mixed = await door("submit", "-", "--json", stdin=lines(changed, {}, new))
    assert mixed.code == ExitCode.WRONG_USAGE
    codes = [each.get("error", {}).get("code") for each in mixed.lines]
    assert codes == ["conflict", "unreadable", None]
    assert [each["item"] for each in mixed.lines] == [1, 2, 3]
    assert (await door("submit", "-", stdin=lines(changed))).code == ExitCode.REFUSED


async def test_an_officer_finds_takes_and_decides_a_request(door: Door) -> None:
    reference = await door.opened()
    inbox = (await door("inbox", "--as", OMAR.id, "--limit", "500", "--json")).data
    found = next(each for each in inbox["unassigned"] if each["reference"] == reference)
    assert found["score"]["points"] == sum(reason["points"] for reason in found["score"]["reasons"])
    assert (await door("claim", reference, "--as", OMAR.id)).code == ExitCode.DONE
    decided = await door("approve", reference, "--as", OMAR.id, *APPROVAL, "--note", "seen")
    assert decided.code == ExitCode.DONE
    assert decided.out.startswith(f"{reference}  approved, now resolved, in follow-up: obstacle removed")
    await door.system.caught_up(reference)
    page = (await door("show", reference)).out
    for told in ("omar took it", "omar approved: obstacle removed", "note: seen", "تمت معالجة الملاحظة"):
        assert told in page


async def test_the_loser_of_a_race_hears_who_decided(door: Door) -> None:
    reference = await door.held()
    await door.system.approve(reference)
    lost = await door("reject", reference, "--as", LAYLA.id, "--reason", "window_passed", "--reply", "تعذر", "--json")
    assert lost.code == ExitCode.REFUSED
    assert lost.data["error"]["code"] == "already_decided"
    assert "omar" in lost.err and lost.err.count("\n") == 1


async def test_a_script_may_send_a_message_twice(door: Door) -> None:
    reference = await door.opened()
    claim = ("claim", reference, "--as", OMAR.id, "--command-id", f"script-{uuid.uuid4().hex}", "--json")
    first, second = await door(*claim), await door(*claim)
    assert (first.code, first.data) == (second.code, second.data) == (ExitCode.DONE, first.data)


async def test_who_may_not_act_is_told_so(door: Door) -> None:
    reference = await door.opened()
    assert (await door("claim", reference, "--as", "nobody")).code == ExitCode.NOT_ALLOWED
    assert (await door("assign", reference, "--to", LAYLA.id, "--as", OMAR.id)).code == ExitCode.NOT_ALLOWED
    assert (await door("assign", reference, "--to", LAYLA.id, "--as", SALMA.id)).code == ExitCode.DONE
    await door.system.caught_up(reference)
    assert (await door.shown(reference))["assignee"]["id"] == LAYLA.id


async def test_an_unknown_case_is_no_case(door: Door) -> None:
    for command in ("show", "explain", "withdraw"):
        assert (await door(command, "TW-7K3M-9QXD-2VHA-K")).code == ExitCode.NO_SUCH_CASE
    assert (await door("audit", "verify", "TW-7K3M-9QXD-2VHA-K")).code == ExitCode.NO_SUCH_CASE


async def test_a_beneficiary_is_asked_answers_reopens_and_rates(door: Door) -> None:
    reference = await door.held()
    asked = ("--reason", "documents_missing", "--document", "passport_copy", "--question", "متى السفر؟")
    assert (await door("ask", reference, "--as", OMAR.id, *asked, "--reply-template", "ask_listed")).code == 0
    await door.system.caught_up(reference)
    assert "paused" in (await door("explain", reference)).out
    answer = ("--text", "مرفق", "--attach", "p.pdf:passport_copy")
    assert "now answered by the beneficiary" in (await door("reply", reference, *answer)).out
    await door.system.approve(reference)
    assert (await door("reopen", reference, "--text", "لم تنجح", "--retry-failed")).code == ExitCode.DONE
    await door.system.do(reference, "claim")
    await door.system.approve(reference)
    assert (await door("rate", reference, "--score", "5")).code == ExitCode.DONE
    await door.system.caught_up(reference)
    shown = await door.shown(reference)
    told = [event["body"]["type"] for event in shown["timeline"]]
    assert [each for each in told if each in ("asked", "replied", "reopened", "rated")] == [
        "asked", "replied", "reopened", "rated",
    ]  # fmt: skip
    assert (shown["rounds"], shown["reopens"], shown["rating"]) == (1, 1, 5)


async def test_identity_numbers_are_masked_unless_asked_for(door: Door) -> None:
    number = an_iqama()
    reference = await door.opened(applicant__id_number=number, applicant__mobile="+966512340042")
    for form in ((), ("--json",)):
        masked, whole = await door("show", reference, *form), await door("show", reference, "--ids", *form)
        assert number not in masked.out and f"******{number[-4:]}" in masked.out
        assert "966512340042" not in masked.out
        assert number in whole.out


async def test_people_see_everything_with_no_server_of_the_cases(door: Door) -> None:
    number = an_iqama()
    reference = await door.opened(applicant__id_number=number)
    gone = ("TEMPORAL_ADDRESS",)
    assert reference in (await door("show", reference, without=gone)).out
    assert "49 h promised" in (await door("explain", reference, without=gone)).out
    assert reference in (await door("cases", "--team", "exit_visas", without=gone)).out
    assert reference in (await door("cases", "--person", number, "--csv", without=gone)).out
    assert " open" in (await door("board", without=gone)).out
    assert (await door("audit", "verify", reference, without=gone)).out.startswith("whole: 1 case,")
    assert (await door("withdraw", reference, without=gone)).code == ExitCode.UNREACHABLE


async def test_a_case_is_shown_by_its_worker_while_the_records_are_away(door: Door) -> None:
    reference = await door.opened()
    page = await door("show", reference, without=("TAWASUL_DATABASE_URL",))
    assert page.code == ExitCode.DONE
    assert "the running case: the records cannot be reached" in page.out


async def test_a_message_without_a_worker_is_queued_and_done_later(idle_system: System) -> None:
    door = Door(idle_system)
    async with worker.serving(idle_system.config):
        reference = await door.opened()
    withdrawn = await door("withdraw", reference, "--json")
    assert withdrawn.code == ExitCode.QUEUED
    assert (withdrawn.data["queued"], withdrawn.data["reference"]) == (True, reference)
    async with worker.serving(idle_system.config):
        await door.until(reference, "outcome", lambda outcome: outcome == "withdrawn")


async def test_what_programs_read_stays_clean_while_a_server_goes_away(idle_system: System) -> None:
    requests = [a_request() for _ in range(20)]
    with FaultProxy(int(idle_system.stack.temporal_address.rpartition(":")[2])) as link:
        door = Door(idle_system)
        door.environ |= {"TEMPORAL_ADDRESS": f"127.0.0.1:{link.port}"}
        asking = asyncio.create_task(door("submit", "-", "--json", stdin=lines(*requests)))
        await eventually(lambda: _started(idle_system, read_request(requests[0]).reference))
        link.faults = LinkFaults(refuse=True)
        ended = await asking
    assert ended.code == ExitCode.UNREACHABLE
    assert ended.data["error"]["code"] == "unreachable" and "never applied twice" in ended.data["error"]["advice"]
    assert ended.err.count("\n") == 1


async def _started(system: System, reference: str) -> bool:
    try:
        await system.handle(reference).describe()
    except RPCError:
        return False
    return True


async def test_an_announced_closure_moves_running_cases_and_says_why(idle_system: System) -> None:
    door = Door(idle_system)
    async with worker.serving(idle_system.config):
        reference = await door.opened()
        before = (await door.shown(reference))["due_at"]
        days = ("--from", before[:10], "--to", before[:10])
        said = (
            "--id",
            "storm",
            "--name",
            "إغلاق",
            "--source",
            "the directorate",
            "--pack",
            "passports",
            "--why",
            "storm",
        )
        assert (await door("calendar", "announce", *said, *days, "--as", OMAR.id)).code == ExitCode.NOT_ALLOWED
        announced = await door("calendar", "announce", *said, *days, "--as", DIRECTOR.id, "--json")
        assert announced.data["cases_told"] == 1
        await door.until(reference, "due_at", lambda due: due != before)
        told = (await door("explain", reference)).out
        assert "إغلاق" in told and "2026.1+1" in told
        assert (await door("calendar", "cancel", "--id", "storm", "--pack", "passports", "--as", DIRECTOR.id)).code == 0
        assert "storm" not in (await door("calendar", "show", "--pack", "passports")).out


async def test_staff_come_go_and_are_away(door: Door) -> None:
    who = f"o.{uuid.uuid4().hex[:6]}"
    name = ("--name", "سالم التجريبي", "--role", "officer", "--team", "exit_visas")
    assert (await door("staff", "add", who, *name, "--mobile", "٠٥١٢٣٤٠٠٩٩")).code == ExitCode.DONE
    assert (await door("staff", "add", who, *name)).code == ExitCode.WRONG_USAGE
    assert (await door("staff", "teams", who, "--team", "nowhere")).code == ExitCode.WRONG_USAGE
    await door("staff", "teams", who, "--team", "payments")
    away = await door("staff", "away", who, "--from", "2020-01-01", "--to", "2099-01-01", "--substitute", OMAR.id)
    assert away.code == ExitCode.DONE
    listed = (await door("staff", "list", "--team", "payments", "--json")).data[0]
    assert (listed["id"], listed["mobile"], listed["substitute"]) == (who, "+966512340099", OMAR.id)
    new = ("--role", "supervisor", "--email", "s@Example.COM", "--mobile", "")
    changed = await door("staff", "change", who, *new, "--json")
    assert [changed.data[0][each] for each in ("role", "email", "mobile")] == ["supervisor", "s@example.com", None]
    assert (await door("staff", "change", who, "--email", "nowhere")).code == ExitCode.WRONG_USAGE
    assert (await door("staff", "change", who)).code == ExitCode.WRONG_USAGE
    await door("staff", "back", who)
    await door("staff", "remove", who)
    assert (await door("inbox", "--as", who)).code == ExitCode.NOT_ALLOWED
    await door("staff", "activate", who)
    assert (await door("inbox", "--as", who)).code == ExitCode.DONE


async def test_what_a_beneficiary_wrote_cannot_steer_a_terminal(door: Door) -> None:
    reference = await door.held(text_ar="نص \u202egnp\x1b]52;c;AAAA\x07 \x9b31m", subject="=HYPERLINK(1)")
    await door("note", reference, "--as", OMAR.id, "--text", "\x1b[2J\u2066hidden\u2069")
    await door.system.caught_up(reference)
    for page in [await door("show", reference), await door("show", reference, "--json")]:
        assert page.code == ExitCode.DONE
        assert all(char.isprintable() or char == "\n" for char in page.out)
