"""The command shell: each line in a process of its own, by one that has loaded what it needs."""

import subprocess
import sys
from pathlib import Path

from commands.common.words.advice import ExitCode
from tests.cli.test_help import REFERENCE
from tests.support.terminal import NOWHERE, ROOT, TAWASUL, bare_environment

SHOW = f"show {REFERENCE}"


def program(code: str) -> list[str]:
    """What a Python process prints that has no other threads, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=bare_environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_lines_of_a_file_are_commands_one_after_another(tmp_path: Path) -> None:
    typed = ["# the morning", "", "show --json", "tawasul verify 'x", SHOW, "submit -", "help shell"]
    environ = bare_environment(**NOWHERE, TAWASUL_HOME=str(tmp_path))
    line = [*TAWASUL, "--lang", "ar", "shell", "--as", "omar"]
    done = subprocess.run(line, input="\n".join(typed), capture_output=True, text=True, cwd=ROOT, env=environ)
    codes = [each.split(": ")[1] for each in done.stderr.splitlines()]
    assert codes[:3] == ["wrong_usage", "wrong_usage", "unreachable"]
    assert "تنقص علامة اقتباس" in done.stderr and "tawasul shell < morning.txt" in done.stdout
    assert done.returncode == ExitCode.WRONG_USAGE


def test_a_command_leaves_nothing_behind_but_what_it_loaded() -> None:
    printed = program("""
import os, signal, sys
from commands.common.process.apart import run_apart

def command():
    import colorsys
    os.environ["LEFT"] = "behind"
    return 3

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

def failed():
    raise RuntimeError("of a command")

before = signal.getsignal(signal.SIGINT)
print("colorsys" in sys.modules, run_apart(command), "colorsys" in sys.modules, os.environ.get("LEFT"))
print(run_apart(killed), run_apart(failed), signal.getsignal(signal.SIGINT) is before)
""")
    assert printed == ["False 3 True None", "137 1 True"]


def test_what_a_command_loaded_is_built_for_the_next() -> None:
    printed = program(f"""
import os, sys
import cli
from commands.common.process.apart import run_apart
from commands.work.shell import offered

os.environ.update({NOWHERE})
print(run_apart(lambda: cli.run({SHOW.split()} + ["--as", "omar"])), "models.case.events" in sys.modules)
from models.case.events import Event
print(Event.__pydantic_complete__, offered("sta"), offered("staff ac"))
""")
    assert printed == ["5 True", "True ['staff'] ['activate']"]
