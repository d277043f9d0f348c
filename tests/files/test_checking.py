"""What is taken is known by its content: never by its name, and no archive that would unpack to too much."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.files.terms_file import SHIPPED, file_terms
from errors import WrongUsage
from models.files.checking import PassingFile
from models.files.codes import FileFlaw
from models.files.naming import LONGEST_NAME, hash_in, media_with_hash, safe_name
from models.files.terms import FileTerms
from models.intake.attachment import Attachment
from tests.support.files import DOCX, HEIC, JPEG, PDF, PNG, TIFF, WEBP, XLSX, office

TERMS = file_terms(SHIPPED.parent)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def judged(content: bytes, terms: FileTerms = TERMS, step: int = 1_000) -> str | FileFlaw:
    file = PassingFile(terms)
    for at in range(0, len(content), step):
        if flaw := file.passed(content[at : at + step]):
            return flaw
    return file.type()


def narrowed(**limits: float) -> FileTerms:
    return TERMS.model_copy(update={"limits": TERMS.limits.model_copy(update=limits)})


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (HEIC, "image/heic"),
        (WEBP, "image/webp"),
        (TIFF, "image/tiff"),
        (DOCX, WORD),
        (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 1_000_000])
def test_a_type_is_known_by_content(content: bytes, media: str, step: int) -> None:
    assert judged(content, step=step) == media


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>" * 9,
        b'<svg xmlns="http://www.w3.org/2000/svg">' * 9,
        b"MZ\x90\x00" + bytes(200),
        b"#!/bin/sh\n" + b"x" * 100,
        b" %PDF-1.7" + bytes(100),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"hello",
        office("whatever.txt"),
    ],
    ids=["html", "svg", "exe", "script", "pdf behind a blank", "old word", "short text", "other archive"],
)
def test_what_is_of_no_type_is_not_taken(content: bytes) -> None:
    assert judged(content) is FileFlaw.WRONG_TYPE


def test_a_large_file_of_no_type_is_refused_at_its_beginning() -> None:
    file = PassingFile(TERMS)
    assert file.passed(b"MZ" + bytes(62)) is FileFlaw.WRONG_TYPE


def test_an_empty_file_is_not_taken() -> None:
    assert judged(b"") is FileFlaw.EMPTY


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    terms = narrowed(file_megabytes=0.001)
    assert judged(PDF[:9] + bytes(991), terms) == "application/pdf"
    assert judged(PDF[:9] + bytes(992), terms) is FileFlaw.TOO_LARGE


def test_an_archive_that_would_unpack_to_too_much_is_not_taken() -> None:
    bomb = office("word/document.xml", bytes(3_000_000))
    assert len(bomb) < 10_000
    assert judged(bomb) == WORD
    assert judged(bomb, narrowed(unpacked_megabytes=2)) is FileFlaw.UNPACKS_TOO_LARGE


def test_an_archive_of_very_many_parts_is_not_taken() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}", b"")
    assert judged(content.getvalue(), step=100_000) is FileFlaw.UNPACKS_TOO_LARGE


def test_programs_in_a_document_are_not_taken() -> None:
    content = io.BytesIO(DOCX)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert judged(content.getvalue()) is FileFlaw.HAS_MACROS


@pytest.mark.parametrize("cut", [30, 100])
def test_a_cut_archive_is_not_taken(cut: int) -> None:
    assert judged(DOCX[:-cut]) is FileFlaw.UNPACKS_TOO_LARGE


@given(st.binary(max_size=300))
def test_whatever_comes_is_judged(content: bytes) -> None:
    assert isinstance(judged(b"PK\x03\x04" + content), str)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("receipt.pdf", "receipt.pdf"),
        ("إيصال السداد.pdf", "إيصال السداد.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\users\\x\\receipt.jpeg", "receipt.pdf"),
        ("receipt.pdf.exe", "receipt.pdf.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('"quoted";.pdf', "quoted ;.pdf"),
        ("con.txt", "file.pdf"),
        ("....", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name, "pdf") == name


@given(st.text(max_size=300))
def test_every_name_is_safe_and_an_attachment_takes_it(given_name: str) -> None:
    name = safe_name(given_name, "pdf")
    assert name.endswith(".pdf") and 5 <= len(name) <= LONGEST_NAME and not set(name) & set('/\\:*?"<>|\r\n\0')
    assert Attachment.model_validate({"file_name": name, "kind": "x"}).file_name == name


def test_an_attachment_names_its_content_by_its_hash() -> None:
    media = media_with_hash(WORD, bytes(range(32)))
    read = Attachment.model_validate({"file_name": "x.docx", "kind": "x", "mime": media})
    assert read.mime == media and hash_in(read.mime) == bytes(range(32))
    assert hash_in("application/pdf") is None and hash_in(None) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[types]", "types"),
        ('[types."application/pdf"]\nending = "pdf"\nbegins = ["zz"]', "hexadecimal"),
        ('[types."pdf"]\nending = "pdf"\nbegins = ["25"]', "media type"),
        ('[limits]\nfile_megabytes = 0\n[types."a/b"]\nending = "pdf"\nbegins = ["25"]', "file_megabytes"),
        ("x = ", "cannot be read"),
    ],
)
def test_a_file_of_terms_that_cannot_be_used_says_where(text: str, said: str, tmp_path: object) -> None:
    folder = SHIPPED.parent.__class__(str(tmp_path))
    (folder / "files.toml").write_text(text)
    with pytest.raises(WrongUsage, match=said):
        file_terms(folder)
