"""The arrows point one way: models know nobody, workflows no adapter, activities only the pure part of workflows."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from settings import PROJECT

STANDARD = set(sys.stdlib_module_names)
PURE = STANDARD | {"pydantic", "pydantic_core"}

RUNTIME = {
    "workflows.case.workflow",
    "workflows.case.running.deliveries",
    "workflows.case.running.effects",
    "workflows.case.running.alarm",
    "workflows.case.running.answers",
    "workflows.case.running.authenticity",
    "workflows.case.running.entry_point",
    "workflows.case.running.first_stage",
    "workflows.case.running.interruptions",
    "workflows.case.running.live_case",
    "workflows.case.running.patches",
    "workflows.case.running.local_activity",
    "workflows.case.running.recorder",
    "workflows.case.running.tasks",
    "workflows.case.running.search_attributes",
    "workflows.faults.workflow",
    "workflows.faults.effects",
    "workflows.faults.running",
    "workflows.files.workflow",
    "workflows.official_letters.workflow",
    "workflows.webhooks.workflow",
    "workflows.one_time_codes.workflow",
    "workflows.options",
    "workflows.payloads",
}
"""The modules under workflows/ that may know Temporal; the others are pure."""

ALLOWED: dict[str, set[str]] = {
    "models": PURE
    | {"models", "sqlmodel", "sqlalchemy", "hijridate", "phonenumbers", "holidays", "idna", "wcwidth"}
    | {"cryptography", "joserfc", "rfc8785"},
    "workflows": PURE | {"models", "workflows", "workarounds", "temporalio", "hijridate"},
    "activities": PURE
    | {"models", "workflows", "activities", "migrations", "temporalio", "sqlmodel", "sqlalchemy", "psycopg"}
    | {
        "psycopg_pool",
        "cryptography",
        "alembic",
        "sklearn",
        "httpx",
        "smtplib",
        "standardwebhooks",
        "babel",
        "fontpkg_amiri",
        "hijridate",
        "joserfc",
        "segno",
        "typst",
        "settings",
        "errors",
    },
    "simulation": PURE | {"models", "workflows", "simulation", "simpy"},
    "telemetry": PURE
    | {"telemetry", "activities.records.lag", "settings", "errors", "temporalio", "opentelemetry", "httpx"},
    "web": PURE
    | {"models", "workflows", "activities", "client", "sessions", "settings", "errors", "workarounds", "web"}
    | {"telemetry", "fastapi", "starlette", "uvicorn", "temporalio", "opentelemetry", "psycopg"}
    | {
        "commands.common.context",
        "commands.common.onlooker.looking",
        "commands.common.on_record",
        "commands.common.typed.instants",
    }
    | {
        "commands.intake.channels",
        "commands.work.case.case_data",
        "commands.work.lists.case_filter",
        "commands.work.case.read",
    }
    | {"commands.reports.data", "commands.reports.period", "commands.looks", "commands.common.lists"}
    | {"commands.reports.page.charts", "commands.reports.page.content", "commands.reports.page.words"}
    | {"commands.reports.values"}
    | {"commands.work.lists.notice_data", "commands.work.managing.team_data"}
    | {
        "jinja2",
        "markupsafe",
        "commands.common.words.language",
        "commands.common.words.said_below",
        "commands.common.words.code_words",
        "multipart",
    }
    | {"commands.batch.dry_run", "commands.batch.preview", "commands.batch.result", "commands.batch.sending"}
    | {"commands.common.send", "commands.common.terminal", "commands.common.words"}
    | {"commands.review.naming", "commands.review.options"}
    | {
        "commands.work.case.case_page",
        "commands.work.case.explanation",
        "commands.work.case.own_fields",
        "commands.work.case.request_page",
        "commands.work.case.timeline",
    },
}
"""What each layer may import. The interface beside the commands takes from them only what says nothing to people; its
pages the catalogue of words; those of staff, besides, how a case is told, how commands go to several, and the
charts of a report."""

FLOORS = (
    {"letters", "script", "teams"},
    {"base", "codes", "text", "problems", "validation"},
    {"language"},
    {"calendar", "intake", "keys", "log", "sharing", "titles"},
    {"policy", "advice", "files"},
    {"triage"},
    {"case"},
    {"faults"},
    {"notices", "tables", "authority", "trust", "reports"},
    {"packs", "official_letters", "webhooks", "one_time_codes"},
)
"""The parts of models/, the lowest first: each imports of models only itself and what lies on a lower floor."""


@dataclass
class Source:
    """What the tests ask of a module: what it imports wherever in it, its texts, its calls and its classes."""

    imports: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    calls: list[ast.expr] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def add(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            self.imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            self.imports |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.texts.append(node.value)
        elif isinstance(node, ast.Call):
            self.calls.append(node.func)
        elif isinstance(node, ast.ClassDef):
            self.classes.append(node.name)


@cache
def source(path: Path) -> Source:
    """A module, read once."""
    found = Source()
    for node in ast.walk(ast.parse(path.read_text())):
        found.add(node)
    return found


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it."""
    return source(path).imports


