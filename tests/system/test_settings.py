"""Settings from the environment: cheap to read, wrong values refused at once, secrets never shown."""

import subprocess
import sys
from pathlib import Path

import pytest

import settings
from errors import WrongUsage


def test_an_empty_variable_means_not_configured() -> None:
    assert settings.load({"TAWASUL_SMTP_URL": "", "TAWASUL_DRAIN_SECONDS": ""}) == settings.load({})


def test_an_address_that_is_not_given_is_the_workers() -> None:
    alone = settings.load({"TAWASUL_DATABASE_URL": "postgresql://a/b"})
    assert {alone.desk_url, alone.admin_url, alone.migration_url} == {"postgresql://a/b"}
    staff = settings.load({"TAWASUL_DESK_URL": "postgresql://desk/b"})
    assert (staff.database_url, staff.desk_url, staff.admin_url) == ("", "postgresql://desk/b", "")


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden\n")
    for variable, name in settings.FILES.items():
        assert getattr(settings.load({variable: str(file)}), settings.VARIABLES[name].name) == "hidden"
    file.write_text("")
    assert settings.load({"TAWASUL_SMTP_URL_FILE": str(file)}).smtp_url == ""


def test_a_secret_that_is_given_twice_or_cannot_be_read_is_refused_without_showing_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden")
    with pytest.raises(WrongUsage, match="TAWASUL_SMS_TOKEN and TAWASUL_SMS_TOKEN_FILE are both set") as twice:
        settings.load({"TAWASUL_SMS_TOKEN_FILE": str(file), "TAWASUL_SMS_TOKEN": "hidden"})
    file.write_bytes(b"\xffhidden")
    with pytest.raises(WrongUsage, match=r"TAWASUL_SMS_TOKEN_FILE: .* cannot be read") as broken:
        settings.load({"TAWASUL_SMS_TOKEN_FILE": str(file)})
    assert "hidden" not in str(twice.value) + str(broken.value)


def test_what_is_no_secret_has_no_file() -> None:
    assert "TAWASUL_HOME_FILE" not in settings.FILES and "TAWASUL_SMS_URL_FILE" not in settings.FILES
    assert set(settings.FILES) >= {f"TAWASUL_{name}_FILE" for name in ("DATABASE_URL", "PORTAL_SECRET", "SMTP_URL")}


def test_a_value_that_is_no_number_is_refused_with_its_variable() -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_CASES_CONCURRENCY is «many», not int"):
        settings.load({"TAWASUL_CASES_CONCURRENCY": "many"})


def test_secrets_are_not_in_what_a_traceback_would_show() -> None:
    ends = ("_KEY", "_KEYS", "_TOKEN", "_SECRET", "DATABASE_URL")
    secret = [name for name in settings.VARIABLES if name.endswith(ends)]
    assert len(secret) == 13
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
