"""Wrapping keys that never leave their store: it wraps, unwraps and wraps anew, and gives no key away.

The place of a case key is the context from which the store derives the key that wraps it; so it is bound to its case
there too. The id of a wrapping key is name, version and the second it was made: a key that was made anew under the same
name is another one.
"""

import base64
import re
from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from activities.keys.key_store.address import KeyAddress, read_address
from activities.keys.key_store.calls import StoreCalls
from activities.keys.key_store.connections import Connections, Json, StoreAnswer
from activities.keys.key_store.login import login_of
from activities.keys.wrapping_keys import Wrapped
from errors import Cause, Component, Unreachable
from models.keys.sealing import KEY_BYTES, NONCE_BYTES, TAG_BYTES, SealFlaw
from settings import Settings

_WRITTEN = re.compile(r"vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]+={0,2})")
_WRAPPED_BYTES = KEY_BYTES + NONCE_BYTES + TAG_BYTES
_REJECTED = 400

Said = TypeVar("Said", bound=BaseModel)


class _Key(BaseModel):
    """What a store says of a key."""

    derived: bool
    keys: dict[int, int]
    """The second each version was made."""
    min_decryption_version: int


class _One(BaseModel):
    """A case key as the store wrapped it; empty when it could not."""

    ciphertext: str = ""


class _Plain(BaseModel):
    plaintext: str


class _Batch(BaseModel):
    batch_results: list[_One]


class StoreKeys:
    """The versions of one key of a key store. Thread-safe."""

    def __init__(self, address: KeyAddress, calls: StoreCalls) -> None:
        self._address, self._calls = address, calls
        self._known: dict[str, int] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all versions that unwrap, the one that wraps first."""
        self._load()
        return tuple(sorted(self._known, key=self._known.__getitem__, reverse=True))

    def wrap(self, plain: bytes, place: bytes) -> tuple[str, bytes]:
        """Wrap by the newest version."""
        if not self._known:
            self._load()  # it may not be derived, and then nothing is wrapped by it
        answer = self._post("encrypt", {"plaintext": _base64(plain), "context": _base64(place)})
        if answer.status == _REJECTED:
            raise _unusable(Cause.FAILED, answer.words)
        return self._written(_checked(_One, answer))

    def unwrap(self, by: str, wrapped: bytes, place: bytes) -> bytes | SealFlaw | None:
        """Unwrap by the version of an id. Junk costs two calls, and is never taken for a store that is away."""
        version = self._version(by)
        if version is None:
            return None
        if len(wrapped) != _WRAPPED_BYTES:
            return SealFlaw.TRUNCATED
        answer = self._post("decrypt", {"ciphertext": _as_written(version, wrapped), "context": _base64(place)})
        if answer.status == _REJECTED:
            self._load()
            return SealFlaw.NOT_AUTHENTIC if by in self._known else None
        return _decoded(_checked(_Plain, answer).plaintext)

    def at_hand(self, by: str) -> bool:
        """The store keeps its keys to itself."""
        return False

    def rewrap(self, keys: Sequence[Wrapped]) -> list[tuple[str, bytes] | None]:
        """Have the store wrap keys anew, which it does without giving them away; None for those that it cannot."""
        ours = [(each, version) for each in keys if (version := self._version(each.by)) is not None]
        asked = [
            {"ciphertext": _as_written(version, each.wrapped), "context": _base64(each.place)} for each, version in ours
        ]
        if not asked:
            return [None] * len(keys)
        given = _checked(_Batch, self._post("rewrap", {"batch_input": asked})).batch_results
        made = {each: self._written(one) for (each, _), one in zip(ours, given, strict=True) if one.ciphertext}
        return [made.get(each) for each in keys]

    def rotate(self) -> str:
        """Have the store make a new version; its id."""
        answer = self._calls.call("POST", f"{self._address.engine}keys/{self._address.name}/rotate", {})
        if answer.status == _REJECTED:
            raise _unusable(Cause.FAILED, answer.words)
        return self.ids[0]

    def _version(self, by: str) -> int | None:
        """The version of an id; None when it is none of this key, or unwraps no more."""
        if by not in self._known and by.startswith(f"{self._address.name}:"):
            self._load()
        return self._known.get(by)

    def _load(self) -> None:
        """Learn which versions there are."""
        answer = self._calls.call("GET", self._address.path("keys"))
        key = _checked(_Key, answer)
        if not key.derived:
            raise _unusable(Cause.NOT_CONFIGURED, f"the key {self._address.name} was not made with derived=true")
        self._known = {
            f"{self._address.name}:v{version}:{made:x}": version
            for version, made in key.keys.items()
            if version >= key.min_decryption_version
        }

    def _post(self, operation: str, body: Json) -> StoreAnswer:
        return self._calls.call("POST", self._address.path(operation), body)

    def _written(self, one: _One) -> tuple[str, bytes]:
        """The id and the bytes of what the store wrapped."""
        match = _WRITTEN.fullmatch(one.ciphertext)
        if match is None:
            raise _unusable(Cause.FAILED, "what the store wrapped is not of the form vault:v1:…")
        version = int(match[1])
        if version not in self._known.values():
            self._load()
        for by, known in self._known.items():
            if known == version:
                return by, _decoded(match[2])
        raise _unusable(Cause.FAILED, f"the store wraps by version {version}, and does not know it")


def _checked(model: type[Said], answer: StoreAnswer) -> Said:
    """What an answer says, by the model of it. Raises Unreachable."""
    try:
        return model.model_validate(answer.content.get("data"))
    except ValidationError as error:
        raise _unusable(Cause.FAILED, answer.words if answer.status == _REJECTED else "no key store") from error


def _as_written(version: int, wrapped: bytes) -> str:
    return f"vault:v{version}:{_base64(wrapped)}"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _unusable(Cause.FAILED, "what the store gives is no base64") from error


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _unusable(cause: Cause, about: str) -> Unreachable:
    return Unreachable(Component.KEY_STORE, cause, about=about)


def store_keys_of(config: Settings) -> StoreKeys:
    """The wrapping keys of the key store that the settings name. Raises WrongUsage."""
    address = read_address(config.key_store)
    connections = Connections(address, config.key_store_ca)
    return StoreKeys(address, StoreCalls(connections, login_of(config, connections)))
