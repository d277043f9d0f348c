"""The other cases of the persons of a case: found by their keyed hashes, so that nobody's number is needed.

Plain psycopg, as the lists.
"""

from psycopg import sql

from activities.records.database import Connection
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow

MOST = 20
_OTHERS = sql.SQL("""
WITH own AS (SELECT applicant_key, concerned_key FROM request WHERE reference = %(reference)s AND applicant_key <> '')
SELECT * FROM case_row WHERE reference <> %(reference)s AND reference IN (
    SELECT r.reference FROM own JOIN request r ON r.applicant_key IN (own.applicant_key, own.concerned_key)
    UNION
    SELECT r.reference FROM own JOIN request r ON r.concerned_key IN (own.applicant_key, own.concerned_key)
) AND {} ORDER BY opened_at DESC, reference LIMIT %(most)s
""")


def other_cases(connection: Connection, reference: str, scope: Scope) -> tuple[CaseRow, ...]:
    """The cases of the same persons that somebody sees, the newest first; of an erased case there are none."""
    values = {"reference": reference, "most": MOST} | parameters(scope)
    rows = connection.execute(_OTHERS.format(within(scope)), values)
    return tuple(CaseRow.model_validate(row) for row in rows)
