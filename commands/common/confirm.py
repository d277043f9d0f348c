"""Asking before something is done that cannot be taken back."""

import sys

import typer

from commands.common.language import _
from errors import WrongUsage


def confirmed(what: str, *, yes: bool, always: bool = False) -> None:
    """Go on if `--yes` was given, or a person at the terminal agrees; a program is asked only where `always`.

    Raises typer.Abort when the person does not agree, WrongUsage where nobody can be asked and `--yes` is missing.
    """
    if yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        typer.confirm(_("{what}. Go on?", what=what), abort=True, err=True)
    elif always:
        raise WrongUsage(_("{what}: nobody can be asked here", what=what), _("say --yes, or look with --dry-run first"))
