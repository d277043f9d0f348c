"""Fork server for commands: each is a process of its own that begins with everything imported.

`python -m tests.support.warm_cli SOCKET` forks a process for every order: arguments and environment as JSON, and the
three streams with them. The answer is the exit code. How long the imports take, and what they are, is tested elsewhere.
"""

import json
import os
import signal
import socket
import sys
from importlib import import_module

import cli

IMPORTED = (
    "client",
    "worker",
    "activities.packs",
    "models.tables",
    "activities.records.migrate",
    "commands.common.context",
    "commands.operate.health",
)
LARGEST = 200_000
"""Bytes of an order."""


def serve(path: str) -> None:
    """Serve orders until killed. No import has started a thread, so forking is safe."""
    for module in IMPORTED:
        import_module(module)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(path)
        listener.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("ready", flush=True)
        while True:
            order, _ = listener.accept()
            if os.fork() == 0:
                _run_command(order)
            order.close()


def _run_command(order: socket.socket) -> None:
    """Run one command in a child, and send its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _, _ = socket.recv_fds(order, LARGEST, 3)
    arguments, environ = json.loads(message)
    child = os.fork()
    if child == 0:
        _become(arguments, environ, streams)
    _, status = os.waitpid(child, 0)
    order.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(arguments: list[str], environ: dict[str, str], streams: list[int]) -> None:
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["tawasul", *arguments]
    cli.main()


if __name__ == "__main__":
    serve(sys.argv[1])
