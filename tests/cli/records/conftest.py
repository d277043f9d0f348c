"""Fixtures of commands that read the records, while Temporal does not answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.records.database import Connection, connect
from activities.staff import Member, add
from tests.support.database import Database
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.terminal import NOWHERE
from tests.support.trust import at_the_desk


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """The records of this test, a Temporal that does not answer, and the director at the terminal."""
    return NOWHERE | at_the_desk(database, tmp_path / "home") | {"TAWASUL_STAFF": DIRECTOR.id}


@pytest.fixture(autouse=True)
def staff(database: Database) -> Iterator[Connection]:
    """A connection to records in which everybody is on the staff."""
    with connect(database.admin_url) as connection:
        for person in (OMAR, LAYLA, SALMA, DIRECTOR):
            add(connection, Member(id=person.id, name=person.id, role=person.role, teams=person.teams))
        connection.commit()
        yield connection
