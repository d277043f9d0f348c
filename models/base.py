"""The two base models every value of the system derives from."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, ClassVar, ParamSpec, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict

DEFERRED = ConfigDict(defer_build=True)
"""What validates values of a type is made when it is first used: most commands need few of the types they load."""


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused; working amounts (`timedelta`) are seconds in JSON."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_timedelta="float", hide_input_in_errors=True, defer_build=True
    )


class Wire(BaseModel):
    """An immutable message or state read back from histories and records written by other versions.

    Unknown fields are ignored, so an older worker can read what a newer one wrote; new fields need defaults.
    Which fields were given and which defaulted is not remembered: that was a third of the memory of an open case.
    """

    in_clear: ClassVar[bool] = False
    """A value of this class holds codes only: it need not be sealed on its way through Temporal."""
    only_sealed: ClassVar[bool] = False
    """A value of this class is read only where it was sealed on its way through Temporal."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", ser_json_timedelta="float", hide_input_in_errors=True, defer_build=True
    )

    def model_post_init(self, context: Any, /) -> None:
        """Share one set of field names with all values of the class."""
        object.__setattr__(self, "__pydantic_fields_set__", _field_names(type(self)))

    def but(self, **changes: Any) -> Self:
        """A copy with some fields changed, without validation; cached properties are dropped."""
        kind = type(self)
        fields = vars(self) | changes
        for name in _cached_properties(kind):
            fields.pop(name, None)
        return _build(kind, fields, _field_names(kind))

    def with_more(self, **more: Any) -> Self:
        """A copy with changed fields that no cached property depends on: the cached values are kept."""
        kind = type(self)
        return _build(kind, vars(self) | more, _field_names(kind))


def build_all() -> None:
    """Make at once what validates values of all loaded classes, for programs that run long: else the first value of
    each class waits for it."""
    waiting: list[type[BaseModel]] = [Frozen, Wire]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__pydantic_complete__:
            kind.model_rebuild()


Given = ParamSpec("Given")
Value = TypeVar("Value", bound=Wire)


def unchecked(kind: Callable[Given, Value]) -> Callable[Given, Value]:
    """A constructor without validation, for the hot path: mypy checks the arguments, pydantic does not.

    Only for arguments that are values already: what comes from outside is validated. A `default_factory` is not called.
    """
    model = cast(type[Value], kind)
    defaults, names = {name: field.default for name, field in model.model_fields.items()}, _field_names(model)

    def make(*_: Given.args, **fields: Given.kwargs) -> Value:
        return _build(model, defaults | fields, names)

    return make


# Setters of pydantic's slots: `__dict__`, `__pydantic_fields_set__`, `__pydantic_extra__`, `__pydantic_private__`, in
# the order of pydantic 2.14 (tests/models/test_base.py fails when it changes). To decide and fold an approve takes
# 43 us with them, 73 us with `model_copy` and `model_construct`.
_put_fields, _put_names, _put_extra, _put_private = (vars(BaseModel)[slot].__set__ for slot in BaseModel.__slots__)


def _build(kind: type[Value], fields: dict[str, Any], names: set[str]) -> Value:
    """A value of a class with these fields, as pydantic would lay it out."""
    value = object.__new__(kind)
    _put_fields(value, fields)
    _put_names(value, names)
    _put_extra(value, None)
    _put_private(value, None)
    return value


@cache
def _field_names(kind: type[Wire]) -> set[str]:
    return set(kind.model_fields)


@cache
def _cached_properties(kind: type[Wire]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if isinstance(getattr(kind, name, None), cached_property))
