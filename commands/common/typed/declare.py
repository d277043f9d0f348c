"""Declaring a command: its section and examples in `--help`, and the options that are the same everywhere."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any, BinaryIO, TypeVar

import typer
from typer.main import get_group

from commands.common.onlooker.acting_as import note_staff
from commands.common.process.command_table import CommandTable
from commands.common.process.help_page import CommandGroup, TypedCommand
from commands.common.typed.texts import text_option
from commands.common.words.labels import ADMIN, GROUPS, SECTIONS
from commands.common.words.language import _
from commands.completion.offers import of_cases, of_staff, of_table
from errors import WrongUsage
from models.codes import STAFF_ROLES

StaffRole = StrEnum("StaffRole", {role.name: role.value for role in STAFF_ROLES})  # type: ignore[misc]
"""The roles of staff, as an option takes them."""

Function = TypeVar("Function", bound=Callable[..., Any])

Reference = Annotated[
    str,
    typer.Argument(
        metavar="REFERENCE",
        help="The case, as TW-XXXX-XXXX-XXXX-C, any case, with or without dashes; the beginning of a reference where"
        " only one begins so; the number of its row in the last list on this terminal; or the number of its source, as"
        " NUMBER or CHANNEL:NUMBER.",
        autocompletion=of_cases,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="STAFF",
        envvar="TAWASUL_STAFF",
        help="Your staff id: who acts.",
        show_default=False,
        autocompletion=of_staff,
        callback=note_staff,
    ),
]
Wide = Annotated[bool, typer.Option("--wide", help="Show every column in full, however long the lines are.")]
Watch = Annotated[bool, typer.Option("--watch", help="Show it anew every 15 seconds, until Ctrl-C. Each is a look.")]
Why = Annotated[
    str | None,
    text_option("--why", about="Why you look: it stays on record, so name nobody in it", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without being asked.")]
CommandId = Annotated[
    str | None,
    typer.Option(
        metavar="ID",
        help="A name of your own for this message, so that a script may send it again safely.",
        show_default=False,
    ),
]


class Sections(CommandGroup):
    """Lists the commands in sections by who uses them, and imports a module only when a command of it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = CommandTable(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command that is registered here, or a group from its module."""
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        return get_group(import_module(f"commands.admin.{cmd_name}").app)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands and groups, for completion and suggestions."""
        return [*self.commands, *GROUPS]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands of each section; the text of a group stands in a table, so its module is not imported."""
        rows: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
        rows[ADMIN] += ((name, _(about)) for name, about in GROUPS.items())
        for name, each in self.commands.items():
            rows[_section(each)].append((name, each.get_short_help_str(80)))
        for section, listed in rows.items():
            with formatter.section(_(section)):
                formatter.write_dl(listed)


def group(name: str) -> typer.Typer:
    """A group of commands, for the module of its name."""
    return typer.Typer(cls=CommandGroup, help=f"{GROUPS[name]}.", no_args_is_help=True, rich_markup_mode=None)


def _section(command: Any) -> str:
    return str(getattr(command, "rich_help_panel", ""))


def command(app: typer.Typer, section: str, *examples: str, name: str | None = None) -> Callable[[Function], Function]:
    """Register a function as a command under a section of `--help`, with examples at the end of its own help."""

    def register(function: Function) -> Function:
        app.command(
            name or function.__name__.replace("_", "-"),
            cls=TypedCommand,
            rich_help_panel=section,
            epilog=example_text(*examples),
        )(function)
        return function

    return register


def option(name: str, kind: Any, default: object) -> inspect.Parameter:
    """An option that every command of a sort has."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def example_text(*examples: str) -> str:
    """The examples at the end of a help page; \\b keeps the lines as they are."""
    return "\n".join(("\b", "Examples:", *(f"  {example}" for example in examples)))


OfPack = Annotated[
    str | None,
    typer.Option(
        "--pack",
        metavar="PACK",
        help="Only of this pack.",
        show_default=False,
        autocompletion=of_table("packs"),
    ),
]


def local(day: datetime) -> datetime:
    """The beginning of a date in local time."""
    from commands.common.terminal import local_zone

    return day.replace(tzinfo=local_zone())


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file opened for reading, or standard input for «-». Raises WrongUsage."""
    import sys
    from pathlib import Path

    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            source = stack.enter_context(Path(file).open("rb"))
        except OSError as error:
            raise WrongUsage(_("{file} cannot be read: {why}", file=file, why=error.strerror)) from error
        yield source
