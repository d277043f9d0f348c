"""The commands of the audit: verify the records, alone or against checkpoints; prove an event; views; the log."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.onlooker.looking import Intent
from commands.common.record_list import OrderedBy, RecordList
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import As, AsJson, Reference, Why, command, group
from commands.common.typed.list_command import list_command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import NoSuchCase, WrongUsage
from models.codes import EventOrder, Verb

if TYPE_CHECKING:
    from activities.records.log_audit import LogReport
    from models.log.note import Verifier

app = group("audit")

Key = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="KEY", help="A public key of the log; else those configured.", show_default=False),
]


@command(
    app,
    ADMIN,
    "tawasul audit verify",
    "tawasul audit verify TW-7K3M-9QXD-2VHA-K --json",
    "tawasul audit verify --against /media/auditor/checkpoints.txt --key tawasul.local/log+1b2c3d4e+AX…",
    "tawasul audit verify --trust /media/auditor/trust.txt",
)
def verify(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REFERENCE]", help="One case; nothing: all of them.", show_default=False)
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="Checkpoints that another owner kept.", show_default=False),
    ] = None,
    key: Key = None,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", metavar="FILE", help="Whom to trust, by your own copy.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Check chain, projection, request and signatures of one case or of all, and decide every event again.

    The first flaw of each case is named. Where the keys are not here, and of cases that were erased, the chain alone is
    checked, which needs none. Grants, triggers and functions of the records are compared with those that the migrations
    made.

    With checkpoints that were kept elsewhere it is checked too that everything is on record that was logged, as it was;
    with a copy of `tawasul audit trust`, that nobody else is trusted by now.
    """
    import settings
    from activities.faults.audit import flaws_of_faults
    from activities.keys.case_keys import case_keys_of
    from activities.keys.parts import PartSealer
    from activities.records import audit, protection
    from activities.records.log_audit import verify_against
    from activities.trust import facts
    from commands.admin.audit_words import show_deviations, show_verdict
    from commands.common.context import records
    from commands.common.typed.which_case import which_case

    case = which_case(reference) if reference else None
    notes, known = _notes(against) if against else None, _lines(trust) if trust else None
    config = settings.load()
    sealer = PartSealer(case_keys_of(config)) if config.has_wrapping_keys else None
    with records() as connection, WaitLine(_("checking")):
        report = audit.verify(connection, case, config.index_key, config.namespace, sealer)
        if case is None:
            report.flaws.extend(flaws_of_faults(connection, sealer, config.namespace))
        of_log = verify_against(connection, notes, _verifiers(key)) if notes is not None else None
        changed = protection.differences(connection)
        others = facts.differences(connection, known) if known is not None else ()
    if case and not report.cases:
        raise NoSuchCase(case)
    whole = report.whole and (of_log is None or of_log.whole) and not (changed or others)
    if as_json:
        beside = {"protection": [asdict(each) for each in changed], "trust": [asdict(each) for each in others]}
        terminal.as_json({**asdict(report), "log": _log_as_json(of_log), **beside, "whole": whole})
    else:
        show_deviations(changed, _("in PostgreSQL"))
        show_deviations(others, _("among the trusted"))
        show_verdict(report, of_log, whole=whole)
    return ExitCode.DONE if whole else ExitCode.REFUSED


@command(app, ADMIN, "tawasul audit prove TW-7K3M-9QXD-2VHA-K > opening.tlog-proof")
def prove(
    reference: Reference,
    event: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="Which event of the case.")] = 1,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Print a proof that an event stands in the transparency log: a C2SP tlog-proof, checked without the records.

    Its extra data are the bytes of the event; the entry is their hash in the chain of the case. To make one is a look
    at the case.
    """
    from activities.reports.cases import row_of
    from checkpoints.proofs import proof_of
    from commands.common.context import records
    from commands.common.onlooker.looking import Intent, look_at, looking, onlooker
    from commands.common.typed.which_case import which_case

    case, who = which_case(reference), onlooker(Intent(staff, why))
    with records() as connection, looking(connection, who, case):
        look_at(connection, who, row_of(connection, case))
        proof = str(proof_of(connection, case, event))
    if as_json:
        terminal.as_json({"reference": case, "event": event, "proof": proof})
    else:
        _print(proof)


@command(app, ADMIN, "tawasul audit receipt my-request.receipt --key passports.example/tawasul+1b2c3d4e+AX…")
def receipt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `tawasul receipt` printed, as text or JSON.")],
    key: Key = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Check a receipt with the public key of the log alone: no server is asked, and no records are read."""
    from commands.admin.receipt_page import show_receipt, written_receipt
    from models.log.receipt import BadReceipt, read_receipt

    text, verifiers = written_receipt(_text(file)), _verifiers(key)
    try:
        return show_receipt(read_receipt(text, verifiers), as_json=as_json)
    except BadReceipt as error:
        return show_receipt(error.flaw, as_json=as_json)


