"""The file of a person on real records: their cases alone, others masked, a page that loads nothing, a view first."""

import io
import json
import re
import stat
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.retention.holds import place
from activities.staff import Member, add
from bench.cases import residence_number
from commands.common.words.advice import ExitCode
from models.case.commands import BENEFICIARY
from models.codes import Role
from tests.support.database import INDEX_KEY, Database, case_of, opening_work, request
from tests.support.simulation import DIRECTOR, OMAR, SALMA
from tests.support.terminal import CommandLine, Ended

PERSON, OTHER = residence_number(901), residence_number(902)
MOBILE, OTHERS_MOBILE = "+966512340901", "+966512340902"
WHY = ("--why", "request of the person")
STEERING = "\x1b]52;c;x\x07\u202e"


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"TAWASUL_INDEX_KEY": INDEX_KEY}


@pytest.fixture
def desk(database: Database) -> Iterator[Connection]:
    """The role that sees views."""
    with connect(database.desk_url) as connection:
        yield connection


@pytest.fixture
def export(tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, with a number on standard input."""

    def run(*arguments: object, number: str = PERSON) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        return tawasul("person", "export", *arguments)

    return run


def applicant(number: str, mobile: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "resident",
        "name_ar": "محمد حنيف التجريبي",
        "id_type": "iqama",
        "id_number": number,
        "mobile": mobile,
        "preferred_language": "ar",
    } | more


def on_record(records: Records, case_id: str, **changes: Any) -> str:
    """A case that was claimed, decided, reopened and rated."""
    opening = request(id=case_id, **changes)
    case = case_of(opening, pack="passports", service="exit_reentry_issue").at("2026-01-06 10:00").claim()
    case.do("note", text=f"called {OTHERS_MOBILE} <script>alert(1)</script> {STEERING}")
    case.approve(reply={"text": "تمت معالجة الملاحظة"})
    case.do("rate", BENEFICIARY, score=5, comment="شكرا")
    case.deliver()
    records.append(opening_work(case, opening))
    return opening.reference


@pytest.fixture
def own(records: Records) -> str:
    """A case that the person filed for somebody else, whom the text names too."""
    concerned = {"relation": "spouse", "id_type": "iqama", "id_number": OTHER, "name_ar": "سارة التجريبي"}
    arabic = OTHER.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    text = f"إقامتي {PERSON} وإقامتها {OTHER} أو {OTHER[:4]} {OTHER[4:7]}-{OTHER[7:]} أو {arabic} <b>عاجل</b>{STEERING}"
    return on_record(
        records, "P-1", applicant=applicant(PERSON, MOBILE), on_behalf_of=concerned, text_ar=text, text_en=None
    )


@pytest.fixture
def filed_for_them(records: Records) -> str:
    """A case that somebody else filed for the person."""
    concerned = {"relation": "spouse", "id_type": "iqama", "id_number": PERSON}
    return on_record(records, "P-2", applicant=applicant(OTHER, OTHERS_MOBILE), on_behalf_of=concerned)


@pytest.fixture(autouse=True)
def nobody_elses(records: Records) -> str:
    """A case of somebody else, which is in no file of the person."""
    return on_record(records, "P-3", applicant=applicant(residence_number(903), "+966512340903"))


def test_the_file_has_every_case_of_the_person_and_none_of_others(
    own: str, filed_for_them: str, nobody_elses: str, export: Any
) -> None:
    ended = export(*WHY, "--json")
    assert ended.code == ExitCode.DONE
    assert {case["reference"]: case["roles"] for case in ended.data["cases"]} == {
        own: ["applicant"],
        filed_for_them: ["concerned"],
    }
    assert nobody_elses not in ended.out and ended.data["language"] == "ar"


def test_the_file_has_all_that_is_on_record(own: str, staff: Connection, export: Any) -> None:
    place(staff, own, "a case in court", OMAR.id)
    (case,) = export(*WHY, "--json").data["cases"]
    assert case["request"]["applicant"]["id_number"] == PERSON and case["request"]["applicant"]["mobile"] == MOBILE
    assert [each["file_name"] for each in case["attachments"]] == ["receipt.pdf", "error.png"]
    assert [each["body"]["type"] for each in case["timeline"]][:4] == ["opened", "assessed", "claimed", "noted"]
    decision, rating = (case["timeline"][case[name][0] - 1] for name in ("decisions", "ratings"))
    assert decision["words"] == {
        "ar": "قرر الموظف المختص omar: عولجت الملاحظة ويمكن تنفيذ الخدمة (نص)",
        "en": "officer omar decided: obstacle removed, run the e-service again (text)",
    }
    assert (rating["body"]["score"], rating["body"]["comment"]) == (5, "شكرا")
    assert {each["kind"] for each in case["retention"]} == {
        "request", "attachments", "events", "notices", "advice", "views",
    }  # fmt: skip
    assert len(case["held_since"]) == 1 and "a case in court" not in json.dumps(case)


@pytest.mark.parametrize("form", [(), ("--html",), ("--json",)])
def test_numbers_of_others_stand_nowhere_in_any_form(own: str, filed_for_them: str, export: Any, form: Any) -> None:
    out = export(*WHY, *form).out
    digits = re.sub(r"[\s-]", "", out.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")))
    assert PERSON in digits and MOBILE in digits
    assert OTHER not in digits and OTHERS_MOBILE[1:] not in digits


def test_what_the_case_knows_of_others_is_masked_in_any_spelling(records: Records, export: Any) -> None:
    other = {"relation": "driver", "id_type": "border_number", "id_number": "3123456789", "passport_number": "AB12345"}
    text = "جوازه ab 12345 ورقمه 3123-456-789 أو ٣١٢٣ ٤٥٦٧٨٩، وموعده 2026-01-06 09:30"
    on_record(records, "P-8", applicant=applicant(PERSON, MOBILE), on_behalf_of=other, text_ar=text)
    (case,) = export(*WHY, "--json").data["cases"]
    said = case["request"]["text_ar"]
    assert not any(part in said for part in ("ab 123", "3123-456", "٣١٢٣ ٤٥٦"))
    assert said.endswith("وموعده 2026-01-06 09:30") and said.startswith("جوازه ")
    assert (case["request"]["on_behalf_of"]["id_number"], case["request"]["on_behalf_of"]["passport_number"]) == (
        "******6789",
        "****345",
    )


def test_who_files_for_themselves_is_the_applicant_alone(records: Records, export: Any) -> None:
    on_record(records, "P-7", applicant=applicant(PERSON, MOBILE))
    (case,) = export(*WHY, "--json").data["cases"]
    assert (case["roles"], case["request"]["applicant"]["id_number"]) == (["applicant"], PERSON)


def test_it_is_on_record_before_anything_is_shown(own: str, filed_for_them: str, desk: Connection, export: Any) -> None:
    out = export(*WHY, "--json")
    rows = desk.execute("SELECT by, verb, reference, cases, numbers, why, about FROM view ORDER BY id").fetchall()
    assert [(row["by"], row["verb"], row["reference"], row["cases"], row["why"]) for row in rows] == [
        (DIRECTOR.id, "export", None, 2, WHY[1]),
        *((DIRECTOR.id, "export", reference, 1, WHY[1]) for reference in sorted((own, filed_for_them))),
    ]
    assert PERSON not in json.dumps([row["about"] for row in rows])
    assert [each["verb"] for case in out.data["cases"] for each in case["views"]] == ["export", "export"]


class Page(HTMLParser):
    """Tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_alone_and_nothing_in_it_is_markup_of_data(own: str, export: Any) -> None:
    page = Page(export(*WHY, "--html").out)
    assert page.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "link", "iframe", "object", "b", "form", "a", "base"}
    assert not [name for _, attributes in page.tags for name in attributes if name in ("src", "href", "style")]
    assert "url(" not in page.text and "@import" not in page.text
    assert "<script>alert(1)</script>" in page.text and "<b>عاجل</b>" in page.text
    assert "الإجراءات" in page.text and own in page.text


