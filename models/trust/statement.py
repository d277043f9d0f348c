"""What is signed: a command or a request, bound to its namespace and case, in one form that any language can make.

The form is canonical JSON (RFC 8785) of `{"case": …, "kind": "command" | "request", "namespace": …, "said": …}`, where
`said` is the command or the request as it is sent, without its `auth`.
"""

from enum import StrEnum
from typing import Any, NamedTuple

import rfc8785

from models.base import Wire
from models.trust.keys import SigningKey, encoded

AUTH = "auth"
"""The field beside a command or a request that says who signed it."""
LONGEST_TOKEN = 8_192


class Said(StrEnum):
    """What a statement says."""

    COMMAND = "command"
    REQUEST = "request"


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

    kid: str
    sig: str
    token: str = ""


def statement(place: CaseAddress, kind: Said, said: dict[str, Any]) -> bytes:
    """The bytes that are signed. Raises ValueError for what has no canonical form."""
    unsigned = {name: value for name, value in said.items() if name != AUTH}
    whole: dict[str, Any] = {"case": place.reference, "kind": str(kind), "namespace": place.namespace, "said": unsigned}
    try:
        return rfc8785.dumps(whole)
    except (rfc8785.CanonicalizationError, RecursionError) as problem:
        raise ValueError(f"no canonical form: {problem}") from problem


def signed(signer: Signatory, place: CaseAddress, kind: Said, said: dict[str, Any]) -> dict[str, Any]:
    """A command or request as JSON with its `auth`. Raises ValueError for what has no canonical form."""
    signature = signer.key.sign(statement(place, kind, said))
    return said | {AUTH: Auth(kid=signer.key.kid, sig=encoded(signature), token=signer.token).model_dump(mode="json")}
