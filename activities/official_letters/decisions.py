"""Which decisions of a case stand: those whose official reply went out, as the columns of the events in clear say.

A reply that can still be recalled decides nothing yet, and one that was recalled never did.
"""

from typing import LiteralString

from models.codes import Stage, Status

DECISIONS: LiteralString = f"""
SELECT e.reference, e.seq, e.at, e.body FROM case_event e JOIN case_row c USING (reference)
LEFT JOIN LATERAL (
    SELECT n.type FROM case_event n
    WHERE n.reference = e.reference AND n.seq > e.seq AND n.type IN ('recalled', 'reply_final', 'resolved', 'reopened')
    ORDER BY n.seq LIMIT 1
) AS next ON true
WHERE e.reference = %(reference)s AND e.type = 'resolved' AND next.type IS DISTINCT FROM 'recalled'
  AND NOT (next.type IS NULL AND c.stage = '{Stage.RESOLVED}' AND c.status <> '{Status.PROCESSED}')
"""  # noqa: S608 - the only things filled in are codes of ours
WITHOUT_LETTER: LiteralString = f"""
SELECT d.* FROM ({DECISIONS}) AS d
WHERE NOT EXISTS (SELECT FROM letter l WHERE l.reference = d.reference AND l.seq = d.seq) ORDER BY d.seq
"""  # noqa: S608 - the same
