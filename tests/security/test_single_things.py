"""What somebody gets who has one single thing of the installation: what they read, what they do, and what not."""

import asyncio
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.keys.wrapping_keys import LocalWrappingKeys, new_line, unwrapped_key
from activities.records.database import connect
from activities.records.store import Records
from checkpoints.keeper import Keeper
from client import of_case
from commands.common.words.advice import ExitCode
from models.codes import Stage
from models.keys.parts import open_part, read_part
from models.keys.sealing import CaseKey
from models.keys.wrapping import WrappedKey
from models.log.checkpoint import Checkpoint, notes_in, read_checkpoint
from settings import WRAPPING_KEYS_FILE
from stack import postgres
from tests.cli.live.test_signing import Line, elsewhere, office  # noqa: F401 (fixtures)
from tests.log.test_keeper import SIGNER, file, keeper, looked, opened  # noqa: F401 (fixtures)
from tests.support.attackers.forger import Forger
from tests.support.attackers.leaks import READABLE, dumped, in_clear
from tests.support.database import Database
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import APPROVAL, System, command, eventually

NOURA = LAYLA.model_copy(update={"id": "noura"})
"""Somebody whose sessions are ended for good."""
TEXT = "ملاحظة لا يقرؤها إلا من يحق له"


async def with_a_text(system: System) -> str:
    """A case in review with a text that somebody wrote, on record."""
    reference = (await system.submit()).reference
    await system.do(reference, "claim")
    await system.settled(await system.do(reference, "note", text=TEXT))
    return reference


async def test_who_seals_well_and_signs_nothing_decides_nothing(system: System) -> None:
    """With the wrapping keys alone: the message is sealed as ours are, and nobody signed it."""
    forger, reference = await Forger.at(system), await with_a_text(system)
    counted, length = forger.count(), await forger.history_length(reference)
    unsigned = command("approve", OMAR, **APPROVAL).model_dump(mode="json")
    (payload,) = await of_case(system.client, reference).encode([unsigned])
    assert payload.metadata["encoding"] == b"binary/encrypted"
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await system.handle(reference).execute_update("apply", unsigned)
    assert isinstance(refused.value.cause, ApplicationError)
    assert (refused.value.cause.type, refused.value.cause.message) == ("not_authentic", "unsigned")
    await forger.counted(counted, 1)
    assert await forger.history_length(reference) == length
    assert (await system.view(reference)).row.stage is Stage.IN_REVIEW


async def test_a_copied_session_speaks_for_its_person_until_their_sessions_are_ended(
    system: System,
    elsewhere: Line,  # noqa: F811
    office: Line,  # noqa: F811
    tmp_path: Path,
) -> None:
    reference = (await system.submit()).reference
    system.signer(NOURA), system.signer(OMAR)
    key = (await elsewhere("staff", "session", NOURA.id)).out.strip()
    badge = (await office("staff", "badge", NOURA.id, "--key", key)).out.strip()
    await elsewhere("staff", "session", NOURA.id, "--token", badge)
    keys = {"TAWASUL_WRAPPING_KEY_FILE": str(system.stack.home / WRAPPING_KEYS_FILE)}
    thief = Line(system, TAWASUL_HOME=str(tmp_path / "thief"), **keys)
    shutil.copytree(tmp_path / "sessions", tmp_path / "thief" / "sessions")
    assert (await elsewhere("logout", "--as", NOURA.id)).code == ExitCode.DONE
    assert (await elsewhere("claim", reference, "--as", NOURA.id)).code == ExitCode.NOT_ALLOWED
    assert (await thief("claim", reference, "--as", NOURA.id)).code == ExitCode.DONE
    assert (await thief("note", reference, "--text", "x", "--as", OMAR.id)).code == ExitCode.NOT_ALLOWED
    assert (await office("staff", "revoke", NOURA.id)).code == ExitCode.DONE

    async def refused() -> bool:
        return (await thief("note", reference, "--text", "x", "--as", NOURA.id)).code == ExitCode.NOT_ALLOWED

    await eventually(refused)


def secret_of(system: System, role: str) -> str:
    """The address of the records with a role of the stack."""
    password = json.loads((system.stack.home / "secrets.json").read_text())[role]
    return system.stack.desk_url.replace(system.stack.desk_url.split("@")[0], f"postgresql://tawasul_{role}:{password}")


async def test_the_password_of_the_desk_reads_no_text_and_writes_no_event(system: System) -> None:
    reference = await with_a_text(system)
    seen = dumped(system.stack.desk_url, READABLE)
    assert reference in seen and OMAR.id.title() in seen
    assert in_clear([TEXT], seen) == []
    for statement in (
        "INSERT INTO case_event (reference) VALUES ('x')",
        "UPDATE case_row SET stage = 'closed'",
        "INSERT INTO trusted_key (kid) VALUES ('mine')",
        "UPDATE staff SET role = 'director'",
        "DELETE FROM view",
    ):
        with connect(system.stack.desk_url) as desk, pytest.raises(psycopg.errors.InsufficientPrivilege):
            desk.execute(statement.encode())


async def test_a_dump_has_no_text_of_a_case_and_the_names_of_staff(system: System, tmp_path: Path) -> None:
    reference = await with_a_text(system)
    dump = tmp_path / "records.sql"
    program = str(postgres.programs() / "pg_dump")
    taken = await asyncio.create_subprocess_exec(program, f"--file={dump}", secret_of(system, "backup"))
    assert await taken.wait() == 0
    content = dump.read_bytes()
    assert reference.encode() in content and OMAR.id.title().encode() in content
    assert in_clear([TEXT], content) == [] and TEXT.encode().hex().encode() not in content


class Copy:
    """What a backup has of one case: the text of a note, sealed, and the wrapped key of its time."""

    def __init__(self, system: System, reference: str) -> None:
        self.reference = reference
        find = """SELECT body, key_id, wrapped_by, wrapped FROM case_event JOIN case_key USING (reference)
                  WHERE reference = %s AND type = 'noted'"""
        with psycopg.connect(system.stack.desk_url) as desk:
            self.body, *key = desk.execute(find, (reference,)).fetchone() or pytest.fail("no note")
        self.kept = WrappedKey(*key)

    def read_with(self, lines: str) -> bytes | None:
        """The text, by wrapping keys and this copy alone; None when they do not open it."""
        key = unwrapped_key(LocalWrappingKeys(lambda: lines, "a copy"), self.kept, self.reference)
        part = read_part(self.body)
        plain = open_part(key, part) if part and isinstance(key, CaseKey) else None
        return plain if isinstance(plain, bytes) else None


async def test_a_copy_of_before_an_erasure_opens_with_the_wrapping_key_of_its_time_alone(system: System) -> None:
    copy = Copy(system, await with_a_text(system))
    lines = (system.stack.home / WRAPPING_KEYS_FILE).read_text()
    read = copy.read_with(lines)
    assert read and TEXT in read.decode()
    assert copy.read_with(new_line(datetime.now(UTC))) is None


def test_who_has_the_key_of_the_log_and_its_place_is_found_by_the_records(
    keeper: Keeper,  # noqa: F811
    records: Records,
    database: Database,
    file: Path,  # noqa: F811
) -> None:
    opened(records, "a")
    true = keeper.keep()
    assert looked(database, file).whole
    forged = Checkpoint(true.origin, true.size, bytes(32)).signed(SIGNER)
    with file.open("a") as place:
        place.write(f"\n{forged}")
    assert read_checkpoint(notes_in(file.read_text())[-1], [SIGNER.verifier]).root == bytes(32)
    assert not looked(database, file).whole
