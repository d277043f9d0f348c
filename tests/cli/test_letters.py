"""Official letters by the command line, on real servers: given, verified, superseded, and made again after a crash."""

from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.official_letters.work import LetterWork
from activities.records.database import connect
from activities.records.store import UNAVAILABLE
from chaos.history.replays import failures
from commands.common.words.advice import ExitCode
from tests.cli.live.test_live import APPROVAL, Tawasul
from tests.support.simulation import STRANGER
from tests.support.system import System
from workflows.official_letters.ports import MakeLetter, letter_id


@pytest.fixture
def tawasul(system: System) -> Tawasul:
    return Tawasul(system)


async def approved(tawasul: Tawasul, reference: str = "") -> str:
    """The reference of a request that Omar has approved."""
    case = reference or await tawasul.held()
    if reference:
        await tawasul.system.do(case, "claim")
    assert (await tawasul("approve", case, *APPROVAL, "--as", "omar")).code == ExitCode.DONE
    await tawasul.until(case, "stage", lambda stage: stage == "resolved")
    return case


async def letter(tawasul: Tawasul, reference: str, *options: str) -> Any:
    given = await tawasul("letter", reference, *options, "--as", "omar", "--json")
    assert given.code == ExitCode.DONE, given.err
    return given.data


async def test_a_decision_has_a_letter_that_its_code_verifies_until_it_is_decided_anew(
    tawasul: Tawasul, tmp_path: Path
) -> None:
    reference, file = await approved(tawasul), tmp_path / "letter.pdf"
    given = await letter(tawasul, reference, "--out", str(file))
    assert file.read_bytes().startswith(b"%PDF") and given["bytes"] == len(file.read_bytes())
    assert (await letter(tawasul, reference))["sha256"] == given["sha256"]
    told = await tawasul("verify", given["code"].lower(), "--file", str(file), "--json")
    assert (told.code, told.data["standing"], told.data["unchanged"]) == (ExitCode.DONE, "in_force", True)
    assert told.data["signed_by"] == given["signed_by"]
    assert reference not in told.out and "applicant" not in told.out
    file.write_bytes(file.read_bytes().replace(b"%PDF", b"%PDf"))
    changed = await tawasul("verify", given["code"], "--file", str(file))
    assert (changed.code, "do not rely on it" in changed.out) == (ExitCode.REFUSED, True)
    assert (await tawasul("reopen", reference, "--text", "لم تحل")).code == ExitCode.DONE
    await tawasul.until(reference, "reopens", bool)
    assert "looked at again since" in (await tawasul("verify", given["code"])).out
    await approved(tawasul, reference)
    second = await letter(tawasul, reference)
    assert second["number"] != given["number"] and second["numbers"] == sorted([given["number"], second["number"]])
    assert "superseded since" in (await tawasul("verify", given["code"])).out
    earlier = await letter(tawasul, reference, "--number", given["number"])
    assert earlier["sha256"] == given["sha256"]


async def test_whoever_may_not_look_has_no_letter_and_who_asks_leaves_a_view(tawasul: Tawasul) -> None:
    tawasul.system.signer(STRANGER)
    reference = await approved(tawasul)
    assert (await tawasul("letter", reference, "--as", "badr")).code == ExitCode.NOT_ALLOWED
    await letter(tawasul, reference)
    with connect(tawasul.environ["TAWASUL_DESK_URL"]) as desk:
        views = desk.execute("SELECT by, cases FROM view WHERE reference = %s ORDER BY id", (reference,)).fetchall()
    assert [(each["by"], each["cases"]) for each in views[-2:]] == [("badr", 0), ("omar", 1)]


async def test_there_is_no_letter_before_the_decision_and_none_for_a_code_that_nobody_gave(tawasul: Tawasul) -> None:
    early = await tawasul("letter", await tawasul.held(), "--as", "omar")
    assert (early.code, "nothing is decided yet" in early.err) == (ExitCode.REFUSED, True)
    unknown = await tawasul("verify", "5RKQ-CYXH-VBCQ-JRCR-D")
    assert (unknown.code, unknown.out) == (ExitCode.NO_SUCH_CASE, "no letter has this code\n")
    mistyped = await tawasul("verify", "5RKQ-CYXH-VBCQ-JRCR-0")
    assert (mistyped.code, "mistyped" in mistyped.err) == (ExitCode.WRONG_USAGE, True)


async def test_a_letter_is_made_after_a_worker_failed_to_keep_it_and_no_event_of_the_case_is_for_it(
    tawasul: Tawasul, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, keep, tries = await approved(tawasul), LetterWork._keep, list[bytes]()

    def dies_at_first(work: LetterWork, order: MakeLetter, document: bytes, code: str) -> None:
        tries.append(document)
        if len(tries) == 1:
            raise ApplicationError("the worker died", type=UNAVAILABLE)
        keep(work, order, document, code)

    monkeypatch.setattr(LetterWork, "_keep", dies_at_first)
    before = await tawasul.system.handle(reference).fetch_history()
    given = await letter(tawasul, reference)
    after = await tawasul.system.handle(reference).fetch_history()
    assert len(tries) == 2 and tries[0] == tries[1] and given["bytes"] == len(tries[1])
    assert len(after.events) == len(before.events)
    (decided,) = tawasul.system.rows("SELECT seq FROM letter WHERE reference = %s", reference)
    made = await tawasul.system.handle(letter_id(MakeLetter(reference=reference, seq=decided["seq"]))).fetch_history()
    assert len(made.events) <= 8
    assert await failures([made], tawasul.system.config) == {}
