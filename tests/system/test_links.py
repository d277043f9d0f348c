"""Every link of the production form, on real servers: TLS with the names checked, and plain text refused."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.x509.verification import ClientVerifier, PolicyBuilder, ServerVerifier, Store, VerificationError
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest

import settings
from activities.notices.mail import Smtp
from activities.notices.reach import Address, Reach
from activities.records.migrate import upgrade
from activities.records.store import engine_for
from client import connect
from errors import Unreachable
from stack import EmbeddedStack, postgres, production
from stack.certificates import Authority, Issued
from stack.folder import ROLES
from tests.notices.test_channels import failure_of
from tests.support.servers.gateways import mail_relay
from tests.support.servers.tls import encryption_of, postgres_as_in_production, programs_with_tls, tls_proxy

WITH_TLS = programs_with_tls()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("production") / "secrets"
    production.lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def port(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if WITH_TLS is None:
        pytest.skip("no PostgreSQL with TLS on this machine: the embedded one is built without")
    with postgres_as_in_production(WITH_TLS, secrets, tmp_path_factory.mktemp("tls") / "data") as port:
        yield port


def address(secrets: Path, port: int, name: str = "database_url") -> str:
    """The address that the production form has, of the server of this test."""
    written = (secrets / name).read_text()
    return written.replace("@postgres:5432", f"@localhost:{port}").replace("/run/secrets", str(secrets))


def test_every_role_reaches_the_records_by_tls(secrets: Path, port: int) -> None:
    for name in production.ADDRESSES:
        assert encryption_of(address(secrets, port, name)) == "TLSv1.3"
    assert len(production.ADDRESSES) == len(ROLES) - 1


def test_the_records_are_migrated_and_used_by_tls(secrets: Path, port: int) -> None:
    upgrade(address(secrets, port, "migration_url"))
    engine = engine_for(address(secrets, port))
    with engine.connect() as worker:
        query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND EXISTS (SELECT FROM alembic_version)"
        assert worker.exec_driver_sql(query).scalar_one() is True
    engine.dispose()


def test_postgres_takes_no_plain_text_even_with_the_password(secrets: Path, port: int) -> None:
    for name in production.ADDRESSES:
        plain = address(secrets, port, name).replace("sslmode=verify-full", "sslmode=disable")
        with pytest.raises(psycopg.OperationalError, match="no encryption"):
            psycopg.connect(plain)


def test_a_server_without_tls_gets_no_password_and_lets_nobody_in(secrets: Path, tmp_path: Path) -> None:
    """The embedded server, which has no TLS, under the same rules: it is the rules that refuse."""
    with postgres_as_in_production(postgres.programs(), secrets, tmp_path / "data", tls=False) as port:
        for name in production.ADDRESSES:
            secure = address(secrets, port, name)
            with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
                psycopg.connect(secure)
            with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
                psycopg.connect(secure.replace("sslmode=verify-full", "sslmode=prefer"))


def test_a_postgres_of_another_authority_or_name_is_refused(secrets: Path, port: int, tmp_path: Path) -> None:
    other = tmp_path / "other_cert"
    other.write_text(Authority.made("somebody else").certificate)
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(address(secrets, port).replace(str(secrets / "ca_cert"), str(other)))
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        psycopg.connect(address(secrets, port).replace("@localhost", "@127.0.0.1"))


def test_the_superuser_has_no_way_in_by_the_network_and_no_role_another_database(secrets: Path, port: int) -> None:
    password = (secrets / "postgres_password").read_text()
    root = f"postgresql://postgres:{password}@localhost:{port}/tawasul?sslmode=require"
    for refused in (root, address(secrets, port).replace("/tawasul?", "/temporal?")):
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(refused)


@pytest.fixture(scope="module")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Temporal server; it has no TLS of its own."""
    with EmbeddedStack(tmp_path_factory.mktemp("temporal") / "home") as stack:
        yield int(stack.temporal_address.rpartition(":")[2])


