"""Sealed parts of the records: the same bytes for the same text in its place, and nothing anywhere else."""

import json
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.keys.parts import PartSealer
from activities.records.sealed import codes_of_request
from chaos.history.opener import Opener
from models.case.events import CODES_ONLY, Body
from models.keys.parts import MARK, PartKind, Place, open_part, read_part, seal_part
from models.keys.sealing import CaseKey, SealFlaw
from tests.keys.test_case_keys import OLD, keys
from tests.support.database import request

KEY, OTHER = CaseKey("one", b"1" * 32), CaseKey("one", b"2" * 32)
HERE = Place("TW-1", PartKind.EVENT, "3")


@given(st.binary(max_size=300))
def test_a_text_is_the_same_bytes_each_time_and_reads_back(text: bytes) -> None:
    sealed = seal_part(KEY, HERE, text)
    assert sealed == seal_part(KEY, HERE, text) and sealed.startswith(MARK)
    part = read_part(sealed)
    assert part and part.place == HERE and open_part(KEY, part) == text
    assert open_part(OTHER, part) is SealFlaw.NOT_AUTHENTIC


@given(st.binary(min_size=8, max_size=300), st.binary(min_size=8, max_size=300))
def test_another_text_another_place_and_another_key_have_another_nonce(one: bytes, two: bytes) -> None:
    places = (HERE, Place("TW-1", PartKind.EVENT, "4"), Place("TW-2", PartKind.EVENT, "3"))
    texts = {(place, text) for place in places for text in (one, two)}
    nonces = {nonce_of(seal_part(key, *each)) for key in (KEY, OTHER) for each in texts}
    assert len(nonces) == 2 * len(texts)


def nonce_of(sealed: bytes) -> bytes:
    part = read_part(sealed)
    assert part is not None
    return part.sealed[:12]


@given(st.data())
def test_a_part_that_was_changed_anywhere_is_not_read_as_ours(data: st.DataObject) -> None:
    sealed = bytearray(seal_part(KEY, HERE, "سر".encode()))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    part = read_part(bytes(sealed))
    assert part is None or part.key_id != KEY.id or open_part(KEY, part) is SealFlaw.NOT_AUTHENTIC


@pytest.mark.parametrize(
    "value", [b"", b"{}", MARK, MARK + b"\0", MARK + b"\0\x05a|b|c", MARK + b"\xff\xff" + b"x" * 9]
)
def test_what_is_no_part_is_none(value: bytes) -> None:
    assert read_part(value) is None


def test_the_judge_opens_by_the_format_alone_what_the_product_sealed() -> None:
    ours = keys(None)
    sealed = PartSealer(ours).sealed(HERE, "سر".encode())
    kept = ours.to_seal("TW-1").kept
    row = {"reference": "TW-1", "key_id": kept.id, "wrapped_by": kept.by, "wrapped": kept.wrapped}
    judge = Opener(OLD, [row])
    assert judge.opened(sealed, "TW-1", "event", "3") == "سر".encode()
    assert judge.opened(sealed, "TW-1", "event", "4") == sealed


TEXTS_THAT_ARE_CODES = {
    "fingerprint", "sent_fingerprint", "channel", "applicant_type", "language", "service", "policy",
    "rung", "key", "digest", "error", "why", "change", "appeal", "second", "team", "documents", "provided",
    "version", "version_before", "skills", "step", "fault",
}  # fmt: skip
"""Fields of text in events that are kept in clear: codes, references, digests, and what an administrator announces to
everybody."""


def test_an_event_that_is_kept_in_clear_has_no_field_that_people_write_in() -> None:
    kinds = {kind.model_fields["type"].default: kind for kind in get_args(get_args(Body)[0])}
    texts = {
        (name, field)
        for name in CODES_ONLY
        for field, info in kinds[name].model_fields.items()
        if is_text(info.annotation)
    }
    assert {field for _, field in texts} <= TEXTS_THAT_ARE_CODES, texts
    written = {"assessed", "proposed", "sent_back", "resolved", "asked", "replied", "noted", "reopened", "rated"}
    assert not written & CODES_ONLY


def is_text(kind: Any) -> bool:
    """Whether a field may hold any text."""
    if get_origin(kind) in (Union, UnionType, tuple, Annotated):
        return any(map(is_text, get_args(kind)))
    return kind is str


def test_of_a_request_queries_see_codes_only() -> None:
    wife = {"relation": "زوجة", "name_ar": "هند التجريبية", "id_type": "iqama", "id_number": "2990000016"}
    told = codes_of_request(request(on_behalf_of=wife))
    assert told == {"service": request().service, "on_behalf_of": {"id_type": "iqama"}}
    assert codes_of_request(request(on_behalf_of=wife | {"id_number": "2111111111"})).keys() == {"service"}
    assert "2990000016" not in json.dumps(told)
