"""docs/security.md agrees with the tests: each that it names exists, and each attacker has both columns."""

import ast
import re
from functools import cache

import pytest

from settings import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text()
HEADING = "## What an attacker with one single thing gets\n"
ATTACKERS = (
    "Temporal's database files",
    "Temporal's gRPC port",
    "PostgreSQL with the workers' password",
    "PostgreSQL with the desk's password",
    "PostgreSQL with the administration's password",
    "PostgreSQL with the owner's password",
    "PostgreSQL with the backup's password, or a dump",
    "A worker's host",
    "An officer's laptop",
    "The wrapping key alone",
    "A permit for the codec endpoint",
    "The HTTP interface",
    "A channel's key",
    "The store of attached files",
    "What a request says of its files",
    "A subscriber's secret",
    "The log's signing key",
    "The provider",
    "The mailbox folder, or a gateway",
    "A backup of before an erasure",
)


def attackers() -> dict[str, list[list[str]]]:
    """The lines of each attacker: can or cannot, what, and the tests."""
    section = PAGE.split(HEADING)[1].split("\n## ")[0]
    parts = (part.split("\n", 1) for part in section.split("### ")[1:])
    return {name: [_cells(line) for line in text.splitlines() if line.startswith("| can")] for name, text in parts}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, those of classes too."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = (node.name for node in ast.walk(ast.parse((PROJECT / path).read_text())) if isinstance(node, functions))
    return frozenset(name for name in names if name.startswith("test_"))


def test_every_attacker_is_there() -> None:
    assert tuple(attackers()) == ATTACKERS


@pytest.mark.parametrize("name", ATTACKERS)
def test_it_is_said_what_each_can_do_and_what_not_and_each_line_has_a_test_that_exists(name: str) -> None:
    lines = attackers()[name]
    assert {kind for kind, _, _ in lines} == {"can", "cannot"}
    for _, what, shown in lines:
        named = re.findall(r"`([^`:]+)::([^`]+)`", shown)
        assert what and named
        assert [(path, test) for path, test in named if test not in names_in(path)] == [], what


def test_everybody_who_is_trusted_has_what_they_are_trusted_with_and_what_not() -> None:
    section = PAGE.split("## Who is trusted\n")[1].split("\n## ")[0]
    rows = [_cells(line) for line in section.splitlines() if line.startswith("| ")][2:]
    who = {row[0].split(" (")[0] for row in rows}
    assert who >= {"worker", "channel", "officer", "supervisor", "director", "administration", "backup", "auditor"}
    assert who >= {"key store", "provider", "log's key"} and all(all(row) for row in rows)
