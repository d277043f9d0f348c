"""Migration of the records to the newest schema, by the owner's role, never by the application's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

import migrations
from activities.records.database import APPLICATION_ROLE, sqlalchemy_url

_ONE_AT_A_TIME = 0x7461776173756C
"""Key of the advisory lock: of several that start together one migrates, and the others find nothing to do."""


class CannotMigrate(RuntimeError):
    """The database is not prepared for the records; the message says what to do."""


def upgrade(url: str) -> str:
    """Apply every revision that is missing and return the newest. Raises CannotMigrate."""
    engine = create_engine(sqlalchemy_url(url))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
            _require_application_role(connection)
            command.upgrade(_config(connection), "head")
            return MigrationContext.configure(connection).get_current_revision() or ""
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def _require_application_role(connection: Connection) -> None:
    known = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION_ROLE,)).first()
    if known is None:
        raise CannotMigrate(f"the role {APPLICATION_ROLE} is missing: CREATE ROLE {APPLICATION_ROLE} LOGIN PASSWORD …")
