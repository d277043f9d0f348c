"""The commands letter and verify: the official letter on a decision, and whether a letter is genuine and in force."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Reference, Why, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import OUTCOME, WORK
from commands.common.words.language import N_, _, translated
from errors import NoLetter, WrongUsage
from models.codes import LetterFlaw, LetterStanding

if TYPE_CHECKING:
    from activities.official_letters.reading import LetterOfCase
    from models.official_letters.verifying import Verification

app = typer.Typer()

STANDING = {
    LetterStanding.IN_FORCE: N_("genuine, in force"),
    LetterStanding.UNDER_REVIEW: N_("genuine, in force; what it says is looked at again since {since}"),
    LetterStanding.SUPERSEDED: N_("genuine, superseded since {since}"),
    LetterStanding.UNKNOWN: N_("no letter has this code"),
}
NO_LETTER = {
    LetterFlaw.NOT_DECIDED: N_("{case} has no letter: nothing is decided yet"),
    LetterFlaw.NOT_NUMBERED: N_("{case} has no letter: its pack has none on such a decision"),
    LetterFlaw.ERASED: N_("{case} has no letter any more: it was erased"),
    LetterFlaw.NO_TYPESETTER: N_("the letter of {case} is not made: the worker that was asked cannot typeset"),
    LetterFlaw.NOT_TYPESET: N_("the letter of {case} is not made: its template cannot be typeset with what it says"),
}
"""Why there is no letter."""
TO_DO = {
    LetterFlaw.NOT_DECIDED: N_("`tawasul show` names the next step"),
    LetterFlaw.NOT_NUMBERED: N_("`tawasul show` has the official reply"),
    LetterFlaw.NO_TYPESETTER: N_("install the extra `letters` where workers run"),
    LetterFlaw.NOT_TYPESET: N_("the log of the worker says why; `tawasul policy check` tries the template"),
}


@command(
    app,
    WORK,
    "tawasul letter TW-7K3M-9QXD-2VHA-K --out letter.pdf --as o.salem",
    "tawasul letter TW-7K3M-9QXD-2VHA-K --number 1448/000017 --out letter.pdf --as o.salem",
)
def letter(
    reference: Reference,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write it there, as PDF; «-»: to standard output.", show_default=False
        ),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="An earlier one of its letters; nothing: the last.", show_default=False),
    ] = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """The official letter on the decision: its number and date, and the document.

    Whoever may see a request may have its letter, and that stays on record as a look. A worker makes the document when
    it is first asked for; from then on it is always the same file.
    """
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.which_case import which_case
    from commands.work.case.read import look_up

    case = which_case(reference)
    found = look_up(case, datetime.now(UTC), Intent(staff, why))
    letters = _letters(case)
    chosen = _chosen(case, letters, number)
    if out is not None:
        _write(out, chosen.document or b"")
    if as_json:
        terminal.as_json(_data(case, chosen, letters, out))
    elif str(out) != "-":
        _show(case, chosen, len(letters), out, found.timezone)


@command(app, WORK, "tawasul verify 5RKQ-CYXH-VBCQ-JRCR-D", "tawasul verify 5RKQ-CYXH-VBCQ-JRCR-D --file letter.pdf")
def verify(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The verification code on the letter.")],
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Compare this file with it, too.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Whether a letter is genuine and in force, or since when another decision took its place.

    It says what stands on the letter and nothing about a person; anybody may ask. 4: no letter has the code; 3: the
    file was changed.
    """
    from activities.official_letters.reading import letter_by_code
    from commands.common.context import records
    from models.official_letters.code import parse_code
    from models.official_letters.verifying import verified

    try:
        known = parse_code(code)
    except ValueError as error:
        raise WrongUsage(_("{code} {error}", code=code, error=translated(str(error)))) from None
    with records() as connection:
        found, later = letter_by_code(connection, known)
    told = verified(found, later, _content(file) if file else None)
    if as_json:
        terminal.as_json(verification_data(known, told))
    else:
        _show_verification(told, asked=file is not None)
    if told.standing is LetterStanding.UNKNOWN:
        return ExitCode.NO_SUCH_CASE
    return ExitCode.REFUSED if told.unchanged is False else ExitCode.DONE


def no_letter(reference: str, flaw: LetterFlaw) -> NoLetter:
    """The error that says why a case has no letter, and what to do about it."""
    to_do = TO_DO.get(flaw)
    return NoLetter(reference, flaw, _(NO_LETTER[flaw], case=reference), _(to_do) if to_do else "")


def verification_data(code: str, told: "Verification") -> dict[str, Any]:
    """A verification for programs and the page: nothing in it leads to a person."""
    data: dict[str, Any] = {"code": code, "standing": told.standing, "since": told.since, "unchanged": told.unchanged}
    if (found := told.letter) is None:
        return data
    about = {name: getattr(found, name) for name in ("pack", "number", "issued_at", "service", "outcome", "erased_at")}
    return data | about | {"sha256": found.sha256.hex() if found.sha256 else None, "signed_by": found.signed_by}


