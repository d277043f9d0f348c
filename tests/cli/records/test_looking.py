"""Looking at cases: who may, what is masked, what each look leaves behind, and break-glass."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.staff import Member, add, member, set_active
from activities.trust.keys import revoke_session
from commands.common.words.advice import ExitCode
from models.codes import Role
from models.trust.keys import SigningKey, thumbprint
from models.trust.tokens import issue
from sessions.store import Session, save
from tests.support.database import INDEX_KEY, Database, case_of, put_on_record, request
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.terminal import CommandLine
from tests.support.trust import ISSUER

NUMBER, MOBILE, EMAIL = "2990000115", "+966512349999", "kanari@example.com"
FILE_NAME = "kanari-passport.pdf"
STRANGER, AUDITOR, MANAGER = "badr", "aisha", "majed"
WHY = ("--why", "the caller asks")
LOOKS = (("show",), ("show", "--json"), ("explain",), ("explain", "--json"), ("notices",), ("notices", "--json"))
LISTS = (("inbox",), ("cases",), ("cases", "--json"), ("board",), ("board", "--json"), ("notices",), ("attention",))


@pytest.fixture(autouse=True)
def more_staff(staff: Connection) -> None:
    """An officer of another team, an auditor and a manager."""
    others = ((STRANGER, Role.OFFICER, "visit_visas"), (AUDITOR, Role.AUDITOR), (MANAGER, Role.MANAGER))
    for name, role, *teams in others:
        add(staff, Member(id=name, name=name, role=role, teams=tuple(teams)))


@pytest.fixture
def desk(database: Database) -> Iterator[Connection]:
    """A connection with the role that staff read by."""
    with connect(database.desk_url) as connection:
        yield connection


@pytest.fixture
def case(records: Records, database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The reference of a case of exit_visas that says who its applicant is wherever it can."""
    monkeypatch.setenv("TAWASUL_INDEX_KEY", INDEX_KEY)
    about = f"رقمي {NUMBER} وجوالي {MOBILE}"
    changes: dict[str, Any] = {
        "applicant__id_number": NUMBER,
        "applicant__mobile": MOBILE,
        "applicant__email": EMAIL,
        "text_ar": f"{wire_request()['text_ar']} {about} {EMAIL}",
        "attachments": [{"file_name": FILE_NAME, "kind": "passport_copy"}],
    }
    life = case_of(request(**changes)).claim()
    life.do("note", OMAR, text=f"called {MOBILE}")
    return put_on_record(records, life, **changes)


def views(connection: Connection, *columns: str) -> list[tuple[Any, ...]]:
    """What the views have in these columns, in order."""
    return [tuple(row[name] for name in columns) for row in connection.execute("SELECT * FROM view ORDER BY id")]


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_a_look_leaves_who_what_and_when(
    look: tuple[str, ...], case: str, desk: Connection, tawasul: CommandLine
) -> None:
    command, *more = look
    assert tawasul(command, case, *more, "--as", OMAR.id, "--why", f" it is\nlate for {MOBILE}").code == ExitCode.DONE
    assert views(desk, "by", "role", "verb", "reference", "cases", "why", "numbers", "break_glass") == [
        (OMAR.id, "officer", "look", case, 1, "it is late for *********2349"[:-4] + MOBILE[-4:], False, None)
    ]


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_a_list_leaves_one_view(command: tuple[str, ...], case: str, desk: Connection, tawasul: CommandLine) -> None:
    assert tawasul(*command, "--as", SALMA.id).code == ExitCode.DONE
    ((by, verb, reference),) = views(desk, "by", "verb", "reference")
    assert (by, verb, reference) == (SALMA.id, "list", None)


