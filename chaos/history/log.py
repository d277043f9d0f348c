"""The operation log of the clients: one line of JSON when an operation is invoked, one when it returns.

A client that is killed leaves an operation without a return: whether it took effect is unknown. One process writes one
file; instants of different processes are compared by the machine's monotonic clock.
"""

import json
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Any, Self

OPEN, READ = "open", "read"
"""Kinds of operation besides those of `models.case.commands`: an intake, and a read of the case by the query `view`."""


class Result(StrEnum):
    """How an operation ended, as far as its client knows."""

    OK = "ok"
    """It took effect; `answer` is the receipt, or what was read."""
    FAIL = "fail"
    """It was refused and changed nothing; `answer` is `{"code", "detail"}`, and `by`, `at`, `outcome` of a decision."""
    UNKNOWN = "unknown"
    """No answer. `answer` is `{"queued": true}` when the message was accepted for later, else `{"error"}`."""


@dataclass(frozen=True)
class Op:
    """One operation from the first try to the answer that ended it, retries included.

    `invoked` and `returned` are seconds of the monotonic clock, `returned` is infinite when no answer came. The same
    `command_id` in two operations is the same command, retried by another process.
    """

    id: str
    client: str
    kind: str
    reference: str
    command_id: str
    actor: str
    value: Mapping[str, Any]
    invoked: float
    invoked_at: datetime
    returned: float = inf
    returned_at: datetime | None = None
    result: Result = Result.UNKNOWN
    answer: Mapping[str, Any] | None = None

    @property
    def code(self) -> str | None:
        """The refusal's code."""
        return self.answer.get("code") if self.answer and self.result is Result.FAIL else None

    @property
    def queued(self) -> bool:
        """Whether the message was accepted without an answer: it must be handled some time."""
        return self.result is Result.UNKNOWN and bool(self.answer and self.answer.get("queued"))


class OperationLog:
    """The log of one client process. Every line is flushed before the call returns, so `kill -9` loses none.

    Raises FileExistsError when the file exists: each process writes a file of its own.
    """

    def __init__(self, file: Path, client: str) -> None:
        self._client = client
        self._out = file.open("x", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()

    def invoke(self, kind: str, reference: str, command_id: str, actor: str, **value: Any) -> str:
        """Note that an operation begins, before the first byte is sent; gives its id. `value` holds its arguments."""
        op = uuid.uuid4().hex
        asked = {"kind": kind, "reference": reference, "command_id": command_id, "actor": actor, "value": value}
        self._write({"event": "invoke", "id": op, "client": self._client, **asked})
        return op

    def answered(self, op: str, result: Result, answer: Mapping[str, Any]) -> None:
        """Note how an operation ended."""
        self._write({"event": "return", "id": op, "result": result, "answer": answer})

    def _write(self, line: Mapping[str, Any]) -> None:
        instants = {"monotonic": time.monotonic(), "at": datetime.now(UTC).isoformat()}
        self._out.write(json.dumps({**line, **instants}, ensure_ascii=False) + "\n")
        self._out.flush()


def read(files: Iterable[Path]) -> tuple[Op, ...]:
    """The operations of all clients, in the order in which they began. Raises ValueError for a damaged log."""
    lines = [line for file in files for line in json_lines(file)]
    returns = {line["id"]: line for line in lines if line["event"] == "return"}
    ops = (_op(line, returns.get(line["id"])) for line in lines if line["event"] == "invoke")
    return tuple(sorted(ops, key=lambda op: op.invoked))


def json_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log; the last may be torn, as its writer may have been killed. Raises ValueError for others."""
    lines = file.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            if line:
                yield json.loads(line)
        except ValueError as error:
            if number < len(lines):
                raise ValueError(f"{file.name}, line {number}: not JSON") from error


def _op(begun: Mapping[str, Any], ended: Mapping[str, Any] | None) -> Op:
    asked = {name: begun[name] for name in ("id", "client", "kind", "reference", "command_id", "actor", "value")}
    known: dict[str, Any] = {}
    if ended:
        known = {"result": Result(ended["result"]), "answer": ended["answer"], "returned": ended["monotonic"]}
        known["returned_at"] = datetime.fromisoformat(ended["at"])
    return Op(**asked, **known, invoked=begun["monotonic"], invoked_at=datetime.fromisoformat(begun["at"]))
