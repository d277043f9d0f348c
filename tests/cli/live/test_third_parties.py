"""Waiting, consulting, correcting and acting on somebody's behalf by the command line, on real servers."""

import pytest

from commands.common.words.advice import ExitCode
from models.case.commands import Actor
from models.codes import Role
from tests.cli.live.test_live import APPROVAL, Tawasul
from tests.support.system import System

CLERK = Actor(id="amal", role=Role.OFFICER, teams=("records_unit",))
BY_PHONE = ("--requested-by", "applicant", "--way", "phone")


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


async def test_a_team_that_is_asked_finds_the_question_and_answers_it(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    tawasul.system.signer(CLERK)
    question = ("--to", "records_unit", "--question", "هل القيد موجود؟")
    asked = await tawasul("consult", reference, *question, "--as", "omar", "--json")
    assert (asked.code, asked.data["stage"]) == (ExitCode.DONE, "in_review")
    await tawasul.until(reference, "consulted", lambda team: team == "records_unit")
    found = (await tawasul("inbox", "--as", "amal", "--json")).data["asked"]
    assert reference in [case["reference"] for case in found]
    assert "هل القيد موجود؟" in (await tawasul("show", reference, "--as", "amal")).out
    answered = await tawasul("answer-consultation", reference, "--answer", "موجود", "--as", "amal")
    assert (answered.code, "answered" in answered.out) == (ExitCode.DONE, True)
    await tawasul.until(reference, "consulted", lambda team: team is None)


async def test_a_wait_is_shown_with_its_end_and_explained(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    waiting = await tawasul("wait", reference, "--for", "foreign_affairs", "--reason", "verification", "--as", "omar")
    assert (waiting.code, "waiting for a third party" in waiting.out) == (ExitCode.DONE, True)
    await tawasul.until(reference, "third_party", lambda party: party == "foreign_affairs")
    shown = await tawasul.shown(reference)
    assert (shown["status"], shown["due_at"], shown["paused"]) == ("under_processing", None, True)
    assert shown["third_party_due_at"] and "resume" in shown["next_step"]
    assert "third party" in (await tawasul("explain", reference)).out
    wrong = await tawasul("wait", reference, "--for", "traffic", "--reason", "fault_repair", "--as", "omar")
    assert wrong.code == ExitCode.REFUSED
    assert (await tawasul("resume", reference, "--answer", "لا مانع", "--as", "omar")).code == ExitCode.DONE


async def test_a_team_that_is_waited_for_finds_the_request_is_told_and_answers(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    tawasul.system.signer(CLERK)
    assert (await tawasul("show", reference, "--as", "amal")).code == ExitCode.NOT_ALLOWED
    waiting = ("--for", "records_unit", "--reason", "fault_repair", "--as", "omar")
    assert (await tawasul("wait", reference, *waiting)).code == ExitCode.DONE
    await tawasul.until(reference, "awaited_team", lambda team: team == "records_unit")
    found = (await tawasul("inbox", "--as", "amal", "--json")).data["asked"]
    assert reference in [case["reference"] for case in found]
    assert reference in (await tawasul("cases", "--limit", "500", "--as", "amal")).out
    assert "records_unit answers" in (await tawasul("show", reference, "--as", "amal")).out
    assert "staff_awaited" in (await tawasul("notices", reference, "--as", "amal")).out
    alone = await tawasul("resume", reference, "--as", "amal")
    assert (alone.code, "records_unit gives the answer" in alone.err) == (ExitCode.NOT_ALLOWED, True)
    assert (await tawasul("resume", reference, "--answer", "صحح القيد", "--as", "amal")).code == ExitCode.DONE
    await tawasul.until(reference, "awaited_team", lambda team: team is None)
    assert (await tawasul("show", reference, "--as", "amal")).code == ExitCode.NOT_ALLOWED
    assert "amal" in (await tawasul("show", reference)).out


async def test_a_vendor_with_a_contact_is_told_and_one_without_is_left_to_staff(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    assert (
        await tawasul("wait", reference, "--for", "payment_gateway", "--reason", "fault_repair", "--as", "omar")
    ).code == ExitCode.DONE
    await tawasul.until(reference, "third_party", lambda party: party == "payment_gateway")
    assert "party_awaited" in (await tawasul("notices", reference)).out
    assert "whom staff have to tell" not in (await tawasul("show", reference)).out
    assert (await tawasul("resume", reference, "--as", "omar")).code == ExitCode.DONE
    elsewhere = ("--for", "foreign_affairs", "--reason", "verification", "--as", "omar")
    assert (await tawasul("wait", reference, *elsewhere)).code == ExitCode.DONE
    await tawasul.until(reference, "third_party", lambda party: party == "foreign_affairs")
    assert "foreign_affairs, whom staff have to tell" in (await tawasul("show", reference)).out


async def test_codes_of_another_pack_are_refused_at_once(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    for given in (("reclassify", "--service"), ("split", "--service")):
        command, option = given
        refused = await tawasul(command, reference, option, "domestic_declaration", "--note", "x", "--as", "omar")
        assert (refused.code, "passports does not have" in refused.err) == (ExitCode.WRONG_USAGE, True)


async def test_an_authority_is_named_in_both_languages_while_it_is_awaited_and_when_the_request_is_its_own(
    tawasul: Tawasul,
) -> None:
    reference = await tawasul.held()
    waiting = ("--for", "foreign_affairs", "--reason", "verification", "--as", "omar")
    assert (await tawasul("wait", reference, *waiting)).code == ExitCode.DONE
    await tawasul.until(reference, "third_party", lambda party: party == "foreign_affairs")
    template = ("--reply-template", "see_authority", "--as", "omar")
    assert (await tawasul("interim-reply", reference, *template)).code == ExitCode.DONE
    assert (await tawasul("resume", reference, "--as", "omar")).code == ExitCode.DONE
    alone = await tawasul("interim-reply", reference, *template, "--set", "authority=وزارة الخارجية")
    assert (alone.code, "--set authority_ar=… --set authority_en=…" in alone.err) == (ExitCode.WRONG_USAGE, True)
    away = ("--authority", "traffic", "--reason", "other_authority")
    assert (await tawasul("redirect", reference, *away, *template)).code == ExitCode.DONE
    await tawasul.until(reference, "outcome", lambda outcome: outcome == "redirected")
    shown = (await tawasul("show", reference)).out
    for name in (
        "وزارة الخارجية",
        "Ministry of Foreign Affairs",
        "الإدارة العامة للمرور",
        "General Department of Traffic",
    ):
        assert name in shown


async def test_a_request_is_corrected_decided_and_closed_for_its_beneficiary(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    unknown = await tawasul("reclassify", reference, "--service", "moon_landing", "--note", "x", "--as", "omar")
    assert unknown.code == ExitCode.WRONG_USAGE
    right = ("--service", "exit_reentry_cancel", "--note", "إلغاء لا إصدار")
    assert (await tawasul("reclassify", reference, *right, "--as", "omar")).code == ExitCode.DONE
    await tawasul.until(reference, "service", lambda service: service == "exit_reentry_cancel")
    assert (await tawasul("approve", reference, *APPROVAL, "--as", "omar")).code == ExitCode.DONE
    refused = await tawasul("reopen-for", reference, *BY_PHONE, "--text", "x", "--as", "omar")
    assert refused.code in (ExitCode.REFUSED, ExitCode.NOT_ALLOWED)
    assert (await tawasul("close", reference, *BY_PHONE, "--as", "omar")).code == ExitCode.DONE
    await tawasul.until(reference, "stage", lambda stage: stage == "closed")
    assert "the applicant asked for it by phone" in (await tawasul("show", reference)).out
