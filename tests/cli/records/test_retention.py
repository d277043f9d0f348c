"""The commands of retention on real records: what is due, done and held, who may, and exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.staff import Member, add
from bench.packs import Table, copy_packs
from commands.common import erasing
from commands.common.words.advice import ExitCode
from errors import NoSuchCase
from models.codes import Role
from settings import Settings
from tests.support.database import Database
from tests.support.retention import KeyShredder, closed_case
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.terminal import CommandLine

AUDITOR = Member(id="aisha", name="aisha", role=Role.AUDITOR)
ANYWHERE = "TW-7K3M-9QXD-2VHA-K"


@pytest.fixture(autouse=True)
def auditor(staff: Connection) -> None:
    add(staff, AUDITOR)


@pytest.fixture
def eraser(monkeypatch: pytest.MonkeyPatch) -> KeyShredder:
    """What erases in this system."""
    shredder = KeyShredder()

    @contextmanager
    def of_these_tests(config: Settings) -> Iterator[KeyShredder]:
        yield shredder

    monkeypatch.setattr(erasing, "eraser", of_these_tests)
    return shredder


def views(database: Database) -> list[dict[str, object]]:
    query = "SELECT verb, by, cases, about FROM view WHERE verb IN ('retention', 'hold') ORDER BY id"
    with connect(database.desk_url) as desk:
        return desk.execute(query).fetchall()


def test_a_dry_run_lists_what_is_due_and_changes_nothing(
    records: Records, staff: Connection, database: Database, tawasul: CommandLine
) -> None:
    reference = closed_case(records)
    for _ in range(2):
        ended = tawasul("retention", "run", "--dry-run", "--json")
        assert ended.code == ExitCode.DONE
        assert [(each["reference"], each["disposal"], each["result"]) for each in ended.data["items"]] == [
            (reference, "anonymise", "due"),
            (reference, "anonymise", "due"),
            (reference, "erase", "due"),
        ]
        assert ended.data["totals"] == {"anonymise": {"due": 2}, "erase": {"due": 1}}
        assert ended.data["can_erase"] is False
    assert staff.execute("SELECT 1 FROM disposal").fetchall() == []
    assert [(each["verb"], each["by"], each["cases"]) for each in views(database)] == [
        ("retention", DIRECTOR.id, 1)
    ] * 2


def test_a_run_without_an_eraser_does_the_rest_and_ends_refused(records: Records, tawasul: CommandLine) -> None:
    closed_case(records)
    ended = tawasul("retention", "run")
    assert ended.code == ExitCode.REFUSED
    assert "refused: nothing here can destroy the key of a case" in ended.out
    again = tawasul("retention", "run", "--json")
    assert [(each["disposal"], each["result"]) for each in again.data["items"]] == [("erase", "no_eraser")]


def test_a_run_is_done_once(records: Records, tawasul: CommandLine, eraser: KeyShredder) -> None:
    reference = closed_case(records)
    first, second = tawasul("retention", "run"), tawasul("retention", "run")
    assert (first.code, second.code) == (ExitCode.DONE, ExitCode.DONE)
    assert eraser.erased == [(reference, DIRECTOR.id, "retention_over")]
    assert "erase: 1 done" in first.out and second.out == "nothing is due\n"


def test_a_run_ends_with_the_worst_of_its_results(records: Records, tawasul: CommandLine, eraser: KeyShredder) -> None:
    closed_case(records, 1, "2015-01-05 09:00")
    other = closed_case(records, 2)
    eraser.fails.append(NoSuchCase(ANYWHERE))
    assert tawasul("retention", "run").code == ExitCode.UNEXPECTED
    assert [reference for reference, _, _ in eraser.erased] == [other]
    assert tawasul("retention", "run").code == ExitCode.DONE


def test_a_limit_takes_the_first_closed_and_says_that_there_are_more(
    records: Records, tawasul: CommandLine, eraser: KeyShredder
) -> None:
    closed_case(records, 1)
    oldest = closed_case(records, 2, "2014-01-06 09:00")
    ended = tawasul("retention", "run", "--limit", 1, "--json")
    assert ({each["reference"] for each in ended.data["items"]}, ended.data["more"]) == ({oldest}, True)
    assert "more are due" not in tawasul("retention", "run", "--limit", 1).out


def test_only_one_pack_is_run_and_an_unknown_one_is_a_typo(
    records: Records, tawasul: CommandLine, eraser: KeyShredder
) -> None:
    closed_case(records)
    assert tawasul("retention", "run", "--pack", "expenses").out == "nothing is due\n"
    ended = tawasul("retention", "run", "--pack", "passport")
    assert (ended.code, "did you mean «passports»?" in ended.err) == (ExitCode.WRONG_USAGE, True)


def test_terms_are_data_of_the_pack(
    records: Records, tawasul: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def longer(pack: Table) -> None:
        for kind in ("request", "attachments", "events"):
            pack["retention"][kind]["term"] = {"years": 90}
        pack["retention"]["notices"]["term"] = pack["retention"]["advice"]["term"] = {"years": 89}

    closed_case(records)
    policies = copy_packs(tmp_path / "policies", {"passports/retention.toml": longer})
    monkeypatch.setenv("TAWASUL_POLICIES", str(policies))
    assert tawasul("retention", "run", "--dry-run").out == "nothing is due\n"


def test_a_hold_keeps_a_case_until_its_last_one_ends(
    records: Records, database: Database, tawasul: CommandLine
) -> None:
    reference = closed_case(records)
    held = [
        tawasul("retention", "hold", reference, "--why", why, "--as", AUDITOR.id, "--json").data["id"]
        for why in ("case 12 in court", "an inquiry")
    ]
    assert tawasul("retention", "run", "--dry-run").out == "nothing is due\n"
    listed = tawasul("retention", "list", "--why", "a look", "--json").data["holds"]
    assert [(each["reference"], each["why"], each["placed_by"]) for each in listed] == [
        (reference, "case 12 in court", AUDITOR.id),
        (reference, "an inquiry", AUDITOR.id),
    ]
    unclear = tawasul("retention", "release", reference, "--why", "ended")
    assert (unclear.code, "several holds" in unclear.err) == (ExitCode.WRONG_USAGE, True)
    assert tawasul("retention", "release", reference, "--hold", held[0], "--why", "ended").code == ExitCode.DONE
    assert tawasul("retention", "run", "--dry-run").out == "nothing is due\n"
    released = tawasul("retention", "release", reference, "--why", "closed by the court", "--json").data
    assert (released["id"], released["released_why"]) == (held[1], "closed by the court")
    assert reference in tawasul("retention", "run", "--dry-run").out
    assert tawasul("retention", "release", reference, "--why", "again").code == ExitCode.WRONG_USAGE
    assert ("hold", DIRECTOR.id) in {(each["verb"], each["by"]) for each in views(database)}


def test_an_open_case_may_be_held_and_an_unknown_one_not(records: Records, tawasul: CommandLine) -> None:
    assert tawasul("retention", "hold", ANYWHERE, "--why", "a case in court").code == ExitCode.NO_SUCH_CASE


@pytest.mark.parametrize(
    ("arguments", "staff_id", "code"),
    [
        (("retention", "run"), OMAR.id, ExitCode.NOT_ALLOWED),
        (("retention", "run", "--dry-run"), AUDITOR.id, ExitCode.NOT_ALLOWED),
        (("retention", "hold", ANYWHERE, "--why", "x"), OMAR.id, ExitCode.NOT_ALLOWED),
        (("retention", "hold", ANYWHERE), DIRECTOR.id, ExitCode.WRONG_USAGE),
        (("retention", "list"), DIRECTOR.id, ExitCode.WRONG_USAGE),
        (("retention", "release", ANYWHERE, "--why", "x"), OMAR.id, ExitCode.NOT_ALLOWED),
    ],
)
def test_who_may_is_the_table_of_authority(
    arguments: tuple[str, ...], staff_id: str, code: ExitCode, tawasul: CommandLine
) -> None:
    assert tawasul(*arguments, "--as", staff_id).code == code
