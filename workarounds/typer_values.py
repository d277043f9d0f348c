"""Values of a command line are converted only where there is something to convert: to convert any, typer makes a
validator by pydantic for each parameter, given or not, which takes as long as all the rest of a short command."""

from typing import Any

from typer._coercion import RuntimeParam
from typer.core import _TyperParameter

_converter, _process = _TyperParameter.get_runtime_param, _TyperParameter.process_value


def convert_where_needed() -> None:
    """From now on a value that is what its parameter declares already, or none, is taken as it is."""
    _TyperParameter.get_runtime_param = _where_needed  # type: ignore[method-assign]


def take_values_as_typed() -> None:
    """From now on no value of a line that a shell completes is converted; one that is run has its values as ever."""
    _TyperParameter.process_value = _as_typed  # type: ignore[method-assign]


def _where_needed(self: _TyperParameter) -> RuntimeParam:
    declared = self.type_descriptor
    return _WhereNeeded(declared.parameter_info, declared.annotation)


class _WhereNeeded(RuntimeParam):
    """Converts the values of one parameter."""

    def coerce(self, value: Any, param: _TyperParameter, ctx: Any) -> Any:
        """The value as the command takes it. Raises BadParameter, as typer does."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return super().coerce(value, param, ctx)

    def _coerce_value(self, value: Any, param: _TyperParameter, ctx: Any) -> Any:
        if self.parameter_info.parser is None:
            if type(value) is self.annotation:
                return value
            if self.annotation == list[str] and all(type(each) is str for each in value):
                return list(value)
        return _converter(param).coerce(value, param=param, ctx=ctx)


def _as_typed(self: _TyperParameter, ctx: Any, value: Any) -> Any:
    return value if ctx.resilient_parsing else _process(self, ctx, value)
