"""Payload converter: JSON by pydantic; an unreadable value is None where any type is accepted."""

from collections.abc import Sequence
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter

_PLAIN = (b"json/plain", b"binary/null")


class TolerantPayloadConverter(PydanticPayloadConverter):
    """A converter for which, where no type is asked for, a value it cannot decode is None, not an error.

    The SDK drops a signal it cannot decode without a trace, and can never run a workflow whose input it cannot decode.
    With None the case refuses both, where staff see it. Values of a type that is asked for are decoded strictly.
    """

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        """One value for each payload."""
        if type_hints:
            return super().from_payloads(payloads, type_hints)
        return [self._value_or_none(payload) for payload in payloads]

    def _value_or_none(self, payload: Payload) -> Any:
        if payload.metadata.get("encoding") not in _PLAIN:
            return None
        try:
            return super().from_payloads([payload])[0]
        except Exception:
            return None
