"""Faults by the command line, on real servers: from the opening by hand to the one answer, case by case."""

import json
import uuid

import pytest

from commands.common.advice import ExitCode
from tests.cli.live.test_live import Tawasul
from tests.support.faults import DUTY, TRIED, a_code
from tests.support.requests import wire_request
from tests.support.system import System, an_iqama

ANSWER = ("--reason", "note_removed", "--reply-template", "note_resolved")
BOTH = DUTY.model_copy(update={"id": "both", "teams": ("duty_desk", "exit_visas")})
AS_BOTH = ("--as", BOTH.id)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    system.signer(BOTH), system.signer(DUTY)
    return Tawasul(system)


async def filed(tawasul: Tawasul, code: str) -> str:
    """The reference of a new request with an error code."""
    new = {"id": uuid.uuid4().hex, "applicant__id_number": an_iqama()}
    request = wire_request(**new, prior_attempt={**TRIED, "error_code": code})
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
    assert {each["reference"] for each in found.data} == {one, other}
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
