"""The commands of signatures: keys of channels, sessions of staff, and signed messages for other clients."""

import asyncio
import json
from typing import Any

import pytest

from commands.common.words.advice import ExitCode
from models.trust.keys import SigningKey
from sessions.store import load
from settings import OF_PEOPLE, WRAPPING_KEYS_FILE
from tests.support import terminal
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR
from tests.support.system import APPROVAL, System, an_iqama, eventually
from tests.support.terminal import Ended

NADA = LAYLA.model_copy(update={"id": "nada"})
"""Somebody whose sessions are ended for good."""


class Line:
    """The command line in a home of its own, with the desk's address alone and no key of the house unless it is given
    more.
    """

    def __init__(self, system: System, **changes: str) -> None:
        self._system = system
        house = {"TAWASUL_SERVICE_KEY", "TAWASUL_DATABASE_URL", *OF_PEOPLE} - {"TAWASUL_DESK_URL"}
        environ = {name: value for name, value in system.stack.environment.items() if name not in house}
        self.environ = environ | changes

    async def __call__(self, *arguments: str, stdin: str = "") -> Ended:
        return await asyncio.to_thread(terminal.tawasul, *arguments, environ=self.environ, stdin=stdin)


@pytest.fixture
def elsewhere(system: System, tmp_path: Any) -> Line:
    """A member of staff at a machine of their own."""
    keys = system.stack.home / WRAPPING_KEYS_FILE
    return Line(system, TAWASUL_HOME=str(tmp_path), TAWASUL_WRAPPING_KEY_FILE=str(keys))


@pytest.fixture
def office(system: System) -> Line:
    """An administrator, with the issuer's key and the administration's role."""
    return Line(
        system,
        TAWASUL_STAFF=DIRECTOR.id,
        TAWASUL_ISSUER_KEY=system.stack.signing_keys["issuer_key"],
        TAWASUL_ADMIN_URL=system.stack.admin_url,
    )


async def test_a_person_acts_with_a_badge_and_no_more_when_their_sessions_are_ended(
    system: System, elsewhere: Line, office: Line, tmp_path: Any
) -> None:
    reference = (await system.submit()).reference
    system.signer(NADA)
    refused = await elsewhere("claim", reference, "--as", NADA.id)
    assert refused.code == ExitCode.NOT_ALLOWED and "session_over" in refused.err
    key = (await elsewhere("staff", "session", NADA.id)).out.strip()
    badge = (await office("staff", "badge", NADA.id, "--key", key)).out.strip()
    assert (await elsewhere("staff", "session", NADA.id, "--token", badge)).code == ExitCode.DONE
    assert (await elsewhere("claim", reference, "--as", NADA.id)).code == ExitCode.DONE
    assert (await office("staff", "revoke", NADA.id)).code == ExitCode.DONE
    await asyncio.sleep(1)
    refused = await elsewhere("note", reference, "--text", "x", "--as", NADA.id)
    assert (refused.code, "not_authentic: revoked" in refused.err) == (ExitCode.NOT_ALLOWED, True)
    assert (await elsewhere("show", reference, "--as", NADA.id)).code == ExitCode.NOT_ALLOWED
    assert load(tmp_path, NADA.id) is not None


async def test_a_session_that_has_run_out_is_said_in_words(system: System, elsewhere: Line, office: Line) -> None:
    reference = (await system.submit()).reference
    refused = await elsewhere("staff", "badge", "omar", "--key", SigningKey.made().kid)
    assert refused.code == ExitCode.WRONG_USAGE and "TAWASUL_ISSUER_KEY" in refused.err
    wrong = await office("staff", "badge", "omar", "--key", "no key")
    assert wrong.code == ExitCode.WRONG_USAGE
    assert (await elsewhere("staff", "session", "omar", "--token", "a.b.c")).code == ExitCode.WRONG_USAGE
    assert (await elsewhere("withdraw", reference)).code == ExitCode.NOT_ALLOWED


async def test_a_channel_is_trusted_for_its_own_requests_until_its_key_is_revoked(system: System, office: Line) -> None:
    made = (await office("trust", "new-key", "--json")).data
    added = await office("trust", "add-channel", "kiosk", "--key", made["public"], "--channel", "absher_individuals")
    assert added.code == ExitCode.DONE
    again = await office("trust", "add-channel", "kiosk", "--key", made["public"], "--channel", "x")
    assert again.code == ExitCode.WRONG_USAGE and "on the list already" in again.err
    kiosk = Line(system, TAWASUL_CHANNEL_KEY=made["secret"])
    mine, other = a_request(), a_request(channel="absher_business")
    assert (await kiosk("submit", "-", stdin=json.dumps(mine))).code == ExitCode.DONE
    refused = await kiosk("submit", "-", stdin=json.dumps(other))
    assert refused.code == ExitCode.NOT_ALLOWED and "other_channel" in refused.out + refused.err
    assert (await office("trust", "revoke", made["public"])).code == ExitCode.DONE
    listed = (await office("trust", "list", "--json")).data["keys"]
    (entry,) = [each for each in listed if each["kid"] == made["public"]]
    assert entry["revoked_at"] and entry["channels"] == ["absher_individuals"]
    await asyncio.sleep(0.5)
    assert (await kiosk("submit", "-", stdin=json.dumps(a_request()))).code == ExitCode.NOT_ALLOWED
    unknown = await office("trust", "revoke", "nobody")
    assert unknown.code == ExitCode.WRONG_USAGE


def a_request(**changes: Any) -> dict[str, Any]:
    return wire_request(id=f"S-{SigningKey.made().kid[:12]}", applicant__id_number=an_iqama(), **changes)


async def test_what_sign_prints_is_taken_from_any_client(system: System) -> None:
    house, reference = Line(system, **system.stack.environment), (await system.submit()).reference
    claim = await house("sign", "-", "--case", reference, "--as", "omar", stdin='{"kind": "claim"}')
    await system.handle(reference).signal("command", claim.data)
    approve = {"kind": "approve", **APPROVAL}
    signed = await house("sign", "-", "--case", reference, "--as", "omar", stdin=json.dumps(approve))
    await system.handle(reference).signal("approve", signed.data)
    await eventually(lambda: is_resolved(system, reference))
    rated = await house("sign", "-", "--case", reference, stdin='{"kind": "rate", "score": 5}')
    await system.handle(reference).execute_update("apply", rated.data)
    assert signed.data["actor"]["id"] == OMAR.id and "auth" in rated.data


async def is_resolved(system: System, reference: str) -> bool:
    return (await system.view(reference)).row.resolved_at is not None


async def test_what_cannot_be_signed_is_named(system: System) -> None:
    house, reference = Line(system, **system.stack.environment), (await system.submit()).reference
    for given in ("no json", "[]", '{"kind": "fly"}'):
        refused = await house("sign", "-", "--case", reference, "--as", "omar", stdin=given)
        assert refused.code == ExitCode.WRONG_USAGE
    assert (await house("sign", "-", stdin='{"id": "x"}')).code == ExitCode.WRONG_USAGE


async def test_doctor_counts_what_was_not_authentic(system: System) -> None:
    house, reference = Line(system, **system.stack.environment), (await system.submit()).reference
    await system.handle(reference).signal("command", {"kind": "claim", "auth": {"kid": "x", "sig": "x"}})

    async def told() -> bool:
        (trust,) = [each for each in (await house("doctor", "--json")).data if each["component"] == "trust"]
        return trust["ok"] and "unknown_key" in trust["detail"]

    await eventually(told)
