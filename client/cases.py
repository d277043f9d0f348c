"""Where commands of people go: to the cases in Temporal, or to the HTTP interface that stands in their place."""

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import settings
from client.signed import By
from errors import Queued
from models.case.answers import Receipt
from models.case.commands import AnyCommand

if TYPE_CHECKING:
    from temporalio.client import Client

WAIT = timedelta(seconds=10)
"""How long somebody waits for a worker."""


class CommandTarget(Protocol):
    """All cases, as who gives commands reaches them."""

    async def apply(self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT) -> Receipt | Queued:
        """Give a command. Raises Refused, NoSuchCase, Unreachable."""

    async def start_for_appeal(
        self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT
    ) -> Receipt | Queued:
        """Give an appeal to a case whose run has ended. Raises Refused, Unreachable."""


class InTemporal:
    """The cases in Temporal."""

    def __init__(self, client: "Client") -> None:
        self._client = client

    async def apply(self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT) -> Receipt | Queued:
        """Send an update, or leave a signal."""
        from client.updates import apply  # noqa: PLC0415 - it loads Temporal's client

        return await apply(self._client, reference, command, by, wait)

    async def start_for_appeal(
        self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT
    ) -> Receipt | Queued:
        """Have the case run again for the appeal."""
        from client.appeals import start_for_appeal  # noqa: PLC0415

        return await start_for_appeal(self._client, reference, command, by, wait)


async def cases() -> CommandTarget:
    """The cases by the settings of this process. Raises Unreachable, WrongUsage."""
    config = settings.load()
    if config.api:
        from client.service import InterfaceClient  # noqa: PLC0415 - few machines have one

        return InterfaceClient(config)
    from client.connection import connect  # noqa: PLC0415

    return InTemporal(await connect(config))
