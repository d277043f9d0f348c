"""The payload codec: all that this system says to Temporal of a case is sealed with the key of that case.

A sealed payload names cipher, key and case, and brings the key along, wrapped; its bytes are bound to namespace, case
and key. Bad data are no error: what cannot be unsealed becomes a payload of an encoding that nobody reads, which the
tolerant converter gives as None and the case refuses. Only keys that are ours and not at hand raise Unreachable. What
came in clear is marked: a sender may say a command so, and no worker of ours says anything so. What a worker says at
length is deflated first, named `zip` as in JOSE: it saves the server more work than it costs.
"""

import asyncio
import os
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Self

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from activities.keys.case_keys import CaseKeys, HeldKey
from models.keys.sealing import CIPHER, NONCE_BYTES, CaseKey, SealFlaw, bound_to, seal, unseal
from models.keys.wrapping import WrappedKey
from settings import PlainPayloads
from workflows.names import IN_CLEAR, UNSEALED, UNTRUSTED

SEALED = b"binary/encrypted"
"""The encoding of a sealed payload, by the name that Temporal's samples and tools use."""
_CIPHER = CIPHER.encode()
_ZIP, _DEFLATE = "zip", b"DEF"
WORTH_DEFLATING = 1_000
"""Bytes from which on a payload is deflated."""
_WINDOW_BITS, _MEMORY_LEVEL = 13, 6
"""A payload of some kilobytes is deflated in 14 us with 32 KB of memory, in 33 us with the usual 256 KB, to the same
size: so much memory is taken from the system, and given back, each time."""
_MOST = 64 * 1024 * 1024
"""Bytes that nothing we inflate has: Temporal takes no message of a size near it."""


class CaseCodec(PayloadCodec, WithSerializationContext):
    """Seals and unseals the payloads of the case that its context names; without one it seals nothing at all."""

    def __init__(
        self, keys: CaseKeys, plain: PlainPayloads, namespace: str = "", reference: str = "", *, deflates: bool = False
    ) -> None:
        self._keys, self._plain, self._deflates = keys, plain, deflates
        self._namespace, self._reference = namespace, reference

    def with_context(self, context: SerializationContext) -> Self:
        """The codec of one case."""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext) and context.workflow_id:
            place = context.namespace, context.workflow_id
            return type(self)(self._keys, self._plain, *place, deflates=self._deflates)
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal payloads. Raises ValueError where nobody said of which case they are."""
        if not self._reference:
            raise ValueError("payloads are sealed for a case: name it by a serialization context")
        return [_unmarked(each) if self._stays(each) else self._sealed(each, await self._held()) for each in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Unseal payloads. Raises Unreachable."""
        return [await self._unsealed(payload) for payload in payloads]

    def _stays(self, payload: Payload) -> bool:
        """Whether a payload stays in clear: it holds codes only, and there may be readers who have no key."""
        return self._plain is PlainPayloads.READ and IN_CLEAR in payload.metadata

    async def _held(self) -> HeldKey:
        if held := self._keys.held(self._reference):
            return held
        return await asyncio.to_thread(self._keys.to_seal, self._reference)

    def _sealed(self, payload: Payload, held: HeldKey) -> Payload:
        plain, place = payload.SerializeToString(), self._place(self._reference, held.key.id)
        metadata = {"encoding": SEALED, "case": self._reference.encode(), **held.said}
        if self._deflates and len(plain) >= WORTH_DEFLATING:
            plain, metadata[_ZIP] = _deflated(plain), _DEFLATE
        return Payload(metadata=metadata, data=seal(held.key.cipher, plain, place, os.urandom(NONCE_BYTES)))

    async def _unsealed(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != SEALED:
            return _unsealed(payload) if self._plain is PlainPayloads.READ else _untrusted()
        reference = self._reference or _text(payload, "case")
        if not reference or payload.metadata.get("cipher") != _CIPHER:
            return _untrusted()
        key = self._keys.known(_text(payload, "key-id")) or await self._brought_along(payload, reference)
        return _untrusted() if key is None else self._opened(payload, key, reference)

    async def _brought_along(self, payload: Payload, reference: str) -> CaseKey | None:
        """The key that came with a payload; None when it is none of a case of ours."""
        kept = _wrapped_key(payload)
        if kept is None or self._keys.unseals_at_once(kept):
            return self._keys.to_unseal(reference, kept) if kept else None
        return await asyncio.to_thread(self._keys.to_unseal, reference, kept)

    def _opened(self, payload: Payload, key: CaseKey, reference: str) -> Payload:
        plain = unseal(key.cipher, payload.data, self._place(reference, key.id))
        if isinstance(plain, SealFlaw):
            return _untrusted()
        try:
            return Payload.FromString(_inflated(plain) if _ZIP in payload.metadata else plain)
        except Exception:  # sealed with our key, and no payload: as unreadable as any other
            return _untrusted()

    def _place(self, reference: str, key_id: str) -> bytes:
        return _place_of(self._namespace, reference, key_id)


@lru_cache(maxsize=4_000)
def _place_of(namespace: str, reference: str, key_id: str) -> bytes:
    return bound_to("payload", namespace, reference, key_id)


def _wrapped_key(payload: Payload) -> WrappedKey | None:
    key_id, by = _text(payload, "key-id"), _text(payload, "wrapped-by")
    wrapped = payload.metadata.get("wrapped-key")
    return WrappedKey(key_id, by, wrapped) if key_id and by and wrapped else None


def _deflated(plain: bytes) -> bytes:
    deflating = zlib.compressobj(1, zlib.DEFLATED, -_WINDOW_BITS, _MEMORY_LEVEL)
    return deflating.compress(plain) + deflating.flush()


def _inflated(deflated: bytes) -> bytes:
    """The bytes as they were. Raises ValueError, zlib.error for what no worker of ours deflated."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = inflating.decompress(deflated, _MOST)
    if not inflating.eof:
        raise ValueError("cut, or longer than anything of ours")
    return plain


def _text(payload: Payload, name: str) -> str:
    """A text of the metadata; empty when there is none, or it is no identifier."""
    value = payload.metadata.get(name, b"")
    return value.decode("ascii", "replace") if len(value) <= 128 and b"\0" not in value else ""


def _unmarked(payload: Payload) -> Payload:
    """The payload without our mark: the `temporal` command shows only values that have none but their encoding."""
    metadata = {name: value for name, value in payload.metadata.items() if name != IN_CLEAR}
    return Payload(metadata=metadata, data=payload.data)


def _unsealed(payload: Payload) -> Payload:
    """A payload that came in clear, marked so that nobody takes it for one of ours."""
    return Payload(metadata={**payload.metadata, UNSEALED: b"1"}, data=payload.data)


def _untrusted() -> Payload:
    return Payload(metadata={"encoding": UNTRUSTED})
