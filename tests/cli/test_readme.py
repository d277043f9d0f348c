"""README and docs agree with the code: the session prints what is shown, and whatever they name exists."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from temporalio.envconfig import ClientConfigProfile
from typer.main import get_group

import cli
import settings
from commands.common.words import language
from commands.common.words.advice import ExitCode, as_data
from errors import Refused
from models import codes
from models.case.events import Body
from models.case.state import Refusal
from models.packs.pack import Pack
from models.triage.conditions import Operator
from models.triage.facts import FACTS, Fact
from tests.support.terminal import ROOT, TAWASUL, bare_environment
from workflows.case.running import search_attributes

README = (ROOT / "README.md").read_text()
PAGES = {f"{page.relative_to(ROOT)}": page.read_text() for page in (ROOT / "README.md", *ROOT.glob("docs/*.md"))}
every_page = pytest.mark.parametrize("page", PAGES)

LEFT_OUT = "…"
"""A line that stands for any number of lines."""
NOT_KEYS = {"version", "calendar", "command_roles", "opens", "closes", "others"}
"""Fields of a pack that its author does not write by name: a hash, two files, the two ends of `07:30-14:30`, and the
texts in other languages, which stand by their language."""
UP = "tawasul up"
READING = {"inbox", "show", "explain", "audit"}
"""Commands that read the records, which follow what a case has answered by a moment: they may be typed again."""
EXPORT = re.compile(r"export (\w+)=(\S+)")
"""What is said once for all commands that follow."""
READY = "Ctrl-C stops everything and keeps the data"

VARIES = (
    (r"\S*/\.tawasul\b", "HOME"),
    (r"127\.0\.0\.1:\d+", "ADDRESS"),
    (r"process \d+", "process NUMBER"),
    (r"\b\d{4}-\d\d-\d\d(?: \d\d:\d\d)?\b", "INSTANT"),
    (r"\b\d\d-\d\d \d\d:\d\d\b", "INSTANT"),
    (r"\b\d+ [dhm](?: \d+ [hm])?\b", "AMOUNT"),
    (r"\bin \d+\.\d s$", "in SECONDS"),
    (r"\b[0-9a-f]{12}\b", "VERSION"),
    (r"^\s*-?\d+\s+(?=TW-)", "SCORE "),
    (r"\b\d+ (events|sent|waiting)\b", r"N \1"),
    (r"\s+", " "),
)
"""Instants, amounts of time, addresses, the version of the policies, and how many notices went out: at night few do."""
_NOTICE = re.compile(r" (sms|email|portal)(, (sms|email|portal))* sent to the \w+$")


@dataclass
class Person:
    """Somebody who reads the README and types what stands there."""

    environment: dict[str, str]
    up: list[subprocess.Popen[str]] = field(default_factory=list)

    def types(self, command: str) -> str:
        """What the command prints; `tawasul up` goes on running."""
        if command == UP:
            return self._starts()
        if named := EXPORT.fullmatch(command):
            self.environment[named[1]] = named[2]
            return ""
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        return done.stdout + done.stderr

    def _starts(self) -> str:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {UP}"], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        self.up.append(process)
        assert process.stdout
        return "".join(takewhile(lambda line: not line.startswith(READY), process.stdout)) + READY


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """With `tawasul` on the path, as `make` installs it, and a folder of their own."""
    command = tmp_path / "tawasul"
    command.write_text(f'#!/bin/sh\nexec {shlex.join(TAWASUL)} "$@"\n')
    command.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    reader = Person(bare_environment(PATH=path, TAWASUL_HOME=str(tmp_path / ".tawasul")))
    yield reader
    for process in reader.up:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == ExitCode.DONE


@pytest.mark.timeout(180)
def test_the_session_prints_what_the_readme_shows(person: Person) -> None:
    session = list(commands(README))
    assert session[0][0] == UP and len(session) > 5
    for command, shown in session:
        printed = person.types(command)
        if command.split()[1] in READING and not shows(shown, printed):
            time.sleep(1)
            printed = person.types(command)
        assert shows(shown, printed), f"$ {command}\n{printed}"


def test_a_changed_line_is_noticed() -> None:
    shown = f"due 2026-01-06 09:12, 2 h left\n{LEFT_OUT}\nin review\n"
    assert shows(shown, "due 2027-03-04 08:00, 1 d 3 h left\nmore\nand more\nin review\n")
    assert not shows(shown, "due 2027-03-04 08:00, 1 d 3 h left\nclosed\n")
    assert not shows(shown, "due soon\nin review\n")


@every_page
def test_every_command_and_option_exists(page: str) -> None:
    for words in command_lines(PAGES[page]):
        command, rest = find_command(words)
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        used = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert used <= options | {"--help"}, words


@every_page
def test_every_variable_exists(page: str) -> None:
    elsewhere = set(re.findall(r'"(TAWASUL_\w+)"', (ROOT / "cli.py").read_text())) | {language.VARIABLE}
    assert set(re.findall(r"TAWASUL_[A-Z_]+\b", PAGES[page])) <= {*settings.VARIABLES, *settings.FILES} | elsewhere
    for name in set(re.findall(r"TEMPORAL_[A-Z_]+\b", PAGES[page])) - set(settings.ELSEWHERE):
        assert ClientConfigProfile.load(disable_file=True, override_env_vars={name: "1"}) != ClientConfigProfile(), name


@every_page
def test_every_link_leads_to_a_file(page: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)", PAGES[page]):
        assert "://" in link or (ROOT / page).parent.joinpath(link).exists(), link


def test_the_readme_finds_every_file_and_folder() -> None:
    cells = "".join(re.findall(r"(?m)\|([^|]+)\|$", section(README, "Find your way")))
    places = set(re.findall(r"`([^`]+)`", cells))
    assert not [place for place in places if not (ROOT / place).exists()]
    ours = {
        path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__")) and path.suffix != ".egg-info"
    }
    assert ours - {"README.md"} <= {place.split("/")[0] for place in places}


def test_the_architecture_page_names_every_event_stage_and_outcome() -> None:
    events = {member.model_fields["type"].default for member in get_args(get_args(Body)[0])}
    assert events | set(codes.Stage) | set(codes.Outcome) <= named(PAGES["docs/architecture.md"])


def test_the_operations_page_names_every_variable_code_and_attribute() -> None:
    page = PAGES["docs/operations.md"]
    attributes = {key.name for key in search_attributes.ALL}
    assert set(settings.VARIABLES) | attributes | set(codes.RefusalCode) <= named(page)
    assert {int(code) for code in re.findall(r"(?m)^\| (\d+) \|", page)} == set(ExitCode)


def test_the_pages_name_every_code_and_field_of_a_refusal() -> None:
    fields = set(Refusal.model_fields) - {"code", "detail"}
    assert set(codes.RefusalCode) | fields <= named(PAGES["docs/intake.md"])
    assert fields - {"retryable"} <= named(PAGES["docs/operations.md"])


def test_the_operations_page_shows_a_refusal_as_programs_read_it() -> None:
    (shown,) = blocks(PAGES["docs/operations.md"], "json")
    at, outcome = datetime(2026, 1, 6, 8, 30, tzinfo=UTC), codes.Outcome.OBSTACLE_REMOVED
    detail = f"{outcome} by omar at {at.isoformat(timespec='seconds')}"
    refused = Refused(codes.RefusalCode.ALREADY_DECIDED, detail, "reject", by="omar", at=at, outcome=outcome)
    assert json.loads(shown) == {"error": {**as_data(refused), "at": at.isoformat()}}


def test_the_policies_page_names_every_key_and_code() -> None:
    page = PAGES["docs/policies.md"]
    keys = {name for model in models_of(Pack) for name in model.model_fields} - NOT_KEYS
    keys |= {
        str(code) for kind in (Operator, codes.Effect, codes.Action, codes.Audience, codes.Channel) for code in kind
    }
    known = named(page) | set(re.findall(r"(?m)^\[*([a-z_]+)\b", "\n".join(blocks(page, "toml"))))
    assert keys <= known, sorted(keys - known)


def test_the_policies_page_has_the_table_of_facts() -> None:
    rows = "\n".join(["| fact | type | comes from | what |", "| --- | --- | --- | --- |", *map(row_of, FACTS)])
    assert f"\n\n{rows}\n\n" in PAGES["docs/policies.md"], f"the table should read:\n{rows}"


def row_of(fact: Fact) -> str:
    """A row of the page's table; a family is named with what follows its point."""
    name = f"`{fact.name}.`*{fact.family}*" if fact.family else f"`{fact.name}`"
    return f"| {name} | {fact.type} | {', '.join(fact.origins)} | {fact.meaning} |"