@pytest.mark.parametrize("form", [(), ("--html",), ("--json",)])
def test_nothing_in_it_steers_a_terminal(own: str, export: Any, form: Any, tmp_path: Path) -> None:
    export(*WHY, *form, "--to", tmp_path / "file")
    for text in (export(*WHY, *form).out, (tmp_path / "file").read_text()):
        assert not [char for char in text if not char.isprintable() and char not in "\n\u00a0"]


def test_an_english_speaker_reads_english_from_left_to_right(records: Records, export: Any) -> None:
    on_record(records, "P-4", applicant=applicant(PERSON, MOBILE, preferred_language="en"))
    page = Page(export(*WHY, "--html").out)
    assert page.tags[0] == ("html", {"lang": "en", "dir": "ltr"}) and "What happened" in page.text
    assert Page(export(*WHY, "--html", "--language", "ar").out).tags[0][1]["dir"] == "rtl"
    assert "officer omar took it" in export(*WHY).out


def test_a_file_is_new_and_of_its_owner_alone(own: str, export: Any, tmp_path: Path) -> None:
    path = tmp_path / "file.html"
    assert export(*WHY, "--html", "--to", path).code == ExitCode.DONE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.read_text().startswith("<!doctype html>")
    again = export(*WHY, "--html", "--to", path)
    assert (again.code, "is there already" in again.err) == (ExitCode.WRONG_USAGE, True)


