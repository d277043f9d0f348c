"""What lists say of cases, how cases are found by words, and how they are named: by a beginning or a row."""

from typing import Any

import pytest

from activities.keys.register import KeyRegister
from activities.records.database import Connection, connect
from activities.records.store import Records
from commands.common.typed import numbering
from commands.common.words.advice import ExitCode
from errors import Cause, Component, Unreachable
from models.codes import Effect
from models.intake.word_hash import hashes_of_question
from tests.support.database import INDEX_KEY, Database, case_of, opening_work, put_on_record, request
from tests.support.simulation import LAYLA, OMAR
from tests.support.terminal import CommandLine

WHY = ("--why", "the caller has no reference")
SUBJECT, NAME = "تأشيرة خروج لم تصدر", "منيرة بنت صالح التجريبي"
SAID: dict[str, Any] = {"subject_ar": SUBJECT, "applicant__name_ar": NAME, "on_behalf_of": None}


@pytest.fixture(autouse=True)
def index_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key by which words and persons are hashed."""
    monkeypatch.setenv("TAWASUL_INDEX_KEY", INDEX_KEY)


@pytest.fixture
def case(records: Records) -> str:
    """The reference of a case of exit_visas that nobody holds."""
    return put_on_record(records, case_of(request(**SAID)), **SAID)


@pytest.fixture
def returned(records: Records) -> str:
    """One that the first stage returned for a document."""
    opening = request(id="returned", **SAID)
    life = case_of(opening, effect=Effect.RETURN_COMPLETION, missing=("photo",))
    records.append(opening_work(life, opening))
    return opening.reference


def test_the_inbox_says_for_whom_and_about_what(case: str, tawasul: CommandLine) -> None:
    row = next(line for line in tawasul("inbox", "--as", OMAR.id).out.splitlines() if case in line)
    assert f"{NAME} · {SUBJECT}" in row


def test_the_inbox_goes_on_without_subjects_while_no_key_is_at_hand(
    case: str, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Unreachable(Component.KEY_STORE, Cause.NO_ANSWER)
    monkeypatch.setattr(KeyRegister, "find_all", lambda self, references: (_ for _ in ()).throw(away))
    shown = tawasul("inbox", "--as", OMAR.id)
    assert (shown.code, case in shown.out, SUBJECT in shown.out) == (ExitCode.DONE, True, False)


def test_lists_for_programs_have_codes_alone(case: str, tawasul: CommandLine) -> None:
    for command in (("inbox", "--json"), ("cases", "--json"), ("cases", "--subjects", "--json")):
        out = tawasul(*command, "--as", OMAR.id).out
        assert case in out and SUBJECT not in out and NAME not in out


def test_what_was_asked_is_named_wherever_the_case_is_looked_at(returned: str, tawasul: CommandLine) -> None:
    for command in ("show", "explain"):
        assert "Asked of the beneficiary open photo" in tawasul(command, returned, "--as", OMAR.id).text
        (asked,) = tawasul(command, returned, "--json", "--as", OMAR.id).data["asked"]
        assert (asked["kind"], asked["what"], asked["arrived_at"]) == ("document", "photo", None)


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_inbox_fits_the_terminal(
    width: str, case: str, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = tawasul("inbox", "--as", OMAR.id).out.splitlines()
    assert all(len(line) <= int(width) for line in lines)
    assert any(case in line for line in lines)


def test_a_search_needs_a_reason_and_its_view_has_hashes_alone(
    case: str, database: Database, tawasul: CommandLine
) -> None:
    assert tawasul("cases", "--search", "تأشيره", "--as", OMAR.id).code == ExitCode.WRONG_USAGE
    found = tawasul("cases", "--search", "التأشيره منيرة", *WHY, "--as", OMAR.id)
    assert case in found.out and NAME in found.out
    with connect(database.desk_url) as connection:
        (view,) = connection.execute("SELECT verb, about FROM view WHERE cases = 1").fetchall()
    assert view["verb"] == "search"
    assert view["about"]["words"] == hashes_of_question(INDEX_KEY, "تأشيرة منيرة")
    assert "منيرة" not in str(view["about"])


def test_a_search_that_finds_nothing_or_has_no_word_says_so(case: str, tawasul: CommandLine) -> None:
    assert "0 requests" in tawasul("cases", "--search", "جواز", *WHY).out
    assert "no word" in tawasul("cases", "--search", "بن", *WHY).err


@pytest.mark.parametrize("cut", [6, 9, 12, 18])
def test_a_case_is_named_by_the_beginning_of_its_reference(cut: int, case: str, tawasul: CommandLine) -> None:
    assert tawasul("show", case[:cut].lower().replace("-", ""), "--json").data["reference"] == case


def test_a_beginning_that_none_or_several_have_is_not_taken(case: str, records: Records, tawasul: CommandLine) -> None:
    other = "0" if case[3] != "0" else "1"
    assert tawasul("show", f"TW-{other}ZZ").code == ExitCode.NO_SUCH_CASE
    assert tawasul("show", "TW").code == ExitCode.WRONG_USAGE
    assert tawasul("reply", case[:9], "--text", "نعم").code == ExitCode.WRONG_USAGE


def test_a_row_of_the_last_list_stands_for_its_case(
    case: str, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no list was printed" in tawasul("show", "1").err
    monkeypatch.setattr("commands.work.lists.inbox.numbers_rows", lambda: True)
    assert "1    " in tawasul("inbox", "--as", OMAR.id).out
    assert tawasul("show", "1", "--json").data["reference"] == case
    assert "has the rows 1 to 1" in tawasul("show", "2").err


def test_numbers_of_rows_do_not_hold_for_ever(case: str, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.work.lists.inbox.numbers_rows", lambda: True)
    tawasul("inbox", "--as", OMAR.id)
    monkeypatch.setattr(numbering, "LONGEST", -1)
    assert tawasul("show", "1").code == ExitCode.WRONG_USAGE


def test_other_requests_of_the_person_stand_beside_the_case_for_those_who_see_them(
    case: str, records: Records, staff: Connection, tawasul: CommandLine
) -> None:
    other = put_on_record(records, case_of(request(id="other", **SAID)), id="other", **SAID)
    named = [each["reference"] for each in tawasul("show", case, "--json", "--as", LAYLA.id).data["others"]]
    assert named == [other]
    assert f"Other requests of the same person: 1 {other}" in tawasul("show", case, "--as", LAYLA.id).text


def test_an_unknown_code_of_a_list_is_met_with_what_was_meant(case: str, tawasul: CommandLine) -> None:
    assert "did you mean «omar»" in tawasul("cases", "--assignee", "omr").err
    assert "did you mean «in_review»" in tawasul("cases", "--stage", "review").err


@pytest.mark.parametrize("said", ["-3d", "today", "tuesday", "أمس", "2026-01-06"])
def test_dates_are_taken_as_people_say_them(said: str, case: str, tawasul: CommandLine) -> None:
    assert tawasul("cases", "--since", said).code == ExitCode.DONE
    assert "someday is no instant" in tawasul("cases", "--since", "someday").err


def test_a_request_is_found_by_the_number_of_its_source(records: Records, tawasul: CommandLine) -> None:
    filed = put_on_record(records, case_of(request(id="SR-77")), id="SR-77")
    for named in ("SR-77", "absher_individuals:SR-77"):
        assert tawasul("show", named, "--json").data["reference"] == filed
    for unknown in ("SR-78", "muqeem:SR-77", "nosuch:SR-77", "R"):
        ended = tawasul("show", unknown)
        assert ended.code == ExitCode.WRONG_USAGE and "is not a reference" in ended.err
    other = {"id": "SR-77", "channel": "muqeem"}
    second = put_on_record(records, case_of(request(**other)), **other)
    several = tawasul("show", "SR-77")
    assert several.code == ExitCode.WRONG_USAGE
    assert "absher_individuals:SR-77" in several.err and "muqeem:SR-77" in several.err
    assert tawasul("show", "muqeem:SR-77", "--json").data["reference"] == second


def test_what_was_meant_by_an_unknown_name_is_said(staff: Connection, tawasul: CommandLine) -> None:
    assert "did you mean omar?" in tawasul("staff", "change", "omr", "--role", "officer").err
    named = ("staff", "add", "zaid", "--name", "زيد", "--role", "officer")
    assert "did you mean «payments»" in tawasul(*named, "--team", "paymnts").err
    assert "did you mean «passports»" in tawasul("calendar", "seed", "2026", "--pack", "pasports").err


def test_an_officer_without_a_team_works_for_none(staff: Connection, tawasul: CommandLine) -> None:
    alone = tawasul("staff", "add", "zaid", "--name", "زيد", "--role", "officer").out.splitlines()[1]
    assert alone.split()[:3] == ["zaid", "officer", "–"]
    of_all = tawasul("staff", "add", "reem", "--name", "ريم", "--role", "manager").out.splitlines()[1]
    assert of_all.split()[:3] == ["reem", "manager", "all"]


def test_closures_that_a_calendar_has_are_not_proposed_again(tawasul: CommandLine) -> None:
    proposed = tawasul("calendar", "seed", "2026", "--json").data
    left = tawasul("calendar", "seed", "2026", "--pack", "passports", "--json").data
    assert {each["id"] for each in left} < {each["id"] for each in proposed}
    assert not any(each["id"].startswith("eid-al-fitr") for each in left)
