"""The commands submit and triage: handing requests in, and the dry run of the first stage."""

from typing import Annotated

import typer

from commands.common.typed.declare import As, AsJson, command, opened
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN, INTAKE
from models.codes import Effect

app = typer.Typer()

RequestFile = Annotated[
    str, typer.Argument(metavar="FILE", help="One request, a JSON array, or JSON lines; - reads standard input.")
]


@command(
    app,
    INTAKE,
    "tawasul submit samples/requests.json",
    "cat new.jsonl | tawasul submit - --json > receipts.jsonl",
)
def submit(file: RequestFile, as_json: AsJson = False) -> ExitCode:
    """Hand in requests and get their receipts.

    The same request always gets the same reference and receipt, so sending a file again is safe. A bad item is
    refused by its number and the rest go on. With --json there is one object a line.
    """
    from commands.common.process import event_loop
    from commands.intake.submit import submit_all

    with opened(file) as source:
        return event_loop.run(submit_all(source, as_json=as_json))


@command(
    app,
    INTAKE,
    "tawasul triage samples/requests.json",
    "tawasul triage samples/requests.json --why-not return_completion",
    "tawasul triage samples/requests.json --json | jq '.[0]'",
)
def triage(
    file: RequestFile,
    why: Annotated[bool, typer.Option("--why", help="Show the inputs each rule saw.")] = False,
    why_not: Annotated[
        Effect | None,
        typer.Option(
            "--why-not", help="Name the smallest change of facts that would have led to it.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> ExitCode:
    """See what the automatic first stage would do.

    Nothing is started, and the records are not asked. Each request is looked at as of its submission; requests of the
    file that were submitted earlier count as cases on record.
    """
    from commands.intake.triage import show_triage

    with opened(file) as source:
        return show_triage(source, why=why, why_not=why_not, as_json=as_json)


@command(
    app,
    ADMIN,
    "tawasul import backlog.jsonl --dry-run --as d.dana",
    "tawasul import backlog.jsonl --rate 10 --as d.dana --json > imported.jsonl",
    name="import",
)
def import_backlog(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON lines, a case each; - reads standard input.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen to each line; send nothing.")
    ] = False,
    rate: Annotated[int, typer.Option(min=1, max=200, help="How many cases a second at most.")] = 20,
    staff: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Go on here with cases that another system had begun.

    Each line has the request as for `submit`, and where it stands: stage, team, holder, working time used. Nobody is
    told of what lies before. Sending a file again changes nothing.
    """
    from commands.common.process import event_loop
    from commands.intake.importing import import_all

    with opened(file) as source:
        return event_loop.run(import_all(source, staff, rate=rate, dry_run=dry_run, as_json=as_json))
