"""Runs the demonstration on an embedded stack in a fresh folder, and prints its result: `python -m demo`."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from activities import packs
from client import connect
from commands.common import terminal
from commands.common.advice import ExitCode, exit_code, sentence
from demo import aftermath, arrivals, cast, ending, ladder, reviews
from demo.play import Play
from demo.samples import filed_now, policies_for
from errors import TawasulError
from models.calendar.working import compile_calendar
from stack import TIME_SKIPPING, EmbeddedStack
from workarounds.process_exit import end_process

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    """Run the demonstration; the exit code is 0 only when every promise was kept."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="python -m demo", description="The main job, seen, in about two minutes.")
    parser.add_argument("--keep", action="store_true", help="keep the folder with data and logs")
    keep = parser.parse_args().keep
    for number in STOPPED_BY:
        signal.signal(number, _stop)
    home = Path(tempfile.mkdtemp(prefix="tawasul-demo-"))
    code = ExitCode.UNEXPECTED
    try:
        code = play_in(home)
    except TawasulError as error:
        terminal.line(terminal.bad(error.code), f": {sentence(error)}", to=sys.stderr)
        code = exit_code(error)
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    finally:
        if keep:
            terminal.line(f"data and logs are kept in {home}")
        else:
            shutil.rmtree(home)
    end_process(code)


def play_in(home: Path) -> ExitCode:
    """Start the servers, play all scenes and stop the servers; the exit code."""
    began = time.monotonic()
    _remove_settings()
    os.environ["TAWASUL_POLICIES"] = str(policies_for(datetime.now(terminal.local_zone()).date(), home))
    terminal.line(f"Starting PostgreSQL, Temporal and a worker in {home}: real servers, for this play alone.")
    servers = EmbeddedStack(home, worker=True, extra_dynamic_config=TIME_SKIPPING)
    with servers as stack, asyncio.Runner() as runner:
        os.environ.update(stack.environment)
        cast.take_on(stack.admin_url)
        os.environ["TAWASUL_STAFF"] = cast.DANA.id  # who types where a command names nobody
        play = Play(home, runner.run(connect()), runner)
        _scenes(play, stack.database_url)
        ending.summary(play, time.monotonic() - began)
    return ExitCode.UNEXPECTED if play.broken else ExitCode.DONE


def _scenes(play: Play, database_url: str) -> None:
    pack = packs.load_pack(Path(os.environ["TAWASUL_POLICIES"]) / "passports")
    now = datetime.now(UTC)
    samples = filed_now(now, f"{now:%y%m%d%H%M%S}", compile_calendar(pack.calendar))
    arrivals.first_stage(play, samples)
    arrivals.left_to_people(play, samples)
    arrivals.sent_again(play, samples)
    reviews.officers_decide(play)
    reviews.two_persons_agree(play)
    reviews.two_at_once(play)
    ladder.days_pass(play, database_url)
    aftermath.beneficiary_comes_back(play)
    ending.notices(play, pack)
    ending.board(play)
    ending.one_case(play)
    ending.who_looked(play)
    ending.audit(play)


def _stop(*_: object) -> None:
    """Stop once, in order: the servers are stopped and the folder is removed."""
    for number in STOPPED_BY:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _remove_settings() -> None:
    """Remove the settings of the environment, so that no other server and no real gateway is used."""
    for name in [name for name in os.environ if name.startswith(("TAWASUL_", "TEMPORAL_"))]:
        del os.environ[name]


if __name__ == "__main__":
    main()
