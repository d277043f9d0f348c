"""Whoever reaches Temporal decides nothing: forgeries by a plain client take no effect, and each is counted."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk, jwt
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from activities import absences, staff
from activities.records.database import connect
from activities.trust.keys import TrustedKey, add_key, revoke_session
from models.codes import KeyKind, RefusalCode, Role, Stage
from models.trust.keys import SigningKey, thumbprint
from models.trust.statement import CaseAddress, Signatory, signed_request
from tests.support.attackers.forger import WAYS, Forger
from tests.support.simulation import LAYLA, OMAR, SALMA
from tests.support.system import APPROVAL, System, command, eventually, put_on_staff, running

TRIES = 7
"""Of each way, by update."""
IN_FORCE = 5.0
"""Seconds."""


@pytest.fixture(scope="module")
async def forger(system: System) -> Forger:
    return await Forger.at(system)


async def test_no_forged_update_takes_effect_or_leaves_an_event_and_each_is_counted(forger: Forger) -> None:
    system = forger.system
    other, reference = await held(system), await held(system)
    length, counted, before = await forger.history_length(reference), forger.count(), await system.view(reference)
    answers = {name: await tries(forger, reference, other, way) for name, (_, way) in WAYS.items()}
    assert answers == {name: [f"not_authentic: {why}"] * TRIES for name, (why, _) in WAYS.items()}
    assert len(WAYS) >= 25 and TRIES * len(WAYS) >= 200
    await forger.counted(counted, TRIES * len(WAYS))
    assert await forger.history_length(reference) == length
    assert await system.view(reference) == before
    assert (await system.approve(reference)).stage is Stage.RESOLVED


async def tries(forger: Forger, reference: str, other: str, way: Callable[[Forger, str, str], Any]) -> list[str]:
    return [await forger.update(reference, way(forger, reference, other)) for _ in range(TRIES)]


async def held(system: System) -> str:
    """A case in review that Omar holds, at rest."""
    reference = (await system.submit()).reference
    await system.settled(await system.do(reference, "claim", OMAR))
    return reference


async def test_no_forged_signal_takes_effect_and_honest_ones_beside_them_do(forger: Forger) -> None:
    system = forger.system
    other, reference = await held(system), await held(system)
    counted, refused = forger.count(), len(WAYS)
    for _, way in WAYS.values():
        await forger.signal(reference, way(forger, reference, other))
    await system.handle(reference).signal("command", system.signed(reference, command("note", OMAR, text="honest")))

    async def noted() -> bool:
        return "noted" in await system.types(reference)

    await eventually(noted)
    seen = await system.view(reference)
    assert (seen.row.stage, seen.refused) == (Stage.IN_REVIEW, refused)
    unsigned = sum(why == "unsigned" for why, _ in WAYS.values())
    await forger.counted(counted, refused - unsigned)
    await system.handle(reference).signal("approve", system.signed(reference, approve(reference)))
    await eventually(lambda: is_resolved(system, reference))


def approve(reference: str) -> Any:
    return command("approve", OMAR, **APPROVAL)


async def is_resolved(system: System, reference: str) -> bool:
    return (await system.view(reference)).row.stage is Stage.RESOLVED


STARTS: dict[str, Callable[[Forger, Any, dict[str, Any]], dict[str, Any]]] = {
    "unsigned": lambda f, request, raw: raw,
    "signed with junk": lambda f, request, raw: raw | {"auth": "junk"},
    "a key of one's own": lambda f, request, raw: filed(request, raw, Signatory(SigningKey.made())),
    "the key of another channel": lambda f, request, raw: filed(request, raw, f.keys["telegraph"]),
    "the key of the system": lambda f, request, raw: filed(request, raw, f.service()),
    "a revoked key": lambda f, request, raw: filed(request, raw, f.keys["retired"]),
    "the signature of another request": lambda f, request, raw: (
        raw | {"auth": filed(f.system.request(), raw, f.channel())["auth"]}
    ),
    "another text than was signed": lambda f, request, raw: filed(request, raw, f.channel()) | {"text_ar": "نص آخر"},
}


def filed(request: Any, raw: dict[str, Any], by: Signatory) -> dict[str, Any]:
    return signed_request(by, CaseAddress("default", request.reference), request.fingerprint, raw)


@pytest.mark.parametrize("way", STARTS.values(), ids=STARTS)
async def test_a_forged_start_opens_no_case_and_leaves_nothing_on_record(
    forger: Forger, way: Callable[..., dict[str, Any]]
) -> None:
    request = forger.system.request()
    message = way(forger, request, request.model_dump(mode="json"))
    started = await forger.client.start_workflow("CaseWorkflow", message, id=request.reference, task_queue="cases")
    with pytest.raises(WorkflowFailureError) as failed:
        await started.result()
    assert isinstance(failed.value.cause, ApplicationError) and failed.value.cause.type == RefusalCode.NOT_AUTHENTIC
    for table in ("case_row", "case_event", "request"):
        assert forger.system.rows(f"SELECT 1 FROM {table} WHERE reference = %s", request.reference) == []
    assert (await forger.system.open(request)).reference == request.reference


async def test_a_case_that_is_sent_forgeries_is_on_the_attention_list_once_an_hour(forger: Forger) -> None:
    reference = await held(forger.system)
    for _ in range(5):
        await forger.update(reference, {"kind": "approve"})
    find = "SELECT about FROM attention WHERE kind = 'forged_messages' AND reference = %s"

    async def listed() -> bool:
        return bool(forger.system.rows(find, reference))

    await eventually(listed)
    assert len(forger.system.rows(find, reference)) <= 2  # the hour may have ended meanwhile


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Forger]:
    """A system whose worker reads the list as seldom as in production."""
    async with running(tmp_path, trust_seconds=2.0) as system:
        yield await Forger.at(system)


async def test_what_is_taken_off_the_list_is_refused_within_five_seconds(slow: Forger) -> None:
    system, reference = slow.system, await held(slow.system)
    session = slow.badge(OMAR.id)
    assert await note(slow, reference, session) == ""
    with connect(system.stack.admin_url) as connection:
        revoke_session(connection, session.key.kid, "test", datetime.now(UTC))
        await becomes(slow, reference, session, "not_authentic: revoked")
        staff.set_teams(connection, OMAR.id, ("visit_visas",))
        other = slow.badge(OMAR.id)
        await becomes(slow, reference, other, "not_authentic: other_actor")
        staff.set_teams(connection, OMAR.id, OMAR.teams)
        await becomes(slow, reference, other, "")
        staff.change(connection, OMAR.id, {"role": Role.SUPERVISOR})
        await becomes(slow, reference, other, "not_authentic: other_actor")
        staff.change(connection, OMAR.id, {"role": Role.OFFICER})
        await becomes(slow, reference, other, "")
        staff.leave(connection, OMAR.id, datetime.now(UTC))
        await becomes(slow, reference, other, "not_authentic: not_staff")


async def test_an_absence_is_in_force_within_five_seconds_and_so_is_its_end(slow: Forger) -> None:
    system, reference = slow.system, await held(slow.system)
    by, now = system.signer(LAYLA), datetime.now(UTC)
    in_place = {"absent": [SALMA.model_dump(mode="json")]}
    assert await note(slow, reference, by, actor=LAYLA, **in_place) == "not_authentic: other_actor"
    with connect(system.stack.admin_url) as connection:
        absences.go_away(connection, SALMA.id, now - timedelta(hours=1), now + timedelta(days=1), LAYLA.id)
        await becomes(slow, reference, by, "", actor=LAYLA, **in_place)
        absences.come_back(connection, SALMA.id, datetime.now(UTC))
        await becomes(slow, reference, by, "not_authentic: other_actor", actor=LAYLA, **in_place)


async def note(forger: Forger, reference: str, by: Signatory, actor: Any = OMAR, **more: Any) -> str:
    return await forger.update(reference, forger.said(reference, actor, by, kind="note", text="x", **more))


async def becomes(forger: Forger, reference: str, by: Signatory, answer: str, **more: Any) -> None:
    """Wait until a case answers a note so. Raises TimeoutError."""
    async with asyncio.timeout(IN_FORCE):
        while await note(forger, reference, by, **more) != answer:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_a_worker_that_never_read_the_list_believes_nobody_and_then_all_who_are_on_it(tmp_path: Path) -> None:
    async with running(tmp_path, trust_seconds=0.2) as system:
        reference = await held(system)
        with connect(system.stack.migration_url) as connection:
            connection.execute("ALTER TABLE trusted_key RENAME TO away")
            await asyncio.sleep(1)
            assert (await system.do(reference, "note", OMAR, text="by the last list")).seq
            connection.execute("ALTER TABLE away RENAME TO trusted_key")


@pytest.mark.chaos
@pytest.mark.timeout(300)
async def test_a_flood_of_forgeries_delays_an_honest_command_by_less_than_two_seconds(forger: Forger) -> None:
    system = forger.system
    reference, other = await held(system), await held(system)
    await system.do(reference, "note", OMAR, text="before")
    forged = [way(forger, reference, other) for _, way in WAYS.values()]

    async def send(number: int) -> None:
        message = forged[number % len(forged)]
        await (forger.signal(reference, message) if number % 2 else forger.update(reference, message))

    async def flood() -> None:
        for begin in range(0, 1_000, 20):
            await asyncio.gather(*(send(begin + number) for number in range(20)))

    flooding = asyncio.create_task(flood())
    taken = []
    while not flooding.done():
        began = time.monotonic()
        await system.do(reference, "note", OMAR, text="beside the flood")
        taken.append(time.monotonic() - began)
        await asyncio.sleep(0.2)
    await flooding
    assert taken and max(taken) < 2.0, taken
    assert (await system.approve(reference)).stage is Stage.RESOLVED


PROVIDERS: dict[str, Callable[[], jwk.RSAKey | jwk.ECKey]] = {
    "RS256": lambda: jwk.RSAKey.generate_key(2048, {"kid": "provider-rs"}),
    "PS256": lambda: jwk.RSAKey.generate_key(2048, {"kid": "provider-ps"}),
    "ES256": lambda: jwk.ECKey.generate_key("P-256", {"kid": "provider-es"}),
}


@pytest.mark.parametrize("algorithm", PROVIDERS)
async def test_a_token_of_a_provider_is_believed_for_its_own_key_and_audience_alone(
    forger: Forger, algorithm: str
) -> None:
    system, provider = forger.system, PROVIDERS[algorithm]()
    person = OMAR.model_copy(update={"id": f"by.{algorithm.lower()}"})
    now, key, reference = datetime.now(UTC), SigningKey.made(), await held(system)
    issuer, kid = "https://id.example", str(provider.kid)
    with connect(system.stack.migration_url) as connection:
        put_on_staff(connection, person)
        connection.execute(
            "UPDATE staff SET issuer = %s, subject = %s WHERE id = %s", (issuer, f"sub-{algorithm}", person.id)
        )
        public: dict[str, Any] = dict(provider.as_dict(private=False))
        listed = TrustedKey(kid=kid, kind=KeyKind.ISSUER, name=issuer, audience="tawasul-cli", public=public, since=now)
        add_key(connection, listed)

    def token(**changes: Any) -> str:
        claims: dict[str, Any] = {"iss": issuer, "aud": "tawasul-cli", "sub": f"sub-{algorithm}"}
        claims |= {"nonce": thumbprint(key.public)}
        claims |= {"iat": int(now.timestamp()), "exp": int(now.timestamp()) + 600}
        return jwt.encode({"alg": algorithm, "kid": kid}, claims | changes, provider, algorithms=[algorithm])

    async def answer(text: str) -> str:
        return await note(forger, reference, Signatory(key, text), actor=person)

    await becomes(forger, reference, Signatory(key, token()), "", actor=person)
    for wrong in ({"aud": "other"}, {"iss": "https://other.example"}, {"nonce": "x"}, {"exp": 1}):
        assert await answer(token(**wrong)) == "not_authentic: bad_token"
    head, body, signature = token().split(".")
    assert await answer(f"{head}.{body}.{signature[::-1]}") == "not_authentic: bad_token"
    assert await answer(token(sub="sub-nobody")) == "not_authentic: not_staff"
