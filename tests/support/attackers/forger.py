"""A forger: somebody who reaches Temporal by a plain client, has a session of their own, and reads what others send."""

import asyncio
import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.records.database import connect
from activities.trust.keys import add_key, key_of_holder, revoke_key, revoke_session
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.codes import KeyKind, Role
from models.trust.forgery import Forgery
from models.trust.keys import SigningKey
from models.trust.statement import CaseAddress, Said, Signatory, signed
from models.trust.tokens import issue
from tests.support.simulation import OMAR
from tests.support.system import APPROVAL, System, command, eventually, put_on_staff

MALLORY = Actor(id="mallory", role=Role.OFFICER, teams=("visit_visas",))
"""Of the staff, with a session of their own."""
FORMER = Actor(id="former", role=Role.OFFICER, teams=("exit_visas",))
"""Worked here until yesterday, and still has a token that holds."""
ENDED = Actor(id="ended", role=Role.OFFICER, teams=("exit_visas",))
"""Their sessions were ended, and the token still holds."""
Message = dict[str, Any]


@dataclass
class Forger:
    """What somebody tries at one case after another."""

    system: System
    client: Client
    keys: dict[str, Signatory] = field(default_factory=dict)

    @classmethod
    async def at(cls, system: System) -> "Forger":
        """A forger with the keys that such a person may have."""
        forger = cls(system, await Client.connect(system.stack.temporal_address))
        forger._prepare()
        return forger

    def _prepare(self) -> None:
        now, made = datetime.now(UTC), {name: SigningKey.made() for name in ("telegraph", "retired", "gone")}
        with connect(self.system.stack.migration_url) as connection:
            for person in (MALLORY, FORMER, ENDED):
                put_on_staff(connection, person)
            connection.execute("UPDATE staff SET active = false WHERE id = %s", (FORMER.id,))
            connection.execute(
                "UPDATE staff SET sessions_since = %s WHERE id = %s", (now + timedelta(hours=1), ENDED.id)
            )
            for name in ("telegraph", "retired"):
                key = key_of_holder(KeyKind.CHANNEL, name, made[name].kid, now, ("telegraph",))
                add_key(connection, key)
            revoke_key(connection, made["retired"].kid, now)
            self.keys["gone"] = self.badge(OMAR.id, made["gone"])
            revoke_session(connection, made["gone"].kid, "test", now)
        self.keys |= {name: Signatory(made[name]) for name in ("telegraph", "retired")}

    def badge(self, subject: str, key: SigningKey | None = None, hours: float = 8) -> Signatory:
        """A session by the local issuer."""
        key = key or SigningKey.made()
        token = issue(self.issuer, subject, key.kid, datetime.now(UTC) - timedelta(hours=1), timedelta(hours=hours))
        return Signatory(key, token)

    def mallory(self) -> Signatory:
        """The session of the forger's own."""
        return self.badge(MALLORY.id)

    def channel(self) -> Signatory:
        """The channel of the house, whose key leaked."""
        return self.system.signers.channel()

    def service(self) -> Signatory:
        """The service of the house, whose key leaked."""
        return self.system.signers.service()

    @property
    def issuer(self) -> SigningKey:
        """The issuer's key, to make what the issuer would."""
        return SigningKey.read(self.system.stack.signing_keys["issuer_key"])

    def said(self, reference: str, actor: Actor = OMAR, by: Signatory | None = None, **changes: Any) -> Message:
        """An approve as its actor, or somebody else, signs it."""
        unsigned = command("approve", actor, **APPROVAL).model_dump(mode="json") | changes
        return signed(by or self.system.signer(actor), CaseAddress("default", reference), Said.COMMAND, unsigned)

    async def update(self, reference: str, message: Any) -> str:
        """What a case answers to an update: the code and the reason of the refusal; empty when it took it."""
        handle = self.client.get_workflow_handle(reference)
        try:
            await handle.execute_update("apply", message, id=uuid.uuid4().hex, rpc_timeout=timedelta(seconds=20))
        except WorkflowUpdateFailedError as failed:
            assert isinstance(failed.cause, ApplicationError)
            return f"{failed.cause.type}: {failed.cause.message}"
        return ""

    async def signal(self, reference: str, message: Any, name: str = "command") -> None:
        """Leave a message as a signal."""
        await self.client.get_workflow_handle(reference).signal(name, message)

    async def history_length(self, reference: str) -> int:
        """How many events the history of a case has when it is at rest."""
        length, before = 0, -1
        while length != before:
            await asyncio.sleep(0.7)
            described = await self.client.get_workflow_handle(reference).describe()
            before, length = length, described.history_length
        return length

    async def counted(self, since: int, tries: int) -> None:
        """Wait until every one of so many tries is in the counter."""

        async def there() -> bool:
            return self.count() - since == tries

        await eventually(there)

    def count(self) -> int:
        """How many forgeries the records have counted."""
        (row,) = self.system.rows("SELECT coalesce(sum(tries), 0)::integer AS tries FROM forgery")
        return int(row["tries"])


def _part(of: Message, **changes: Any) -> Message:
    """A message with other parts of its `auth`."""
    return of | {"auth": of["auth"] | changes}


def _token_without_signature(subject: str) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, {"iss": "tawasul", "aud": "tawasul", "sub": subject})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def _by_own_issuer(forger: Forger) -> Signatory:
    key = SigningKey.made()
    return Signatory(key, issue(SigningKey.made(), OMAR.id, key.kid, datetime.now(UTC), timedelta(hours=8)))


