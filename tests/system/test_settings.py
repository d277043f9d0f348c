"""Settings from the environment: cheap to read, wrong values refused at once, secrets never shown."""

import subprocess
import sys

import pytest

import settings
from errors import WrongUsage


def test_an_empty_variable_means_not_configured() -> None:
    assert settings.load({"TAWASUL_SMTP_URL": "", "TAWASUL_DRAIN_SECONDS": ""}) == settings.load({})


def test_without_a_migration_address_the_owner_is_the_application() -> None:
    assert settings.load({"TAWASUL_DATABASE_URL": "postgresql://a/b"}).migration_url == "postgresql://a/b"


def test_a_value_that_is_no_number_is_refused_with_its_variable() -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_CASES_CONCURRENCY is «many», not int"):
        settings.load({"TAWASUL_CASES_CONCURRENCY": "many"})


def test_secrets_are_not_in_what_a_traceback_would_show() -> None:
    secret = [
        name for name in settings.VARIABLES if name.endswith(("_KEY", "_KEYS", "_TOKEN", "_SECRET", "DATABASE_URL"))
    ]
    assert len(secret) == 7
    assert "hidden" not in repr(settings.load(dict.fromkeys(secret, "hidden")))


def test_the_standard_client_configuration_says_where_temporal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"TEMPORAL_ADDRESS": "cluster:7233", "TEMPORAL_NAMESPACE": "requests"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    connection = settings.load(environment).temporal_connection()
    assert (connection["target_host"], connection["namespace"]) == ("cluster:7233", "requests")


def test_reading_settings_loads_no_library() -> None:
    script = "import settings, sys; settings.load(); print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=settings.PROJECT, capture_output=True, text=True)
    assert not {"pydantic", "temporalio", "typer", "typing_extensions", "psycopg"} & set(loaded.stdout.split())
