"""Declaring a list: what every list takes is added here, so that a command has its own options alone."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import typer

from commands.common.lists import AsCsv, Limit, ListForm, Offset
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import As, AsJson, Why, command, option

Listing = TypeVar("Listing", bound=Callable[..., Any])

USUAL = 100
"""How many lines a list has, where nobody says."""


def list_command(
    app: typer.Typer, section: str, *examples: str, name: str, usual: int = USUAL, limit: Any = Limit
) -> Callable[[Listing], Listing]:
    """Register a list: a function from `form`, how much of it is wanted, and its own options.

    With a parameter `intent` it takes who looks, and why. `limit` is its option where that means something else.
    """

    def register(listing: Listing) -> Listing:
        own = dict(inspect.signature(listing).parameters)
        looks = own.pop("intent", None) is not None
        own.pop("form")

        def run(**options: Any) -> Any:
            how = {each: options.pop(each) for each in ("limit", "offset", "as_csv", "as_json")}
            if looks:
                options["intent"] = Intent(options.pop("staff"), options.pop("why"))
            return listing(form=ListForm(**how), **options)

        taken = [
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own.values()),
            option("limit", limit, usual),
            option("offset", Offset, 0),
            option("as_csv", AsCsv, False),
            *([option("why", Why, None), option("staff", As, None)] if looks else []),
            option("as_json", AsJson, False),
        ]
        run.__doc__ = listing.__doc__
        run.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
        run.__annotations__ = {}
        command(app, section, *examples, name=name)(run)
        return listing

    return register
