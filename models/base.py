"""The two base models every value of the system derives from."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused; working amounts (`timedelta`) are seconds in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="float", hide_input_in_errors=True)


class Wire(BaseModel):
    """An immutable message or state read back from histories and records written by other versions.

    Unknown fields are ignored, so an older worker can read what a newer one wrote; new fields need defaults.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="float", hide_input_in_errors=True)
