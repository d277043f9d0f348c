"""What the shell completes: only what fits, from files that nobody else may read, without any server."""

import json
import os
import stat
import time
from pathlib import Path

import pytest

import cli
from commands.batch.where import FILTERS
from commands.completion.filters import VALUES
from commands.completion.seen import LONGEST, forget_seen, note_seen, seen_by
from tests.cli.test_help import HEAVY, loaded_by

QUEUED, PROPOSED = "TW-7K3M-9QXD-2VHA-K", "TW-2F8N-W4RT-6YBC-8"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which omar saw two cases."""
    monkeypatch.setenv("TAWASUL_HOME", str(tmp_path))
    monkeypatch.setenv("TAWASUL_STAFF", "omar")
    note_seen("omar", [(QUEUED, "queued"), (PROPOSED, "awaiting_approval")], ["omar", "salma"])
    return tmp_path


def completed(typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is offered in place of the last word of a line; one in quotes is one word."""
    capsys.readouterr()
    monkeypatch.setenv("_TAWASUL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.partition('"')[0].count(" ")))
    cli.run([])
    return [*filter(None, capsys.readouterr().out.splitlines())]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tawasul show TW-", [QUEUED, PROPOSED]),
        ("tawasul show TW-2", [PROPOSED]),
        ("tawasul claim TW-", [QUEUED]),
        ("tawasul confirm TW-", [PROPOSED]),
        (f"tawasul claim {QUEUED} --as s", ["salma"]),
        ("tawasul show --as salma TW-", []),
        ("tawasul assign X --to sal", ["salma"]),
        ("tawasul approve X --reason note_", ["note_removed"]),
        ("tawasul ask X --reason note_", []),
        ("tawasul wait X --reason fau", ["fault_repair"]),
        ("tawasul cases --team travel_", ["travel_permits"]),
        ("tawasul ask X --document pass", ["passport_copy"]),
        ("tawasul inbox --pack pass", ["passports"]),
        ("tawasul cases --service travel_permit_m", ["travel_permit_minor"]),
        ("tawasul approve X --reply-template condolence_", ["condolence_resolved"]),
        ("tawasul claim --where ov", ["overdue"]),
        ("tawasul claim --where e", ["error-code="]),
        ("tawasul claim --where prio", ["priority=low", "priority=normal", "priority=high", "priority=urgent"]),
        ("tawasul claim --where team = travel_", ["travel_permits"]),
        ("tawasul claim --where priority = urgent --where team = travel_", ["travel_permits"]),
        ("tawasul claim --where teem = travel_", []),
        ('tawasul claim --where "team=travel_', ["team=travel_permits"]),
        ('tawasul claim --where "team=travel_permits stage=q', ["team=travel_permits stage=queued"]),
        ("tawasul claim --where assignee = s", ["salma"]),
        ("tawasul cases --team = travel_", ["travel_permits"]),
    ],
)
def test_only_what_fits_is_offered(
    typed: str, offered: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(typed, monkeypatch, capsys) == offered


def test_every_filter_is_offered() -> None:
    assert {each.replace("-", "_") for each in VALUES} == FILTERS


def test_what_somebody_saw_is_theirs_alone_and_says_nothing_of_the_cases(home: Path) -> None:
    file = home / "completion" / "seen" / "omar.json"
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (file, file.parent, file.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]
    assert json.loads(file.read_text()) == {
        "cases": {QUEUED: "queued", PROPOSED: "awaiting_approval"},
        "staff": ["omar", "salma"],
    }


def test_what_somebody_saw_is_soon_forgotten(home: Path) -> None:
    long_ago = time.time() - LONGEST - 1
    os.utime(home / "completion" / "seen" / "omar.json", (long_ago, long_ago))
    assert not seen_by("omar").cases


def test_the_end_of_a_session_forgets_it() -> None:
    forget_seen("omar")
    assert not seen_by("omar").cases


def test_no_name_leads_out_of_the_folder(home: Path) -> None:
    note_seen("../../other", [(QUEUED, "queued")])
    assert not (home.parent / "other.json").exists() and not seen_by("../../other").cases


def test_codes_are_read_again_when_a_pack_has_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed("tawasul inbox --pack ci", monkeypatch, capsys) == ["city"]
    kept = home / "completion" / "codes.json"
    known = json.loads(kept.read_text())
    changed = known["made"] | {"codes": known["made"]["codes"] | {"packs": ["civil"]}}
    kept.write_text(json.dumps(known | {"made": changed}))
    assert completed("tawasul inbox --pack ci", monkeypatch, capsys) == ["civil"]
    kept.write_text(json.dumps(known | {"state": [*known["state"], ["pack.toml", 1, 1]]}))
    assert completed("tawasul inbox --pack ci", monkeypatch, capsys) == ["city"]


def test_completion_loads_nothing_heavy(home: Path) -> None:
    (home / "completion" / "codes.json").unlink(missing_ok=True)
    environ = {"_TAWASUL_COMPLETE": "complete_bash", "COMP_WORDS": "tawasul show TW-", "COMP_CWORD": "2"}
    program = f"import os; os.environ.update({environ | {'TAWASUL_HOME': str(home)}}); cli.run([]); cli.run([])"
    prepared = "from commands.completion.codes import codes; codes()"
    loaded_by(f"import os; os.environ['TAWASUL_HOME'] = {str(home)!r}; {prepared}")
    assert loaded_by(program) & set(HEAVY.split()) == set()
