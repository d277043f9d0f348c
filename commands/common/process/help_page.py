"""Help pages in the language of who reads: what is declared in English is translated as it is shown."""

import inspect
import sys
from copy import copy
from typing import Any

from typer.core import TyperCommand, TyperGroup

from commands.common.terminal.direction import directed_lines
from commands.common.words.language import _, in_arabic
from workarounds.typer_words import speak_by

speak_by(_)
LANGUAGE_OPTION = "lang"
"""The name of the option of the program, which every command has too."""
OF_PARAMETERS = ("help", "show_default")
"""The texts of an option or argument."""


class _InReadersLanguage:
    """What a command and a group of commands have alike: `--lang`, and a page in the language of who reads."""

    language_option: Any = None

    def get_params(self, ctx: Any) -> list[Any]:
        """The options; `--lang` stands before `--help`."""
        typed: Any = super()
        return _with_language(self, typed.get_params(ctx), ctx)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How it is typed."""
        pieces = ctx.command.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage: "))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page."""
        translated: Any = super(_InReadersLanguage, _translated(self))
        translated.format_help(ctx, formatter)

    def get_help(self, ctx: Any) -> str:
        """The page as text."""
        typed: Any = super()
        return directed_lines(typed.get_help(ctx), sys.stdout)


class TypedCommand(_InReadersLanguage, TyperCommand):
    """A command with `--lang`, whose help speaks the language of who reads."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its line in a list of commands: the first sentence of its help, whole."""
        return _first_sentence(_translated(self).help)


class CommandGroup(_InReadersLanguage, TyperGroup):
    """The same of a group of commands."""


def _first_sentence(text: str | None) -> str:
    paragraph = " ".join(inspect.cleandoc(text or "").partition("\n\n")[0].split())
    first, stop, _rest = paragraph.partition(". ")
    return first + stop.strip()


def _with_language(command: Any, params: list[Any], ctx: Any) -> list[Any]:
    """The options of a command and `--lang` of the program, which `cli` has read before: here it only has its place."""
    if any(each.name == LANGUAGE_OPTION for each in params):
        return params
    if command.language_option is None:
        found = [copy(each) for each in ctx.find_root().command.params if each.name == LANGUAGE_OPTION]
        for each in found:
            each.expose_value = False
        command.language_option = next(iter(found), None)
    return [*params[:-1], *filter(None, [command.language_option]), *params[-1:]]


def _translated(command: Any) -> Any:
    """A copy that has help, examples and options in the language of who reads."""
    if not in_arabic():
        return command
    found = _in_words(command, "help", "epilog")
    found.params = [_in_words(each, *OF_PARAMETERS) for each in command.params]
    for name in ("_help_option", "language_option"):
        if option := getattr(command, name):
            setattr(found, name, _in_words(option, *OF_PARAMETERS))
    return found


def _in_words(thing: Any, *names: str) -> Any:
    found = copy(thing)
    for name in names:
        if isinstance(text := getattr(thing, name, None), str):
            setattr(found, name, _said(inspect.cleandoc(text)))
    return found


def _said(text: str) -> str:
    """A text by the catalogue; of examples only their head, for the rest is typed as it stands."""
    head, examples, rest = text.partition("Examples:")
    if head == "\b\n" and examples:
        return f"{head}{_('Examples:')}{rest}"
    said = _(text)
    return (
        f"{_(text[:-1])}." if said == text and text.endswith(".") else said
    )  # that of a group is its line in the list
