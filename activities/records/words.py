"""Adds the word hashes to requests that were put on record without them: by earlier versions, or another one."""

import json
from typing import Any

from pydantic import ValidationError

from activities.records.store import Records
from models.intake.request import Request
from models.intake.word_hash import hashes_of

_TURN = "words"
_WITHOUT = "SELECT reference, received FROM request WHERE words IS NULL ORDER BY reference LIMIT %(most)s"
_ADD = """
UPDATE request SET words = array(SELECT jsonb_array_elements_text(added.words)::bigint)
FROM jsonb_to_recordset(%(rows)s::jsonb) AS added (reference varchar, words jsonb)
WHERE request.reference = added.reference AND request.words IS NULL
"""


def add_missing_words(records: Records, most: int) -> int:
    """Add them to so many requests at most; how many got them. One that cannot be read is found by no word."""
    with records.in_turn(_TURN) as turn:
        rows = [row._mapping for row in turn.all(_WITHOUT, {"most": most})]
        added = [{"reference": row["reference"], "words": _hashes(records, row["received"])} for row in rows]
        if added:
            turn.execute(_ADD, {"rows": json.dumps(added)})
    return len(added)


def _hashes(records: Records, received: Any) -> list[int]:
    try:
        return hashes_of(records.index_key, Request.model_validate(records.opened_json(received)))
    except ValidationError:
        return []
