"""Faults by the command line, on real servers: from the opening by hand to the one answer, case by case."""

import json
import signal
import uuid
from typing import Any

import pytest

from commands.common.words.advice import ExitCode
from tests.cli.live.test_interrupt import started
from tests.cli.live.test_live import Tawasul
from tests.support.faults import DUTY, TRIED, a_code
from tests.support.requests import sample, wire_request
from tests.support.system import System, an_iqama

ANSWER = ("--reason", "note_removed", "--reply-template", "note_resolved")
BOTH = DUTY.model_copy(update={"id": "both", "teams": ("duty_desk", "exit_visas", "travel_permits")})
AS_BOTH = ("--as", BOTH.id)
SECOND = BOTH.model_copy(update={"id": "second"})
AS_SECOND = ("--as", SECOND.id)
TWO_PERSONS = "SR-08"
"""A sample request whose decision needs a second person."""
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    system.signer(BOTH), system.signer(DUTY), system.signer(SECOND)
    return Tawasul(system)


async def filed(tawasul: Tawasul, code: str, **changes: Any) -> str:
    """The reference of a new request with an error code."""
    new = {"id": uuid.uuid4().hex, "applicant__id_number": an_iqama(), **changes}
    request = wire_request(**(new | {"prior_attempt": {**TRIED, "error_code": code}}))
    taken = await tawasul("submit", "-", "--json", stdin=json.dumps(request))
    return str(taken.lines[0]["reference"])


async def test_one_answer_for_all_requests_of_a_fault_each_by_its_own_decision(tawasul: Tawasul) -> None:
    code = a_code()
    opened = await tawasul("faults", "open", "--error-code", code, "--title", "تعطل الدفع", *AS_BOTH, "--json")
    assert (opened.code, opened.data["stage"]) == (ExitCode.DONE, "open")
    fault = opened.data["reference"]
    again = await tawasul("faults", "open", "--error-code", code, *AS_BOTH)
    assert (again.code, fault in again.err) == (ExitCode.REFUSED, True)
    one, other = await filed(tawasul, code), await filed(tawasul, code)
    assert (await tawasul("faults", "known", code, *AS_BOTH)).code == ExitCode.DONE
    for each in (one, other):
        await tawasul.until(each, "fault_known", bool)
    page = (await tawasul("show", one)).out
    assert f"error code {code}" in page and f"{fault}, known: the beneficiary was told" in page
    assert fault in (await tawasul("explain", one)).out
    found = await tawasul("cases", "--error-code", code, "--json")
    assert {each["reference"] for each in found.data["requests"]} == {one, other}
    listed = (await tawasul("faults", "list", "--error-code", code, *AS_BOTH)).out
    assert "تعطل الدفع" in listed and "1 fault at" in listed
    assert (await tawasul("faults", "mend", code, *AS_BOTH)).code == ExitCode.WRONG_USAGE
    mended = await tawasul("faults", "mend", code, *ANSWER, *AS_BOTH)
    assert (mended.code, "2 of 2 cases approved" in mended.err) == (ExitCode.DONE, True)
    assert (await tawasul.shown(one))["decision"]["actor"]["id"] == BOTH.id
    await tawasul.system.caught_up(one), await tawasul.system.caught_up(other)
    assert "0 of 0 cases approved" in (await tawasul("faults", "mend", code, *AS_BOTH)).err
    assert (await tawasul("faults", "close", code, *AS_BOTH)).code == ExitCode.DONE
    shown = await tawasul("faults", "show", fault, *AS_BOTH)
    assert "both mended it (note_removed)" in shown.out and "2, of which 0 not decided" in shown.out


async def test_a_request_that_refuses_is_named_and_keeps_the_fault_from_being_closed(tawasul: Tawasul) -> None:
    code = a_code()
    await tawasul("faults", "open", "--error-code", code, "--as", DUTY.id)
    mine, foreign = await filed(tawasul, code), await filed(tawasul, code)
    for each in (mine, foreign):
        await tawasul.until(each, "fault", bool)
    assert (await tawasul("faults", "unlink", code, mine, "--note", "رسالة أخرى", *AS_BOTH)).code == ExitCode.DONE
    linked = await tawasul("faults", "link", code, mine, foreign, *AS_BOTH)
    assert (linked.code, "2 of 2 cases linked" in linked.err) == (ExitCode.DONE, True)
    await tawasul.system.caught_up(mine), await tawasul.system.caught_up(foreign)
    not_ours = await tawasul("faults", "mend", code, *ANSWER, "--as", BOTH.id, "--json")
    assert not_ours.code == ExitCode.DONE
    assert {each["reference"] for each in not_ours.lines} == {mine, foreign}


async def test_who_may_not_and_what_there_is_not_are_said(tawasul: Tawasul) -> None:
    assert (await tawasul("faults", "show", "NONE-1")).code == ExitCode.WRONG_USAGE
    assert (await tawasul("faults", "show", "FT-7K3M-9QXD-2VHA-K")).code == ExitCode.WRONG_USAGE
    code = a_code()
    await tawasul("faults", "open", "--error-code", code, "--as", DUTY.id)
    assert (await tawasul("faults", "known", code, "--as", "omar")).code == ExitCode.NOT_ALLOWED
    assert (await tawasul("faults", "close", code, "--as", DUTY.id)).code == ExitCode.REFUSED
    assert (await tawasul("faults", "close", code, "--note", "لا عطل", "--as", DUTY.id)).code == ExitCode.DONE


