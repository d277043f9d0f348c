"""Files by commands: sent with an answer, attached by staff, listed in both languages, opened with a view."""

from pathlib import Path

from commands.common.words.advice import ExitCode
from tests.cli.live.test_live import Tawasul
from tests.support.files import DOCX, PDF
from tests.support.simulation import OMAR, STRANGER
from tests.support.system import System, eventually


async def taken_in(system: System, reference: str) -> None:
    async def done() -> bool:
        rows = system.rows("SELECT status FROM attached_file WHERE reference = %s", reference)
        return bool(rows) and all(each["status"] == "unscanned" for each in rows)

    await eventually(done)


async def test_what_was_asked_for_comes_as_a_file_and_is_opened(system: System, tmp_path: Path) -> None:
    tawasul = Tawasul(system)
    reference = await tawasul.held()
    reply = {"text": "نأمل إرفاق الإيصال"}
    await system.do(reference, "ask", OMAR, reason="documents_missing", reply=reply, documents=["payment_receipt"])
    receipt, program = tmp_path / "receipt.pdf", tmp_path / "program.pdf"
    receipt.write_bytes(PDF)
    program.write_bytes(b"MZ" + bytes(100))
    refused = await tawasul("reply", reference, "--attach", f"{program}:payment_receipt")
    assert refused.code == ExitCode.WRONG_USAGE and "Files of this type are not taken" in refused.err
    attached = ("--attach", f"{receipt}:payment_receipt", "--attach", "later.pdf:id_copy")
    assert (await tawasul("reply", reference, *attached)).code == ExitCode.DONE
    await taken_in(system, reference)
    listed = await tawasul("file", reference, "--lang", "ar")
    assert "receipt.pdf" in listed.out and "لم يُفحص من الفيروسات" in listed.out and "later.pdf" not in listed.out
    opened = await tawasul("file", reference, "1", "--to", str(tmp_path), "--json", "--why", "to see it")
    assert opened.data["file_name"] == "receipt.pdf" and opened.data["file"] == str(tmp_path / "receipt.pdf")
    assert receipt.read_bytes() == PDF
    views = (await tawasul("audit", "views", "--of", reference, "--json")).out
    assert '"attachments"' in views and "to see it" in views
    none = await tawasul("file", reference, "7")
    assert none.code == ExitCode.NO_SUCH_CASE and "has no file 7" in none.err
    timeline = (await tawasul.shown(reference))["timeline"]
    sent = [each for event in timeline for each in event["body"].get("attachments", [])]
    media = [each["mime"] for each in sent if "mime" in each]
    assert media and "*" not in media[0]


async def test_staff_attach_what_was_brought_to_them(system: System, tmp_path: Path) -> None:
    tawasul = Tawasul(system)
    reference = await tawasul.opened()
    deed = tmp_path / "صك.docx"
    deed.write_bytes(DOCX)
    attached = await tawasul("attach", reference, str(deed), "--kind", "guardianship_deed", "--json")
    assert attached.data["files"][0]["file_name"] == "صك.docx"
    await taken_in(system, reference)
    listed = await tawasul("file", reference, "--json")
    assert [(each["kind"], each["put_by"]) for each in listed.data["files"]] == [("guardianship_deed", "dana")]


async def test_an_officer_of_another_team_sees_and_attaches_nothing(system: System, tmp_path: Path) -> None:
    tawasul = Tawasul(system)
    reference = await tawasul.opened()
    (tmp_path / "x.pdf").write_bytes(PDF)
    system.signer(STRANGER)
    other = await tawasul("file", reference, "--as", STRANGER.id)
    assert other.code == ExitCode.NOT_ALLOWED
    assert (
        await tawasul("attach", reference, str(tmp_path / "x.pdf"), "--as", STRANGER.id)
    ).code == ExitCode.NOT_ALLOWED
    assert system.rows("SELECT 1 FROM attached_file WHERE reference = %s", reference) == []
