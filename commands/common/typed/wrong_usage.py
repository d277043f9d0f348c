"""What is wrong with options that were typed, from what typer says of it."""

import re
from collections.abc import Iterator

import typer

_CHOICE = re.compile(r"'(?P<given>[^']*)' is not one of (?P<known>('[^']*'(, )?)+)")
"""Typer's message about a value that an option does not take."""


def complaint(problem: typer.TyperException) -> str:
    """Typer's message, in English; where pydantic raised the error behind it, in our own wording."""
    if errors := getattr(problem.__cause__, "errors", None):
        from models.validation import reason_of

        problem.message = reason_of(errors()[0])
    return " ".join(problem.format_message().split()).rstrip(".")


def meant_by(problem: typer.TyperException) -> Iterator[str]:
    """What a value that an option does not take may have stood for."""
    from commands.common.typed.suggest import alike_codes, did_you_mean

    if found := _CHOICE.search(complaint(problem)):
        known = re.findall("'([^']*)'", found["known"])
        if alike_codes(found["given"], known):
            yield did_you_mean(found["given"], known)
