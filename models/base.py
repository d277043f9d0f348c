"""The two base models every value of the system derives from."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused; working amounts (`timedelta`) are seconds in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="float", hide_input_in_errors=True)


class Wire(BaseModel):
    """An immutable message or state read back from histories and records written by other versions.

    Unknown fields are ignored, so an older worker can read what a newer one wrote; new fields need defaults.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="float", hide_input_in_errors=True)

    def but(self, **changes: Any) -> Self:
        """The same value with some fields changed, unchecked: `model_copy` for the hot path, at a third of its cost."""
        other = self.__class__.__new__(self.__class__)
        fields = vars(self) | changes
        object.__setattr__(other, "__dict__", fields)
        object.__setattr__(other, "__pydantic_fields_set__", self.__pydantic_fields_set__ | changes.keys())
        object.__setattr__(other, "__pydantic_extra__", None)
        object.__setattr__(other, "__pydantic_private__", None)
        return other
