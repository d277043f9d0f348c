"""The keys of a provider on record: old ones stay, nobody changes one, and none is trusted for standing there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from activities.records.database import connect
from activities.trust.archive import archive
from activities.trust.evidence import ARCHIVE, archive_of
from activities.trust.provider import ProviderKeys
from models.trust.tokens import LOCAL_ISSUER, IssuerKey, read_token
from sessions.login.begin import begin_session
from tests.support.database import Database
from tests.support.servers.provider import CLIENT, PersonAtBrowser, provider

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


def archived(database: Database) -> Mapping[str, IssuerKey]:
    """The provider's keys of all times, as the audit has them."""
    with connect(database.url) as connection:
        known = archive_of(connection.execute(ARCHIVE).fetchone() or {}, "default").issuers
    return {kid: key for kid, key in known.items() if key.issuer != LOCAL_ISSUER}


def worker_of(issuer: str, database: Database) -> ProviderKeys:
    """The keys as a worker holds them, which writes them down."""

    def write(keys: Mapping[str, IssuerKey], at: datetime) -> None:
        with connect(database.url) as connection:
            archive(connection, keys, at)

    return ProviderKeys(issuer, CLIENT, archive=write)


@pytest.mark.parametrize("alg", ["ES256", "RS256", "Ed25519"])
def test_what_a_provider_signed_is_verified_after_it_forgot_its_key(database: Database, alg: str) -> None:
    with provider(alg=alg) as running:
        session = begin_session(running.issuer, CLIENT, PersonAtBrowser("f81d4fae"))
        worker_of(running.issuer, database).fetch(NOW)
    with provider(port=running.port, alg=alg):
        later = worker_of(running.issuer, database)
        later.fetch(NOW + timedelta(days=90))
    keys = archived(database)
    assert len(keys) == 2 and {*later.keys} < {*keys}
    assert read_token(session.token, keys, datetime.now(UTC)) == session.claims


def test_a_key_on_record_is_neither_changed_nor_deleted_nor_trusted(database: Database) -> None:
    with provider() as running:
        worker_of(running.issuer, database).fetch(NOW)
    for url in (database.url, database.migration_url):
        for change in ("UPDATE provider_key SET public = '{}'", "DELETE FROM provider_key", "TRUNCATE provider_key"):
            with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
                connection.execute(change)
    afresh = worker_of(running.issuer, database)
    afresh.fetch(NOW)
    assert afresh.failed and not afresh.look(NOW)


def test_while_the_records_are_away_the_keys_are_believed_and_written_down_later(database: Database) -> None:
    away = True

    def write(keys: Mapping[str, IssuerKey], at: datetime) -> None:
        with connect("postgresql://nobody:x@127.0.0.1:1/none" if away else database.url) as connection:
            archive(connection, keys, at)

    with provider() as running:
        keys = ProviderKeys(running.issuer, CLIENT, archive=write)
        keys.fetch(NOW)
        assert keys.failed and keys.look(NOW)
        away = False
        keys.fetch(NOW + timedelta(seconds=30))
    assert {*archived(database)} == {*keys.keys}
