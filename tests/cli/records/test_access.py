"""Who may do what, and codes that exist: answers of commands from the records."""

import csv
import io
from datetime import UTC, datetime

import pytest

from activities.records.database import Connection
from activities.records.store import Records
from activities.staff import Member, add
from commands.common.words.advice import ExitCode
from errors import Refused
from models.codes import Role
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.terminal import CommandLine


def test_a_claim_on_a_held_case_says_who_holds_it(
    records: Records, staff: Connection, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        since = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
        raise Refused("wrong_stage", "claim is not possible while in_review", "claim", holder="layla", at=since)

    monkeypatch.setattr("commands.common.send.send", refuse)
    reference = put_on_record(records, case_of(request()).claim(LAYLA))
    ended = tawasul("claim", reference, "--as", OMAR.id)
    assert ended.code == ExitCode.REFUSED
    assert ended.err.startswith("tawasul: wrong_stage: held by layla since 2026-01-06 09:00")


@pytest.mark.parametrize("what", ["team", "service"])
def test_an_unknown_code_is_a_typo_and_not_an_empty_list(what: str, tawasul: CommandLine) -> None:
    ended = tawasul("cases", f"--{what}", "nosuch")
    assert ended.code == ExitCode.WRONG_USAGE
    assert f"no {what} nosuch; {what}s are: " in ended.err and ended.out == ""


def test_codes_of_packs_and_of_old_cases_are_known(records: Records, tawasul: CommandLine) -> None:
    put_on_record(records, case_of(request()))
    for filters in (("--team", "payments"), ("--service", "a_service")):
        assert tawasul("cases", *filters).code == ExitCode.DONE


def test_only_who_answers_for_the_team_takes_things_off_the_list(
    records: Records, staff: Connection, tawasul: CommandLine
) -> None:
    reference = put_on_record(records, case_of(request()))
    stranger = Member(id="other", name="other", role=Role.SUPERVISOR, teams=("payments",))
    add(staff, stranger)
    staff.commit()
    insert = "INSERT INTO attention (kind, reference, about, at) VALUES ('k', %(r)s, %(a)s, now()) RETURNING id"
    first, second = (records.all(insert, {"r": reference, "a": about})[0].id for about in "ab")
    for person in (OMAR.id, stranger.id):
        ended = tawasul("attention", "--done", first, "--as", person)
        assert (ended.code, "supervisors of exit_visas" in ended.err) == (ExitCode.NOT_ALLOWED, True)
    assert tawasul("attention", "--done", first, "--as", SALMA.id).code == ExitCode.DONE
    taken = tawasul("attention", "--done", second, "--as", DIRECTOR.id, "--json").data
    assert ([each["id"] for each in taken["taken"]], taken["left"]) == ([second], 0)
    assert tawasul("attention", "--as", DIRECTOR.id, "--json").data["groups"] == []
    assert tawasul("attention", "--done", first, "--as", SALMA.id).code == ExitCode.WRONG_USAGE


def test_many_things_are_taken_off_the_list_at_once(records: Records, staff: Connection, tawasul: CommandLine) -> None:
    reference = put_on_record(records, case_of(request()))
    insert = "INSERT INTO attention (kind, reference, about, at) VALUES (%(k)s, %(r)s, %(a)s, now()) RETURNING id"

    def noted(kind: str, about: str) -> int:
        return int(records.all(insert, {"k": kind, "r": reference, "a": about})[0].id)

    left, away, *faults = noted("holder_left", "omar"), noted("holder_away", "layla"), noted("known_fault", "E-1")
    faults.append(noted("known_fault", "E-2"))
    refused = tawasul("attention", "--done", left, 999_999, "--as", SALMA.id)
    assert refused.code == ExitCode.WRONG_USAGE and "999999 is not on the list" in refused.err
    assert tawasul("attention", "--done", "--as", SALMA.id).code == ExitCode.WRONG_USAGE
    assert "2 entries taken off the list" in tawasul("attention", "--done", left, away, "--as", SALMA.id).text
    taken = tawasul("attention", "--done", "--kind", "known_fault", "--as", SALMA.id, "--json").data
    assert ([each["id"] for each in taken["taken"]], taken["left"]) == (faults, 0)
    assert tawasul("attention", "--json").data["total"] == 0


def test_the_attention_list_is_ordered_narrowed_and_taken_away_as_asked(
    records: Records, staff: Connection, tawasul: CommandLine
) -> None:
    stranger = Member(id="other", name="other", role=Role.SUPERVISOR, teams=("payments",))
    add(staff, stranger)
    staff.commit()
    reference = put_on_record(records, case_of(request()))
    insert = "INSERT INTO attention (kind, reference, about, at) VALUES (%(k)s, %(r)s, %(a)s, now()) RETURNING id"
    kinds = (("holder_left", "omar"), ("known_fault", "E-1"), ("known_fault", "E-2"))
    first, *_, last = (records.all(insert, {"k": k, "r": reference, "a": about})[0].id for k, about in kinds)
    listed = tawasul("attention", "--sort", "newest", "--json").data["groups"]
    assert (listed[0]["number"], listed[-1]["number"]) == (last, first)
    assert listed[-1]["what"].startswith("omar works here no more") and "tawasul assign" in listed[-1]["to_do"]
    shown = tawasul("attention", "--limit", "2").text
    assert "the first 2 of 3 things to see to at 20" in shown and "(3 entries)" in shown
    assert tawasul("attention", "--team", "payments", "--json").data["groups"] == []
    assert tawasul("attention", "--csv").code == ExitCode.WRONG_USAGE
    sheet = tawasul("attention", "--csv", "--why", "the morning").out.lstrip("\ufeff")
    lines = list(csv.DictReader(io.StringIO(sheet)))
    assert [line["reference"] for line in lines] == [reference] * 3 and lines[0]["to do"] and lines[0]["as of"]
    boards = [tawasul("board", "--as", who, "--json").data["today"]["attention"] for who in (SALMA.id, stranger.id)]
    assert boards == [3, 0]
