"""A command as it is sent to its case: signed here, or by its sender elsewhere."""

from typing import Any, NamedTuple

from errors import WrongUsage
from models.case.commands import Command
from models.trust.statement import CaseAddress, Said, Signatory, signed


class AlreadySigned(NamedTuple):
    """A command that its sender signed elsewhere: it is passed on as it was sent, `auth` included."""

    message: dict[str, Any]


By = Signatory | AlreadySigned
"""Who signs a command here; or nobody, for it is signed."""


def signed_for(namespace: str, reference: str, command: Command, by: By) -> dict[str, Any]:
    """A command as it is sent to its case, or its fault. Raises WrongUsage for one too large to be signed."""
    if isinstance(by, AlreadySigned):
        return by.message
    try:
        return signed(by, CaseAddress(namespace, reference), Said.COMMAND, command.model_dump(mode="json"))
    except ValueError as problem:
        raise WrongUsage(f"the command cannot be signed: {problem}") from problem
