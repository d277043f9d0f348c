"""Could it have happened one after another? The test of linearisability for a register that is written once.

Each access took effect at one instant between its invocation and its return. An order exists exactly when one instant
for the write fits: after the invocation of the write and of all that found the register empty, before the return of
the write and of all that found it written. So it takes O(n), where a general checker tries orders.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Kind(StrEnum):
    """What an access to the register came to."""

    WROTE = "wrote"
    """It was told that its value is the one that was written."""
    MAY_HAVE_WRITTEN = "may_have_written"
    """It tried, and nobody knows: it wrote at any time after its invocation, came too late, or never arrived."""
    FOUND = "found"
    """It found the register written; `value` is None when it was not told what."""
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
    by: dict[Kind, list[Access]] = {kind: [] for kind in Kind}
    for access in accesses:
        by[access.kind].append(access)
    wrote, values = by[Kind.WROTE], {access.value for access in by[Kind.FOUND]} - {None}
    if len(wrote) > 1:
        return f"{len(wrote)} were told that they had decided: {_names(access.value for access in wrote)}"
    if len(values) > 1:
        return f"different decisions were seen: {_names(values)}"
    if not wrote and not by[Kind.FOUND]:
        return None
    earliest = max((access.invoked for access in by[Kind.FOUND_EMPTY]), default=-inf)
    latest = min((access.returned for access in by[Kind.FOUND]), default=inf)
    writers = [access for access in wrote or by[Kind.MAY_HAVE_WRITTEN] if values <= {access.value}]
    if not writers:
        return f"a decision was seen that nobody made: {_names(values) or 'by whom was not said'}"
    if any(max(earliest, writer.invoked) <= min(latest, writer.returned) for writer in writers):
        return None
    return f"no instant for the decision fits: {_names(writer.value for writer in writers)}"


def _names(values: Iterable[str | None]) -> str:
    return ", ".join(sorted(str(value) for value in values))
