"""Case keys as they are kept: wrapped by a wrapping key, and bound to the case they are for."""

from dataclasses import dataclass

from models.keys.sealing import KEY_BYTES, CaseKey, SealFlaw, bound_to


@dataclass(frozen=True)
class WrappedKey:
    """A case key that only the holder of a wrapping key can use."""

    id: str
    """The id of the case key."""
    by: str
    """The id of the wrapping key."""
    wrapped: bytes


def place_of_key(reference: str, key_id: str) -> bytes:
    """What a wrapped case key is bound to: it is of no use for another case, nor under another id."""
    return bound_to("case_key", reference, key_id)


def case_key(key_id: str, secret: bytes | SealFlaw) -> CaseKey | SealFlaw:
    """The case key of an unwrapped secret; a flaw when it cannot be one."""
    if isinstance(secret, SealFlaw):
        return secret
    return CaseKey(key_id, secret) if len(secret) == KEY_BYTES else SealFlaw.NOT_AUTHENTIC
