"""The program in the documents checks a proof without the records, and without this software."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from activities.records.database import connect
from activities.records.store import Records
from checkpoints.keeper import Keeper
from checkpoints.places import FilePlace
from checkpoints.proofs import proof_of
from models.log.checkpoint import read_proof
from models.log.note import Signer
from models.log.receipt import receipt_of_opening
from settings import PROJECT
from tests.support.database import Database, case_of, opening_work, request

SIGNER = Signer.made("tawasul.example/log")
COUNT = 7


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program of the documents, as a reader copies it."""
    (source,) = re.findall(r"```python\n(.*?)```", (PROJECT / "docs" / "audit.md").read_text(), flags=re.DOTALL)
    file = tmp_path / "check_proof.py"
    file.write_text(source)
    return file


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(program), *arguments], capture_output=True, text=True, cwd="/", check=False
    )


def test_the_program_of_the_documents_believes_true_proofs_only(
    program: Path, records: Records, database: Database, tmp_path: Path
) -> None:
    references = []
    for number in range(COUNT):
        case = case_of(request(id=f"case-{number}"))
        records.append(opening_work(case))
        references.append(case.state.reference)
    Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt")).keep()
    key = str(SIGNER.verifier)
    for reference in references[::3]:
        file = tmp_path / "opening.tlog-proof"
        with connect(database.url) as connection:
            file.write_text(str(proof_of(connection, reference, 1)))
        told = run(program, key, str(file), reference)
        assert told.returncode == 0 and '"type":"opened"' in told.stdout, told.stderr
        other = references[0] if reference != references[0] else references[1]
        assert run(program, key, str(file), other).returncode == 1
        assert run(program, str(Signer.made(SIGNER.name).verifier), str(file), reference).returncode == 1
        receipt = str(receipt_of_opening(reference, read_proof(file.read_text())))
        file.write_text(receipt)
        assert run(program, key, str(file)).stdout == told.stdout
        moved = receipt.replace("index ", "index 1", 1)
        file.write_text(moved)
        assert run(program, key, str(file)).returncode == 1
