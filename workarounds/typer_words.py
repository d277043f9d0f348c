"""Typer asks the system's catalogues for its own words (`Options`, `default: …`), which have no Arabic: ask ours.

It holds the function of gettext as a name of its module, so that name is given another function.
"""

from collections.abc import Callable

import typer.core


def speak_by(translate: Callable[[str], str]) -> None:
    """Let Typer say its words by this function."""
    vars(typer.core)["_"] = translate
