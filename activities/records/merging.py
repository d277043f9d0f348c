"""Check of a merge: a case may be joined only to an undecided case of the same persons, whose result is theirs too.

Where no number says who the person concerned is, or the numbers are of two kinds, whoever joins the two answers for it.

The query is SQL text, as the command `merge` runs it too: SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

from models.codes import UNDECIDED

QUESTION: LiteralString = """
SELECT t.reference IS NOT NULL AS known, t.stage, t.pack = c.pack AS same_pack,
       tr.applicant_key = cr.applicant_key AND (
           tr.concerned_key = cr.concerned_key
           OR (tr.received -> 'on_behalf_of' IS NOT NULL AND tr.received #> '{on_behalf_of,id_number}' IS NULL)
           OR (cr.received -> 'on_behalf_of' IS NOT NULL AND cr.received #> '{on_behalf_of,id_number}' IS NULL)
           OR coalesce(tr.received #>> '{on_behalf_of,id_type}', tr.received #>> '{applicant,id_type}')
              <> coalesce(cr.received #>> '{on_behalf_of,id_type}', cr.received #>> '{applicant,id_type}')
       ) AS same_persons
FROM case_row c LEFT JOIN request cr USING (reference)
LEFT JOIN case_row t ON t.reference = %(into)s LEFT JOIN request tr ON tr.reference = t.reference
WHERE c.reference = %(reference)s
"""


def objection(row: Mapping[str, Any], into: str) -> str | None:
    """The reason a merge is not allowed, from a row of `QUESTION`; None when it is."""
    if not row["known"]:
        return f"there is no request {into}"
    if row["stage"] not in UNDECIDED:
        return f"{into} is {row['stage']}: its result has gone out"
    if not row["same_pack"] or row["same_persons"] is False:
        return f"{into} is not a request of the same persons"
    return None
