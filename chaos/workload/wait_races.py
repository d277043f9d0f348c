"""Races of a person with time: a wait for a third party that is ended by staff about when it ends by itself."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from chaos.workload.case_client import CaseClient, side_by_side
from errors import Refused

_WAIT = timedelta(seconds=4)
"""For how long a case waits."""
_SPREAD = 1.0
"""By how many seconds at most staff are before or after the limit."""
IN_TIME = "in time"

Answers = Mapping[str, str]
"""By reference: that the wait was ended in time, or the code of the refusal."""


async def race(client: CaseClient, many: int) -> Answers:
    """Cases that wait, each ended by staff a little earlier or later against its limit than the one before."""
    places = [_SPREAD * (2 * number / max(many - 1, 1) - 1) for number in range(many)]
    return dict(await side_by_side(lambda seconds: _raced(client, timedelta(seconds=seconds)), places))


async def _raced(client: CaseClient, off: timedelta) -> tuple[str, str]:
    reference = (await client.open()).reference
    await client.do(reference, "claim")
    until = datetime.now(UTC) + _WAIT
    await client.do(reference, "wait", party="foreign_affairs", reason="verification", until=until)
    await asyncio.sleep(max(0.0, (until + off - datetime.now(UTC)).total_seconds()))
    try:
        await client.do(reference, "resume", note="اتصلت الجهة")
    except Refused as refused:
        return reference, refused.code
    return reference, IN_TIME
