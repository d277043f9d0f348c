"""Payloads and failures: JSON by pydantic; an unreadable value is None where any type is accepted.

What holds codes only is marked: it may stay in clear, so that a sender who seals nothing can read the answer. Words of
failures are moved to where they are sealed, but those of refusals, which repeat nothing that anybody wrote.
"""

from collections.abc import Sequence
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError

from models.base import Wire
from models.codes import RefusalCode
from workflows.names import IN_CLEAR, UNSEALED, UNTRUSTED

_PLAIN = (b"json/plain", b"binary/null")
_REFUSALS = frozenset(RefusalCode)
_MOVED = "Encoded failure"


class InClear(dict[str, Any]):
    """An object that nobody sealed."""


class NotSealed(ValueError):
    """A payload came in clear where only a sealed one is read."""


class Untrusted(KeyError):
    """A payload of a type that is asked for cannot be read: it is not sealed with a key of ours, or is somebody's."""


class TolerantPayloadConverter(PydanticPayloadConverter):
    """A converter for which, where no type is asked for, a value it cannot decode is None, not an error.

    The SDK drops a signal it cannot decode without a trace, and can never run a workflow whose input it cannot decode.
    With None the case refuses both, where staff see it. Values of a type that is asked for are decoded strictly.
    """

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:
        """One payload for each value."""
        payloads = super().to_payloads(values)
        for value, payload in zip(values, payloads, strict=True):
            if isinstance(value, Wire) and value.in_clear:
                payload.metadata[IN_CLEAR] = b"codes"
        return payloads

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        """One value for each payload."""
        if type_hints:
            _refuse_unsealed(payloads, type_hints)
            return super().from_payloads(payloads, type_hints)
        return [self._value_or_none(payload) for payload in payloads]

    def _value_or_none(self, payload: Payload) -> Any:
        if payload.metadata.get("encoding") not in _PLAIN:
            return None
        try:
            value = super().from_payloads([payload])[0]
        except Exception:
            return None
        return InClear(value) if UNSEALED in payload.metadata and isinstance(value, dict) else value


def _refuse_unsealed(payloads: Sequence[Payload], type_hints: Sequence[type]) -> None:
    for payload, wanted in zip(payloads, type_hints, strict=False):
        if payload.metadata.get("encoding") == UNTRUSTED and wanted is not RawValue:
            raise Untrusted("a payload is none of ours")
        sealed_alone = isinstance(wanted, type) and issubclass(wanted, Wire) and wanted.only_sealed
        if sealed_alone and UNSEALED in payload.metadata:
            raise NotSealed(f"{wanted.__name__} came in clear")


class SealedFailureConverter(DefaultFailureConverter):
    """Failures whose message and stack trace are sealed, but for the sentences of refusals and their fields."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Convert an exception, and those that caused it."""
        super().to_failure(exception, payload_converter, failure)
        if isinstance(exception, ApplicationError) and exception.type in _REFUSALS:
            _mark(failure)
        elif failure.message != _MOVED:
            _move_words(failure, payload_converter)


def _mark(failure: Failure) -> None:
    for payload in failure.application_failure_info.details.payloads:
        payload.metadata[IN_CLEAR] = b"codes"


def _move_words(failure: Failure, payload_converter: PayloadConverter) -> None:
    """Move message and stack trace of a failure to the attributes that are sealed."""
    words = {"message": failure.message, "stack_trace": failure.stack_trace}
    failure.encoded_attributes.CopyFrom(payload_converter.to_payloads([words])[0])
    failure.message, failure.stack_trace = _MOVED, ""
