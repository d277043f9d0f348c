"""How cases are presented to people: the zone, languages and titles of the policies they were opened under."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from activities.records.database import Connection
from models.case.style import CaseStyle
from models.language import LANGUAGES
from models.titles import PackWords

_STYLES = """
SELECT digest, slice #>> '{calendar,timezone}' AS zone, slice -> 'languages' AS languages, slice -> 'titles' AS titles,
       (SELECT words FROM pack_words w WHERE w.pack = slice ->> 'pack' AND w.version = slice ->> 'version') AS words
FROM (SELECT digest, slice::jsonb FROM policy WHERE digest = ANY(%(digests)s)) AS known
"""
_WORDS = "SELECT words FROM pack_words WHERE pack = %(pack)s AND version = %(version)s"


_OF_CASES = "SELECT reference, policy FROM case_row WHERE reference = ANY(%(references)s)"


_LAST_OF_PACK = "SELECT policy FROM case_row WHERE pack = %(pack)s ORDER BY opened_at DESC LIMIT 1"


def styles_of_cases(
    connection: Connection, references: Collection[str], reader: str | None = None
) -> Mapping[str, CaseStyle]:
    """The style of each case on record, by its reference, for a reader of a language."""
    rows = connection.execute(_OF_CASES, {"references": sorted(set(references))}).fetchall() if references else []
    known = case_styles(connection, [row["policy"] for row in rows], reader)
    return {row["reference"]: known[row["policy"]] for row in rows if row["policy"] in known}


def case_styles(connection: Connection, digests: Collection[str], reader: str | None = None) -> Mapping[str, CaseStyle]:
    """The style of each policy, by its digest; of one that cannot be read there is none."""
    rows = connection.execute(_STYLES, {"digests": sorted(set(digests))}) if digests else ()
    styles = {row["digest"]: _style(row, reader) for row in rows}
    return {digest: style for digest, style in styles.items() if style}


def policy_styles(connection: Connection, reader: str | None = None) -> Mapping[str, CaseStyle]:
    """The style of every policy on record."""
    return case_styles(connection, [row["digest"] for row in connection.execute("SELECT digest FROM policy")], reader)


def style_of_pack(connection: Connection, pack: str, reader: str | None = None) -> CaseStyle | None:
    """The style of the case that a pack opened last; none where it opened none."""
    row = connection.execute(_LAST_OF_PACK, {"pack": pack}).fetchone()
    return case_styles(connection, [row["policy"]], reader).get(row["policy"]) if row else None


def words_of_version(connection: Connection, pack: str, version: str) -> PackWords:
    """What a version of a pack calls its rungs, flags and facts; nothing where no case was opened under it."""
    row = connection.execute(_WORDS, {"pack": pack, "version": version}).fetchone()
    try:
        return PackWords.model_validate(row["words"]) if row else PackWords()
    except ValidationError:
        return PackWords()


def _style(row: Mapping[str, Any], reader: str | None) -> CaseStyle | None:
    languages, titles = row["languages"] or LANGUAGES, row["titles"] or {}
    try:
        words = row["words"] or {}
        return CaseStyle(zone=row["zone"], languages=languages, titles=titles, words=words, reader=reader)
    except ValidationError:
        return None
