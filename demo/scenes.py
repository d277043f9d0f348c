"""The whole play on a fresh folder: servers, scenes, summary."""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from activities import packs
from client import connect
from commands.common import terminal
from commands.common.words.advice import ExitCode
from demo import aftermath, arrivals, cast, ending, ladder, pages, reviews
from demo.play import Play
from demo.samples import filed_now, policies_for
from models.calendar.working import compile_calendar
from stack import TIME_SKIPPING, EmbeddedStack


def _with_development_server(home: Path) -> EmbeddedStack:
    return EmbeddedStack(home, worker=True, web=pages.is_installed(), extra_dynamic_config=TIME_SKIPPING)


def play_in(
    home: Path, servers_in: Callable[[Path], EmbeddedStack] = _with_development_server, *, stays: bool = False
) -> ExitCode:
    """Start the servers, play all scenes and stop the servers, at once or when somebody has seen enough (Ctrl-C); the
    exit code."""
    began = time.monotonic()
    _remove_settings()
    os.environ["TAWASUL_POLICIES"] = str(policies_for(datetime.now(terminal.local_zone()).date(), home))
    terminal.line(f"Starting PostgreSQL, Temporal and a worker in {home}: real servers, for this play alone.")
    with servers_in(home) as stack, asyncio.Runner() as runner:
        os.environ.update(stack.environment)
        cast.take_on(stack.admin_url)
        stack.wait_for_workers()
        os.environ["TAWASUL_STAFF"] = cast.DANA.id  # who types where a command names nobody
        play = Play(home, runner.run(connect()), runner)
        _scenes(play, stack.database_url)
        pages.in_browser(play, stack.web_url, stays=stays)
        ending.summary(play, time.monotonic() - began)
        if stays:
            _stay_up(home)
    return ExitCode.UNEXPECTED if play.broken else ExitCode.DONE


def _stay_up(home: Path) -> None:
    """Wait for Ctrl-C."""
    terminal.line()
    terminal.line(f"Up until Ctrl-C; commands in another terminal: TAWASUL_HOME={home} tawasul board --as dana")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    terminal.line("stopping")


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


def _remove_settings() -> None:
    """Remove the settings of the environment, so that no other server and no real gateway is used."""
    for name in [name for name in os.environ if name.startswith(("TAWASUL_", "TEMPORAL_"))]:
        del os.environ[name]
