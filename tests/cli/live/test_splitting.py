"""Splitting a request, its checklist and reminders by the command line, on real servers."""

import pytest

from commands.common.words.advice import ExitCode
from models.case.commands import BENEFICIARY
from tests.cli.live.test_live import APPROVAL, Tawasul
from tests.support.system import System, eventually
from workflows.case.rules.splitting import second_reference

OTHER = ("--service", "exit_reentry_cancel", "--note", "الشطر الثاني عن إلغاء التأشيرة")


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


async def test_two_matters_become_two_cases_that_name_each_other(tawasul: Tawasul) -> None:
    first = await tawasul.held()
    second = second_reference("absher_individuals", first, 1)
    given = ("split", first, *OTHER, "--as", "omar", "--command-id", "split-once-1")
    for _ in range(2):
        assert (await tawasul(*given)).code == ExitCode.DONE
    await tawasul.until(first, "splits", lambda splits: [each["opened"] for each in splits] == [True])
    shown, other = await tawasul.shown(first), await tawasul.shown(second)
    assert [each["reference"] for each in shown["splits"]] == [second]
    assert (other["split_of"], other["service"], other["stage"]) == (first, "exit_reentry_cancel", "queued")
    for name in ("submitted_at", "clock_from", "applicant_type"):
        assert other["timeline"][0]["body"][name] == shown["timeline"][0]["body"][name]
    assert second in (await tawasul("show", first)).out and first in (await tawasul("show", second)).out
    assert (await tawasul("approve", first, *APPROVAL, "--as", "omar")).code == ExitCode.DONE
    assert (await tawasul("claim", second, "--as", "omar")).code == ExitCode.DONE
    assert (await tawasul("approve", second, *APPROVAL, "--as", "omar")).code == ExitCode.DONE


async def test_the_second_case_of_the_same_service_is_not_merged_into_the_first(tawasul: Tawasul) -> None:
    first = await tawasul.held()
    same = ("--service", (await tawasul.shown(first))["service"], "--note", "للابن الثاني")
    await tawasul("split", first, *same, "--as", "omar")
    await tawasul.until(first, "splits", lambda splits: any(each["opened"] for each in splits))
    second = second_reference("absher_individuals", first, 1)
    assert (await tawasul.shown(second))["stage"] == "queued"


async def test_the_same_split_given_again_names_the_first_and_another_one_has_to_be_said(tawasul: Tawasul) -> None:
    first = await tawasul.held()
    assert (await tawasul("split", first, *OTHER, "--as", "omar")).code == ExitCode.DONE
    again = await tawasul("split", first, *OTHER, "--as", "omar")
    assert again.code == ExitCode.REFUSED
    assert second_reference("absher_individuals", first, 1) in again.err and "--another" in again.err
    await tawasul.until(first, "splits", lambda splits: [each["opened"] for each in splits] == [True])
    assert (await tawasul("split", first, *OTHER, "--another", "--as", "omar")).code == ExitCode.DONE


async def test_a_case_that_is_closed_at_once_still_has_its_second_case_opened(tawasul: Tawasul) -> None:
    first = await tawasul.held()
    await tawasul.system.do(first, "split", service="exit_reentry_cancel", note="الشطر الثاني")
    await tawasul.system.do(first, "withdraw", BENEFICIARY)
    await tawasul.system.end(first)
    second = second_reference("absher_individuals", first, 1)
    shown = await tawasul.shown(first)
    assert (shown["stage"], shown["splitting"]) == ("closed", None)
    assert (await tawasul.shown(second))["split_of"] == first


async def test_codes_that_no_pack_has_are_refused_and_a_split_of_an_unknown_service_opens_nothing(
    tawasul: Tawasul,
) -> None:
    reference = await tawasul.held()
    unknown = await tawasul("split", reference, "--service", "moon_landing", "--note", "x", "--as", "omar")
    assert unknown.code == ExitCode.WRONG_USAGE
    await tawasul.system.do(reference, "split", service="moon_landing", note="x")
    await eventually(lambda: _has(tawasul.system, reference, "not_split"))
    await tawasul.until(reference, "splits", lambda splits: not splits)


async def test_a_document_is_asked_for_arrives_and_is_seen(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    wanted = ("--reason", "documents_missing", "--reply", "نأمل الإرفاق", "--document", "passport_copy")
    assert (await tawasul("ask", reference, *wanted, "--as", "omar")).code == ExitCode.DONE
    sent = {"file_name": "p.pdf", "kind": "passport_copy"}
    await tawasul.system.do(reference, "reply", BENEFICIARY, text="مرفق", attachments=(sent,))
    assert (await tawasul("seen", reference, "passport_copy", "--as", "omar")).code == ExitCode.DONE
    await tawasul.until(reference, "checklist", lambda items: any(each["seen_by"] for each in items))
    [item] = (await tawasul.shown(reference))["checklist"]
    assert (item["document"], item["asked"], item["seen_by"]["id"]) == ("passport_copy", True, "omar")
    assert item["provided_at"] and "Checklist" in (await tawasul("show", reference)).out
    assert (await tawasul("seen", reference, "photo", "--as", "omar")).code == ExitCode.REFUSED


async def test_who_reminds_too_soon_is_told_when_it_is_possible(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    refused = await tawasul("remind", reference, "--json")
    assert (refused.code, refused.data["error"]["code"]) == (ExitCode.REFUSED, "too_soon")
    assert refused.data["error"]["at"]


async def _has(system: System, reference: str, kind: str) -> bool:
    return kind in await system.types(reference)
