"""The attention list as groups: one thing to see to for each person or fault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from string import Template
from typing import Any

import pytest

from activities import staff
from activities.absences import go_away
from activities.records.attention import Entry, settle_holders, waiting
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.reports.attention import AttentionGroup, grouped
from activities.staff import Member
from commands.work.managing.attention_words import WORDS, what_happened, what_to_do
from models.codes import AttentionKind, Outcome, Role, Stage
from tests.support.database import Database, opening_of, row

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
_NUMBERS = count(1)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with connect(database.url) as open_connection:
        yield open_connection


@pytest.fixture
def administration(database: Database) -> Iterator[Connection]:
    with connect(database.admin_url) as open_connection:
        yield open_connection


def entry(kind: str, about: str, reference: str = "TW-1") -> Entry:
    number = next(_NUMBERS)
    return Entry(number, kind, reference, about, AT + timedelta(minutes=number))


def groups_of(*entries: Entry) -> list[tuple[str, ...]]:
    return [each.references for each in grouped(entries)]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("known_fault", "ERR-5031", "ERR-5031"),
        ("holder_left", "omar", "omar"),
        ("nobody_found", "breached", "breached"),
        ("notice_unaddressed", "TW-1111-1111-1111-1:6:supervisor:email", "TW-2222-2222-2222-2:9:supervisor:email"),
        ("break_glass", "11 badr", "15 badr"),
        ("records_diverged", "4", "7"),
    ],
)
def test_one_person_or_fault_is_one_thing_however_many_cases_it_touches(kind: str, first: str, second: str) -> None:
    assert groups_of(entry(kind, first, "TW-1"), entry(kind, second, "TW-2")) == [("TW-1", "TW-2")]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("known_fault", "ERR-5031", "ERR-5032"),
        ("notice_failed", "TW-1111-1111-1111-1:6:supervisor:email", "TW-1111-1111-1111-1:6:supervisor:sms"),
        ("break_glass", "11 badr", "15 hind"),
        ("of a later version", "a", "b"),
    ],
)
def test_different_persons_or_faults_stay_apart(kind: str, first: str, second: str) -> None:
    assert groups_of(entry(kind, first, "TW-1"), entry(kind, second, "TW-2")) == [("TW-1",), ("TW-2",)]


def test_a_group_is_known_by_its_first_entry_and_names_each_case_once() -> None:
    entries = [entry("known_fault", "E1"), entry("notice_failed", "unreadable"), entry("known_fault", "E1")]
    first, second = grouped(entries)
    assert (first.number, first.since, first.references) == (entries[0].id, entries[0].at, ("TW-1",))
    assert (first.entries, second.subject) == ((entries[0], entries[2]), "unreadable")


@pytest.mark.parametrize("kind", AttentionKind)
def test_every_kind_says_what_has_happened_and_what_to_do(kind: AttentionKind) -> None:
    subject = "breached" if kind is AttentionKind.NOBODY_FOUND else "supervisor:email"
    group = AttentionGroup(kind, subject, (entry(kind, "x", "TW-1"), entry(kind, "x", "TW-2")))
    what, to_do = what_happened(group), what_to_do(group)
    assert what.endswith(".") and to_do and "$" not in what + to_do and ":email" not in what
    assert ("2 requests" in what) == ("$cases" in WORDS[kind].what)
    assert kind.value not in what
    assert set(Template(WORDS[kind].what).get_identifiers()) <= {"subject", "cases"}


def test_what_a_later_version_put_on_the_list_is_shown_as_it_is() -> None:
    (group,) = grouped([entry("new_kind", "something")])
    assert (what_happened(group), what_to_do(group)) == ("new_kind: something", None)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ({"assignee": "omar", "stage": Stage.IN_REVIEW}, 1),
        ({"assignee": "layla", "stage": Stage.IN_REVIEW}, 0),
        ({"assignee": None}, 0),
        ({"assignee": "omar", "stage": Stage.RESOLVED, "outcome": Outcome.DONE}, 0),
    ],
    ids=("still theirs", "another's", "in the queue", "decided"),
)
def test_what_is_about_a_holder_is_on_the_list_as_long_as_they_have_the_case_to_decide(
    now: dict[str, Any], left: int, records: Records, connection: Connection, administration: Connection
) -> None:
    case = row(1, **now)
    records.append(opening_of(case))
    staff.add(administration, Member(id="omar", name="عمر التجريبي", role=Role.OFFICER, teams=("exit_visas",)))
    go_away(administration, "omar", AT, AT + timedelta(days=1), None, at=AT)
    staff.set_active(administration, "omar", False)
    insert = "INSERT INTO attention (kind, reference, about, at) VALUES (%s, %s, 'omar', now())"
    for kind in (AttentionKind.HOLDER_LEFT, AttentionKind.HOLDER_AWAY):
        connection.execute(insert, (kind, case.reference))
    settle_holders(connection, AT)
    assert len(waiting(connection)) == 2 * left
    staff.set_active(administration, "omar", True)
    settle_holders(connection, AT)
    assert [each.kind for each in waiting(connection)] == [AttentionKind.HOLDER_AWAY] * left
    settle_holders(connection, AT + timedelta(days=1))
    assert waiting(connection) == []
