"""Values of a line that a shell completes are taken as they were typed: to convert them typer loads pydantic, which
takes as long as all the rest."""

from typing import Any

from typer.core import _TyperParameter

_convert = _TyperParameter.process_value


def take_values_as_typed() -> None:
    """From now on, where a line is completed; one that is run has its values converted as ever."""
    _TyperParameter.process_value = _as_typed  # type: ignore[method-assign]


def _as_typed(self: _TyperParameter, ctx: Any, value: Any) -> Any:
    return value if ctx.resilient_parsing else _convert(self, ctx, value)
