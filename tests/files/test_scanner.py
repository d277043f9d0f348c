"""The scanner's protocol over TCP and over a socket of this machine; what it says, and what keeps a file waiting."""

from pathlib import Path

import pytest

from activities.files.scanner import Scanner
from errors import Cause, Component, Unreachable, WrongUsage
from tests.support.files import EICAR, PDF
from tests.support.servers.scanner import FakeScanner, fake_scanner

LOOPBACK = "127.0.0.0/8"


def scanner_at(address: str, networks: str = LOOPBACK) -> Scanner:
    found = Scanner.at(address, networks)
    assert found is not None
    return found


@pytest.mark.parametrize("over", ["tcp", "unix"])
def test_a_scanner_finds_what_is_there_and_nothing_else(over: str, tmp_path: Path) -> None:
    with fake_scanner(tmp_path / "clamd" if over == "unix" else None) as fake:
        scanner = scanner_at(fake.address)
        assert scanner.finding([PDF[:7], b"", PDF[7:]]) is None
        assert scanner.finding([PDF + EICAR]) == "Eicar-Test-Signature"
        assert scanner.version().startswith("ClamAV")
    assert fake.scanned == [PDF, PDF + EICAR]


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "", "stream: OKAY", "garbage"])
def test_an_answer_that_says_nothing_clear_is_no_all_clear(says: str) -> None:
    class Silent(FakeScanner):
        def answer(self, content: bytes) -> str:
            return says

    with fake_scanner() as fake:
        fake.answer = Silent().answer  # type: ignore[method-assign]
        with pytest.raises(Unreachable) as refused:
            scanner_at(fake.address).finding([PDF])
    assert refused.value.component is Component.SCANNER


def test_a_scanner_that_is_away_is_away(tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:9", f"unix:{tmp_path}/nowhere"):
        with pytest.raises(Unreachable) as away:
            scanner_at(address).finding([PDF])
        assert away.value.cause is Cause.NO_ANSWER


def test_files_go_in_clear_only_where_the_settings_allow_it() -> None:
    with fake_scanner() as fake:
        with pytest.raises(Unreachable) as refused:
            scanner_at(fake.address, "").finding([PDF])
        assert refused.value.cause is Cause.BAD_ADDRESS and not fake.scanned


@pytest.mark.parametrize("address", ["clamd:3310", "tcp://host", "http://host:3310", "unix:", "tcp://host:port"])
def test_an_address_of_another_form_is_said_at_once(address: str) -> None:
    with pytest.raises(WrongUsage):
        Scanner.at(address, LOOPBACK)


def test_without_an_address_there_is_no_scanner() -> None:
    assert Scanner.at("", "") is None
