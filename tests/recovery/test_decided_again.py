"""A reset gives an acknowledged command to the case again: it is decided at another instant, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
import pytest

from client import case_records
from models.case.events import Event, Reconciled
from models.codes import DiscrepancyKind, Stage
from tests.records.lost.test_recovery import reconciled, records_of
from tests.recovery.test_ended_runs import held_and_approved, reset_before_the_last_command
from tests.support.system import System, eventually
from workflows import options
from workflows.case.running.recorder import Recorder
from workflows.ports import RecordEvents

pytestmark = pytest.mark.timeout(180)

_ALERT = "SELECT 1 AS listed FROM attention WHERE kind = 'records_diverged' AND handled_at IS NULL AND reference = %s"
_DECISION = "SELECT body FROM case_event WHERE reference = %s AND type = 'resolved'"
_DATED = "SELECT DISTINCT created_at FROM notice WHERE reference = %s AND seq = %s"
_DATE_ANEW = "UPDATE notice SET created_at = %s WHERE reference = %s AND seq = %s RETURNING key"
_CORRECTED = "SELECT key FROM notice WHERE reference = %s AND template = 'corrected'"


@pytest.fixture(autouse=True)
def _time_to_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was decided is written after so long, whatever notices are delivered meanwhile."""
    monkeypatch.setattr(options, "RECORDS_PAUSE", timedelta(seconds=1.5))
    monkeypatch.setattr(Recorder, "delivery_ended", lambda self, notice: None)


async def test_a_case_that_stopped_and_lost_nothing_says_so(alone: System) -> None:
    reference = (await alone.submit()).reference
    await alone.settled(await alone.do(reference, "claim"))
    with no_writes(alone):
        await alone.approve(reference)
        before = resolved((await held(alone, reference)).events)
        await eventually(lambda: are_writing(alone, 1))
        await reset_before_the_last_command(alone, reference, apply_again=True)
        await eventually(lambda: are_writing(alone, 2))
    await stopped(alone, reference)  # the local activity of the ended run wrote first
    (kept,) = on_record(alone, reference)
    again = resolved((await held(alone, reference)).events)
    assert kept == before and (kept.seq, kept.command_id) == (again.seq, again.command_id) and kept.at < again.at
    assert alone.rows(_DATE_ANEW, again.at, reference, kept.seq)  # as the reset run's delivery does if it comes first

    found = (await reconciled(alone))[reference]
    assert (found.difference, found.lost) == (DiscrepancyKind.DIVERGED, ())
    (told,) = [each.body for each in await alone.caught_up(reference) if isinstance(each.body, Reconciled)]
    assert (told.lost, told.misinformed) == ((), False) and told.first <= kept.seq
    await eventually(lambda: says_so(alone, reference))
    assert dated(alone, reference, kept.seq) == [kept.at]
    assert (await alone.view(reference)).row.stage is Stage.RESOLVED
    assert await reconciled(alone) == {}
    assert not alone.rows(_CORRECTED, reference)


async def test_what_an_ended_run_wrote_too_late_is_off_the_list_once_the_case_agrees(alone: System) -> None:
    reference = await held_and_approved(alone)
    ended = await held(alone, reference)
    await reset_before_the_last_command(alone, reference, apply_again=True)
    await eventually(lambda: on_record_again(alone, resolved(ended.events), reference))
    write(alone, ended)  # too late: what the reset run decided is on record
    assert alone.rows(_ALERT, reference) == [{"listed": 1}]
    found = (await reconciled(alone)).get(reference)
    assert found is None or found.difference is DiscrepancyKind.NOTICES_RESTORED
    assert await reconciled(alone) == {}
    assert alone.rows(_ALERT, reference) == [] and not await says_so(alone, reference)


async def test_a_notice_that_an_ended_run_fixed_is_dated_as_its_event_on_record(alone: System) -> None:
    reference = await held_and_approved(alone)
    ended = resolved((await held(alone, reference)).events)
    await reset_before_the_last_command(alone, reference, apply_again=True)
    await eventually(lambda: on_record_again(alone, ended, reference))
    again = resolved(await alone.caught_up(reference))
    await eventually(lambda: fixed(alone, reference, ended.seq))
    assert alone.rows(_DATE_ANEW, ended.at, reference, ended.seq)  # as the ended run's delivery does if it comes first
    assert (await reconciled(alone))[reference].difference is DiscrepancyKind.NOTICES_RESTORED
    assert dated(alone, reference, ended.seq) == [again.at]
    assert await reconciled(alone) == {}


async def held(system: System, reference: str) -> RecordEvents:
    """What the run of a case holds."""
    whole = await case_records(system.client, reference)
    assert whole is not None
    return whole


@contextmanager
def no_writes(system: System) -> Iterator[None]:
    """Nobody can write events while the block runs; who is about to waits."""
    with psycopg.connect(system.stack.migration_url) as connection:
        connection.execute("LOCK TABLE case_event IN SHARE ROW EXCLUSIVE MODE")
        yield
        connection.rollback()


async def are_writing(system: System, many: int) -> bool:
    """Whether so many wait to write events: for the table, or for another one who writes events of the same case."""
    return len(system.rows("SELECT 1 FROM pg_locks WHERE NOT granted")) == many


def write(system: System, whole: RecordEvents) -> None:
    """Write to the records what a run held."""
    with records_of(system) as records:
        records.append(whole)


async def stopped(system: System, reference: str) -> None:
    """Wait until a case knows that it has diverged from its records."""

    async def knows() -> bool:
        return (await system.view(reference)).diverged_at is not None

    await eventually(knows)


async def on_record_again(system: System, decided: Event, reference: str) -> bool:
    """Whether a decision is on record that was taken again."""
    return any(each.at > decided.at for each in on_record(system, reference))


def on_record(system: System, reference: str) -> list[Event]:
    """The decision on record, if it is there."""
    return [Event.model_validate_json(row["body"]) for row in system.rows(_DECISION, reference)]


async def says_so(system: System, reference: str) -> bool:
    """Whether it is on record that the case goes on."""
    return bool(system.rows("SELECT 1 FROM case_event WHERE reference = %s AND type = 'reconciled'", reference))


async def fixed(system: System, reference: str, seq: int) -> bool:
    return bool(dated(system, reference, seq))


def dated(system: System, reference: str, seq: int) -> list[datetime]:
    return [row["created_at"] for row in system.rows(_DATED, reference, seq)]


def resolved(events: tuple[Event, ...] | list[Event]) -> Event:
    """The event of the decision."""
    (event,) = [each for each in events if each.body.type == "resolved"]
    return event
