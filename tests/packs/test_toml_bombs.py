"""A file made to exhaust the reader is refused at once, and costs neither time nor memory."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from activities.packs import InvalidPack, load_pack
from activities.toml import read_toml
from settings import PROJECT

MANY = 20_000
BOMBS = {
    "dotted key": ".".join(["a"] * MANY) + " = 1",
    "dotted key with spaces and quotes": " . ".join(["'a'", '"b"'] * MANY) + " = 1",
    "dotted table": "[" + ".".join(["a"] * MANY) + "]",
    "deep array": "a = " + "[" * MANY + "]" * MANY,
    "deep inline table": "a = " + "{a=" * MANY + "1" + "}" * MANY,
    "deep array over lines": "a = " + "[\n" * MANY + "]" * MANY,
    "behind a text with quotes": 'b = """x\\"["""\n' + ".".join(["a"] * MANY) + " = 1",
    "many quotes that nothing closes": '"' + '\\"' * MANY * 10,
    "large": "a = '" + "x" * 20_000_000 + "'",
    "many tables": "".join(f"[t{number}]\n" for number in range(150_000)),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_a_problem_of_its_file_found_in_little_time_and_memory(tmp_path: Path, bomb: str) -> None:
    folder = tmp_path / "passports"
    shutil.copytree(PROJECT / "policies" / "passports", folder)
    (folder / "bomb.toml").write_text(bomb)
    before, began = psutil.Process().memory_info().rss, time.process_time()
    with pytest.raises(InvalidPack) as refused:
        load_pack(folder)
    assert time.process_time() - began < 3
    assert psutil.Process().memory_info().rss - before < 100_000_000
    assert any(problem.file == "bomb.toml" for problem in refused.value.problems)


def test_the_command_line_refuses_a_bomb_as_unreadable(tmp_path: Path) -> None:
    folder = tmp_path / "passports"
    shutil.copytree(PROJECT / "policies" / "passports", folder)
    (folder / "bomb.toml").write_text(BOMBS["dotted key"])
    command = [sys.executable, "-m", "cli", "policy", "check", str(folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "bomb.toml" in done.stdout + done.stderr


def test_every_text_of_ordinary_depth_is_read_as_before(tmp_path: Path) -> None:
    text = tmp_path / "plain.toml"
    text.write_text('a.b.c = [[1.5, 2], {d = \'[[[[.....\', e = """]\\"}.{"""}] # .....[[[[[\n')
    assert read_toml(text) == {"a": {"b": {"c": [[1.5, 2], {"d": "[[[[.....", "e": ']"}.{'}]}}}
