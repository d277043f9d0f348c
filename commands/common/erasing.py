"""What erases cases in this installation, for the commands that do so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recovery.erasing import CaseEraser
    from settings import Settings


def can_erase(config: "Settings") -> bool:
    """Whether the owner's address of the records is known here: no other role destroys a key."""
    return bool(config.migration_url) and config.migration_url != config.database_url


@contextmanager
def eraser(config: "Settings") -> "Iterator[CaseEraser | None]":
    """The eraser of this installation; None without the owner's address of the records. Raises Unreachable."""
    from activities.files.stores.configured import store_of
    from activities.records.database import connect
    from recovery.erasing import CaseEraser

    if not can_erase(config):
        yield None
        return
    with connect(config.migration_url) as owner:
        yield CaseEraser(owner, config.home, _delete_runs, store_of(config))


def _delete_runs(reference: str) -> int:
    """Delete the runs of a case; how many there were. Raises Unreachable."""
    import client
    from commands.common.process import event_loop
    from recovery.deleting import delete_runs

    async def delete() -> int:
        return await delete_runs(await client.connect(), reference)

    return event_loop.run(delete())
