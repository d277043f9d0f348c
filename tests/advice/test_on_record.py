"""Advice on record: kept with the opening, never in its way, corrected by officers, and measured."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from temporalio.testing import ActivityEnvironment

from activities import staff
from activities.advice import advisor as advising
from activities.advice.advisor import Advisor, model_file
from activities.advice.records import advice_on
from activities.advice.training import train
from activities.cases import CaseWork
from activities.intake import Intake
from activities.packs import load_packs
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.staff import Member, add
from bench.cases import residence_number
from commands.common.words.advice import ExitCode
from models.intake.request import read_request
from models.packs.pack import Pack
from settings import PROJECT
from tests.support.database import MORNING, Database
from tests.support.examples import examples
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.terminal import NOWHERE, CommandLine, Ended, command_line_in
from tests.support.trust import at_the_desk, filed, trust_of
from workflows.ports import Preparation, PrepareCase

PASSPORTS = "passports"


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return load_packs(PROJECT / "policies")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model for the pack of the passports."""
    folder = tmp_path_factory.mktemp("models")
    model_file(folder, PASSPORTS).write_text(train(examples(), datetime.now(UTC)).model_dump_json())
    return folder


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with connect(database.url) as open_one:
        yield open_one


@pytest.fixture
def command_line(
    database: Database,
    trained: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """The command line in this process, on the records and models of this test, with the director at the terminal."""
    with connect(database.admin_url) as records:
        staff.add(records, Member(id=DIRECTOR.id, name="دانة التجريبي", role=DIRECTOR.role))
    servers = (
        NOWHERE
        | at_the_desk(database, tmp_path / "home")
        | {"TAWASUL_ADVICE": str(trained), "TAWASUL_STAFF": DIRECTOR.id}
    )
    return command_line_in(servers, monkeypatch, capsys)


def opened(records: Records, packs: dict[str, Pack], folder: Path, **changes: Any) -> Preparation:
    """Open the case of a sample request as a worker with the models of a folder does."""
    wire = filed(wire_request(**changes))
    work = CaseWork(records, Intake(records, packs, trust_of(records)), Advisor(folder))
    order = PrepareCase(reference=read_request(wire).reference, request=wire, at=MORNING)
    preparation: Preparation = ActivityEnvironment().run(work.open_case, order)
    return preparation


def reference_of(preparation: Preparation) -> str:
    assert preparation.request is not None
    return preparation.request.reference


def test_a_request_that_comes_while_there_is_a_model_has_advice(
    records: Records, packs: dict[str, Pack], trained: Path, connection: Connection
) -> None:
    case = reference_of(opened(records, packs, trained))
    advice = advice_on(connection, case)
    assert advice is not None and advice.candidates
    likeliest = advice.candidates[0]
    assert (likeliest.problem, likeliest.service) == ("payment_not_reflected", "exit_reentry_issue")
    assert (advice.problem, advice.service, advice.wanted) == ("payment_not_reflected", "exit_reentry_issue", False)


def test_advice_changes_nothing_of_the_opening(
    records: Records, packs: dict[str, Pack], trained: Path, tmp_path: Path
) -> None:
    with_advice, without = (
        opened(records, packs, folder, id=name, applicant__id_number=number)
        for folder, name, number in ((trained, "A", "2990000115"), (tmp_path, "B", "2990000123"))
    )
    assert with_advice.assessment == without.assessment


def test_a_likeliest_that_differs_is_shown_to_the_officer(
    records: Records, packs: dict[str, Pack], trained: Path, command_line: CommandLine
) -> None:
    case = reference_of(
        opened(records, packs, trained, subject_ar="بلاغ", text_ar="أرغب في إلغاء بلاغ تغيب عن العمل", text_en="")
    )
    shown = command_line("show", case)
    assert "Possibly about (advice only: nothing was decided by it)" in shown.out
    assert "absence_report in absence_report_cancel" in shown.out
    advice = command_line("show", case, "--json").data["advice"]
    assert advice["candidates"][0]["ngrams"]


@pytest.mark.parametrize("content", ["no model", "{}", None])
def test_a_model_that_cannot_be_read_stops_no_opening(
    content: str | None, records: Records, packs: dict[str, Pack], tmp_path: Path, connection: Connection
) -> None:
    if content is not None:
        model_file(tmp_path, PASSPORTS).write_text(content)
    assert advice_on(connection, reference_of(opened(records, packs, tmp_path))) is None


def test_records_that_refuse_advice_stop_no_opening(
    records: Records, packs: dict[str, Pack], trained: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advising, "_KEEP", "INSERT INTO advice (reference) VALUES (%(reference)s)")
    preparation = opened(records, packs, trained)
    with connect(database.url) as connection:
        case = reference_of(preparation)
        assert connection.execute("SELECT 1 FROM case_row WHERE reference = %s", (case,)).fetchone()
        assert advice_on(connection, case) is None


def test_a_new_model_is_used_without_a_restart(trained: Path, tmp_path: Path) -> None:
    advisor, file = Advisor(tmp_path), model_file(tmp_path, PASSPORTS)
    assert advisor._model(PASSPORTS) is None
    for number in (1, 2):
        text = model_file(trained, PASSPORTS).read_text()
        file.write_text(json.dumps(json.loads(text) | {"version": f"version {number}"}))
        later = file.stat().st_mtime + number
        os.utime(file, (later, later))
        model = advisor._model(PASSPORTS)
        assert model is not None and model.version == f"version {number}"


def test_what_was_predicted_cannot_be_changed_by_a_worker(
    records: Records, packs: dict[str, Pack], trained: Path, connection: Connection
) -> None:
    opened(records, packs, trained)
    for change in ("UPDATE advice SET candidates = '[]'", "UPDATE advice SET problem = 'x'", "DELETE FROM advice"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)


class TestAnOfficer:
    """Who says what a request was about."""

    @pytest.fixture(autouse=True)
    def _omar_works_here(self, database: Database) -> None:
        with connect(database.admin_url) as admin:
            add(admin, Member(id=OMAR.id, name=OMAR.id, role=OMAR.role, teams=OMAR.teams))

    def correct(self, command_line: CommandLine, case: str, problem: str, *more: str) -> Ended:
        return command_line("advice", "correct", case, "--problem", problem, *more, "--as", OMAR.id, "--json")

    def test_corrects_what_a_request_was_about(
        self, records: Records, packs: dict[str, Pack], trained: Path, command_line: CommandLine, connection: Connection
    ) -> None:
        case = reference_of(opened(records, packs, trained))
        ended = self.correct(command_line, case, "technical_error", "--service", "resident_id_renewal")
        assert ended.code == ExitCode.DONE
        advice = advice_on(connection, case)
        assert advice is not None and advice.corrected_by == OMAR.id
        assert (advice.right_problem, advice.right_service) == ("technical_error", "resident_id_renewal")
        report = command_line("advice", "report", "--pack", PASSPORTS, "--json").data
        assert (report["cases"], report["corrected"]) == (1, 1)
        assert report["problem"] == {"cases": 1, "first": 0, "among_three": report["problem"]["among_three"]}
        assert report["lexicon"]["first"] == 0 and list(report["by_problem"]) == ["technical_error"]

    def test_cannot_say_what_the_pack_does_not_know(
        self, records: Records, packs: dict[str, Pack], trained: Path, command_line: CommandLine
    ) -> None:
        case = reference_of(opened(records, packs, trained))
        assert self.correct(command_line, case, "nonsense").code == ExitCode.WRONG_USAGE
        assert self.correct(command_line, case, "technical_error", "--service", "x").code == ExitCode.WRONG_USAGE

    def test_is_told_where_nothing_was_advised(
        self, records: Records, packs: dict[str, Pack], tmp_path: Path, command_line: CommandLine
    ) -> None:
        case = reference_of(opened(records, packs, tmp_path))
        ended = self.correct(command_line, case, "technical_error")
        assert ended.code == ExitCode.WRONG_USAGE and "nothing was advised" in ended.err


def test_training_needs_closed_cases(command_line: CommandLine) -> None:
    ended = command_line("advice", "train", "--pack", PASSPORTS)
    assert ended.code == ExitCode.WRONG_USAGE and "0 closed cases to learn from" in ended.err


def test_advice_learns_from_closed_cases_and_is_in_force_unless_worse(
    records: Records,
    packs: dict[str, Pack],
    trained: Path,
    database: Database,
    command_line: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TAWASUL_ADVICE", str(tmp_path))
    for number, example in enumerate(examples(each=8)):
        opened(
            records,
            packs,
            trained,
            id=f"L-{number}",
            applicant__id_number=residence_number(number),
            service=example.service,
            text_ar=example.text,
            text_en="",
            prior_attempt=None,
        )
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("UPDATE case_row SET stage = 'closed', resolved_at = now()")
    ended = command_line("advice", "train", "--pack", PASSPORTS, "--json")
    assert ended.code == ExitCode.DONE, ended.err
    assert ended.data["kept"] and ended.data["examples"] == 32
    assert ended.data["held_out"]["present"] is None
    again = command_line("advice", "train", "--pack", PASSPORTS)
    assert "present model" in again.out
    assert model_file(tmp_path, PASSPORTS).is_file()
