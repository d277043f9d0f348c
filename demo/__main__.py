"""Runs the demonstration on an embedded stack in a fresh folder, and prints its result: `python -m demo`."""

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from commands.common import terminal
from commands.common.words.advice import ExitCode, exit_code, sentence
from demo.scenes import play_in
from errors import TawasulError
from workarounds.process_exit import end_process

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    """Run the demonstration; the exit code is 0 only when every promise was kept."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="python -m demo", description="The main job, seen, in about two minutes.")
    parser.add_argument("--keep", action="store_true", help="keep the folder with data and logs")
    parser.add_argument("--stay", action="store_true", help="leave the servers up until Ctrl-C, with the pages to try")
    asked = parser.parse_args()
    for number in STOPPED_BY:
        signal.signal(number, _stop)
    home = Path(tempfile.mkdtemp(prefix="tawasul-demo-"))
    code = ExitCode.UNEXPECTED
    try:
        code = play_in(home, stays=asked.stay)
    except TawasulError as error:
        terminal.line(terminal.bad(error.code), f": {sentence(error)}", to=sys.stderr)
        code = exit_code(error)
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    finally:
        if asked.keep:
            terminal.line(f"data and logs are kept in {home}")
        else:
            shutil.rmtree(home)
    end_process(code)


def _stop(*_: object) -> None:
    """Stop once, in order: the servers are stopped and the folder is removed."""
    for number in STOPPED_BY:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
