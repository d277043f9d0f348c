"""Copies of the data of the servers under test, and older ones put in place of what they have now."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from temporalio.client import Client

from activities.records.database import connect
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest

PATIENCE = 120.0
"""Seconds for a server to answer again."""


class Copies:
    """A copy of each server's data, made while it is down. `client` tells when Temporal answers again."""

    def __init__(self, stack: StackUnderTest, folder: Path, client: Client) -> None:
        self._stack, self._folder, self._client = stack, folder, client

    async def keep(self, server: str) -> None:
        """Copy the data of a server while it is down, and wait until it answers again."""
        self._stack.end(server)
        await asyncio.to_thread(_copy, self._parts(server), self._folder / server)
        self._stack.start(server)
        await self._answers(server)

    async def put_back(self, servers: Sequence[str]) -> None:
        """Kill servers, put the copies in place of what all of them have now, and wait until they answer."""
        for server in servers:
            self._stack.kill(server)
        for server in servers:
            await asyncio.to_thread(self._restore, server)
            self._stack.start(server)
        for server in servers:
            await self._answers(server)

    def _restore(self, server: str) -> None:
        for part in self._parts(server):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink()
        _copy((self._folder / server).iterdir(), self._stack.data_of(server).parent)

    def _parts(self, server: str) -> list[Path]:
        """The file of a server's data with its journals, or its folder."""
        data = self._stack.data_of(server)
        return [data, *data.parent.glob(f"{data.name}-*")]

    async def _answers(self, server: str) -> None:
        answers = {"postgres": self._records_answer, "temporal": self._temporal_answers}
        await poll_until(answers[server], server, PATIENCE)

    async def _records_answer(self) -> bool:
        return await asyncio.to_thread(self._read_one)

    def _read_one(self) -> bool:
        with connect(self._stack.database_url) as connection:
            return bool(connection.execute("SELECT 1").fetchall())

    async def _temporal_answers(self) -> bool:
        return bool(await self._client.count_workflows())


def _copy(parts: Iterable[Path], target: Path) -> None:
    """Copies of files and folders, owners included."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", *map(str, parts), str(target)], check=True)