@list_command(
    app,
    ADMIN,
    "tawasul audit views --by o.salem --since 2026-01-01 --as a.aisha",
    "tawasul audit views --of TW-7K3M-9QXD-2VHA-K --json",
    'tawasul audit views --verb export --since -30d --limit 0 --csv --why "the yearly audit" > views.csv',
    name="views",
)
def views(
    form: ListForm,
    intent: Intent,
    by: Annotated[
        str | None, typer.Option(metavar="STAFF", help="Only of this person, or in their place.", show_default=False)
    ] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="REFERENCE", help="Only of this case.", show_default=False)
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="INSTANT", help="Then or later.", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="INSTANT", help="Then or before.", show_default=False)] = None,
    verb: Annotated[Verb | None, typer.Option(help="Only of this kind.", show_default=False)] = None,
    sort: OrderedBy = EventOrder.NEWEST,
) -> None:
    """Who looked at what, why and when.

    Every look at a case, every list, every search for a person and every list taken away is here, and what break-glass
    opened. This look too, from now on.
    """
    from activities import views as on_record
    from commands.admin.view_list import show_views
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.common.typed.instants import between
    from commands.common.typed.which_case import which_case

    case = which_case(of) if of else None
    time = between(since, until, terminal.local_zone())
    wanted = on_record.ViewsWanted(by, case, time.since, time.until, verb)
    who = onlooker(intent)
    who.scope(Verb.AUDIT)
    form.scope(who)
    with records() as connection, connection.transaction():
        total = on_record.how_many(connection, wanted)
        found = on_record.views(connection, wanted, on_record.PartOfViews(form.most, form.offset, sort))
        about = {"by": by, "of": case, "done": verb} | {
            name: at.isoformat() for name in ("since", "until") if (at := getattr(wanted, name))
        }
        look_through(connection, who, Verb.AUDIT, len({each.reference for each in found} - {None}), **about)
    RecordList("views", on_record.ViewEntry, "view").show(form, found, total, show_views)


@command(app, ADMIN, "tawasul audit trust > /media/auditor/trust.txt")
def trust(as_json: AsJson = False) -> None:
    """Print whom the records trust, for `audit verify --trust`: keys, subjects, and the staff with role and teams."""
    from activities.trust import facts
    from commands.common.context import records

    with records() as connection:
        found = sorted(facts.facts(connection))
    if as_json:
        terminal.as_json(found)
    else:
        _print("\n".join(found))


@command(app, ADMIN, "tawasul audit key")
def key(as_json: AsJson = False) -> None:
    """Print the public key by which checkpoints and proofs are checked: give it to auditors and beneficiaries."""
    import settings
    from checkpoints.configured import verifiers_of

    verifiers = verifiers_of(settings.load())
    if not verifiers:
        raise WrongUsage(_("no checkpoints are signed here: set TAWASUL_CHECKPOINT_KEY (see `tawasul audit new-key`)"))
    if as_json:
        terminal.as_json({"keys": [str(each) for each in verifiers]})
    else:
        _print("\n".join(map(str, verifiers)))


@command(app, ADMIN, "tawasul audit new-key passports.example/tawasul")
def new_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the log, like a web address.")],
    as_json: AsJson = False,
) -> None:
    """Make a key that signs checkpoints: its secret for TAWASUL_CHECKPOINT_KEY, its public key for auditors."""
    from models.log.note import BadKey, Signer

    try:
        signer = Signer.made(name)
    except BadKey as error:
        raise WrongUsage(f"«{name}»: {error}") from error
    if as_json:
        terminal.as_json({"secret": str(signer), "public": str(signer.verifier)})
    else:
        _print(f"{signer}\n{signer.verifier}")


@command(app, ADMIN, 'tawasul audit new-log --why "restored from the copy of 1 March" --as m.reem')
def new_log(
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why the log before is not gone on with.")],
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Begin another transparency log with everything on record, after an older copy of the records was restored.

    Checkpoints of the log before stay true of the records they were made from. Needs the owner's role.
    """
    import settings
    from activities.records import log
    from activities.records.database import connect
    from commands.common.context import proven

    actor = proven(staff).actor
    with connect(settings.load().migration_url) as connection:
        number = log.begin(connection, why, actor.id, datetime.now(UTC))
    if as_json:
        terminal.as_json({"log": number})
        return
    terminal.line(
        terminal.good(_("begun")), _(": log {number}; its first checkpoint is signed within a minute", number=number)
    )


def _print(text: str) -> None:
    for each in text.splitlines():
        terminal.line(each)


def _verifiers(given: list[str] | None) -> "tuple[Verifier, ...]":
    import settings
    from checkpoints.configured import verifier, verifiers_of

    found = tuple(verifier(text, "--key") for text in given) if given else verifiers_of(settings.load())
    if not found:
        raise WrongUsage(_("say by which key the checkpoints are checked: --key KEY"))
    return found


def _notes(file: Path) -> list[str]:
    from models.log.checkpoint import notes_in

    return notes_in(_text(file))


def _lines(file: Path) -> set[str]:
    return {line for line in _text(file).splitlines() if line.strip()}


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeError) as error:
        raise WrongUsage(_("{file} cannot be read: {name}", file=file, name=type(error).__name__)) from error


def _log_as_json(report: "LogReport | None") -> dict[str, object] | None:
    if report is None:
        return None
    return {
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "signed": report.newest.size if report.newest else 0,
        "flaws": [asdict(each) for each in report.flaws],
        "log_flaws": [{"what": what, "about": about} for what, about in report.log_flaws],
    }
