"""The evidence of a real run: the invariants hold, and are violated when a part of it is removed."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from chaos.checks.invariants import violations_of
from chaos.history.collect import collect
from chaos.history.log import OPEN, READ, OperationLog, Result
from chaos.workload.answers import refusal_json
from client import import_case
from errors import Queued, Refused
from models.case.commands import BENEFICIARY, Actor
from tests.support.simulation import DIRECTOR, LAYLA, OMAR
from tests.support.system import APPROVAL, System, command, eventually, running


class Client:
    """Plays cases and logs its operations, as clients of a trial do."""

    def __init__(self, system: System, log: OperationLog) -> None:
        self._system, self._log = system, log

    async def submit(self) -> str:
        """File a request and give its reference."""
        request = self._system.request()
        op = self._log.invoke(OPEN, request.reference, f"open-{request.fingerprint}", "beneficiary")
        receipt = await self._system.open(request)
        assert not isinstance(receipt, Queued)
        self._log.answered(op, Result.OK, receipt.model_dump(mode="json"))
        return request.reference

    async def bring(self) -> str:
        """Import a case that another system had begun, and give its reference."""
        now = datetime.now(UTC)
        request = self._system.request(submitted_at=(now - timedelta(days=6)).isoformat())
        standing = {
            "opened_at": now - timedelta(days=5),
            "as_of": now - timedelta(minutes=5),
            "stage": "awaiting_beneficiary",
            "team": "exit_visas",
            "used": timedelta(minutes=30),
            "rounds": 1,
            "asked": {"since": now - timedelta(hours=1), "questions": ("رقم الإيصال؟",)},
        }
        order = command("import", DIRECTOR, fingerprint=request.fingerprint, standing=standing, to=OMAR)
        op = self._log.invoke("import", request.reference, order.command_id, DIRECTOR.id)
        receipt = await import_case(self._system.client, request, order, self._system.signer(DIRECTOR))
        assert not isinstance(receipt, Queued)
        self._log.answered(op, Result.OK, receipt.model_dump(mode="json"))
        return request.reference

    async def do(self, reference: str, kind: str, actor: Actor = OMAR, **fields: Any) -> None:
        """Give a command."""
        order = command(kind, actor, **fields)
        op = self._log.invoke(kind, reference, order.command_id, actor.id)
        try:
            receipt = await self._system.give(reference, order)
        except Refused as refused:
            self._log.answered(op, Result.FAIL, refusal_json(refused))
            return
        assert not isinstance(receipt, Queued)
        self._log.answered(op, Result.OK, receipt.model_dump(mode="json"))

    async def read(self, reference: str) -> None:
        """Read a case."""
        op = self._log.invoke(READ, reference, f"look-{reference}", "omar")
        row = (await self._system.view(reference)).row
        self._log.answered(op, Result.OK, row.model_dump(mode="json", include={"seq", "stage", "outcome"}))


async def test_a_real_run_keeps_every_promise_and_removed_evidence_is_noticed(tmp_path: Path) -> None:
    async with running(tmp_path / "home") as system:
        with OperationLog(tmp_path / "1.jsonl", "client-1") as log:
            references = await _play(Client(system, log))
        await eventually(lambda: _settled(system))
        _log_sent_messages(system, tmp_path / "accepted.jsonl")
        stack = system.stack
        evidence = await collect(
            stack.config,
            [tmp_path / "1.jsonl"],
            [tmp_path / "accepted.jsonl"],
            policies=system.config.policies,
        )
    assert [str(violation) for violation in violations_of(evidence)] == []
    assert set(evidence.cases) == set(evidence.workflows) == set(references)
    withdrawn = evidence.workflows[references[1]]
    assert [(run.status, bool(run.receipt)) for run in withdrawn.runs] == [("COMPLETED", True)]
    decided = evidence.workflows[references[0]]
    assert decided.live
    assert len(decided.runs[0].answers) == 5
    imported = evidence.workflows[references[3]].runs[0].imported
    assert imported and imported["kind"] == "import"
    lost = replace(evidence, cases={}, accepted=evidence.accepted[1:])
    assert "every acknowledged intake has one case" in {violation.invariant for violation in violations_of(lost)}


async def _play(client: Client) -> list[str]:
    """A case that is contested and reopened, one that is withdrawn, one that nobody takes."""
    decided, withdrawn, left = [await client.submit() for _ in range(3)]
    brought = await client.bring()
    await client.do(brought, "reply", BENEFICIARY, text="مرفق")
    await client.do(brought, "approve", OMAR, **APPROVAL)
    await client.do(decided, "claim")
    await client.read(decided)
    await client.do(decided, "approve", **APPROVAL)
    await client.do(decided, "approve", LAYLA, **APPROVAL)
    await client.do(decided, "reopen", BENEFICIARY, text="لم تنجح المحاولة")
    await client.do(decided, "claim", LAYLA)
    await client.do(withdrawn, "withdraw", BENEFICIARY)
    await client.do(withdrawn, "claim", LAYLA)
    return [decided, withdrawn, left, brought]


async def _settled(system: System) -> bool:
    """Only the open cases live, and nothing waits to be sent."""
    live = [each.id async for each in system.client.list_workflows("ExecutionStatus='Running'")]
    waiting = [(await system.view(reference)).notices_waiting for reference in live]
    return waiting == [0, 0, 0]


def _log_sent_messages(system: System, file: Path) -> None:
    """Write the log that a gateway would have written; here the mailbox folder accepted everything."""
    lines = []
    for row in system.rows("SELECT key, channel, recipients, subject, body, sent_at FROM notice"):
        key, text = row["key"], bytes(row["body"]).decode()
        data = {"key": key, "to": row["recipients"], "subject": row["subject"], "body": text}
        body = json.dumps({"to": row["recipients"], "text": text} if row["channel"] == "sms" else {"data": data})
        headers = {"sms": {"idempotency-key": key}, "portal": {"webhook-id": key}}.get(row["channel"], {})
        accepted = {"channel": row["channel"], "key": key, "at": row["sent_at"].isoformat(), "headers": headers}
        encoded = {"body": b64encode(body.encode()).decode(), "sha256": sha256(body.encode()).hexdigest()}
        lines.append(json.dumps(accepted | encoded) + "\n")
    file.write_text("".join(lines))
