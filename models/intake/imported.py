"""How a request is handed in that another system had begun to work on: with the signed command that imports it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_REQUEST, _COMMAND = "request", "import"


class HandedIn(NamedTuple):
    """What a case is started with: a request, and of an import the command."""

    request: Any
    command: Any = None


def with_import(request: dict[str, Any], command: dict[str, Any]) -> dict[str, Any]:
    """The input of a case that is imported."""
    return {_REQUEST: request, _COMMAND: command}


def handed_in(given: Any) -> HandedIn:
    """The parts of what a case was started with; anything else than an import is a request, or none."""
    if isinstance(given, Mapping) and given.keys() == {_REQUEST, _COMMAND}:
        return HandedIn(given[_REQUEST], given[_COMMAND])
    return HandedIn(given)
