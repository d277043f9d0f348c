"""Lists of staff by the looks of the commands: who asks is who shows the permit, and a view is left of each."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query

from commands.looks.asking import AtRecords, RecordsLook
from web.access.callers import Caller
from web.access.onlookers import onlooker_of
from web.backend import Backend
from web.lists.cursors import cursor_of, numbers_in

Asked = TypeVar("Asked")
Told = TypeVar("Told")

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before.")]
Code = Annotated[str | None, Query(max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]


async def taken(backend: Backend, caller: Caller, look: RecordsLook[Asked, Told], asked: Asked) -> Told:
    """The answer of a look to a member of staff. Raises NotAllowed for a channel, and what the look raises."""
    who = onlooker_of(backend, caller)
    return await backend.read(lambda connection: look.at(AtRecords(connection, who, backend.config), asked))


def offset_in(cursor: str | None, kind: str) -> int:
    """Where the page of a cursor begins. Raises WrongUsage for one of another list."""
    return max(0, numbers_in(cursor, kind, 1)[0]) if cursor else 0


def next_of(kind: str, offset: int, shown: Sequence[Any], total: int) -> str | None:
    """The cursor of the page after this one; none on the last one."""
    end = offset + len(shown)
    return cursor_of(kind, end) if shown and end < total else None