async def asked(monkeypatch: pytest.MonkeyPatch, port: int, **tls: Path) -> str:
    """The version that Temporal's server gives to our client, which has these files. Raises Unreachable."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"localhost:{port}")
    for name, file in tls.items():
        monkeypatch.setenv(f"TEMPORAL_TLS_{name.upper()}_PATH", str(file))
    async with asyncio.timeout(20):
        client = await connect()
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    return info.server_version


async def test_our_client_shows_its_certificate_to_temporal(
    secrets: Path, temporal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"server_ca_cert": secrets / "ca_cert"}
    own = {"client_cert": secrets / "worker_cert", "client_key": secrets / "worker_key"}
    with tls_proxy(temporal, secrets / "temporal_cert", secrets / "temporal_key", secrets / "ca_cert") as proxy:
        assert (await asked(monkeypatch, proxy.port, **files, **own)).startswith("1.")
    assert set(proxy.names) == {"worker"}


@pytest.mark.parametrize("missing", ["tls", "certificate", "own_authority", "server_s_authority"])
async def test_temporal_is_not_reached_without_the_certificates_on_both_sides(
    missing: str, secrets: Path, temporal: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    production.lay_out(tmp_path / "foreign")
    theirs = tmp_path / "foreign"
    files = {
        "server_ca_cert": secrets / "ca_cert",
        "client_cert": secrets / "worker_cert",
        "client_key": secrets / "worker_key",
    }
    match missing:
        case "tls":
            files = {}
        case "certificate":
            del files["client_cert"], files["client_key"]
        case "own_authority":
            files |= {"client_cert": theirs / "worker_cert", "client_key": theirs / "worker_key"}
        case _:
            files["server_ca_cert"] = theirs / "ca_cert"
    with tls_proxy(temporal, secrets / "temporal_cert", secrets / "temporal_key", secrets / "ca_cert") as proxy:
        with pytest.raises(Unreachable):
            await asked(monkeypatch, proxy.port, **files)
    assert proxy.names == []


class Everywhere(Reach):
    """Takes this machine for a public one."""

    def allows(self, address: Address) -> bool:
        return not self.strict


def test_mail_goes_without_tls_within_the_allowed_networks_alone() -> None:
    with mail_relay() as relay:
        inside = Smtp.from_url(relay.url, Reach.read("127.0.0.0/8"))
        outside = replace(inside, reach=Everywhere())
        assert failure_of(outside.send).code == "smtp_set_up"
        assert relay.received == []


def test_what_is_made_again_stays_and_only_certificates_are_renewed(tmp_path: Path) -> None:
    made = production.lay_out(tmp_path / "secrets")
    assert {file.name for file in (tmp_path / "secrets").iterdir()} == set(made)
    before = {name: (tmp_path / "secrets" / name).read_text() for name in made}
    assert production.lay_out(tmp_path / "secrets") == []
    renewed = production.lay_out(tmp_path / "secrets", renew=True)
    assert {"postgres_cert", "temporal_key", "worker_cert"} <= set(renewed)
    assert not {"ca_cert", "ca_key", "owner_password", "database_url"} & set(renewed)
    after = {name: (tmp_path / "secrets" / name).read_text() for name in made}
    assert {name for name in made if before[name] != after[name]} == set(renewed)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "ca_key").stat().st_mode & 0o777 == 0o400


def test_a_certificate_serves_what_it_was_made_for_and_nothing_else() -> None:
    authority = Authority.made("house")
    server, client = (
        authority.issue(name, server=not of, client=of) for name, of in (("postgres", False), ("worker", True))
    )
    policy = PolicyBuilder().store(Store([x509.load_pem_x509_certificate(authority.certificate.encode())]))
    verified = {
        (name, each)
        for name, issued in (("server", server), ("client", client))
        for each, verifier in (
            ("as server", policy.build_server_verifier(x509.DNSName("postgres" if name == "server" else "worker"))),
            ("as client", policy.build_client_verifier()),
        )
        if is_verified(verifier, issued)
    }
    assert verified == {("server", "as server"), ("client", "as client")}
    assert "PRIVATE KEY" not in repr(client) + repr(authority)


def is_verified(verifier: ServerVerifier | ClientVerifier, issued: Issued) -> bool:
    try:
        verifier.verify(x509.load_pem_x509_certificate(issued.certificate.encode()), [])
    except VerificationError:
        return False
    return True


def test_settings_take_the_addresses_from_the_files(secrets: Path) -> None:
    names = {"DATABASE_URL", "DESK_URL", "ADMIN_URL", "MIGRATION_URL", "INDEX_KEY", "SMTP_URL"}
    found = settings.load({f"TAWASUL_{name}_FILE": str(secrets / name.lower()) for name in names})
    assert found.desk_url == (secrets / "desk_url").read_text()
    assert found.index_key == (secrets / "index_key").read_text()
    assert found.smtp_url == ""
