"""The command `sign`: messages for other clients of Temporal, as its own command line, signed as ours are."""

import json
from typing import Annotated, Any

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, command, opened
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import _
from errors import WrongUsage

app = typer.Typer()


@command(
    app,
    OPERATIONS,
    "tawasul sign approve.json --case TW-7K3M-9QXD-2VHA-K --as o.salem > signed.json",
    "tawasul sign withdraw.json --case TW-7K3M-9QXD-2VHA-K",
    "tawasul sign request.json > signed.json",
)
def sign(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A command or a request as JSON; - for standard input.")],
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="REFERENCE", help="The case of a command; none: a request.", show_default=False),
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Print a command or request with its signature, for any SDK or `temporal workflow signal --input-file`.

    A command is signed by who acts (`--as`), or without that by the channel for its beneficiary; so is a request.
    """
    given = _read(file)
    terminal.as_json(_signed_command(given, case, staff) if case else _signed_request(given))


def _read(file: str) -> dict[str, Any]:
    with opened(file) as source:
        try:
            given = json.loads(source.read())
        except ValueError as error:
            raise WrongUsage(_("{file} is no JSON", file=file)) from error
    if not isinstance(given, dict):
        raise WrongUsage(_("{file} is no JSON object", file=file))
    return given


def _signed_command(given: dict[str, Any], case: str, staff: str | None) -> dict[str, Any]:
    import settings
    from commands.common.context import acting, beneficiary
    from commands.common.send import build_command
    from commands.common.typed.which_case import exact_reference
    from models.trust.statement import CaseAddress, Said, signed
    from sessions.signing import Signers

    config, reference = settings.load(), exact_reference(case)
    actor, absent = acting(staff) if staff else (beneficiary(), ())
    fields = {name: value for name, value in given.items() if name not in ("kind", "actor", "absent", "auth")}
    kind, command_id = str(given.get("kind", "")), given.get("command_id")
    built = build_command(kind, actor, command_id, {**fields, "absent": absent})
    message = built.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | {"kind": kind}
    return signed(Signers.of(config).by(actor), CaseAddress(config.namespace, reference), Said.COMMAND, message)


def _signed_request(given: dict[str, Any]) -> dict[str, Any]:
    import settings
    from commands.intake.channels import Channels
    from models.intake.request import InvalidRequest
    from models.trust.statement import CaseAddress, signed_request
    from sessions.signing import Signers

    config = settings.load()
    try:
        request = Channels.here().read(given)
    except InvalidRequest as invalid:
        raise WrongUsage(str(invalid)) from invalid
    place = CaseAddress(config.namespace, request.reference)
    return signed_request(Signers.of(config).channel(), place, request.fingerprint, given)
