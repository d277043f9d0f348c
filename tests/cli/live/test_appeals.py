"""Appeals by the command line, on real servers: both cases name each other, and say what came of it."""

import pytest

from commands.common.words.advice import ExitCode
from tests.cli.live.test_live import Tawasul
from tests.support.simulation import DIRECTOR, SALMA
from tests.support.system import System

REJECTION = ("--reason", "window_passed", "--reply", "تعذر الإلغاء")
UPHELD = ("--reason", "decision_upheld", "--reply-template", "appeal_denied")


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


async def refused(tawasul: Tawasul) -> str:
    reference = await tawasul.held()
    assert (await tawasul("reject", reference, *REJECTION, "--as", "omar")).code == ExitCode.DONE
    return reference


async def test_a_beneficiary_appeals_and_both_cases_show_what_came_of_it(tawasul: Tawasul) -> None:
    reference = await refused(tawasul)
    raised = await tawasul("appeal", reference, "--text", "لم ينظر في الصك", "--json")
    assert raised.code == ExitCode.DONE
    appeal = raised.data["appeal"]
    await tawasul.until(reference, "appeal_team", lambda team: team == "exit_visas")
    assert (await tawasul.shown(appeal))["appeal_of"] == reference
    first = await tawasul("show", reference)
    assert f"the beneficiary appealed; the appeal is {appeal}" in first.out
    assert "not decided yet" in first.out and f"the appeal {appeal} is decided, by others" in first.out
    shown = await tawasul("show", appeal)
    assert f"appeal against {reference}" in shown.out and "omar took part in that one and may not decide" in shown.out
    listed = (await tawasul("cases", "--appeals")).out
    assert f"appeal of {reference}" in listed and appeal in listed
    assert f"appealed by {appeal}" in (await tawasul("cases", "--outcome", "refused")).out
    assert f"appeal of {reference}" in (await tawasul("inbox", "--limit", "500", "--as", "layla")).out
    barred = await tawasul("claim", appeal, "--as", "omar")
    assert (barred.code, "somebody else decides" in barred.err) == (ExitCode.NOT_ALLOWED, True)
    same_level = await tawasul("claim", appeal, "--as", "layla")
    assert (same_level.code, "by: supervisor, director, manager" in same_level.err) == (ExitCode.NOT_ALLOWED, True)
    assert (await tawasul("claim", appeal, "--as", "salma")).code == ExitCode.DONE
    await tawasul.until(appeal, "assignee", bool)
    assert "salma works on it, a director or manager decides" in (await tawasul("show", appeal)).out
    assert (await tawasul("reject", appeal, *UPHELD, "--as", DIRECTOR.id)).code == ExitCode.DONE
    await tawasul.until(reference, "appeals", lambda appeals: appeals[0]["outcome"] == "refused")
    assert f"the appeal {appeal} was decided: refused" in (await tawasul("show", reference)).out
    again = await tawasul("appeal", reference, "--text", "x")
    assert (again.code, appeal in again.err) == (ExitCode.REFUSED, True)


async def test_staff_appeal_for_a_beneficiary_against_a_case_that_has_ended(tawasul: Tawasul) -> None:
    reference = await refused(tawasul)
    asked_for = ("--requested-by", "applicant", "--way", "visit")
    assert (await tawasul("close", reference, *asked_for, "--as", SALMA.id)).code == ExitCode.DONE
    await tawasul.system.handle(reference).result()
    raised = await tawasul("appeal-for", reference, *asked_for, "--text", "لم ينظر في الصك", "--as", SALMA.id, "--json")
    assert (raised.code, raised.data["stage"]) == (ExitCode.DONE, "closed")
    await tawasul.until(reference, "appeal_open", bool)
    await tawasul.until(raised.data["appeal"], "stage", lambda stage: stage == "queued")
    assert (await tawasul("withdraw", raised.data["appeal"])).code == ExitCode.DONE
    await tawasul.until(reference, "appeal_open", lambda is_open: not is_open)
    assert "withdrawn by the beneficiary" in (await tawasul("show", reference)).out


async def test_the_policy_says_what_may_be_appealed(tawasul: Tawasul) -> None:
    shown = await tawasul("policy", "show", "exit_reentry_issue")
    assert "Appeals" in shown.out and "refused, merged" in shown.out
