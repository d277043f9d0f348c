"""The command of a person's own data: export gives everything that is on record about one person."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Why, command, group
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import NotAllowed, WrongUsage
from models.codes import Verb

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.reports.person import Involvement
    from commands.common.onlooker.looking import Onlooker
    from commands.persons.file import PersonFile
    from models.packs.pack import Pack

app = group("person")

OWNER_ONLY = 0o600


@command(
    app,
    ADMIN,
    'tawasul person export - --html --to file.html --why "request of the person, 12 March" --as d.dana',
    'tawasul person export - --json --why "request of the person, 12 March" --as d.dana < number',
)
def export(
    number: Annotated[
        str, typer.Argument(metavar="-", help="The person: the number is asked for, or read from stdin.")
    ] = "-",
    id_type: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="The kind of number, where it is one of several people.", show_default=False),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Else the language of the person.", show_default=False)
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Make a page for a browser, which loads nothing.")] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write it to a new file that only you can read.", show_default=False),
    ] = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Everything on record about one person, for that person: readable, as a page, or as JSON.

    Each of their requests, as applicant and as person concerned: what was asked, what happened and was decided, what
    was sent, names of attachments, ratings, who looked at it, and for how long it is kept. Numbers and addresses of
    other people are masked. That it was exported stays on record.
    """
    from commands.common.typed.persons import refuse_number

    refuse_number(_("the person"), number)
    if as_html and as_json:
        raise WrongUsage(_("give --html or --json, one of them"))
    from commands.common.context import packs

    known = packs()
    _refuse_language(language, known)
    file = _file(_exporter(staff, why), id_type, known)
    text = _form(file, known, language or file.language, as_html=as_html, as_json=as_json)
    if to is None:
        terminal.block(text, indent="")
        return
    _write(text, to)
    if as_json:
        terminal.as_json({"file": to})
    else:
        terminal.line(_("written to {to}, which only you can read", to=to))


def _refuse_language(language: str | None, known: "Mapping[str, Pack]") -> None:
    """Raises WrongUsage for a language in which nothing here is written."""
    from models.language import LANGUAGES

    languages = dict.fromkeys((*LANGUAGES, *(each for pack in known.values() for each in pack.languages)))
    if language is not None and language not in languages:
        raise WrongUsage(
            _("--language {language}: give {languages}", language=language, languages=_(" or ").join(languages))
        )


def _exporter(staff: str | None, why: str | None) -> "Onlooker":
    """Who exports, if they may, and may see the cases of all teams. Raises NotAllowed, WrongUsage."""
    from commands.common.onlooker.looking import Intent, onlooker

    who = onlooker(Intent(staff, why))
    if not all(who.scope(verb).all_teams for verb in (Verb.EXPORT, Verb.SEARCH)):
        raise NotAllowed(_("a person's whole file has the requests of all teams"), _("ask a director or an auditor"))
    if not who.intent.why:
        raise WrongUsage(_("say why (it stays on record): --why TEXT"))
    return who


def _file(who: "Onlooker", id_type: str | None, known: "Mapping[str, Pack]") -> "PersonFile":
    """The file of the person whose number is asked for; first it is put on record that it was exported."""
    from activities.reports.person import involvements, person_case
    from commands.common.context import records
    from commands.common.typed.persons import asked_number, person_hashes
    from commands.persons.file import PersonFile, SeenCase

    hashes = {key: kind for key, kind in person_hashes(asked_number(), known).items() if id_type in (None, kind)}
    with records() as connection, connection.transaction():
        found = involvements(connection, hashes)
        kinds = tuple(sorted({hashes[key] for each in found for key in each.hashes}))
        if len(kinds) > 1:
            raise WrongUsage(
                _("this number is known as {kinds}", kinds=_(" and as ").join(kinds)),
                _("say which person: --id-type KIND"),
            )
        _leave_views(connection, who, found, list(hashes))
        cases = tuple(SeenCase(person_case(connection, each), known) for each in found)
    in_order = tuple(sorted(cases, key=lambda case: (case.row.opened_at, case.row.reference)))
    return PersonFile(datetime.now(UTC), who.actor, who.intent.why or "", kinds, in_order)


def _leave_views(connection: "Connection", who: "Onlooker", found: "list[Involvement]", hashes: list[str]) -> None:
    """Put on record that a file was exported, and each case in it."""
    from activities.views import Viewing, write
    from commands.common.onlooker.looking import look_through

    look_through(connection, who, Verb.EXPORT, len(found), persons=hashes, whole_file=True)
    place = who.scope(Verb.EXPORT).places[0]
    for each in found:
        view = Viewing(by=place, verb=Verb.EXPORT, reference=each.reference, numbers=True, why=who.intent.why)
        write(connection, view)


def _form(file: "PersonFile", known: "Mapping[str, Pack]", language: str, *, as_html: bool, as_json: bool) -> str:
    """The file in the form that is wanted."""
    from commands.persons.document import document
    from commands.persons.file import file_data
    from commands.persons.html import html_page
    from commands.persons.text import safe_text
    from commands.persons.words import Wording

    if as_json:
        return terminal.json_text(file_data(file, known))
    shown = document(file, Wording(language, known))
    return html_page(shown) if as_html else safe_text(shown)


def _write(text: str, to: Path) -> None:
    """Write the file where nothing is yet, for its owner alone. Raises WrongUsage."""
    try:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise WrongUsage(_("{to} is there already: name another file", to=to)) from None
    except OSError as error:
        raise WrongUsage(_("{to} cannot be written: {strerror}", to=to, strerror=error.strerror)) from error
