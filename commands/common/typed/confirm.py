"""Asking before something is done that cannot be taken back."""

import sys

import typer

from commands.common.words.language import _
from errors import WrongUsage


def confirmed(what: str, *, yes: bool, always: bool = False) -> None:
    """Go on if `--yes` was given, or a person at the terminal agrees; a program is asked only where `always`.

    Raises typer.Abort when the person does not agree, WrongUsage where nobody can be asked and `--yes` is missing.
    """
    if yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if not _agreed(_("{what}. Go on?", what=what)):
            raise typer.Abort
    elif always:
        raise WrongUsage(_("{what}: nobody can be asked here", what=what), _("say --yes, or look with --dry-run first"))


_YES, _NO = {"y", "yes", "نعم"}, {"n", "no", "لا", ""}


def _agreed(question: str) -> bool:
    """The answer of the person, in either language; asked again until it is one."""
    while True:
        given = typer.prompt(f"{question} [y/N]", default="", show_default=False, err=True).strip().casefold()
        if given in _YES | _NO:
            return given in _YES
