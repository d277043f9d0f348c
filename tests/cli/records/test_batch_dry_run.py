"""The dry run of a command for many cases, and the filters that find them: by the records alone."""

import pytest

from activities.records.database import Connection, connect
from activities.records.store import Records
from commands.common.words.advice import ExitCode
from tests.support.database import Database, case_of, put_on_record, request
from tests.support.simulation import LAYLA, OMAR
from tests.support.terminal import CommandLine

APPROVAL = ("--reason", "note_removed", "--reply", "تم", "--as", OMAR.id)


@pytest.fixture
def three(records: Records) -> list[str]:
    """A case that Omar holds, one that Layla holds, and one that nobody has taken."""
    return [
        put_on_record(records, case_of(request(id="one")).claim(OMAR)),
        put_on_record(records, case_of(request(id="two")).claim(LAYLA)),
        put_on_record(records, case_of(request(id="three"))),
    ]


def test_a_dry_run_says_of_each_case_what_its_rules_would_answer(three: list[str], tawasul: CommandLine) -> None:
    ended = tawasul("approve", *three, *APPROVAL, "--dry-run", "--json")
    assert [each["reference"] for each in ended.lines] == three and all(each["would"] for each in ended.lines)
    mine, hers, nobodys = ended.lines
    for held in (mine, hers):
        assert (held["stage"], held["outcome"]) == ("resolved", "obstacle_removed")
    assert nobodys["error"]["code"] == "wrong_stage"
    assert ended.code == ExitCode.REFUSED
    assert ended.err == "2 of 3 cases would be approved; 1 wrong_stage\n"


def test_a_dry_run_changes_nothing_and_stays_on_record_as_a_look(
    three: list[str], tawasul: CommandLine, records: Records, database: Database
) -> None:
    before = records.all("SELECT count(*) FROM case_event", {})
    assert tawasul("claim", "--where", "stage=queued", "--as", OMAR.id, "--dry-run").code == ExitCode.DONE
    assert records.all("SELECT count(*) FROM case_event", {}) == before
    with connect(database.desk_url) as desk:
        views = desk.execute("SELECT about, cases FROM view ORDER BY id").fetchall()
    assert [each["cases"] for each in views] == [1, 1]
    assert [each["about"] for each in views] == [
        {"stage": "queued", "limit": 1000},
        {"dry_run": "claim"},
    ]


def test_what_somebody_holds_already_would_be_theirs_without_an_error(three: list[str], tawasul: CommandLine) -> None:
    ended = tawasul("claim", three[0], three[2], "--as", OMAR.id, "--dry-run")
    assert ended.code == ExitCode.DONE
    assert "yours already" in ended.out and "would be taken, then in review" in ended.out


def test_a_filter_is_written_in_the_words_of_the_list(three: list[str], tawasul: CommandLine) -> None:
    def found(*where: str) -> list[str]:
        options = [word for each in where for word in ("--where", each)]
        return [each["reference"] for each in tawasul("note", *options, "--text", "x", "--dry-run", "--json").lines]

    assert found("stage=queued") == [three[2]]
    assert found("assignee=omar") == found("--assignee=omar") == [three[0]]
    assert found("team=exit_visas", "stage=in_review assignee=layla") == [three[1]]
    assert sorted(found("team=exit_visas")) == sorted(three)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("teem=exit_visas", "no filter teem; did you mean «team»?"),
        ("limit=3", "no filter limit"),
        ("person=-", "no filter person"),
        ("stage=open", "--stage"),
        ("team='x", "No closing quotation"),
        ("team=nosuch", "no team nosuch"),
    ],
)
def test_what_is_no_filter_is_refused_in_words(where: str, said: str, tawasul: CommandLine) -> None:
    ended = tawasul("claim", "--where", where, "--dry-run")
    assert (ended.code, ended.out) == (ExitCode.WRONG_USAGE, "") and said in ended.err


def test_a_case_that_is_not_on_record_and_one_that_cannot_be_read_do_not_stop_the_others(
    three: list[str], tawasul: CommandLine
) -> None:
    ended = tawasul("note", "TW-7K3M-9QXD-2VHA-K", three[0], "--text", "x", "--dry-run", "--json")
    assert [each.get("error", {}).get("code") for each in ended.lines] == ["no_such_case", None]
    assert ended.code == ExitCode.NO_SUCH_CASE


def test_decisions_on_many_cases_need_a_yes_where_nobody_can_be_asked(three: list[str], tawasul: CommandLine) -> None:
    ended = tawasul("approve", *three, *APPROVAL)
    assert (ended.code, ended.out) == (ExitCode.WRONG_USAGE, "")
    assert "approve: 3 cases; it cannot be taken back" in ended.err and "--yes" in ended.err


def test_nobody_named_is_no_case(tawasul: CommandLine) -> None:
    assert tawasul("claim").code == ExitCode.WRONG_USAGE


def test_whoever_leaves_hands_over_what_they_hold_and_a_dry_run_shows_it(
    three: list[str], tawasul: CommandLine, staff: Connection
) -> None:
    ended = tawasul("staff", "leave", OMAR.id, "--give-to", LAYLA.id, "--dry-run", "--json")
    assert [(each["reference"], each["stage"]) for each in ended.lines] == [(three[0], "in_review")]
    assert staff.execute("SELECT active FROM staff WHERE id = %s", (OMAR.id,)).fetchall() == [{"active": True}]
    for wrong in ((), ("--give-to", LAYLA.id, "--release"), ("--give-to", OMAR.id)):
        assert tawasul("staff", "leave", OMAR.id, *wrong).code == ExitCode.WRONG_USAGE
