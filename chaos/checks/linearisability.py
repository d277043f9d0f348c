"""Linearisability of a write-once register: whether the accesses could have happened one after another.

Each access took effect at one instant between its invocation and its return. An order exists exactly when one instant
for the write fits: after the invocation of the write and of all that found the register empty, before the return of
the write and of all that found it written. So the check takes O(n), where a general checker searches for an order.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Kind(StrEnum):
    """The result of an access to the register."""

    WROTE = "wrote"
    """Its value was acknowledged as the one that was written."""
    MAY_HAVE_WRITTEN = "may_have_written"
    """It has no answer: it wrote at any time after its invocation, came too late, or never arrived."""
    FOUND = "found"
    """It found the register written; `value` is None when the answer does not contain it."""
    FOUND_EMPTY = "found_empty"


@dataclass(frozen=True)
class Access:
    """One access. It took effect from `invoked` to `returned`, both included; an unknown one never returns."""

    kind: Kind
    invoked: float
    returned: float = inf
    value: str | None = None


def contradiction(accesses: Iterable[Access]) -> str | None:
    """Why no order of these accesses is that of a write-once register; None when there is one."""
    by_kind: dict[Kind, list[Access]] = {kind: [] for kind in Kind}
    for access in accesses:
        by_kind[access.kind].append(access)
    wrote, found = by_kind[Kind.WROTE], by_kind[Kind.FOUND]
    seen = {access.value for access in found} - {None}
    if several := _several_values(wrote, seen):
        return several
    if not wrote and not found:
        return None
    writers = [access for access in wrote or by_kind[Kind.MAY_HAVE_WRITTEN] if seen <= {access.value}]
    return _no_instant(writers, found, by_kind[Kind.FOUND_EMPTY], seen)


def _several_values(wrote: Collection[Access], seen: Collection[str | None]) -> str | None:
    if len(wrote) > 1:
        return f"{len(wrote)} decisions were acknowledged: {_names(access.value for access in wrote)}"
    return f"different decisions were seen: {_names(seen)}" if len(seen) > 1 else None


def _no_instant(
    writers: Collection[Access], found: Iterable[Access], empty: Iterable[Access], seen: Collection[str | None]
) -> str | None:
    """Why there is no instant at which one of the writers can have written."""
    if not writers:
        return f"a decision was seen that nobody made: {_names(seen) or 'by an unknown actor'}"
    earliest = max((access.invoked for access in empty), default=-inf)
    latest = min((access.returned for access in found), default=inf)
    if any(max(earliest, writer.invoked) <= min(latest, writer.returned) for writer in writers):
        return None
    return f"no instant for the decision fits: {_names(writer.value for writer in writers)}"


def _names(values: Iterable[str | None]) -> str:
    return ", ".join(sorted(str(value) for value in values))
