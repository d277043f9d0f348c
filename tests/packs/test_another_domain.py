"""Another domain by data alone: languages, kinds of identity, reporters, dates; and packs that stand apart."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from activities.notices.dates import due_date, written_date
from activities.notices.rendering import placeholder_values
from activities.pack_folder import read_folder
from activities.packs import InvalidPack, PackProblem, load_pack
from models.case.state import CaseState
from models.codes import REMINDER_RUNG, Channel, Outcome
from models.intake.person_hash import applicant_key
from models.intake.request import InvalidRequest, Request, read_request
from models.notices.plan import BY_HAND
from models.packs.derive import case_policy, triage_policy
from models.packs.pack import Pack, forms_of
from models.packs.writing import DateStyle, DateSystem
from models.triage.assessment import KnownFromRecords
from settings import PROJECT
from tests.support.policies.small_pack import order as notice_order
from tests.support.policies.town import TOWN, policies_with_town, service_request
from workflows.case.opening import decide_opening
from workflows.triage.assess import assess


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return policies_with_town(tmp_path / "policies")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(policies_with_town(tmp_path_factory.mktemp("town") / "policies") / "town")


def spoilt(policies: Path, old: str, new: str) -> list[PackProblem]:
    path = policies / "town" / "pack.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidPack) as refused:
        load_pack(policies / "town")
    return refused.value.problems


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (
            'title = { en = "Pothole", es = "Bache" }',
            'title = { en = "Pothole" }',
            "services.pothole.title.es",
            "is missing",
        ),
        (
            'title = { en = "Pothole", es = "Bache" }',
            'title = { en = "Pothole", es = "Bache", ar = "حفرة" }',
            "services.pothole.title.ar",
            "is no language of the pack",
        ),
        (
            'title = { en = "Pothole"',
            'title = { english = "x", en = "Pothole"',
            "services.pothole.title.english",
            "is not known",
        ),
        ('es = { one = "{n} día hábil", other', "es = { one", "counts.days.es", "plural forms other"),
        (" ({service_es})", "", "replies.done", "{service} stands in one language only"),
        ('formats = { en = "MMMM d, y" }', 'formats = { fr = "d MMMM y" }', "dates.formats.fr", "is no language"),
        ('check = "luhn"', 'check = "moon"', "id_kinds.library_card.check", "luhn"),
        ('pattern = "LC[0-9]{8}"', 'pattern = "LC[0-9"', "id_kinds.library_card.pattern", "no pattern"),
        ("[id_kinds.library_card]", "[id_kinds.passport]", "id_kinds.passport", "has its form in every pack"),
        ('known_by = ["identity"', 'known_by = ["fax"', "known_by[0]", "identity"),
        ("under_processing = {", "lost = {", "titles.statuses.lost", "under_processing"),
        ('country = "US"', 'country = "usa"', "country", "match"),
        ("withdrawn = {", "answered = {", "titles.outcomes.withdrawn", "only the pack knows what it is called in es"),
    ],
)
def test_what_does_not_fit_the_domain_is_refused_with_its_key(
    policies: Path, old: str, new: str, key: str, reason: str
) -> None:
    found = {problem.key.removesuffix(".[key]"): problem.reason for problem in spoilt(policies, old, new)}
    assert reason in found.get(key, ""), found


def test_a_pack_of_one_language_needs_no_other(policies: Path) -> None:
    path = policies / "town" / "pack.toml"
    lines = path.read_text().replace('languages = ["en", "es"]', 'languages = ["en"]').splitlines()

    path.write_text(
        "\n".join(re.sub(r', es = (?:"[^"]*"|\{[^}]*\})', "", line) for line in lines if not line.startswith("es = "))
    )
    assert load_pack(policies / "town").title.texts == {"en": "Town services"}


def read(town: Pack, **changes: object) -> Request:
    return read_request(service_request("N-1", **changes), forms=forms_of({"town": town}))


@pytest.mark.parametrize(
    ("changes", "language"),
    [
        ({}, "en"),
        ({"lang": "es"}, "es"),
        ({"lang": "es-MX"}, "es"),
        ({"lang": "Español"}, "es"),
        ({"lang": "fr"}, "en"),
        ({"applicant": {"type": "visitor", "preferred_language": "es"}}, "es"),
    ],
)
def test_a_request_is_of_one_of_the_languages_of_its_pack(
    town: Pack, changes: dict[str, object], language: str
) -> None:
    assert opened(town, read(town, **changes)).language == language


def opened(town: Pack, request: Request) -> CaseState:
    policy, now = case_policy(town, request.service), datetime(2026, 1, 6, 20, 30, tzinfo=UTC)
    triage = triage_policy(town, request.service)
    found = assess(request, KnownFromRecords(), triage, policy.working_calendar, now)
    return decide_opening(request, policy, found, now)[0]


def test_a_first_reply_is_in_the_languages_of_the_pack_and_no_other(town: Pack) -> None:
    request = read(town, context={})
    policy = case_policy(town, "pothole")
    now = datetime(2026, 1, 6, 20, 30, tzinfo=UTC)
    found = assess(request, KnownFromRecords(), triage_policy(town, "pothole"), policy.working_calendar, now)
    _, events = decide_opening(request, policy, found, now)
    assert events[1].model_dump(mode="json")["body"]["reply"] == {
        "en": "Please tell us: place.",
        "es": "Indíquenos, por favor: lugar.",
        "template": "particulars",
    }
    read_back = type(events[1]).model_validate_json(events[1].model_dump_json())
    assert vars(read_back.body)["reply"] == vars(events[1].body)["reply"]


CARD = {"type": "resident", "id_type": "library_card", "id_number": "lc 0000-0018"}


def test_a_number_of_a_kind_of_the_pack_is_known_in_any_spelling(town: Pack) -> None:
    request = read(town, applicant=CARD | {"mobile": "(312) 555-0142"})
    assert (request.applicant.id_number, request.applicant.mobile) == ("LC00000018", "+13125550142")
    assert Request.model_validate_json(request.model_dump_json()) == request
    again = read_request(service_request("N-2", applicant=CARD), forms=forms_of({"town": town}))
    assert applicant_key("k", request) == applicant_key("k", again)


@pytest.mark.parametrize("number", ["LC00000019", "0018", "LC1"])
def test_a_number_that_is_none_of_its_kind_is_set_aside_where_nobody_must_be_known(town: Pack, number: str) -> None:
    applicant = read(town, applicant=CARD | {"id_number": number}).applicant
    assert (applicant.id_number, applicant.as_written["id_number"]) == (None, number)


@pytest.mark.parametrize(
    ("known_by", "applicant", "reason"),
    [
        (["identity"], {"type": "visitor"}, "is required"),
        (["identity"], CARD | {"id_number": "LC00000019"}, "check digit"),
        (["identity"], CARD | {"id_number": "18"}, "the form LC and eight digits"),
        (["identity"], CARD | {"id_type": "iqama"}, "library_card"),
        (["email", "mobile"], {"type": "visitor"}, "needs email or mobile"),
        (["email"], {"type": "visitor", "email": "nobody"}, "needs email"),
    ],
)
def test_who_files_must_be_known_as_the_pack_says(
    town: Pack, known_by: list[str], applicant: dict[str, str], reason: str
) -> None:
    strict = Pack.model_validate(town.model_dump() | {"known_by": known_by})
    with pytest.raises(InvalidRequest, match=reason):
        read_request(service_request("N-1", applicant=applicant), forms=forms_of({"town": strict}))


def test_anonymous_requests_are_of_nobody_else(town: Pack) -> None:
    forms = forms_of({"town": town})
    one, other = (read_request(service_request(number), forms=forms) for number in ("N-1", "N-2"))
    assert one.applicant.is_anonymous
    assert applicant_key("k", one) != applicant_key("k", other)
    mailed = {"type": "visitor", "email": "r.sample@example.com"}
    first, second = (read_request(service_request(number, applicant=mailed), forms=forms) for number in ("N-1", "N-2"))
    assert not first.applicant.is_anonymous
    assert applicant_key("k", first) == applicant_key("k", second)


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        (DateStyle(), "en", "1 December 2026 (21 Jumada al-Akhirah 1448 AH)"),
        (DateStyle(), "ar", "1448/06/21هـ الموافق 2026/12/01م"),
        (DateStyle(calendars=(DateSystem.GREGORIAN,)), "es", "1 de diciembre de 2026"),
        (DateStyle(calendars=(DateSystem.GREGORIAN,), formats={"en": "MMMM d, y"}), "en", "December 1, 2026"),
        (DateStyle(calendars=(DateSystem.HIJRI,)), "ar", "1448/06/21هـ"),
        (DateStyle(calendars=(DateSystem.HIJRI,)), "es", "1448/06/21"),
        (DateStyle(), "es", "1 de diciembre de 2026"),
    ],
)
def test_dates_are_written_as_the_pack_has_them(style: DateStyle, language: str, expected: str) -> None:
    assert written_date(date(2026, 12, 1), language, style) == expected


@pytest.mark.parametrize(
    ("calendars", "expected"), [((DateSystem.GREGORIAN,), "12/01/2026"), ((DateSystem.HIJRI,), "1448/06/21")]
)
def test_a_text_message_has_one_calendar(calendars: tuple[DateSystem, ...], expected: str) -> None:
    style = DateStyle(calendars=calendars, sms="MM/dd/yyyy")
    due = datetime(2026, 12, 2, 5, 59, tzinfo=UTC).isoformat()
    assert due_date(due, ZoneInfo("America/Chicago"), Channel.SMS, style, "en") == expected


@pytest.mark.parametrize("rung", [BY_HAND, REMINDER_RUNG, "nearly_late"])
def test_a_rung_without_a_word_in_the_language_is_named_by_its_code(town: Pack, rung: str) -> None:
    values = placeholder_values(town, notice_order(values={"rung": rung}), "es")
    assert values["rung"] == rung


@pytest.mark.parametrize("outcome", ["withdrawn", "no_reply", "merged", "redirected", "done", "refused"])
def test_an_outcome_is_told_in_the_words_of_the_pack(town: Pack, outcome: Outcome) -> None:
    values = placeholder_values(town, notice_order(values={"outcome": outcome}), "es")
    assert values["outcome"] == town.titles.outcomes[outcome].of("es")


OF_THE_PROJECT = {pack.parent.name for pack in (PROJECT / "policies").glob("*/pack.toml")}


def test_a_bad_pack_stops_one_domain_and_says_which(policies: Path) -> None:
    path = policies / "town" / "pack.toml"
    path.write_text(path.read_text().replace('problem = "defect"', 'problem = "nothing"', 1))
    found = read_folder(policies)
    assert set(found.packs) == OF_THE_PROJECT
    assert [problem.key for problem in found.unusable["town"].problems] == ["services.pothole.problem"]
    assert "town" in (found.why_stopped("hotline") or "")
    assert found.why_stopped("city_portal") is None


def test_a_pack_that_is_no_toml_stops_one_domain(policies: Path) -> None:
    (policies / "town" / "pack.toml").write_text("name = ")
    found = read_folder(policies)
    assert set(found.packs) == OF_THE_PROJECT
    reason = found.why_stopped("hotline") or ""
    assert "town" in reason, "its channels cannot be read: this may be one of them"
    assert found.why_stopped("city_portal") is None


def test_a_channel_of_no_pack_is_nobodys_while_every_pack_says_which_it_has(policies: Path) -> None:
    assert read_folder(policies).why_stopped("moon") is None
    path = policies / "town" / "pack.toml"
    path.write_text(path.read_text().replace('problem = "defect"', 'problem = "nothing"', 1))
    found = read_folder(policies)
    assert (found.why_stopped("moon"), "town" in (found.why_stopped("hotline") or "")) == (None, True)


@pytest.mark.parametrize("spoil", ["missing", "no channels", "unreadable beside it"])
def test_a_pack_whose_channels_nobody_can_read_stops_those_that_no_other_has(policies: Path, spoil: str) -> None:
    path = policies / "town" / "pack.toml"
    match spoil:
        case "missing":
            path.unlink()
        case "no channels":
            path.write_text(re.sub(r"(?m)^\[channels\]", "[chanels]", path.read_text()))
        case _:
            (policies / "town" / "more.toml").write_text("[channels")
    found = read_folder(policies)
    assert "town" in (found.why_stopped("another_channel") or "")
    assert found.why_stopped("absher_individuals") is None


def test_a_copy_in_another_folder_stops_itself_and_not_the_pack_it_was_copied_from(policies: Path) -> None:
    shutil.copytree(policies / "town", policies / "a_town_of_before")
    found = read_folder(policies)
    assert set(found.unusable) == {"a_town_of_before"} and "town" in found.packs
    assert found.why_stopped("hotline") is None


def test_of_two_packs_with_one_channel_the_second_is_stopped(policies: Path) -> None:
    shutil.copytree(TOWN, policies / "village")
    found = read_folder(policies)
    assert {problem.key for problem in found.unusable["village"].problems} == {"name", "channels"}
    assert "town" in found.packs and found.why_stopped("hotline") is None
