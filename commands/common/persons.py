"""Asking for the number of a person, which never stands on the command line."""

import sys

import typer

from errors import WrongUsage


def refuse_number(name: str, given: str | None) -> None:
    """Raises WrongUsage for a person's number on the command line."""
    if given not in (None, "-"):
        raise WrongUsage(
            f"{name} takes no number, which others could read on the command line",
            f"give «-» for {name} and type it when asked, or send it by standard input",
        )


def asked_number() -> str:
    """A person's number, asked for without showing it, or from standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Number", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def person_hashes(number: str) -> dict[str, str]:
    """The person hash of a number for each kind of identity it can be, with the kind. Raises WrongUsage for none."""
    import settings
    from models.intake.identity import IdType, normalise_id
    from models.intake.person_hash import person_hash

    hashes = {}
    for kind in IdType:
        try:
            hashes[person_hash(settings.load().index_key, kind, normalise_id(kind, number))] = str(kind)
        except ValueError:
            continue
    if not hashes:
        raise WrongUsage("that is not an identity number of any kind")
    return hashes
