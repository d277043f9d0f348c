"""What codes are called: the titles of the pack in the language of the reader, and nothing the pack does not have."""

import pytest

from commands.common.words.language import Language, use
from commands.common.words.titles import (
    and_shown_status,
    fact_title,
    flag_title,
    outcome_title,
    role_title,
    rung_title,
    shown_status,
    stage_title,
    status_title,
    zone_of_all,
)
from commands.common.words.unknown import unknown_lines
from models.case.style import CaseStyle
from models.codes import Outcome, Role, Stage, Status
from models.language import Text
from models.titles import BY_HAND, PackWords, Titles
from models.triage.assessment import Unknown
from models.triage.facts import Doubt

TITLES = Titles(
    statuses={Status.UNDER_PROCESSING: Text.in_languages({"en": "open", "es": "abierta"})},
    stages={Stage.QUEUED: Text.in_languages({"en": "waiting for a crew", "es": "a la espera de una cuadrilla"})},
    outcomes={Outcome.DONE: Text.in_languages({"en": "work completed", "es": "trabajo realizado"})},
    roles={Role.OFFICER: Text.in_languages({"en": "dispatcher", "es": "despachador"})},
)


def town(reader: str | None) -> CaseStyle:
    return CaseStyle(zone="America/Chicago", languages=("en", "es"), titles=TITLES, reader=reader)


def passports(reader: str | None) -> CaseStyle:
    return CaseStyle(zone="Asia/Riyadh", reader=reader)


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("es", ("abierta", "a la espera de una cuadrilla", "trabajo realizado", "despachador")),
        ("en", ("open", "waiting for a crew", "work completed", "dispatcher")),
        ("ar", ("open", "waiting for a crew", "work completed", "dispatcher")),
        (None, ("open", "waiting for a crew", "work completed", "dispatcher")),
    ],
)
def test_titles_are_in_the_language_of_the_reader_where_the_pack_has_it(
    reader: str | None, told: tuple[str, str, str, str]
) -> None:
    style = town(reader)
    status, stage = status_title(Status.UNDER_PROCESSING, style), stage_title(Stage.QUEUED, style)
    assert (status, stage, outcome_title(Outcome.DONE, style), role_title(Role.OFFICER, style)) == told
    assert (shown_status(Status.UNDER_PROCESSING, style), and_shown_status(Status.UNDER_PROCESSING, style)) == (
        told[0],
        "",
    )


@pytest.mark.parametrize("status", list(Status))
def test_no_status_is_told_in_arabic_where_the_pack_has_none(status: Status) -> None:
    for reader in ("ar", "en", "es", None):
        said = shown_status(status, town(reader)) + and_shown_status(status, town(reader))
        assert said.isascii(), said


@pytest.mark.parametrize(("reader", "shown"), [("ar", "تحت المعالجة"), (None, "تحت المعالجة"), ("en", "")])
def test_the_status_as_beneficiaries_know_it_stands_beside_another_one_alone(reader: str | None, shown: str) -> None:
    assert and_shown_status(Status.UNDER_PROCESSING, passports(reader)) == shown


@pytest.mark.parametrize(("style", "arabic"), [(town("ar"), False), (passports(None), True), (passports("en"), False)])
def test_a_doubt_of_the_first_stage_is_told_in_arabic_to_who_reads_it(style: CaseStyle, arabic: bool) -> None:
    doubt = Unknown(doubt=Doubt.TEXT_ALONE, rule="R8", facts=("days_to.visa_expiry",))
    (line,) = unknown_lines([doubt], style)
    assert ("نص" in line) is arabic and "only the text says it" in line


def test_a_list_of_one_zone_is_told_in_it() -> None:
    assert str(zone_of_all([town(None), town("es")])) == "America/Chicago"
    assert str(zone_of_all([town(None), passports(None)])) == str(zone_of_all([]))


WORDS = PackWords(
    rungs={"breached": Text(ar="انقضت المدة", en="the time has run out")},
    flags={"near_date": Text(ar="تاريخ قريب.", en="A date is near.")},
    facts={"missing": Text(ar="المستندات الناقصة", en="documents missing")},
)


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("en", ["the time has run out", "A date is near.", "documents missing"]),
        ("ar", ["انقضت المدة", "تاريخ قريب.", "المستندات الناقصة"]),
    ],
)
def test_rungs_flags_and_facts_are_called_as_in_the_pack_in_the_language_of_the_words(
    reader: str, said: list[str]
) -> None:
    style = passports("ar").but(words=WORDS)
    use(Language(reader))
    try:
        assert [rung_title("breached", style), flag_title("near_date", style), fact_title("missing", style)] == said
    finally:
        use(Language.ENGLISH, asked_for=False)


def test_a_code_that_has_no_title_is_readable_at_least() -> None:
    for style in (None, passports("en")):
        assert rung_title("one_day_over", style) == "one day over"
        assert fact_title("days_to.visa_expiry", style) == "days to: visa expiry"
    assert rung_title(BY_HAND, passports("en")) == "escalated by a colleague"
