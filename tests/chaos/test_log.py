"""The operations of a client can be read from its log, even when it was killed."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import pytest

from chaos.history.log import OperationLog, Result, read
from chaos.workload.answers import refusal_json
from errors import Refused

REFERENCE = "TW-7K3M-9QXD-2VHA-P"
AT = datetime(2026, 1, 6, 9, tzinfo=UTC)


def test_an_operation_is_read_as_it_was_logged(tmp_path: Path) -> None:
    with OperationLog(tmp_path / "1.jsonl", "officer-1") as log:
        op = log.invoke("approve", REFERENCE, "command-1", "omar", reason="note_removed")
        log.answered(op, Result.OK, {"seq": 4, "stage": "resolved"})
    [approve] = read([tmp_path / "1.jsonl"])
    assert (approve.client, approve.kind, approve.reference) == ("officer-1", "approve", REFERENCE)
    assert (approve.command_id, approve.actor, approve.value) == ("command-1", "omar", {"reason": "note_removed"})
    assert (approve.result, approve.answer) == (Result.OK, {"seq": 4, "stage": "resolved"})
    assert approve.invoked <= approve.returned < inf
    assert approve.returned_at is not None
    assert approve.invoked_at <= approve.returned_at


def test_a_refusal_has_its_code_and_what_is_queued_is_unknown(tmp_path: Path) -> None:
    with OperationLog(tmp_path / "1.jsonl", "officer-1") as log:
        log.answered(log.invoke("approve", REFERENCE, "a", "omar"), Result.FAIL, {"code": "already_decided"})
        log.answered(log.invoke("approve", REFERENCE, "b", "omar"), Result.UNKNOWN, {"queued": True})
        log.answered(log.invoke("approve", REFERENCE, "c", "omar"), Result.UNKNOWN, {"error": "unreachable"})
    refused, queued, lost = read([tmp_path / "1.jsonl"])
    assert (refused.code, refused.queued) == ("already_decided", False)
    assert (queued.code, queued.queued, queued.result) == (None, True, Result.UNKNOWN)
    assert (lost.code, lost.queued, lost.result) == (None, False, Result.UNKNOWN)


def test_a_refusal_is_logged_with_who_decided_what_and_when_and_without_them_while_a_step_is_awaited() -> None:
    decided = Refused("already_decided", "…", by="omar", at=AT, outcome="done")
    proposed = Refused("already_decided", "…", by="omar", at=AT, step="confirmation")
    assert refusal_json(decided) == {
        "code": "already_decided",
        "detail": "…",
        "by": "omar",
        "at": AT.isoformat(),
        "outcome": "done",
    }
    assert refusal_json(proposed) == {"code": "already_decided", "detail": "…"}


def test_the_logs_of_several_clients_are_merged(tmp_path: Path) -> None:
    with OperationLog(tmp_path / "1.jsonl", "one") as one, OperationLog(tmp_path / "2.jsonl", "two") as two:
        first = one.invoke("claim", REFERENCE, "a", "omar")
        second = two.invoke("claim", REFERENCE, "b", "layla")
        two.answered(second, Result.OK, {})
        one.answered(first, Result.FAIL, {"code": "wrong_stage"})
    ops = read([tmp_path / "2.jsonl", tmp_path / "1.jsonl"])
    assert [op.client for op in ops] == ["one", "two"]
    assert ops[0].returned > ops[1].returned


def test_a_client_killed_in_the_middle_leaves_what_it_began(tmp_path: Path) -> None:
    program = f"""
        import os, signal
        from pathlib import Path
        from chaos.history.log import OperationLog
        log = OperationLog(Path({str(tmp_path / "1.jsonl")!r}), "killed")
        log.invoke("approve", {REFERENCE!r}, "command-1", "omar")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=os.environ | {"PYTHONPATH": "."})
    assert ended.returncode == -signal.SIGKILL
    [approve] = read([tmp_path / "1.jsonl"])
    assert (approve.result, approve.answer, approve.returned) == (Result.UNKNOWN, None, inf)


@pytest.mark.parametrize("kept", range(1, 60, 7))
def test_a_torn_last_line_is_as_if_it_had_not_been_written(tmp_path: Path, kept: int) -> None:
    file = tmp_path / "1.jsonl"
    with OperationLog(file, "torn") as log:
        log.answered(log.invoke("claim", REFERENCE, "a", "omar"), Result.OK, {})
        whole = file.read_bytes()
        log.invoke("approve", REFERENCE, "b", "عمر")
    file.write_bytes(file.read_bytes()[: len(whole) + kept])
    assert [op.kind for op in read([file])] == ["claim"]


def test_a_log_torn_at_any_byte_can_be_read(tmp_path: Path) -> None:
    with OperationLog(tmp_path / "1.jsonl", "torn") as log:
        log.answered(log.invoke("claim", REFERENCE, "a", "عمر"), Result.OK, {"seq": 3})
    whole, part = (tmp_path / "1.jsonl").read_bytes(), tmp_path / "part.jsonl"
    found = []
    for length in range(len(whole) + 1):
        part.write_bytes(whole[:length])
        found.append([op.result for op in read([part])])
    assert found[0] == []
    assert found[-1] == [Result.OK]
    assert sorted({tuple(each) for each in found}) == [(), (Result.OK,), (Result.UNKNOWN,)]


def test_damage_in_the_middle_is_not_ignored(tmp_path: Path) -> None:
    file = tmp_path / "1.jsonl"
    with OperationLog(file, "damaged") as log:
        log.invoke("claim", REFERENCE, "a", "omar")
        log.invoke("approve", REFERENCE, "b", "omar")
    file.write_bytes(file.read_bytes().replace(b'"claim"', b'"cla'))
    with pytest.raises(ValueError, match=r"1\.jsonl, line 1"):
        read([file])


def test_one_file_is_never_written_by_two_processes(tmp_path: Path) -> None:
    with OperationLog(tmp_path / "1.jsonl", "first"), pytest.raises(FileExistsError):
        OperationLog(tmp_path / "1.jsonl", "second")
