"""Files for programs: a channel sends them, staff open them with a view left, and nobody gets anybody else's."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.records.database import connect
from commands.common.words.advice import ExitCode
from models.files.naming import hash_in
from tests.support.files import JPEG, PDF
from tests.support.simulation import OMAR
from tests.support.system import System, eventually
from tests.support.web import Api, new_request
from tests.web.test_service import Machine
from web.files.paths import takes_files

KIND = {"kind": "payment_receipt"}


def upload(content: bytes = PDF, name: str = "إيصال.pdf") -> Any:
    return {"file": (name, content, "application/pdf")}


async def taken_in(system: System, reference: str) -> None:
    async def done() -> bool:
        query = "SELECT 1 FROM attached_file WHERE reference = %s AND (status = 'waiting' OR wrapped_by IS NOT NULL)"
        return not system.rows(query, reference)

    await eventually(done)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def staff(api: Api, **more: Any) -> str:
    """A permit of an officer of the team."""
    return api.permit(api.system.signer(OMAR), **more)


async def test_a_channel_sends_a_file_names_it_in_the_reply_and_an_officer_opens_it(api: Api) -> None:
    system = api.system
    reference = (await system.submit()).reference
    await system.do(reference, "claim")
    reply = {"text": "نأمل إرفاق الإيصال"}
    await system.do(reference, "ask", OMAR, reason="documents_missing", reply=reply, documents=["payment_receipt"])
    await system.caught_up(reference)
    sent = await api.ask("POST", f"/v1/cases/{reference}/files", data=KIND, files=upload())
    assert sent.status_code == 201
    (file,) = sent.json()["files"]
    assert file["number"] == 1 and file["attachment"]["file_name"] == "إيصال.pdf"
    again = await api.ask("POST", f"/v1/cases/{reference}/files", data=KIND, files=upload())
    assert again.json()["files"][0]["number"] == 1
    said = {"text": "", "attachments": [file["attachment"]]}
    head = {"Idempotency-Key": "with-a-file-1"}
    replied = await api.ask("POST", f"/v1/cases/{reference}/reply", json=said, headers=head)
    assert replied.status_code == 200
    await taken_in(system, reference)
    listed = (await api.ask("GET", f"/v1/cases/{reference}/files")).json()["files"]
    assert [(each["status"], each["type"], each["name"]) for each in listed] == [
        ("unscanned", "application/pdf", "إيصال.pdf")
    ]
    permit = await staff(api, why="to see the receipt")
    opened = await api.ask("GET", f"/v1/cases/{reference}/files/1", permit=permit)
    assert opened.content == PDF and opened.headers["content-type"] == "application/pdf"
    assert opened.headers["content-disposition"].startswith("attachment; ")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in opened.headers["content-security-policy"]
    with connect(system.config.desk_url) as desk:
        query = "SELECT verb, about, why FROM view WHERE reference = %s AND by = 'omar'"
        views = desk.execute(query, (reference,)).fetchall()
    assert ("attachments", {"file": 1}, "to see the receipt") in [(v["verb"], v["about"], v["why"]) for v in views]
    event = next(each.body for each in await system.caught_up(reference) if each.body.type == "replied")
    assert hash_in(event.attachments[0].mime)


async def test_files_of_a_new_request_come_before_it(api: Api) -> None:
    number = "with-files-1"
    fields = {"channel": "absher_individuals", "id": number, **KIND}
    sent = (await api.ask("POST", "/v1/requests/files", data=fields, files=upload(JPEG, "receipt.png"))).json()
    attachments = [each["attachment"] for each in sent["files"]]
    filed = await api.file(new_request(number, attachments=attachments))
    assert filed.status_code == 201 and filed.json()["reference"] == sent["reference"]
    await taken_in(api.system, sent["reference"])
    listed = (await api.ask("GET", f"/v1/cases/{sent['reference']}/files")).json()["files"]
    assert [(each["name"], each["type"]) for each in listed] == [("receipt.jpg", "image/jpeg")]


async def test_who_may_not_sees_and_sends_nothing(api: Api) -> None:
    reference = (await api.system.submit()).reference
    other = api.permit(api.system.signers.channel(), scopes=["events:read"])
    path = f"/v1/cases/{reference}/files"
    assert code(await api.ask("POST", path, permit=other, data=KIND, files=upload())) == (403, "missing_scope")
    assert code(await api.ask("POST", path, permit="", data=KIND, files=upload())) == (401, "unauthenticated")
    assert code(await api.ask("GET", f"{path}/1")) == (403, "not_authorised")
    assert code(await api.ask("GET", f"{path}/7", permit=await staff(api))) == (404, "no_such_file")
    unknown = "/v1/cases/TW-0000-0000-0000-0/files"
    assert code(await api.ask("POST", unknown, data=KIND, files=upload())) == (404, "no_such_case")
    assert api.system.rows("SELECT 1 FROM attached_file WHERE reference = %s", reference) == []


async def test_staff_attach_what_was_brought_to_them(api: Api) -> None:
    reference = (await api.system.submit()).reference
    await api.system.caught_up(reference)
    sent = await api.ask("POST", f"/v1/cases/{reference}/files", permit=await staff(api), data=KIND, files=upload())
    assert sent.status_code == 201
    (row,) = api.system.rows("SELECT put_by, putter FROM attached_file WHERE reference = %s", reference)
    assert (row["put_by"], row["putter"]) == ("omar", "staff")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"data": KIND, "files": upload(b"MZ" + bytes(200))}, (422, "file_not_taken")),
        ({"data": KIND, "files": upload(b"")}, (422, "file_not_taken")),
        ({"data": {"kind": "../x"}, "files": upload()}, (422, "wrong_usage")),
        ({"files": upload()}, (422, "wrong_usage")),
        ({"data": KIND}, (400, "bad_request")),
        ({"data": KIND, "files": {"x": ("", b"", "")}}, (422, "wrong_usage")),
        (
            {"content": b"--x\r\nnonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            (400, "bad_request"),
        ),
        ({"content": b"x" * 300_000, "headers": {"Content-Type": "text/plain"}}, (413, "too_large")),
    ],
)
async def test_what_is_no_file_of_ours_is_refused(api: Api, body: dict[str, Any], told: tuple[int, str]) -> None:
    reference = (await api.system.submit()).reference
    await api.system.caught_up(reference)
    assert code(await api.ask("POST", f"/v1/cases/{reference}/files", **body)) == told
    assert api.system.rows("SELECT 1 FROM attached_file WHERE reference = %s", reference) == []


async def test_a_file_may_be_larger_than_other_bodies_and_no_larger_than_the_limit(api: Api) -> None:
    reference = (await api.system.submit()).reference
    await api.system.caught_up(reference)
    path = f"/v1/cases/{reference}/files"
    large = await api.ask("POST", path, data=KIND, files=upload(PDF[:9] + bytes(3_000_000)))
    assert large.status_code == 201
    refused = await api.ask("POST", path, data=KIND, files=upload(PDF[:9] + bytes(10_000_000)))
    assert code(refused) == (422, "file_not_taken") and refused.json()["reason"] == "too_large"


@pytest.mark.parametrize(
    ("method", "path", "kind", "takes"),
    [
        ("POST", "/v1/cases/TW-7DW3-RD7E-50TR-K/files", "multipart/form-data; boundary=x", True),
        ("POST", "/v1/requests/files", "multipart/form-data", True),
        ("POST", "/ar/case/reply", "Multipart/Form-Data", True),
        ("POST", "/en/new/passports/exit_reentry_issue", "multipart/form-data", True),
        ("POST", "/v1/requests", "multipart/form-data", False),
        ("POST", "/v1/cases/TW-7DW3-RD7E-50TR-K/files", "application/json", False),
        ("PUT", "/v1/requests/files", "multipart/form-data", False),
        ("POST", "/en/new/passports/exit_reentry_issue/send", "multipart/form-data", False),
        ("POST", "/ar/case/withdraw", "multipart/form-data", False),
    ],
)
def test_long_bodies_are_for_files_alone(method: str, path: str, kind: str, takes: bool) -> None:
    assert takes_files(method, path, kind) is takes


async def test_staff_attach_list_and_open_files_from_a_machine_of_their_own(api: Api, tmp_path: Path) -> None:
    machine = Machine(api, tmp_path)
    reference = (await api.system.submit()).reference
    await api.system.caught_up(reference)
    deed, program = tmp_path / "صك.pdf", tmp_path / "program.pdf"
    deed.write_bytes(PDF)
    program.write_bytes(b"MZ" + bytes(100))
    refused = await machine.types("attach", reference, str(program), "--as", "omar")
    assert refused.code == ExitCode.WRONG_USAGE and "pdf, jpg" in refused.err
    put = await machine.types("attach", reference, str(deed), "--kind", "guardianship_deed", "--as", "omar")
    assert put.out == f"attached to {reference}: 1 صك.pdf\n", put.err
    await taken_in(api.system, reference)
    there, here = [await machine.types("file", reference, "--as", "omar", here=each) for each in (False, True)]
    assert there.out == here.out and "صك.pdf" in there.out
    opened = await machine.types("file", reference, "1", "--to", str(tmp_path / "copy"), "--as", "omar")
    assert (tmp_path / "copy").read_bytes() == PDF, opened.err
    none = await machine.types("file", reference, "3", "--as", "omar")
    assert none.code == ExitCode.NO_SUCH_CASE and "has no file 3" in none.err
