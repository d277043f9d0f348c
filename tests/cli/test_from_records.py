"""What the command line tells from the records alone: why a case is due, what waits to be sent, who may see to what."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

import cli
from activities import staff as directory
from activities.records.database import Connection, connect
from activities.records.store import Records
from commands.common.advice import ExitCode
from errors import Refused
from models.case.commands import BENEFICIARY
from models.codes import Audience, Channel, Priority, Role
from models.policy import NoticeRoute, QuietHours
from tests.support.database import Database, case_of, opening_work, request
from tests.support.simulation import DAY, DIRECTOR, LAYLA, OMAR, SALMA, Case, calendar_rules
from tests.support.terminal import NOWHERE, Ended

NOTICE = NoticeRoute(on="claimed", audience=Audience.BENEFICIARY, channels=(Channel.SMS,), template="received")


@pytest.fixture
def tawasul(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line in this process, with records and no server of the cases."""
    for name, value in (NOWHERE | {"TAWASUL_DATABASE_URL": database.url}).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> Ended:
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(code, " ".join(said.out.split()), said.err)

    return run


@pytest.fixture
def house(database: Database) -> Iterator[Connection]:
    """A connection of a command, with everybody at work."""
    with connect(database.url) as connection:
        for person in (OMAR, LAYLA, SALMA, DIRECTOR):
            member = directory.Member(id=person.id, name=person.id, role=person.role, teams=person.teams)
            directory.add(connection, member)
        connection.commit()
        yield connection


def put(records: Records, case: Case, **changes: Any) -> str:
    """Put a case on record; its reference."""
    records.append(opening_work(case, request(**changes)))
    return case.state.reference


# -- why it is due -----------------------------------------------------------------------------------------------------


def test_an_explanation_names_extensions_and_another_priority(records: Records, tawasul: Any) -> None:
    case = case_of(request()).claim()
    for hours in (7, 1):
        case.do("extend", SALMA, by=timedelta(hours=hours), note="border post")
    case.do("prioritise", SALMA, priority=Priority.URGENT)
    told = tawasul("explain", put(records, case)).out
    assert "extended twice, by 8 h in all" in told
    assert "57 h became 22 h: prioritise urgent by salma at" in told


def test_an_explanation_tells_the_runs_before_a_reopening(records: Records, tawasul: Any) -> None:
    case = case_of(request()).claim()
    case.do("extend", SALMA, by=DAY, note="border post")
    case.approve()
    case.do("reopen", BENEFICIARY, text="لم تنجح")
    reference = put(records, case)
    told = tawasul("explain", reference).out
    assert "resolution, run 2" in told and "run 1 0 h of 56 h used, until 20" in told
    assert "49 h became 56 h, in run 1: extend by salma" in told and "extended once" not in told


def test_an_explanation_says_when_the_reminder_falls_until_it_is_sent(records: Records, tawasul: Any) -> None:
    case = case_of(request()).claim()
    case.ask()
    due, calendar = case.state.due, case.state.rules.working_calendar
    assert due
    reference = put(records, case)
    told = tawasul("explain", reference, "--json")
    reminder = datetime.fromisoformat(told.data["reminder_at"])
    assert calendar.between(reminder, due) == DAY
    case.until(reminder)
    assert case.types()[-1] == "reminded"
    assert "reminder 20" in tawasul("explain", reference).out


# -- what waits --------------------------------------------------------------------------------------------------------


def test_a_notice_that_waits_for_the_morning_is_listed(records: Records, tawasul: Any) -> None:
    all_day = QuietHours(since=time(microsecond=1), until=time(0, 0))
    case = case_of(request(), routes=(NOTICE,), quiet=all_day)
    case.now = datetime.now(UTC)
    reference = put(records, case.claim())
    told = tawasul("notices", reference).out
    assert "waits until 20" in told and "00:00 (quiet hours)" in told
    assert "sms to the beneficiary" in told and told.endswith("1 notice")
    assert tawasul("notices", reference, "--json").data[0]["status"] == "waiting"
    assert tawasul("notices", "--failed").out == "0 notices"


def test_a_notice_that_went_out_waits_no_longer(records: Records, tawasul: Any) -> None:
    case = case_of(request(), routes=(NOTICE,)).claim()
    case.deliver()
    assert tawasul("notices", put(records, case)).out == "0 notices"


# -- who holds it, and where it is -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tawasul")
def test_a_claim_on_a_held_case_says_who_holds_it(
    records: Records, house: Connection, tawasul: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        since = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
        raise Refused("wrong_stage", "claim is not possible while in_review", "claim", holder="layla", at=since)

    monkeypatch.setattr("commands.common.send.send", refuse)
    reference = put(records, case_of(request()).claim(LAYLA))
    ended = tawasul("claim", reference, "--as", OMAR.id)
    assert ended.code == ExitCode.REFUSED
    assert ended.err.startswith("tawasul: wrong_stage: held by layla since 2026-01-06 09:00")


def test_times_in_another_zone_than_here_carry_their_offset(records: Records, tawasul: Any) -> None:
    amsterdam = calendar_rules().model_copy(update={"timezone": "Europe/Amsterdam"})
    elsewhere = put(records, case_of(request(), calendar=amsterdam).claim())
    here = put(records, case_of(request(id="here")).claim(), id="here")
    for command in ("show", "explain"):
        assert "+01:00" in tawasul(command, elsewhere).out
        assert "+0" not in tawasul(command, here).out


# -- codes and rights --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["team", "service"])
def test_an_unknown_code_is_a_slip_of_the_pen_and_not_an_empty_list(what: str, tawasul: Any) -> None:
    ended = tawasul("cases", f"--{what}", "nosuch")
    assert ended.code == ExitCode.WRONG_USAGE
    assert f"no {what} nosuch; {what}s are: " in ended.err and ended.out == ""


def test_codes_of_packs_and_of_old_cases_are_known(records: Records, tawasul: Any) -> None:
    put(records, case_of(request()))
    for filters in (("--team", "payments"), ("--service", "a_service")):
        assert tawasul("cases", *filters).code == ExitCode.DONE


def test_only_who_answers_for_the_team_takes_things_off_the_list(
    records: Records, house: Connection, tawasul: Any
) -> None:
    reference = put(records, case_of(request()))
    stranger = directory.Member(id="other", name="other", role=Role.SUPERVISOR, teams=("payments",))
    directory.add(house, stranger)
    house.commit()
    insert = "INSERT INTO attention (kind, reference, about, at) VALUES ('k', %(r)s, %(a)s, now()) RETURNING id"
    first, second = (records.all(insert, {"r": reference, "a": about})[0].id for about in "ab")
    for person in (OMAR.id, stranger.id):
        ended = tawasul("attention", "--done", first, "--as", person)
        assert (ended.code, "supervisors of exit_visas" in ended.err) == (ExitCode.NOT_ALLOWED, True)
    assert tawasul("attention", "--done", first, "--as", SALMA.id).code == ExitCode.DONE
    assert tawasul("attention", "--done", second, "--as", DIRECTOR.id, "--json").data == []
    assert tawasul("attention", "--done", first, "--as", SALMA.id).code == ExitCode.WRONG_USAGE
