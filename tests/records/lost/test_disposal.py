"""What has passed its term is disposed of, each once and on record; what is open, held or waits is left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from activities.advice.records import advice_on, examples
from activities.packs import load_pack
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.reports.cases import notices
from activities.retention.dispose import DisposalEntry, disposals_of, dispose
from activities.retention.due import DueCase, due_cases
from activities.retention.eraser import Eraser
from activities.retention.holds import place, release
from errors import Cause, Component, NoSuchCase, Unreachable
from models.authority import Scope
from models.case.commands import Actor
from models.codes import Disposal, DisposalResult
from models.packs.pack import Pack
from tests.support.database import Database, case_of, opening_work
from tests.support.policies.calendars import POLICIES
from tests.support.retention import KeyShredder, closed_case, closed_request
from tests.support.simulation import DIRECTOR, OMAR

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ALL = Scope((DIRECTOR,), True)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(POLICIES / "passports")


@pytest.fixture
def admin(database: Database) -> Iterator[Connection]:
    """The role that holds cases and disposes of them."""
    with connect(database.admin_url) as connection:
        yield connection


@pytest.fixture
def desk(database: Database) -> Iterator[Connection]:
    """The role that sees what is due, and reads what is left."""
    with connect(database.desk_url) as connection:
        yield connection


def due(desk: Connection, pack: Pack, now: datetime = NOW, scope: Scope = ALL) -> list[DueCase]:
    return due_cases(desk, pack, now, scope, None)


def run(desk: Connection, admin: Connection, pack: Pack, eraser: Eraser | None) -> list[DisposalResult]:
    """Dispose of everything that is due."""
    return [dispose(admin, case, each, DIRECTOR, eraser) for case in due(desk, pack) for each in case.due]


def test_a_case_is_due_on_the_day_after_its_term(records: Records, desk: Connection, pack: Pack) -> None:
    reference = closed_case(records, closed="2024-11-28 09:00")
    assert due(desk, pack, datetime(2026, 11, 28, 20, 59, tzinfo=UTC)) == []
    (case,) = due(desk, pack, datetime(2026, 11, 28, 21, 0, tzinfo=UTC))
    assert case.reference == reference
    assert {each.disposal for each in case.due} == {Disposal.ANONYMISE}


def test_what_is_due_is_disposed_of_once_and_on_record(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    reference, eraser = closed_case(records), KeyShredder()
    assert run(desk, admin, pack, eraser) == [DisposalResult.DONE] * 3
    assert eraser.erased == [(reference, DIRECTOR.id, "retention_over")]
    entries = disposals_of(desk, reference)
    assert {(each.kind, each.disposal) for each in entries} == {
        *((kind, "erase") for kind in ("request", "attachments", "events")),
        *((kind, "anonymise") for kind in ("notices", "advice")),
    }
    assert {(each.by, each.role, each.pack, each.version) for each in entries} == {
        (DIRECTOR.id, DIRECTOR.role, "passports", pack.version)
    }
    assert due(desk, pack) == [] and run(desk, admin, pack, eraser) == []
    assert disposals_of(desk, reference) == entries


def test_what_was_disposed_of_names_nobody_and_can_still_be_counted(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    reference = closed_case(records)
    run(desk, admin, pack, KeyShredder())
    (notice,) = notices(desk, reference=reference)
    assert (notice.recipients, notice.subject, notice.body) == ([], "", "")
    assert (notice.channel, notice.status) == ("sms", "sent")
    advice = advice_on(desk, reference)
    assert advice and [(each.problem, each.ngrams) for each in advice.candidates] == [("technical_error", ())]
    assert list(examples(desk, "passports")) == []


def test_open_and_held_cases_and_those_with_a_notice_that_waits_are_never_due(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    opening = closed_request(1)
    records.append(opening_work(case_of(opening, opened="2015-01-06 09:00", pack="passports"), opening))
    closed_case(records, 2, status="pending")
    held = closed_case(records, 3)
    first, second = (place(admin, held, why, OMAR.id) for why in ("a case in court", "an inquiry"))
    assert due(desk, pack) == []
    assert release(admin, first.id, "it ended", OMAR.id) and due(desk, pack) == []
    assert release(admin, second.id, "it ended", OMAR.id)
    assert [case.reference for case in due(desk, pack)] == [held]
    assert release(admin, second.id, "it ended", OMAR.id) is None


def test_a_hold_that_comes_in_between_stops_the_disposal(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    reference, eraser = closed_case(records), KeyShredder()
    (case,) = due(desk, pack)
    place(admin, reference, "a case in court", OMAR.id)
    assert {dispose(admin, case, each, DIRECTOR, eraser) for each in case.due} == {DisposalResult.HELD}
    assert eraser.erased == [] and disposals_of(desk, reference) == []
    (notice,) = notices(desk, reference=reference)
    assert notice.body


def test_a_hold_waits_for_the_disposal_that_is_under_way(
    records: Records, desk: Connection, admin: Connection, database: Database, pack: Pack
) -> None:
    reference, seen = closed_case(records), list[DisposalEntry]()

    def hold() -> None:
        with connect(database.admin_url) as other:
            place(other, reference, "a case in court", OMAR.id)
            seen.extend(disposals_of(other, reference))

    class Slow(KeyShredder):
        def erase(self, reference: str, by: Actor, reason: str) -> None:
            thread.start()
            thread.join(0.3)
            assert thread.is_alive()
            super().erase(reference, by, reason)

    thread = Thread(target=hold)
    assert run(desk, admin, pack, Slow()) == [DisposalResult.DONE] * 3
    thread.join(10)
    assert "erase" in {each.disposal for each in seen}


def test_the_owner_empties_a_sent_notice_of_no_open_or_held_case_and_changes_none(
    records: Records, admin: Connection, database: Database
) -> None:
    emptying = "UPDATE notice SET recipients = '[]', subject = '', body = '' WHERE reference = %s"
    changing = "UPDATE notice SET recipients = '[]', subject = '', body = 'another' WHERE reference = %s"
    free, held = closed_case(records, 1), closed_case(records, 2)
    place(admin, held, "a case in court", OMAR.id)
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        for statement, reference in ((emptying, held), (changing, free)):
            with pytest.raises(InsufficientPrivilege):
                owner.execute(statement.encode(), (reference,))
        assert owner.execute(emptying.encode(), (free,)).rowcount == 1


def test_without_an_eraser_only_what_is_anonymised_is_done(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    reference = closed_case(records)
    assert run(desk, admin, pack, None) == [DisposalResult.DONE, DisposalResult.DONE, DisposalResult.NO_ERASER]
    assert {each.disposal for each in disposals_of(desk, reference)} == {"anonymise"}
    assert [each.disposal for case in due(desk, pack) for each in case.due] == [Disposal.ERASE]


def test_an_erasure_that_failed_is_tried_again_by_the_next_run(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    reference = closed_case(records)
    eraser = KeyShredder(fails=[NoSuchCase(reference), Unreachable(Component.TEMPORAL, Cause.NO_ANSWER)])
    assert run(desk, admin, pack, eraser)[-1] is DisposalResult.FAILED
    with pytest.raises(Unreachable):
        run(desk, admin, pack, eraser)
    assert "erase" not in {each.disposal for each in disposals_of(desk, reference)}
    assert run(desk, admin, pack, eraser) == [DisposalResult.DONE]


def test_an_interrupted_run_goes_on_where_it_was(
    records: Records, desk: Connection, admin: Connection, pack: Pack
) -> None:
    references = [closed_case(records, number, f"2015-01-0{number} 09:00") for number in (1, 2, 3)]
    eraser = KeyShredder()
    first, second, _ = due(desk, pack)
    for each in first.due:
        dispose(admin, first, each, DIRECTOR, eraser)
    with pytest.raises(KeyboardInterrupt):
        dispose(admin, second, second.due[-1], DIRECTOR, KeyShredder(fails=[KeyboardInterrupt()]))  # type: ignore[list-item]
    assert [case.reference for case in due(desk, pack)] == references[1:]
    run(desk, admin, pack, eraser)
    assert [reference for reference, _, _ in eraser.erased] == references


def test_only_cases_that_somebody_sees_are_due_to_them(records: Records, desk: Connection, pack: Pack) -> None:
    closed_case(records)
    stranger = OMAR.model_copy(update={"teams": ("payments",)})
    assert due(desk, pack, scope=Scope((stranger,), False)) == []
    assert len(due(desk, pack, scope=Scope((OMAR,), False))) == 1


def test_a_pack_without_rules_keeps_everything(records: Records, desk: Connection, pack: Pack) -> None:
    closed_case(records)
    assert due(desk, pack.model_copy(update={"retention": {}})) == []