def _letters(reference: str) -> "tuple[LetterOfCase, ...]":
    """The letters of a case; that on its last decision is made if it is not. Raises NoLetter, Unreachable."""
    from activities.official_letters.reading import letters_of
    from commands.common.context import records

    with records() as connection:
        return letters_of(connection, reference)


def _chosen(reference: str, letters: "tuple[LetterOfCase, ...]", number: str | None) -> "LetterOfCase":
    """The letter that is meant, with its document. Raises NoLetter, WrongUsage, Unreachable."""
    from commands.common.process import event_loop

    fitting = [each for each in letters if number in (None, each.number)]
    if letters and not fitting:
        numbers = ", ".join(each.number for each in letters)
        raise WrongUsage(_("--number {number}: {case} has {numbers}", number=number, case=reference, numbers=numbers))
    if fitting and fitting[-1].made_at:
        return fitting[-1]
    seq = fitting[-1].seq if fitting else _last_decision(reference)
    if flaw := event_loop.run(_made(reference, seq)):
        raise no_letter(reference, flaw)
    return next(each for each in _letters(reference) if each.seq == seq)


def _last_decision(reference: str) -> int:
    """The event of the last decision of a case, which may have been recorded before there were letters."""
    from activities.official_letters.reading import last_decision
    from commands.common.context import records

    with records() as connection:
        seq = last_decision(connection, reference)
    if seq is None:
        raise no_letter(reference, LetterFlaw.NOT_DECIDED)
    return seq


async def _made(reference: str, seq: int) -> LetterFlaw | None:
    """Why a letter has no document, after a worker was asked for it."""
    from client import connect
    from client.letters import make_letter
    from workflows.official_letters.ports import MakeLetter

    made = await make_letter(await connect(), MakeLetter(reference=reference, seq=seq))
    return made.flaw


def _write(out: Path, document: bytes) -> None:
    if str(out) == "-":
        sys.stdout.buffer.write(document)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(document)
    except OSError as error:
        raise WrongUsage(_("--out {file}: {why}", file=out, why=error.strerror)) from error


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUsage(_("--file {file}: {why}", file=file, why=error.strerror)) from error


def _data(case: str, chosen: "LetterOfCase", letters: "tuple[LetterOfCase, ...]", out: Path | None) -> dict[str, Any]:
    return {
        "reference": case,
        "number": chosen.number,
        "issued_at": chosen.issued_at,
        "outcome": chosen.outcome,
        "code": chosen.code,
        "sha256": (chosen.sha256 or b"").hex(),
        "bytes": len(chosen.document or b""),
        "signed_by": chosen.signed_by,
        "file": str(out) if out else None,
        "numbers": sorted({each.number for each in letters} | {chosen.number}),
    }


def _show(case: str, chosen: "LetterOfCase", many: int, out: Path | None, timezone: str | None) -> None:
    from commands.common.words.titles import outcome_title, style_on_record

    style = style_on_record(case)
    day = terminal.moment(chosen.issued_at, terminal.local_zone(timezone))
    written = _("letter {number} of {day}", number=chosen.number, day=day)
    terminal.line(terminal.bold(case), terminal.GAP, written)
    terminal.properties(
        (
            ("outcome", outcome_title(chosen.outcome, style)),
            ("code", chosen.code),
            ("signed by", chosen.signed_by or _("nobody: the worker has no service key")),
            ("sha256", (chosen.sha256 or b"").hex()),
            ("earlier", _("{many}, by --number", many=many - 1) if many > 1 else None),
            ("written to", str(out) if out else None),
        )
    )


def _show_verification(told: "Verification", *, asked: bool) -> None:
    found, zone = told.letter, terminal.local_zone()
    since = terminal.moment(told.since, zone) if told.since else ""
    sentence = _(STANDING[told.standing], since=since)
    if found is None:
        terminal.line(terminal.bad(sentence))
        return
    sound = told.standing is LetterStanding.IN_FORCE
    terminal.line(terminal.good(sentence) if sound else terminal.warning(sentence))
    issued = terminal.moment(found.issued_at, zone)
    erased = terminal.moment(found.erased_at, zone) if found.erased_at else None
    terminal.properties(
        (
            ("letter", _("{number} of {pack}, {day}", number=found.number, pack=found.pack, day=issued)),
            ("service", found.service),
            ("outcome", OUTCOME[found.outcome].word),
            ("file", _compared(told.unchanged) if asked else None),
            ("sha256", found.sha256.hex() if found.sha256 else None),
            ("signed by", found.signed_by),
            ("erased", erased),
        )
    )


def _compared(unchanged: bool | None) -> terminal.Piece:
    """What was found when a file was compared with a letter."""
    if unchanged is None:
        return terminal.dim(_("the document of this letter was never asked for: there is nothing to compare with"))
    if unchanged:
        return terminal.good(_("it is the letter as it was made"))
    return terminal.bad(_("it is not the letter as it was made: do not rely on it"))
