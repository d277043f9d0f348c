"""The attention list: what the system cannot repair itself and a person must see, each entry once.

Workers write it through SQLAlchemy's pool, commands write and read it by plain psycopg: SQLModel would add 0.24 s to
the 0.17 s of their imports. So the inserts are SQL text for both.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, LiteralString, NamedTuple

from psycopg import sql
from psycopg.rows import class_row

from activities.records.database import UNDECIDED, Connection, columns_of
from models.case.actor import SYSTEM
from models.codes import ALERTS, AttentionKind, NoticeStatus
from models.notices.key import NoticeKey

if TYPE_CHECKING:
    from activities.records.store import Records

INSERT: LiteralString = """
INSERT INTO attention (kind, reference, about, at) VALUES (%(kind)s, %(reference)s, %(about)s, %(at)s)
ON CONFLICT DO NOTHING RETURNING id
"""
_RAISE = """
INSERT INTO attention (kind, reference, about, at) VALUES (%(kind)s, %(reference)s, %(about)s, %(at)s)
ON CONFLICT (kind, reference, about) DO UPDATE SET at = excluded.at, handled_at = NULL, handled_by = NULL
    WHERE attention.handled_by = %(by)s OR attention.handled_at < excluded.at - interval '1 day'
"""
_AGAIN = """
INSERT INTO attention (kind, reference, about, at) VALUES (%(kind)s, %(reference)s, %(about)s, %(at)s)
ON CONFLICT (kind, reference, about) DO UPDATE SET at = excluded.at, handled_at = NULL, handled_by = NULL
    WHERE attention.handled_at < excluded.at
RETURNING id
"""
_SETTLE = "UPDATE attention SET handled_at = %s, handled_by = %s WHERE id = ANY(%s) AND handled_at IS NULL"
_SETTLE_HOLDERS = f"""
UPDATE attention SET handled_at = %(at)s, handled_by = %(by)s FROM case_row
WHERE handled_at IS NULL AND kind = ANY(%(kinds)s) AND case_row.reference = attention.reference
  AND (assignee IS DISTINCT FROM about OR NOT ({UNDECIDED})
       OR kind = %(left)s AND EXISTS (SELECT FROM staff WHERE staff.id = about AND active)
       OR kind = %(away)s AND NOT EXISTS (
           SELECT FROM absence WHERE staff_id = about AND until > %(at)s AND substitute IS NULL))
"""  # noqa: S608 - the only thing filled in is a condition of ours
_OF_HOLDERS = (AttentionKind.HOLDER_LEFT, AttentionKind.HOLDER_AWAY)
_HOLDING = "SELECT id, kind, reference, about FROM attention WHERE handled_at IS NULL AND kind = ANY(%s)"
_MARK_FAILED = """
INSERT INTO notice
    (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts, created_at, error)
VALUES (%(key)s, %(reference)s, %(seq)s, %(audience)s, %(channel)s, '', '[]', '', '', %(failed)s, 0, %(at)s, %(error)s)
ON CONFLICT (key) DO UPDATE SET status = excluded.status, error = COALESCE(notice.error, excluded.error)
    WHERE notice.status <> %(sent)s
RETURNING key
"""


def call_attention(records: "Records", kind: AttentionKind, reference: str, about: str, at: datetime) -> None:
    """Put an entry on the list, once for each kind, case and subject."""
    records.all(INSERT, {"kind": kind, "reference": reference, "about": about, "at": at})


def call_attention_again(records: "Records", kind: AttentionKind, reference: str, about: str, at: datetime) -> None:
    """Put an entry on the list, also one that somebody took off it before `at`: it has happened again."""
    records.all(_AGAIN, {"kind": kind, "reference": reference, "about": about, "at": at})


def mark_failed(records: "Records", key: str, error: str, at: datetime) -> None:
    """Mark a notice as failed and put it on the attention list; once, and never when it was sent.

    A notice that the records do not have yet, as no try reached them, is inserted without a text.
    """
    notice = NoticeKey.parse(key)
    row = {"key": key, **notice._asdict(), "at": at, "error": error}
    if records.all(_MARK_FAILED, row | {"failed": NoticeStatus.FAILED, "sent": NoticeStatus.SENT}):
        call_attention(records, AttentionKind.NOTICE_FAILED, notice.reference, key, at)


class Alert(NamedTuple):
    """Something that lasts for a while and should be on the list as long as it does; no reference: of no one case."""

    kind: AttentionKind
    reference: str
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the attention list."""

    id: int
    kind: str
    reference: str
    about: str
    at: datetime
    team: str | None = None
    """The team the case is with."""
    pack: str | None = None


_WAITING = sql.SQL("""
SELECT {} FROM attention LEFT JOIN case_row USING (reference) WHERE handled_at IS NULL ORDER BY at, id
""").format(columns_of(Entry))


def waiting(connection: Connection) -> list[Entry]:
    """The entries nobody has handled yet, the oldest first."""
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        return cursor.execute(_WAITING).fetchall()


def mark_handled(connection: Connection, number: int, by: str, at: datetime) -> bool:
    """Take one entry off the list; False when it is not on it."""
    query = "UPDATE attention SET handled_at = %s, handled_by = %s WHERE id = %s AND handled_at IS NULL"
    return connection.execute(query, (at, by, number)).rowcount == 1


def listed_alerts(connection: Connection) -> dict[Alert, int]:
    """The alerts on the list, with the numbers of their entries."""
    rows = connection.execute(_HOLDING, (sorted(ALERTS),)).fetchall()
    return {Alert(AttentionKind(row["kind"]), row["reference"], row["about"]): row["id"] for row in rows}


def keep_alerts(connection: Connection, holding: Collection[Alert], at: datetime) -> None:
    """Have exactly these alerts on the list; what no longer holds is taken off it.

    One that came back is on the list again; one that somebody took off while it held, only after a day.
    """
    listed = listed_alerts(connection)
    for alert in sorted(set(holding) - listed.keys()):
        connection.execute(_RAISE, {**alert._asdict(), "at": at, "by": SYSTEM.id})
    if over := [number for alert, number in listed.items() if alert not in holding]:
        connection.execute(_SETTLE, (at, SYSTEM.id, over))


def settle_holders(connection: Connection, at: datetime) -> None:
    """Take off the list what is about the holder of a case, when somebody else has it or nobody needs to, when who left
    works here again, and when who was away is back or has a substitute."""
    kinds = {"kinds": list(_OF_HOLDERS), "left": AttentionKind.HOLDER_LEFT, "away": AttentionKind.HOLDER_AWAY}
    connection.execute(_SETTLE_HOLDERS, {"at": at, "by": SYSTEM.id, **kinds})
