"""Case keys as a process uses them: it remembers some, makes what is missing, and learns those that come wrapped.

Nobody has to agree on a key before anything is sealed: whatever is sealed brings its key along, wrapped. So sealing
and unsealing go on while the register is away, and cases opened since an older copy of the records stay readable. The
register makes it one key for each case: the first on record is used by all, it is put on record again where a restored
copy lacks it, and it is what is wrapped anew when wrapping keys are rotated.
"""

import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

from activities.keys.register import KeyRegister
from activities.keys.wrapping_keys import WrappingKeys, unwrapped_key, wrapped_key, wrapping_keys_of
from errors import Cause, Component, Unreachable
from models.keys.sealing import CIPHER, KEY_BYTES, CaseKey
from models.keys.wrapping import WrappedKey
from settings import Settings, load

REMEMBERED = 20_000
"""Cases whose keys a process remembers: ten times as many as a worker keeps in memory."""
LONGEST_REMEMBERED = 600.0
"""Seconds after which a key is asked for again: so long a process may still read a case that was erased."""
PAUSE = 5.0
"""Seconds for which a register that did not answer is not asked again."""

Value = TypeVar("Value")


@dataclass(frozen=True)
class HeldKey:
    """A case key with its wrapped form, which goes with everything it seals."""

    key: CaseKey
    kept: WrappedKey
    settled: bool = False
    """The register was asked: this is the key of the case."""
    came_along: bool = False
    """It came with something sealed: somebody who speaks of the case uses it, so nobody waits for the register."""
    unrecorded: bool = False
    """The register was asked: the case was erased, or its key is damaged. This one is on record nowhere."""

    @cached_property
    def said(self) -> dict[str, bytes]:
        """What is said of the key beside everything that it seals."""
        return {
            "cipher": CIPHER.encode(),
            "key-id": self.key.id.encode(),
            "wrapped-by": self.kept.by.encode(),
            "wrapped-key": self.kept.wrapped,
        }


class Remembered(Generic[Value]):
    """The values used last, by name, each for a while; what nobody uses is let go with the next that comes."""

    def __init__(self, size: int) -> None:
        self._values: OrderedDict[str, tuple[Value, float]] = OrderedDict()
        self._size, self._lock = size, Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, name: str) -> Value | None:
        """The value of a name; None when it was let go."""
        with self._lock:
            value, until = self._values.get(name, (None, 0.0))
            if value is not None and until < time.monotonic():
                del self._values[name]
                return None
            if value is not None:
                self._values.move_to_end(name)
            return value

    def put(self, name: str, value: Value) -> None:
        """Remember a value from now on."""
        with self._lock:
            now = time.monotonic()
            self._values[name] = value, now + LONGEST_REMEMBERED
            self._values.move_to_end(name)
            while len(self._values) > self._size or self._oldest_until() < now:
                self._values.popitem(last=False)

    def _oldest_until(self) -> float:
        _, until = next(iter(self._values.values()))
        return until


