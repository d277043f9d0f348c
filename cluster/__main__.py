"""Plays the demonstration on Temporal's real server with PostgreSQL: `python -m cluster [--log LOG]`.

First in one process, as the production form runs it, then in seven; with a log of another system, that too, in each.
Ends with 0 and a word where Go is missing.
"""

import argparse
import shutil
import tempfile
from functools import partial
from pathlib import Path

from bench.drive import Log, drive, mapping_of, servers_with
from cluster.build import GoMissing, programs
from cluster.engine import Cluster
from cluster.layout import one_process, several_processes
from commands.common import terminal
from commands.common.words.advice import ExitCode
from demo.scenes import play_in
from stack import TIME_SKIPPING, EmbeddedStack
from workarounds.process_exit import end_process

LAYOUTS = {"one": one_process, "several": several_processes}
WORKERS = 2


def main() -> int:
    """Build the server, and play on it; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m cluster", description=__doc__)
    parser.add_argument("--nodes", choices=LAYOUTS, action="append", help="one process, or seven; both without it")
    parser.add_argument("--log", type=Path, metavar="LOG", help="a log to play too, as `bench/drive.py` takes it")
    parser.add_argument("--first", type=int, default=1000, metavar="N", help="how many of its cases (1000)")
    asked = parser.parse_args()
    try:
        built = programs(announce=terminal.line)
    except GoMissing as missing:
        terminal.line(f"skipped: {missing}, and the server is built from its Go modules")
        return ExitCode.DONE
    layouts = [LAYOUTS[name] for name in asked.nodes or LAYOUTS]
    ended = [_play(Cluster(built, layout, TIME_SKIPPING)) for layout in layouts]
    if asked.log:
        ended += [_play_log(asked.log, asked.first, Cluster(built, layout)) for layout in layouts]
    return max(ended)


def _play(cluster: Cluster) -> int:
    """One play in a fresh folder."""
    home = Path(tempfile.mkdtemp(prefix="tawasul-cluster-"))
    try:
        return play_in(home, partial(_stack_on, cluster))
    finally:
        shutil.rmtree(home)


def _play_log(file: Path, first: int, cluster: Cluster) -> int:
    """A log in a fresh folder, under its own pack alone; 1 when less agrees with it than its mapping asks for."""
    mapping = mapping_of(file)
    log = Log.of(file, mapping, first)
    with servers_with(mapping.parent / log.mapping.pack, partial(_stack_on, cluster)) as config:
        return drive(log, config)


def _stack_on(cluster: Cluster, home: Path) -> EmbeddedStack:
    return EmbeddedStack(home, worker=WORKERS, engine=cluster, announce=terminal.line)


if __name__ == "__main__":
    end_process(main())
