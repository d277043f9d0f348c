"""Staff act by their login at a provider: the whole system, with the provider's keys, its outages and the audit."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

import activities.trust.provider
from activities import staff
from activities.records.database import connect
from sessions.login.begin import begin_session
from sessions.store import Session, save
from settings import WRAPPING_KEYS_FILE
from tests.support.servers.provider import CLIENT, PersonAtBrowser, provider
from tests.support.simulation import OMAR
from tests.support.system import System, running
from tests.support.terminal import Ended, bare_environment, tawasul

SUBJECT = "f81d4fae-7dec"


def log_in(issuer: str, home: Path, name: str = SUBJECT) -> None:
    """Omar's session at his own machine, by the login of whoever has that name at the provider."""
    began = begin_session(issuer, CLIENT, PersonAtBrowser(name))
    save(home, Session(OMAR.id, began.key, began.token, began.refresh))


def known_as(system: System, issuer: str, subject: str) -> None:
    with connect(system.stack.admin_url) as connection:
        staff.change(connection, OMAR.id, {"issuer": issuer, "subject": subject})


async def types(system: System, home: Path, issuer: str, *arguments: str) -> Ended:
    """What Omar types at his own machine, where no key that signs is but that of his session."""
    environ = bare_environment(
        TAWASUL_HOME=str(home),
        TAWASUL_WRAPPING_KEY_FILE=str(system.stack.home / WRAPPING_KEYS_FILE),
        TAWASUL_DESK_URL=system.stack.desk_url,
        TAWASUL_OIDC_ISSUER=issuer,
        TAWASUL_OIDC_CLIENT_ID=CLIENT,
        TEMPORAL_ADDRESS=system.stack.temporal_address,
    )
    return await asyncio.to_thread(lambda: tawasul(*arguments, environ=environ))


async def accepted_soon(system: System, home: Path, issuer: str, *arguments: str) -> int:
    """How many tries a command takes until the workers know the key of its token."""
    for tried in range(1, 40):
        if (await types(system, home, issuer, *arguments)).code == 0:
            return tried
        await asyncio.sleep(0.1)
    pytest.fail("never accepted")


async def refused_soon(system: System, home: Path, issuer: str, *arguments: str) -> None:
    """Give a command until the workers know that the token is nobody's any more."""
    for _ in range(40):
        ended = await types(system, home, issuer, *arguments)
        if ended.code != 0:
            assert "not_authentic" in ended.err
            return
        await asyncio.sleep(0.1)
    pytest.fail("never refused")


@pytest.mark.timeout(240)
async def test_staff_act_by_their_login_at_a_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activities.trust.provider, "SOONEST", timedelta(seconds=0.5))
    home, stack = tmp_path / "own", tmp_path / "stack"
    with provider() as first:
        issuer = first.issuer
        async with running(stack, oidc_issuer=issuer, oidc_client_id=CLIENT) as system:
            known_as(system, issuer, SUBJECT)
            reference = (await system.submit()).reference

            log_in(issuer, home, "somebody-else")
            stranger = await types(system, home, issuer, "claim", reference, "--as", OMAR.id)
            assert stranger.code != 0 and "not_authentic" in stranger.err
            assert await system.refusal(reference, "claim") == "not_authentic", "the local issuer's Omar is another one"

            log_in(issuer, home)
            assert await accepted_soon(system, home, issuer, "claim", reference, "--as", OMAR.id)
            note = ("note", reference, "--text", "اطلعت على الطلب")
            assert (await types(system, home, issuer, *note)).code == 0, "without a name, the only session here"

            first.stop()
            assert (await types(system, home, issuer, *note)).code == 0, "the provider is away, its keys are known"
            with provider(port=first.port):
                log_in(issuer, home)
                assert await accepted_soon(system, home, issuer, *note), "by a new key: the worker asks for it"
            known_as(system, issuer, "another-name")
            await refused_soon(system, home, issuer, *note)

            await system.caught_up(reference)
            audit = await types(system, home, issuer, "audit", "verify")
            assert audit.code == 0 and "whole" in audit.out, audit
