"""login, logout, whoami: a person's session on this machine, from a real provider and real records."""

import json
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from commands.work import session as commands
from models.trust.keys import SigningKey
from models.trust.tokens import as_written, issue
from sessions.people import people
from sessions.store import Session, load, save
from tests.support.database import Database
from tests.support.provider import CLIENT, PersonAtBrowser, RunningProvider, provider
from tests.support.terminal import ROOT, TAWASUL, CommandLine, bare_environment, command_line_in

LAYLA = "f81d4fae-7dec"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningProvider]:
    with provider() as each:
        yield each


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def tawasul(
    running: RunningProvider,
    home: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """The command line of a person at the provider: nobody there but Layla has been taken on."""
    at(monkeypatch, LAYLA)
    environment = bare_environment(
        **database.environment,
        TAWASUL_HOME=str(home),
        TAWASUL_OIDC_ISSUER=running.issuer,
        TAWASUL_OIDC_CLIENT_ID=CLIENT,
        TEMPORAL_ADDRESS="127.0.0.1:1",
    )
    run = command_line_in(environment, monkeypatch, capsys)
    taken_on = ("--name", "ليلى التجريبي", "--role", "officer", "--team", "exit_visas", "--subject", LAYLA)
    assert run("staff", "add", "layla", *taken_on).code == 0
    return run


def at(monkeypatch: pytest.MonkeyPatch, name: str, **habits: Any) -> None:
    """Whoever sits at the terminal, by their name at the provider."""
    monkeypatch.setattr(commands, "_AtTerminal", lambda: PersonAtBrowser(name, commands.PAGE, **habits))


@pytest.mark.parametrize("way", ["--device", "--browser"])
def test_after_a_login_the_session_is_of_the_member_of_staff_with_that_subject(
    tawasul: CommandLine, home: Path, running: RunningProvider, way: str
) -> None:
    shown = tawasul("login", way, "--json").data
    assert (shown["staff"], shown["role"], shown["teams"]) == ("layla", "officer", ["passports.exit_visas"])
    assert (shown["issuer"], shown["subject"], shown["kept_in"]) == (running.issuer, LAYLA, "file")
    assert tawasul("whoami", "--json").data == shown
    (file,) = (home / "sessions").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_people_read_who_they_are_and_until_when(tawasul: CommandLine, running: RunningProvider) -> None:
    shown = tawasul("login")
    assert "layla officer, passports.exit_visas" in shown.text and f"by {running.issuer} as {LAYLA}" in shown.text
    assert "left)" in shown.text and "a file of this account" in shown.text
    assert tawasul("whoami").text == shown.text


def test_two_persons_are_two_subjects_and_not_two_names(
    tawasul: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "layla")
    refused = tawasul("login")
    assert refused.code == 6 and "`tawasul staff change STAFF --subject layla`" in refused.err and not people(home)
    taken = tawasul("staff", "add", "salma", "--name", "سلمى التجريبي", "--role", "officer", "--subject", LAYLA)
    assert taken.code == 2 and LAYLA in taken.err
    assert tawasul("staff", "add", "salma", "--name", "سلمى التجريبي", "--role", "officer").code == 0
    assert tawasul("staff", "change", "salma", "--subject", LAYLA).code == 2
    assert tawasul("staff", "change", "salma", "--subject", "layla").code == 0
    assert tawasul("login", "--json").data["staff"] == "salma"
    assert people(home) == ["salma"]


def test_a_subject_is_never_somebody_else_later(tawasul: CommandLine) -> None:
    assert tawasul("staff", "change", "layla", "--subject", "another-name").code == 0
    refused = tawasul("staff", "add", "salma", "--name", "سلمى التجريبي", "--role", "officer", "--subject", LAYLA)
    assert refused.code == 2 and LAYLA in refused.err
    assert tawasul("staff", "change", "layla", "--subject", LAYLA).code == 0


def test_who_was_given_no_subject_or_works_here_no_more_gets_no_session(tawasul: CommandLine, home: Path) -> None:
    assert tawasul("staff", "change", "layla", "--subject", "").code == 0
    assert tawasul("login").code == 6
    assert tawasul("staff", "change", "layla", "--subject", LAYLA).code == 0
    assert tawasul("staff", "remove", "layla").code == 0
    assert tawasul("login").code == 6 and not people(home)


def test_a_logout_forgets_the_session(tawasul: CommandLine, home: Path) -> None:
    tawasul("login")
    assert tawasul("logout").code == 0 and not people(home)
    for command in ("whoami", "logout"):
        again = tawasul(command)
        assert again.code == 6 and "`tawasul login`" in again.err and "سجل الدخول" in again.err


def ended(home: Path, refresh: str = "") -> None:
    """Layla's session ran out two hours ago."""
    key, since = SigningKey.made(), datetime.now(UTC) - timedelta(hours=10)
    token = issue(SigningKey.made(), "layla", key.kid, since, timedelta(hours=8))
    save(home, Session("layla", key, token, refresh))


def test_a_session_that_has_run_out_is_said_in_words(tawasul: CommandLine, home: Path) -> None:
    ended(home)
    over = tawasul("whoami", "--json")
    assert over.code == 6 and "2 h ago" in over.err and "انتهت الجلسة" in over.err
    assert over.data["error"]["code"] == "session_over" and over.data["error"]["fault"] == "ended"
    assert datetime.fromisoformat(over.data["error"]["at"]) < datetime.now(UTC)


def test_a_session_that_is_about_to_end_is_renewed_by_any_command(
    tawasul: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tawasul("login", "--browser")
    before = load(home, "layla")
    assert before
    monkeypatch.setattr("sessions.current.SOON", timedelta(hours=2))
    assert tawasul("whoami").code == 0
    after = load(home, "layla")
    assert after and after.key == before.key and after.token != before.token
    assert as_written(after.token).subject == LAYLA


def test_a_renewal_that_fails_is_no_end_before_the_end(
    tawasul: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(home, refresh="nothing the provider knows")
    assert tawasul("whoami").code == 6
    tawasul("login")
    monkeypatch.setattr("sessions.current.SOON", timedelta(hours=2))
    monkeypatch.setenv("TAWASUL_OIDC_ISSUER", "http://127.0.0.1:1")
    assert tawasul("whoami").code == 0


def test_a_damaged_session_asks_for_another_login(tawasul: CommandLine, home: Path) -> None:
    tawasul("login")
    (home / "sessions/layla.json").write_text("{")
    assert tawasul("whoami").code == 6
    assert tawasul("login").code == 0


def test_who_interrupts_a_login_has_no_session(
    tawasul: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: PersonAtBrowser, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PersonAtBrowser, "wait", interrupt)
    assert tawasul("login", "--device").code == 130 and not people(home)


def test_a_provider_that_is_away_or_refuses_is_said_in_words(
    tawasul: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, LAYLA, agrees=False)
    refused = tawasul("login", "--device", "--json")
    assert refused.code == 6 and "رُفض الدخول" in refused.err and refused.data["error"]["fault"] == "denied"
    monkeypatch.setenv("TAWASUL_OIDC_ISSUER", "http://127.0.0.1:1")
    away = tawasul("login")
    assert away.code == 5 and "127.0.0.1:1 does not answer" in away.err
    monkeypatch.delenv("TAWASUL_OIDC_ISSUER")
    assert tawasul("login").code == 6 and tawasul("login", "--device", "--browser").code == 2
    assert tawasul("staff", "change", "layla", "--subject", "x").code == 2
    assert not people(home)


def test_a_clock_that_is_wrong_is_named(tawasul: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    with provider(clockAhead=1200) as other:
        monkeypatch.setenv("TAWASUL_OIDC_ISSUER", other.issuer)
        tawasul("staff", "change", "layla", "--subject", LAYLA)
        late = tawasul("login", "--browser")
    assert late.code == 0 and "behind the provider's" in late.err


def test_at_a_real_terminal_the_code_is_shown_and_the_session_begins_when_it_was_given(
    tawasul: CommandLine, home: Path, running: RunningProvider, database: Database
) -> None:
    environment = bare_environment(
        TAWASUL_HOME=str(home),
        TAWASUL_DESK_URL=database.desk_url,
        TAWASUL_OIDC_ISSUER=running.issuer,
        TAWASUL_OIDC_CLIENT_ID=CLIENT,
    )
    command = [*TAWASUL, "login", "--json"]
    with Popen(command, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdout and process.stderr
        shown = "".join(process.stderr.readline() for _ in range(4))
        (address,) = re.findall(r"or +(http\S+)", shown)
        assert "لا تُدخل الرمز إلا إذا طلبته بنفسك" in shown and "/device?user_code=" in address
        PersonAtBrowser(LAYLA).go(address)
        assert json.loads(process.stdout.read())["staff"] == "layla"
        assert process.wait(20) == 0
    assert people(home) == ["layla"]


def test_the_secrets_of_a_session_are_never_printed(tawasul: CommandLine, home: Path) -> None:
    shown = tawasul("login", "--json")
    session = load(home, "layla")
    assert session
    for secret in (str(session.key), session.token, session.refresh):
        assert secret and secret not in shown.out + shown.err + json.dumps(tawasul("whoami", "--json").data)
