"""Versions of packs on record, and which is in force at an instant.

Plain psycopg: commands activate and list them, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from psycopg import sql

from activities.records.database import UNDECIDED, VERSION_OF_ROW, Connection
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.packs.pack import Pack

ACTIVATED: LiteralString = "SELECT pack, version, since FROM pack_activation ORDER BY since, id"
"""What was ever activated: of a pack the last one that has begun is in force."""
KNOWN_AFTER = timedelta(seconds=3)
"""How long before its instant an activation is on record at least, so that every worker knows of it by then."""
IN_FORCE: LiteralString = """
SELECT DISTINCT ON (pack) pack, version FROM pack_activation WHERE since <= %(at)s ORDER BY pack, since DESC, id DESC
"""
"""The version of each pack that is in force at an instant; none of a pack that none was activated of by then."""
CONTENT: LiteralString = "SELECT content FROM pack_version WHERE pack = %(pack)s AND version = %(version)s"

_ACTIVATIONS = """
SELECT a.pack, a.version, a.since, a.reason, a.activated_by, a.at,
       a.id = first_value(a.id) OVER (PARTITION BY a.pack ORDER BY (a.since <= %(now)s) DESC,
                                      CASE WHEN a.since <= %(now)s THEN a.since END DESC, a.id DESC)
           AND a.since <= %(now)s AS in_force
FROM pack_activation a WHERE %(pack)s::text IS NULL OR a.pack = %(pack)s ORDER BY a.pack, a.since, a.id
"""
_OPEN = sql.SQL(f"""
SELECT pack, {VERSION_OF_ROW} AS version, count(*) AS cases FROM case_row
WHERE {UNDECIDED} AND (%(pack)s::text IS NULL OR pack = %(pack)s) AND {{seen}}
GROUP BY 1, 2 ORDER BY 1, 3 DESC
""")  # noqa: S608 - conditions of ours
_PUT = """
INSERT INTO pack_version (pack, version, content, put_by) VALUES (%s, %s, %s, %s) ON CONFLICT (pack, version) DO NOTHING
"""
_ACTIVATE = """
INSERT INTO pack_activation (pack, version, since, reason, activated_by) VALUES (%s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Activation:
    """From when on new cases are opened under a version of a pack."""

    pack: str
    version: str
    since: datetime
    reason: str
    activated_by: str
    at: datetime
    in_force: bool


def activate(connection: Connection, pack: Pack, since: datetime, reason: str, by: str) -> None:
    """Put a version of a pack on record, and say from when it is in force."""
    connection.execute(_PUT, (pack.name, pack.version, pack.model_dump_json(), by))
    connection.execute(_ACTIVATE, (pack.name, pack.version, since, reason, by))


def activations(connection: Connection, now: datetime, pack: str | None = None) -> list[Activation]:
    """All activations of a pack, of every pack without one, in the order in which they come into force."""
    rows = connection.execute(_ACTIVATIONS, {"now": now, "pack": pack})
    return [Activation(**row) for row in rows]


def open_by_version(
    connection: Connection, pack: str | None = None, scope: Scope | None = None
) -> dict[tuple[str, str], int]:
    """How many undecided cases that somebody sees (all without a scope) there are under each version, by pack and
    version."""
    seen = within(scope) if scope else sql.SQL("true")
    values = {"pack": pack} | (parameters(scope) if scope else {})
    rows = connection.execute(_OPEN.format(seen=seen), values)
    return {(row["pack"], row["version"]): row["cases"] for row in rows}


def version_in_force(connection: Connection, pack: str, at: datetime) -> str | None:
    """The version of a pack in force at an instant; None: what stands in the folder of packs."""
    rows = connection.execute(IN_FORCE, {"at": at})
    return next((row["version"] for row in rows if row["pack"] == pack), None)


def packs_in_force(connection: Connection, folder: Mapping[str, Pack], at: datetime) -> Mapping[str, Pack]:
    """The packs in force at an instant: those of the folder, where no other version was activated."""
    begun = {row["pack"]: row["version"] for row in connection.execute(IN_FORCE, {"at": at})}
    others = {pack: version for pack, version in begun.items() if pack not in folder or folder[pack].version != version}
    read = {pack: pack_on_record(connection, pack, version) for pack, version in others.items()}
    return dict(folder) | {name: pack for name, pack in read.items() if pack}


def pack_on_record(connection: Connection, pack: str, version: str) -> Pack | None:
    """A version of a pack as it was activated; None: it never was."""
    found = connection.execute(CONTENT, {"pack": pack, "version": version}).fetchone()
    return Pack.model_validate_json(found["content"]) if found else None
