"""Whoever has every right in PostgreSQL, and knows how the records are made, changes them: each change is found.

The forger edits, and computes chain, head, columns and projection anew, so that the records agree with themselves. The
checkpoints are elsewhere, and so is the auditor's copy of whom to trust.
"""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg.rows import dict_row

from activities.records import protection
from activities.records.audit import verify
from activities.records.database import connect
from activities.records.log_audit import verify_against
from activities.records.store import Records
from activities.trust import facts
from checkpoints.keeper import Keeper
from checkpoints.places import FilePlace
from models.case.commands import BENEFICIARY
from models.case.events import NoticeSent
from models.codes import NotRedecided
from models.log.checkpoint import notes_in
from models.log.note import Signer
from models.notices.digest import NoticeOnRecord
from models.notices.key import NoticeKey
from tests.log import tamperings
from tests.log.tamperings import KINDS
from tests.support.attackers.records_forger import RecordsForger, Tampering
from tests.support.database import INDEX_KEY, Database, opening_work, request
from tests.support.signed_lives import SignedCase
from tests.support.simulation import LAYLA, OMAR, SALMA, STRANGER
from tests.support.system import put_on_staff

CASES = 8
SIGNER = Signer.made("tawasul.example/log")
NOTICE = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at, sent_at)
VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, 'sent', 1, %s, %s)
"""


def life(source_id: str, number: int) -> SignedCase:
    """Lives of four kinds: held; returned; late, decided and told; decided, told and reopened."""
    case = SignedCase(request(id=source_id))
    case.at("2026-01-06 10:00").claim()
    if number % 4 == 1:
        case.ask()
    if number % 4 == 2:
        case.at("2026-03-01 09:00").approve()
    if number % 4 == 3:
        case.ask()
        case.at("2026-01-07 08:00").answer().at("2026-01-07 09:00").approve()
    told(case)
    if number % 4 == 3:
        case.at("2026-01-08 09:00").do("reopen", BENEFICIARY, text="لم تنجح المحاولة")
    return case


def told(case: SignedCase) -> None:
    """The notices of a case are sent, as their events say."""
    for notice in case.state.outbox:
        sent = NoticeSent(key=notice.key, channel=notice.channel, digest=as_sent(notice.key).digest)
        case._note(sent)


def as_sent(key: str) -> NoticeOnRecord:
    """A notice as it stands on record."""
    of = NoticeKey.parse(key)
    return NoticeOnRecord(key, of.audience, of.channel, "result", ["0500000001"], "subject", key.encode())


def put_on_record(records: Records, connection: psycopg.Connection[dict[str, object]], case: SignedCase) -> None:
    """The case with its request, and its notices before the events that name them."""
    for event in case.of("notice_sent"):
        assert isinstance(event.body, NoticeSent)
        sent = as_sent(event.body.key)
        values = (sent.audience, sent.channel, sent.template, '["0500000001"]', sent.subject, sent.body)
        seq = NoticeKey.parse(sent.key).seq
        connection.execute(NOTICE, (sent.key, case.state.reference, seq, *values, event.at, event.at))
    records.append(opening_work(case, case.request))


class House(NamedTuple):
    """Some cases on record, and what the auditor keeps: the checkpoints, and whom to trust."""

    database: Database
    cases: dict[str, SignedCase]
    notes: list[str]
    trusted: set[str]


@pytest.fixture
def house(records: Records, database: Database, tmp_path: Path) -> House:
    keeper = Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt"))
    lives = [life(f"case-{number}", number) for number in range(CASES)]
    with connect(database.admin_url) as admin:
        for person in (OMAR, LAYLA, SALMA, STRANGER):
            put_on_staff(admin, person)
    with psycopg.connect(database.superuser_url, autocommit=True, row_factory=dict_row) as connection:
        for case in lives:
            put_on_record(records, connection, case)
            keeper.keep()
        connection.execute("UPDATE staff SET sessions_since = '2026-01-01' WHERE id = %s", (tamperings.ENDED.id,))
        trusted = facts.facts(connection)
    notes = notes_in((tmp_path / "checkpoints.txt").read_text())
    return House(database, {case.state.reference: case for case in lives}, notes, trusted)


@pytest.fixture
def forger(house: House) -> Iterator[RecordsForger]:
    with psycopg.connect(house.database.superuser_url, autocommit=True, row_factory=dict_row) as connection:
        yield RecordsForger(connection, house.cases)


def found_by(house: House) -> set[str]:
    """What of the audit finds something: the records alone, the checkpoints, the list of the trusted."""
    with connect(house.database.url) as connection:
        alone = verify(connection, None, INDEX_KEY).whole and not protection.differences(connection)
        log = verify_against(connection, house.notes, [SIGNER.verifier]).whole
        trust = not facts.differences(connection, house.trusted)
    return {name for name, whole in (("records", alone), ("checkpoints", log), ("trust", trust)) if not whole}


class Tally(NamedTuple):
    """How many of each kind were tried, found, and found by what."""

    tried: Counter[str]
    found: Counter[str]
    by: Counter[tuple[str, str]]

    def __str__(self) -> str:
        lines = [f"{'kind':<56}{'tried':>7}{'found':>7}{'records':>9}{'checkpoints':>13}{'trust':>7}"]
        for kind, tried in (*self.tried.items(), ("all", self.tried.total())):
            every = kind == "all"
            found = self.found.total() if every else self.found[kind]
            by = [sum(n for (of, name), n in self.by.items() if name == each and (every or of == kind)) for each in _BY]
            lines.append(f"{kind:<56}{tried:>7}{found:>7}{by[0]:>9}{by[1]:>13}{by[2]:>7}")
        return "\n".join(lines)


_BY = ("records", "checkpoints", "trust")


def tampered_with(forger: RecordsForger, house: House, count: int) -> Tally:
    """Tamper so many times, each kind in turn; each change is undone before the next."""
    dice, tally = random.Random(count), Tally(Counter(), Counter(), Counter())
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        name = kind.__name__.replace("_s_", "'s_").replace("_", " ")
        forger.tamper(kind, dice)
        by = found_by(house)
        forger.undo()
        tally.tried[name] += 1
        tally.found[name] += bool(by)
        tally.by.update((name, each) for each in by)
    return tally


@pytest.mark.parametrize(
    "count",
    [2 * len(KINDS), pytest.param(1_000, marks=(pytest.mark.chaos, pytest.mark.proof, pytest.mark.timeout(900)))],
)
def test_each_tampering_is_found(count: int, forger: RecordsForger, house: House) -> None:
    assert found_by(house) == set()
    tally = tampered_with(forger, house, count)
    print(f"\n{tally}")
    assert tally.found == tally.tried and tally.tried.total() == count
    assert found_by(house) == set()


@pytest.mark.parametrize(
    "tampering",
    [tamperings.a_tail_cut, tamperings.a_case_removed, tamperings.a_key_added_to_the_list],
    ids=lambda each: each.__name__,
)
def test_the_forger_is_good_the_records_alone_agree_with_themselves(
    tampering: Tampering, forger: RecordsForger, house: House
) -> None:
    forger.tamper(tampering, random.Random(2))
    assert "records" not in found_by(house)


def test_the_lives_are_signed_and_nearly_all_of_them_is_decided_again(house: House) -> None:
    with connect(house.database.url) as connection:
        report = verify(connection, None, INDEX_KEY)
    kept = {NotRedecided.FIRST_STAGE, NotRedecided.DELIVERY, NotRedecided.STAFF_FOUND}
    assert set(report.not_redecided) == kept
    assert report.redecided + sum(report.not_redecided.values()) == report.events
