"""The histories of many cases for reports. Clocks and stages follow from them without the events of notices."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from activities.keys.parts import NOTHING
from activities.records.database import Connection
from models.case.events import Event
from models.case.row import CaseRow
from models.policy import CasePolicy

_HISTORIES = """
SELECT e.reference, e.body FROM case_event e
WHERE e.reference = ANY(%(references)s) AND (%(notices)s OR e.type NOT IN ('notice_sent', 'notice_failed'))
ORDER BY e.reference, e.seq
"""
_ROWS = "SELECT * FROM case_row WHERE reference = ANY(%(references)s)"
_POLICY = "SELECT slice FROM policy WHERE digest = %(digest)s"
_AT_ONCE = 200

KnownHistory = tuple[CasePolicy, tuple[Event, ...]]
"""The policy that a case was opened under, and its events."""


def histories(
    connection: Connection, references: Sequence[str], *, notices: bool = False
) -> Iterator[tuple[CaseRow, KnownHistory | None]]:
    """Each case with its history; none where its policy or an event cannot be read, as of an erased case.

    The events of its notices are in it only if they are asked for.
    """
    policies: dict[str, CasePolicy | None] = {}
    for first in range(0, len(references), _AT_ONCE):
        some = {"references": references[first : first + _AT_ONCE], "notices": notices}
        rows = {row["reference"]: CaseRow.model_validate(row) for row in connection.execute(_ROWS, some)}
        for reference, events in groupby(connection.execute(_HISTORIES, some), key=lambda each: each["reference"]):
            row = rows[reference]
            if row.policy not in policies:
                policies[row.policy] = _policy(connection, row.policy)
            yield row, _read(policies[row.policy], [each["body"] for each in events])


def _policy(connection: Connection, digest: str) -> CasePolicy | None:
    found = connection.execute(_POLICY, {"digest": digest}).fetchone()
    try:
        return CasePolicy.model_validate_json(found["slice"]) if found else None
    except ValueError:
        return None


def _read(policy: CasePolicy | None, written: list[bytes]) -> KnownHistory | None:
    try:
        if policy is None or NOTHING in written:
            return None
        return policy, tuple(Event.model_validate_json(each) for each in written)
    except ValueError:
        return None
