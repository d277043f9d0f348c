"""The command line on real servers, as people and scripts use it."""

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from temporalio.service import RPCError

import worker
from chaos.faults.proxy import FaultProxy, LinkFaults
from commands.common.words.advice import ExitCode
from models.intake.request import read_request
from tests.support import terminal
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.system import System, an_iqama, eventually
from tests.support.terminal import NOWHERE, Ended

APPROVAL = ("--reason", "note_removed", "--reply-template", "note_resolved")


class Tawasul:
    """The command line of the system of this test run; `without` names servers of it that do not answer."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.environ = system.stack.environment | {"TAWASUL_STAFF": DIRECTOR.id}

    async def __call__(self, *arguments: str, stdin: str = "", without: tuple[str, ...] = ()) -> Ended:
        environ = self.environ | {name: NOWHERE[name] for name in without}
        return await asyncio.to_thread(terminal.tawasul, *arguments, environ=environ, stdin=stdin)

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
        """The case as `show --json` prints it."""
        return (await self("show", reference, "--json")).data

    async def until(self, reference: str, field: str, there: Callable[[Any], bool]) -> None:
        """Wait until a field of the case, as `show --json` prints it, is as wanted."""
        async with asyncio.timeout(20):
            while not there((await self.shown(reference))[field]):
                continue


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


def lines(*requests: dict[str, Any]) -> str:
    """Requests as JSON lines."""
    return "\n".join(json.dumps(request) for request in requests)


def a_request() -> dict[str, Any]:
    """A new request of somebody new."""
    return wire_request(id=uuid.uuid4().hex, applicant__id_number=an_iqama())


async def test_a_file_of_requests_gets_a_line_each_and_the_same_receipts_again(tawasul: Tawasul) -> None:
    two = [a_request(), a_request()]
    first = await tawasul("submit", "-", stdin=lines(*two))
    assert (first.code, first.err) == (ExitCode.DONE, "2 of 2 taken\n")
    line = first.out.splitlines()[0]
    assert line.startswith("TW-") and "routed to exit_visas" in line and "due 20" in line
    assert line.endswith("تحت المعالجة")
    again = await tawasul("submit", "-", "--json", stdin=lines(*two))
    assert [each["id"] for each in again.lines] == [request["id"] for request in two]
    assert [each["reference"] for each in again.lines] == [line[:19] for line in first.out.splitlines()]


async def test_a_bad_item_and_a_conflict_are_refused_and_the_rest_go_on(tawasul: Tawasul) -> None:
    known, new = a_request(), a_request()
    assert (await tawasul("submit", "-", stdin=lines(known))).code == ExitCode.DONE
    changed = known | {"subject_ar": "another subject"}
    mixed = await tawasul("submit", "-", "--json", stdin=lines(changed, {}, new))
    assert mixed.code == ExitCode.WRONG_USAGE
    codes = [each.get("error", {}).get("code") for each in mixed.lines]
    assert codes == ["conflict", "unreadable", None]
    assert [each["item"] for each in mixed.lines] == [1, 2, 3]
    assert (await tawasul("submit", "-", stdin=lines(changed))).code == ExitCode.REFUSED


async def test_an_officer_finds_takes_and_decides_a_request(tawasul: Tawasul) -> None:
    reference = await tawasul.opened()
    inbox = (await tawasul("inbox", "--as", OMAR.id, "--limit", "500", "--json")).data
    found = next(each for each in inbox["unassigned"] if each["reference"] == reference)
    assert found["score"]["points"] == sum(reason["points"] for reason in found["score"]["reasons"])
    assert (await tawasul("claim", reference, "--as", OMAR.id)).code == ExitCode.DONE
    decided = await tawasul("approve", reference, "--as", OMAR.id, *APPROVAL, "--note", "seen")
    assert decided.code == ExitCode.DONE
    assert decided.out.startswith(f"{reference}  approved, now resolved, in follow-up: obstacle removed")
    await tawasul.system.caught_up(reference)
    page = (await tawasul("show", reference)).out
    for sentence in ("omar took it", "omar approved: obstacle removed", "note: seen", "تمت معالجة الملاحظة"):
        assert sentence in page


async def test_the_loser_of_a_race_is_shown_who_decided(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    await tawasul.system.approve(reference)
    lost = await tawasul(
        "reject", reference, "--as", LAYLA.id, "--reason", "window_passed", "--reply", "تعذر", "--json"
    )
    assert lost.code == ExitCode.REFUSED
    assert lost.data["error"]["code"] == "already_decided"
    assert "omar" in lost.err and lost.err.count("\n") == 1


async def test_a_script_may_send_a_message_twice(tawasul: Tawasul) -> None:
    reference = await tawasul.opened()
    claim = ("claim", reference, "--as", OMAR.id, "--command-id", f"script-{uuid.uuid4().hex}", "--json")
    first, second = await tawasul(*claim), await tawasul(*claim)
    assert (first.code, first.data) == (second.code, second.data) == (ExitCode.DONE, first.data)


async def test_who_may_not_act_is_refused(tawasul: Tawasul) -> None:
    reference = await tawasul.opened()
    assert (await tawasul("claim", reference, "--as", "nobody")).code == ExitCode.NOT_ALLOWED
    assert (await tawasul("assign", reference, "--to", LAYLA.id, "--as", OMAR.id)).code == ExitCode.NOT_ALLOWED
    assert (await tawasul("assign", reference, "--to", LAYLA.id, "--as", SALMA.id)).code == ExitCode.DONE
    await tawasul.system.caught_up(reference)
    assert (await tawasul.shown(reference))["assignee"]["id"] == LAYLA.id


async def test_an_unknown_case_is_no_case(tawasul: Tawasul) -> None:
    for command in ("show", "explain", "withdraw"):
        assert (await tawasul(command, "TW-7K3M-9QXD-2VHA-K")).code == ExitCode.NO_SUCH_CASE
    assert (await tawasul("audit", "verify", "TW-7K3M-9QXD-2VHA-K")).code == ExitCode.NO_SUCH_CASE


async def test_a_beneficiary_is_asked_answers_reopens_and_rates(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    asked = ("--reason", "documents_missing", "--document", "passport_copy", "--question", "متى السفر؟")
    assert (await tawasul("ask", reference, "--as", OMAR.id, *asked, "--reply-template", "ask_listed")).code == 0
    await tawasul.system.caught_up(reference)
    assert "paused" in (await tawasul("explain", reference)).out
    answer = ("--text", "مرفق", "--attach", "p.pdf:passport_copy")
    assert "now answered by the beneficiary" in (await tawasul("reply", reference, *answer)).out
    await tawasul.system.approve(reference)
    assert (await tawasul("reopen", reference, "--text", "لم تنجح", "--retry-failed")).code == ExitCode.DONE
    await tawasul.system.do(reference, "claim")
    await tawasul.system.approve(reference)
    assert (await tawasul("rate", reference, "--score", "5")).code == ExitCode.DONE
    await tawasul.system.caught_up(reference)
    shown = await tawasul.shown(reference)
    happened = [event["body"]["type"] for event in shown["timeline"]]
    assert [each for each in happened if each in ("asked", "replied", "reopened", "rated")] == [
        "asked", "replied", "reopened", "rated",
    ]  # fmt: skip
    assert (shown["rounds"], shown["reopens"], shown["rating"]) == (1, 1, 5)


async def test_identity_numbers_are_masked_unless_asked_for_with_a_reason(tawasul: Tawasul) -> None:
    number = an_iqama()
    reference = await tawasul.opened(applicant__id_number=number, applicant__mobile="+966512340042")
    for form in ((), ("--json",)):
        masked = await tawasul("show", reference, *form)
        whole = await tawasul("show", reference, "--ids", "--why", "a test", *form)
        assert number not in masked.out and f"******{number[-4:]}" in masked.out
        assert "966512340042" not in masked.out
        assert number in whole.out


async def test_people_see_everything_with_no_server_of_the_cases(tawasul: Tawasul) -> None:
    number = an_iqama()
    reference = await tawasul.opened(applicant__id_number=number)
    gone = ("TEMPORAL_ADDRESS",)
    assert reference in (await tawasul("show", reference, without=gone)).out
    assert "49 h promised" in (await tawasul("explain", reference, without=gone)).out
    assert reference in (await tawasul("cases", "--team", "exit_visas", without=gone)).out
    for_person = ("cases", "--person", "-", "--csv", "--why", "a test")
    assert reference in (await tawasul(*for_person, stdin=number, without=gone)).out
    assert " open" in (await tawasul("board", without=gone)).out
    assert (await tawasul("audit", "verify", reference, without=gone)).out.startswith("whole: 1 case,")
    assert (await tawasul("withdraw", reference, without=gone)).code == ExitCode.UNREACHABLE


async def test_no_case_is_shown_while_the_records_are_away_as_no_view_could_be_left(tawasul: Tawasul) -> None:
    reference = await tawasul.opened()
    page = await tawasul("show", reference, without=("TAWASUL_DESK_URL",))
    assert (page.code, page.out) == (ExitCode.UNREACHABLE, "")


async def test_a_message_without_a_worker_is_queued_and_done_later(idle_system: System) -> None:
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        reference = await tawasul.opened()
    withdrawn = await tawasul("withdraw", reference, "--json")
    assert withdrawn.code == ExitCode.QUEUED
    assert (withdrawn.data["queued"], withdrawn.data["reference"]) == (True, reference)
    async with worker.serving(idle_system.config):
        await tawasul.until(reference, "outcome", lambda outcome: outcome == "withdrawn")


async def test_what_programs_read_stays_clean_while_a_server_goes_away(idle_system: System) -> None:
    requests = [a_request() for _ in range(20)]
    with FaultProxy(int(idle_system.stack.temporal_address.rpartition(":")[2])) as link:
        tawasul = Tawasul(idle_system)
        tawasul.environ |= {"TEMPORAL_ADDRESS": f"127.0.0.1:{link.port}"}
        asking = asyncio.create_task(tawasul("submit", "-", "--json", stdin=lines(*requests)))
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
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        reference = await tawasul.opened()
        before = (await tawasul.shown(reference))["due_at"]
        days = ("--from", before[:10], "--to", before[:10])
        closure = ("--id", "storm", "--name", "إغلاق", "--source", "the directorate")
        reason = ("--pack", "passports", "--why", "storm")
        assert (
            await tawasul("calendar", "announce", *closure, *reason, *days, "--as", OMAR.id)
        ).code == ExitCode.NOT_ALLOWED
        announced = await tawasul("calendar", "announce", *closure, *reason, *days, "--as", DIRECTOR.id, "--json")
        assert announced.data["cases_told"] == 1
        await tawasul.until(reference, "due_at", lambda due: due != before)
        explanation = (await tawasul("explain", reference)).out
        assert "إغلاق" in explanation and "2026.1+1" in explanation
        assert (
            await tawasul("calendar", "cancel", "--id", "storm", "--pack", "passports", "--as", DIRECTOR.id)
        ).code == 0
        assert "storm" not in (await tawasul("calendar", "show", "--pack", "passports")).out


async def test_a_closure_announced_while_a_case_is_opened_moves_it_too(idle_system: System) -> None:
    """The case is not on record yet when the cases are listed, and its opening knows the calendar of before."""
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        due = (await tawasul.shown(await tawasul.opened()))["due_at"]
        with psycopg.connect(idle_system.stack.migration_url) as other:
            other.execute("LOCK TABLE case_event IN SHARE ROW EXCLUSIVE MODE")
            opening = asyncio.create_task(idle_system.submit())
            await eventually(lambda: asyncio.to_thread(idle_system.rows, _WAITING_FOR_A_LOCK))
            announced = await _announce(tawasul, due[:10])
        receipt = await opening
        assert receipt.due and receipt.due.isoformat()[:10] == due[:10]
        assert announced.data["cases_told"] == 1
        await tawasul.until(receipt.reference, "due_at", lambda now: now[:10] > due[:10])
        types = await idle_system.types(receipt.reference)
        assert types == ["opened", "assessed", "calendar_changed"]
        await _announce(tawasul, due[:10])
        assert await idle_system.types(receipt.reference) == types


async def test_a_closure_announced_while_a_case_did_not_run_moves_it_when_it_is_started_again(
    idle_system: System,
) -> None:
    tawasul = Tawasul(idle_system)
    async with worker.serving(idle_system.config):
        reference = await tawasul.opened()
        due = (await tawasul.shown(reference))["due_at"]
        await idle_system.handle(reference).terminate("lost")
        assert (await _announce(tawasul, due[:10])).data["cases_told"] == 0
        assert (await tawasul("rebuild")).code == ExitCode.DONE
        await tawasul.until(reference, "due_at", lambda now: now[:10] > due[:10])


_WAITING_FOR_A_LOCK = "SELECT 1 FROM pg_locks WHERE NOT granted"


async def _announce(tawasul: Tawasul, day: str) -> Ended:
    """Announce that a day is closed."""
    closure = ("--id", "storm", "--name", "إغلاق", "--source", "the directorate", "--from", day, "--to", day)
    of = ("--pack", "passports", "--why", "storm", "--as", DIRECTOR.id)
    return await tawasul("calendar", "announce", *closure, *of, "--json")


async def test_staff_come_go_and_are_away(tawasul: Tawasul) -> None:
    who = f"o.{uuid.uuid4().hex[:6]}"
    name = ("--name", "سالم التجريبي", "--role", "officer", "--team", "exit_visas")
    assert (await tawasul("staff", "add", who, *name, "--mobile", "٠٥١٢٣٤٠٠٩٩")).code == ExitCode.DONE
    assert (await tawasul("staff", "add", who, *name)).code == ExitCode.WRONG_USAGE
    assert (await tawasul("staff", "teams", who, "--team", "nowhere")).code == ExitCode.WRONG_USAGE
    await tawasul("staff", "teams", who, "--team", "passports.payments")
    away = await tawasul("staff", "away", who, "--from", "2020-01-01", "--to", "2099-01-01", "--substitute", OMAR.id)
    assert away.code == ExitCode.DONE
    of_payments = (await tawasul("staff", "list", "--team", "passports.payments", "--json")).data["members"]
    (listed,) = (each for each in of_payments if each["id"] == who)
    assert (listed["mobile"], listed["substitute"]) == ("+966512340099", OMAR.id)
    new = ("--role", "supervisor", "--email", "s@Example.COM", "--mobile", "")
    changed = await tawasul("staff", "change", who, *new, "--json")
    assert [changed.data[0][each] for each in ("role", "email", "mobile")] == ["supervisor", "s@example.com", None]
    assert (await tawasul("staff", "change", who, "--email", "nowhere")).code == ExitCode.WRONG_USAGE
    assert (await tawasul("staff", "change", who)).code == ExitCode.WRONG_USAGE
    await tawasul("staff", "back", who)
    await tawasul("staff", "remove", who)
    assert (await tawasul("inbox", "--as", who)).code == ExitCode.NOT_ALLOWED
    await tawasul("staff", "activate", who)
    assert (await tawasul("inbox", "--as", who)).code == ExitCode.DONE


async def test_what_a_beneficiary_wrote_cannot_steer_a_terminal(tawasul: Tawasul) -> None:
    reference = await tawasul.held(text_ar="نص \u202egnp\x1b]52;c;AAAA\x07 \x9b31m", subject="=HYPERLINK(1)")
    await tawasul("note", reference, "--as", OMAR.id, "--text", "\x1b[2J\u2066hidden\u2069")
    await tawasul.system.caught_up(reference)
    for page in [await tawasul("show", reference), await tawasul("show", reference, "--json")]:
        assert page.code == ExitCode.DONE
        assert all(char.isprintable() or char == "\n" for char in page.out)