class CaseKeys:
    """The keys of cases. Thread-safe; `held` and `known` never wait, the others may. Raises Unreachable."""

    def __init__(self, wrapping: WrappingKeys, register: KeyRegister | None, remembered: int = REMEMBERED) -> None:
        self._wrapping, self._register = wrapping, register
        self._held: Remembered[HeldKey] = Remembered(remembered)
        self._known: Remembered[CaseKey] = Remembered(remembered)
        self._not_before = 0.0

    def held(self, reference: str) -> HeldKey | None:
        """The key that seals for a case, when it is at hand."""
        held = self._held.get(reference)
        return held if held and (held.settled or held.came_along or self._asked is None) else None

    def to_seal(self, reference: str) -> HeldKey:
        """The key that seals for a case: the one on record, or a new one."""
        held = self._held.get(reference) or self._new(reference)
        if not held.settled and (register := self._asked):
            held = self._settled(register, reference, held)
        self._held.put(reference, held)
        self._known.put(held.key.id, held.key)
        return held

    def known(self, key_id: str) -> CaseKey | None:
        """A key that was used before."""
        return self._known.get(key_id)

    def unseals_at_once(self, kept: WrappedKey) -> bool:
        """Whether the key that came with something sealed is unwrapped here, without asking anybody."""
        return self._wrapping.at_hand(kept.by)

    def to_unseal(self, reference: str, kept: WrappedKey) -> CaseKey | None:
        """The key that came with something sealed; None when it is none of a case of ours.

        When its wrapping key has been retired, it is the key on record, which was wrapped anew.
        """
        key = unwrapped_key(self._wrapping, kept, reference) or self._on_record(reference, kept.id)
        if not isinstance(key, CaseKey):
            return None
        self._known.put(key.id, key)
        if self._held.get(reference) is None:
            self._held.put(reference, HeldKey(key, kept, settled=self._register is None, came_along=True))
        return key

    def on_record(self, reference: str) -> CaseKey | None:
        """The key that is on record of a case, made where there is none; None when the case was erased."""
        held = self._held.get(reference) or self._new(reference)
        if not held.settled and self._register:
            held = self._compared(held, self._register.keep(reference, held.kept), reference)
        self._held.put(reference, held)
        self._known.put(held.key.id, held.key)
        return None if held.unrecorded else held.key

    def to_record(self, reference: str) -> HeldKey | None:
        """The key that is used for a case, if nobody asked yet whether it is on record."""
        held = self._held.get(reference)
        return held if held and not held.settled else None

    def recorded(self, reference: str, held: HeldKey) -> None:
        """The case had no key, and this one was put on record."""
        self._held.put(reference, replace(held, settled=True))

    def not_recorded(self, reference: str, held: HeldKey) -> None:
        """The transaction that put this key on record was rolled back."""
        self._held.put(reference, held)

    def of_part(self, reference: str, key_id: str) -> CaseKey | None:
        """The key of something on record; None when the case was erased, or never had a key of this id."""
        return self._known.get(key_id) or self._on_record(reference, key_id)

    def get_ready(self, references: Iterable[str]) -> None:
        """Ask the register at once for the keys of cases of which things on record are about to be opened."""
        wanted = [reference for reference in references if self._held.get(reference) is None]
        for reference, kept in (self._register.find_all(wanted) if self._register and wanted else {}).items():
            key = unwrapped_key(self._wrapping, kept, reference)
            if isinstance(key, CaseKey):
                self._known.put(key.id, key)

    @property
    def _asked(self) -> KeyRegister | None:
        """The register, unless it did not answer a moment ago."""
        return self._register if time.monotonic() >= self._not_before else None

    def _new(self, reference: str) -> HeldKey:
        key = CaseKey(secrets.token_hex(8), os.urandom(KEY_BYTES))
        return HeldKey(key, wrapped_key(self._wrapping, key, reference), settled=self._register is None)

    def _settled(self, register: KeyRegister, reference: str, held: HeldKey) -> HeldKey:
        """The key on record, which may be this one; this one for now when the register does not answer."""
        try:
            kept = register.keep(reference, held.kept)
        except Unreachable:
            self._not_before = time.monotonic() + PAUSE
            return held
        return self._compared(held, kept, reference)

    def _compared(self, held: HeldKey, kept: WrappedKey | None, reference: str) -> HeldKey:
        """The key on record beside the one held."""
        if kept is None:
            return replace(held, settled=True, unrecorded=True)
        if kept.id == held.key.id:
            return replace(held, settled=True)
        key = self._unwrapped_of_ours(kept, reference)
        return HeldKey(key, kept, settled=True) if key else replace(held, settled=True, unrecorded=True)

    def _on_record(self, reference: str, key_id: str) -> CaseKey | None:
        """The key on record of a case, if it has this id.

        Raises Unreachable where the key is ours, and what unwraps it is not at hand: it is no junk.
        """
        kept = self._register.find(reference) if self._register else None
        if kept is None or kept.id != key_id:
            return None
        return self._unwrapped_of_ours(kept, reference)

    def _unwrapped_of_ours(self, kept: WrappedKey, reference: str) -> CaseKey | None:
        """A key on record; None when it is damaged. Raises Unreachable without its wrapping key."""
        key = unwrapped_key(self._wrapping, kept, reference)
        if key is None:
            raise Unreachable(Component.KEYS, Cause.NOT_CONFIGURED, about=f"wrapping key {kept.by}")
        if not isinstance(key, CaseKey):
            return None
        self._known.put(key.id, key)
        return key


_OF_PROCESS: dict[tuple[str, ...], CaseKeys] = {}
_BY_URL: dict[str, CaseKeys] = {}


def case_keys_of(config: Settings) -> CaseKeys:
    """The keys of cases by the settings of a process, the same for all parts of it: with the register where the
    records are configured, by the workers' role or else by that of staff."""
    url = config.database_url or config.desk_url
    known = (url, config.key_store, config.wrapping_keys, str(config.wrapping_key_path))
    keys = _OF_PROCESS.get(known)
    if keys is None:
        keys = CaseKeys(wrapping_keys_of(config), KeyRegister(url) if url else None)
        _OF_PROCESS[known] = keys
    _BY_URL.update(dict.fromkeys(filter(None, _addresses(config)), keys))
    return keys


def case_keys_at(url: str) -> CaseKeys:
    """The keys of the cases on record at an address: those this process used there, else those of its settings."""
    if keys := _BY_URL.get(url):
        return keys
    config = load()
    if url not in _addresses(config):
        config = replace(config, database_url=url, desk_url=url, admin_url=url, migration_url=url)
    return case_keys_of(config)


def _addresses(config: Settings) -> tuple[str, ...]:
    """The addresses of the same records, one for each role."""
    return config.database_url, config.desk_url, config.admin_url, config.migration_url
