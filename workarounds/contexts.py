"""A data converter that is bound to a case by one assignment.

The SDK's own makes payload and failure converters anew for each context, three times for every payload, and then throws
them away. Ours know no contexts: only the codec does.
"""

from typing import Self

from temporalio.converter import DataConverter, SerializationContext, WithSerializationContext


class DirectContextConverter(DataConverter):
    """A data converter of which only the codec depends on the context."""

    def with_context(self, context: SerializationContext) -> Self:
        """The same converters with the codec of a context."""
        codec = self.payload_codec
        bound = codec.with_context(context) if isinstance(codec, WithSerializationContext) else codec
        if bound is codec:
            return self
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, payload_codec=bound)
        return other
