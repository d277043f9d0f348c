"""The group of the commands of webhooks, and what they share. They need the administration's role."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common.typed.declare import group
from commands.common.words.advice import advice
from errors import TawasulError, WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from activities.records.database import Connection

app = group("webhooks")

SubscriberName = Annotated[str, typer.Argument(metavar="NAME", help="The subscriber.")]


@contextmanager
def administered(by: str | None, what: str, name: str = "") -> "Iterator[Connection]":
    """A connection for one deed of somebody who may say who is told of events; it stays on record.

    Raises WrongUsage, also for a subscriber that there is not, NotAllowed, SessionOver, Unreachable.
    """
    from activities.webhooks.subscribers import NoSuchSubscriber, SubscriberExists
    from commands.common.onlooker.administering import Deed, administering

    with administering(by, Deed(Verb.WEBHOOKS, what, name)) as connection:
        try:
            yield connection
        except (NoSuchSubscriber, SubscriberExists) as error:
            raise WrongUsage(error.detail, advice(error)) from error


def wake(name: str) -> None:
    """Have what waits for a subscriber sent at once; where Temporal is not reachable from here, within a minute."""
    from temporalio.service import RPCError

    from client.connection import connect
    from client.webhooks import wake_webhooks
    from commands.common.process.event_loop import run

    async def go() -> None:
        await wake_webhooks(await connect(), name)

    with suppress(RPCError, TawasulError):
        run(go())
