"""Help of the commands: complete, with examples that work, and quick."""

import itertools
import os
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Container, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group

import cli
from activities.packs import load_pack
from commands.common.process.command_table import MODULES
from models.codes import ErasureReason
from models.intake.reference import parse_reference
from tests.support.terminal import NOWHERE, ROOT, TAWASUL, bare_environment

REFERENCE = "TW-7K3M-9QXD-2VHA-K"
HEAVY = "temporalio pydantic sqlmodel sqlalchemy psycopg rich asyncio zoneinfo holidays babel phonenumbers"
WITHOUT_JSON = {"help", "up", "web", "keys serve", "shell"}
"""Commands without `--json`: they print until they are stopped, or what other commands do."""


def all_commands() -> Iterator[tuple[str, Any]]:
    """Every command under its whole name."""
    root = get_group(cli.app)
    context = root.make_context("tawasul", [], resilient_parsing=True)
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if inner := getattr(command, "commands", None):
            yield from ((f"{name} {each}", found) for each, found in inner.items())
        else:
            yield name, command


COMMANDS = dict(all_commands())
every_command = pytest.mark.parametrize("name", COMMANDS)


def help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run([*name.split(), "--help"]) == 0
    return capsys.readouterr().out


def examples_of(text: str) -> list[str]:
    """The command lines at the end of a help page, continued lines joined."""
    lines = text.partition("Examples:\n")[2].replace("\\\n", "").splitlines()
    return [line.strip() for line in lines if line.strip()]


@cache
def words_of(name: str) -> list[list[str]]:
    """The arguments of every example of a command, as the shell gives them."""
    typed = (re.findall(r"(?:^|=\S+ |\| )tawasul ([^|<>]+)", line) for line in examples_of(COMMANDS[name].epilog))
    return [shlex.split(words) for line in typed for words in line]


@every_command
def test_every_command_has_examples_on_its_help_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert all(f"tawasul {name}" in example for example in examples_of(help_of(name, capsys)))
    assert words_of(name)


@every_command
def test_every_example_can_be_typed_as_it_stands(name: str) -> None:
    for words in words_of(name):
        assert words[: len(name.split())] == name.split()
        COMMANDS[name].make_context(name, words[len(name.split()) :])
        references = [word for word in words if word.startswith("TW-")]
        assert [parse_reference(reference) for reference in references] == references


@every_command
def test_every_command_speaks_to_programs_too(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert ("--json" in options) is (name not in WITHOUT_JSON)


@every_command
def test_every_option_says_what_it_is_for(name: str) -> None:
    assert [parameter.name for parameter in COMMANDS[name].params if not parameter.help] == []


def test_examples_name_what_the_pack_has() -> None:
    pack = load_pack(ROOT / "policies" / "passports")
    known: dict[str, Container[str]] = {
        "--reason": pack.reasons,
        "--reply-template": pack.replies,
        "--document": pack.documents,
        "--team": pack.teams,
        "--authority": pack.authorities,
    }
    assert pack.waiting
    parties = {**pack.teams, **pack.authorities, **pack.vendors}
    own: dict[str, dict[str, Container[str]]] = {
        "erase": {"--reason": set(ErasureReason)},
        "wait": {"--reason": pack.waiting.reasons, "--for": parties},
        "consult": {"--to": parties},
    }
    in_own_words = {"policy activate", "policy migrate"}
    for name in COMMANDS:
        codes = known | own.get(name, {})
        for words in words_of(name):
            named = [(option, code) for option, code in itertools.pairwise(words) if option in codes]
            named = [each for each in named if each[0] != "--reason" or name not in in_own_words]
            assert [pair for pair in named if pair[1] not in codes[pair[0]]] == []


def test_the_help_lists_every_command_under_the_people_who_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    page = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n  {name.split()[0]} " in page
    assert "Exit codes" in page


def test_the_shell_completes_commands_and_codes_of_the_pack(capsys: pytest.CaptureFixture[str]) -> None:
    def completed(typed: str) -> list[str]:
        words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_TAWASUL_COMPLETE": "complete_bash"}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in words.items():
                patch.setenv(name, value)
            cli.run([])
        return capsys.readouterr().out.split()

    assert completed("tawasul sta") == ["staff"]
    assert completed("tawasul staff a") == ["add", "activate", "away", "absences"]
    assert completed("tawasul prioritise X --priority u") == ["urgent"]
    assert completed("tawasul approve X --reason note_") == ["note_removed"]


def test_nothing_typed_gives_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert "Review a request" in capsys.readouterr().out


def test_a_mistyped_command_is_reported_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["aprove", REFERENCE]) == 2
    reported = capsys.readouterr().err
    assert reported == "tawasul: wrong_usage: No such command 'aprove'. Did you mean 'approve'? see `tawasul --help`\n"