def _with_kid(forger: Forger, reference: str) -> Message:
    honest = forger.said(reference)
    return _part(honest, sig=forger.said(reference, by=Signatory(SigningKey.made()))["auth"]["sig"])


RAISED = MALLORY.model_copy(update={"role": Role.DIRECTOR})
WIDENED = MALLORY.model_copy(update={"teams": ("exit_visas", "visit_visas")})
Way = Callable[[Forger, str, str], Any]
WAYS: dict[str, tuple[Forgery, Way]] = {
    "unsigned": (Forgery.UNSIGNED, lambda f, r, _: {k: v for k, v in f.said(r).items() if k != "auth"}),
    "a director of one's own making": (
        Forgery.UNSIGNED,
        lambda f, r, _: command("approve", Actor(id="boss", role=Role.DIRECTOR), **APPROVAL).model_dump(mode="json"),
    ),
    "signed with junk": (Forgery.UNREADABLE, lambda f, r, _: f.said(r) | {"auth": "junk"}),
    "a signature that is none": (Forgery.UNREADABLE, lambda f, r, _: _part(f.said(r), sig="%")),
    "a key of one's own": (Forgery.UNKNOWN_KEY, lambda f, r, _: f.said(r, by=Signatory(SigningKey.made()))),
    "a token of one's own issuer": (Forgery.BAD_TOKEN, lambda f, r, _: f.said(r, by=_by_own_issuer(f))),
    "a token without a signature": (
        Forgery.BAD_TOKEN,
        lambda f, r, _: f.said(r, by=Signatory(SigningKey.made(), _token_without_signature(OMAR.id))),
    ),
    "a token that has run out": (Forgery.BAD_TOKEN, lambda f, r, _: f.said(r, by=f.badge(OMAR.id, hours=0.5))),
    "the token of somebody else with one's own key": (
        Forgery.BAD_TOKEN,
        lambda f, r, _: f.said(r, by=Signatory(SigningKey.made(), f.system.signer(OMAR).token)),
    ),
    "the key of somebody else without it": (Forgery.BAD_SIGNATURE, lambda f, r, _: _with_kid(f, r)),
    "copied from another case": (Forgery.BAD_SIGNATURE, lambda f, r, other: f.said(other)),
    "copied from another namespace": (
        Forgery.BAD_SIGNATURE,
        lambda f, r, _: signed(
            f.system.signer(OMAR), CaseAddress("other", r), Said.COMMAND,
            command("approve", OMAR, **APPROVAL).model_dump(mode="json"),
        ),
    ),
    "signed as a request": (
        Forgery.BAD_SIGNATURE,
        lambda f, r, _: signed(
            f.system.signer(OMAR), CaseAddress("default", r), Said.REQUEST,
            command("approve", OMAR, **APPROVAL).model_dump(mode="json"),
        ),
    ),
    "another command id": (Forgery.BAD_SIGNATURE, lambda f, r, _: f.said(r) | {"command_id": uuid.uuid4().hex}),
    "another text": (Forgery.BAD_SIGNATURE, lambda f, r, _: f.said(r) | {"note": "as agreed"}),
    "a role raised after signing": (
        Forgery.BAD_SIGNATURE,
        lambda f, r, _: f.said(r, MALLORY) | {"actor": RAISED.model_dump(mode="json")},
    ),
    "a role raised and signed": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, RAISED, f.mallory())),
    "teams widened and signed": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, WIDENED, f.mallory())),
    "as another person with one's own session": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, OMAR, f.mallory())),
    "in place of somebody who is there": (
        Forgery.OTHER_ACTOR,
        lambda f, r, _: f.said(r, MALLORY, f.mallory(), absent=[OMAR.model_dump(mode="json")]),
    ),
    "as a substitute by the actor's own word": (
        Forgery.OTHER_ACTOR,
        lambda f, r, _: f.said(r, MALLORY.in_place_of(OMAR), f.mallory()),
    ),
    "given to a colleague of one's own making": (
        Forgery.OTHER_ACTOR,
        lambda f, r, _: f.said(r, OMAR, kind="assign", to={"id": "friend", "role": "director"}),
    ),
    "somebody who left": (Forgery.NOT_STAFF, lambda f, r, _: f.said(r, FORMER, f.badge(FORMER.id))),
    "somebody who never was": (
        Forgery.NOT_STAFF,
        lambda f, r, _: f.said(r, Actor(id="minister", role=Role.DIRECTOR), f.badge("minister")),
    ),
    "sessions that were ended": (Forgery.REVOKED, lambda f, r, _: f.said(r, ENDED, f.badge(ENDED.id))),
    "a session that was revoked": (Forgery.REVOKED, lambda f, r, _: f.said(r, by=f.keys["gone"])),
    "a channel's key that was revoked": (
        Forgery.UNKNOWN_KEY,
        lambda f, r, _: f.said(r, BENEFICIARY, f.keys["retired"], kind="withdraw"),
    ),
    "a channel for the beneficiary of another": (
        Forgery.OTHER_CHANNEL,
        lambda f, r, _: f.said(r, BENEFICIARY, f.keys["telegraph"], kind="withdraw"),
    ),
    "a channel as an officer": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, by=f.channel())),
    "the beneficiary by an officer's key": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, BENEFICIARY, f.mallory())),
    "the system by an officer's key": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, SYSTEM, f.mallory())),
    "the system by a channel's key": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, SYSTEM, f.channel())),
    "an officer by the key of the system": (Forgery.OTHER_ACTOR, lambda f, r, _: f.said(r, by=f.service())),
}  # fmt: skip
"""Every way to forge a command: why it is refused, and the message for a case, where another one is held by others."""
