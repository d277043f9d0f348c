"""The arrows of the house point one way: models know nobody, workflows no I/O, activities no workflow."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"models", "workflows", "activities", "commands", "stack", "migrations"} | {
    path.stem for path in ROOT.glob("*.py")
}
STANDARD = set(sys.stdlib_module_names)

PURE = STANDARD | {"pydantic"}
ALLOWED: dict[str, set[str]] = {
    "models": PURE | {"models", "sqlmodel", "sqlalchemy", "hijridate", "phonenumbers", "holidays"},
    "workflows": PURE | {"models", "workflows", "temporalio", "workflows.ports", "hijridate"},
    "activities": PURE
    | {"models", "activities", "migrations", "temporalio", "sqlmodel", "sqlalchemy", "psycopg", "psycopg_pool"}
    | {"alembic", "httpx", "smtplib", "standardwebhooks", "babel", "hijridate", "settings"},
}
SHELL = {"case_workflow.py", "shell.py", "options.py", "search.py"}
"""The only modules under workflows/ that may know Temporal."""


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def allowed(module: str, names: set[str]) -> bool:
    """Whether a module is one of `names` or inside one."""
    parts = module.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def files(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("path", [path for layer in ALLOWED for path in files(layer)], ids=lambda path: path.name)
def test_a_layer_imports_only_what_is_below_it(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    tops = {"activities"} if layer == "workflows" else set()
    for module in imports(path):
        if module in tops or allowed(module, ALLOWED[layer]):
            continue
        pytest.fail(f"{path.relative_to(ROOT)} must not import {module}")


def test_only_the_tables_know_the_database_in_models() -> None:
    knowing = {path.name for path in files("models") if any(name.startswith("sqlmodel") for name in imports(path))}
    assert knowing <= {"tables.py"}


def test_only_the_shell_of_the_workflows_knows_temporal() -> None:
    knowing = {path.name for path in files("workflows") if any(name.startswith("temporalio") for name in imports(path))}
    assert knowing <= SHELL


def test_nothing_a_case_runs_imports_the_tables_or_a_driver() -> None:
    for path in files("workflows"):
        assert not imports(path) & {"models.tables", "sqlmodel", "psycopg", "typer", "httpx"}, path


UNREPEATABLE = re.compile(
    r"(datetime|date)\.(now|utcnow|today)|(time|random|secrets|os|socket)\..*|(uuid\.)?uuid\d|open|input"
)
"""Calls that may give another answer when a history replays."""


def unrepeatable(path: Path) -> list[str]:
    """Calls in a file by which a replay could take another way."""
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return [call for call in calls if UNREPEATABLE.fullmatch(call)]


@pytest.mark.parametrize("path", [*files("workflows"), *files("models")], ids=lambda path: path.stem)
def test_what_a_case_runs_asks_neither_clock_nor_chance(path: Path) -> None:
    """Our own modules are passed through the sandbox: they are held to determinism here."""
    assert not unrepeatable(path)


def test_a_look_at_the_clock_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "hasty.py").write_text("at = datetime.now(UTC), time.time(), uuid4(), workflow.now()")
    assert unrepeatable(tmp_path / "hasty.py") == ["datetime.now", "time.time", "uuid4"]