def loaded_by(program: str) -> set[str]:
    """The modules a process has loaded when `program` has run."""
    ending = "from workarounds.process_exit import end_process; end_process(0)"
    code = f"import cli, sys\n{program}\nprint('\\n'.join(sys.modules)); {ending}"
    environ = bare_environment(**NOWHERE)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environ)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by("cli.run(['--help'])") & set(HEAVY.split()) == set()


def test_an_approval_loads_no_more_than_it_needs() -> None:
    approve = ["approve", REFERENCE, "--as", "omar", "--reason", "note_removed", "--reply", "تم"]
    withdraw = ["withdraw", REFERENCE]  # goes on to the server without a look at the records
    loaded = loaded_by(f"assert cli.run({approve}) == cli.run({withdraw}) == 5")
    assert {"client", "activities.staff", "temporalio.client"} <= loaded
    not_needed = {"sqlmodel", "sqlalchemy", "alembic", "phonenumbers", "babel", "holidays", "rich", "temporalio.worker"}
    not_needed |= {"joserfc"}
    assert loaded & not_needed == set()


RULES = {"models.case.state", "models.case.events", "workflows.case.decide", "workflows.case.evolve", "workflows.ports"}
"""What a list of cases, or the sender of a command, has no need of: it takes as long to load as the rest of either."""


def test_values_that_need_no_conversion_make_no_validator() -> None:
    typed = [REFERENCE, "--as", "omar", "--where", "x", "--dry-run"]
    parsed = f"group.get_command(context, 'claim').make_context('claim', {typed})"
    loaded = loaded_by(f"from typer.main import get_group\ngroup = get_group(cli.app)\n{IN_ROOT}\n{parsed}")
    assert "commands.review.holder" in loaded and "pydantic" not in loaded


IN_ROOT = "context = group.make_context('tawasul', [], resilient_parsing=True)"


def test_a_list_of_cases_loads_no_rules_of_cases() -> None:
    reports = ("inbox", "absences", "styles", "subjects", "cases", "board")
    needed = [*(f"activities.reports.{each}" for each in reports), "activities.trust.session", "activities.views"]
    lists = [f"commands.work.{each}" for each in ("lists.inbox", "lists.cases", "managing.board")]
    loaded = loaded_by(f"import commands.common.onlooker.looking, {', '.join([*lists, *needed])}")
    not_needed = {"models.case.commands", "models.packs.pack", "joserfc", "sqlalchemy", "temporalio"}
    assert loaded & (RULES | not_needed) == set()


def test_the_sender_of_a_command_loads_no_rules_of_cases() -> None:
    loaded = loaded_by("import client; client.apply, client.connect")
    assert (
        loaded & (RULES | {"client.reading", "client.opening", "joserfc", "sqlalchemy", "temporalio.worker"}) == set()
    )


def test_a_command_line_loads_the_module_of_its_own_command_alone() -> None:
    loaded = loaded_by("cli.run(['claim', '--help'])")
    modules = {f"commands.{module}" for module in MODULES}
    assert loaded & modules == {"commands.review.holder"}


def test_every_module_has_the_commands_that_the_table_says() -> None:
    for module, names in MODULES.items():
        app = import_module(f"commands.{module}").app
        assert tuple(each.name for each in app.registered_commands) == names


def test_help_is_there_at_once(tmp_path: Path) -> None:
    """By processor time: other tests run meanwhile, and the quickest of nine met the fewest of them."""
    environ = bare_environment(PYTHONPYCACHEPREFIX=str(tmp_path))
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    seconds = []
    for _ in range(9):
        began = of_children()
        subprocess.run([*TAWASUL, "--help"], capture_output=True, check=True, cwd=ROOT, env=environ)
        seconds.append(of_children() - began)
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert min(seconds) <= 0.2 * busy, seconds


def of_children() -> float:
    """The processor time of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
