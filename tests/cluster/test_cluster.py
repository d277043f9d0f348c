"""Temporal's real server as an engine: its addresses, its settings, and what happens where it cannot be built."""

from pathlib import Path

import pytest
import yaml

from chaos.system.engines import EngineKind, choose, engine_of_trials
from cluster import __main__ as command
from cluster import build
from cluster.build import GoMissing, Programs
from cluster.engine import Cluster, as_yaml, environment_of
from cluster.layout import Node, ServerRole, frontends, one_process, several_processes
from settings import PROJECT
from stack import temporal
from stack.engine import DevelopmentServer

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def test_seven_processes_have_addresses_of_their_own_and_history_begins(tmp_path: Path) -> None:
    nodes = several_processes(tmp_path)
    assert len({node.host for node in nodes}) == len(nodes) == 7
    assert nodes[0].services == (ServerRole.HISTORY,)
    assert {service for node in nodes for service in node.services} == set(ServerRole)
    assert len(frontends(nodes)) == 2


def test_one_process_has_all_roles_and_a_folder_keeps_its_addresses(tmp_path: Path) -> None:
    [node] = one_process(tmp_path)
    assert set(node.services) == set(ServerRole)
    assert one_process(tmp_path) == (node,) != one_process(tmp_path / "other")


def test_without_go_it_is_skipped_with_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda *_, **__: None)  # type: ignore[attr-defined]
    monkeypatch.setattr("sys.argv", ["cluster"])
    assert command.main() == 0
    assert "skipped: there is no `go` program" in capsys.readouterr().out


def test_an_older_go_does_not_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\necho go1.26.7\n")
    go.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(GoMissing, match=r"go1\.26\.7 is older than go1\.26\.8"):
        build.programs()


def test_it_is_the_version_of_the_production_form_with_its_settings() -> None:
    module = (build.MODULE / "go.mod").read_text()
    image = COMPOSE["services"]["temporal"]["image"].partition("$")[0]
    assert f"{build.SERVER} v{image.partition(':')[2]}\n" in module
    node = Node("temporal", "127.0.0.11", tuple(ServerRole))
    variables = environment_of(node, postgres=5432, password="", frontend="127.0.0.11:7233", settings=Path("dynamic"))
    wanted = COMPOSE["services"]["temporal"]["environment"]
    same = ("DB", "POSTGRES_USER", "NUM_HISTORY_SHARDS", "TEMPORAL_ALLOW_NO_AUTH")
    assert [variables[name] for name in same] == [wanted[name] for name in same]
    assert variables["DB_PORT"] == variables["VISIBILITY_DB_PORT"]


def test_the_settings_that_may_change_are_those_of_the_development_server() -> None:
    assert set(yaml.safe_load(as_yaml(temporal.DYNAMIC_CONFIG))) == {
        setting.partition("=")[0] for setting in temporal.DYNAMIC_CONFIG
    }


def test_trials_choose_their_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaos.system.engines.programs", lambda: Programs(Path("bin"), Path("schema")))
    try:
        choose(EngineKind.CLUSTER)
        assert isinstance(engine_of_trials(()), Cluster)
    finally:
        choose(EngineKind.DEVELOPMENT)
    assert isinstance(engine_of_trials(()), DevelopmentServer)
