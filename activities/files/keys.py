"""The key of a file, and what is sealed with it.

A file may come before its request is on record, when the case has no key yet. So its key is wrapped at first as case
keys are, bound to case and file; the worker that takes the file in seals it with the key of the case. From then on it
opens as long as that one is on record, and no longer.
"""

import hmac
import json
import os
from dataclasses import dataclass

from activities.keys.parts import PartSealer
from activities.keys.wrapping_keys import WrappingKeys, unwrapped_key, wrapped_key
from errors import Cause, Component, NoCaseKey, Unreachable
from models.files.sealed_pieces import place_of_file
from models.keys.parts import PartKind, Place
from models.keys.sealing import KEY_BYTES, NONCE_BYTES, CaseKey, seal, unseal
from models.keys.wrapping import WrappedKey

_WRAPPED, _SAID = b"w", b"s"
"""What the columns begin with, so that nothing takes them for a sealed part."""


@dataclass(frozen=True)
class FilePlace:
    """Which file of which case."""

    reference: str
    id: str

    @property
    def bound(self) -> bytes:
        """What its bytes are bound to."""
        return place_of_file(self.reference, self.id)

    @property
    def key_id(self) -> str:
        """The id under which its key is wrapped."""
        return f"file-{self.id}"


@dataclass(frozen=True)
class FileAbout:
    """What is said of a file where nobody reads it without the key: its name, and the hash of its content."""

    name: str
    sha256: bytes
    called: str = ""
    """Of one that is fetched: what its request calls it."""


def new_place(reference: str) -> FilePlace:
    """The place of a new file of a case."""
    return FilePlace(reference, os.urandom(16).hex())


def new_key() -> bytes:
    """A key for one file."""
    return os.urandom(KEY_BYTES)


def wrapped(wrapping: WrappingKeys, place: FilePlace, key: bytes) -> tuple[str, bytes]:
    """The id of the wrapping key, and the key of a file as it is kept at first. Raises Unreachable."""
    kept = wrapped_key(wrapping, CaseKey(place.key_id, key), place.reference)
    return kept.by, _WRAPPED + kept.wrapped


def unwrapped(wrapping: WrappingKeys, place: FilePlace, by: str, kept: bytes) -> bytes | None:
    """The key again; none where somebody changed it. Raises Unreachable without its wrapping key."""
    found = unwrapped_key(wrapping, WrappedKey(place.key_id, by, kept.removeprefix(_WRAPPED)), place.reference)
    if found is None:
        raise Unreachable(Component.KEYS, Cause.NOT_CONFIGURED, about=f"wrapping key {by}")
    return found.secret if isinstance(found, CaseKey) else None


def sealed_with_case(sealer: PartSealer, place: FilePlace, key: bytes) -> bytes | None:
    """The key of a file sealed with that of its case; none where the case was erased. Raises Unreachable."""
    try:
        return sealer.sealed(Place(place.reference, PartKind.FILE, place.id), key)
    except NoCaseKey:
        return None


def sealed_about(key: bytes, place: FilePlace, about: FileAbout) -> bytes:
    """What is said of a file, sealed."""
    said = {"name": about.name, "sha256": about.sha256.hex(), "called": about.called}
    text = json.dumps(said, ensure_ascii=False)
    return _SAID + seal(_of_about(key).cipher, text.encode(), place.bound, os.urandom(NONCE_BYTES))


def opened_about(key: bytes, place: FilePlace, sealed: bytes) -> FileAbout | None:
    """What was said of a file; none where nobody can tell any more."""
    if len(key) != KEY_BYTES:
        return None
    plain = unseal(_of_about(key).cipher, sealed.removeprefix(_SAID), place.bound)
    try:
        said = json.loads(plain) if isinstance(plain, bytes) else {}
        return FileAbout(said["name"], bytes.fromhex(said["sha256"]), said["called"])
    except (ValueError, KeyError):
        return None


def likeness(index_key: str, reference: str, content: bytes) -> bytes:
    """The keyed hash by which the same content is known again within a case, and in no other."""
    return hmac.digest(index_key.encode(), b"tawasul-file-1:" + reference.encode() + b":" + content, "sha256")


def _of_about(key: bytes) -> CaseKey:
    """The key of a file seals its pieces alone: what is said of it is sealed with one that follows from it."""
    return CaseKey("about", hmac.digest(key, b"tawasul-file-about-1", "sha256"))
