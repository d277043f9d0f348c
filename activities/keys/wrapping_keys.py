"""Wrapping keys: what wraps the case keys. From the environment or a file of this account, both in the same form.

One key a line (or between blanks), `id:base64 of 32 bytes`; the first wraps, all unwrap. A key store, which keeps its
keys to itself, implements `WrappingKeys` too (`activities.keys.key_store`).
"""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.keys.secret_files import OpenToOthers, read_secret
from errors import Cause, Component, Unreachable, WrongUsage
from models.keys.sealing import KEY_BYTES, NONCE_BYTES, CaseKey, SealFlaw, seal, unseal
from models.keys.wrapping import WrappedKey, case_key, place_of_key
from settings import Settings

_LINE = re.compile(r"([a-z0-9][a-z0-9._-]{0,31}):([A-Za-z0-9+/]{43}=)")


class Wrapped(NamedTuple):
    """Bytes that a wrapping key wrapped, with its id, and the place they are bound to."""

    by: str
    wrapped: bytes
    place: bytes


class WrappingKeys(Protocol):
    """Keys that wrap others, each under an id. Raises Unreachable when they cannot be used now."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the one that wraps first."""

    def wrap(self, plain: bytes, place: bytes) -> tuple[str, bytes]:
        """The id of the key that wraps now, and what it made of the bytes."""

    def unwrap(self, by: str, wrapped: bytes, place: bytes) -> bytes | SealFlaw | None:
        """The bytes again, or what is wrong with them; None when there is no key of that id."""

    def at_hand(self, by: str) -> bool:
        """Whether this process itself has the key of that id, so that unwrapping waits for nobody."""

    def rewrap(self, keys: Sequence[Wrapped]) -> list[tuple[str, bytes] | None]:
        """The same bytes, each wrapped by the key that wraps now; None for what cannot be unwrapped."""


class LocalWrappingKeys:
    """Wrapping keys that this process holds. They are read again when one is asked for that is not known yet."""

    def __init__(self, read: Callable[[], str], source: str) -> None:
        self._read, self._source = read, source
        self._ciphers: dict[str, AESGCM] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the one that wraps first."""
        self._load()
        return tuple(self._ciphers)

    def wrap(self, plain: bytes, place: bytes) -> tuple[str, bytes]:
        """Wrap by the first key. Raises WrongUsage, Unreachable."""
        if not self._ciphers:
            self._load()
        by, cipher = next(iter(self._ciphers.items()))
        return by, seal(cipher, plain, place, os.urandom(NONCE_BYTES))

    def unwrap(self, by: str, wrapped: bytes, place: bytes) -> bytes | SealFlaw | None:
        """Unwrap by the key of an id."""
        if by not in self._ciphers:
            self._load()
        cipher = self._ciphers.get(by)
        return None if cipher is None else unseal(cipher, wrapped, place)

    def at_hand(self, by: str) -> bool:
        """Whether the key of that id was read."""
        return by in self._ciphers

    def rewrap(self, keys: Sequence[Wrapped]) -> list[tuple[str, bytes] | None]:
        """Unwrap each, and wrap it again."""
        return [rewrapped_by(self, self, each) for each in keys]

    def _load(self) -> None:
        self._ciphers = {key: AESGCM(secret) for key, secret in parsed(self._read(), self._source).items()}


class WithThoseOfBefore:
    """Wrapping keys, and others that wrapped before them and only unwrap: so one kind takes over from another."""

    def __init__(self, now: WrappingKeys, before: WrappingKeys) -> None:
        self._now, self._before = now, before

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the one that wraps first."""
        return (*self._now.ids, *self._before.ids)

    def wrap(self, plain: bytes, place: bytes) -> tuple[str, bytes]:
        """Wrap by the keys of now."""
        return self._now.wrap(plain, place)

    def unwrap(self, by: str, wrapped: bytes, place: bytes) -> bytes | SealFlaw | None:
        """Unwrap by whichever has a key of that id."""
        plain = self._now.unwrap(by, wrapped, place)
        return self._before.unwrap(by, wrapped, place) if plain is None else plain

    def at_hand(self, by: str) -> bool:
        """Whether the keys of now have it at hand: those of before are asked after them."""
        return self._now.at_hand(by)

    def rewrap(self, keys: Sequence[Wrapped]) -> list[tuple[str, bytes] | None]:
        """Wrap each by the keys of now, which do it by themselves with their own."""
        done = zip(keys, self._now.rewrap(keys), strict=True)
        return [anew or rewrapped_by(self._now, self._before, each) for each, anew in done]


