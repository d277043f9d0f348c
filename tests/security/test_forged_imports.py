"""Imports that nobody with the right to import gave: none opens a case, and a running case takes none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from models.case.commands import Actor, Import
from models.codes import RefusalCode, Role
from models.intake.imported import with_import
from models.intake.request import Request
from models.trust.statement import CaseAddress, Said, Signatory, signed
from tests.support.simulation import DIRECTOR, OMAR, SALMA
from tests.support.system import System, command

Message = dict[str, Any]
MINISTER = Actor(id="minister", role=Role.DIRECTOR)


def an_import(request: Request, actor: Actor = DIRECTOR, **fields: Any) -> Message:
    """The command that imports a request into the queue."""
    opened = datetime.now(UTC) - timedelta(days=5)
    standing = {"opened_at": opened, "as_of": datetime.now(UTC), "stage": "queued", "team": "exit_visas", "used": 3_600}
    given = {"fingerprint": request.fingerprint, "standing": standing} | fields
    made: Import = command("import", actor, **given)
    return made.model_dump(mode="json")


def by(system: System, request: Request, message: Message, signer: Signatory, reference: str = "") -> Message:
    """The import as somebody signs it, for its case or another."""
    place = CaseAddress(system.client.namespace, reference or request.reference)
    return signed(signer, place, Said.COMMAND, message)


def of_director(system: System, request: Request, message: Message, **more: Any) -> Message:
    return by(system, request, message, system.signer(DIRECTOR), **more)


def changed(message: Message, **standing: Any) -> Message:
    """The same with another standing than was signed."""
    return message | {"standing": message["standing"] | standing}


Forging = Callable[[System, Request], Message]
FORGERIES: dict[str, tuple[Forging, RefusalCode]] = {
    "unsigned": (lambda system, request: an_import(request), RefusalCode.NOT_AUTHENTIC),
    "by the channel": (
        lambda system, request: by(system, request, an_import(request), system.signers.channel()),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "by a worker's key": (
        lambda system, request: by(system, request, an_import(request), system.signers.service()),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "by another person than it names": (
        lambda system, request: by(system, request, an_import(request), system.signer(OMAR)),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "by somebody who says to be a director": (
        lambda system, request: of_director(system, request, an_import(request, MINISTER)),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "by an officer": (
        lambda system, request: by(system, request, an_import(request, OMAR), system.signer(OMAR)),
        RefusalCode.NOT_AUTHORISED,
    ),
    "by a supervisor": (
        lambda system, request: by(system, request, an_import(request, SALMA), system.signer(SALMA)),
        RefusalCode.NOT_AUTHORISED,
    ),
    "for another case": (
        lambda system, request: of_director(system, request, an_import(request), reference="TW-AAAA-AAAA-AAAA-A"),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "of another request": (
        lambda system, request: of_director(system, request, an_import(system.request())),
        RefusalCode.WRONG_FINGERPRINT,
    ),
    "changed afterwards": (
        lambda system, request: changed(of_director(system, request, an_import(request)), used=1.0),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "for a holder that nobody knows": (
        lambda system, request: of_director(
            system, request, an_import(request, to=Actor(id="ghost", role=Role.OFFICER, teams=("exit_visas",)))
        ),
        RefusalCode.NOT_AUTHENTIC,
    ),
    "another command": (
        lambda system, request: of_director(
            system, request, command("note", DIRECTOR, text="x").model_dump(mode="json")
        ),
        RefusalCode.MALFORMED,
    ),
}


@pytest.mark.parametrize(("forging", "refused"), FORGERIES.values(), ids=FORGERIES)
async def test_no_forged_import_opens_a_case_and_nothing_is_on_record(
    system: System, forging: Forging, refused: RefusalCode
) -> None:
    opened = datetime.now(UTC) - timedelta(days=6)
    request = system.request(submitted_at=opened.isoformat())
    message = with_import(request.model_dump(mode="json"), forging(system, request))
    started = await system.client.start_workflow("CaseWorkflow", message, id=request.reference, task_queue="cases")
    with pytest.raises(WorkflowFailureError) as failed:
        await started.result()
    assert isinstance(failed.value.cause, ApplicationError) and failed.value.cause.type == refused
    for table in ("case_row", "case_event", "request"):
        assert system.rows(f"SELECT 1 FROM {table} WHERE reference = %s", request.reference) == []


async def test_a_running_case_takes_no_import_by_whomever(system: System) -> None:
    request = system.request()
    await system.open(request)
    opened = datetime.now(UTC) - timedelta(days=5)
    standing = {"opened_at": opened, "as_of": datetime.now(UTC), "stage": "queued", "team": "exit_visas", "used": 1}
    fields = {"fingerprint": request.fingerprint, "standing": standing}
    assert await system.refusal(request.reference, "import", DIRECTOR, **fields) is RefusalCode.WRONG_STAGE
    assert await system.refusal(request.reference, "import", OMAR, **fields) is RefusalCode.NOT_AUTHORISED
    assert "imported" not in await system.types(request.reference)
