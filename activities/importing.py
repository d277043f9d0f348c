"""Opening of a case that another system had begun: by a command of somebody who may, signed as commands are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.trust.trust_list import TrustList
from models.case.commands import Import
from models.case.events import Event
from models.case.state import Refusal
from models.codes import RefusalCode
from models.intake.imported import handed_in
from models.intake.request import Request
from models.policy import CasePolicy
from models.trust.forgery import Forgery
from models.trust.hearing import Heard
from models.trust.statement import CaseAddress, kept
from workflows.case.importing import decide_import, import_fingerprint
from workflows.case.running.messages import read_command
from workflows.ports import PrepareCase


@dataclass(frozen=True)
class SignedImport:
    """The command that imports a case, and what is kept of it."""

    command: Import
    signed: str

    @property
    def fingerprint(self) -> str:
        """The hash by which the import is known."""
        return import_fingerprint(self.command)

    def event(self, request: Request, policy: CasePolicy, at: datetime, edition: int) -> Event | Refusal:
        """The first event of the case, or why there is none."""
        event = decide_import(request, policy, self.command, at, edition=edition)
        return event if isinstance(event, Refusal) else event.but(signed=self.signed)


def is_import(order: PrepareCase) -> bool:
    """Whether a case is asked for that another system had begun."""
    return handed_in(order.request).command is not None


def fingerprint_of(order: PrepareCase) -> str:
    """The hash by which an import is known; empty for what is none."""
    command = read_command(handed_in(order.request).command)
    return import_fingerprint(command) if isinstance(command, Import) else ""


def signed_import(trust: TrustList, place: CaseAddress, request: Request, order: PrepareCase) -> SignedImport | Refusal:
    """The import that somebody known signed; else why it is none. One may have waited for a worker, as signals do."""
    raw: Any = handed_in(order.request).command
    if forgery := trust.forgery_in_signal(Heard(place, request.channel, raw, waited=True)):
        return _not_authentic(forgery)
    command = read_command(raw)
    if isinstance(command, Refusal):
        return command
    if not isinstance(command, Import):
        return Refusal(code=RefusalCode.MALFORMED, detail=f"import: {command.kind} opens no case")
    if command.absent:
        return Refusal(code=RefusalCode.NOT_AUTHORISED, detail="nobody imports in somebody's place")
    try:
        return SignedImport(command, kept(raw))
    except ValueError:
        return _not_authentic(Forgery.UNREADABLE)


def _not_authentic(forgery: Forgery) -> Refusal:
    return Refusal(code=RefusalCode.NOT_AUTHENTIC, detail=forgery)
