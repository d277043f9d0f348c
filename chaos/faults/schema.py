"""The records made anew at an earlier schema."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import migrations
from activities.records.database import sqlalchemy_url

FIRST = "0001"
"""The revision of the first schema."""
OLDEST_IN_USE = "0017"
"""The oldest schema that workers of now may work with: since then commands are signed and events sealed, and workers of
before are replaced all at once (docs/operations.md, «Keys»)."""

_EMPTY = (
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public AUTHORIZATION pg_database_owner",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
)
_AS_THE_ONE_ROLE = """
GRANT ALL ON ALL TABLES IN SCHEMA public TO tawasul_worker, tawasul_desk, tawasul_admin;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO tawasul_worker, tawasul_desk, tawasul_admin;
"""
"""At an earlier schema one role had all rights; a migration gives each its own."""


def make_anew(superuser_url: str, owner_url: str, revision: str) -> None:
    """Drop all records, and apply the migrations up to a revision as their owner."""
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        for statement in _EMPTY:
            superuser.execute(statement)
    engine, config = create_engine(sqlalchemy_url(owner_url)), Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(_AS_THE_ONE_ROLE)
    engine.dispose()


def revision_of(url: str) -> str:
    """The revision that a database is at."""
    with psycopg.connect(url) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",)
        return str(found)