def allowed(module: str, names: set[str]) -> bool:
    """Whether a module is one of `names` or inside one."""
    parts = module.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def files(layer: str) -> list[Path]:
    return sorted((PROJECT / layer).rglob("*.py"))


def name_of(path: Path) -> str:
    """The dotted name of a module of ours."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", [path for layer in ALLOWED for path in files(layer)], ids=name_of)
def test_a_layer_imports_only_what_is_below_it(path: Path) -> None:
    layer = path.relative_to(PROJECT).parts[0]
    for module in imports(path):
        if not allowed(module, ALLOWED[layer]):
            pytest.fail(f"{path.relative_to(PROJECT)} must not import {module}")


def test_every_part_of_the_models_stands_on_one_floor() -> None:
    parts = {path.relative_to(PROJECT / "models").parts[0].removesuffix(".py") for path in files("models")}
    assert sorted(parts - {"__init__"}) == sorted(part for floor in FLOORS for part in floor)


@pytest.mark.parametrize("path", files("models"), ids=name_of)
def test_a_part_of_the_models_imports_only_lower_floors(path: Path) -> None:
    part = path.relative_to(PROJECT / "models").parts[0].removesuffix(".py")
    below: set[str] = set()
    for floor in FLOORS:
        if part in floor:
            break
        below |= floor
    reached = {module.split(".")[1] for module in imports(path) if module.startswith("models.")}
    assert reached <= below | {part}


@pytest.mark.parametrize("layer", ["activities", "simulation"])
def test_only_the_pure_part_of_the_workflows_is_imported(layer: str) -> None:
    for path in files(layer):
        assert not imports(path) & RUNTIME, path


def test_only_the_tables_know_the_database_in_models() -> None:
    knowing = {
        path.parent.name for path in files("models") if any(name.startswith("sqlmodel") for name in imports(path))
    }
    assert knowing == {"tables"}


def test_only_the_keys_know_the_cipher_in_models() -> None:
    ciphers = "cryptography.hazmat.primitives.ciphers"
    knowing = {name_of(path) for path in files("models") if any(name.startswith(ciphers) for name in imports(path))}
    assert knowing == {"models.keys.sealing"}


def test_only_the_runtime_of_the_workflows_knows_temporal() -> None:
    knowing = {
        name_of(path) for path in files("workflows") if any(name.startswith("temporalio") for name in imports(path))
    }
    assert knowing <= RUNTIME


def test_nothing_a_case_runs_imports_the_tables_or_a_driver() -> None:
    for path in files("workflows"):
        assert not imports(path) & {"models.tables", "sqlmodel", "psycopg", "typer", "httpx"}, path


BELOW_COMMANDS = ["models", "workflows", "activities", "workarounds", "client", "recovery", "watchdog", "sessions"]
BELOW_COMMANDS += ["simulation", "telemetry"]
TOPS = ("errors.py", "settings.py", "worker.py")
OF_THE_COMMAND_LINE = re.compile(r"`tawasul |(?<![\w-])--[a-z]{2,}")


@pytest.mark.parametrize(
    "path",
    [*(path for layer in BELOW_COMMANDS for path in files(layer)), *(PROJECT / top for top in TOPS)],
    ids=name_of,
)
def test_layers_below_the_commands_name_no_command_and_no_option(path: Path) -> None:
    assert [text for text in source(path).texts if OF_THE_COMMAND_LINE.search(text)] == []


UNREPEATABLE = re.compile(
    r"(datetime|date)\.(now|utcnow|today)|(time|random|secrets|os|socket)\..*|(uuid\.)?uuid\d|open|input"
)
"""Calls that may give another answer when a history replays."""


def unrepeatable(path: Path) -> list[str]:
    """Calls in a file by which a replay could take another way."""
    return [call for call in map(ast.unparse, source(path).calls) if UNREPEATABLE.fullmatch(call)]


@pytest.mark.parametrize("path", [*files("workflows"), *files("models")], ids=name_of)
def test_what_a_case_runs_asks_neither_clock_nor_chance(path: Path) -> None:
    """Our own modules are passed through the sandbox: they are held to determinism here."""
    assert not unrepeatable(path)


def test_a_look_at_the_clock_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "hasty.py").write_text("at = datetime.now(UTC), time.time(), uuid4(), workflow.now()")
    assert unrepeatable(tmp_path / "hasty.py") == ["datetime.now", "time.time", "uuid4"]


CHAOS_FLOORS = (
    {"outcome", "seeded", "event_loop", "provenance"},
    {"faults"},
    {"system"},
    {"history"},
    {"workload"},
    {"checks"},
    {"mutation"},
    {"search"},
    {"scenarios"},
    {"report"},
    {"__main__"},
)
"""The parts of chaos/, the lowest first, as for the models: so its folders form no cycle."""


@pytest.mark.parametrize("path", files("chaos"), ids=name_of)
def test_a_part_of_chaos_imports_only_lower_floors(path: Path) -> None:
    part = path.relative_to(PROJECT / "chaos").parts[0].removesuffix(".py")
    if part == "__init__":
        return
    place = next(place for place, floor in enumerate(CHAOS_FLOORS) if part in floor)
    below = {part, *(name for floor in CHAOS_FLOORS[:place] for name in floor)}
    assert {module.split(".")[1] for module in imports(path) if module.startswith("chaos.")} <= below


JUDGED = {"models", "workflows", "activities", "recovery", "watchdog", "sessions", "commands", "client"}
JUDGED |= {"simulation", "telemetry", "worker", "errors", "web"}
"""The product, of which the checks of chaos/ share no code."""
PLAIN = {"asyncio", "collections", "datetime", "typing", "temporalio"}
"""What another system has: the language and the SDK."""


@pytest.mark.parametrize("path", [*files("chaos/checks"), PROJECT / "chaos/history/evidence.py"], ids=name_of)
def test_the_checks_import_nothing_of_what_they_judge(path: Path) -> None:
    assert not [module for module in imports(path) if allowed(module, JUDGED)]


def test_the_plain_client_of_the_trials_imports_nothing_of_the_product() -> None:
    assert not [name for name in imports(PROJECT / "chaos/workload/plain_client.py") if not allowed(name, PLAIN)]


def test_the_checks_reach_nothing_of_what_they_judge_through_others() -> None:
    modules = [name_of(path) for path in files("chaos/checks")]
    program = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert not JUDGED & {*loaded.stdout.split()}


@pytest.mark.parametrize("folder", ["chaos", "bench", "chart", "cluster", "containers", "demo"])
def test_trials_benchmarks_and_demonstration_import_no_private_names(folder: str) -> None:
    for path in files(folder):
        assert not [name for name in imports(path) if name.rpartition(".")[2].startswith("_")], path


PRODUCT_LAYERS = (*BELOW_COMMANDS, "commands", "web")
AROUND_THE_PRODUCT = ("chaos", "bench", "chart", "cluster", "containers", "demo")


def repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def product_classes() -> list[str]:
    paths = [path for layer in PRODUCT_LAYERS for path in files(layer)]
    paths += [PROJECT / top for top in (*TOPS, "cli.py")]
    return [name for path in paths for name in source(path).classes]


def test_a_class_name_stands_for_one_idea() -> None:
    assert repeated(product_classes()) == []


def test_a_class_of_trials_benchmarks_or_demonstration_that_others_import_has_a_name_of_its_own() -> None:
    paths = [path for folder in AROUND_THE_PRODUCT for path in files(folder)]
    paths = [path for path in paths if "checks" not in path.parts]  # they say the product's ideas again, on their own
    imported = {name for path in [*paths, *files("tests")] for name in imports(path)}
    shared = [name for path in paths for name in source(path).classes if f"{name_of(path)}.{name}" in imported]
    assert repeated([*product_classes(), *shared]) == []
