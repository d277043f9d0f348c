"""The two base models every value of the system derives from."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, ParamSpec, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused; working amounts (`timedelta`) are seconds in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="float", hide_input_in_errors=True)


class Wire(BaseModel):
    """An immutable message or state read back from histories and records written by other versions.

    Unknown fields are ignored, so an older worker can read what a newer one wrote; new fields need defaults.
    Which fields were given and which defaulted is not remembered: that was a third of the memory of an open case.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="float", hide_input_in_errors=True)

    def model_post_init(self, context: Any, /) -> None:
        """Share one set of field names with all values of the class."""
        object.__setattr__(self, "__pydantic_fields_set__", _fields_of(type(self)))

    def but(self, **changes: Any) -> Self:
        """The same value with some fields changed, unchecked; what was computed from the old ones is forgotten."""
        kind = type(self)
        fields = vars(self) | changes
        for name in _computed_by(kind):
            fields.pop(name, None)
        return _made(kind, fields, _fields_of(kind))

    def with_more(self, **more: Any) -> Self:
        """The same value with more in fields that nothing is computed from: what was computed stays."""
        kind = type(self)
        return _made(kind, vars(self) | more, _fields_of(kind))


Given = ParamSpec("Given")
Value = TypeVar("Value", bound=Wire)


def unchecked(kind: Callable[Given, Value]) -> Callable[Given, Value]:
    """The constructor of a class for the hot path: mypy checks what it is given, and pydantic does not do it again.

    For parts that are values already: what comes from outside is validated. A `default_factory` is not called.
    """
    made = cast(type[Value], kind)
    defaults, names = {name: field.default for name, field in made.model_fields.items()}, _fields_of(made)

    def make(*_: Given.args, **fields: Given.kwargs) -> Value:
        return _made(made, defaults | fields, names)

    return make


_put_fields, _put_names, _put_extra, _put_private = (vars(BaseModel)[slot].__set__ for slot in BaseModel.__slots__)


def _made(kind: type[Value], fields: dict[str, Any], names: set[str]) -> Value:
    """A value of a class with these fields, as pydantic would lay it out."""
    value = object.__new__(kind)
    _put_fields(value, fields)
    _put_names(value, names)
    _put_extra(value, None)
    _put_private(value, None)
    return value


@cache
def _fields_of(kind: type[Wire]) -> set[str]:
    return set(kind.model_fields)


@cache
def _computed_by(kind: type[Wire]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if isinstance(getattr(kind, name, None), cached_property))
