"""The program that docs/operations.md gives to an auditor finds whole records whole, and names what was changed."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from activities.records.store import Records
from settings import PROJECT
from tests.records.test_audit import CHANGED, cases, tamper
from tests.support.database import Database, put_on_record
from tests.support.simulation import Case

__all__ = ["cases", "tamper"]

PAGE = (PROJECT / "docs" / "operations.md").read_text()
PROGRAM = re.findall(r"```python\n(.*?)```", PAGE.split("## Checking the chain yourself")[1], re.DOTALL)[0]
IN_THE_CHAIN = [change for change in CHANGED if "outcome =" not in change[0] and "due_at =" not in change[0]]
"""What the row says beside its head is a projection, and not in the chain."""


def checked(database: Database, folder: Path) -> tuple[int, dict[str, str]]:
    """The exit code of the auditor's program, and what it prints of each case. It finds no module of ours."""
    environment = {"PATH": os.environ["PATH"], "TAWASUL_DESK_URL": database.desk_url}
    program = folder / "check.py"
    program.write_text(PROGRAM)
    ended = subprocess.run(
        [sys.executable, "-I", program], env=environment, cwd=folder, capture_output=True, text=True, timeout=30
    )
    assert ended.stderr == ""
    return ended.returncode, dict(line.split(" ", 1) for line in ended.stdout.splitlines())


def test_the_program_is_short() -> None:
    assert len([line for line in PROGRAM.splitlines() if line.strip()]) <= 35
    assert "tawasul" not in PROGRAM.replace("TAWASUL_DESK_URL", "")


def test_whole_records_are_whole_and_their_heads_are_printed(
    cases: list[Case], records: Records, database: Database, tmp_path: Path
) -> None:
    put_on_record(records, Case())
    code, printed = checked(database, tmp_path)
    heads = records.all("SELECT reference, seq, encode(head, 'hex') FROM case_row", {})
    assert (code, printed) == (0, {name: f"{seq} {head}" for name, seq, head in heads})
    assert len(printed) == 4


@pytest.mark.parametrize(("statement", "seq", "what"), IN_THE_CHAIN)
def test_a_change_is_named(
    statement: str,
    seq: int,
    what: str,
    cases: list[Case],
    database: Database,
    tamper: Callable[..., None],
    tmp_path: Path,
) -> None:
    victim = cases[1].state.reference
    tamper(statement, victim)
    code, printed = checked(database, tmp_path)
    assert code == 1
    flawed = {name: said for name, said in printed.items() if "missing or changed" in said or "head" in said}
    assert list(flawed) == [victim] and len(printed) == 3
    assert flawed[victim] in {f"event {seq} is missing or changed", "the head of the case is not its last event"}


def test_bytes_that_are_no_event_are_named_though_their_hash_is_right(
    cases: list[Case], database: Database, tamper: Callable[..., None], tmp_path: Path
) -> None:
    for case, forged in zip(cases, (b"\xff\x00", b'{"seq": 8}', b"null"), strict=True):
        tamper("UPDATE case_event SET body = %s WHERE reference = %s AND seq = 8", forged, case.state.reference)
        tamper("UPDATE case_event e SET hash = sha256((SELECT hash FROM case_event WHERE reference = e.reference"
               " AND seq = 7) || body) WHERE reference = %s AND seq = 8", case.state.reference)  # fmt: skip
    code, printed = checked(database, tmp_path)
    assert (code, set(printed.values())) == (1, {"event 8 is missing or changed"})


def test_the_events_of_another_case_are_named(
    cases: list[Case], database: Database, tamper: Callable[..., None], tmp_path: Path
) -> None:
    one, other = cases[0].state.reference, cases[1].state.reference
    tamper("DELETE FROM case_event WHERE reference = %s", other)
    tamper("INSERT INTO case_event SELECT %s, seq, at, type, actor, role, command_id, body, hash FROM case_event"
           " WHERE reference = %s", other, one)  # fmt: skip
    tamper(
        "UPDATE case_row SET head = (SELECT head FROM case_row WHERE reference = %s) WHERE reference = %s", one, other
    )
    assert checked(database, tmp_path)[1][other] == "event 1 is missing or changed"
