"""Giving a command to a case, and what its records say of who may: the case decides, nobody here does."""

from datetime import UTC, datetime
from typing import Any

import client
from activities.records.database import Connection
from activities.reports.cases import row_of
from commands.common.on_record import answer_in
from errors import NoSuchCase, Queued, Refused
from models.case.commands import BENEFICIARY, COMMAND, AnyCommand
from models.case.row import CaseRow
from models.case.state import Receipt
from models.codes import RefusalCode
from models.trust.statement import Signatory
from web.access.callers import Caller
from web.backend import Backend
from web.cases.versions import seen_in
from web.logs import note
from web.problems.told import told_to_channel
from web.requests.filing import ANSWER_WITHIN, NotTrustedHere

Signed = Signatory | client.AlreadySigned


async def give_as_channel(
    backend: Backend, caller: Caller, reference: str, command: dict[str, Any], if_match: str | None
) -> Receipt | Queued:
    """Give what a beneficiary of the caller says, signed by the channel of this interface.

    The case itself refuses it where it has gone beyond the version that `if_match` names. Raises ValidationError,
    WrongUsage, NoSuchCase for a case of another channel, Refused, Unreachable.
    """
    await backend.read(lambda connection: own_row(connection, caller, reference))
    frame = {"actor": BENEFICIARY, "sent_at": datetime.now(UTC), "expected_seq": seen_in(if_match)}
    built: AnyCommand = COMMAND.validate_python(command | frame)
    try:
        return await give(backend, reference, built, backend.channel())
    except Refused as refused:
        if refused.code == RefusalCode.NOT_AUTHENTIC:
            raise NotTrustedHere(refused.detail) from refused
        raise told_to_channel(refused) from None


async def give(backend: Backend, reference: str, command: AnyCommand, by: Signed) -> Receipt | Queued:
    """Give a command. For a case that Temporal does not know any more the records answer. Raises TawasulError."""
    note(reference=reference, command_id=command.command_id)
    temporal = await backend.temporal()
    try:
        return await client.apply(temporal, reference, command, by, ANSWER_WITHIN)
    except NoSuchCase:
        now = datetime.now(UTC)
        known = await backend.read(lambda connection: answer_in(connection, reference, command, now))
    return known or await client.start_for_appeal(temporal, reference, command, by, ANSWER_WITHIN)


def own_row(connection: Connection, caller: Caller, reference: str) -> CaseRow:
    """The row of a case of a channel's caller; of anybody else's it says nothing. Raises NoSuchCase."""
    row = row_of(connection, reference)
    if not caller.speaks_for(row.channel):
        raise NoSuchCase(reference)
    return row
