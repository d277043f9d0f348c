"""The payload codec: sealed for one case, and whatever is no payload of ours is a value that nobody reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.converter import ActivitySerializationContext, WorkflowSerializationContext

from activities.keys.case_keys import CaseKeys
from activities.keys.codec import SEALED, WORTH_DEFLATING, CaseCodec
from models.case.state import Receipt
from models.codes import Stage, Status
from settings import PlainPayloads
from tests.keys.test_case_keys import NEW, NOWHERE, OLD, keys
from workflows.names import UNSEALED, UNTRUSTED
from workflows.payloads import TolerantPayloadConverter

PLAIN = Payload(metadata={"encoding": b"json/plain"}, data='"سر"'.encode())
RECEIPT = Receipt(reference="TW-1", seq=1, stage=Stage.QUEUED, status=Status.UNDER_PROCESSING, due=None)


def codec(reference: str = "TW-1", namespace: str = "default", **changes: str) -> CaseCodec:
    plain = PlainPayloads(changes.get("plain", "read"))
    everybody = CaseCodec(keys(None, changes.get("text", OLD)), plain)
    return everybody.with_context(WorkflowSerializationContext(namespace=namespace, workflow_id=reference))


async def sealed(**changes: str) -> Payload:
    (payload,) = await codec(**changes).encode([PLAIN])
    return payload


async def test_a_payload_is_sealed_and_read_by_every_holder_of_the_wrapping_key() -> None:
    payload = await sealed()
    assert payload.metadata["encoding"] == SEALED and PLAIN.data not in payload.SerializeToString()
    assert await codec().decode([payload]) == [PLAIN]
    activity = ActivitySerializationContext("default", "1", "deliver", "notices", "TW-1", "CaseWorkflow", False)
    assert await codec("TW-2").with_context(activity).decode([payload]) == [PLAIN]


@pytest.mark.parametrize(
    "reader",
    [{"reference": "TW-2"}, {"namespace": "other"}, {"text": NEW}],
    ids=["transplanted", "of another namespace", "without the wrapping key"],
)
async def test_elsewhere_it_is_untrusted(reader: dict[str, str]) -> None:
    assert await unread(await sealed(), **reader)


async def unread(payload: Payload, **reader: str) -> bool:
    """Whether a payload is decoded to one that the converter gives as None."""
    (read,) = await codec(**reader).decode([payload])
    return read.metadata["encoding"] == UNTRUSTED and TolerantPayloadConverter().from_payloads([read]) == [None]


@settings(deadline=None)
@given(st.data())
async def test_whatever_was_changed_of_it_it_is_untrusted_and_never_an_error(data: st.DataObject) -> None:
    payload = await sealed()
    name = data.draw(st.sampled_from([*payload.metadata, "data"]))
    value = data.draw(st.binary(max_size=80))
    if name == "data":
        payload.data = data.draw(st.sampled_from([value, payload.data[:-1], payload.data + b"0", payload.data[:20]]))
    elif value not in {payload.metadata[name], b"json/plain"}:
        payload.metadata[name] = value
    else:
        del payload.metadata[name]
    (read,) = await codec().decode([payload])
    assert TolerantPayloadConverter().from_payloads([read]) == [None] or (name == "case" and read == PLAIN)


async def test_a_made_up_key_is_untrusted_whatever_it_claims() -> None:
    forged = await sealed(text=NEW)
    forged.metadata["wrapped-by"] = b"key1"
    assert await unread(forged)


async def test_the_register_away_keeps_nobody_from_sealing_and_reading() -> None:
    context = WorkflowSerializationContext(namespace="default", workflow_id="TW-1")
    sender, receiver = (CaseCodec(keys(NOWHERE), PlainPayloads.READ).with_context(context) for _ in range(2))
    assert await receiver.decode(await sender.encode([PLAIN])) == [PLAIN]


async def test_of_a_stranger_a_plain_payload_is_read_unless_it_is_refused() -> None:
    (read,) = await codec().decode([PLAIN])
    assert (read.data, {**read.metadata}) == (PLAIN.data, {**PLAIN.metadata, UNSEALED: b"1"})
    assert await unread(PLAIN, plain="refused")


async def test_what_holds_codes_only_stays_in_clear_for_those_who_seal_nothing() -> None:
    receipt, text = TolerantPayloadConverter().to_payloads([RECEIPT, "سر"])
    kept, hidden = await codec().encode([receipt, text])
    assert kept.data == receipt.data and [*kept.metadata] == ["encoding"] and hidden.metadata["encoding"] == SEALED
    (hidden,) = await codec(plain="refused").encode([receipt])
    assert hidden.metadata["encoding"] == SEALED
    assert await codec(plain="refused").decode([hidden]) == [receipt]


LONG = Payload(metadata={"encoding": b"json/plain"}, data=b'"' + b"said again and again " * WORTH_DEFLATING + b'"')


def deflating(of: CaseKeys) -> CaseCodec:
    context = WorkflowSerializationContext(namespace="default", workflow_id="TW-1")
    return CaseCodec(of, PlainPayloads.READ, deflates=True).with_context(context)


async def test_what_a_worker_says_at_length_is_deflated_and_read_by_all() -> None:
    long, short = await deflating(keys(None)).encode([LONG, PLAIN])
    assert len(long.data) < len(LONG.data) / 10
    assert (long.metadata["zip"], "zip" in short.metadata) == (b"DEF", False)
    assert await codec().decode([long, short]) == [LONG, PLAIN]
    (as_it_is,) = await codec().encode([LONG])
    assert "zip" not in as_it_is.metadata


async def test_what_is_no_deflated_payload_of_ours_is_untrusted() -> None:
    (long,), (plain,) = await deflating(keys(None)).encode([LONG]), await codec().encode([PLAIN])
    plain.metadata["zip"] = b"DEF"
    assert await unread(plain)
    del long.metadata["zip"]
    assert await unread(long)


async def test_nothing_is_sealed_for_nobody() -> None:
    with pytest.raises(ValueError, match="for a case"):
        await CaseCodec(keys(None), PlainPayloads.READ).encode([PLAIN])
