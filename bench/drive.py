"""Plays a log of another system: `python bench/drive.py LOG [--first 1000] [--core]`.

What the lines of LOG mean stands in a mapping file, `bench/logs/NAME.toml` by the log's name or the one given; the code
knows no log (docs/logs.md). All events of all cases are given in their real order, the delays between them left out;
those of one case strictly one after another, those of different cases a few at a time. At the end outcomes, due dates
and what was late are compared with the log's own; below the bars of the mapping the exit code is 1. With the addresses
of Temporal and PostgreSQL in the environment these are used, and a worker must run there that has the pack; otherwise
an embedded stack is started in a folder of its own. `--core` needs no server: the pure core decides, in the log's own
time.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # called by its path: what it imports lies one above

from activities.packs import InvalidPack
from bench.logs.comparing import DueDates, Share, compare_outcomes, compare_times, show_refused
from bench.logs.core import Core
from bench.logs.live import Ended, Live, check_tolerance, how_they_ended, take_on
from bench.logs.packs import alone, load_alone
from bench.logs.playing import LogPlay
from client import connected
from commands.common import terminal
from commands.common.terminal.progress import ProgressBar
from models.calendar.working import compile_calendar
from models.intake.request import InvalidRequest
from models.packs.pack import Pack
from sessions.signing import Signers
from settings import ELSEWHERE, PROJECT, Settings, load
from simulation.logs.mapping import InvalidMapping, LogMapping, read_mapping
from simulation.logs.reading import LogCase, moved, read_log
from stack import EmbeddedStack
from workarounds.process_exit import end_process

IN_FLIGHT = 12
"""How many events of different cases are given at once."""
MAPPINGS = PROJECT / "bench" / "logs"


@dataclass(frozen=True)
class Log:
    """A log to play: its cases, what they mean, and the pack they are played under."""

    cases: list[LogCase]
    mapping: LogMapping
    pack: Pack

    @classmethod
    def of(cls, path: Path, mapping_file: Path, first: int | None) -> "Log":
        """The first cases of a log. Raises InvalidMapping, InvalidPack, OSError."""
        mapping = read_mapping(mapping_file)
        return cls(read_log(path, mapping, first), mapping, load_alone(mapping_file.parent / mapping.pack))

    def due_dates(self, play: LogPlay, expected: Callable[[LogCase], datetime]) -> DueDates:
        """The due dates of a play, beside those that the log would have for the same start."""
        columns = self.mapping.columns
        calendar = compile_calendar(self.pack.calendar)
        return DueDates(play.due, expected, calendar, columns.due_as == "day", columns.beside)


def drive(log: Log, config: Settings, in_flight: int = IN_FLIGHT) -> int:
    """LogPlay a log on running servers and print how it ended; 1 when a bar of its mapping is missed."""
    check_tolerance(log.pack, log.mapping)
    began = time.monotonic()
    play = asyncio.run(_on_servers(log, config, in_flight))
    _say_what_was_played(log, play, time.monotonic() - began)
    live = play.on
    assert isinstance(live, Live)  # noqa: S101
    due = log.due_dates(play, lambda case: moved(case.due or case.arrived, live.weeks(case), log.mapping.reading))
    return _compare(log, play, how_they_ended(play, config), due)


def drive_core(log: Log) -> int:
    """LogPlay a log on the pure core alone, in its own time; 1 when a bar of its mapping is missed."""
    began, core = time.monotonic(), Core(log.pack)
    play = LogPlay(log.mapping, log.pack, core)
    asyncio.run(play.all(log.cases))
    _say_what_was_played(log, play, time.monotonic() - began)
    rows = {case: core.row(reference) for case, reference in play.references.items()}
    states = {case: str(row.outcome or row.stage) for case, row in rows.items()}
    ended = Ended(states, core.decided_otherwise, {case: row.in_time for case, row in rows.items()})
    due = log.due_dates(play, lambda case: case.due or case.arrived)
    return _compare(log, play, ended, due)


async def _on_servers(log: Log, config: Settings, in_flight: int) -> LogPlay:
    client = await connected(config)
    take_on(log.mapping, config.admin_url)
    progress = ProgressBar("events", sum(len(case.events) + 1 for case in log.cases))
    live = Live(client, Signers.of(config), log.mapping, datetime.now(UTC), in_flight)
    play = LogPlay(log.mapping, log.pack, live, progress.step)
    await play.all(log.cases)
    progress.clear()
    return play


def _say_what_was_played(log: Log, play: LogPlay, seconds: float) -> None:
    events, rate = sum(len(case.events) for case in log.cases), len(log.cases) / seconds
    terminal.line(
        f"{log.mapping.title}: {len(log.cases)} cases, {events} events in {seconds:.0f} s ({rate:.1f} cases a second)"
    )
    without = {activity: count for (activity, followed), count in play.meant.items() if not followed}
    rows = [(activity, str(count + play.meant[activity, True]), str(count)) for activity, count in without.items()]
    if rows:
        terminal.table(("activity", "events", "without a command"), rows)
    show_refused(play.refused)


def _compare(log: Log, play: LogPlay, ended: Ended, due: DueDates) -> int:
    """Print what agrees with the log; 1 when that is less than its mapping asks for, or anything else decided."""
    outcomes = compare_outcomes(log.cases, ended.states, log.mapping)
    dates = due.compare(log.cases)
    shares: dict[str, Share] = {"outcomes": outcomes}
    shares |= {"due dates": dates, "late or in time": compare_times(log.cases, ended.in_time)}
    for name, share in shares.items():
        if share.of or name == "outcomes":
            terminal.line(f"{name} that agree: {share}")
    terminal.line(f"decided by anything but the log: {ended.decided_otherwise}")
    bars = log.mapping.bars
    reached = outcomes.reaches(bars.outcomes) and dates.reaches(bars.due)
    return int(not reached or bool(play.refused) or ended.decided_otherwise > bars.decided_otherwise)


def _embedded(home: Path) -> EmbeddedStack:
    return EmbeddedStack(home, worker=True, announce=terminal.line)


@contextmanager
def _servers(pack: Path) -> Iterator[Settings]:
    """The servers of the environment, or an embedded stack for this run with one pack."""
    if any(os.environ.get(name) for name in ELSEWHERE):
        yield load()
        return
    with servers_with(pack, _embedded) as config:
        yield config


@contextmanager
def servers_with(pack: Path, servers_in: Callable[[Path], EmbeddedStack]) -> Iterator[Settings]:
    """Servers of this run alone, in a folder of their own, with one pack."""
    with tempfile.TemporaryDirectory(prefix="tawasul-drive-", ignore_cleanup_errors=True) as home:
        os.environ["TAWASUL_POLICIES"] = str(alone(pack, Path(home) / "policies").parent)
        with servers_in(Path(home) / "stack") as stack:
            yield replace(load(stack.environment), temporal_address=stack.temporal_address)


def mapping_of(log: Path, given: Path | None = None) -> Path:
    """The file that says what the lines of a log mean: the one given, else the one with the log's name."""
    return given or MAPPINGS / f"{log.name.partition('.')[0]}.toml"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path, help="JSON lines or CSV, also in gzip, as its mapping says")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="what its lines mean (bench/logs/NAME.toml)")
    parser.add_argument("--first", type=int, default=1000, metavar="N", help="how many cases to play (1000)")
    parser.add_argument("--core", action="store_true", help="no servers: the pure core, in the log's own time")
    parser.add_argument("--in-flight", type=int, default=IN_FLIGHT, metavar="N", help="events given at once (12)")
    asked = parser.parse_args()
    file = mapping_of(asked.log, asked.mapping)
    try:
        log = Log.of(asked.log, file, asked.first)
        if asked.core:
            return drive_core(log)
        with _servers(file.parent / log.mapping.pack) as config:
            return drive(log, config, asked.in_flight)
    except (InvalidMapping, InvalidPack, InvalidRequest, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    end_process(main())
