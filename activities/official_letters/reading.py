"""Reading of official letters: those of a case for who may see it, and what a verification code is about.

Plain psycopg, as commands read by it; what is sealed is opened by the connection.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from activities.official_letters.decisions import DECISIONS
from activities.records.database import Connection
from models.codes import KeyKind, Outcome
from models.official_letters.code import code_hash
from models.official_letters.signing import is_signed
from models.official_letters.verifying import Later, LaterAppeal, LetterOnRecord

_OF_CASE = """
SELECT seq, written AS number, issued_at, outcome, code, sha256, document, signed_by, made_at
FROM letter WHERE reference = %s ORDER BY seq
"""
_BY_CODE = """
SELECT l.reference, l.seq, l.pack, l.written AS number, l.issued_at, l.service, l.outcome, l.sha256, l.signature,
       l.signed_by, l.code_hash, k.erased_at,
       EXISTS (SELECT FROM case_event e WHERE e.reference = l.reference AND e.seq = l.seq AND e.type = 'resolved'
               AND e.at = l.issued_at) AS decided,
       EXISTS (SELECT FROM trusted_key t WHERE t.kid = l.signed_by AND t.kind = %(service)s) AS known_key
FROM letter l LEFT JOIN case_key k USING (reference) WHERE l.code_hash = %(hash)s
"""
_LAST_DECISION: LiteralString = f"SELECT max(seq) AS seq FROM ({DECISIONS}) AS d"  # noqa: S608 - ours alone
_LATER: LiteralString = f"""
SELECT (SELECT min(at) FROM ({DECISIONS}) AS d WHERE d.seq > %(seq)s) AS decided,
       (SELECT max(at) FROM case_event WHERE reference = %(reference)s AND type = 'reopened' AND seq > %(seq)s)
           AS reopened
"""  # noqa: S608 - the same
_APPEALS = """
WITH RECURSIVE appeals AS (
    SELECT reference, opened_at, outcome, resolved_at FROM case_row WHERE appeal_of = %(reference)s
    UNION
    SELECT c.reference, c.opened_at, c.outcome, c.resolved_at
    FROM case_row c JOIN appeals a ON c.appeal_of = a.reference
)
SELECT opened_at AS since, outcome, resolved_at AS decided_at FROM appeals ORDER BY opened_at
"""


@dataclass(frozen=True)
class LetterOfCase:
    """A letter of a case, with its document once it was made."""

    seq: int
    number: str
    issued_at: datetime
    outcome: Outcome
    code: str
    sha256: bytes | None
    document: bytes | None
    signed_by: str | None
    made_at: datetime | None


def letters_of(connection: Connection, reference: str) -> tuple[LetterOfCase, ...]:
    """The letters of a case, the first decision's first."""
    rows = connection.execute(_OF_CASE, (reference,)).fetchall()
    return tuple(
        LetterOfCase(**row | {"outcome": Outcome(row["outcome"]), "code": row["code"].decode()}) for row in rows
    )


def last_decision(connection: Connection, reference: str) -> int | None:
    """The event of the last decision of a case that is on record; none where nothing is decided."""
    row = connection.execute(_LAST_DECISION, {"reference": reference}).fetchone()
    return row["seq"] if row else None


def letter_by_code(connection: Connection, code: str) -> tuple[LetterOnRecord | None, Later]:
    """What is on record of the letter that has a code, and of what came after its decision."""
    given = {"hash": code_hash(code), "service": KeyKind.SERVICE}
    row = connection.execute(_BY_CODE, given).fetchone()
    if row is None:
        return None, Later()
    about = {"reference": row["reference"], "seq": row["seq"]}
    later = connection.execute(_LATER, about).fetchone() or {}
    appeals = tuple(LaterAppeal(**each) for each in connection.execute(_APPEALS, about))
    return _on_record(row), Later(later.get("decided"), later.get("reopened"), appeals)


def _on_record(row: dict[str, Any]) -> LetterOnRecord:
    signed = row["signature"] and row["known_key"]
    whole = signed and is_signed(row["signed_by"], row["signature"], row["code_hash"], row["sha256"])
    return LetterOnRecord(
        reference=row["reference"],
        pack=row["pack"],
        number=row["number"],
        issued_at=row["issued_at"],
        service=row["service"],
        outcome=Outcome(row["outcome"]),
        decided=row["decided"],
        sha256=row["sha256"],
        signed_by=row["signed_by"] if whole else None,
        erased_at=row["erased_at"],
    )
