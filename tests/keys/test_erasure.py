"""Erasure on record: what is destroyed, what stays, and what is refused; without any server but PostgreSQL."""

from datetime import UTC, datetime

import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.erasure import Erasure, erasure_of, events_in_clear, note_erasure, shred
from activities.keys.parts import PartSealer
from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import LocalWrappingKeys
from activities.records.audit import verify
from activities.records.database import connect
from activities.records.history import history
from activities.records.store import Records, engine_for
from errors import Cause, Component, NoSuchCase, Refused, Unreachable
from models.case.commands import BENEFICIARY
from models.case.events import NoticeSent
from models.case.projection import project
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import ErasureReason
from tests.keys.test_case_keys import OLD
from tests.support.database import INDEX_KEY, Database, case_of, opening_work, request
from tests.support.simulation import DIRECTOR, Case
from workflows.case.evolve import fold

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ERASURE = Erasure(NOW, "dana", ErasureReason.REQUESTED)
_NOTICE = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at)
VALUES (%s, %s, 1, 'beneficiary', 'sms', 'receipt', '["+966500000000"]', 'موضوع', 'text', 'sent', 1, now())
"""


def closed(records: Records) -> Case:
    """A case that went its way and was closed, on record in clear."""
    opening = request()
    case = case_of(opening).at("2026-01-06 10:00").claim()
    case.do("withdraw", BENEFICIARY)
    case.deliver()
    records.append(opening_work(case, opening))
    return case


def test_an_erasure_is_noted_once_and_leaves_nobody_to_be_found(records: Records, database: Database) -> None:
    case = closed(records)
    reference = case.state.reference
    with connect(database.migration_url) as owner:
        for sent in case.bodies(NoticeSent):
            owner.execute(_NOTICE, (sent.key, reference))
        for _ in range(2):
            note_erasure(owner, reference, DIRECTOR, ErasureReason.REQUESTED, NOW)
        before = events_in_clear(owner, reference)
        for _ in range(2):
            shred(owner, reference, ERASURE)
        assert erasure_of(owner, reference) == ERASURE
        (person,) = owner.execute("SELECT applicant_key, concerned_key, source_id, received FROM request").fetchall()
        notices = owner.execute("SELECT recipients, subject, body FROM notice").fetchall()
        kinds = [row["type"] for row in owner.execute("SELECT type FROM case_event ORDER BY seq")]
    assert person == {"applicant_key": "", "concerned_key": "", "source_id": "", "received": {}}
    assert notices == [{"recipients": [], "subject": "", "body": b""}] * len(case.bodies(NoticeSent))
    assert kinds.count("erased") == 1 and kinds[-1] == "erased"
    assert before == sum(kind in {"assessed", "withdrawn"} for kind in kinds)
    with connect(database.desk_url) as connection:
        assert [each.what for each in verify(connection, None).flaws] == []


def test_an_open_case_and_one_that_is_none_are_not_erased(records: Records, database: Database) -> None:
    opening = request()
    case = case_of(opening)
    records.append(opening_work(case, opening))
    with connect(database.migration_url) as owner:
        with pytest.raises(Refused):
            note_erasure(owner, case.state.reference, DIRECTOR, ErasureReason.ORDERED, NOW)
        with pytest.raises(NoSuchCase):
            note_erasure(owner, "TW-0000-0000-0000-0", DIRECTOR, ErasureReason.ORDERED, NOW)
        assert erasure_of(owner, case.state.reference) is None


def test_the_row_after_an_erasure_is_that_of_its_events(records: Records, database: Database) -> None:
    case = closed(records)
    reference = case.state.reference
    with connect(database.migration_url) as owner:
        note_erasure(owner, reference, DIRECTOR, ErasureReason.REQUESTED, NOW)
        policy, events = history(owner, reference) or (None, ())
        (kept,) = owner.execute("SELECT * FROM case_row").fetchall()
    state = fold(CaseState(reference=reference, policy=policy), events)
    assert CaseRow.model_validate({name: kept[name] for name in CaseRow.model_fields}) == project(state)
    assert events[-1].at == NOW


def test_a_case_is_erased_when_what_unwraps_its_key_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = PartSealer(CaseKeys(LocalWrappingKeys(lambda: OLD, "here"), KeyRegister(database.url)))
    engine = engine_for(database.url)
    case = closed(Records(engine, INDEX_KEY, sealer))
    engine.dispose()
    monkeypatch.setattr("activities.records.opening.case_keys_at", nothing_is_at_hand)
    with connect(database.migration_url) as owner:
        note_erasure(owner, case.state.reference, DIRECTOR, ErasureReason.REQUESTED, NOW)
        assert events_in_clear(owner, case.state.reference) == 0
        shred(owner, case.state.reference, ERASURE)
        assert erasure_of(owner, case.state.reference) == ERASURE
        with pytest.raises(Unreachable):
            owner.execute("SELECT body FROM case_event").fetchall()


def nothing_is_at_hand(url: str) -> CaseKeys:
    raise Unreachable(Component.KEY_STORE, Cause.NO_ANSWER)
