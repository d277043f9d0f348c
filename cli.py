"""Entry point of `tawasul`: it builds the command tree, and reports any error in one line and an exit code.

The module of a command is imported when it is called (`commands.common.process.command_table`), and heavy libraries
inside commands only, so that each is there at once.
"""

import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from commands.common import terminal
from commands.common.process.connections import end_connections
from commands.common.process.garbage import look_seldom
from commands.common.typed.declare import Sections, command
from commands.common.words.advice import ExitCode, as_data, exit_code, sentence
from commands.common.words.labels import SESSION
from commands.common.words.language import N_, OPTION, Language, _, in_one_line, language, translated, use_wanted
from errors import TawasulError, WrongUsage
from workarounds.process_exit import end_process
from workarounds.typer_values import convert_where_needed

GUIDE = N_("""Requests to the directorate, from intake to final closing.

Name yourself once with TAWASUL_STAFF, then: inbox, show, claim, and approve, reject or ask. Who looked at what
stays on record.
`tawasul help COMMAND` has examples, and says what a command takes.

Exit codes: 0 done, 2 wrong usage, 3 refused by a rule, 4 no such case, 5 a server is not reachable, 6 not allowed,
7 queued.""")

convert_where_needed()

app = typer.Typer(
    cls=Sections,
    help=GUIDE,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from commands.common.process.version import version_line

        terminal.line(version_line())
        raise typer.Exit


@app.callback(help=GUIDE)
def tawasul(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version, and end.", is_eager=True, callback=_print_version)
    ] = False,
    lang: Annotated[
        Language | None,
        typer.Option(
            "--lang",
            help="The language of what is printed; without it that of TAWASUL_LANG, else of the locale.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Every command line begins here."""


@command(app, SESSION, "tawasul help claim", "tawasul help staff add", name="help")
def show_help(
    names: Annotated[list[str] | None, typer.Argument(metavar="[COMMAND]...", help="Nothing: all of them.")] = None,
) -> int:
    """What a command does and takes, with examples: the same as `--help` behind it."""
    return _run([*(names or ()), OPTION, language(), "--help"])


_NUMBER = re.compile(r"(?:--[a-z-]+=)?[\s-]*[12١٢](?:[\s-]?\d){9}[\s-]*")
"""What looks like a national or residence number, alone or as the value of an option."""
_HOUR = re.compile(r"(?:--[a-z-]+=)?\d{4}-\d\d-\d\d[ T]\d\d")
"""An hour of a day, which has as many digits."""


_COMPLETING = "_TAWASUL_COMPLETE"
"""The variable by which a shell asks what a line may become."""


def main() -> NoReturn:
    """The installed command."""
    look_seldom()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it looks for them in all that is installed
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    end_process(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; every error is one line on stderr."""
    try:
        return _run(arguments)
    except (BrokenPipeError, SystemExit):  # the reader closed the pipe; typer reports it by the latter
        return ExitCode.DONE
    finally:
        end_connections()


def _run(arguments: Sequence[str]) -> int:
    try:
        use_wanted(arguments, os.environ)
        if _COMPLETING in os.environ:
            from workarounds.completing import complete_as_typed

            complete_as_typed()
        _check_text(arguments)
        return int(app(args=arguments, prog_name="tawasul", standalone_mode=False) or ExitCode.DONE)
    except TawasulError as error:
        return explain(error, as_json="--json" in arguments)
    except typer.TyperException as problem:
        return usage(problem, as_json="--json" in arguments)
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("TAWASUL_DEBUG"):
            raise
        terminal.line(
            _("tawasul: unexpected {error}; TAWASUL_DEBUG=1 shows where", error=type(error).__name__), to=sys.stderr
        )
        return ExitCode.UNEXPECTED


def _check_text(arguments: Sequence[str]) -> None:
    """Raises WrongUsage for bytes that are no text, which nothing could hold, and for an identity number."""
    for option, argument in zip(("", *arguments), arguments, strict=False):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise WrongUsage(_("«{argument}» is not UTF-8", argument=argument)) from None
        if option != "--command-id" and _NUMBER.fullmatch(argument) and not _HOUR.fullmatch(argument):
            raise WrongUsage(
                _("an identity number never stands on the command line, where others could read it"),
                _("search with `tawasul cases --person -`, which asks for it"),
            )


def explain(error: TawasulError, *, as_json: bool) -> int:
    """Report an error on stderr, and with --json also as data on stdout; gives the exit code."""
    if as_json:
        terminal.as_json({"error": as_data(error)})
    terminal.line("tawasul: ", terminal.bad(error.code), f": {sentence(error)}", to=sys.stderr)
    return exit_code(error)


def usage(error: typer.TyperException, *, as_json: bool) -> int:
    """Report what is wrong with the command line and where help is; without any arguments, print the help itself."""
    from commands.common.typed.wrong_usage import complaint, meant_by

    context = getattr(error, "ctx", None)
    path = context.command_path if context else "tawasul"
    if type(error).__name__ == "NoArgsIsHelpError":
        terminal.page(error.format_message())
        return ExitCode.WRONG_USAGE
    see = _("see `{path} --help`", path=path)
    return explain(WrongUsage(translated(complaint(error)), in_one_line((*meant_by(error), see))), as_json=as_json)


if __name__ == "__main__":
    main()
