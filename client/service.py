"""The HTTP interface in place of Temporal and PostgreSQL, for the machine of somebody who has neither at hand."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from client.cases import WAIT
from client.service_errors import error_of
from client.signed import By, signed_for
from errors import Cause, Component, Queued, Unreachable, WrongUsage
from models.case.answers import Receipt
from models.case.commands import AnyCommand
from models.codes import STAFF_ROLES
from models.trust.permits import API, make_permit
from models.trust.statement import Signatory
from sessions.signing import Signers
from settings import Settings

ANSWERED_WITHIN = 45.0
"""Seconds: longer than the interface takes for any call."""
PERMIT_LIFE = timedelta(minutes=10)
QUEUED = 202


class InterfaceClient:
    """The HTTP interface of the settings, asked with permits that the sessions on this machine sign."""

    def __init__(self, config: Settings) -> None:
        self.namespace, self._address = config.namespace, config.api.rstrip("/")
        if not self._address.startswith(("http://", "https://")):
            raise WrongUsage(f"TAWASUL_API is «{config.api}»: write it as http://HOST:PORT")
        self._signers = Signers.of(config)
        self._http = httpx.Client(base_url=self._address, timeout=ANSWERED_WITHIN)

    def look(self, name: str, question: Any, by: str | Signatory, why: str, *, numbers: bool = False) -> Any:
        """The answer to a look of a member of staff, as JSON. Raises what the look raises, Unreachable, SessionOver."""
        body = {"asked": question, "numbers": numbers}
        return self._post(f"/v1/looks/{name}", body, self._permit(by, why)).json()

    @contextmanager
    def file(self, reference: str, number: int, by: str, why: str) -> Iterator[Iterator[bytes]]:
        """The content of a file of a case. Raises FileNotOpened, NotAllowed, Unreachable."""
        headers = {"Authorization": f"Bearer {self._permit(by, why)}"}
        try:
            with self._http.stream("GET", f"/v1/cases/{reference}/files/{number}", headers=headers) as answer:
                if answer.status_code >= httpx.codes.BAD_REQUEST:
                    answer.read()
                    raise error_of(answer, "")
                yield answer.iter_bytes()
        except httpx.TransportError as error:
            raise Unreachable(Component.API, Cause.NO_ANSWER, about=self._address) from error

    def attach(self, reference: str, file: Path, kind: str, by: str, why: str) -> dict[str, Any]:
        """Send a file of a case: its number, and how a message names it. Raises WrongUsage, NotAllowed, OSError."""
        headers = {"Authorization": f"Bearer {self._permit(by, why)}"}
        with file.open("rb") as opened:
            sent = {"data": {"kind": kind}, "files": {"file": (file.name, opened)}}
            try:
                answer = self._http.post(f"/v1/cases/{reference}/files", headers=headers, **sent)  # type: ignore[arg-type]
            except httpx.TransportError as error:
                raise Unreachable(Component.API, Cause.NO_ANSWER, about=self._address) from error
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise error_of(answer, "")
        return dict(answer.json()["files"][0])

    def is_ready(self) -> bool:
        """Whether it answers, and can do its work. Raises Unreachable."""
        try:
            return self._http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError as error:
            raise Unreachable(Component.API, Cause.NO_ANSWER, about=self._address) from error

    async def apply(self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT) -> Receipt | Queued:
        """Give a command of staff, signed here; the interface itself waits as long as it does.

        Raises Refused, NoSuchCase, Unreachable, and WrongUsage for one of a beneficiary, which their channel gives.
        """
        if command.actor.role not in STAFF_ROLES:
            raise WrongUsage("over TAWASUL_API commands of staff are given; beneficiaries' come from their channels")
        message = signed_for(self.namespace, reference, command, by)
        path, permit = f"/v1/cases/{reference}/commands", self._permit(command.actor.id, "")
        answer = await asyncio.to_thread(self._post, path, message, permit, command.kind)
        if answer.status_code == QUEUED:
            return Queued(reference=reference, command_id=command.command_id)
        return Receipt.model_validate(answer.json())

    async def start_for_appeal(
        self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT
    ) -> Receipt | Queued:
        """The same: the interface starts the run where it is needed."""
        return await self.apply(reference, command, by, wait)

    def _permit(self, by: str | Signatory, why: str) -> str:
        signatory = self._signers.staff(by) if isinstance(by, str) else by
        return make_permit(signatory, self.namespace, why, datetime.now(UTC) + PERMIT_LIFE, program=API)

    def _post(self, path: str, body: Any, permit: str, command: str = "") -> httpx.Response:
        try:
            answer = self._http.post(path, json=body, headers={"Authorization": f"Bearer {permit}"})
        except httpx.TransportError as error:
            raise Unreachable(Component.API, Cause.NO_ANSWER, about=self._address) from error
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise error_of(answer, command)
        return answer
