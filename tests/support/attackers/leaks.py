"""Where strings of persons may come to lie in the clear: every table, the server's files, the mailbox folder."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"

READABLE = TABLES.replace(
    "ORDER", "AND has_table_privilege(to_regclass('public.' || quote_ident(tablename)), 'SELECT') ORDER"
)
"""Those that a role may read whole."""


def dumped(url: str, listed: str = TABLES) -> str:
    """Every row of every table as text, as a dump of the database has it; bytes also as the text they may be."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        names = [row["tablename"] for row in connection.execute(listed.encode())]
        tables = {name: connection.execute(f"SELECT * FROM {name}".encode()).fetchall() for name in names}
    return "\n".join(f"{name} {_text(row)}" for name, rows in tables.items() for row in rows)


def _text(row: Mapping[str, Any]) -> str:
    return " ".join(
        value.decode(errors="replace")
        if isinstance(value, bytes)
        else json.dumps(value, ensure_ascii=False, default=str)
        for value in row.values()
    )


def file_bytes(*paths: Path) -> bytes:
    """The contents of files, and of all files in folders."""
    files = [each for path in paths for each in ([path] if path.is_file() else path.rglob("*")) if each.is_file()]
    return b"".join(each.read_bytes() for each in files)


def in_clear(secrets: Iterable[str], content: str | bytes) -> list[str]:
    """The secrets that stand in a content, as themselves or with the escapes of JSON."""
    raw = content.encode() if isinstance(content, str) else content
    return [each for each in secrets if each.encode() in raw or ascii(each)[1:-1].encode() in raw]
