"""What is signed: a command or a request, bound to its namespace and case, in one form that any language can make.

The form is canonical JSON (RFC 8785) of `{"case": …, "kind": "command" | "request" | "permit", "namespace": …,
"said": …}`, where `said` is the command as it is sent, without its `auth`; of a request it is `{"fingerprint": …}`, so
that what is kept of the signature has no personal data. A permit (`models.trust.permits`) is of no case, but of the
program it is shown to.
"""

from enum import StrEnum
from typing import Any, NamedTuple

import rfc8785
from pydantic import Field

from models.base import Wire
from models.trust.keys import SigningKey, encoded

AUTH = "auth"
"""The field beside a command or a request that says who signed it."""
FINGERPRINT = "fingerprint"
"""The field in which a signed request is named."""
LONGEST_TOKEN = 8_192
_OF_SIGNATURE = 16
"""Characters of a signature that distinguish one signed copy of a command from others: 96 bits."""
LARGEST_COMMAND = 200_000
"""In characters, more or less: what is larger was written by none of our programs, and costs seconds to read."""


class Said(StrEnum):
    """What a statement says."""

    COMMAND = "command"
    REQUEST = "request"
    PERMIT = "permit"


class CaseAddress(NamedTuple):
    """Where something is said: a case in a namespace."""

    namespace: str
    reference: str


class Signatory(NamedTuple):
    """Who signs here: the key of a session with its token, or of a channel or service, which has none."""

    key: SigningKey
    token: str = ""


class Auth(Wire):
    """Who signed, and the signature: `kid` is the public key, `token` binds it to a person.

    Keys of channels and services are on the list of the trusted themselves, and have no token.
    """

    kid: str = Field(max_length=64)
    sig: str = Field(max_length=128)
    token: str = Field("", max_length=LONGEST_TOKEN)


def statement(place: CaseAddress, kind: Said, said: dict[str, Any]) -> bytes:
    """The bytes that are signed. Raises ValueError for what has no canonical form."""
    if _is_larger(said, LARGEST_COMMAND):
        raise ValueError("too large")
    unsigned = {name: value for name, value in said.items() if name != AUTH}
    whole: dict[str, Any] = {"case": place.reference, "kind": str(kind), "namespace": place.namespace, "said": unsigned}
    return _canonical(whole)


def _canonical(value: dict[str, Any]) -> bytes:
    """JSON in its one form. Raises ValueError for what has none."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as problem:
        raise ValueError(f"no canonical form: {problem}") from problem


def _is_larger(value: Any, most: int) -> bool:
    """Whether a value has more characters than that, each part of it counting for eight more."""
    waiting, size = [value], 0
    while waiting and size <= most:
        part = waiting.pop()
        size += 8
        if isinstance(part, str):
            size += len(part)
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list | tuple):
            waiting += part
    return size > most


def signed(signer: Signatory, place: CaseAddress, kind: Said, said: dict[str, Any]) -> dict[str, Any]:
    """What is said, as JSON with its `auth`. Raises ValueError for what has no canonical form."""
    signature = signer.key.sign(statement(place, kind, said))
    return said | {AUTH: Auth(kid=signer.key.kid, sig=encoded(signature), token=signer.token).model_dump(mode="json")}


def signed_command_id(raw: Any) -> str | None:
    """The id of a command that says that somebody signed it; none of anything else."""
    command_id = raw.get("command_id") if isinstance(raw, dict) and raw.get(AUTH) else None
    return command_id if isinstance(command_id, str) and command_id else None


def update_id(message: dict[str, Any]) -> str:
    """The id of the update that brings a signed command: one for each signature.

    Until an update is accepted the server keeps it in memory. One that was restarted would take what a worker decided
    about the first copy for an answer to the second one under the same id; then history and worker hold two messages.
    """
    return f"{message['command_id']}-{message[AUTH]['sig'][:_OF_SIGNATURE]}"


def signed_request(signer: Signatory, place: CaseAddress, fingerprint: str, request: dict[str, Any]) -> dict[str, Any]:
    """A request as JSON with the `auth` that signs its fingerprint."""
    return request | {AUTH: signed(signer, place, Said.REQUEST, {FINGERPRINT: fingerprint})[AUTH]}


def kept(message: dict[str, Any]) -> str:
    """A signed message as it stays in an event: canonical JSON, by which the signature can be verified for ever.

    Raises ValueError for what has no canonical form.
    """
    return _canonical(message).decode()
