"""Whatever faults a server's disk has, nothing acknowledged is lost, and new cases are served soon after."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.outcome import Scale
from chaos.scenarios import disk
from chaos.scenarios.disk import Disk, MayNotMount


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Disk]:
    """A small disk, where one may be mounted."""
    try:
        with Disk(tmp_path / "disk") as mounted:
            yield mounted
    except MayNotMount as reason:
        pytest.skip(str(reason))


@pytest.mark.chaos
@pytest.mark.timeout(280)
def test_a_bad_disk_stops_the_service_only_while_it_is_bad_and_loses_nothing() -> None:
    try:
        outcomes = disk.run(Scale.SUITE)
    except MayNotMount as reason:
        pytest.skip(str(reason))
    assert [line for outcome in outcomes for line in outcome.violations] == []


def test_a_full_disk_takes_nothing_until_it_is_freed(mounted: Disk) -> None:
    mounted.fill()
    assert _written(mounted) == errno.ENOSPC
    mounted.free()
    assert _written(mounted) is None


def test_a_disk_is_made_read_only_when_no_file_is_open_for_writing(mounted: Disk) -> None:
    with (mounted.place / "open").open("w"):
        assert not mounted.make_read_only()
    assert mounted.make_read_only() and _written(mounted) == errno.EROFS
    mounted.make_writable()
    assert _written(mounted) is None


def test_nothing_stays_mounted(tmp_path: Path) -> None:
    try:
        with pytest.raises(ZeroDivisionError), Disk(tmp_path / "disk") as mounted:
            (mounted.place / "left").touch()
            raise ZeroDivisionError
    except MayNotMount as reason:
        pytest.skip(str(reason))
    assert list((tmp_path / "disk").iterdir()) == []


def _written(mounted: Disk) -> int | None:
    """The number of the error by which a write fails, if it does."""
    try:
        (mounted.place / "more").write_bytes(bytes(8192))
    except OSError as error:
        return error.errno
    return None