def rewrapped_by(now: WrappingKeys, before: WrappingKeys, key: Wrapped) -> tuple[str, bytes] | None:
    """What one set of keys wrapped, wrapped by another; None when it cannot be unwrapped."""
    plain = before.unwrap(key.by, key.wrapped, key.place)
    return now.wrap(plain, key.place) if isinstance(plain, bytes) else None


def parsed(text: str, source: str) -> dict[str, bytes]:
    """The wrapping keys of a text by id, in its order. Raises WrongUsage, which repeats nothing of it."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.split(), start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[1] in keys:
            raise WrongUsage(f"{source}: key {number} is no new `id:base64 of 32 bytes`")
        try:
            keys[match[1]] = base64.b64decode(match[2], validate=True)
        except binascii.Error as error:
            raise WrongUsage(f"{source}: key {number} is no base64") from error
    if not keys:
        raise WrongUsage(f"{source} holds no wrapping key")
    return keys


def new_line(at: datetime) -> str:
    """A new wrapping key as a line; its id tells when it was made."""
    secret = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return f"{at.astimezone(UTC):%Y%m%d}-{secrets.token_hex(2)}:{secret}"


def read_private(file: Path) -> str:
    """The text of a file that no other account may read. Raises WrongUsage, Unreachable."""
    try:
        return read_secret(file)
    except OpenToOthers as error:
        raise WrongUsage(str(error)) from error
    except FileNotFoundError as error:
        raise WrongUsage(f"there is no wrapping key: set TAWASUL_WRAPPING_KEYS, or make {file}") from error
    except OSError as error:
        raise Unreachable(Component.KEYS, Cause.FAILED, about=str(error)) from error


def wrapping_keys_of(config: Settings) -> WrappingKeys:
    """The wrapping keys of the key store, beside which local ones still unwrap; without a store, the local ones.

    They are read when first used. Raises WrongUsage.
    """
    if not config.key_store:
        return local_keys_of(config)
    from activities.keys.key_store.transit import store_keys_of  # noqa: PLC0415 - few have one

    store = store_keys_of(config)
    return WithThoseOfBefore(store, local_keys_of(config)) if config.has_local_wrapping_keys else store


def local_keys_of(config: Settings) -> LocalWrappingKeys:
    """The wrapping keys of the environment, else those of the file."""
    if text := config.wrapping_keys:
        return LocalWrappingKeys(lambda: text, "TAWASUL_WRAPPING_KEYS")
    file = config.wrapping_key_path
    return LocalWrappingKeys(lambda: read_private(file), str(file))


def wrapped_key(wrapping: WrappingKeys, key: CaseKey, reference: str) -> WrappedKey:
    """A case key as it is kept."""
    by, wrapped = wrapping.wrap(key.secret, place_of_key(reference, key.id))
    return WrappedKey(key.id, by, wrapped)


def unwrapped_key(wrapping: WrappingKeys, kept: WrappedKey, reference: str) -> CaseKey | SealFlaw | None:
    """The case key again; None when its wrapping key is not among these."""
    secret = wrapping.unwrap(kept.by, kept.wrapped, place_of_key(reference, kept.id))
    return None if secret is None else case_key(kept.id, secret)
