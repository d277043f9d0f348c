"""Plays the demonstration on Temporal's real server with PostgreSQL: `python -m cluster [--nodes one|several]`.

First in one process, as the production form runs it, then in seven. Ends with 0 and a word where Go is missing.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

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
    wanted = parser.parse_args().nodes or list(LAYOUTS)
    try:
        built = programs(announce=terminal.line)
    except GoMissing as missing:
        terminal.line(f"skipped: {missing}, and the server is built from its Go modules")
        return ExitCode.DONE
    return max(_play(Cluster(built, LAYOUTS[name], TIME_SKIPPING)) for name in wanted)


def _play(cluster: Cluster) -> ExitCode:
    """One play in a fresh folder."""
    home = Path(tempfile.mkdtemp(prefix="tawasul-cluster-"))
    try:
        return play_in(
            home, lambda folder: EmbeddedStack(folder, worker=WORKERS, engine=cluster, announce=terminal.line)
        )
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    end_process(main())
