"""The command report: figures of a period for people, programs and spreadsheets, in both languages."""

import csv
import io
import re
from pathlib import Path

import pytest

from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from commands.reports.values import titles_of
from models.codes import ReportBy
from models.reports.catalog import BY_CODE, INDICATORS
from tests.support.database import case_of, opening_work, request, work
from tests.support.simulation import OMAR, SALMA
from tests.support.terminal import CommandLine

OF_JANUARY = ("--from", "2026-01-01", "--to", "2026-01-31")


@pytest.fixture
def decided(records: Records) -> None:
    """One case of January that was decided in time, and one that waits."""
    for name in ("a", "b"):
        opening = request(id=name)
        case = case_of(opening)
        records.append(opening_work(case, opening))
        if name == "a":
            case.at("2026-01-06 10:00").claim(OMAR).at("2026-01-06 12:00").approve()
            records.append(work(case, since=2))
    count_what_is_due(records, 10)


def test_people_read_each_part_with_the_period_and_as_of_when(decided: None, tawasul: CommandLine) -> None:
    shown = tawasul("report", *OF_JANUARY).out
    assert shown.startswith("2026-01-01 to 2026-01-31  counted as of ")
    for title in ("In and out", "Promises and escalations", "How long it took", "Open now"):
        assert title in shown
    assert "100 %" in shown and "1 of 1" in shown and "3 h" in shown


def test_rungs_stand_with_how_often_they_were_reached_and_what_they_are_called(
    records: Records, tawasul: CommandLine
) -> None:
    opening = request(id="late")
    case = case_of(opening).claim(OMAR).at("2026-01-19 14:30")
    records.append(opening_work(case, opening))
    records.append(work(case, since=2))
    count_what_is_due(records, 10)
    shown = tawasul("report", *OF_JANUARY, "--by", "rung").out
    head, *lines = shown.splitlines()[1:-1]
    assert head.split()[:2] == ["rungs", "reached"] and "opened" not in head
    assert [line.split() for line in lines] == [["1", "0", name] for name in ("breach", "four_fifths", "half")]
    titles = titles_of(["half_used"], ReportBy.RUNG, "en")
    assert titles == {"half_used": "half of the time is used"}


@pytest.mark.parametrize("options", [("--from", "-1d", "--to", "today"), ("--from", "أمس"), ("--from", "monday")])
def test_a_period_is_named_as_people_say_it(options: tuple[str, ...], records: Records, tawasul: CommandLine) -> None:
    assert tawasul("report", *options).code == 0


def test_what_is_no_date_is_said_to_be_none(records: Records, tawasul: CommandLine) -> None:
    refused = tawasul("report", "--from", "soon")
    assert refused.code == 2 and "--from: «soon» is no date" in refused.err


def test_titles_are_said_in_arabic(decided: None, tawasul: CommandLine) -> None:
    shown = tawasul("report", *OF_JANUARY, "--language", "ar").out
    assert "القرارات ضمن المدة" in shown and "حتى القرار" in shown


@pytest.mark.parametrize("options", [(), ("--by", "officer"), ("--fairness",)])
def test_in_arabic_everything_but_codes_is_arabic(
    options: tuple[str, ...], decided: None, tawasul: CommandLine
) -> None:
    shown = tawasul("report", *OF_JANUARY, *options, "--language", "ar").out
    codes = {*BY_CODE, "omar", "citizen", "resident", "ar", "absher_individuals", "tawasul", "report", "definitions"}
    assert shown.startswith("من 2026-01-01 إلى 2026-01-31  محسوب حتى ")
    assert not set(re.findall("[a-z][a-z_0-9]*", shown)) - codes - {"language"}


def test_programs_get_every_figure_with_its_unit_and_the_interval_of_shares(
    decided: None, tawasul: CommandLine
) -> None:
    data = tawasul("report", *OF_JANUARY, "--by", "officer", "--json").data
    assert set(data["figures"]) == set(BY_CODE)
    assert data["figures"]["in_time"] | {"low": 0, "high": 0} == {
        "value": 1.0,
        "unit": "share",
        "hits": 1,
        "among": 1,
        "low": 0,
        "high": 0,
    }
    assert data["figures"]["outcome_working_median"] == {"value": 10800.0, "unit": "working_seconds"}
    assert data["groups"]["omar"]["decided"]["value"] == 1
    assert data["uncounted"] == 0


def test_a_spreadsheet_has_a_line_for_each_indicator_or_for_each_group(decided: None, tawasul: CommandLine) -> None:
    lines = list(csv.DictReader(io.StringIO(tawasul("report", *OF_JANUARY, "--csv").out.lstrip("\ufeff"))))
    assert {line["code"]: line["value"] for line in lines}["opened"] == "2"
    teams = list(csv.DictReader(io.StringIO(tawasul("report", "--by", "team", "--csv").out.lstrip("\ufeff"))))
    assert [line["team"] for line in teams] == ["exit_visas"]
    assert all(line["as of"] for line in lines + teams)


def test_lines_are_ordered_by_the_indicator_that_is_asked_for(decided: None, tawasul: CommandLine) -> None:
    shown = tawasul("report", *OF_JANUARY, "--by", "officer", "--sort", "taken").out.splitlines()
    assert [line.split()[-1] for line in shown[2:4]] == ["omar", "–"]
    sheet = tawasul("report", *OF_JANUARY, "--by", "officer", "--sort", "taken", "--csv").out.splitlines()
    assert [line.split(",")[0] for line in sheet[1:]] == ['"omar"', '"–"']
    data = tawasul("report", *OF_JANUARY, "--by", "officer", "--sort", "taken", "--json").data
    assert list(data["groups"]) == ["omar", ""]


def test_groups_of_the_beneficiaries_stand_side_by_side(decided: None, tawasul: CommandLine) -> None:
    shown = tawasul("report", *OF_JANUARY, "--fairness").out
    assert "By applicant" in shown and "100 % [21–100] of 1" in shown
    data = tawasul("report", *OF_JANUARY, "--fairness", "--json").data
    assert data["by"]["applicant"]["resident"]["in_time"]["among"] == 1


def test_every_definition_is_printed_in_words_and_sql(tawasul: CommandLine) -> None:
    data = tawasul("report", "--definitions", "--json").data
    assert [each["code"] for each in data] == [each.code for each in INDICATORS]
    assert all(each["title"]["ar"] and each["definition"]["en"] and each["sql"] for each in data)
    assert "القرارات ضمن المدة" in tawasul("report", "--definitions", "--language", "ar").out


@pytest.mark.parametrize(
    "options",
    [
        ("--sort", "nothing"),
        ("--sort", "opened"),
        ("--by", "day", "--fairness"),
        ("--language", "fr"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        ("--team", "nobody"),
    ],
)
def test_what_cannot_be_reported_is_said(options: tuple[str, ...], tawasul: CommandLine) -> None:
    assert tawasul("report", *options).code == 2


def test_who_reports_leaves_a_view(decided: None, tawasul: CommandLine) -> None:
    tawasul("report", *OF_JANUARY, "--as", SALMA.id)
    views = tawasul("audit", "views", "--json").data["views"]
    assert any(each["by"] == SALMA.id and each["about"].get("report") for each in views)


def test_a_page_is_written_into_a_file(decided: None, tawasul: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert tawasul("report", *OF_JANUARY, "--html", str(file), "--language", "ar").code == 0
    text = file.read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in text and "القرارات ضمن المدة" in text and "<svg" in text
    assert tawasul("report", "--html", str(tmp_path / "none" / "page.html")).code == 2
