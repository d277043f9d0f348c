"""A worker of cases that seals nothing: what sealing costs is measured against it. `python -m bench.plain_worker`."""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

import worker
from activities import hosting
from activities.keys.codec import CaseCodec
from activities.records.store import Records, records_of
from settings import Settings


async def _as_it_is(codec: PayloadCodec, payloads: Sequence[Payload]) -> list[Payload]:
    return list(payloads)


def _plain_records(config: Settings, connections: int = 10) -> Records:
    return replace(records_of(config, connections), sealer=None)


def seal_nothing() -> None:
    """Take sealing out of this process: payloads and records are written and read as they are."""
    CaseCodec.encode = _as_it_is  # type: ignore[method-assign,assignment]
    CaseCodec.decode = _as_it_is  # type: ignore[method-assign,assignment]
    hosting.records_of = _plain_records  # type: ignore[attr-defined]


if __name__ == "__main__":
    seal_nothing()
    worker.main()