async def of_a_fault(tawasul: Tawasul, count: int, **changes: Any) -> tuple[str, list[str]]:
    """The code of an open fault, and requests that are of it."""
    code = a_code()
    await tawasul("faults", "open", "--error-code", code, *AS_BOTH)
    cases = [await filed(tawasul, code, **changes) for _ in range(count)]
    for each in cases:
        await tawasul.until(each, "fault", bool)
    return code, cases


async def test_what_would_come_of_an_answer_is_shown_before_it_is_given(tawasul: Tawasul) -> None:
    code, [case] = await of_a_fault(tawasul, 1)
    before = await tawasul.system.types(case)
    dry = await tawasul("faults", "mend", code, *ANSWER, *AS_BOTH, "--dry-run")
    assert (dry.code, "would be approved, then resolved" in dry.out) == (ExitCode.DONE, True)
    [shown] = (await tawasul("faults", "mend", code, *ANSWER, *AS_BOTH, "--preview", "--json")).lines
    assert {each["channel"] for each in shown["messages"]} == {"sms", "portal"}
    by_the_desk = await tawasul("faults", "mend", code, *ANSWER, "--as", DUTY.id, "--dry-run")
    assert "1 undecided request of teams that are not yours: somebody of theirs gives" in by_the_desk.err
    seen_by_the_desk = (await tawasul("faults", "show", code, "--as", DUTY.id)).out
    assert (
        "1, of which 1 not decided" in seen_by_the_desk and "1 request of teams that are not yours" in seen_by_the_desk
    )
    assert await tawasul.system.types(case) == before
    assert '"open"' in (await tawasul("faults", "list", "--error-code", code, *AS_BOTH, "--json")).out


async def test_a_second_person_agrees_by_the_same_command_and_what_was_sent_back_is_proposed_again(
    tawasul: Tawasul,
) -> None:
    code, [case] = await of_a_fault(tawasul, 1, **sample(TWO_PERSONS))
    proposed = await tawasul("faults", "mend", code, *ANSWER, *AS_BOTH, "--json")
    assert (proposed.code, proposed.lines[-1]["stage"]) == (ExitCode.DONE, "awaiting_approval"), proposed.out
    again = await tawasul("faults", "mend", code, *AS_BOTH, "--json")
    assert (again.code, again.lines[-1]["stage"]) == (ExitCode.DONE, "awaiting_approval")
    assert (await tawasul.system.types(case)).count("proposed") == 1
    sent_back = await tawasul("send-back", case, "--note", "القالب", *AS_SECOND)
    assert sent_back.code == ExitCode.DONE
    await tawasul.system.caught_up(case)
    anew = await tawasul("faults", "mend", code, *AS_BOTH, "--json")
    assert (anew.code, anew.lines[-1]["stage"]) == (ExitCode.DONE, "awaiting_approval")
    assert (await tawasul.system.types(case)).count("proposed") == 2
    await tawasul.system.caught_up(case)
    agreed = await tawasul("faults", "mend", code, *AS_SECOND, "--json")
    assert (agreed.code, agreed.lines[-1]["stage"]) == (ExitCode.DONE, "resolved")
    assert (await tawasul.system.types(case)).count("resolved") == 1


async def test_a_request_that_refuses_is_told_and_the_others_are_decided(tawasul: Tawasul) -> None:
    code, [one, asked, other] = await of_a_fault(tawasul, 3)
    await tawasul.system.do(asked, "claim", BOTH)
    await tawasul.system.do(
        asked, "ask", BOTH, reason="more_information", reply={"text": "نأمل تزويدنا برقم الإيصال"}, questions=("x",)
    )
    await tawasul.system.caught_up(asked)
    mended = await tawasul("faults", "mend", code, *ANSWER, *AS_BOTH, "--json")
    assert mended.code == ExitCode.REFUSED
    said = {each["reference"]: each for each in mended.lines if "reference" in each}
    assert said[asked]["error"]["code"] == "wrong_stage"
    assert {said[each]["stage"] for each in (one, other)} == {"resolved"}
    await tawasul.system.do(asked, "resume", BOTH, note="وصل الجواب")
    for each in (one, asked, other):
        await tawasul.system.caught_up(each)
    [left] = (await tawasul("faults", "mend", code, *AS_BOTH, "--json")).lines
    assert (left["reference"], left["stage"]) == (asked, "resolved")


async def test_an_interrupted_run_goes_on_and_decides_nothing_twice(tawasul: Tawasul) -> None:
    code, cases = await of_a_fault(tawasul, 5)
    mend = ("faults", "mend", code, *AS_BOTH)
    async with started(tawasul.system, *mend, *ANSWER, TAWASUL_BATCH_PER_SECOND="2") as process:
        assert process.stdout and process.stderr
        while not (await process.stdout.readline()).startswith(b"TW-"):
            continue
        process.send_signal(signal.SIGINT)
        interrupted = await process.wait()
    assert interrupted == ExitCode.INTERRUPTED
    for each in cases:
        await tawasul.system.caught_up(each)
    on = await tawasul(*mend)
    assert on.code == ExitCode.DONE, on.err
    for each in cases:
        types = await tawasul.system.types(each)
        assert (types.count("claimed"), types.count("resolved")) == (1, 1)
    await tawasul("faults", "close", code, *AS_BOTH)