def test_of_a_person_nobody_knows_nothing_is_on_record(desk: Connection, export: Any) -> None:
    ended = export(*WHY, "--json", number=residence_number(999))
    assert (ended.code, ended.data["cases"]) == (ExitCode.DONE, [])
    assert "لا توجد بيانات مسجلة" in export(*WHY, number=residence_number(999)).out
    assert desk.execute("SELECT cases FROM view").fetchall() == [{"cases": 0}] * 2


def test_a_number_of_two_people_is_asked_about(records: Records, export: Any) -> None:
    for case_id, kind in (("P-5", "passport"), ("P-6", "employee_number")):
        on_record(records, case_id, applicant=applicant("A1234567", MOBILE, id_type=kind))
    unclear = export(*WHY, number="A1234567")
    assert (unclear.code, "employee_number and as passport" in unclear.err) == (ExitCode.WRONG_USAGE, True)
    assert len(export(*WHY, "--json", "--id-type", "passport", number="A1234567").data["cases"]) == 1


def test_a_case_that_cannot_be_read_is_named_all_the_same(
    own: str, records: Records, database: Any, export: Any
) -> None:
    import psycopg

    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        superuser.execute("UPDATE case_event SET body = 'x' WHERE reference = %s", (own,))
    (case,) = export(*WHY, "--json").data["cases"]
    assert (case["reference"], case["readable"], case["timeline"]) == (own, False, [])
    assert "لم يعد محتواه مقروءًا" in export(*WHY).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), ExitCode.WRONG_USAGE),
        ((*WHY, "--html", "--json"), ExitCode.WRONG_USAGE),
        ((*WHY, "--language", "fr"), ExitCode.WRONG_USAGE),
        ((PERSON, *WHY), ExitCode.WRONG_USAGE),
        (("A1234567", *WHY), ExitCode.WRONG_USAGE),
        ((*WHY, "--as", OMAR.id), ExitCode.NOT_ALLOWED),
        ((*WHY, "--as", SALMA.id), ExitCode.NOT_ALLOWED),
        ((*WHY, "--as", "munir"), ExitCode.NOT_ALLOWED),
    ],
)
def test_who_may_not_or_says_no_reason_gets_nothing(
    own: str, staff: Connection, desk: Connection, export: Any, arguments: tuple[str, ...], code: ExitCode
) -> None:
    add(staff, Member(id="munir", name="munir", role=Role.MANAGER))
    ended = export(*arguments)
    assert (ended.code, own in ended.out) == (code, False)
    assert desk.execute("SELECT 1 FROM view").fetchall() == []
