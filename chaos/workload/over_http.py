"""Messages to cases over the HTTP interface, as other programs send them; and whether each answer is one of those it
promises."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from chaos.workload.entry_points import UnexpectedAnswer
from errors import Cause, Component, NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.codes import Role
from models.trust.permits import API, make_permit
from models.trust.statement import CaseAddress, Said, Signatory, signed
from sessions.signing import Signers

ANSWERED_WITHIN = 60.0
"""Seconds: longer than the interface takes for any call."""
FRAME = {"kind", "command_id", "actor", "sent_at", "absent", "expected_seq"}
"""What every command has, and the body of a call of a beneficiary does not."""


class HttpEntryPoint:
    """The HTTP interface: files requests as a channel, and gives commands of beneficiaries and of staff."""

    def __init__(self, address: str, namespace: str, signers: Signers) -> None:
        self._namespace, self._signers = namespace, signers
        self._http = httpx.AsyncClient(base_url=address, timeout=ANSWERED_WITHIN)
        self.statuses: Counter[int] = Counter()
        self.problems: list[str] = []
        """Answers that no caller should get: no answer, a 5xx but 503, a 503 that does not say when to try again."""

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """File a request."""
        return await self._post("/v1/requests", request_json, self._signers.channel(), {})

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """Give a command: of staff as it is signed, of a beneficiary through their channel."""
        if command.actor.role is Role.BENEFICIARY:
            said = command.model_dump(mode="json", exclude_none=True, exclude=FRAME)
            key = {"Idempotency-Key": command.command_id}
            return await self._post(f"/v1/cases/{reference}/{command.kind}", said, self._signers.channel(), key)
        by, place = self._signers.by(command.actor), CaseAddress(self._namespace, reference)
        message = signed(by, place, Said.COMMAND, command.model_dump(mode="json"))
        return await self._post(f"/v1/cases/{reference}/commands", message, by, {})

    async def _post(
        self, path: str, body: Mapping[str, Any], by: Signatory, headers: Mapping[str, str]
    ) -> Receipt | Queued:
        shown = {"Authorization": f"Bearer {self._permit(by)}", **headers}
        try:
            answer = await self._http.post(path, json=body, headers=shown)
        except httpx.HTTPError as error:
            self.problems.append(f"{path}: no answer, {type(error).__name__}")
            raise Unreachable(Component.API, Cause.NO_ANSWER) from error
        self.statuses[answer.status_code] += 1
        return self._read(answer)

    def _read(self, answer: httpx.Response) -> Receipt | Queued:
        """What an answer says. Raises Refused, NoSuchCase, Unreachable, UnexpectedAnswer."""
        said: dict[str, Any] = answer.json()
        if answer.status_code == httpx.codes.ACCEPTED:
            return Queued(reference=said["reference"], command_id=said["command_id"])
        if answer.is_success:
            return Receipt.model_validate(said)
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NoSuchCase(str(said.get("reference", "")))
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "retry-after" in answer.headers:
            raise Unreachable(Component.API, Cause.FAILED)
        if answer.is_server_error:
            self.problems.append(f"{answer.request.url.path}: {answer.status_code} {said.get('code')}")
            raise UnexpectedAnswer(f"{answer.status_code} {said.get('code')}")
        raise Refused(said["code"], said["detail"], retryable=bool(said.get("retryable")))

    def _permit(self, by: Signatory) -> str:
        return make_permit(by, self._namespace, "a trial", datetime.now(UTC) + timedelta(minutes=10), program=API)
