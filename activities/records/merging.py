"""Check of a merge: a case may be joined only to an undecided case of the same persons, whose result is theirs too.

Nobody can know where no number says who the person concerned is, where nobody is named, or where the numbers are of two
kinds or of passports, which are renewed: whoever joins the two answers for it. So they do of two requests that a rule
of the pack compares whoever filed them.

The query is SQL text, as the command `merge` runs it too: SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

from models.codes import UNDECIDED
from models.intake.duplicates import SCOPE_OF_ANYONE
from models.intake.stopgaps import STOPGAP

QUESTION: LiteralString = f"""
SELECT t.reference IS NOT NULL AS known, t.stage, t.pack = c.pack AS same_pack,
       tr.duplicate_key LIKE '{SCOPE_OF_ANYONE}%%' AND cr.duplicate_key LIKE '{SCOPE_OF_ANYONE}%%' AS of_anyone,
       tr.duplicate_key = cr.duplicate_key AS same_by_rule,
       tr.applicant_key = cr.applicant_key AND (
           tr.concerned_key = cr.concerned_key
           OR coalesce(tr.received #>> '{{on_behalf_of,id_type}}' <> cr.received #>> '{{on_behalf_of,id_type}}', true)
           OR tr.received #>> '{{on_behalf_of,id_type}}' = 'passport'
           OR tr.received #>> '{{on_behalf_of,id_number}}' ~ '{STOPGAP}'
           OR cr.received #>> '{{on_behalf_of,id_number}}' ~ '{STOPGAP}'
       ) AS same_persons
FROM case_row c LEFT JOIN request cr USING (reference)
LEFT JOIN case_row t ON t.reference = %(into)s LEFT JOIN request tr ON tr.reference = t.reference
WHERE c.reference = %(reference)s
"""  # noqa: S608 - the only thing filled in is a pattern of ours


def objection(row: Mapping[str, Any], into: str) -> str | None:
    """The reason a merge is not allowed, from a row of `QUESTION`; None when it is."""
    if not row["known"]:
        return f"there is no request {into}"
    if row["stage"] not in UNDECIDED:
        return f"{into} is {row['stage']}: its result has gone out"
    if row["same_pack"] and (row["of_anyone"] or row["same_by_rule"]):
        return None
    if not row["same_pack"] or row["same_persons"] is False:
        return f"{into} is not a request of the same persons"
    return None
