"""The dry run of an import: each line is decided as a worker would decide it now, and nothing is sent."""

from datetime import UTC, datetime

from activities.records.calendars import announced_of
from activities.records.database import Connection
from commands.intake.channels import Channels
from commands.intake.import_result import ImportResult
from errors import Refused
from models.case.answers import Refusal
from models.case.commands import Import
from models.case.state import CaseState
from models.intake.request import Request
from models.packs.derive import case_policy
from models.packs.pack import UnknownChannel, pack_for
from models.policy import CasePolicy
from workflows.case.evolve import evolve
from workflows.case.importing import decide_import


class DryRun:
    """Decides lines by the packs and the calendars as they were announced."""

    def __init__(self, channels: Channels, connection: Connection) -> None:
        self._channels, self._packs, self._records = channels, channels.folder.packs, connection
        self._policies: dict[tuple[str, str, str], CasePolicy] = {}

    def result(self, number: int, request: Request, command: Import) -> ImportResult:
        """What would become of one line."""
        try:
            policy = self._policy(request)
        except UnknownChannel as unknown:
            return ImportResult(number, request.id, Refused("malformed", str(unknown)))
        event = decide_import(request, policy, command, datetime.now(UTC))
        if isinstance(event, Refusal):
            return ImportResult(number, request.id, Refused(**dict(event), command=command.kind))
        state = evolve(CaseState(reference=request.reference, policy=policy), event)
        style = self._channels.style(request.channel)
        return ImportResult(number, request.id, None, reference=request.reference, would=state, style=style)

    def _policy(self, request: Request) -> CasePolicy:
        pack = pack_for(self._packs, request.channel)
        service, _ = pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in pack.seed_kinds else None
        name = (pack.name, service, seed_kind or "")
        if name not in self._policies:
            changes = announced_of(self._records, pack.name, pack.calendar_names)
            self._policies[name] = case_policy(pack, service, seed_kind).after_changes(changes)
        return self._policies[name]
