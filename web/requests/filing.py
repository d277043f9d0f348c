"""Filing a request: read by its pack, signed by the channel of this interface, opened once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import client
from activities.records.database import Connection
from errors import Queued, Refused, TawasulError
from models.case.state import Receipt
from models.codes import RefusalCode
from models.intake.request import InvalidRequest, Problem, Request
from web.access.callers import Caller
from web.backend import Backend
from web.logs import note
from web.problems.told import told_to_channel
from web.requests.differences import differences

ANSWER_WITHIN = timedelta(seconds=8)
"""How long a caller waits for a worker before the request is stored."""
_KNOWN = "SELECT 1 AS known FROM case_row WHERE reference = %s"


class NotTrustedHere(TawasulError):
    """The workers do not take what this interface signs; the caller can do nothing about it."""

    def __init__(self, why: str) -> None:
        super().__init__("not_trusted_here", f"the channel's key of this interface is not accepted: {why}")


class OtherChannel(TawasulError):
    """The caller does not speak for a channel."""

    def __init__(self, channel: str) -> None:
        super().__init__("not_authorised", f"the permit is of nobody who speaks for the channel {channel}")


class Conflict(TawasulError):
    """Another request was filed under the same id: where the two differ, as far as the first one can be read."""

    def __init__(self, reference: str, differs: list[str] | None) -> None:
        super().__init__("conflict", "another request was filed under this id: choose a new id for another request")
        self.reference, self.differs = reference, differs


@dataclass(frozen=True)
class Filed:
    """What became of a request; `anew`: nothing was on record of it before."""

    answer: Receipt | Queued
    anew: bool


async def file(backend: Backend, caller: Caller, given: Any, key: str | None) -> Filed:
    """Open the case of a request, or find it. Raises InvalidRequest, OtherChannel, Conflict, Refused, Unreachable."""
    request = backend.channels.read(_with_id(given, key))
    backend.channels.refuse_unknown(request.channel)
    if not caller.speaks_for(request.channel):
        raise OtherChannel(request.channel)
    note(reference=request.reference)
    anew = not await backend.read(lambda connection: _is_known(connection, request.reference))
    try:
        answer = await client.open_case(await backend.temporal(), request, backend.channel(), ANSWER_WITHIN)
    except Refused as refused:
        raise await _explained(backend, request, refused) from refused
    return Filed(answer, anew)


def _with_id(given: Any, key: str | None) -> Any:
    """The request with its id: of its own, or the idempotency key where it has none. Raises InvalidRequest."""
    if key is None or not isinstance(given, dict):
        return given
    own = given.get("id")
    if own in (None, ""):
        return given | {"id": key}
    if own != key:
        reason = "is another one than Idempotency-Key: leave out one of them, or send the same in both"
        raise InvalidRequest([Problem(field="id", reason=reason)])
    return given


def _is_known(connection: Connection, reference: str) -> bool:
    return connection.execute(_KNOWN, (reference,)).fetchone() is not None


async def _explained(backend: Backend, request: Request, refused: Refused) -> TawasulError:
    """A refusal as its caller can use it."""
    if refused.code == RefusalCode.CONFLICT:
        return Conflict(request.reference, await differences(backend, request))
    if refused.code == RefusalCode.NOT_AUTHENTIC:
        return NotTrustedHere(refused.detail)
    return told_to_channel(refused)