def test_every_example_of_the_policies_page_stands_in_a_pack() -> None:
    written = {line.strip() for file in (ROOT / "policies").rglob("*.toml") for line in file.read_text().splitlines()}
    shown = [line.strip() for block in blocks(PAGES["docs/policies.md"], "toml") for line in block.splitlines()]
    assert shown and not [line for line in shown if line and line not in written]


def commands(page: str) -> Iterator[tuple[str, str]]:
    """Every command of the page's console blocks, continued lines joined, with the output shown below it."""
    for block in blocks(page, "console"):
        for part in block.replace("\\\n", "").split("$ ")[1:]:
            command, _, shown = part.partition("\n")
            yield " ".join(command.split()), shown


def blocks(page: str, kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


def shows(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown, but for what varies and what is left out."""
    pattern = "".join(
        "(?:.*\n)*?" if line == LEFT_OUT else f"{re.escape(line)}\n" for line in without_varying_parts(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in without_varying_parts(printed))) is not None


def without_varying_parts(text: str) -> list[str]:
    """The lines of a text without what varies."""
    lines = [line for line in text.splitlines() if line.strip() and not _NOTICE.search(line)]
    for pattern, name in VARIES:
        lines = [re.sub(pattern, name, line) for line in lines]
    return [line.strip() for line in lines]


def command_lines(page: str) -> Iterator[list[str]]:
    """The words after `tawasul` wherever a page's code shows a command."""
    code = re.findall(r"```.*?```|`[^`]+`", page.replace("\\\n", ""), re.DOTALL)
    for line in re.findall(r"(?<![\w/.-])tawasul ([a-z][^\n`|;#]*)", "\n".join(code)):
        yield shlex.split(line)


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words name, and the words after its name. Fails when there is none."""
    command: Any = get_group(cli.app)
    context = command.make_context("tawasul", [], resilient_parsing=True)
    while words and hasattr(command, "get_command") and not words[0].startswith("-"):
        command, words = command.get_command(context, words[0]), words[1:]
        assert command is not None, words
    return command, words


def section(page: str, title: str) -> str:
    """The text under a heading."""
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def named(page: str) -> set[str]:
    """Everything a page puts in backticks."""
    return {word for span in re.findall(r"`([^`\n]+)`", page) for word in (span, *span.split())}


def models_of(model: type[BaseModel], seen: frozenset[type[BaseModel]] = frozenset()) -> frozenset[type[BaseModel]]:
    """A model with all models that its fields are made of."""
    found = seen | {model}
    for each in model.model_fields.values():
        for inner in _classes(each.annotation):
            found = found if inner in found else models_of(inner, found)
    return found


def _classes(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _classes(argument)
