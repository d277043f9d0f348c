"""Asking for the number of a person, which never stands on the command line."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from commands.common.words.language import _
from errors import WrongUsage

if TYPE_CHECKING:
    from models.intake.form import IntakeForm
    from models.packs.pack import Pack


def refuse_number(name: str, given: str | None) -> None:
    """Raises WrongUsage for a person's number on the command line."""
    if given not in (None, "-"):
        raise WrongUsage(
            _("{name} takes no number, which others could read on the command line", name=name),
            _("give «-» for {name} and type it when asked, or send it by standard input", name=name),
        )


def asked_number() -> str:
    """A person's number, asked for without showing it, or from standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(_("Number"), hide_input=True, err=True))
    return sys.stdin.readline().strip()


def person_hashes(number: str, packs: "Mapping[str, Pack]", index_key: str | None = None) -> dict[str, str]:
    """The person hash of a number for each kind of identity it can be in a pack, with the kind. Raises WrongUsage."""
    import settings
    from models.intake.person_hash import person_hash

    hashes, key = dict[str, str](), settings.load().index_key if index_key is None else index_key
    for pack in packs.values():
        for kind, written in _spellings(number, pack.form):
            hashes[person_hash(key, kind, written)] = kind
    if not hashes:
        raise WrongUsage(_("that is not an identity number of any kind"))
    return hashes


def _spellings(number: str, form: "IntakeForm") -> "Iterator[tuple[str, str]]":
    """What somebody is known by in a pack that this can be, each in its one spelling."""
    from models.intake.addresses import normalise_email, normalise_mobile
    from models.intake.form import KnownBy
    from models.intake.identity import normalise_id

    for kind in form.id_kinds:
        with suppress(ValueError):
            yield kind, normalise_id(kind, number, form.id_kinds)
    if KnownBy.EMAIL in form.known_by:
        with suppress(ValueError):
            yield KnownBy.EMAIL.value, normalise_email(number).lower()
    if KnownBy.MOBILE in form.known_by:
        with suppress(ValueError):
            yield KnownBy.MOBILE.value, normalise_mobile(number, form.country)
