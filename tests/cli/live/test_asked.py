"""Taking the most pressing request, asking for documents and what came of it, by the command line on real servers."""

import pytest

from commands.common.words.advice import ExitCode
from models.case.commands import Actor
from models.codes import Role
from tests.cli.live.test_live import Tawasul
from tests.support.system import System

ASK = ("--reason", "documents_missing", "--reply", "نأمل الإرفاق", "--question", "رقم السداد؟")


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


async def test_documents_are_named_by_the_receipts_until_they_arrive(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    wanted = ("--document", "payment_receipt", "--document", "passport_copy")
    asked = await tawasul("ask", reference, *ASK, *wanted, "--as", "omar", "--json")
    assert asked.data["asked"] == ["payment_receipt", "passport_copy"]
    await tawasul.system.caught_up(reference)
    assert [each["what"] for each in (await tawasul.shown(reference))["asked"]][2:] == ["رقم السداد؟"]
    answered = await tawasul("reply", reference, "--text", "12", "--attach", "r.pdf:payment_receipt", "--json")
    assert answered.data["asked"] == ["passport_copy"]
    await tawasul.system.caught_up(reference)
    arrived = {each["what"]: bool(each["arrived_at"]) for each in (await tawasul.shown(reference))["asked"]}
    assert arrived == {"payment_receipt": True, "passport_copy": False, "رقم السداد؟": True}


async def test_an_unknown_document_or_reason_is_met_with_what_was_meant(tawasul: Tawasul) -> None:
    reference = await tawasul.held()
    wrong = await tawasul("ask", reference, *ASK, "--document", "receipt", "--as", "omar")
    assert (wrong.code, "did you mean «payment_receipt»" in wrong.err) == (ExitCode.REFUSED, True)
    wrong = await tawasul("approve", reference, "--reason", "note_remove", "--reply", "تم", "--as", "omar")
    assert (wrong.code, "did you mean «note_removed»" in wrong.err) == (ExitCode.REFUSED, True)


async def test_next_takes_the_most_pressing_request_that_nobody_holds(tawasul: Tawasul) -> None:
    await tawasul.opened()
    first = (await tawasul("inbox", "--as", "omar", "--json")).data["unassigned"][0]["reference"]
    taken = await tawasul("next", "--as", "omar", "--json")
    assert (taken.code, taken.data["reference"], taken.data["stage"]) == (ExitCode.DONE, first, "in_review")


async def test_next_says_where_nothing_waits(tawasul: Tawasul) -> None:
    idle = Actor(id="hamad", role=Role.OFFICER, teams=("idle_team",))
    tawasul.system.signer(idle)
    ended = await tawasul("next", "--as", idle.id)
    assert (ended.code, "nothing waits" in ended.out) == (ExitCode.DONE, True)