def test_the_view_of_a_list_says_how_many_cases_and_by_what(
    case: str, records: Records, desk: Connection, tawasul: CommandLine
) -> None:
    put_on_record(records, case_of(request(id="other")), id="other")
    assert len(tawasul("cases", "--team", "exit_visas", "--limit", "1", "--json").data["requests"]) == 1
    assert len(tawasul("cases", "--assignee", OMAR.id, "--json").data["requests"]) == 1
    assert views(desk, "cases", "about") == [
        (1, {"team": "exit_visas", "limit": 1}),
        (1, {"assignee": OMAR.id, "limit": 100}),
    ]


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_a_case_of_another_team_is_not_shown_and_the_way_to_it_is_said(
    look: tuple[str, ...], case: str, desk: Connection, tawasul: CommandLine
) -> None:
    command, *more = look
    ended = tawasul(command, case, *more, "--as", STRANGER)
    assert ended.code == ExitCode.NOT_ALLOWED
    assert "is with the team exit_visas" in ended.err and "tawasul break-glass" in ended.err
    assert NUMBER not in ended.out and "timeline" not in ended.out
    assert views(desk, "by", "verb", "reference", "cases") == [(STRANGER, "look", case, 0)]


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_lists_have_cases_of_own_teams_alone(command: tuple[str, ...], case: str, tawasul: CommandLine) -> None:
    assert case not in tawasul(*command, "--as", STRANGER).out
    empty = tawasul("board", "--json", "--as", STRANGER).data
    assert (empty["total"]["cases"], empty["oldest"], empty["by_team"]) == (0, [], {})


@pytest.mark.parametrize("who", [OMAR.id, SALMA.id, DIRECTOR.id, AUDITOR, MANAGER])
def test_whoever_may_sees_the_case_on_the_list(who: str, case: str, tawasul: CommandLine) -> None:
    assert case in tawasul("cases", "--as", who).out
    assert case in tawasul("show", case, "--as", who).out


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_numbers_and_addresses_are_masked_wherever_they_stand(
    form: tuple[str, ...], case: str, tawasul: CommandLine
) -> None:
    masked = tawasul("show", case, *form, "--as", OMAR.id).out
    whole = tawasul("show", case, "--ids", *WHY, *form, "--as", OMAR.id).out
    for secret in (NUMBER, MOBILE, MOBILE[1:], EMAIL):
        assert secret not in masked and secret in whole
    assert f"******{NUMBER[-4:]}" in masked and "k***@example.com" in masked


