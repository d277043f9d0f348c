"""Commands to a fault. Its cases are linked and decided by commands of their own (`models.case.commands`)."""

from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from models.base import DEFERRED
from models.case.commands import Actor, Command, Reply, Text
from models.intake.fields import Code


class OpenFault(Command):
    """Open a fault of a pack: its reference follows from pack, error code and number."""

    kind: Literal["open"] = "open"
    pack: Code
    error_code: Annotated[str, Field(min_length=1, max_length=200)]
    number: int = Field(ge=1, le=1_000_000)
    """The how manieth fault with this code it is."""
    title: Text = ""


class OwnFault(Command):
    """Make somebody its owner: who mends it, or has it mended."""

    kind: Literal["own"] = "own"
    to: Actor


class KnowFault(Command):
    """Say that it is known what is wrong: the beneficiaries of its cases are told that there is a fault."""

    kind: Literal["known"] = "known"
    note: Text | None = None


class MendFault(Command):
    """Say that it is mended, with the answer that its cases get: each is decided by itself."""

    kind: Literal["mend"] = "mend"
    reason: Code
    reply: Reply
    note: Text | None = None


class CloseFault(Command):
    """Close it: it is mended, or there is none."""

    kind: Literal["close"] = "close"
    note: Text | None = None


AnyFaultCommand = OpenFault | OwnFault | KnowFault | MendFault | CloseFault
FAULT_COMMAND_OF_KIND: dict[str, type[AnyFaultCommand]] = {
    each.model_fields["kind"].default: each for each in get_args(AnyFaultCommand)
}
FAULT_COMMAND: TypeAdapter[AnyFaultCommand] = TypeAdapter(
    Annotated[AnyFaultCommand, Field(discriminator="kind")], config=DEFERRED
)