def test_numbers_need_a_reason_and_a_role(case: str, desk: Connection, tawasul: CommandLine) -> None:
    without = tawasul("show", case, "--ids", "--as", OMAR.id)
    assert (without.code, "--why TEXT" in without.err) == (ExitCode.WRONG_USAGE, True)
    for person in (AUDITOR, MANAGER):
        ended = tawasul("show", case, "--ids", *WHY, "--as", person)
        assert (ended.code, ended.out) == (ExitCode.NOT_ALLOWED, "")
    assert views(desk, "by", "cases", "numbers") == [(AUDITOR, 0, False), (MANAGER, 0, False)]
    assert tawasul("show", case, "--ids", *WHY, "--as", OMAR.id).code == ExitCode.DONE
    assert views(desk, "cases", "numbers", "why")[2:] == [(1, True, "the caller asks")]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_names_of_files_are_for_some_roles(form: tuple[str, ...], case: str, tawasul: CommandLine) -> None:
    shown = {who: FILE_NAME in tawasul("show", case, *form, "--as", who).out for who in (OMAR.id, AUDITOR, MANAGER)}
    assert shown == {OMAR.id: True, AUDITOR: True, MANAGER: False}


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard input with the number of a person."""
    given = io.StringIO(f"{NUMBER}\n")
    monkeypatch.setattr("sys.stdin", given)
    yield given


def test_a_search_for_a_person_reads_the_number_and_leaves_its_hash(
    case: str, typed: io.StringIO, desk: Connection, tawasul: CommandLine
) -> None:
    assert case in tawasul("cases", "--person", "-", *WHY, "--as", OMAR.id).out
    ((verb, about, cases),) = views(desk, "verb", "about", "cases")
    assert (verb, cases) == ("search", 1)
    assert about["persons"] and NUMBER not in str(about)


def test_a_search_for_a_person_needs_a_reason_and_finds_cases_of_own_teams(
    case: str, typed: io.StringIO, desk: Connection, tawasul: CommandLine
) -> None:
    assert tawasul("cases", "--person", "-", "--as", OMAR.id).code == ExitCode.WRONG_USAGE
    assert tawasul("cases", "--person", "-", *WHY, "--as", MANAGER).code == ExitCode.NOT_ALLOWED
    assert case not in tawasul("cases", "--person", "-", *WHY, "--as", STRANGER).out
    assert views(desk, "by", "cases") == [(STRANGER, 0)]


def test_who_types_the_number_does_not_see_it(case: str, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(f"{NUMBER}\n"))
    asked: list[bool] = []

    def prompt(text: str, *, hide_input: bool, err: bool) -> str:
        asked.append(hide_input)
        return NUMBER

    monkeypatch.setattr("typer.prompt", prompt)
    assert case in tawasul("cases", "--person", "-", *WHY, "--as", OMAR.id).out
    assert asked == [True]


@pytest.mark.parametrize("export", [("--csv",), ("--limit", "0", "--json"), ("--limit", "1001")], ids=" ".join)
def test_taking_a_list_away_is_for_some_roles_needs_a_reason_and_stays_on_record(
    export: tuple[str, ...], case: str, desk: Connection, tawasul: CommandLine
) -> None:
    assert tawasul("cases", *export, *WHY, "--as", OMAR.id).code == ExitCode.NOT_ALLOWED
    assert tawasul("cases", *export, "--as", SALMA.id).code == ExitCode.WRONG_USAGE
    assert case in tawasul("cases", *export, *WHY, "--as", SALMA.id).out
    assert views(desk, "by", "verb", "cases", "why") == [(SALMA.id, "export", 1, "the caller asks")]


def test_the_notices_of_a_case_that_cannot_be_read_are_shown_and_the_look_stays(
    case: str, desk: Connection, database: Database, tawasul: CommandLine
) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("UPDATE policy SET slice = '{}'")
    assert tawasul("show", case, "--as", OMAR.id).err.startswith("tawasul: damaged")
    assert tawasul("notices", case, "--as", OMAR.id).code == ExitCode.DONE
    assert views(desk, "reference") == [(case,), (case,)]


def test_without_a_view_there_is_no_look(case: str, database: Database, tawasul: CommandLine) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("REVOKE INSERT ON view FROM tawasul_desk")
    for command in (("show", case), ("cases",), ("cases", "--json"), ("board",), ("inbox",), ("notices", case)):
        ended = tawasul(*command, "--as", OMAR.id)
        assert ended.code == ExitCode.UNREACHABLE
        assert case not in ended.out and "the records cannot be reached" in ended.out + ended.err


class TestBreakGlass:
    """`tawasul break-glass` and what follows from it."""

    def broken(self, tawasul: CommandLine, case: str, *more: str) -> Any:
        """The answer to a break-glass of somebody of another team."""
        return tawasul("break-glass", case, *WHY, *more, "--as", STRANGER, "--json").data

    def test_it_opens_one_case_to_one_person_and_says_so(
        self, case: str, staff: Connection, desk: Connection, tawasul: CommandLine
    ) -> None:
        number = self.broken(tawasul, case)["break_glass"]
        page = tawasul("show", case, "--as", STRANGER)
        assert page.code == ExitCode.DONE and f"{number}, open to you until" in page.out
        assert tawasul("show", case, "--as", STRANGER, "--json").data["break_glass"]["id"] == number
        assert (STRANGER, "look", case, number) in views(desk, "by", "verb", "reference", "break_glass")
        add(staff, Member(id="other", name="other", role=Role.OFFICER, teams=("visit_visas",)))
        assert tawasul("show", case, "--as", "other").code == ExitCode.NOT_ALLOWED

    def test_it_ends_by_itself(self, case: str, desk: Connection, database: Database, tawasul: CommandLine) -> None:
        self.broken(tawasul, case, "--for", "30m")
        ((at, until),) = views(desk, "at", "until")
        assert (until - at).total_seconds() == 1800
        with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
            superuser.execute("ALTER TABLE view DISABLE TRIGGER append_only")
            superuser.execute("UPDATE view SET at = at - interval '31 m', until = until - interval '31 m'")
        assert tawasul("show", case, "--as", STRANGER).code == ExitCode.NOT_ALLOWED

    def test_the_policy_bounds_it_and_it_needs_a_reason(
        self, case: str, desk: Connection, tawasul: CommandLine
    ) -> None:
        for more, said in ((("--for", "5h", *WHY), "at most 4 h"), ((), "--why TEXT"), (("--for", "x", *WHY), "30m")):
            ended = tawasul("break-glass", case, *more, "--as", STRANGER)
            assert ended.code == ExitCode.WRONG_USAGE and said in ended.err
        assert tawasul("break-glass", case, *WHY, "--as", AUDITOR).code == ExitCode.NOT_ALLOWED
        unknown = tawasul("break-glass", "TW-7K3M-9QXD-2VHA-K", *WHY, "--as", STRANGER)
        assert unknown.code == ExitCode.NO_SUCH_CASE
        assert views(desk, "id") == []

    def test_it_gives_the_role_no_more_than_it_has_with_own_cases(self, case: str, tawasul: CommandLine) -> None:
        self.broken(tawasul, case)
        assert NUMBER in tawasul("show", case, "--ids", *WHY, "--as", STRANGER).out
        assert NUMBER not in tawasul("show", case, "--as", STRANGER).out

    def test_the_auditor_finds_it_on_the_list_and_takes_it_off(self, case: str, tawasul: CommandLine) -> None:
        number = self.broken(tawasul, case)["break_glass"]
        ((entry,),) = (each["entries"] for each in tawasul("attention", "--as", AUDITOR, "--json").data["groups"])
        assert (entry["kind"], entry["reference"]) == ("break_glass", case)
        assert entry["about"] == f"{number} {STRANGER}"
        assert tawasul("attention", "--as", SALMA.id, "--json").data["groups"] == []
        done = ("attention", "--done", entry["id"])
        assert tawasul(*done, "--as", MANAGER).code == ExitCode.NOT_ALLOWED
        assert tawasul(*done, "--as", AUDITOR).code == ExitCode.DONE
        assert tawasul("attention", "--as", AUDITOR, "--json").data["groups"] == []

    def test_who_broke_it_does_not_take_it_off(self, case: str, staff: Connection, tawasul: CommandLine) -> None:
        self.broken(tawasul, case)
        staff.execute("UPDATE staff SET role = 'auditor' WHERE id = %s", (STRANGER,))
        (group,) = tawasul("attention", "--as", STRANGER, "--json").data["groups"]
        ended = tawasul("attention", "--done", group["number"], "--as", STRANGER)
        assert ended.code == ExitCode.NOT_ALLOWED and "not for who broke it" in ended.err


def test_the_auditor_reads_who_looked_by_person_case_and_day(
    case: str, typed: io.StringIO, tawasul: CommandLine
) -> None:
    tawasul("show", case, "--ids", *WHY, "--as", OMAR.id)
    tawasul("cases", "--person", "-", *WHY, "--as", LAYLA.id)
    tawasul("show", case, "--as", STRANGER)
    shown = tawasul("audit", "views", "--as", AUDITOR).text
    for words in (
        "omar officer look with numbers",
        case,
        "layla officer search 1 case limit 100, persons",
        "the caller asks",
        "badr officer look refused",
    ):
        assert words in shown
    assert NUMBER not in shown
    ours = ("audit", "views", "--as", AUDITOR, "--json")
    assert [each["by"] for each in tawasul(*ours, "--of", case).data["views"]] == [STRANGER, OMAR.id]
    assert {each["verb"] for each in tawasul(*ours, "--by", LAYLA.id).data["views"]} == {"search"}
    assert tawasul(*ours, "--since", "2099-01-01").data["views"] == []
    assert {each["verb"] for each in tawasul(*ours, "--by", AUDITOR).data["views"]} == {"audit"}
    whole = tawasul(*ours, "--sort", "oldest").data
    part = tawasul(*ours, "--sort", "oldest", "--limit", "1", "--offset", "1").data
    assert (part["total"], part["views"]) == (whole["total"] + 1, [whole["views"][1]])
    looks = tawasul(*ours, "--verb", "look", "--until", "2099-01-01").data["views"]
    assert {each["verb"] for each in looks} == {"look"}
    assert tawasul(*ours[:-1], "--csv").code == ExitCode.WRONG_USAGE
    titles, *lines = csv.reader(io.StringIO(tawasul(*ours[:-1], "--csv", *WHY).out))
    assert titles[-1] == "as of" and len(lines) == whole["total"] + 3
    for person in (OMAR.id, MANAGER):
        assert tawasul("audit", "views", "--as", person).code == ExitCode.NOT_ALLOWED


def test_staff_records_are_changed_by_whom_the_table_names_and_the_first_by_anybody(
    staff: Connection, tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = ("staff", "add", "o.salem", "--name", "سالم التجريبي", "--role", "officer", "--team", "exit_visas")
    assert tawasul(*new, "--as", OMAR.id).code == ExitCode.NOT_ALLOWED
    assert tawasul("staff", "remove", LAYLA.id, "--as", SALMA.id).code == ExitCode.NOT_ALLOWED
    monkeypatch.delenv("TAWASUL_STAFF")
    assert tawasul(*new).code == ExitCode.WRONG_USAGE
    for administrator in (DIRECTOR.id, MANAGER):
        set_active(staff, administrator, False)
    assert tawasul(*new).code == ExitCode.DONE


def test_a_manager_of_one_pack_changes_its_staff_alone(staff: Connection, tawasul: CommandLine) -> None:
    limited, theirs, other = "mona", "passports.exit_visas", "city.streets"
    add(staff, Member(id=limited, name=limited, role=Role.MANAGER, teams=("passports.payments",)))
    add(staff, Member(id="nora", name="nora", role=Role.OFFICER, teams=(other,)))
    new = ("staff", "add", "o.salem", "--name", "سالم التجريبي", "--role", "officer")

    def asked(*command: str) -> int:
        return tawasul(*command, "--as", limited).code

    everywhere = ("staff", "add", "d.sami", "--name", "سامي التجريبي", "--role", "director")
    for refused in ((*new, "--team", other), everywhere, ("staff", "remove", "nora"), ("staff", "revoke", "nora")):
        assert asked(*refused) == ExitCode.NOT_ALLOWED, refused
    assert asked(*new, "--team", theirs) == ExitCode.DONE
    assert asked("staff", "teams", "o.salem", "--team", other) == ExitCode.NOT_ALLOWED
    assert asked("staff", "change", "o.salem", "--role", "supervisor") == ExitCode.DONE
    assert member(staff, "o.salem", datetime.now(UTC)).teams == (theirs,)
    assert member(staff, "nora", datetime.now(UTC)).active


def deeds(desk: Connection, verb: str) -> list[tuple[Any, ...]]:
    """Who did what, and to whom or what, as views have it."""
    rows = desk.execute("SELECT by, about FROM view WHERE verb = %s ORDER BY id", (verb,)).fetchall()
    return [(row["by"], *each) for row in rows for each in row["about"].items()]


def test_who_changed_staff_or_keys_is_on_record_and_others_may_not(desk: Connection, tawasul: CommandLine) -> None:
    kid, session = SigningKey.made().kid, SigningKey.made().kid
    changes = (
        ("staff", "teams", OMAR.id, "--team", "passports.payments"),
        ("staff", "badge", OMAR.id, "--key", session),
        ("staff", "revoke", OMAR.id),
        ("trust", "add-service", "worker", "--key", kid),
        ("trust", "revoke", kid),
        ("trust", "list"),
    )
    for each in changes:
        assert tawasul(*each, "--as", LAYLA.id).code == ExitCode.NOT_ALLOWED
    for each in changes:
        done = tawasul(*each, "--as", DIRECTOR.id)
        assert done.code == ExitCode.DONE, done.err
    assert tawasul("trust", "revoke", "nobody", "--as", DIRECTOR.id).code == ExitCode.WRONG_USAGE
    who = DIRECTOR.id
    assert deeds(desk, "staff") == [(who, did, OMAR.id) for did in ("teams", "badge", "revoke")]
    assert deeds(desk, "trust") == [(who, "add-service", kid), (who, "revoke", kid), (who, "list", True)]
    shown = tawasul("audit", "views", "--as", AUDITOR).text
    assert f"teams {OMAR.id}" in shown and f"revoke {kid}" in shown


def test_where_no_issuer_was_ever_trusted_whoever_installs_trusts_the_first(
    desk: Connection, database: Database, tawasul: CommandLine
) -> None:
    """As on records from before signatures: there is a director, and nothing by which they could prove it."""
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE trusted_key DISABLE TRIGGER never_deleted")
        superuser.execute("DELETE FROM trusted_key")
    assert tawasul("trust", "add-issuer", "--key", ISSUER.kid).code == ExitCode.DONE
    assert tawasul("trust", "revoke", thumbprint(ISSUER.public), "--as", OMAR.id).code == ExitCode.NOT_ALLOWED
    assert tawasul("trust", "revoke", thumbprint(ISSUER.public)).code == ExitCode.DONE
    refused = tawasul("trust", "add-issuer", "--key", SigningKey.made().kid)
    assert refused.code == ExitCode.NOT_ALLOWED and "not_authentic: bad_token" in refused.err
    assert [(who, did) for who, did, _ in deeds(desk, "trust")] == [("system", "add-issuer"), (DIRECTOR.id, "revoke")]


def test_who_looks_is_whose_session_it_is_and_not_who_was_named(
    case: str,
    desk: Connection,
    staff: Connection,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tawasul: CommandLine,
) -> None:
    """Somebody else's session under the name of an officer, at a machine without the key of the issuer."""
    home, key, now = Path(environment["TAWASUL_HOME"]), SigningKey.made(), datetime.now(UTC)
    monkeypatch.delenv("TAWASUL_ISSUER_KEY")
    assert tawasul("show", case, "--as", OMAR.id).code == ExitCode.NOT_ALLOWED
    tokens = {
        "other_actor": issue(ISSUER, STRANGER, key.kid, now, timedelta(hours=1)),
        "bad_token": issue(SigningKey.made(), OMAR.id, key.kid, now, timedelta(hours=1)),
        "not_staff": issue(ISSUER, "nobody", key.kid, now, timedelta(hours=1)),
    }
    for reason, token in tokens.items():
        save(home, Session(OMAR.id, key, token))
        for look in (("show", case), ("cases",), ("inbox",), ("board",), ("attention",)):
            refused = tawasul(*look, "--as", OMAR.id)
            assert refused.code == ExitCode.NOT_ALLOWED and f"not_authentic: {reason}" in refused.err
    save(home, Session(OMAR.id, key, issue(ISSUER, OMAR.id, key.kid, now, timedelta(hours=1))))
    assert tawasul("show", case, "--as", OMAR.id).code == ExitCode.DONE
    revoke_session(staff, key.kid, DIRECTOR.id, now)
    assert "not_authentic: revoked" in tawasul("show", case, "--as", OMAR.id).err
    assert views(desk, "by") == [(OMAR.id,)]
